"""Better or worse, and where the year ends: beyond the band, and as sure as the intervals are."""

from __future__ import annotations

import pytest

from stratreport.findings.trend import run_rate, trend, year_end
from tests.findings.fakes import seen, value

SA = "strategic_motion_attainment"


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        (value(0.8, 0.75, 0.85), value(0.6, 0.55, 0.65), ("better", "is", "good")),
        (value(0.8, 0.6, 0.9), value(0.6, 0.5, 0.7), ("better", "appears", "neutral")),
        (value(0.55, 0.5, 0.6), value(0.7, 0.65, 0.75), ("worse", "is", "watch")),
        (value(0.65), value(0.6), ("better", "appears", "neutral")),  # five points, the band itself
        (value(0.64), value(0.6), ("level", "appears", "neutral")),
        (value(0.9, n=9), value(0.1), ("unknown", "count_only", "neutral")),
        (value(0.9), value(None), ("unknown", "count_only", "neutral")),
    ],
)
def test_a_change_counts_from_the_band_on(now, before, verdict):
    found = {item.names["against"]: item for item in trend(seen({SA: now, f"{SA}@FY2026Q2": before}))}
    assert set(found) == {"quarter", "year"}
    item = found["quarter"]
    assert (item.pattern, item.certainty, item.tone) == verdict
    if item.get("before"):
        assert item["change"].value == pytest.approx(now.value - before.value)


def test_execution_and_reweighting_stand_with_the_year_they_compare():
    values = {SA: value(0.8), f"{SA}@FY2026Q2": value(0.6), "attainment_change_execution": value(0.15)}
    found = {item.names["against"]: item for item in trend(seen(values))}
    assert found["year"]["execution"].value == 0.15
    assert found["quarter"].get("execution") is None


@pytest.mark.parametrize(
    ("outlook", "pattern", "tone"),
    [
        (value(0.9, 0.8, 0.95), "lands", "good"), (value(0.7, 0.6, 0.79), "misses", "bad"),
        (value(0.8, 0.7, 0.9), "open", "neutral"), (value(0.8), "unknown", "neutral"),
        (value(None), "unknown", "neutral"),
    ],
)  # fmt: skip
def test_the_year_lands_misses_or_is_open(outlook, pattern, tone):
    (found,) = year_end(seen({"year_end_strategic": outlook}))
    assert (found.pattern, found.tone) == (pattern, tone)


@pytest.mark.parametrize(
    ("required", "current", "pattern"),
    [(4e5, 2e5, "faster"), (2e5, 2e5, "enough"), (0.0, 2e5, "met"), (2e5, None, "unknown"), (None, 2e5, "unknown"),
     (2e5, -1e4, "faster")],
)  # fmt: skip
def test_the_speed_needed_is_set_against_the_speed_now(required, current, pattern):
    (found,) = run_rate(seen({"required_run_rate": value(required), "current_run_rate": value(current)}))
    assert found.pattern == pattern
    factor = found.get("factor")
    if required and current and current > 0:
        assert factor is not None
        assert factor.value == required / current
    else:
        assert factor is None or factor.value == 0.0
