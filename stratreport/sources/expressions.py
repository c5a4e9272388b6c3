"""The closed language in which a mapping says how a canonical column is made.

========================================  ==========================================================
`Column` or `alias.Column`                the column of the base file, or of a joined one
`{from: alias.Column}`                    the same, written out
`{const: x}`                              the same value in every row
`{concat: [a, b], sep: " "}`              texts joined; absent parts are left out
`{multiply: [a, b]}`                      a × b × …; absent when a part is absent
`{subtract: [a, b]}`                      a − b − …; absent when a part is absent
`{values: {of: a, map: {x: y}}}`          the text looked up in a list; others stay, or `otherwise: z` (null: absent)
`{first_of: [a, b]}`                      the first that is present
========================================  ==========================================================

The kind of the canonical column (text, number, date) decides how file columns are read. Nothing here can hold SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from stratreport.errors import Place, did_you_mean
from stratreport.model import Kind
from stratreport.model.faultlog import FaultLog

#: levels of operations; each adds two steps to the path below tables.<name>.columns.<column>
_MAX_DEPTH, _COLUMN_DEPTH = 8, 3
_NOWHERE = Place("")


@dataclass(frozen=True)
class Trail:
    """A position inside a YAML document by dotted path, with the log that takes its faults."""

    path: str
    origin: Mapping[str, str]
    file: str
    log: FaultLog

    @property
    def place(self) -> Place:
        """Return the file, line and column of this path or of its nearest known ancestor."""
        path = self.path
        while path:
            if path in self.origin:
                return _place(self.origin[path])
            path = path.rpartition(".")[0]
        return Place(self.file)

    def child(self, name: str) -> Trail:
        """Return the position of a key or index below this one."""
        return Trail(f"{self.path}.{name}", self.origin, self.file, self.log)

    def fault(self, found: str, expected: str, fix: str, code: str = "C201") -> None:
        """Note a fault of the mapping here."""
        self.log.add(code, self.place, f"{self.path}: {found}", expected, fix)

    def keys(self, raw: Any, known: Sequence[str], *, needed: Sequence[str] = ()) -> bool:
        """Return whether `raw` is a mapping with all `needed` keys; unknown keys are faults with a suggestion."""
        if not isinstance(raw, Mapping):
            self.fault("this is not a mapping", f"keys among {', '.join(known)}", "write key: value pairs")
            return False
        for key in raw:
            if key not in known:
                self.child(str(key)).fault(f'unknown key "{key}"', "a known key", did_you_mean(str(key), known))
        missing = [key for key in needed if key not in raw]
        for key in missing:
            self.fault(f'"{key}" is missing', f"{', '.join(needed)}", f"add {key}")
        return not missing


def _place(text: str) -> Place:
    file, line, column = text.rsplit(":", 2)
    return Place(file, int(line), int(column))


@dataclass(frozen=True)
class Ref:
    """A column of a file."""

    alias: str
    column: str
    place: Place = _NOWHERE

    def __str__(self) -> str:
        return f"{self.alias}.{self.column}"


@dataclass(frozen=True)
class Expression:
    """How one value is made: an operation over parts. `kind` is the kind of the result.

    `operation` is from, const, concat, multiply, subtract, values or first_of; `ref` belongs to from; `value` to const
    (and the separator of concat); `table`, `others` (keep | absent | set) and `value` (what they are set to) to values.
    """

    operation: str
    kind: Kind
    parts: tuple[Expression, ...] = ()
    ref: Ref | None = None
    value: Any = None
    table: tuple[tuple[str, str], ...] = ()
    others: Literal["keep", "absent", "set"] = "keep"

    def refs(self) -> Iterator[tuple[Ref, Kind]]:
        """Yield every file column this expression reads, with the kind it is read as."""
        if self.ref is not None:
            yield self.ref, self.kind
        for part in self.parts:
            yield from part.refs()


def column_of(alias: str, column: str, kind: Kind) -> Expression:
    """Return the expression that takes a file column as it is."""
    return Expression("from", kind, ref=Ref(alias, column))


def parse_ref(text: str, aliases: Sequence[str], trail: Trail) -> Ref | None:
    """Return the column named by `Column` (of the first alias) or `alias.Column`; an unknown alias is a fault."""
    alias, dot, column = text.partition(".")
    if not dot:
        return Ref(aliases[0], text, trail.place)
    if alias in aliases:
        return Ref(alias, column, trail.place)
    trail.fault(
        f'"{alias}" of "{text}" is not joined here', "one of the table's files", did_you_mean(alias, aliases), "C202"
    )
    return None


def parse_expression(raw: Any, kind: Kind, aliases: Sequence[str], trail: Trail) -> Expression | None:
    """Return the expression written in `raw` for a column of `kind`; faults go to the trail's log, then None."""
    if trail.path.count(".") > _COLUMN_DEPTH + 2 * _MAX_DEPTH:
        trail.fault("expressions are nested too deeply", f"at most {_MAX_DEPTH} levels", "simplify the mapping")
        return None
    if isinstance(raw, str):
        ref = parse_ref(raw, aliases, trail)
        return None if ref is None else Expression("from", kind, ref=ref)
    operations = [key for key in raw if key != "sep"] if isinstance(raw, Mapping) else []
    if len(operations) != 1:
        trail.fault(
            "this is not an expression",
            f"a column, or one of {', '.join(_OPERATIONS)}",
            "name a column, or write one operation",
        )
        return None
    name = str(operations[0])
    if name not in _OPERATIONS:
        trail.child(name).fault(
            f'unknown operation "{name}"', "a known operation", did_you_mean(name, list(_OPERATIONS))
        )
        return None
    return _OPERATIONS[name](raw, kind, aliases, trail)


