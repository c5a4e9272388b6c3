"""Where names go beside their points: a deterministic solver, eight places per label, no random restarts.

Everything is in millimetres with y upwards. The cost of a place is what it covers: points, other labels, lines,
captions, the outside. Labels start in their cheapest place and take turns until nobody wants to move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Rect = tuple[float, float, float, float]  # left, bottom, right, top

ROUNDS = 12
GAP = 0.9
CLEAR = 0.05
COST_POINT, COST_LABEL, COST_LINE, COST_CAPTION, COST_OUTSIDE = 40.0, 30.0, 12.0, 30.0, 60.0
#: the eight places with what each costs by itself: right of the point is best
PLACES = (("e", 0.0), ("w", 0.2), ("ne", 0.5), ("se", 0.6), ("nw", 0.7), ("sw", 0.8), ("n", 0.9), ("s", 1.0))


@dataclass(frozen=True)
class Label:
    """A name to place: its point, the radius of the mark, and the size of the text."""

    x: float
    y: float
    radius: float
    width: float
    height: float


@dataclass(frozen=True)
class Scene:
    """What is in the way: the free area, all marks as (x, y, radius), lines as thin rectangles, captions."""

    area: Rect
    points: tuple[tuple[float, float, float], ...] = ()
    lines: tuple[Rect, ...] = ()
    captions: tuple[Rect, ...] = ()


def place_labels(labels: Sequence[Label], scene: Scene) -> list[Rect | None]:
    """Return a rectangle per label, or None for a label that no place holds without covering something.

    Labels keep the order of their importance: when two cannot both stay, the later one goes.
    """
    options = [[(_rect(label, side), cost) for side, cost in PLACES] for label in labels]
    base = [[cost + _covered(rect, scene) for rect, cost in places] for places in options]
    chosen = [costs.index(min(costs)) for costs in base]
    for _ in range(ROUNDS):
        if not _take_turns(chosen, options, base):
            break
    return _without_collisions([options[i][k][0] for i, k in enumerate(chosen)], scene)


def _take_turns(chosen: list[int], options: list[list[tuple[Rect, float]]], base: list[list[float]]) -> bool:
    moved = False
    for index, places in enumerate(options):
        others = [options[i][k][0] for i, k in enumerate(chosen) if i != index]
        costs = [
            base[index][k] + COST_LABEL * sum(_overlap(rect, other) > 0 for other in others)
            for k, (rect, _) in enumerate(places)
        ]
        best = costs.index(min(costs))
        if costs[best] < costs[chosen[index]]:
            chosen[index], moved = best, True
    return moved


def _without_collisions(rects: Sequence[Rect], scene: Scene) -> list[Rect | None]:
    kept: list[Rect | None] = []
    for rect in rects:
        others = [*scene.captions, *(r for r in kept if r is not None)]
        marks = [_square(point) for point in scene.points]
        blocked = any(_overlap(rect, other) > CLEAR for other in [*others, *marks]) or _outside(rect, scene.area) > 0
        kept.append(None if blocked else rect)
    return kept


def _rect(label: Label, side: str) -> Rect:
    reach = label.radius + GAP
    diagonal = label.radius * 0.9 + GAP * 0.3  # clear of the square that stands for the mark
    left = {"e": label.x + reach, "w": label.x - reach - label.width}.get(side, label.x - label.width / 2)
    if len(side) == 2:
        left = label.x + diagonal if side[1] == "e" else label.x - diagonal - label.width
    bottom = label.y - label.height / 2
    if side[0] == "n":
        bottom = label.y + (diagonal if len(side) == 2 else label.radius + GAP * 0.5)
    if side[0] == "s":
        bottom = label.y - (diagonal if len(side) == 2 else label.radius + GAP * 0.5) - label.height
    return left, bottom, left + label.width, bottom + label.height


def _covered(rect: Rect, scene: Scene) -> float:
    cost = COST_POINT * sum(_overlap(rect, _square(point)) > 0 for point in scene.points)
    cost += COST_LINE * sum(_overlap(rect, line) > 0 for line in scene.lines)
    cost += COST_CAPTION * sum(_overlap(rect, caption) > 0 for caption in scene.captions)
    return cost + COST_OUTSIDE * _outside(rect, scene.area)


def _outside(rect: Rect, area: Rect) -> float:
    over = (area[0] - rect[0], area[1] - rect[1], rect[2] - area[2], rect[3] - area[3])
    return sum(max(value, 0.0) for value in over)


def _square(point: tuple[float, float, float]) -> Rect:
    x, y, radius = point
    side = radius * 0.88
    return x - side, y - side, x + side, y + side


def _overlap(a: Rect, b: Rect) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0
