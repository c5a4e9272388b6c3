"""Unnamed dots: what people were paid against what they did for the strategy; shape and colour say the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stratreport.present.charts.drawing import Drawing, Paint, Point, Type
from stratreport.present.charts.limits import Limits, limits_around
from stratreport.present.charts.quadrant import GROUPS

LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 11.0, 3.0, 8.0, 21.5
#: rows of the key, and the mean advance of a character at 8 pt
KEY_ROW_MM, CHARACTER_MM = 4.6, 1.36
SIZE_MM = 1.25
NEUTRAL = ("o", "ink-3")


@dataclass(frozen=True)
class Dot:
    """One person without a name: strategy attainment across, payout rate upwards, and the group of the quadrant."""

    x: float
    y: float
    group: str


@dataclass(frozen=True)
class DotWords:
    """The words on the chart: axis names, the name of the threshold, the groups as a key, and the alternative text."""

    across: str
    upwards: str
    threshold: str
    groups: Mapping[str, str]
    alt: str


@dataclass(frozen=True)
class Dots:
    """The chart's data: the dots, the strategy threshold, and the size in millimetres."""

    dots: tuple[Dot, ...]
    threshold: float
    size: tuple[float, float]


def dots_svg(chart: Dots, *, words: DotWords, tokens: Mapping[str, str]) -> str:
    """Draw the dots with both axes from zero, the threshold as a line and a one-line key of the shapes."""
    drawing = Drawing(*chart.size, title=words.alt, tokens=tokens)
    x = limits_around([dot.x for dot in chart.dots], around=chart.threshold, reach=0.3, cap=1.0)
    top = max([dot.y for dot in chart.dots] or [1.0])
    y = Limits(0.0, top * 1.06 or 1.0, _step(top))
    width, height = chart.size[0] - LEFT_MM - RIGHT_MM, chart.size[1] - TOP_MM - BOTTOM_MM

    def place(across: float, up: float) -> Point:
        return LEFT_MM + x.share(across) * width, TOP_MM + height - y.share(up) * height

    _axes(drawing, (x, y), words=words, box=(width, height))
    at = place(chart.threshold, 0.0)[0]
    drawing.line((at, TOP_MM - 2.0), (at, TOP_MM + height), Paint(stroke="ink", width=0.3))
    drawing.text((at - 1.0, TOP_MM - 2.6), words.threshold, Type(size=8, anchor="end", colour="ink-2"))
    for dot in sorted(chart.dots, key=lambda item: (item.group in GROUPS, item.x, item.y)):
        mark(drawing, place(dot.x, dot.y), dot.group)
    _key(drawing, words, top=chart.size[1] - 2.0)
    return drawing.svg()


def _step(top: float) -> float:
    return next((step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if top / step <= 6), top / 4 or 1.0)


def _axes(drawing: Drawing, limits: tuple[Limits, Limits], *, words: DotWords, box: tuple[float, float]) -> None:
    (x, y), (width, height) = limits, box
    floor = TOP_MM + height
    for tick in y.ticks():
        at = floor - y.share(tick) * height
        drawing.line((LEFT_MM, at), (LEFT_MM + width, at), Paint(stroke="hair", width=0.2))
        text = f"{tick * 100:.0f}%" if y.step >= 0.01 else f"{tick * 100:g}%"
        drawing.text((LEFT_MM - 1.4, at + 1.0), text, Type(size=8, anchor="end"))
    for tick in x.ticks():
        at = LEFT_MM + x.share(tick) * width
        drawing.text((at, floor + 4.0), f"{tick * 100:.0f}%".replace("-", "−"), Type(size=8, anchor="middle"))
    drawing.line((LEFT_MM, floor), (LEFT_MM + width, floor), Paint(stroke="ink-3", width=0.25))
    drawing.text((0.0, 3.2), f"↑ {words.upwards}", Type(size=8.5))
    drawing.text((LEFT_MM + width, floor + 8.2), f"{words.across} →", Type(size=8.5, anchor="end"))


def mark(drawing: Drawing, at: Point, group: str) -> None:
    """Draw one mark of a group: circle, diamond, triangle or square; who is in no group is a grey circle."""
    shape, colour = GROUPS[group][:2] if group in GROUPS else NEUTRAL
    paint = Paint(fill=colour, stroke="ink" if colour == "watch" else "paper", width=0.2)
    x, y = at
    r = SIZE_MM
    if shape == "o":
        drawing.circle(at, r, paint)
    elif shape == "D":
        drawing.polygon(((x, y - 1.25 * r), (x + 1.25 * r, y), (x, y + 1.25 * r), (x - 1.25 * r, y)), paint)
    elif shape == "^":
        drawing.polygon(((x, y - 1.2 * r), (x + 1.15 * r, y + 0.9 * r), (x - 1.15 * r, y + 0.9 * r)), paint)
    else:
        drawing.polygon(((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)), paint)


def _key(drawing: Drawing, words: DotWords, *, top: float) -> None:
    x, y = LEFT_MM, top - KEY_ROW_MM
    for group, name in words.groups.items():
        wide = 6.0 + CHARACTER_MM * len(name)
        if x + wide > drawing.width and x > LEFT_MM:
            x, y = LEFT_MM, y + KEY_ROW_MM
        mark(drawing, (x, y - 1.0), group)
        drawing.text((x + 2.2, y), name, Type(size=8))
        x += wide
