"""Price, buying roles, the signed plan, and what the installed base has not bought."""

from __future__ import annotations

import pytest

from stratreport.findings.customers import communication, discount, persona_coverage, whitespace
from tests.findings.fakes import seen, value


@pytest.mark.parametrize(
    ("gap", "pattern"),
    [
        (value(0.05, 0.03, 0.07), "strategic_deeper"), (value(-0.08, -0.1, -0.05), "core_deeper"),
        (value(0.05, -0.01, 0.1), "level"), (value(0.01, 0.005, 0.015), "level"),
        (value(0.05, 0.03, 0.07, n=9), "level"),
        (value(None), "unknown"),
    ],
)  # fmt: skip
def test_a_discount_is_spoken_of_from_two_points_beyond_its_interval_and_ten_deals(gap, pattern):
    (found,) = discount(seen({"discount_gap_to_core/motion:new_logo": gap, "discount/motion:core": value(0.1)}))
    assert found.pattern == pattern
    assert found.names.get("motion_id", "") == ("" if pattern == "unknown" else "new_logo")


@pytest.mark.parametrize(
    ("share", "n", "pattern"),
    [(0.49, 60, "low"), (0.5, 60, "part"), (0.8, 60, "met"), (0.1, 4, "too_few"), (None, 60, "unknown")],
)
def test_buying_roles_are_met_from_four_fifths(share, n, pattern):
    (found,) = persona_coverage(seen({"persona_coverage": value(share, n=n)}))
    assert found.pattern == pattern
    assert found.tone == ("watch" if pattern == "low" else "neutral")


@pytest.mark.parametrize(("share", "pattern"), [(0.79, "low"), (0.8, "met"), (None, "unknown")])
def test_a_plan_is_known_when_four_of_five_have_signed(share, pattern):
    signed = value(share, n=20, numerator=share and share * 20, denominator=20.0)
    (found,) = communication(seen({"plan_acknowledged": signed}))
    assert found.pattern == pattern


def test_the_line_with_most_room_is_named():
    (found,) = whitespace(seen({"whitespace/product_line:Spectrometry": value(5e5), "whitespace": value(7e5)}))
    assert (found.pattern, found.names["line"], found.money) == ("room", "Spectrometry", 5e5)
    assert next(iter(whitespace(seen()))).pattern == "unknown"
