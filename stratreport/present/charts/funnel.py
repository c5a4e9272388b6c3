"""The funnel plot: a rate against the number behind it, with the limits that chance alone would give; no ranking."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from stratreport.present.charts.drawing import Drawing, Paint, Point, Type
from stratreport.present.charts.labels import Label, Rect, Scene, leader, place_labels
from stratreport.present.charts.style import text_width

LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 10.0, 2.0, 8.0, 12.0
STEPS, RADIUS_MM, FONT = 60, 1.15, 8.0


@dataclass(frozen=True)
class FunnelPoint:
    """One unit: its name, the number of deals and the rate; `outside` = beyond the inner limits."""

    name: str
    n: float
    rate: float
    outside: bool


@dataclass(frozen=True)
class Funnel:
    """The units, the rate of all, the limits as functions n -> (low, high), inner and outer, and the size in mm."""

    points: tuple[FunnelPoint, ...]
    common: float
    inner: Callable[[float], tuple[float, float]]
    outer: Callable[[float], tuple[float, float]]
    size: tuple[float, float]


@dataclass(frozen=True)
class FunnelWords:
    """Axis names, the names of the limits and of the common rate, and the alternative text."""

    across: str
    upwards: str
    inner: str
    outer: str
    common: str
    alt: str


@dataclass(frozen=True)
class _Axes:
    most: float
    bottom: float
    top: float
    width: float
    height: float

    def at(self, n: float, rate: float) -> Point:
        """Return the place of a point, y downwards."""
        x = LEFT_MM + n / self.most * self.width
        part = (min(rate, self.top) - self.bottom) / (self.top - self.bottom)
        return x, TOP_MM + self.height - max(part, 0.0) * self.height


def funnel_svg(chart: Funnel, *, words: FunnelWords, tokens: Mapping[str, str]) -> str:
    """Draw the funnel with every unit named; a unit beyond the inner limits is filled, the others are hollow."""
    drawing = Drawing(*chart.size, title=words.alt, tokens=tokens)
    most = 1.12 * max([point.n for point in chart.points] or [10.0])
    top = 1.15 * max([point.rate for point in chart.points] + [chart.common, chart.outer(most * 0.15)[1]])
    width, height = chart.size[0] - LEFT_MM - RIGHT_MM, chart.size[1] - TOP_MM - BOTTOM_MM
    axes = _Axes(most, _bottom(chart, most), min(top, 1.0), width, height)
    _frame(drawing, axes, words)
    _limits(drawing, axes, chart, words)
    _units(drawing, axes, chart)
    return drawing.svg()


def _bottom(chart: Funnel, most: float) -> float:
    """Return where the axis of rates starts: 0, or the fifth below everything when all stand in the upper half.

    Places carry the numbers, not lengths, so the axis need not start at 0.
    """
    fewest = min([point.n for point in chart.points] or [most])
    lowest = min([point.rate for point in chart.points] + [chart.outer(fewest)[0]])
    return int(lowest * 5) / 5 if lowest >= 0.5 else 0.0


def _frame(drawing: Drawing, axes: _Axes, words: FunnelWords) -> None:
    step = next((s for s in (0.05, 0.1, 0.2, 0.25) if (axes.top - axes.bottom) / s <= 6), 0.5)
    for k in range(math.ceil(axes.bottom / step - 1e-9), int(axes.top / step + 1e-9) + 1):
        x, y = axes.at(0.0, k * step)
        drawing.line((x, y), (x + axes.width, y), Paint(stroke="hair", width=0.2))
        drawing.text((x - 1.2, y + 1.0), f"{k * step * 100:.0f}%", Type(size=FONT, anchor="end"))
    jump = next((s for s in (10, 20, 50, 100, 200, 500, 1000) if axes.most / s <= 7), axes.most / 5)
    for k in range(1, int(axes.most / jump) + 1):
        x, y = axes.at(k * jump, axes.bottom)
        drawing.text((x, y + 4.0), f"{k * jump:,.0f}", Type(size=FONT, anchor="middle"))
    drawing.text((0.0, 3.2), f"↑ {words.upwards}", Type(size=8.5))
    drawing.text((LEFT_MM + axes.width, TOP_MM + axes.height + 8.4), f"{words.across} →",
                 Type(size=8.5, anchor="end"))  # fmt: skip


def _limits(drawing: Drawing, axes: _Axes, chart: Funnel, words: FunnelWords) -> None:
    grid = [axes.most * (k + 1) / STEPS for k in range(STEPS)]
    for limit, paint, name in (
        (chart.inner, Paint(stroke="ink-2", width=0.3, dash="1.2 0.8"), words.inner),
        (chart.outer, Paint(stroke="ink-2", width=0.3), words.outer),
    ):
        for side in (0, 1):
            run = [axes.at(n, limit(n)[side]) for n in grid if axes.bottom <= limit(n)[side] <= axes.top]
            if len(run) > 1:
                drawing.polyline(run, paint)
        end = axes.at(axes.most, limit(axes.most)[1 if name == words.outer else 0])
        drawing.text((end[0], end[1] - 1.0), name, Type(size=7.5, anchor="end"))
    left, right = axes.at(0.0, chart.common), axes.at(axes.most, chart.common)
    drawing.line(left, right, Paint(stroke="accent", width=0.4))
    drawing.text((right[0], right[1] - 1.0), words.common, Type(size=7.5, anchor="end", colour="accent"))


def _in_the_way(axes: _Axes, chart: Funnel, height: float) -> tuple[Rect, ...]:
    """Return the lines of the chart as thin rectangles, y upwards, for names to stay clear of."""
    grid = [axes.most * (k + 1) / STEPS for k in range(STEPS)]
    runs = [[axes.at(n, limit(n)[side]) for n in grid] for limit in (chart.inner, chart.outer) for side in (0, 1)]
    runs.append([axes.at(n, chart.common) for n in grid])
    return tuple(
        (x0, height - max(y0, y1) - 0.2, x1, height - min(y0, y1) + 0.2)
        for run in runs
        for (x0, y0), (x1, y1) in pairwise(run)
    )


def _units(drawing: Drawing, axes: _Axes, chart: Funnel) -> None:
    places = [axes.at(point.n, point.rate) for point in chart.points]
    for point, at in zip(chart.points, places, strict=True):
        fill = "actual" if point.outside else "paper"
        drawing.circle(at, RADIUS_MM, Paint(fill=fill, stroke="actual", width=0.4))
    height = drawing.height
    labels = [
        Label(x, height - y, RADIUS_MM, text_width(point.name, size=FONT, weight=600) + 0.6, 3.0)
        for point, (x, y) in zip(chart.points, places, strict=True)
    ]
    area = (LEFT_MM, height - TOP_MM - axes.height, LEFT_MM + axes.width, height - TOP_MM)
    scene = Scene(area, tuple((label.x, label.y, label.radius) for label in labels), _in_the_way(axes, chart, height))
    for point, label, rect in zip(chart.points, labels, place_labels(labels, scene), strict=True):
        if rect is None:
            continue
        drawing.text((rect[0], height - rect[1] - 0.6), point.name, Type(size=FONT, weight=600, colour="ink"))
        if ends := leader(label, rect):
            (x0, y0), (x1, y1) = ends
            drawing.line((x0, height - y0), (x1, height - y1), Paint(stroke="ink-3", width=0.2))
