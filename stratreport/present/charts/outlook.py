"""The year-end bar of a table row: booked so far solid, what is expected hatched, interval and target as marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stratreport.present.charts.drawing import Box, Drawing, Paint
from stratreport.present.marks import Scale

HEIGHT_MM, THICK_MM = 5.2, 2.6
TARGET_MM, CAP_MM = 0.55, 1.5


@dataclass(frozen=True)
class YearEnd:
    """Attainment of the year's target: so far, expected at the end, its interval; None where unknown."""

    so_far: float | None
    expected: float | None
    low: float | None = None
    high: float | None = None


def year_end_bar(year: YearEnd, *, scale: Scale, title: str, tokens: Mapping[str, str]) -> str:
    """Draw the bar on the scale its siblings share; the upright mark at 1 is the target of the year."""
    drawing = Drawing(scale.width + 0.8, HEIGHT_MM, title=title, tokens=tokens)
    top = (HEIGHT_MM - THICK_MM) / 2
    booked = max(year.so_far or 0.0, 0.0)
    if year.expected is not None and year.expected > booked:
        ahead = Box(scale.at(booked), top, scale.at(year.expected) - scale.at(booked), THICK_MM)
        drawing.rect(ahead, Paint(fill="paper", stroke="actual", width=0.25))
        drawing.hatch(ahead, colour="actual", gap=1.2, width=0.28)
    if year.so_far is not None:
        drawing.rect(Box(scale.at(0.0), top, scale.at(booked) - scale.at(0.0), THICK_MM), Paint(fill="actual"))
    if year.low is not None and year.high is not None:
        _whisker(drawing, scale.at(year.low), scale.at(year.high))
    drawing.rect(Box(scale.at(1.0), 0.1, TARGET_MM, HEIGHT_MM - 0.2), Paint(fill="ink"))
    return drawing.svg()


def _whisker(drawing: Drawing, low: float, high: float) -> None:
    middle = HEIGHT_MM / 2
    paint = Paint(stroke="accent", width=0.5)
    drawing.line((low, middle), (high, middle), paint)
    for at in (low, high):
        drawing.line((at, middle - CAP_MM), (at, middle + CAP_MM), paint)
