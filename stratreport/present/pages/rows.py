"""Parts that tables of several pages share: text, money, variance and share cells, and the cap on rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeVar

from stratreport.pack.blocks import TableCell, Tone
from stratreport.present.format import ABSENT
from stratreport.present.pages.reading import ROWS_PER_TABLE, Reading, known

Row = TypeVar("Row")
#: body text at 9.5 pt: mean advance of a character, line, gap above an item, head
CHARACTER_MM, LINE_MM, ITEM_GAP_MM, HEAD_MM = 1.62, 4.77, 1.6, 5.0


def text_cell(text: str, *, sub: str = "", bold: bool = False, tone: Tone = "neutral") -> TableCell:
    """Return a cell of words; an empty text is a dash."""
    return TableCell(text=text or ABSENT, sub=sub, bold=bold, tone=tone, sort=text or None)


def money_cell(reading: Reading, value: float | None, *, bold: bool = False) -> TableCell:
    """Return a cell of money as a bare number in the page's unit."""
    return TableCell(text=reading.formatter.amount(known(value)), sort=known(value), bold=bold)


def difference_cell(reading: Reading, actual: float | None, target: float | None, *, bold: bool = False) -> TableCell:
    """Return actual less target in money with its sign; a difference alone is no verdict and has no colour."""
    a, t = known(actual), known(target)
    if a is None or t is None:
        return TableCell(text=ABSENT)
    gap = a - t
    return TableCell(text=reading.formatter.amount(gap, signed=True), sort=gap, bold=bold)


def percent_cell(reading: Reading, value: float | None, *, bold: bool = False, tone: Tone = "neutral") -> TableCell:
    """Return a cell of a fraction as a whole percentage."""
    return TableCell(text=reading.formatter.percent(known(value)), sort=known(value), bold=bold, tone=tone)


def count_cell(reading: Reading, value: float | None, *, bold: bool = False) -> TableCell:
    """Return a cell of a count."""
    return TableCell(text=reading.formatter.number(known(value)), sort=known(value), bold=bold)


def capped(rows: Sequence[Row], *, most: int = ROWS_PER_TABLE) -> tuple[tuple[Row, ...], str]:
    """Return the rows that fit a page, and the note that says how many do not.

    >>> capped([1, 2, 3], most=2)
    ((1, 2), '1 more in the data book.')
    """
    rest = len(rows) - most
    return tuple(rows[:most]), (f"{rest} more in the data book." if rest > 0 else "")


def share(part: Any, whole: Any) -> float | None:
    """Return a part of a whole, None where either is unknown or the whole is not positive.

    >>> share(1, 4), share(1, 0), share(None, 4)
    (0.25, None, None)
    """
    a, b = known(part), known(whole)
    return None if a is None or b is None or b <= 0 else a / b


def list_height(texts: Sequence[str], *, width: float) -> float:
    """Return roughly how high a headed list of texts stands in millimetres, at 9.5 pt in a column of `width`.

    >>> list_height(["x" * 50], width=120.0) < list_height(["x" * 150], width=120.0)
    True
    """
    per_line = (width - 4.0) / CHARACTER_MM
    lines = sum(math.ceil(len(text) / per_line) for text in texts)
    return HEAD_MM + lines * LINE_MM + len(texts) * ITEM_GAP_MM
