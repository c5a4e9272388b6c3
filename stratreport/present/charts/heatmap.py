"""A heatmap of attainment: teal above target, vermilion below, the value and its n printed, grey where n is small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stratreport.present.charts.drawing import Box, Drawing, Paint, Type

HEAD_MM, STUB_MM, GAP_MM = 11.0, 40.0, 0.6
#: tint of a cell at the target and as far from it as the scale goes
PALE, DEEP = 0.05, 0.5


@dataclass(frozen=True)
class Heat:
    """One cell: attainment (None = none), its text, the line below it, and whether there are too few deals to tint."""

    value: float | None
    text: str
    below: str
    few: bool = False


@dataclass(frozen=True)
class HeatMap:
    """The rows and columns by name, the cells row by row, and the size in millimetres."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Heat, ...], ...]
    size: tuple[float, float]


def heatmap(chart: HeatMap, *, title: str, tokens: Mapping[str, str]) -> str:
    """Draw the heatmap; the tint grows with the distance from 100%, which is where it changes colour."""
    drawing = Drawing(*chart.size, title=title, tokens=tokens)
    wide = (chart.size[0] - STUB_MM) / max(len(chart.columns), 1)
    high = (chart.size[1] - HEAD_MM) / max(len(chart.rows), 1)
    for at, name in enumerate(chart.columns):
        _head(drawing, name, x=STUB_MM + (at + 0.5) * wide, wide=wide)
    for down, (name, cells) in enumerate(zip(chart.rows, chart.cells, strict=True)):
        y = HEAD_MM + down * high
        drawing.text((0.0, y + high / 2 + 1.1), name, Type(size=8.8, weight=600, colour="ink"))
        for at, cell in enumerate(cells):
            _cell(drawing, cell, Box(STUB_MM + at * wide, y, wide - GAP_MM, high - GAP_MM))
    return drawing.svg()


def _head(drawing: Drawing, name: str, *, x: float, wide: float) -> None:
    """Set a column's name over its column, in two lines where one does not hold it."""
    for at, line in enumerate(_lines(name, most=int(wide / 1.5))):
        drawing.text((x, 3.6 + 3.6 * at), line, Type(size=8, anchor="middle", colour="ink-2"))


def _lines(name: str, *, most: int) -> Sequence[str]:
    """Return a name in at most two lines, broken at the blank that balances them.

    >>> _lines("New products", most=20), _lines("New products", most=8)
    (['New products'], ['New', 'products'])
    """
    if len(name) <= most or " " not in name:
        return [name]
    words = name.split(" ")
    cut = min(range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:]))))
    return [" ".join(words[:cut]), " ".join(words[cut:])]


def _cell(drawing: Drawing, cell: Heat, box: Box) -> None:
    role, tint = _tint(cell)
    drawing.rect(box, Paint(fill=role, opacity=tint))
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    weight, colour = (400, "ink-2") if cell.few else (700, "ink")
    drawing.text((middle[0], middle[1] + (0.2 if cell.below else 1.2)), cell.text,
                 Type(size=9.5, weight=weight, anchor="middle", colour=colour))  # fmt: skip
    if cell.below:
        drawing.text((middle[0], middle[1] + 3.8), cell.below, Type(size=7.5, anchor="middle", colour="ink-2"))


def _tint(cell: Heat) -> tuple[str, float]:
    """Return token and opacity of a cell; grey where nothing may be read from it.

    >>> _tint(Heat(1.0, "", "")), _tint(Heat(0.0, "", "")), _tint(Heat(None, "", ""))
    (('good', 0.05), ('bad', 0.5), ('hair', 1.0))
    """
    if cell.value is None or cell.few:
        return "hair", 1.0
    away = min(abs(cell.value - 1.0), 1.0)
    return "good" if cell.value >= 1.0 else "bad", PALE + (DEEP - PALE) * away
