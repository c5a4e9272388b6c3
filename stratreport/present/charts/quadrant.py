"""The rep quadrant: number across, strategy upwards, thresholds as lines, four tinted fields, one mark per person."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stratreport.present.charts.labels import Label, Rect, Scene, leader, place_labels
from stratreport.present.charts.limits import Limits, limits_around
from stratreport.present.charts.style import inches, rc_params, text_width
from stratreport.present.charts.svg import figure_svg

#: group → (marker, token of the mark, token of the field, opacity of the field)
GROUPS: Mapping[str, tuple[str, str, str, float]] = {
    "executor": ("o", "good", "good", 0.09),
    "comfort_zone_hitter": ("D", "watch", "watch", 0.13),
    "builder": ("^", "ink-3", "ink-3", 0.07),
    "at_risk": ("s", "bad", "bad", 0.11),
}
LABEL_ALL = 24
MARGIN = {"left": 10.5, "right": 0.8, "top": 5.5, "bottom": 10.5}
CAPTION_BAND = 13.0
EDGE = 4.2
LARGEST_MARK = 4.4
SMALLEST_MARK = 2.2
FONT = 8.5
MM_PT = 72 / 25.4


@dataclass(frozen=True)
class Person:
    """One mark: name as printed, quota attainment `x`, strategic attainment `y`, `weight` = its area, group, two flags.

    A group outside GROUPS (within chance) is a grey circle; without a name nothing is written beside the mark.
    `hollow` = too few deals to judge; `flagged` people keep their label when not all can have one; `name_at_edge` is
    the name with its true value, printed when the mark had to be moved to the edge.
    """

    name: str
    x: float
    y: float
    weight: float
    group: str
    hollow: bool = False
    flagged: bool = False
    name_at_edge: str = ""


@dataclass(frozen=True)
class QuadrantWords:
    """The words on the chart: axis names, caption (head, line below) per group; alternative text; what grey means."""

    across: str
    upwards: str
    captions: Mapping[str, tuple[str, str]]
    alt: str
    grey: str = ""


@dataclass(frozen=True)
class Quadrant:
    """The chart's data: people, the two thresholds, and its size in millimetres."""

    people: tuple[Person, ...]
    thresholds: tuple[float, float]
    size: tuple[float, float] = (152.0, 134.0)


@dataclass
class _Plot:
    """The working surface: axes in millimetres, so that text, marks and labels share one unit."""

    axes: Any
    chart: Quadrant
    tokens: Mapping[str, str]
    x: Limits
    y: Limits
    width: float
    height: float
    captions: list[Rect] = field(default_factory=list)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a pair of values in millimetres; bands for captions stay free above and below."""
        inner = self.height - 2 * CAPTION_BAND
        return EDGE + self.x.share(x) * (self.width - 2 * EDGE), CAPTION_BAND + self.y.share(y) * inner

    def clipped(self, person: Person) -> bool:
        """Return whether the person's mark sits on an edge instead of its true place."""
        return self.x.clips(person.x) or self.y.clips(person.y)


