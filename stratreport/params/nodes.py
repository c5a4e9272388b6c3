"""A YAML document as a small tree that remembers where every key and value stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stratreport.errors import Place

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAX_DIGITS = 40

Plain: TypeAlias = "bool | int | float | date | str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Scalar:
    """One value as written; `bare` when it was not quoted, so that the schema may read a number or a date in it."""

    text: str
    bare: bool
    place: Place

    @property
    def empty(self) -> bool:
        """Return whether nothing was written (nothing, ~ or null)."""
        return self.bare and self.text in NULLS


@dataclass(frozen=True)
class Entry:
    """A key of a mapping, where it stood, and its value."""

    key: str
    place: Place
    value: Node


@dataclass(frozen=True)
class Keyed:
    """A mapping; `entries` in file order, keys unique."""

    entries: tuple[Entry, ...]
    place: Place

    def find(self, key: str) -> Entry | None:
        """Return the entry of that key, None when there is none."""
        return next((entry for entry in self.entries if entry.key == key), None)


@dataclass(frozen=True)
class Listed:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


Node: TypeAlias = Scalar | Keyed | Listed


@dataclass(frozen=True)
class Document:
    """A parsed file: `file` as shown to people, its tree, and the SHA-256 of its bytes."""

    file: str
    root: Keyed
    sha256: str

    def place(self, *path: str | int) -> Place:
        """Return where the value at `path` stands; where the path ends early, the nearest thing above it."""
        return self._walk(path)[0]

    def key_place(self, *path: str | int) -> Place:
        """Return where the last key of `path` stands; for list items and missing keys the nearest thing above."""
        return self._walk(path)[1]

    def node(self, *path: str | int) -> Node | None:
        """Return the node at `path`, None when there is none."""
        return self._walk(path)[2]

    def _walk(self, path: Path) -> tuple[Place, Place, Node | None]:
        node: Node = self.root
        value_place = key_place = node.place
        for step in path:
            if isinstance(node, Keyed) and (entry := node.find(str(step))):
                key_place, node = entry.place, entry.value
                value_place = node.place if isinstance(node, Scalar) and node.text else key_place
            elif isinstance(node, Listed) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                value_place = key_place = node.place
            else:
                return value_place, key_place, None
        return value_place, key_place, node


def plain(node: Node) -> Plain:
    """Return the node as plain containers, scalars read by the YAML 1.2 core rules plus ISO dates.

    Leading zeros keep a value text (007), as do NO, on, 12:30 and every quoted value.
    """
    if isinstance(node, Keyed):
        return {entry.key: plain(entry.value) for entry in node.entries}
    if isinstance(node, Listed):
        return [plain(item) for item in node.items]
    return read_scalar(node)


def read_scalar(scalar: Scalar) -> bool | int | float | date | str | None:
    """Return what a scalar says when nobody declared its type."""
    text = scalar.text
    if not scalar.bare or len(text) > MAX_DIGITS:
        return text
    if scalar.empty:
        return None
    if text in BOOLEANS:
        return BOOLEANS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return (read_date(text) or text) if _DATE.fullmatch(text) else text


def read_date(text: str) -> date | None:
    """Return the ISO date (YYYY-MM-DD) in `text`, None when there is none.

    >>> read_date("2026-02-30") is None, read_date("2026-02-28")
    (True, datetime.date(2026, 2, 28))
    """
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def origins(node: Node, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield dotted path and "file:line:col" of every key, value and list item below `node`."""
    children: list[tuple[str, Place, Node]] = []
    if isinstance(node, Keyed):
        children = [(e.key, e.value.place if isinstance(e.value, Scalar) else e.place, e.value) for e in node.entries]
    elif isinstance(node, Listed):
        children = [(str(at), item.place, item) for at, item in enumerate(node.items)]
    for name, place, child in children:
        dotted = f"{prefix}.{name}" if prefix else name
        yield dotted, str(place)
        yield from origins(child, dotted)
