"""Bind a YAML tree to a pydantic model and turn every error into a Fault with file, line and column."""

from __future__ import annotations

from typing import Any, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stratreport.errors import Fault, Place, did_you_mean
from stratreport.params import codes
from stratreport.params.fields import Section, describe
from stratreport.params.nodes import Document, Keyed, Listed, Node, Path, Scalar

Model = TypeVar("Model", bound=Section)


def bind(model: type[Model], document: Document) -> tuple[Model | None, tuple[Fault, ...]]:
    """Return the document as `model`, or None and every fault, in file order.

    Keys with no value (nothing, ~, null) count as absent; unknown keys and values name the nearest known one.
    """
    try:
        return model.model_validate(_raw(document.root)), ()
    except ValidationError as error:
        faults = [_fault(model, document, detail) for detail in error.errors(include_url=False)]
        return None, tuple(sorted(faults, key=lambda fault: (fault.place.line or 0, fault.place.column or 0)))


def _raw(node: Node) -> object:
    """Return dicts and lists with scalars as leaves; empty values are dropped from mappings."""
    if isinstance(node, Keyed):
        return {entry.key: _raw(entry.value) for entry in node.entries if not _is_empty(entry.value)}
    if isinstance(node, Listed):
        return [_raw(item) for item in node.items]
    return node


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.empty


def _fault(model: type[Section], document: Document, detail: ErrorDetails) -> Fault:
    path: Path = detail["loc"]
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(model, document, path)
    if kind == "missing":
        return _missing_key(document, path)
    place = document.place(*path)
    if kind == "fault":
        says = detail["ctx"]
        return Fault(says["code"], place, f"{_title(path)}: {says['found']}", says["expected"], says["fix"])
    return _wrong_shape(place, path, detail)


def _title(path: Path) -> str:
    """Return the last key of a path, with the list and position it stands in.

    >>> _title(("strategy", "motions", 3, "id")), _title(("pack", "chapters", 0)), _title(("workspace", "currency"))
    ('motions[3].id', 'chapters[0]', 'currency')
    """
    if not path:
        return ""
    size = 2 if isinstance(path[-1], int) else 3 if len(path) > 1 and isinstance(path[-2], int) else 1
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path[-size:]).lstrip(".")


def _unknown_key(model: type[Section], document: Document, path: Path) -> Fault:
    known = _known_keys(model, path[:-1])
    key = str(path[-1])
    return Fault(
        codes.UNKNOWN_KEY,
        document.key_place(*path),
        f'unknown key "{key}"',
        f"a key of {_owner(path)}",
        did_you_mean(key, known),
    )


def _missing_key(document: Document, path: Path) -> Fault:
    key = path[-1]
    return Fault(
        codes.UNKNOWN_KEY,
        document.key_place(*path),
        f'the key "{key}" is missing',
        f"{key} in {_owner(path)}",
        f"add `{key}:`",
    )


def _owner(path: Path) -> str:
    return _title(path[:-1]) or "the file"


_SHAPES = {
    "model_type": ("a mapping", "write keys and values"),
    "model_attributes_type": ("a mapping", "write keys and values"),
    "dict_type": ("a mapping", "write keys and values"),
    "tuple_type": ("a list", "write [a, b] or one item per line"),
    "list_type": ("a list", "write [a, b] or one item per line"),
}


def _wrong_shape(place: Place, path: Path, detail: ErrorDetails) -> Fault:
    expected, fix = _SHAPES.get(detail["type"], (detail["msg"], "correct the value"))
    return Fault(codes.WRONG_TYPE, place, f"{_title(path)}: {describe(detail['input'])}", expected, fix)


def _known_keys(model: type[Section], path: Path) -> list[str]:
    """Return the keys of the section at `path` of `model`."""
    kind: Any = model
    for step in path:
        kind = _step(kind, step)
    found = _section(kind)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def _step(kind: Any, step: str | int) -> Any:
    found = _section(kind)
    if found is None or isinstance(step, int) or _by_name(kind):
        return found
    by_key = {field.alias or name: field.annotation for name, field in found.model_fields.items()}
    return by_key.get(step)


def _by_name(kind: Any) -> bool:
    return get_origin(kind) is dict or any(_by_name(part) for part in get_args(kind))


def _section(kind: Any) -> type[Section] | None:
    """Return the Section inside an annotation such as `tuple[Motion, ...]`, `Motion | None` or `dict[str, Target]`."""
    if isinstance(kind, type) and get_origin(kind) is None and issubclass(kind, Section):
        return kind
    return next((found for part in get_args(kind) if (found := _section(part))), None)
