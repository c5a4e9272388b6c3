"""The data book: every exhibit as a sheet of an Excel workbook, raw values under number formats, text always text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from stratreport.errors import RenderError
from stratreport.pack.blocks import Exhibit, Pack, Scalar
from stratreport.render.pages import exhibits_of
from stratreport.render.text import clean, long_date

CELL_LIMIT: Final = 32_767
_SHEET_LIMIT: Final = 31
_ROW_LIMIT: Final = 1_048_570
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_SYMBOLS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_CONTENTS: Final = "Contents"
_HEAD_ROW: Final = 2


def write_databook(pack: Pack, path: Path) -> None:
    """Write the workbook: a contents sheet, then one sheet per exhibit in reading order; same pack, same bytes.

    Text never becomes a formula or a link. Ratios stay fractions under a percent format; absent values stay empty.
    Raises RenderError for a text over 32,767 characters, a row of another width than the head, or too many rows.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "nan_inf_to_errors": False}  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        _Writer(book, pack).write()
    path.write_bytes(buffer.getvalue())


def sheet_names(slugs: Iterable[str]) -> tuple[str, ...]:
    """Return one valid sheet name per slug: unique whatever the case, at most 31 characters, none of []:*?/\\.

    >>> sheet_names(["bridge", "Bridge", "a/b"])
    ('bridge', 'Bridge 2', 'a-b')
    """
    used, names = {_CONTENTS.lower(), "history"}, []
    for slug in slugs:
        plain = _FORBIDDEN.sub("-", clean(slug)).strip("' ") or "data"
        name, number = plain[:_SHEET_LIMIT], 2
        while name.lower() in used:
            tail = f" {number}"
            name, number = plain[: _SHEET_LIMIT - len(tail)] + tail, number + 1
        used.add(name.lower())
        names.append(name)
    return tuple(names)


def number_format(unit: str, currency: str) -> str:
    """Return the Excel number format of a unit; money carries the currency's sign, or its code where there is none.

    >>> number_format("ratio", "EUR"), number_format("money", "CHF")
    ('0.0%;−0.0%', '[$CHF] #,##0;−[$CHF] #,##0')
    """
    sign = _SYMBOLS.get(currency)
    lead = f'"{sign}"' if sign else f"[${re.sub(r'[^A-Za-z]', '', currency)}] "
    positive = {"money": f"{lead}#,##0", "ratio": "0.0%", "points": "0.0", "count": "#,##0", "days": "#,##0"}.get(unit)
    return f"{positive};−{positive}" if positive else "General"


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, pack: Pack) -> None:
        self.book, self.pack = book, pack
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.grey = book.add_format({"font_color": "#66727D"})
        self.forms = {unit: book.add_format({"num_format": number_format(unit, pack.currency)})
                      for unit in ("money", "ratio", "points", "count", "days", "text")}  # fmt: skip
        self.forms["date"] = book.add_format({"num_format": "yyyy-mm-dd"})

    def write(self) -> None:
        exhibits = exhibits_of(self.pack)
        self.book.set_properties({"title": self.pack.title, "author": self.pack.company, "company": self.pack.company,
                                  "subject": f"{self.pack.region_name} · {self.pack.period_label}",
                                  "created": _midnight(self.pack.as_of)})  # fmt: skip
        names = sheet_names(exhibit.slug for exhibit in exhibits)
        self._contents(list(zip(names, exhibits, strict=True)))
        for name, exhibit in zip(names, exhibits, strict=True):
            self._sheet(name, exhibit)

    def _contents(self, entries: list[tuple[str, Exhibit]]) -> None:
        sheet = self.book.add_worksheet(_CONTENTS)
        pack = self.pack
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 80)
        sheet.write_string(0, 0, _text(f"{pack.company}: {pack.title}", _CONTENTS), self.title)
        dated = f"data as of {long_date(pack.as_of, pack.locale)}"
        about = " · ".join((pack.region_name, pack.period_label, dated, pack.currency))
        sheet.write_string(1, 0, _text(about, _CONTENTS), self.grey)
        for column, word in enumerate(("Sheet", "What it holds")):
            sheet.write_string(3, column, word, self.head)
        for row, (name, exhibit) in enumerate(entries, 4):
            sheet.write_url(row, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", string=name)
            sheet.write_string(row, 1, _text(exhibit.title, name))
        sheet.freeze_panes(4, 0)

    def _sheet(self, name: str, exhibit: Exhibit) -> None:
        if len(exhibit.rows) > _ROW_LIMIT:
            found = f"the exhibit has {len(exhibit.rows):,} rows"
            raise RenderError(
                found, where=name, expected=f"at most {_ROW_LIMIT:,}", fix="aggregate it before it is shown"
            )
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, _text(exhibit.title, name), self.title)
        sheet.write_string(1, 0, _text(exhibit.note, name), self.grey)
        for column, word in enumerate(exhibit.columns):
            sheet.write_string(_HEAD_ROW, column, _text(word, name), self.head)
            sheet.set_column(column, column, 28 if _unit(exhibit, column) == "text" else 14)
        for number, row in enumerate(exhibit.rows, _HEAD_ROW + 1):
            if len(row) != len(exhibit.columns):
                raise RenderError(f"row {number} has {len(row)} cells", where=name, expected=f"{len(exhibit.columns)}",
                                  fix="correct the exhibit")  # fmt: skip
            for column, value in enumerate(row):
                self._cell(sheet, (number, column), value, _unit(exhibit, column))
        sheet.freeze_panes(_HEAD_ROW + 1, 1)
        if exhibit.rows and exhibit.columns:
            sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(exhibit.rows), len(exhibit.columns) - 1)

    def _cell(self, sheet: Any, at: tuple[int, int], value: Scalar, unit: str) -> None:
        form = self.forms.get(unit, self.forms["text"])
        if unit == "count" and isinstance(value, float) and not value.is_integer():
            form = self.forms["text"]  # an analyst's column of fractions: as Excel shows a number
        if value is None or (isinstance(value, float) and not _finite(value)):
            return
        if isinstance(value, bool):
            sheet.write_boolean(*at, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(*at, value, form)
        elif unit == "date" and (day := _day(value)) is not None:
            sheet.write_datetime(*at, day, form)
        else:
            sheet.write_string(*at, _text(value, sheet.get_name()))


def _unit(exhibit: Exhibit, column: int) -> str:
    return exhibit.units[column] if column < len(exhibit.units) else "text"


def _finite(value: float) -> bool:
    return value == value and value not in (float("inf"), float("-inf"))  # noqa: PLR0124 - NaN is the value unequal to itself


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time())
    except ValueError:
        return None


def _midnight(as_of: str) -> datetime:
    return (_day(as_of) or datetime(2000, 1, 1)).replace(tzinfo=UTC)  # noqa: DTZ001 - the zone is set here


def _text(text: str, sheet: str) -> str:
    plain = clean(text)
    if len(plain) > CELL_LIMIT:
        raise RenderError(
            f"a text has {len(plain):,} characters", where=f"sheet {sheet}", expected=f"at most {CELL_LIMIT:,} (Excel)",
            fix="shorten it; Excel would cut it off without a word",
        )  # fmt: skip
    return plain
