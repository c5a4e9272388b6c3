"""How a file is written, declared and checked: path, delimiter, encoding, decimal, thousands, date format."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stratreport.errors import Place
from stratreport.sources.expressions import Trail

_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_KEYS = ("path", "delimiter", "encoding", "decimal", "thousands", "date_format")
_DAY_PARTS = ({"%d"}, {"%m", "%b", "%B"}, {"%Y", "%y"})


@dataclass(frozen=True)
class FileSpec:
    """One file and how it is written; nothing is ever guessed. `place` is where it was declared.

    `path` is below the data folder; `folder` is that folder as it was declared, for messages only.
    """

    alias: str
    path: str
    place: Place
    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    thousands: str = ""
    date_format: str = "%Y-%m-%d"
    folder: str = ""

    @property
    def shown(self) -> str:
        """Return how messages name the file: the path with the declared folder."""
        return shown_path(self.folder, self.path)


def shown_path(folder: str, path: str) -> str:
    """Return `path` with its folder before it.

    >>> shown_path("data", "bookings.csv"), shown_path("", "bookings.csv")
    ('data/bookings.csv', 'bookings.csv')
    """
    return f"{folder.rstrip('/')}/{path}" if folder else path


def parse_file(alias: str, raw: Any, trail: Trail) -> FileSpec | None:
    """Return the file declared under `alias` (a path, or a mapping of how it is written); faults go to the log."""
    entry = {"path": raw} if isinstance(raw, str) else raw
    if not _ALIAS.fullmatch(alias):
        trail.fault(f'"{alias}" is not an alias', "letters, digits and _, such as orders", "rename it")
        return None
    if not trail.keys(entry, _KEYS, needed=("path",)):
        return None
    texts = {key: value for key, value in entry.items() if key in _KEYS and isinstance(value, str)}
    for key in entry:
        if key in _KEYS and key not in texts:
            trail.child(key).fault(f"{key} is not text", 'text in quotes, such as ","', "quote the value")
    good = _check_marks(texts, trail)
    good = _check_formats(texts, trail) and good
    return FileSpec(alias=alias, place=trail.place, **{"path": alias, **texts}) if good else None


def _check_marks(texts: Mapping[str, str], trail: Trail) -> bool:
    """The delimiter and the number marks are single characters that cannot be mistaken for each other or a cell."""
    good = True
    for key in ("delimiter", "decimal", "thousands"):
        text = texts.get(key)
        if text is None or (key == "thousands" and text == ""):
            continue
        if len(text) != 1 or text in '"\r\n' or text.isalnum():
            trail.child(key).fault(f"{key}: {text!r}", "one character, not a letter, digit or quote", "give one mark")
            good = False
    if texts.get("thousands") == texts.get("decimal", "."):
        trail.child("thousands").fault("thousands and decimal are the same mark", "two marks", "correct one of them")
        good = False
    return good


def _check_formats(texts: Mapping[str, str], trail: Trail) -> bool:
    good = True
    encoding, day = texts.get("encoding"), texts.get("date_format")
    if encoding is not None and not _is_encoding(encoding):
        trail.child("encoding").fault(f'unknown encoding "{encoding}"', "such as utf-8 or cp1252", "name a known one")
        good = False
    if day is not None and not all(parts & set(re.findall(r"%[A-Za-z]", day)) for parts in _DAY_PARTS):
        trail.child("date_format").fault(f'"{day}" does not make a day', "such as %d.%m.%Y", "name day, month and year")
        good = False
    return good


def _is_encoding(name: str) -> bool:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return getattr(info, "_is_text_encoding", True)
