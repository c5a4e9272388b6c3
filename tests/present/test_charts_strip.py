"""The strip of dots: every representative once, nobody covered, unjudged ones hollow, the mean and the threshold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stratreport.brand import load_brand
from stratreport.present.charts.strip import EDGE, LANES, RADIUS, Dot, Strip, axis_svg, lanes, strip_svg
from stratreport.render.svg import admit

TOKENS = load_brand(None).tokens
WIDTH = 72.0


def drawn(strip: Strip) -> etree._Element:
    return etree.fromstring(strip_svg(strip, width=WIDTH, title="Team: 20%, 50%", tokens=TOKENS).encode())


def circles(root: etree._Element) -> list[etree._Element]:
    return list(root.iter("{*}circle"))


def test_a_dot_stands_at_its_share_of_the_width() -> None:
    # 72 mm less an edge of 1.6 mm on either side: half is at 36 mm
    [dot] = circles(drawn(Strip((Dot(0.5),), None, 0.8)))
    assert float(dot.get("cx")) == pytest.approx(36.0)


def test_values_beyond_the_scale_stay_on_it() -> None:
    places = [float(dot.get("cx")) for dot in circles(drawn(Strip((Dot(-0.4), Dot(1.7)), None, 0.8)))]
    assert places == [EDGE, WIDTH - EDGE]


def test_too_few_deals_are_hollow_and_stay_without_a_group_colour() -> None:
    full, hollow = circles(drawn(Strip((Dot(0.2), Dot(0.9, hollow=True)), None, 0.8)))
    assert "f-actual" in full.get("class")
    assert "f-paper" in hollow.get("class")


def test_a_mean_that_is_not_known_draws_no_bar() -> None:
    def accents(mean: float | None) -> int:
        return len(re.findall("f-accent", strip_svg(Strip((), mean, 0.8), width=WIDTH, title="t", tokens=TOKENS)))

    assert (accents(None), accents(0.4)) == (0, 1)


def test_the_threshold_is_a_line_at_its_place() -> None:
    lines = [line for line in drawn(Strip((), None, 0.8)).iter("{*}line") if line.get("x1") == line.get("x2")]
    assert [float(line.get("x1")) for line in lines] == [pytest.approx(EDGE + 0.8 * (WIDTH - 2 * EDGE))]


def test_the_drawing_passes_the_door_of_the_press_and_says_its_numbers() -> None:
    svg = strip_svg(Strip((Dot(0.2), Dot(0.5)), 0.4, 0.8), width=WIDTH, title="Team: 20%, 50%", tokens=TOKENS)
    assert admit(svg).width_mm == WIDTH
    assert "<title>Team: 20%, 50%</title>" in svg
    assert admit(axis_svg(0.8, width=WIDTH, title="0 to 100%", tokens=TOKENS)).width_mm == WIDTH


def test_the_axis_names_its_ends() -> None:
    root = etree.fromstring(axis_svg(0.8, width=WIDTH, title="0 to 100%", tokens=TOKENS).encode())
    texts = [text.text for text in root.iter("{*}text")]
    assert (texts[0], texts[-1]) == ("0", "100%")


shares = st.lists(st.builds(Dot, st.floats(0, 1), st.booleans()), max_size=3)


@given(shares)
def test_three_dots_never_cover_each_other(dots: list[Dot]) -> None:
    placed = [(EDGE + dot.value * (WIDTH - 2 * EDGE), lane) for dot, lane in lanes(dots, width=WIDTH)]
    assert len(placed) == len(dots)
    for i, (x, lane) in enumerate(placed):
        assert lane in LANES
        assert all(abs(x - other) >= 2 * RADIUS - 1e-9 or lane != there for other, there in placed[i + 1 :])


@given(st.lists(st.builds(Dot, st.floats(0, 1), st.booleans()), max_size=14), st.randoms())
def test_the_same_team_in_any_order_is_the_same_drawing(dots: list[Dot], dice) -> None:
    shuffled = list(dots)
    dice.shuffle(shuffled)
    one, two = (
        strip_svg(Strip(tuple(items), None, 0.8), width=WIDTH, title="t", tokens=TOKENS) for items in (dots, shuffled)
    )
    assert one == two
