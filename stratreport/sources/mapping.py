"""A source's mapping: which file feeds which canonical column, declared as data and checked before any row is read.

Shape (params/sources/<name>.yaml, under `source:`)::

    files:
      orders: {path: SalesOrderHeader.csv, delimiter: ",", encoding: utf-8, decimal: ".", date_format: "%Y-%m-%d"}
    tables:
      bookings:
        from: lines                                  # one row of this file is one row of the table
        joins:
          - {file: orders, on: {SalesOrderID: SalesOrderID}, how: inner}
        where:
          - {column: orders.SalesPersonID, is: present}
        columns:
          line_id: SalesOrderDetailID                # a column of the `from` file
          booked_on: orders.OrderDate                # alias.Column of a joined file
          credit: {const: 1}

The expression language is closed (`stratreport.sources.expressions`): there is no place for SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from stratreport.errors import Place, did_you_mean
from stratreport.model import TABLES
from stratreport.model.faultlog import FaultLog
from stratreport.params.specs import SourceSpec
from stratreport.sources.expressions import Expression, Ref, Trail, parse_expression, parse_ref
from stratreport.sources.file_specs import FileSpec, parse_file

_TABLE_KEYS = ("from", "joins", "where", "columns", "control")
_JOIN_KEYS = ("file", "on", "how")
_CONDITION_KEYS = ("column", "is", "in", "not_in")
_CONTROL_KEYS = ("column", "where", "tolerance", "label")


@dataclass(frozen=True)
class Join:
    """Look up rows of `alias` whose `right` columns equal the `left` ones; the looked-up side must be unique."""

    alias: str
    left: tuple[Ref, ...]
    right: tuple[str, ...]
    how: Literal["left", "inner"]
    place: Place


@dataclass(frozen=True)
class Condition:
    """Keep rows whose column is present, is absent, is one of `values`, or is none of them."""

    ref: Ref
    test: Literal["present", "absent", "in", "not_in"]
    values: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Control:
    """A total of the source that the table's amount must come to within `tolerance` (reporting currency)."""

    ref: Ref
    where: tuple[Condition, ...]
    tolerance: float
    label: str
    place: Place


