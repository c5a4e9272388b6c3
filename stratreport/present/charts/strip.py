"""A strip of dots for a table row: one dot per representative, the team's mean as a bar, the threshold as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stratreport.present.charts.drawing import Anchor, Box, Drawing, Paint, Type

HEIGHT_MM = 6.0
AXIS_MM = 4.6
RADIUS = 0.85
#: dots that would touch go to the next lane: the middle, above, below
LANES = (0.0, -1.8, 1.8)
EDGE = 1.6
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Dot:
    """One representative: a share between 0 and 1 (held inside), hollow when there are too few deals to judge."""

    value: float
    hollow: bool = False


@dataclass(frozen=True)
class Strip:
    """One row: the dots in any order, the mean of the team (None = not known) and the threshold."""

    dots: tuple[Dot, ...]
    mean: float | None
    threshold: float


def strip_svg(strip: Strip, *, width: float, title: str, tokens: Mapping[str, str]) -> str:
    """Draw a strip of `width` millimetres; the same dots in any order give the same drawing."""
    drawing = Drawing(width, HEIGHT_MM, title=title, tokens=tokens)
    middle = HEIGHT_MM / 2
    drawing.line((EDGE, middle), (width - EDGE, middle), Paint(stroke="hair", width=0.2))
    _threshold(drawing, strip.threshold, bottom=HEIGHT_MM)
    for dot, lane in lanes(strip.dots, width=width):
        at = (_place(dot.value, width), middle + lane)
        look = Paint(fill="paper", stroke="ink-3", width=0.3) if dot.hollow else Paint(fill="actual")
        drawing.circle(at, RADIUS - 0.15 if dot.hollow else RADIUS, look)
    if strip.mean is not None:
        x = _place(strip.mean, width)
        drawing.rect(Box(x - 0.5, 0.3, 1.0, HEIGHT_MM - 0.6), Paint(fill="accent", stroke="paper", width=0.25))
    return drawing.svg()


def axis_svg(threshold: float, *, width: float, title: str, tokens: Mapping[str, str]) -> str:
    """Draw the scale below the strips: ticks in percent, the threshold as a line."""
    drawing = Drawing(width, AXIS_MM, title=title, tokens=tokens)
    _threshold(drawing, threshold, bottom=1.0)
    for tick in TICKS:
        text = f"{tick * 100:.0f}" + ("%" if tick == TICKS[-1] else "")
        anchor: Anchor = "end" if tick == TICKS[-1] else "start" if tick == 0 else "middle"
        x = width if anchor == "end" else 0.4 if anchor == "start" else _place(tick, width)
        drawing.text((x, AXIS_MM - 0.7), text, Type(size=8.0, anchor=anchor))
    return drawing.svg()


def lanes(dots: Sequence[Dot], *, width: float) -> tuple[tuple[Dot, float], ...]:
    """Return every dot with the lane it sits in: the first in which it touches no dot before it, else the middle.

    >>> [lane for _, lane in lanes([Dot(0.5), Dot(0.5), Dot(0.9)], width=80.0)]
    [0.0, -1.8, 0.0]
    """
    taken: dict[float, float] = {}
    placed = []
    for dot in sorted(dots, key=lambda item: (item.value, item.hollow)):
        x = _place(dot.value, width)
        lane = next((lane for lane in LANES if x - taken.get(lane, -9.0) >= 2 * RADIUS), LANES[0])
        taken[lane] = x
        placed.append((dot, lane))
    return tuple(placed)


def _threshold(drawing: Drawing, threshold: float, *, bottom: float) -> None:
    x = _place(threshold, drawing.width)
    drawing.line((x, 0), (x, bottom), Paint(stroke="ink", width=0.25))


def _place(value: float, width: float) -> float:
    return EDGE + min(max(value, 0.0), 1.0) * (width - 2 * EDGE)
