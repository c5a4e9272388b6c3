"""From a path to checked text: regular files only, declared encoding, no bytes that text does not have.

Nothing is sniffed in order to carry on; what is recognised is only used to say what is wrong.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from stratreport.errors import Place, SourceUnavailable, nearest
from stratreport.model.faultlog import FaultLog
from stratreport.sources.file_specs import FileSpec

_MAGIC = (
    (b"\x1f\x8b", "a gzip archive", "unpack the file first"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "save the sheet as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV (UTF-8)"),
    (b"PAR1", "a Parquet file", "set `kind: parquet` in the source"),
    (b"%PDF", "a PDF", "export the data as CSV"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Content:
    """The bytes of one file as they were read, and their digest."""

    data: bytes
    sha256: str


def read_content(file: FileSpec, root: Path, log: FaultLog) -> Content | None:
    """Return the bytes of a declared file; a missing, foreign or moving file is a fault or SourceUnavailable.

    The path stays inside `root`. Size and time are compared before and after, so a file that is being written is
    refused (SourceUnavailable, worth another try) instead of read in half.
    """
    path = _resolve(file, root, log)
    if path is None:
        return None
    before = path.stat()
    data = path.read_bytes()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise SourceUnavailable(
            "the file changed while it was read", where=file.shown, expected="a file nobody is writing", fix="try again"
        )
    return Content(data, hashlib.sha256(data).hexdigest())


def _resolve(file: FileSpec, root: Path, log: FaultLog) -> Path | None:
    base = root.resolve()
    try:
        path = (base / file.path).resolve()
    except (OSError, RuntimeError, ValueError):
        path = None
    if path is None or "\x00" in file.path or not path.is_relative_to(base):
        log.add(
            "C203",
            file.place,
            f'path "{file.path}" leaves the data folder',
            "a path inside root",
            "name a file below root",
        )
        return None
    if path.is_file():
        return path
    if path.exists():
        log.add(
            "D101", Place(file.shown), "this is not a regular file", "a file", "name one file, not a folder or a pipe"
        )
        return None
    siblings = sorted(item.name for item in path.parent.glob("*") if item.is_file()) if path.parent.is_dir() else []
    hit = nearest(path.name, siblings)
    hint = f"did you mean {hit}?" if hit else f"put {path.name} into the data folder"
    log.add(
        "D101",
        file.place if file.place.line else Place(file.shown),
        f"{file.shown} does not exist",
        "a data file",
        hint,
    )
    return None


def decode(file: FileSpec, content: Content, log: FaultLog) -> bytes | None:
    """Return the text of `content` as UTF-8 bytes without a byte-order mark, or None when it is not such text."""
    data = content.data
    if not data:
        log.add("D107", Place(file.shown), "the file is empty (0 bytes)", "at least a header row", "export it again")
        return None
    for magic, what, fix in _MAGIC:
        if data.startswith(magic):
            log.add("D108", Place(file.shown), f"this is {what}", "delimited text", fix)
            return None
    text = _recode(file, data, log)
    if text is None:
        return None
    text = text.removeprefix(_BOM)
    if b"\x00" in text:
        line = text.count(b"\n", 0, text.index(b"\x00")) + 1
        log.add(
            "D108", Place(file.shown, line), "a NUL byte", "text without NUL bytes", "export the file again as text"
        )
        return None
    if not text.strip():
        log.add(
            "D107", Place(file.shown), "the file holds only white space", "at least a header row", "export it again"
        )
        return None
    return text


def _recode(file: FileSpec, data: bytes, log: FaultLog) -> bytes | None:
    declared = file.encoding.lower().replace("_", "-")
    if data.startswith(_UTF16) and not declared.startswith("utf-16"):
        log.add(
            "D102",
            Place(file.shown, 1),
            "UTF-16 text",
            f"{file.encoding}",
            f"declare `encoding: utf-16` for {file.alias}, or save as UTF-8",
        )
        return None
    try:
        text = data.decode(file.encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        log.add(
            "D102",
            Place(file.shown, line),
            f"byte {error.start} is not {file.encoding}",
            f"{file.encoding} text",
            f"save the file as UTF-8, or declare its encoding for {file.alias} (often cp1252)",
        )
        return None
    return data if declared in ("utf-8", "utf8", "utf-8-sig") else text.encode("utf-8")
