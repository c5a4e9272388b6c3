"""Delimited text to a table of texts, loudly: every row as wide as the header, every quote closed.

pandas and DuckDB lose or shift ragged rows without a word. Here pyarrow does the reading and refuses other widths; the
standard library's strict reader counts rows where quotes are present, and explains what is wrong, with physical lines.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from stratreport.errors import Place
from stratreport.model import LINE
from stratreport.model.faultlog import FaultLog, RowFault
from stratreport.sources.file_specs import FileSpec

CELL_LIMIT = 65_536
#: two line ends in a row; pyarrow would read a row of nulls
_BLANK_LINE = re.compile(rb"\n\n|\n\r|\r\r")
_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")


@dataclass(frozen=True)
class Delimited:
    """Checked text and its header; `body` starts after the header, which ends on physical line `header_lines`."""

    file: FileSpec
    text: bytes
    header: tuple[str, ...]
    quoted: bool


def open_delimited(file: FileSpec, text: bytes, log: FaultLog) -> Delimited | None:
    """Return the header of `text` after checking it: names present, different, and split by the declared delimiter."""
    try:
        header = tuple(next(_reader(file, text)))
    except (csv.Error, StopIteration):
        log.add(
            "D106", Place(file.shown, 1), "the header does not parse", "one row of column names", "close its quotes"
        )
        return None
    if not header:
        log.add(
            "D105", Place(file.shown, 1), "the first line is blank", "a row of column names", "delete the blank line"
        )
        return None
    faults = len(log.faults)
    _check_delimiter(file, header, log)
    _check_names(file, header, log)
    return Delimited(file, text, header, b'"' in text) if len(log.faults) == faults else None


def _check_delimiter(file: FileSpec, header: Sequence[str], log: FaultLog) -> None:
    if len(header) != 1:
        return
    for other, name in ((";", ";"), ("\t", "a tab"), (",", ","), ("|", "|")):
        if other != file.delimiter and other in header[0]:
            log.add(
                "D105",
                Place(file.shown, 1),
                f"the header looks separated by {name}",
                f'columns separated by "{file.delimiter}"',
                f"declare `delimiter: {other!r}` for {file.alias}",
            )
            return


def _check_names(file: FileSpec, header: Sequence[str], log: FaultLog) -> None:
    seen: dict[str, str] = {}
    for position, name in enumerate(header, start=1):
        folded = _BLANKS.sub("", name).casefold()
        if not folded:
            log.add(
                "D105", Place(file.shown, 1), f"column {position} has no name", "a name per column", "name the column"
            )
        elif folded in seen:
            both = f'"{seen[folded]}" and "{name}"'
            found = (
                f'column "{name}" appears twice'
                if seen[folded] == name
                else f"columns {both} differ only by case or space"
            )
            log.add("D105", Place(file.shown, 1), found, "column names that differ", "rename or remove one of them")
        seen.setdefault(folded, name)


def read_rows(source: Delimited, columns: Sequence[str], log: FaultLog) -> pa.Table | None:
    """Return the named columns as text (empty = null) plus `LINE`, or None after noting every row that is wrong.

    'NA', 'null' and 'nan' stay text. A blank line inside the data is a fault; blank lines at the end are not.
    """
    lines: pa.Array | None = None
    if source.quoted:
        lines = _check_quoted(source, log)
        if lines is None:
            return None
    elif _BLANK_LINE.search(source.text.rstrip(b"\r\n")):
        _explain(source, log)
        return None
    try:
        table = _read(source, columns)
    except pa.ArrowInvalid:
        if not _explain(source, log):
            _add_unreadable(source, log)
        return None
    if lines is not None and len(lines) != table.num_rows:
        _add_unreadable(source, log)
        return None
    if lines is None:
        lines = pa.array(range(2, table.num_rows + 2), pa.int32())
    return _limit_cells(source, table, lines, log)


def _read(source: Delimited, columns: Sequence[str]) -> pa.Table:
    return pa_csv.read_csv(
        pa.BufferReader(source.text.rstrip(b"\r\n") + b"\n"),
        read_options=pa_csv.ReadOptions(block_size=max(1 << 20, min(len(source.text) + 1, 1 << 30))),
        parse_options=pa_csv.ParseOptions(
            delimiter=source.file.delimiter, newlines_in_values=source.quoted, ignore_empty_lines=False
        ),
        convert_options=pa_csv.ConvertOptions(
            include_columns=list(columns),
            column_types=dict.fromkeys(columns, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _limit_cells(source: Delimited, table: pa.Table, lines: pa.Array, log: FaultLog) -> pa.Table | None:
    faults = len(log.faults)
    for name in table.column_names:
        long = pc.fill_null(pc.greater(pc.binary_length(table[name]), CELL_LIMIT), fill_value=False)
        if pc.any(long).as_py():
            rows = RowFault(
                "D104",
                source.file.shown,
                f'column "{name}": a cell longer than 64 kB',
                "shorter text",
                "shorten the cell",
            )
            log.add_rows(rows, lines.filter(pc.equal(long.combine_chunks(), True)).to_pylist())
    return table.append_column(LINE, lines) if len(log.faults) == faults else None


def _reader(file: FileSpec, text: bytes) -> Iterator[list[str]]:
    return csv.reader(_lines(text), delimiter=file.delimiter, strict=True)


def _lines(text: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.rstrip(b"\r\n")), encoding="utf-8", newline="")


def _check_quoted(source: Delimited, log: FaultLog) -> pa.Array | None:
    """Return the physical line on which each row starts, or None when a row is ragged or a quote stays open."""
    reader = csv.reader(_lines(source.text), delimiter=source.file.delimiter, strict=True)
    width, lines, next_line = len(source.header), [], 1
    try:
        for row in reader:
            if len(row) != width:
                _explain(source, log)
                return None
            lines.append(next_line)
            next_line = reader.line_num + 1
    except csv.Error:
        _explain(source, log)
        return None
    return pa.array(lines[1:], pa.int32())


def _explain(source: Delimited, log: FaultLog) -> bool:
    """Note every ragged row and the first quote that breaks the reading; return whether anything was found."""
    reader = csv.reader(_lines(source.text), delimiter=source.file.delimiter, strict=True)
    width, next_line = len(source.header), 1
    ragged: dict[int, list[int]] = {}
    broken = None
    try:
        for row in reader:
            if len(row) != width:
                ragged.setdefault(len(row), []).append(next_line)
            next_line = reader.line_num + 1
    except csv.Error as error:
        broken = str(error)
    for found, lines in sorted(ragged.items()):
        what = "a blank line" if found == 0 else f"{found} fields"
        fix = f'complete the row, or quote text that holds "{source.file.delimiter}"'
        log.add_rows(RowFault("D104", source.file.shown, what, f"{width} fields as in the header", fix), lines)
    if broken is not None:
        _add_broken(source, next_line, broken, log)
    return bool(ragged) or broken is not None


def _add_broken(source: Delimited, line: int, error: str, log: FaultLog) -> None:
    place = Place(source.file.shown, line)
    if "end of data" in error or "field limit" in error:
        log.add(
            "D106", place, "a quote opened on this line is never closed", 'a closing "', "close the quote, or double it"
        )
    elif "expected after" in error:
        log.add(
            "D106",
            place,
            "a quote in the row that starts here is not doubled",
            '"" inside quoted text',
            "double the quote",
        )
    else:
        log.add("D106", place, "the row that starts here does not parse", "quoted text that closes", "correct the row")


def _add_unreadable(source: Delimited, log: FaultLog) -> None:
    log.add(
        "D104",
        Place(source.file.shown),
        "two readers disagree about the rows of this file",
        "plain delimited text with one kind of line end",
        "export the file again with standard quoting",
    )