def _from(raw: Any, kind: Kind, aliases: Sequence[str], trail: Trail) -> Expression | None:
    if not isinstance(raw["from"], str):
        trail.fault("from is not a column name", "alias.Column", "quote the name")
        return None
    return parse_expression(raw["from"], kind, aliases, trail.child("from"))


def _const(raw: Any, kind: Kind, aliases: Sequence[str], trail: Trail) -> Expression | None:  # noqa: ARG001
    value = raw["const"]
    fits = {
        "text": isinstance(value, str),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "date": isinstance(value, date),
    }
    if not fits[kind]:
        trail.fault("the constant is of another kind", f"a {kind}", "quote text; write numbers and ISO dates bare")
        return None
    return Expression("const", kind, value=float(value) if kind == "number" else value)


def _parts(raw: Any, name: str, kind: Kind, aliases: Sequence[str], trail: Trail) -> tuple[Expression, ...] | None:
    items = raw[name]
    if not isinstance(items, list | tuple) or len(items) < 2:
        trail.fault(f"{name} needs two or more parts", "a list of two or more", "add the parts")
        return None
    parts = [parse_expression(item, kind, aliases, trail.child(f"{name}.{i}")) for i, item in enumerate(items)]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(parts) else None


def _concat(raw: Any, kind: Kind, aliases: Sequence[str], trail: Trail) -> Expression | None:
    if not _kind_is(kind, "text", "concat", trail):
        return None
    parts = _parts(raw, "concat", "text", aliases, trail)
    return None if parts is None else Expression("concat", "text", parts, value=str(raw.get("sep", " ")))


def _arithmetic(name: str) -> Callable[[Any, Kind, Sequence[str], Trail], Expression | None]:
    def parse(raw: Any, kind: Kind, aliases: Sequence[str], trail: Trail) -> Expression | None:
        if not _kind_is(kind, "number", name, trail):
            return None
        parts = _parts(raw, name, "number", aliases, trail)
        return None if parts is None else Expression(name, "number", parts)

    return parse


def _values(raw: Any, kind: Kind, aliases: Sequence[str], trail: Trail) -> Expression | None:
    body, inner = raw["values"], trail.child("values")
    if not _kind_is(kind, "text", "values", trail) or not inner.keys(
        body, ("of", "map", "otherwise"), needed=("of", "map")
    ):
        return None
    if not isinstance(body["map"], Mapping) or not body["map"]:
        inner.child("map").fault("map is not a list of pairs", "{from: to}", "name the values")
        return None
    part = parse_expression(body["of"], "text", aliases, inner.child("of"))
    if part is None:
        return None
    pairs = tuple((str(key), str(value)) for key, value in body["map"].items())
    if "otherwise" not in body:
        return Expression("values", "text", (part,), table=pairs)
    if body["otherwise"] is None:
        return Expression("values", "text", (part,), table=pairs, others="absent")
    return Expression("values", "text", (part,), value=str(body["otherwise"]), table=pairs, others="set")


def _first_of(raw: Any, kind: Kind, aliases: Sequence[str], trail: Trail) -> Expression | None:
    parts = _parts(raw, "first_of", kind, aliases, trail)
    return None if parts is None else Expression("first_of", kind, parts)


def _kind_is(kind: Kind, wanted: Kind, name: str, trail: Trail) -> bool:
    if kind == wanted:
        return True
    trail.fault(
        f"{name} makes a {wanted}, the column is a {kind}", f"an expression for a {kind}", "use another operation"
    )
    return False


_OPERATIONS: Mapping[str, Callable[[Any, Kind, Sequence[str], Trail], Expression | None]] = {
    "from": _from,
    "const": _const,
    "concat": _concat,
    "multiply": _arithmetic("multiply"),
    "subtract": _arithmetic("subtract"),
    "values": _values,
    "first_of": _first_of,
}
