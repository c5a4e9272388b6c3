"""The pipeline with which a quarter opened: the snapshot that shows it, what was in it, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from stratreport.facts.pipeline import opening_days, silent_quarters
from stratreport.facts.timeline import build_timeline, with_next


def openings(toy: Any, period: str, *days: str, as_of: str = "2026-12-31") -> dict[str, str]:
    toy.space["as_of"] = date.fromisoformat(as_of)
    timeline = build_timeline(toy.source().tables, toy.workspace(), toy.period(period))
    found = opening_days([date.fromisoformat(day) for day in days], with_next(timeline, toy.workspace()))
    return {item.id: day.isoformat() for item, day in found if item.start >= date(2026, 1, 1)}


def test_the_first_snapshot_of_three_weeks_opens_a_quarter_else_the_last_of_the_quarter_before(toy: Any) -> None:
    """Q1 has two early ones, Q2 one on the 22nd day (too late by one), Q3 one on the last day that counts."""
    days = ("2026-01-03", "2026-01-10", "2026-03-20", "2026-04-23", "2026-07-22", "2026-10-05")
    assert openings(toy, "FY2026Q3", *days) == {
        "FY2026Q1": "2026-01-03", "FY2026Q2": "2026-03-20", "FY2026Q3": "2026-07-22", "FY2026Q4": "2026-10-05"
    }  # fmt: skip


def test_the_quarter_ahead_is_opened_by_a_snapshot_up_to_the_as_of_date_only(toy: Any) -> None:
    assert openings(toy, "FY2026Q1", "2026-01-03", "2026-04-05", as_of="2026-04-05")["FY2026Q2"] == "2026-04-05"
    assert openings(toy, "FY2026Q1", "2026-01-03", "2026-04-05", as_of="2026-04-04")["FY2026Q2"] == "2026-01-03"
    assert openings(toy, "FY2026Q1", "2026-01-03", "2026-02-05", as_of="2026-03-04")["FY2026Q2"] == "2026-02-05"


def test_a_snapshot_older_than_the_quarter_before_opens_nothing(toy: Any) -> None:
    timeline = build_timeline(toy.source().tables, toy.workspace(), toy.period("FY2026Q3"))
    days = [date(2026, 1, 3), date(2026, 9, 1)]
    opened = opening_days(days, with_next(timeline, toy.workspace()))
    assert {item.id for item, _ in opened} == {"FY2026Q1", "FY2026Q2", "FY2026Q4"}
    assert silent_quarters(days, opened, timeline) == ("FY2026Q3",)


def test_without_snapshots_nothing_is_opened_and_nothing_is_missed(toy: Any) -> None:
    timeline = build_timeline(toy.source().tables, toy.workspace(), toy.period("FY2026Q1"))
    assert opening_days([], timeline) == []
    assert silent_quarters([], [], timeline) == ()


@pytest.fixture(scope="module")
def pipeline(make_toy: Any) -> dict[str, dict[str, Any]]:
    """What FY2026Q1 opened with, seen from the end of FY2026Q2, and what FY2026Q2 and Q3 did; rows by id and quarter.

    | opportunity | closed           | at the opening of Q1, on 2026-01-05           |
    | won         | won 2026-03-31   | brings its final amount                       |
    | lost        | lost 2026-02-01  | brings nothing                                |
    | slipped     | won 2026-04-01   | brings nothing in Q1; in Q2 it does           |
    | waiting     | –                | open; also in Q2 and, moved to south, in Q3   |
    | early       | won 2026-01-05   | had closed by the day of the snapshot         |
    """
    toy = make_toy()
    toy.rep("R", None)
    toy.assign("R", "north", "2025-01-01", "2026-03-31")
    toy.assign("R", "south", "2026-04-01", manager="M2")
    toy.product("N", "2025-07-01")
    toy.book("first", "2025-12-20", 5.0, customer="young", rep="nobody")
    for name, closed, outcome in (
        ("won", "2026-03-31", "won"), ("lost", "2026-02-01", "lost"), ("slipped", "2026-04-01", "won"),
        ("waiting", None, "open"), ("early", "2026-01-05", "won"),
    ):  # fmt: skip
        toy.opportunity(name, "2025-11-01", closed, outcome=outcome, amount=40.0, customer="past", product="N")
        toy.shot("2026-01-05", name, "2026-03-15", 50.0)
    for name in ("slipped", "waiting"):
        toy.shot("2026-03-30", name, "2026-08-15", 60.0)
    toy.opportunity("fresh", "2026-07-02", customer="past", product="N")
    for name in ("waiting", "fresh", "unheard"):
        toy.shot("2026-07-03", name, "2029-01-01", 70.0)
    frame = toy.cut(period="FY2026Q2")["pipeline"]
    rows = frame.astype(object).where(frame.notna(), None)
    return {f"{row['opportunity_id']} {row['period']}": row for row in rows.to_dict("records")}


def test_what_was_open_is_what_the_quarter_opened_with(pipeline: dict[str, dict[str, Any]]) -> None:
    assert set(pipeline) == {
        "won FY2026Q1", "lost FY2026Q1", "slipped FY2026Q1", "waiting FY2026Q1", "slipped FY2026Q2",
        "waiting FY2026Q2", "waiting FY2026Q3", "fresh FY2026Q3",
    }  # fmt: skip


def test_what_came_of_it_is_known_when_the_quarter_is_over(pipeline: dict[str, dict[str, Any]]) -> None:
    told = {name: (row["amount"], row["won_amount"], row["outcome"]) for name, row in pipeline.items()}
    assert told == {
        "won FY2026Q1": (50.0, 40.0, "won"),
        "lost FY2026Q1": (50.0, 0.0, "lost"),
        "slipped FY2026Q1": (50.0, 0.0, "open"),
        "waiting FY2026Q1": (50.0, 0.0, "open"),
        "slipped FY2026Q2": (60.0, 40.0, "won"),
        "waiting FY2026Q2": (60.0, 0.0, "open"),
        "waiting FY2026Q3": (70.0, None, None),
        "fresh FY2026Q3": (70.0, None, None),
    }


def test_place_and_motion_are_those_of_the_day_of_the_snapshot(pipeline: dict[str, dict[str, Any]]) -> None:
    """Product N is new for the four quarters from FY2025Q3: up to FY2026Q2, whose snapshot is still of FY2026Q1."""
    told = {name: (row["region"], row["manager_id"], row["motion"]) for name, row in pipeline.items()}
    assert told["waiting FY2026Q1"] == ("north", "M1", "new_product")
    assert told["waiting FY2026Q2"] == ("north", "M1", "new_product")
    assert told["waiting FY2026Q3"] == ("south", "M2", "core")


def test_the_expected_close_has_a_quarter_as_far_as_three_years(pipeline: dict[str, dict[str, Any]]) -> None:
    assert pipeline["won FY2026Q1"]["close_period"] == "FY2026Q1"
    assert pipeline["slipped FY2026Q2"]["close_period"] == "FY2026Q3"
    assert pipeline["waiting FY2026Q3"]["close_period"] == "FY2029Q1"
    assert pipeline["waiting FY2026Q3"]["snapshot_on"] == pd.Timestamp("2026-07-03")


def test_a_quarter_that_is_not_over_says_nothing_of_what_came(toy: Any) -> None:
    toy.space["as_of"] = date(2026, 3, 30)
    toy.opportunity("won", "2025-11-01", "2026-02-01")
    toy.shot("2026-01-05", "won", "2026-02-15")
    row = toy.cut()["pipeline"].iloc[0]
    assert pd.isna(row["won_amount"])
    assert row["outcome"] is None
