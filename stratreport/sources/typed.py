"""Text to numbers and days by declared format; what does not convert is a fault with its line, the value hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from stratreport.model import LINE, Kind, QualityItem
from stratreport.model.faultlog import FaultLog, RowFault
from stratreport.sources.file_specs import FileSpec

#: C0 and C1 controls, zero-width and bidirectional marks: never part of a name, able to disguise one
_CONTROLS = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
)
_ISO = "%Y-%m-%d"
_SPOKEN = (
    ("%Y", "YYYY"), ("%y", "YY"), ("%m", "MM"), ("%d", "DD"), ("%b", "Mmm"), ("%B", "month in full"),
    ("%H", "hh"), ("%M", "mm"), ("%S", "ss"), ("%%", "%"),
)  # fmt: skip
_ISO_SHAPE = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True)
class Cells:
    """One column of texts on its way to a kind: the file, the column's name, its values and their lines."""

    file: FileSpec
    column: str
    values: pa.ChunkedArray
    lines: pa.ChunkedArray

    def wrong(self, bad: pa.ChunkedArray, log: FaultLog, what: RowFault) -> None:
        """Note the rows where `bad` is true, if any; file and column are added to `what`."""
        lines = self.lines.filter(bad).to_pylist()
        if lines:
            log.unreadable(self.file.shown, self.column, lines)
            log.add_rows(replace(what, file=self.file.shown, found=f'column "{self.column}": {what.found}'), lines)


def typed_name(column: str, kind: Kind) -> str:
    """Return the name of the engine column that holds `column` read as `kind`.

    >>> typed_name("LineTotal", "number")
    'LineTotal:number'
    """
    return f"{column}:{kind}"


def convert(file: FileSpec, table: pa.Table, wants: Mapping[str, frozenset[Kind]], log: FaultLog) -> pa.Table:
    """Return the wanted columns in their kinds (named by `typed_name`) plus `LINE`; unreadable cells become faults."""
    names, arrays = [LINE], [table[LINE]]
    for column, kinds in wants.items():
        clean = _clean(Cells(file, column, table[column], table[LINE]), log)
        for kind in sorted(kinds):
            names.append(typed_name(column, kind))
            arrays.append(_CONVERTERS[kind](clean, log))
    return pa.table(arrays, names=names)


def convert_cells(cells: Cells, kind: Kind, log: FaultLog) -> pa.ChunkedArray:
    """Return one column of texts as `kind`; unreadable cells become faults and null."""
    return _CONVERTERS[kind](_clean(cells, log), log)


def _clean(cells: Cells, log: FaultLog) -> Cells:
    """Return trimmed, NFC-normal text without control characters; empty becomes null. Stripping is noted."""
    values = cells.values
    hidden = pc.sum(pc.match_substring_regex(values, _CONTROLS)).as_py() or 0
    if hidden:
        values = pc.replace_substring_regex(values, _CONTROLS, "")
        log.note(
            QualityItem(
                "control_characters", "warn", f"Invisible characters in {cells.file.path}",
                f'Column "{cells.column}" held control or direction marks in {hidden:,} cells; they were removed.',
                hidden, fix="Clean the field in the source system.",
            )
        )  # fmt: skip
    if not pc.all(pc.string_is_ascii(values), min_count=0).as_py():
        values = pc.utf8_normalize(values, form="NFC")
    values = pc.utf8_trim_whitespace(values)
    return replace(cells, values=pc.if_else(pc.equal(values, ""), None, values))


def _text(cells: Cells, log: FaultLog) -> pa.ChunkedArray:  # noqa: ARG001 - every converter has the same form
    return cells.values


