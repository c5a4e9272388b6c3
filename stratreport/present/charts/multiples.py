"""Small multiples of lines: one panel per measure over the last quarters, plan dashed, rolling year beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stratreport.pack.blocks import Tone
from stratreport.present.charts.drawing import Box, Drawing, Paint, Point, Type
from stratreport.present.marks import BAR_TOKEN, Scale

Values = tuple[float | None, ...]

GAP_MM = (7.0, 6.0)
HEAD_MM, FOOT_MM = 9.0, 4.6
LEFT_MM, RIGHT_MM = 9.0, 13.0
DOT_MM = 0.85


@dataclass(frozen=True)
class Panel:
    """One measure: its name, values oldest first, the plan and the rolling year of the same quarters (None = unknown).

    `shown` is the last value as printed, `tone` its judgement; panels of one `group` share their scale.
    """

    name: str
    actual: Values
    plan: Values
    rolling: Values
    shown: str
    tone: Tone = "neutral"
    group: str = ""


@dataclass(frozen=True)
class Sheet:
    """The space: width and height in millimetres, panels side by side, and the first and last quarter as printed."""

    width: float
    height: float
    across: int
    ends: tuple[str, str]


def multiples(panels: Sequence[Panel], *, sheet: Sheet, title: str, tokens: Mapping[str, str]) -> str:
    """Draw the panels row by row; gaps stay gaps, and a panel without any value says so."""
    drawing = Drawing(sheet.width, sheet.height, title=title, tokens=tokens)
    for panel, box in zip(panels, _boxes(sheet, len(panels)), strict=True):
        _panel(drawing, panel, box=box, scale=_scale(panels, panel, box), ends=sheet.ends)
    return drawing.svg()


def _boxes(sheet: Sheet, count: int) -> Iterator[Box]:
    down = -(-count // sheet.across)
    width = (sheet.width - GAP_MM[0] * (sheet.across - 1)) / sheet.across
    height = (sheet.height - GAP_MM[1] * (down - 1)) / down
    for at in range(count):
        row, column = divmod(at, sheet.across)
        yield Box(column * (width + GAP_MM[0]), row * (height + GAP_MM[1]), width, height)


def _scale(panels: Sequence[Panel], panel: Panel, box: Box) -> Scale:
    """Return the upward scale of a panel: shared by its group, from zero (or the lowest value) to the highest."""
    group = [item for item in panels if item.group == panel.group] if panel.group else [panel]
    known = [v for item in group for run in (item.actual, item.plan, item.rolling) for v in run if v is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return Scale(low, high if high > low else low + 1.0, box.height - HEAD_MM - FOOT_MM)


def _panel(drawing: Drawing, panel: Panel, *, box: Box, scale: Scale, ends: tuple[str, str]) -> None:
    floor, left, right = box.y + box.height - FOOT_MM, box.x + LEFT_MM, box.x + box.width - RIGHT_MM
    step = (right - left) / max(len(panel.actual) - 1, 1)

    def place(index: int, value: float) -> Point:
        return left + index * step, floor - scale.at(value)

    drawing.text((box.x, box.y + 3.2), panel.name, Type(size=9, weight=600, colour="ink"))
    for value in (scale.low, scale.high):
        y = floor - scale.at(value)
        drawing.line((left, y), (right, y), Paint(stroke="hair", width=0.2))
        drawing.text((left - 1.2, y + 1.0), f"{value * 100:.0f}%".replace("-", "−"),
                     Type(size=7.5, anchor="end", colour="ink-2"))  # fmt: skip
    drawing.text((left, floor + 3.8), ends[0], Type(size=7.5, colour="ink-2"))
    drawing.text((right, floor + 3.8), ends[1], Type(size=7.5, anchor="end", colour="ink-2"))
    _line(drawing, panel.plan, place, Paint(stroke="ink-2", width=0.3, dash="1.1 0.8"))
    _line(drawing, panel.rolling, place, Paint(stroke="prior", width=0.9))
    _line(drawing, panel.actual, place, Paint(stroke="actual", width=0.5))
    _last(drawing, panel, place, bounds=(box.y + HEAD_MM - 1.5, floor))


def _line(drawing: Drawing, values: Values, place: Callable[[int, float], Point], paint: Paint) -> None:
    run: list[Point] = []
    for index, value in enumerate([*values, None]):
        if value is not None:
            run.append(place(index, value))
            continue
        if len(run) > 1:
            drawing.polyline(run, paint)
        elif run:
            drawing.circle(run[0], 0.4, Paint(fill=paint.stroke))
        run = []


def _last(drawing: Drawing, panel: Panel, place: Callable[[int, float], Point], *, bounds: tuple[float, float]) -> None:
    """Mark the last value and write it at its end; the plan is named at its own end where there is room."""
    known = [(index, value) for index, value in enumerate(panel.actual) if value is not None]
    if not known:
        drawing.text((place(0, 0.0)[0] + 2, sum(bounds) / 2), "no value", Type(size=8, colour="ink-2"))
        return
    x, y = place(*known[-1])
    outline = "ink" if panel.tone == "watch" else None
    drawing.circle((x, y), DOT_MM, Paint(fill=BAR_TOKEN[panel.tone], stroke=outline, width=0.2))
    drawing.text((x + 1.8, y + 1.1), panel.shown, Type(size=9, weight=700, colour="ink"))
    named = [value for value in panel.plan if value is not None]
    if named:
        end = place(len(panel.plan) - 1, named[-1])[1]
        if abs(end - y) >= 3.2:
            drawing.text((x + 1.8, end + 1.0), "plan", Type(size=7.5, colour="ink-2"))