def quadrant_svg(chart: Quadrant, *, words: QuadrantWords, tokens: Mapping[str, str], slug: str = "people") -> str:
    """Draw the quadrant and return its SVG.

    Axes hold the thresholds and the bulk of the points; a point beyond them sits on the edge with an arrow and its
    value. With more than 24 people only flagged and clipped ones are named; no name ever covers a mark or a name.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - matplotlib costs a second; other pages do without it
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = rc_params(tokens)
    with rc_context(settings):
        figure = Figure(figsize=inches(*chart.size))
        FigureCanvasSVG(figure)
        plot = _surface(figure, chart, tokens)
        _fields(plot, words)
        _scales(plot, words)
        _people(plot)
        return figure_svg(figure, slug=slug, title=words.alt, tokens=tokens)


def _surface(figure: Any, chart: Quadrant, tokens: Mapping[str, str]) -> _Plot:
    width = chart.size[0] - MARGIN["left"] - MARGIN["right"]
    height = chart.size[1] - MARGIN["top"] - MARGIN["bottom"]
    left, bottom = MARGIN["left"] / chart.size[0], MARGIN["bottom"] / chart.size[1]
    axes = figure.add_axes((left, bottom, width / chart.size[0], height / chart.size[1]))
    axes.set(xlim=(0, width), ylim=(0, height), xticks=[], yticks=[])
    axes.set_axis_off()
    x = limits_around([p.x for p in chart.people], around=chart.thresholds[0], reach=0.3)
    y = limits_around([p.y for p in chart.people], around=chart.thresholds[1], reach=0.2, cap=1.0)
    return _Plot(axes, chart, tokens, x, y, width, height)


def _fields(plot: _Plot, words: QuadrantWords) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    cx, cy = plot.at(*plot.chart.thresholds)
    boxes = {
        "executor": (cx, cy, plot.width - cx, plot.height - cy), "builder": (0, cy, cx, plot.height - cy),
        "comfort_zone_hitter": (cx, 0, plot.width - cx, cy), "at_risk": (0, 0, cx, cy),
    }  # fmt: skip
    for group, (x, y, width, height) in boxes.items():
        _, _, role, opacity = GROUPS[group]
        colour = plot.tokens[role]
        plot.axes.add_patch(Rectangle((x, y), width, height, fc=colour, alpha=opacity, ec="none", lw=0, clip_on=False))
        if group in words.captions:
            _caption(plot, words.captions[group], right=x > 0, top=y > 0)
    for xs, ys in (((cx, cx), (0, plot.height)), ((0, plot.width), (cy, cy))):
        plot.axes.plot(xs, ys, color=plot.tokens["ink"], lw=0.8, clip_on=False, solid_capstyle="butt")


def _caption(plot: _Plot, caption: tuple[str, str], *, right: bool, top: bool) -> None:
    head, below = caption
    x, align = (plot.width - 1.8, "right") if right else (1.8, "left")
    y = plot.height - 4.2 if top else 6.6
    plot.axes.text(x, y, head, ha=align, va="center", size=9.5, weight=700, color=plot.tokens["ink"])
    plot.axes.text(x, y - 4.4, below, ha=align, va="center", size=8, color=plot.tokens["ink-2"])
    wide = max(text_width(head, size=9.5, weight=700), text_width(below, size=8))
    left = x - wide if right else x
    plot.captions.append((left, y - 6.2, left + wide, y + 2.2))


def _scales(plot: _Plot, words: QuadrantWords) -> None:
    soft = plot.tokens["ink-2"]
    for index, tick in enumerate(ticks := plot.x.ticks()):
        suffix = "%" if index == len(ticks) - 1 else ""
        plot.axes.text(
            plot.at(tick, 0)[0], -2.6, f"{tick * 100:.0f}{suffix}", ha="center", va="center", size=8, color=soft
        )
    for index, tick in enumerate(ticks := plot.y.ticks()):
        suffix = "%" if index == len(ticks) - 1 else ""
        y = plot.at(0, tick)[1]
        plot.axes.text(-1.4, y, f"{tick * 100:.0f}{suffix}", ha="right", va="center", size=8, color=soft)
    plot.axes.text(
        -MARGIN["left"], plot.height + 3.4, f"↑ {words.upwards}", ha="left", va="center", color=soft, size=FONT
    )
    plot.axes.text(plot.width, -7.8, f"{words.across} →", ha="right", va="center", color=soft, size=FONT)
    if words.grey:
        plot.axes.scatter([1.2], [-7.8], s=30, marker="o", color=plot.tokens["ink-3"], lw=0, clip_on=False)
        plot.axes.text(3.4, -7.8, words.grey, ha="left", va="center", color=soft, size=FONT)


def _people(plot: _Plot) -> None:
    ordered = sorted(plot.chart.people, key=lambda p: (not plot.clipped(p), not p.flagged, p.hollow, -p.weight, p.name))
    most = max((abs(p.weight) for p in ordered), default=0.0)
    marks = [(*plot.at(p.x, p.y), _radius(p.weight, most)) for p in ordered]
    for person, (x, y, radius) in reversed(list(zip(ordered, marks, strict=True))):
        _mark(plot, person, at=(x, y), radius=radius)
    named = [i for i, p in enumerate(ordered) if p.name and (_label_all(ordered) or p.flagged or plot.clipped(p))]
    texts = [_label_text(plot, ordered[i]) for i in named]
    labels = [
        Label(*marks[i], text_width(t, size=FONT, weight=600) + 0.4, 3.0) for i, t in zip(named, texts, strict=True)
    ]
    for text, label, rect in zip(texts, labels, place_labels(labels, _scene(plot, marks)), strict=True):
        if rect is not None:
            plot.axes.text(rect[0], (rect[1] + rect[3]) / 2, text, ha="left", va="center", size=FONT, weight=600)
            _leader(plot, label, rect)


def _leader(plot: _Plot, label: Label, rect: Rect) -> None:
    if ends := leader(label, rect):
        plot.axes.plot(*zip(*ends, strict=True), color=plot.tokens["ink-3"], lw=0.5, clip_on=False, zorder=4)


def _radius(weight: float, most: float) -> float:
    share = max(weight, 0.0) / most if most else 0.0
    return max(LARGEST_MARK * math.sqrt(share), SMALLEST_MARK) / 2


def _mark(plot: _Plot, person: Person, *, at: tuple[float, float], radius: float) -> None:
    unjudged = ("o", "ink-3", "ink-3", 0.0)  # within chance or too few deals: no shape or colour of a group
    marker, role, _, _ = unjudged if person.hollow else GROUPS.get(person.group, unjudged)
    colour = plot.tokens[role]
    face = plot.tokens["paper"] if person.hollow else colour
    edge = plot.tokens["ink"] if role == "watch" else (colour if person.hollow else plot.tokens["paper"])
    size = (2 * radius * MM_PT) ** 2 * (0.62 if marker in "Ds" else 0.9)
    style = {"marker": marker, "facecolors": face, "edgecolors": edge, "linewidths": 0.9 if person.hollow else 0.7}
    plot.axes.scatter([at[0]], [at[1]], s=size, clip_on=False, zorder=5, **style)
    if plot.clipped(person):
        _arrow(plot, person, at=at, radius=radius)


def _arrow(plot: _Plot, person: Person, *, at: tuple[float, float], radius: float) -> None:
    reach = radius + 1.3
    moves = ((person.x > plot.x.high, ">", reach, 0.0), (person.x < plot.x.low, "<", -reach, 0.0),
             (person.y > plot.y.high, "^", 0.0, reach), (person.y < plot.y.low, "v", 0.0, -reach))  # fmt: skip
    _, marker, dx, dy = next(move for move in moves if move[0])
    place = ([at[0] + dx], [at[1] + dy])
    plot.axes.scatter(*place, s=16, marker=marker, color=plot.tokens["ink"], lw=0, clip_on=False, zorder=5)


def _label_all(people: Sequence[Person]) -> bool:
    return len(people) <= LABEL_ALL


def _label_text(plot: _Plot, person: Person) -> str:
    """Return the name; on an edge with the value that lies beyond it."""
    if plot.y.clips(person.y) and not plot.x.clips(person.x):
        return f"{person.name} {person.y * 100:.0f}%".replace(" -", " \N{MINUS SIGN}") if person.name else ""
    return (person.name_at_edge or person.name) if plot.clipped(person) else person.name


def _scene(plot: _Plot, marks: Sequence[tuple[float, float, float]]) -> Scene:
    cx, cy = plot.at(*plot.chart.thresholds)
    lines = ((cx - 0.3, 0.0, cx + 0.3, plot.height), (0.0, cy - 0.3, plot.width, cy + 0.3))
    return Scene((0.5, 0.5, plot.width - 0.5, plot.height - 0.5), tuple(marks), lines, tuple(plot.captions))