@dataclass(frozen=True)
class TableMap:
    """How one canonical table is made: base file, look-ups, conditions and one expression per column."""

    table: str
    base: str
    joins: tuple[Join, ...]
    where: tuple[Condition, ...]
    columns: Mapping[str, Expression]
    control: Control | None
    place: Place

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return the base and every joined alias in order."""
        return (self.base, *(join.alias for join in self.joins))


@dataclass(frozen=True)
class SourceMapping:
    """The whole mapping: files by alias and tables by canonical name."""

    files: Mapping[str, FileSpec]
    tables: Mapping[str, TableMap]


def parse_mapping(spec: SourceSpec, log: FaultLog) -> SourceMapping:
    """Return the mapping that `spec.files` and `spec.tables` declare; every fault goes to `log` with its position."""
    return _Reader(spec, log).mapping()


class _Reader:
    """Reads plain containers into specs, remembering the dotted path for messages."""

    def __init__(self, spec: SourceSpec, log: FaultLog) -> None:
        self.spec, self.log = spec, log
        self.files: dict[str, FileSpec] = {}

    def mapping(self) -> SourceMapping:
        for alias, raw in self.spec.files.items():
            file = parse_file(str(alias), raw, self.trail(f"files.{alias}"))
            if file is not None:
                self.files[file.alias] = replace(file, folder=self.spec.folder)
        tables: dict[str, TableMap] = {}
        for name, raw in self.spec.tables.items():
            trail = self.trail(f"tables.{name}")
            if name not in TABLES:
                trail.fault(f'"{name}" is not a canonical table', "a canonical table", did_you_mean(name, list(TABLES)))
                continue
            table = self._table(str(name), raw, trail)
            if table is not None:
                tables[str(name)] = table
        return SourceMapping(self.files, tables)

    def trail(self, path: str) -> Trail:
        return Trail(path, self.spec.origin, self.spec.file or f"params/sources/{self.spec.name}.yaml", self.log)

    def _table(self, name: str, raw: Any, trail: Trail) -> TableMap | None:
        if not trail.keys(raw, _TABLE_KEYS, needed=("from", "columns")):
            return None
        base = raw["from"]
        if not self._alias(base, trail.child("from")):
            return None
        joins: list[Join] = []
        for index, item in enumerate(_list(raw.get("joins"), trail.child("joins"))):
            join = self._join(item, [base, *(known.alias for known in joins)], trail.child(f"joins.{index}"))
            if join is not None:
                joins.append(join)
        aliases = [base, *(join.alias for join in joins)]
        control = raw.get("control")
        return TableMap(
            table=name,
            base=base,
            joins=tuple(joins),
            where=self._where(raw.get("where"), aliases, trail.child("where")),
            columns=_columns(name, raw["columns"], aliases, trail.child("columns")),
            control=None if control is None else self._control(control, trail.child("control")),
            place=trail.place,
        )

    def _alias(self, alias: Any, trail: Trail) -> bool:
        if isinstance(alias, str) and (alias in self.files or alias in self.spec.files):
            return alias in self.files
        trail.fault(
            f'"{alias}" is not a declared file', "an alias under files", did_you_mean(str(alias), list(self.files))
        )
        return False

    def _join(self, raw: Any, known: list[str], trail: Trail) -> Join | None:
        if not trail.keys(raw, _JOIN_KEYS, needed=("file", "on")) or not self._alias(raw["file"], trail.child("file")):
            return None
        if raw["file"] in known:
            fix = "declare the same path under a second alias"
            trail.child("file").fault(f'"{raw["file"]}" is used twice in this table', "one alias per look-up", fix)
            return None
        how, on = raw.get("how", "left"), raw["on"]
        if how not in ("left", "inner"):
            trail.child("how").fault(f'how is "{how}"', "left or inner", did_you_mean(str(how), ["left", "inner"]))
            return None
        if not isinstance(on, Mapping) or not on:
            trail.child("on").fault("on is not a mapping", "{column here: column there}", "name the two columns")
            return None
        left = [parse_ref(str(key), known, trail.child("on")) for key in on]
        if any(ref is None for ref in left):
            return None
        refs = tuple(cast(Ref, ref) for ref in left)
        return Join(raw["file"], refs, tuple(str(value) for value in on.values()), how, trail.place)

    def _where(self, raw: Any, aliases: list[str], trail: Trail) -> tuple[Condition, ...]:
        found = [_condition(item, aliases, trail.child(str(index))) for index, item in enumerate(_list(raw, trail))]
        return tuple(item for item in found if item is not None)

    def _control(self, raw: Any, trail: Trail) -> Control | None:
        if not trail.keys(raw, _CONTROL_KEYS, needed=("column", "tolerance")):
            return None
        ref = parse_ref(str(raw["column"]), list(self.files), trail.child("column"))
        if "." not in str(raw["column"]):
            trail.child("column").fault("the column names no file", "alias.Column", "write the alias before it")
            return None
        tolerance = raw["tolerance"]
        if not isinstance(tolerance, int | float) or isinstance(tolerance, bool) or tolerance < 0:
            trail.child("tolerance").fault(
                "tolerance is not an amount", "an amount ≥ 0", "give money, for example 1.00"
            )
            return None
        if ref is None:
            return None
        where = self._where(raw.get("where"), [ref.alias], trail.child("where"))
        return Control(ref, where, float(tolerance), str(raw.get("label", str(ref))), trail.place)


def _list(raw: Any, trail: Trail) -> list[Any]:
    if raw is None:
        return []
    if isinstance(raw, list | tuple):
        return list(raw)
    trail.fault("this is not a list", "a list", "start each entry with a dash")
    return []


def _columns(table: str, raw: Any, aliases: list[str], trail: Trail) -> dict[str, Expression]:
    spec, out = TABLES[table], {}
    if not trail.keys(raw, spec.names, needed=spec.needed):
        return {}
    for name in (name for name in spec.names if name in raw):
        expression = parse_expression(raw[name], spec.column(name).kind, aliases, trail.child(name))
        if expression is not None:
            out[name] = expression
    return out


_TESTS: Mapping[str, Callable[[Any], tuple[str, tuple[str, ...]] | None]] = {
    "is": lambda value: (value, ()) if value in ("present", "absent") else None,
    "in": lambda value: ("in", tuple(map(str, value))) if isinstance(value, list | tuple) and value else None,
    "not_in": lambda value: ("not_in", tuple(map(str, value))) if isinstance(value, list | tuple) and value else None,
}


def _condition(raw: Any, aliases: list[str], trail: Trail) -> Condition | None:
    if not trail.keys(raw, _CONDITION_KEYS, needed=("column",)):
        return None
    tests = [key for key in _TESTS if key in raw]
    test = _TESTS[tests[0]](raw[tests[0]]) if len(tests) == 1 else None
    if test is None:
        trail.fault(
            "a condition needs one test", "is: present, is: absent, in: [...] or not_in: [...]", "give one test"
        )
        return None
    ref = parse_ref(str(raw["column"]), aliases, trail.child("column"))
    return None if ref is None else Condition(ref, cast(Any, test[0]), test[1], trail.place)