def _number(cells: Cells, log: FaultLog) -> pa.ChunkedArray:
    file = cells.file
    shape = _number_shape(file)
    bad = pc.fill_null(pc.invert(pc.match_substring_regex(cells.values, shape)), fill_value=False)
    example = f"1{file.thousands}234{file.decimal}50"
    if pc.any(bad).as_py():
        found, fix = _number_hint(file, cells.values.filter(bad))
        cells.wrong(bad, log, RowFault("D103", "", f"{found} (value hidden)", f"a number such as {example}", fix))
    plain = pc.if_else(bad, None, cells.values)
    if file.thousands:
        plain = pc.replace_substring(plain, file.thousands, "")
    if file.decimal != ".":
        plain = pc.replace_substring(plain, file.decimal, ".")
    plain = pc.replace_substring_regex(plain, r"^\+", "")
    numbers = pc.add(pc.cast(plain, pa.float64()), 0.0)
    endless = pc.fill_null(pc.invert(pc.is_finite(numbers)), fill_value=False)
    if pc.any(endless).as_py():
        what = RowFault("D103", "", "a number too large to hold (value hidden)", "a finite number", "correct the value")
        cells.wrong(endless, log, what)
    return numbers


def _number_shape(file: FileSpec) -> str:
    decimal, thousands = re.escape(file.decimal), re.escape(file.thousands)
    fraction = rf"({decimal}\d*)?"
    plain = rf"(\d+{fraction}|{decimal}\d+)([eE][+-]?\d+)?"
    grouped = rf"|\d{{1,3}}({thousands}\d{{3}})+{fraction}" if file.thousands else ""
    return rf"^[+-]?({plain}{grouped})$"


def _number_hint(file: FileSpec, wrong: pa.ChunkedArray) -> tuple[str, str]:
    """Return what the first wrong cells look like (a class, never the value) and the remedy."""
    text = next(value for value in wrong.to_pylist() if value is not None)
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        return "not a finite number", "leave the cell empty when the value is unknown"
    if re.fullmatch(r"[+-]?[\d.,'\u00a0\u202f ]+", text):
        return "a number in another notation", f"declare `decimal` and `thousands` for {file.alias}; nothing is guessed"
    if re.search(r"[€$£¥%()−]|-$", text):
        return (
            "a number with a sign or symbol",
            "write plain numbers: a leading minus, no currency, percent or brackets",
        )
    return "text", "correct the row, or map another column"


def _date(cells: Cells, log: FaultLog) -> pa.ChunkedArray:
    """Parse each distinct text once, strictly by the declared format."""
    encoded = pc.dictionary_encode(cells.values).combine_chunks()
    parse = _iso if cells.file.date_format == _ISO else _by_format(cells.file.date_format)
    days = [parse(text) for text in encoded.dictionary.to_pylist()]
    taken = pa.array(days, pa.date32()).take(encoded.indices)
    bad = pc.and_(pc.is_valid(cells.values.combine_chunks()), pc.is_null(taken))
    written = f"a date written {spoken_format(cells.file.date_format)}"
    what = RowFault(
        "D103", "", "not a date in the declared format (value hidden)", written,
        f"correct the row, or declare `date_format` for {cells.file.alias}",
    )  # fmt: skip
    cells.wrong(pa.chunked_array([bad]), log, what)
    return pa.chunked_array([taken])


def spoken_format(date_format: str) -> str:
    """Return a declared date format as people write it.

    >>> spoken_format("%Y-%m-%d"), spoken_format("%d %b %y")
    ('YYYY-MM-DD', 'DD Mmm YY')
    """
    for code, people in _SPOKEN:
        date_format = date_format.replace(code, people)
    return date_format


def _iso(text: str) -> date | None:
    if not re.fullmatch(_ISO_SHAPE, text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _by_format(date_format: str) -> Callable[[str], date | None]:
    def parse(text: str) -> date | None:
        try:
            return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - days have no zone
        except ValueError:
            return None

    return parse


_CONVERTERS: Mapping[Kind, Callable[[Cells, FaultLog], pa.ChunkedArray]] = {
    "text": _text,
    "number": _number,
    "date": _date,
}
