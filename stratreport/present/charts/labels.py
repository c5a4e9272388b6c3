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
COST_POINT, COST_LABEL, COST_LINE, COST_CAPTION, COST_OUTSIDE = 40.0, 30.0, 16.0, 30.0, 60.0
COST_SIDE, COST_DOUBT = 9.0, 5.0
#: how far out a label may stand, with what that costs; beyond the first ring it needs a leader
RINGS = ((0.0, 0.0), (3.4, 3.2), (6.8, 4.6), (10.2, 6.0), (13.6, 7.6), (17.0, 9.2))
LEADER_FROM = 1.6
#: the least space between two names on one line
APART = 1.2
STEPS = 12
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


@dataclass(frozen=True)
class _Place:
    """A place for a label: its rectangle, what it costs by itself, and points along its leader, if it needs one."""

    rect: Rect
    cost: float
    track: tuple[Point, ...]


def place_labels(labels: Sequence[Label], scene: Scene) -> list[Rect | None]:
    """Return a rectangle per label, or None for a label that no place holds without covering something.

    Labels keep the order of their importance: when two cannot both stay, the later one goes.
    """
    options = [list(_places(label, scene)) for label in labels]
    chosen = [min(places, key=lambda place: place.cost) for places in options]
    for _ in range(ROUNDS):
        if not _take_turns(chosen, options):
            break
    return _without_collisions(chosen, options, scene)


def leader(label: Label, rect: Rect) -> tuple[Point, Point] | None:
    """Return the line that joins a mark and a label too far away to belong to it by itself, else None."""
    near = (min(max(label.x, rect[0]), rect[2]), min(max(label.y, rect[1]), rect[3]))
    away = math.dist((label.x, label.y), near)
    if away - label.radius < LEADER_FROM:
        return None
    share, stop = label.radius / away, 1 - 0.4 / away
    dx, dy = near[0] - label.x, near[1] - label.y
    return (label.x + dx * share, label.y + dy * share), (label.x + dx * stop, label.y + dy * stop)


def _places(label: Label, scene: Scene) -> Iterator[_Place]:
    for out, extra in RINGS:
        for side, cost in PLACES:
            rect = _rect(label, side, out=out)
            track = _track(leader(label, rect))
            yield _Place(rect, cost + extra + _covered(rect, label, scene) + _doubts(rect, track, label, scene), track)


def _track(line: tuple[Point, Point] | None) -> tuple[Point, ...]:
    if line is None:
        return ()
    (x0, y0), (x1, y1) = line
    return tuple((x0 + (x1 - x0) * k / STEPS, y0 + (y1 - y0) * k / STEPS) for k in range(STEPS + 1))


def _take_turns(chosen: list[_Place], options: list[list[_Place]]) -> bool:
    moved = False
    for index, places in enumerate(options):
        others = [place for i, place in enumerate(chosen) if i != index]
        costs = {place: place.cost + COST_LABEL * sum(_clash(place, other) for other in others) for place in places}
        best = min(places, key=lambda place: costs[place])
        if costs[best] < costs[chosen[index]]:
            chosen[index], moved = best, True
    return moved


def _clash(one: _Place, two: _Place) -> bool:
    left, bottom, right, top = one.rect
    if _overlap((left - APART, bottom, right + APART, top), two.rect) > 0:
        return True
    return any(_holds(two.rect, at) for at in one.track) or any(_holds(one.rect, at) for at in two.track)


def _holds(rect: Rect, at: Point) -> bool:
    return rect[0] <= at[0] <= rect[2] and rect[1] <= at[1] <= rect[3]


def _without_collisions(chosen: list[_Place], options: list[list[_Place]], scene: Scene) -> list[Rect | None]:
    """Keep each label where it chose to stand, else in its next best free place, else drop it."""
    kept: list[_Place | None] = []
    solid = [*scene.captions, *(_square(point) for point in scene.points)]
    for pick, places in zip(chosen, options, strict=True):
        others = [place for place in kept if place is not None]
        order = [pick, *sorted(places, key=lambda place: place.cost)]
        kept.append(next((place for place in order if not _blocked(place, others, solid, scene.area)), None))
    return [place.rect if place else None for place in kept]


def _blocked(place: _Place, others: Sequence[_Place], solid: Sequence[Rect], area: Rect) -> bool:
    if _outside(place.rect, area) > 0 or any(_overlap(place.rect, rect) > CLEAR for rect in solid):
        return True
    return any(_clash(place, other) for other in others)


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
    return cost + COST_OUTSIDE * _outside(rect, scene.area)


def _beyond(rect: Rect, label: Label, line: Rect) -> bool:
    """Return whether the middle of the label and its point lie on two sides of a line."""
    axis = 0 if line[2] - line[0] < line[3] - line[1] else 1
    at, middle = (line[axis] + line[axis + 2]) / 2, (rect[axis] + rect[axis + 2]) / 2
    return (middle - at) * ((label.x, label.y)[axis] - at) < 0


def _doubts(rect: Rect, track: Sequence[Point], label: Label, scene: Scene) -> float:
    """Return the cost of points that could own the label: as near as its own point, or in the way of its leader."""
    others = [point for point in scene.points if point[:2] != (label.x, label.y)]
    if track:
        met = sum(min(math.dist(at, point[:2]) for at in track) < point[2] + 0.2 for point in others)
    else:
        own = max(_distance(rect, (label.x, label.y, label.radius)), 0.0)
        met = sum(_distance(rect, point) < own + 0.5 for point in others)
    return COST_DOUBT * met


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
