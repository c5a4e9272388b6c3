"""Leading indicators: enablement, cover, conversion; each speaks only beyond its interval or minimum."""

from __future__ import annotations

import pytest

from stratreport.findings.leading import conversion, coverage, enablement
from tests.findings.fakes import seen, value
from tests.present.toys import ON_PLAN, Toy


@pytest.mark.parametrize(
    ("share", "interval", "n", "verdict"),
    [
        (0.125, (0.02, 0.47), 8, ("low", "is", "bad")), (0.45, (0.2, 0.7), 20, ("low", "appears", "watch")),
        (0.6, (0.4, 0.8), 20, ("part", "appears", "neutral")), (0.8, (0.6, 0.9), 20, ("covered", "is", "neutral")),
        (0.0, (0.0, 0.6), 4, ("too_few", "count_only", "neutral")),
    ],
)  # fmt: skip
def test_a_programme_is_low_below_half_and_red_when_its_motions_are_short(share, interval, n, verdict):
    found_value = value(share, *interval, n=n, numerator=share * n, denominator=n)
    (found,) = enablement(seen({"enablement_coverage/programme:certificate": found_value}))
    assert (found.pattern, found.certainty, found.tone) == verdict
    # all strategic motions of the toy lean on the certificate: 140k + 110k + 50k
    assert found["gap"].value == 300_000.0


def test_a_programme_whose_motions_are_on_plan_is_no_fault():
    low = {"enablement_coverage/programme:certificate": value(0.1, 0.0, 0.3, n=20)}
    (found,) = enablement(seen(low, toy=Toy(deals=ON_PLAN)))
    assert (found.pattern, found.tone) == ("low", "neutral")


def cover(actual, required, *, left=4e5, gap=0.0, low=None, high=None, motion="strategic"):
    parts = {"pipeline_coverage": value(actual), "required_coverage": value(required, low, high),
             "target_ahead": value(left), "snapshot_conversion": value(0.25), "pipeline_gap": value(gap)}  # fmt: skip
    return {f"{slug}/motion:{motion}": item for slug, item in parts.items()}


@pytest.mark.parametrize(
    ("values", "pattern", "sure", "tone"),
    [
        (cover(2.0, 4.0, gap=8e5), "short", "appears", "watch"),
        (cover(2.0, 4.0, gap=8e5, low=3.0, high=5.0), "short", "is", "bad"),
        (cover(2.0, 4.0, gap=8e5, low=1.5, high=5.0), "short", "appears", "watch"),
        (cover(2.0, 4.0, gap=2e4, low=3.0, high=5.0), "short", "is", "neutral"),  # 5k are less than one median deal
        (cover(4.0, 4.0), "covered", "appears", "neutral"),
        (cover(0.0, 4.0, left=0.0), "met", "is", "neutral"),
        (cover(2.0, None), "unknown", "count_only", "neutral"),
        ({}, "unknown", "count_only", "neutral"),
    ],
)
def test_the_pipeline_is_short_when_past_conversion_asks_for_more(values, pattern, sure, tone):
    found = {item.names["motion_id"]: item for item in coverage(seen(values))}["strategic"]
    assert (found.pattern, found.certainty, found.tone) == (pattern, sure, tone)
    # what is at stake is what the missing pipeline would bring: a quarter of it
    assert found.money == (values["pipeline_gap/motion:strategic"].value / 4 if pattern == "short" else None)


def test_only_all_motions_together_turn_red():
    found = list(coverage(seen(cover(2.0, 4.0, gap=8e5, low=3.0, high=5.0, motion="new_logo"))))
    assert {item.names["motion_id"]: item.tone for item in found}["new_logo"] == "watch"
    assert len(found) == 4


@pytest.mark.parametrize(
    ("rate", "cycle", "pattern"),
    [
        ((-0.2, -0.3, -0.1), None, "win_rate"), (None, (30.0, 10.0, 50.0), "cycle"),
        ((-0.2, -0.3, -0.1), (30.0, 10.0, 50.0), "win_rate+cycle"), ((-0.2, -0.3, 0.1), (30.0, -5.0, 50.0), "level"),
        ((0.2, 0.1, 0.3), (-30.0, -50.0, -10.0), "level"), (None, None, "too_few"),
    ],
)  # fmt: skip
def test_conversion_speaks_only_of_what_is_worse_beyond_its_interval(rate, cycle, pattern):
    values = {"win_rate_gap_to_core/motion:new_logo": value(*rate) if rate else value(None),
              "sales_cycle_gap_to_core/motion:new_logo": value(*cycle) if cycle else value(None)}  # fmt: skip
    (found,) = conversion(seen(values))
    assert found.pattern == pattern
    assert found.names["motion_id"] == ("" if pattern in ("level", "too_few") else "new_logo")
