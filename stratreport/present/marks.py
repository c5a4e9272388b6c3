"""Hand-written marks at word size: bullet graph, sparkline, in-cell bar; each is a finished SVG in millimetres.

`title` is always the alternative text of the mark and carries its numbers. Values may be of any unit; the scale is the
caller's. An unknown value draws the empty track, never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stratreport.pack.blocks import Tone
from stratreport.present.charts.drawing import Box, Drawing, Paint, Point, Type

#: tone of a measure → token of its bar
BAR_TOKEN: Mapping[Tone, str] = {
    "good": "good", "bad": "bad", "watch": "watch", "neutral": "actual", "accent": "accent",
}  # fmt: skip

BULLET_SIZE = (44.0, 7.4)
SPARK_SIZE = (46.0, 9.0)
SPARK_LABEL_MM = 10.0


@dataclass(frozen=True)
class Scale:
    """A linear scale from values to millimetres.

    >>> Scale(0, 2, 40).at(1), Scale(-1, 1, 40).at(0)
    (20.0, 20.0)
    """

    low: float
    high: float
    width: float

    def at(self, value: float) -> float:
        """Return the position of `value`, held inside the scale."""
        span = self.high - self.low
        share = (min(max(value, self.low), self.high) - self.low) / span if span else 0.0
        return share * self.width


def bar_scale(values: Sequence[float | None], *, width: float) -> Scale:
    """Return the scale shared by sibling bars: it holds zero and every known value.

    >>> bar_scale([3.0, None, 5.0], width=30)
    Scale(low=0.0, high=5.0, width=30)
    """
    known = [value for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return Scale(low, high if high > low else low + 1.0, width)


@dataclass(frozen=True)
class Measured:
    """What a bullet graph or a bar shows: the value, its target and the prior year, with the tone of the judgement."""

    value: float | None
    target: float | None = None
    prior: float | None = None
    tone: Tone = "neutral"
    near: float = 0.8


def bullet(measured: Measured, *, title: str, tokens: Mapping[str, str]) -> str:
    """Draw a bullet graph: bar = value, upright mark = target, triangle = prior year, shading = weak, near, on target.

    The scale runs from zero (or the lowest value) to half as much again as the target. Shading ends at `near` × target
    and at the target; without a target there is one plain track: for a share it is the whole, 100 %, so that the bars
    of several shares can be compared; else it is a quarter longer than the longest value.
    """
    width, height = BULLET_SIZE
    drawing = Drawing(width, height, title=title, tokens=tokens)
    scale = _bullet_scale(measured, width)
    _track(drawing, measured, scale)
    if measured.value is not None:
        _draw_bar(drawing, _bar(scale, measured.value, y=2.1, height=2.2), measured.tone)
    if measured.target is not None:
        x = scale.at(measured.target)
        drawing.rect(Box(x - 0.35, 0.3, 0.7, 5.6), Paint(fill="ink"))
    if measured.prior is not None:
        drawing.polygon(_triangle(scale.at(measured.prior), top=5.9), Paint(fill="ink-3"))
    if scale.low < 0:
        drawing.line((scale.at(0), 0.3), (scale.at(0), 5.9), Paint(stroke="ink-3", width=0.2))
    return drawing.svg()


def _bullet_scale(measured: Measured, width: float) -> Scale:
    known = [v for v in (measured.value, measured.prior) if v is not None]
    longest = max([0.0, *known])
    roof = 1.5 * measured.target if measured.target else 1.0 if longest <= 1 else 1.25 * longest
    high = max([roof, *(1.03 * value for value in known)])
    return Scale(min([0.0, *known]), high or 1.0, width)


def _track(drawing: Drawing, measured: Measured, scale: Scale) -> None:
    drawing.rect(Box(0, 0.3, scale.width, 5.6), Paint(fill="wash"))
    if not measured.target:
        return
    near, target = scale.at(measured.near * measured.target), scale.at(measured.target)
    drawing.rect(Box(0, 0.3, target, 5.6), Paint(fill="hair"))
    drawing.rect(Box(0, 0.3, near, 5.6), Paint(fill="rule"))


def _bar(scale: Scale, value: float, *, y: float, height: float) -> Box:
    zero = scale.at(0.0)
    return Box(zero, y, scale.at(value) - zero, height)


def _draw_bar(drawing: Drawing, box: Box, tone: Tone) -> None:
    drawing.rect(box, _bar_paint(tone))
    if tone == "watch":
        drawing.hatch(box, colour="ink", gap=1.3, width=0.26)


def _bar_paint(tone: Tone) -> Paint:
    outline = "ink" if tone == "watch" else None
    return Paint(fill=BAR_TOKEN[tone], stroke=outline, width=0.25)


def _triangle(x: float, *, top: float) -> tuple[Point, Point, Point]:
    return (x, top), (x - 0.95, top + 1.5), (x + 0.95, top + 1.5)


@dataclass(frozen=True)
class Trend:
    """A run of values, oldest first (None where unknown), the target line and the tone of the last point."""

    values: tuple[float | None, ...]
    target: float | None = None
    tone: Tone = "neutral"
    target_word: str = "target"


def sparkline(trend: Trend, *, title: str, tokens: Mapping[str, str]) -> str:
    """Draw a word-sized line: the values, a dot on the last one, and the target dashed with its word at the end.

    Gaps stay gaps. Fewer than two known values draw the dot alone; none draws nothing but the title.
    """
    width, height = SPARK_SIZE
    drawing = Drawing(width, height, title=title, tokens=tokens)
    known = [value for value in trend.values if value is not None]
    if not known:
        return drawing.svg()
    place = _spark_places(trend, known)
    if trend.target is not None:
        y = place(0, trend.target)[1]
        end = width - SPARK_LABEL_MM
        drawing.line((0, y), (end, y), Paint(stroke="ink-3", width=0.2, dash="0.8 0.6"))
        drawing.text((end + 1.0, y + 0.9), trend.target_word, Type(size=7.5, colour="ink-3"))
    for run in _runs(trend.values):
        if len(run) > 1:
            points = [place(index, value) for index, value in run]
            drawing.polyline(points, Paint(stroke="actual", width=0.45))
        elif run:
            drawing.circle(place(*run[0]), 0.35, Paint(fill="actual"))
    last = max(index for index, value in enumerate(trend.values) if value is not None)
    drawing.circle(place(last, trend.values[last] or 0.0), 0.8, _bar_paint(trend.tone))
    return drawing.svg()


class _Place:
    """Where the value at an index sits on a sparkline."""

    def __init__(self, count: int, low: float, high: float) -> None:
        self.step = (SPARK_SIZE[0] - SPARK_LABEL_MM - 2.4) / max(count - 1, 1)
        self.scale = Scale(low, high, SPARK_SIZE[1] - 2.6)

    def __call__(self, index: int, value: float) -> Point:
        return 0.6 + index * self.step, SPARK_SIZE[1] - 1.3 - self.scale.at(value)


def _spark_places(trend: Trend, known: Sequence[float]) -> _Place:
    ends = [*known, trend.target] if trend.target is not None else list(known)
    low, high = min(ends), max(ends)
    if high == low:
        low, high = low - 1.0, high + 1.0
    return _Place(len(trend.values), low, high)


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((index, value))
    return runs


def cell_bar(measured: Measured, *, scale: Scale, title: str, tokens: Mapping[str, str]) -> str:
    """Draw a bar for a table cell on the scale its siblings share; the upright mark is the target."""
    return _target_bar(measured, scale=scale, sizes=(3.8, 2.0), drawing=_canvas(scale, 3.8, title, tokens))


def matrix_bar(measured: Measured, *, scale: Scale, title: str, tokens: Mapping[str, str]) -> str:
    """Draw the bar of a matrix cell; like `cell_bar` but taller."""
    return _target_bar(measured, scale=scale, sizes=(4.4, 2.4), drawing=_canvas(scale, 4.4, title, tokens))


def _canvas(scale: Scale, height: float, title: str, tokens: Mapping[str, str]) -> Drawing:
    return Drawing(scale.width + 0.8, height, title=title, tokens=tokens)


def _target_bar(measured: Measured, *, scale: Scale, sizes: tuple[float, float], drawing: Drawing) -> str:
    height, thick = sizes
    if scale.low < 0:
        drawing.line((scale.at(0), 0.2), (scale.at(0), height - 0.2), Paint(stroke="ink-3", width=0.15))
    if measured.value is not None:
        _draw_bar(drawing, _bar(scale, measured.value, y=(height - thick) / 2, height=thick), measured.tone)
    if measured.target is not None:
        drawing.rect(Box(scale.at(measured.target), 0.1, 0.55, height - 0.2), Paint(fill="ink"))
    return drawing.svg()
