"""The bytes of a params file as text: UTF-8 without mark, printable, bounded; anything else stops the reading."""

from __future__ import annotations

import re
from pathlib import Path

from stratreport.errors import Fault, Place
from stratreport.params import codes

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_LINE = 10_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
#: what a scanner would take seconds over; the same limits, seen before it starts
_DEEP = re.compile(rf"[\[{{](?:[ \t]*[\[{{]){{{MAX_DEPTH}}}")
_LONG = re.compile(rf"[^\n]{{{MAX_LINE + 1}}}")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Stop(Exception):
    """Carries one fault out of the reading of a file; never leaves `read_document`."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.found)


def stop(code: str, place: Place, *says: str) -> Stop:
    """Return the Stop of a fault that says found, expected, fix."""
    found, expected, fix = says
    return Stop(Fault(code, place, found, expected, fix))


def read_bytes(path: Path, file: str) -> bytes:
    """Return the bytes of a file of at most 1 MB; Stop when there is none, when it is larger or cannot be read."""
    place = Place(file)
    try:
        if not path.is_file():
            raise stop(codes.REFERENCE, place, "there is no such file", "a YAML file", f"create {file}")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise stop(
            codes.YAML_FORM, place, f"the file cannot be read ({reason})", "a readable file", "check its permissions"
        ) from error
    if len(raw) > MAX_BYTES:
        raise stop(
            codes.YAML_LIMIT,
            place,
            "the file is larger than 1 MB",
            "at most 1 MB of parameters",
            "keep data out of params",
        )
    return raw


def decode(raw: bytes, file: str) -> str:
    """Return the text of UTF-8 bytes; Stop on other encodings, control characters and what is too long or too deep."""
    if raw.startswith(_UTF16) or (len(raw) > 1 and 0 in raw[:2]):
        raise stop(codes.YAML_FORM, Place(file, 1, 1), "the file is UTF-16", "UTF-8 text", "save it as UTF-8")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise stop(
            codes.YAML_FORM,
            Place(file, 1, 1),
            "the file starts with a byte order mark",
            "UTF-8 text without a byte order mark",
            "save it as UTF-8 without BOM",
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise stop(
            codes.YAML_FORM, Place(file, line), f"byte {error.start} is not UTF-8", "UTF-8 text", "save it as UTF-8"
        ) from error
    _check_text(text, file)
    return text


def _check_text(text: str, file: str) -> None:
    if bad := _FORBIDDEN.search(text):
        place = _place_at(text, bad.start(), file)
        raise stop(
            codes.YAML_FORM,
            place,
            f"the control character U+{ord(bad[0]):04X}",
            "printable text",
            "delete the character",
        )
    if long := _LONG.search(text):
        raise stop(
            codes.YAML_LIMIT,
            _place_at(text, long.start(), file),
            f"a line longer than {MAX_LINE} characters",
            f"at most {MAX_LINE} characters in a line",
            "break the line; keep data out of params",
        )
    if deep := _DEEP.search(text):
        raise too_deep(_place_at(text, deep.end() - 1, file))


def too_deep(place: Place) -> Stop:
    """Return the Stop of a file nested deeper than `MAX_DEPTH`."""
    return stop(
        codes.YAML_LIMIT,
        place,
        f"nested deeper than {MAX_DEPTH} levels",
        f"at most {MAX_DEPTH} levels",
        "flatten the file",
    )


def _place_at(text: str, offset: int, file: str) -> Place:
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - before.rfind("\n"))
