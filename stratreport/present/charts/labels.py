"""Where names go beside their points: a deterministic solver, eight places per label, no random restarts.

Everything is in millimetres with y upwards. The cost of a place is what it covers: points, other labels, lines,
captions, the outside; a place beyond a line or as near to a stranger as to its own point costs too. Where no place
beside the point is free the label stands further out, joined to its point by a leader. Labels start in their cheapest
place and take turns until nobody wants to move.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Rect = tuple[float, float, float, float]  # left, bottom, right, top

ROUNDS = 12
GAP = 0.9
CLEAR = 0.05
COST_POINT, COST_LABEL, COST_LINE, COST_CAPTION, COST_OUTSIDE = 40.0, 30.0, 12.0, 30.0, 60.0
COST_SIDE, COST_DOUBT = 4.0, 5.0
#: how far out a label may stand, with what that costs; beyond the first ring it needs a leader
RINGS = ((0.0, 0.0), (3.4, 3.2), (6.8, 4.6), (10.2, 6.0))
LEADER_FROM = 1.6
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
    options = [list(_options(label)) for label in labels]
    base = [
        [cost + _covered(rect, label, scene) for rect, cost in places]
        for label, places in zip(labels, options, strict=True)
    ]
    chosen = [costs.index(min(costs)) for costs in base]
    for _ in range(ROUNDS):
        if not _take_turns(chosen, options, base):
            break
    return _without_collisions(chosen, options, base, scene)


def leader(label: Label, rect: Rect) -> tuple[Point, Point] | None:
    """Return the line that joins a mark and a label too far away to belong to it by itself, else None."""
    near = (min(max(label.x, rect[0]), rect[2]), min(max(label.y, rect[1]), rect[3]))
    away = math.dist((label.x, label.y), near)
    if away - label.radius < LEADER_FROM:
        return None
    share, stop = label.radius / away, 1 - 0.4 / away
    dx, dy = near[0] - label.x, near[1] - label.y
    return (label.x + dx * share, label.y + dy * share), (label.x + dx * stop, label.y + dy * stop)


def _options(label: Label) -> Iterator[tuple[Rect, float]]:
    for out, extra in RINGS:
        for side, cost in PLACES:
            yield _rect(label, side, out=out), cost + extra


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


def _without_collisions(
    chosen: list[int], options: list[list[tuple[Rect, float]]], base: list[list[float]], scene: Scene
) -> list[Rect | None]:
    """Keep each label where it chose to stand, else in its next best free place, else drop it."""
    kept: list[Rect | None] = []
    marks = [*scene.captions, *(_square(point) for point in scene.points)]
    for index, (pick, places) in enumerate(zip(chosen, options, strict=True)):
        taken = [*marks, *(rect for rect in kept if rect is not None)]
        order = [pick, *sorted(range(len(places)), key=lambda k: base[index][k])]
        free = (places[k][0] for k in order if not _blocked(places[k][0], taken, scene.area))
        kept.append(next(free, None))
    return kept


def _blocked(rect: Rect, taken: Sequence[Rect], area: Rect) -> bool:
    return _outside(rect, area) > 0 or any(_overlap(rect, other) > CLEAR for other in taken)


def _rect(label: Label, side: str, *, out: float = 0.0) -> Rect:
    reach = label.radius + GAP + out
    diagonal = label.radius * 0.9 + GAP * 0.3 + out * 0.8  # clear of the square that stands for the mark
    left = {"e": label.x + reach, "w": label.x - reach - label.width}.get(side, label.x - label.width / 2)
    if len(side) == 2:
        left = label.x + diagonal if side[1] == "e" else label.x - diagonal - label.width
    bottom = label.y - label.height / 2
    if side[0] == "n":
        bottom = label.y + (diagonal if len(side) == 2 else label.radius + GAP * 0.5 + out)
    if side[0] == "s":
        bottom = label.y - (diagonal if len(side) == 2 else label.radius + GAP * 0.5 + out) - label.height
    return left, bottom, left + label.width, bottom + label.height


def _covered(rect: Rect, label: Label, scene: Scene) -> float:
    cost = COST_POINT * sum(_overlap(rect, _square(point)) > 0 for point in scene.points)
    cost += COST_LINE * sum(_overlap(rect, line) > 0 for line in scene.lines)
    cost += COST_SIDE * sum(_beyond(rect, label, line) for line in scene.lines)
    cost += COST_CAPTION * sum(_overlap(rect, caption) > 0 for caption in scene.captions)
    cost += COST_DOUBT * _doubts(rect, label, scene)
    return cost + COST_OUTSIDE * _outside(rect, scene.area)


def _beyond(rect: Rect, label: Label, line: Rect) -> bool:
    """Return whether the middle of the label and its point lie on two sides of a line."""
    axis = 0 if line[2] - line[0] < line[3] - line[1] else 1
    at, middle = (line[axis] + line[axis + 2]) / 2, (rect[axis] + rect[axis + 2]) / 2
    return (middle - at) * ((label.x, label.y)[axis] - at) < 0


def _doubts(rect: Rect, label: Label, scene: Scene) -> int:
    """Return how many other points could own the label: as near to it as its own, or in the way of its leader."""
    others = [point for point in scene.points if point[:2] != (label.x, label.y)]
    if line := leader(label, rect):
        steps = [tuple(a + (b - a) * step / 8 for a, b in zip(*line, strict=True)) for step in range(9)]
        return sum(min(math.dist(step, point[:2]) for step in steps) < point[2] + 0.2 for point in others)
    own = _distance(rect, (label.x, label.y, label.radius))
    return sum(_distance(rect, point) < max(own, 0.0) + 0.5 for point in others)


def _distance(rect: Rect, point: tuple[float, float, float]) -> float:
    x, y, radius = point
    return math.hypot(max(rect[0] - x, x - rect[2], 0.0), max(rect[1] - y, y - rect[3], 0.0)) - radius


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
