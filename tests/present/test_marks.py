"""Marks are read back from their SVG and measured in millimetres."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from stratreport.brand import load_brand
from stratreport.present.marks import BULLET_SIZE, Measured, Scale, Trend, bar_scale, bullet, cell_bar, sparkline
from stratreport.present.waterfall import THINNEST, Bar, Frame, waterfall

TOKENS = load_brand(None).tokens
NS = "{http://www.w3.org/2000/svg}"


def drawn(svg: str, kind: str, *classes: str) -> list[dict[str, Any]]:
    """Return the attributes of the elements of a kind that carry all the classes, numbers as floats."""
    return [
        {name: number(value) for name, value in element.attrib.items()}
        for element in etree.fromstring(svg.encode()).iter(f"{NS}{kind}")
        if set(classes) <= set(element.get("class", "").split())
    ]


def number(text: str) -> float | str:
    return float(text) if text.replace(".", "", 1).lstrip("-").isdigit() else text


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(svg.encode()).iter(f"{NS}text")]


def test_the_target_of_a_bullet_stands_at_two_thirds_of_its_width() -> None:
    # the scale runs to half as much again as the target, so the target is at 1 / 1.5 of 44 mm
    [mark] = drawn(bullet(Measured(0.9, 1.0), title="t", tokens=TOKENS), "rect", "f-ink")
    assert mark["x"] + mark["width"] / 2 == pytest.approx(44 / 1.5, abs=0.01)


def test_the_bar_of_a_bullet_ends_at_its_value_and_its_shading_at_near_and_target() -> None:
    svg = bullet(Measured(0.75, 1.0, tone="bad", near=0.8), title="t", tokens=TOKENS)
    [bar] = drawn(svg, "rect", "f-bad")
    [near], [target] = drawn(svg, "rect", "f-rule"), drawn(svg, "rect", "f-hair")
    assert (bar["x"], bar["width"]) == (0, pytest.approx(22, abs=0.01))
    assert near["width"] == pytest.approx(0.8 * 44 / 1.5, abs=0.01)
    assert target["width"] == pytest.approx(44 / 1.5, abs=0.01)


def test_a_value_far_beyond_target_stretches_the_scale_instead_of_leaving_it() -> None:
    [bar] = drawn(bullet(Measured(3.0, 1.0, tone="good"), title="t", tokens=TOKENS), "rect", "f-good")
    assert bar["width"] < BULLET_SIZE[0]
    assert bar["width"] == pytest.approx(44 / 1.03, abs=0.01)


def test_an_unknown_value_has_no_bar_and_a_missing_target_no_mark() -> None:
    svg = bullet(Measured(None, 1.0), title="t", tokens=TOKENS)
    assert not any(drawn(svg, "rect", f"f-{token}") for token in ("good", "bad", "watch", "actual"))
    assert not drawn(bullet(Measured(0.5), title="t", tokens=TOKENS), "rect", "f-ink")


def test_a_negative_value_runs_left_of_a_drawn_zero() -> None:
    svg = bullet(Measured(-0.5, 1.0, tone="bad"), title="t", tokens=TOKENS)
    [bar], [zero] = drawn(svg, "rect", "f-bad"), drawn(svg, "line")
    assert bar["x"] + bar["width"] == pytest.approx(zero["x1"], abs=0.01)


def test_watch_is_outlined_because_amber_on_grey_is_too_faint() -> None:
    [bar] = drawn(bullet(Measured(0.9, 1.0, tone="watch"), title="t", tokens=TOKENS), "rect", "f-watch")
    assert bar["stroke"] == TOKENS["ink"]


def test_a_sparkline_keeps_its_gaps_and_marks_the_last_known_value() -> None:
    svg = sparkline(Trend((1.0, 1.2, None, 0.8, 0.9), target=1.0, tone="bad"), title="t", tokens=TOKENS)
    assert [len(line["points"].split()) for line in drawn(svg, "polyline")] == [2, 2]
    [dot] = drawn(svg, "circle", "f-bad")
    assert f"{dot['cx']:g},{dot['cy']:g}" in drawn(svg, "polyline")[-1]["points"]
    assert texts(svg) == ["target"]


def test_a_higher_value_stands_higher() -> None:
    [line] = drawn(sparkline(Trend((1.0, 2.0)), title="t", tokens=TOKENS), "polyline")
    first, last = (float(point.split(",")[1]) for point in line["points"].split())
    assert last < first


@pytest.mark.parametrize("values", [(), (None, None)])
def test_no_history_draws_nothing(values: tuple[float | None, ...]) -> None:
    svg = sparkline(Trend(values, target=1.0), title="no history", tokens=TOKENS)
    assert [etree.QName(e).localname for e in etree.fromstring(svg.encode()).iter()] == ["svg", "title"]


def test_sibling_bars_share_one_scale() -> None:
    scale = bar_scale([10.0, 5.0, None], width=30)
    widths = [
        drawn(cell_bar(Measured(v), scale=scale, title="t", tokens=TOKENS), "rect", "f-actual")[0]["width"]
        for v in (10.0, 5.0)
    ]
    assert widths == [30, 15]


def test_a_scale_of_equal_ends_does_not_divide_by_zero() -> None:
    assert Scale(1.0, 1.0, 40).at(1.0) == 0.0
    assert bar_scale([None, 0.0], width=10) == Scale(0.0, 1.0, 10)


def test_alternative_text_is_escaped() -> None:
    svg = bullet(Measured(1.0, 1.0), title='A & B <"c">', tokens=TOKENS)
    assert etree.fromstring(svg.encode()).findtext(f"{NS}title") == 'A & B <"c">'


STEPS = (
    Bar(0, 100, "plan", "100", total=True),
    Bar(100, 130, "watch", "+30"),
    Bar(130, 110, "bad", "−20"),
    Bar(0, 110, "actual", "110", total=True),
    Bar(0, 80, "accent", "80", total=True),
    Bar(0, 95, "plan", "95", total=True, gap=80, gap_shown="gap −15"),
)


def test_the_waterfall_is_as_high_as_its_rows_and_every_bar_sits_in_the_middle_of_its_row() -> None:
    svg = waterfall(STEPS, frame=Frame(123, 11), title="t", tokens=TOKENS)
    assert etree.fromstring(svg.encode()).get("height") == "66mm"
    [bar] = drawn(svg, "rect", "f-actual")
    assert bar["y"] + bar["height"] / 2 == pytest.approx(3.5 * 11, abs=0.01)


def test_a_step_starts_where_the_step_before_ended() -> None:
    svg = waterfall(STEPS, frame=Frame(123, 11), title="t", tokens=TOKENS)
    [plan, _], [watch] = drawn(svg, "rect", "f-paper"), drawn(svg, "rect", "f-watch")
    [bad, _gap] = drawn(svg, "rect", "f-bad")
    assert watch["x"] == pytest.approx(plan["x"] + plan["width"], abs=0.01)
    assert bad["x"] + bad["width"] == pytest.approx(watch["x"] + watch["width"], abs=0.01)


def test_the_surplus_that_does_not_count_for_strategy_is_hatched_inside_its_bar() -> None:
    svg = waterfall(STEPS, frame=Frame(123, 11), title="t", tokens=TOKENS)
    [watch] = drawn(svg, "rect", "f-watch")
    hatch = [line for line in drawn(svg, "line", "s-ink") if line["stroke-width"] == 0.32]
    assert len(hatch) > 5
    for line in hatch:
        for x, y in ((line["x1"], line["y1"]), (line["x2"], line["y2"])):
            assert watch["x"] - 0.01 <= x <= watch["x"] + watch["width"] + 0.01
            assert watch["y"] - 0.01 <= y <= watch["y"] + watch["height"] + 0.01


def test_the_gap_box_fills_what_the_target_lacks() -> None:
    svg = waterfall(STEPS, frame=Frame(123, 11), title="t", tokens=TOKENS)
    [_, target] = drawn(svg, "rect", "f-paper")
    gap = next(box for box in drawn(svg, "rect", "f-bad") if "fill-opacity" in box)
    assert gap["x"] + gap["width"] == pytest.approx(target["x"] + target["width"], abs=0.01)
    assert gap["width"] / target["width"] == pytest.approx(15 / 95, abs=0.001)


def test_a_tiny_step_is_still_seen() -> None:
    bars = [Bar(0, 1e6, "plan", "1", total=True), Bar(1e6, 1e6 + 1, "good", "+0")]
    svg = waterfall(bars, frame=Frame(123, 11), title="t", tokens=TOKENS)
    assert drawn(svg, "rect", "f-good")[0]["width"] == THINNEST


def test_figures_stay_inside_the_drawing_and_the_zero_line_moves_for_negative_totals() -> None:
    bars = [Bar(0, 100, "plan", "123,456,789", total=True), Bar(0, -50, "actual", "−50", total=True)]
    svg = waterfall(bars, frame=Frame(123, 11), title="t", tokens=TOKENS)
    [longest] = [t for t in drawn(svg, "text") if t["y"] < 11]
    assert longest["x"] + 11 * 1.75 <= 123
    [plan], [actual] = drawn(svg, "rect", "f-paper"), drawn(svg, "rect", "f-actual")
    assert actual["x"] + actual["width"] == pytest.approx(plan["x"], abs=0.01)
