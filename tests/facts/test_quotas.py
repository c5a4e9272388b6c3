"""Quota as money: phasing, ramp, leaving, moves and who carries one. FY2026Q1 has 90 days: 31 + 28 + 31."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from stratreport.facts.quotas import resolve_quotas, signed_quotas
from stratreport.facts.spans import read_spans
from stratreport.facts.timeline import build_timeline
from stratreport.params.specs import CalendarSpec, Eligibility


def quotas(toy: Any, period: str = "FY2026Q1") -> pd.DataFrame:
    tables, space = toy.source().tables, toy.workspace()
    timeline = build_timeline(tables, space, toy.period(period))
    signed = signed_quotas(tables, timeline)
    return resolve_quotas(tables, timeline, read_spans(tables, space, timeline), signed)


def test_a_quarter_as_signed(toy: Any) -> None:
    toy.rep("R")
    toy.quota("R", "FY2026Q1", 900.0)
    (row,) = quotas(toy).to_dict("records")
    assert row == {
        "period": "FY2026Q1", "region": "north", "rep_id": "R", "manager_id": "M1", "quota_full": 900.0, "quota": 900.0,
        "active_share": 1.0, "ramped_share": 1.0, "carrier": True,
    }  # fmt: skip


def test_a_year_is_phased_and_a_quarter_of_its_own_beats_it(toy: Any) -> None:
    """Phasing 10/20/30/40 % of 1000; Q2 is also given on its own as 250; Q3 by its first day."""
    for name in "RS":
        toy.rep(name)
    toy.quota("R", "FY2026", 1000.0)
    toy.quota("R", "FY2026Q2", 250.0)
    toy.quota("S", None, 70.0, starts_on="2026-07-01")
    found = quotas(toy, "FY2026Q3").set_index(["rep_id", "period"])["quota"].to_dict()
    assert found == pytest.approx(
        {("R", "FY2026Q1"): 100.0, ("R", "FY2026Q2"): 250.0, ("R", "FY2026Q3"): 300.0, ("S", "FY2026Q3"): 70.0}
    )


def test_periods_may_start_on_any_day(toy: Any) -> None:
    """An explicit table: FY2026Q1 has 91 days from 2025-12-29; the rep moves on 2026-02-11, after 44 days."""
    table = (("FY2025Q4", date(2025, 9, 29)), ("FY2026Q1", date(2025, 12, 29)))
    toy.space["calendar"] = CalendarSpec("table", table=table, table_end=date(2026, 3, 30))
    toy.rep("R", None)
    toy.assign("R", "north", "2020-01-01", "2026-02-10")
    toy.assign("R", "south", "2026-02-11")
    toy.quota("R", None, 910.0, starts_on="2025-12-29")
    toy.strategies = (
        replace(toy.strategies[0], calendar=replace(toy.strategies[0].calendar, fiscal_year_start=table[1][1])),
    )
    found = quotas(toy).set_index("region")["quota"].to_dict()
    assert found == pytest.approx({"north": 440.0, "south": 470.0})


def test_a_move_within_the_quarter_splits_by_days_and_keeps_the_sum(toy: Any) -> None:
    """30 days north under M1, 20 days nowhere, 40 days south: 18 under M2 and 22 under M3."""
    toy.rep("R", None)
    toy.assign("R", "north", "2020-01-01", "2026-01-30", "M1")
    toy.assign("R", "south", "2026-02-20", "2026-03-09", "M2")
    toy.assign("R", "south", "2026-03-10", None, "M3")
    toy.quota("R", "FY2026Q1", 900.0)
    found = quotas(toy)
    by = found.set_index(["region", "manager_id"])
    assert by["quota"].to_dict() == pytest.approx(
        {("north", "M1"): 300.0, ("south", "M2"): 180.0, ("south", "M3"): 220.0, ("unassigned", ""): 200.0}
    )
    assert found["quota_full"].sum() == pytest.approx(900.0)
    assert by["active_share"].to_dict() == pytest.approx(
        {key: value / 900 for key, value in by["quota"].to_dict().items()}
    )


def test_the_ramp_counts_calendar_months_since_hiring(toy: Any, make_strategy: Any) -> None:
    """Hired 2026-01-21, ramp 0, 50 %, full: January 11 days × 0, February 28 × 0.5, March 31 × 1 = 45 of 90."""
    toy.strategies = (make_strategy(eligibility=Eligibility(ramp=(0.0, 0.5, 1.0))),)
    toy.rep("R", hired="2026-01-21")
    toy.quota("R", "FY2026Q1", 900.0)
    (row,) = quotas(toy).to_dict("records")
    assert row["quota"] == pytest.approx(900.0 * 45 / 90)
    assert row["active_share"] == pytest.approx(70 / 90)
    assert row["quota_full"] == 900.0


def test_a_leaver_carries_quota_to_the_last_day(toy: Any) -> None:
    """Left on 2026-02-14: 45 of 90 days; in the next quarter there is no day in service."""
    toy.rep("R", left="2026-02-14")
    toy.quota("R", "FY2026Q1", 900.0)
    toy.quota("R", "FY2026Q2", 800.0)
    found = quotas(toy, "FY2026Q2").set_index("period")
    assert found["quota"].to_dict() == pytest.approx({"FY2026Q1": 450.0, "FY2026Q2": 0.0})
    assert found["quota_full"].to_dict() == {"FY2026Q1": 900.0, "FY2026Q2": 800.0}
    assert found["region"].to_dict() == {"FY2026Q1": "north", "FY2026Q2": "unassigned"}


def test_an_excluded_role_carries_no_quota(toy: Any, make_strategy: Any) -> None:
    toy.strategies = (make_strategy(eligibility=Eligibility(exclude_roles=("Overlay",))),)
    toy.rep("R", role="overlay")
    toy.quota("R", "FY2026Q1", 900.0)
    (row,) = quotas(toy).to_dict("records")
    assert (row["carrier"], row["quota"], row["quota_full"]) == (False, 0.0, 900.0)


def test_an_overlapping_assignment_never_counts_a_day_twice(toy: Any) -> None:
    """North is left open; south starts on day 46 of 90."""
    toy.rep("R")
    toy.assign("R", "south", "2026-02-15")
    toy.quota("R", "FY2026Q1", 900.0)
    assert quotas(toy).set_index("region")["quota"].to_dict() == pytest.approx({"north": 450.0, "south": 450.0})


def test_an_undeclared_region_is_no_region(toy: Any) -> None:
    toy.rep("R", "atlantis")
    toy.quota("R", "FY2026Q1", 900.0)
    assert quotas(toy)["region"].tolist() == ["unassigned"]
