"""What became of what was decided: its status, and the metric it was meant to move."""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.findings.commitments import commitments
from tests.findings.fakes import seen, value, with_frame


def told(status: str, *, due: str, metric: str = "enablement_coverage", motion: str | None = None, **values):
    row = {"action": "a1", "period": "FY2026Q2", "region": "north", "text": "Certify everybody", "owner": "VP",
           "due": pd.Timestamp(due), "status": status, "metric": metric, "motion": motion}  # fmt: skip
    (found,) = commitments(with_frame(seen(values), "actions", [row]))
    return found


@pytest.mark.parametrize(
    ("status", "due", "pattern", "tone"),
    [
        ("open", "2026-12-31", "open", "neutral"), ("open", "2026-09-30", "overdue", "watch"),
        ("done", "2026-09-30", "done", "neutral"), ("dropped", "2026-09-30", "dropped", "neutral"),
    ],
)  # fmt: skip
def test_an_open_commitment_past_its_day_is_overdue(status, due, pattern, tone):
    found = told(status, due=due)
    assert (found.pattern, found.tone) == (pattern, tone)
    assert (found.names["owner"], found.names["due"], found.names["direction"]) == ("VP", due, "unknown")


@pytest.mark.parametrize(
    ("then", "now", "direction", "tone"),
    [(0.3, 0.6, "better", "good"), (0.3, 0.34, "level", "neutral"), (0.6, 0.3, "worse", "watch")],
)
def test_a_ratio_moves_from_five_points_on(then, now, direction, tone):
    values = {"enablement_coverage@FY2026Q2": value(then), "enablement_coverage": value(now)}
    found = told("done", due="2026-09-30", **values)
    assert (found.names["direction"], found.tone) == (direction, tone)
    assert found["change"].value == pytest.approx(now - then)


def test_fewer_days_are_better():
    values = {"days_to_acknowledge@FY2026Q2": value(40.0), "days_to_acknowledge": value(20.0)}
    assert told("done", due="2026-09-30", metric="days_to_acknowledge", **values).names["direction"] == "better"


def test_the_metric_is_read_for_its_motion():
    values = {"win_rate/motion:new_product@FY2026Q2": value(0.2), "win_rate/motion:new_product": value(0.4)}
    found = told("open", due="2026-12-31", metric="win_rate", motion="new_product", **values)
    assert (found.names["motion"], found["now"].value) == ("New products", 0.4)


def test_no_commitment_is_said_and_not_silent():
    (found,) = commitments(seen())
    assert found.pattern == "none"
