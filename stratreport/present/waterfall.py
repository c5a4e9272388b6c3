"""The bridge waterfall: one SVG that spans all rows of the bridge table, one bar per row, joined by connectors."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stratreport.present.charts.drawing import Box, Drawing, Paint, Type
from stratreport.present.marks import Scale

Look = Literal["plan", "prior", "actual", "good", "bad", "watch", "accent"]

BAR_SHARE = 0.58
THINNEST = 0.5
#: rough advance of a bold figure at 9.5 pt, in millimetres per character
FIGURE_MM = 1.75
LABEL_GAP = 1.0
TEXT = 9.5


@dataclass(frozen=True)
class Bar:
    """One row: from `start` to `end` in money, its look, and the figure as shown.

    A total starts at zero. `gap` is the money position where the unfilled part of a target
    begins (None = no gap box), `gap_shown` the words beside it.
    """

    start: float
    end: float
    look: Look
    shown: str
    total: bool = False
    gap: float | None = None
    gap_shown: str = ""


@dataclass(frozen=True)
class Frame:
    """The space of the waterfall: width and row height in millimetres."""

    width: float
    row: float


def waterfall(bars: Sequence[Bar], *, frame: Frame, title: str, tokens: Mapping[str, str]) -> str:
    """Draw the waterfall; height = rows × row height, so that bars sit on the table's rows."""
    drawing = Drawing(frame.width, frame.row * len(bars), title=title, tokens=tokens)
    scale = _scale(bars, frame)
    half = frame.row * (1 - BAR_SHARE) / 2
    for index, (bar, below) in enumerate(itertools.pairwise(bars), start=1):
        _connector(drawing, below, at=scale.at(bar.end), y=index * frame.row, half=half)
    for index, bar in enumerate(bars):
        _draw_bar(drawing, bar, scale=scale, middle=(index + 0.5) * frame.row, thick=frame.row * BAR_SHARE)
    zero = scale.at(0)
    drawing.line((zero, 0), (zero, drawing.height), Paint(stroke="ink", width=0.3))
    return drawing.svg()


def _scale(bars: Sequence[Bar], frame: Frame) -> Scale:
    ends = [position for bar in bars for position in (bar.start, bar.end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    high = high if high > low else low + 1.0
    room = frame.width
    for _ in range(4):  # the label that reaches furthest decides how much room the bars leave
        overhang = max(_right(bar, Scale(low, high, room)) for bar in bars) - frame.width
        if overhang <= 0:
            break
        room -= overhang
    return Scale(low, high, room)


def _right(bar: Bar, scale: Scale) -> float:
    words = len(bar.shown) + (len(bar.gap_shown) + 2 if bar.gap_shown else 0)
    return scale.at(max(bar.start, bar.end)) + LABEL_GAP + words * FIGURE_MM + 0.5


def _connector(drawing: Drawing, below: Bar, *, at: float, y: float, half: float) -> None:
    broken = Paint(stroke="bad", width=0.35, dash="0.7 0.6")
    paint = broken if below.gap is not None else Paint(stroke="ink-2", width=0.2)
    drawing.line((at, y - half), (at, y + half), paint)


def _draw_bar(drawing: Drawing, bar: Bar, *, scale: Scale, middle: float, thick: float) -> None:
    x0, x1 = scale.at(bar.start), scale.at(bar.end)
    wide = x1 - x0 if abs(x1 - x0) >= THINNEST else math.copysign(THINNEST, bar.end - bar.start)
    box = Box(x0, middle - thick / 2, wide, thick)
    drawing.rect(box, _paint(bar))
    if bar.look == "watch":
        drawing.hatch(box, colour="ink")
    if bar.gap is not None:
        gap = Box(scale.at(bar.gap), box.y, x1 - scale.at(bar.gap), thick)
        drawing.rect(gap, Paint(fill="bad", stroke="bad", width=0.35, opacity=0.12))
    _figures(drawing, bar, x=max(x0, x1) + LABEL_GAP, y=middle + 1.15)


def _paint(bar: Bar) -> Paint:
    if bar.look == "plan":
        return Paint(fill="paper", stroke="ink", width=0.4)
    return Paint(fill=bar.look, stroke="ink" if bar.look == "watch" else None, width=0.2)


def _figures(drawing: Drawing, bar: Bar, *, x: float, y: float) -> None:
    weight = 700 if bar.total else 600
    colour = bar.look if bar.look in ("good", "bad") else "ink"
    drawing.text((x, y), bar.shown, Type(size=TEXT, weight=weight, colour=colour))
    if bar.gap_shown:
        after = x + (len(bar.shown) + 1.5) * FIGURE_MM
        drawing.text((after, y), bar.gap_shown, Type(size=TEXT, weight=700, colour="bad"))
