"""The rep quadrant: names never cover anything, outliers are clipped with a pointer, groups differ by shape."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from stratreport.brand import load_brand
from stratreport.present.charts.labels import Label, Scene, place_labels
from stratreport.present.charts.limits import Limits, limits_around
from stratreport.present.charts.quadrant import GROUPS, Person, Quadrant, QuadrantWords, quadrant_svg

TOKENS = load_brand(None).tokens
WORDS = QuadrantWords("Quota", "Strategy", {name: (name, "below") for name in GROUPS}, "14 people")
AREA = (0.0, 0.0, 140.0, 110.0)


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0.0) * max(height, 0.0)


def test_a_lone_label_stands_to_the_right_of_its_point() -> None:
    [rect] = place_labels([Label(50, 50, 1.5, 12, 3)], Scene(AREA, points=((50, 50, 1.5),)))
    assert rect is not None
    assert rect[0] > 51.5
    assert (rect[1] + rect[3]) / 2 == pytest.approx(50)


def test_a_label_at_the_right_edge_turns_to_the_left() -> None:
    [rect] = place_labels([Label(138, 50, 1.5, 12, 3)], Scene(AREA, points=((138, 50, 1.5),)))
    assert rect is not None
    assert rect[2] < 138


def test_a_label_avoids_a_threshold_line() -> None:
    [rect] = place_labels([Label(50, 50, 1, 12, 3)], Scene(AREA, points=((50, 50, 1),), lines=((53, 0, 53.6, 110),)))
    assert rect is not None
    assert rect[2] <= 53 or rect[0] >= 53.6


@pytest.mark.parametrize("radius", [1.1, 2.2])
def test_between_a_name_on_its_left_and_a_line_on_its_right_a_label_goes_diagonal(radius: float) -> None:
    marks = ((50, 50, radius), (49.5, 54.5, 1.1))
    labels = [Label(49.5, 54.5, 1.1, 12, 3), Label(50, 50, radius, 14, 3)]
    wall = (52.8, 0, 53.4, 110)
    _, rect = place_labels(labels, Scene(AREA, points=marks, lines=(wall,), captions=((30, 49.5, 47, 50.5),)))
    assert rect is not None
    assert rect[2] <= wall[0]


def test_of_two_labels_in_one_spot_without_room_the_later_one_goes() -> None:
    tight = (40.0, 45.0, 66.0, 55.0)
    places = place_labels([Label(50, 50, 1, 14, 3)] * 9, Scene(tight, points=((50, 50, 1),)))
    assert places[0] is not None
    assert None in places


points = st.lists(st.tuples(st.floats(5, 135), st.floats(5, 105)), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(points)
def test_no_name_ever_covers_a_name_a_mark_or_the_edge(spots: list[tuple[float, float]]) -> None:
    marks = tuple((x, y, 1.5) for x, y in spots)
    kept = [r for r in place_labels([Label(x, y, 1.5, 15, 3) for x, y in spots], Scene(AREA, points=marks)) if r]
    for i, rect in enumerate(kept):
        assert all(overlap(rect, other) <= 0.05 for other in kept[i + 1 :])
        assert all(overlap(rect, (x - 1.32, y - 1.32, x + 1.32, y + 1.32)) <= 0.05 for x, y, _ in marks)
        assert rect[0] >= AREA[0] - 1e-9
        assert rect[2] <= AREA[2] + 1e-9


def test_limits_hold_the_threshold_even_when_nobody_is_near_it() -> None:
    limits = limits_around([0.2, 0.21, 0.22], around=1.0, reach=0.3)
    assert limits.low < 0.2
    assert limits.high >= 1.3


def test_one_wild_value_does_not_squeeze_the_rest() -> None:
    limits = limits_around([0.9, 0.95, 1.0, 1.05, 1.1, 12.0], around=1.0, reach=0.3)
    assert limits.high < 2
    assert limits.clips(12.0)
    assert limits.share(12.0) == 1.0


def test_a_capped_measure_ends_at_its_cap() -> None:
    assert limits_around([0.4, 1.0, 0.9], around=0.8, reach=0.2, cap=1.0).high == 1.0


@given(st.lists(st.floats(-2, 8), max_size=30))
def test_every_kept_value_lies_on_the_axis_and_ticks_inside(values: list[float]) -> None:
    limits = limits_around(values, around=1.0, reach=0.3)
    assert limits.low < limits.high
    assert all(0 <= limits.share(value) <= 1 for value in values)
    assert all(limits.low - 1e-6 <= tick <= limits.high + 1e-6 for tick in limits.ticks())
    assert 2 <= len(limits.ticks()) <= 11


def test_ticks_are_round() -> None:
    assert Limits(0.72, 1.41, 0.1).ticks() == [0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4]


def team(count: int, *, seed: int = 4) -> tuple[Person, ...]:
    dice = random.Random(seed)  # noqa: S311 - a toy team
    return tuple(
        Person(f"Name {i}", dice.gauss(1, 0.2), min(1.0, max(0.0, dice.gauss(0.7, 0.2))), dice.random() * 1e6,
               list(GROUPS)[i % 4], hollow=i % 5 == 0, flagged=i % 7 == 0, name_at_edge=f"Name {i} far")
        for i in range(count)
    )  # fmt: skip


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(svg.encode()).iter("{*}text")]


def test_everybody_of_a_small_team_is_named_and_the_alt_text_is_the_title() -> None:
    people = tuple(Person(f"Rep {i}", 0.8 + 0.05 * i, 0.5 + 0.05 * i, 1e6, "executor") for i in range(8))
    svg = quadrant_svg(Quadrant(people, (1.0, 0.8)), words=WORDS, tokens=TOKENS)
    assert {f"Rep {i}" for i in range(8)} <= set(words_of(svg))
    assert etree.fromstring(svg.encode())[0].text == "14 people"


def test_of_forty_people_only_flagged_and_clipped_ones_are_named() -> None:
    people = (*team(39), Person("Far", 9.0, 0.9, 1e6, "executor", name_at_edge="Far 900%"))
    named = set(words_of(quadrant_svg(Quadrant(people, (1.0, 0.8)), words=WORDS, tokens=TOKENS)))
    assert "Far 900%" in named
    assert not any(f"Name {i}" in named for i in range(39) if i % 7)


def test_an_empty_team_still_shows_the_fields_and_the_thresholds() -> None:
    svg = quadrant_svg(Quadrant((), (1.0, 0.8)), words=WORDS, tokens=TOKENS)
    assert set(GROUPS) <= set(words_of(svg))


def test_the_same_team_gives_the_same_bytes_in_any_order() -> None:
    people = team(14)
    one, two = (quadrant_svg(Quadrant(p, (1.0, 0.8)), words=WORDS, tokens=TOKENS) for p in (people, people[::-1]))
    assert one == two


def test_groups_differ_by_shape_not_by_colour_alone() -> None:
    assert len({marker for marker, _, _, _ in GROUPS.values()}) == 4


def test_the_chart_has_the_size_that_was_asked_for() -> None:
    svg = quadrant_svg(Quadrant(team(3), (1.0, 0.8), (120.0, 90.0)), words=WORDS, tokens=TOKENS)
    root = etree.fromstring(svg.encode())
    assert (root.get("width"), root.get("height")) == ("120mm", "90mm")
