"""The plan of the quarters after the reported one: the rest of its year, or the next quarter, by the baseline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from stratreport.params.specs import Override, StrategyPlan, Target

SHARES = {"new_product": 0.2, "new_logo": 0.1, "core": 0.7, "off_plan": 0.0}


@pytest.fixture
def planned(toy: Any) -> Any:
    """R (M1, north) signs 1000 for FY2026, phased 10, 20, 30 and 40 %; the strategy covers that year alone."""
    toy.rep("R")
    toy.quota("R", "FY2026", 1000.0)
    toy.book("q1", "2026-01-15", 10.0, customer="past")
    return toy


def ahead(toy: Any, period: str, scope: str = "company") -> dict[tuple[str, str], dict[str, float]]:
    """Return targets by (period, region) and motion."""
    out: dict[tuple[str, str], dict[str, float]] = {}
    for row in toy.cut(scope, period)["plan_ahead"].itertuples():
        out.setdefault((row.period, row.region), {})[row.motion] = row.target
    return out


def test_the_rest_of_the_year_follows(planned: Any) -> None:
    expected = {
        ("FY2026Q3", "north"): {name: pytest.approx(300 * share) for name, share in SHARES.items()},
        ("FY2026Q4", "north"): {name: pytest.approx(400 * share) for name, share in SHARES.items()},
    }
    assert ahead(planned, "FY2026Q2") == expected
    frame = planned.cut("north", "FY2026Q2")["plan_ahead"]
    assert set(zip(frame["period"], frame["quota"], frame["manager_id"], strict=True)) == {
        ("FY2026Q3", 300.0, "M1"),
        ("FY2026Q4", 400.0, "M1"),
    }


def test_after_the_last_quarter_the_next_year_counts_if_a_strategy_covers_it(planned: Any, make_strategy: Any) -> None:
    assert ahead(planned, "FY2026Q4") == {}
    this = planned.strategies[0]
    following = replace(this, id="toy-fy2027", calendar=replace(this.calendar, fiscal_year_start=date(2027, 1, 1)))
    planned.strategies = (this, following)
    planned.quota("R", "FY2027Q1", 500.0)
    planned.quota("R", "FY2027Q2", 600.0)
    assert list(ahead(planned, "FY2026Q4")) == [("FY2027Q1", "north")]


def test_without_quotas_there_is_no_plan_ahead(toy: Any) -> None:
    toy.rep("R")
    toy.quota("R", "FY2026Q1", 100.0)
    toy.book("q1", "2026-01-15", 10.0, customer="past")
    assert ahead(toy, "FY2026Q1") == {}


def test_the_baseline_asks_with_its_overrides_not_the_revision(planned: Any) -> None:
    override = Override(
        "north", "FY2026Q4", "FY2026Q4", {"new_logo": Target("share_of_quota", share=0.25)}, "core", "why", "who",
        date(2025, 1, 1),
    )  # fmt: skip
    judge = replace(planned.strategies[0], overrides=(override,))
    planned.space["strategies"] = (StrategyPlan(replace(judge, version=2, overrides=()), judge),)
    told = ahead(planned, "FY2026Q3")
    assert told["FY2026Q4", "north"]["new_logo"] == pytest.approx(100.0)
    assert told["FY2026Q4", "north"]["core"] == pytest.approx(220.0)


def test_people_stay_where_they_stood_on_the_last_day(planned: Any) -> None:
    """What happens after the last day is not known then: R moves to south and leaves later, S is hired later."""
    before = ahead(planned, "FY2026Q2")
    planned.assignments.clear()
    planned.assign("R", "north", "2016-01-01", "2026-07-31", manager="M1")
    planned.assign("R", "south", "2026-08-01", manager="M2")
    planned.reps["R"]["left_on"] = date(2026, 9, 1)
    assert ahead(planned, "FY2026Q2") == before


def test_who_has_left_asks_nothing_and_who_ramps_asks_less(planned: Any) -> None:
    judge = planned.strategies[0]
    planned.strategies = (replace(judge, eligibility=replace(judge.eligibility, ramp=(0.0, 0.0, 0.0, 0.5, 0.5, 0.5))),)
    planned.rep("gone", left="2026-03-15")
    planned.rep("green", hired="2026-04-01")
    for rep in ("gone", "green"):
        planned.quota(rep, "FY2026Q3", 100.0)
    frame = planned.cut("north", "FY2026Q2")["plan_ahead"]
    quota = frame.loc[frame["period"] == "FY2026Q3", "quota"].unique()
    assert quota == pytest.approx([300.0 + 50.0]), "months four to six carry half"


def test_a_carrier_without_a_team_on_the_last_day_is_unassigned(planned: Any) -> None:
    planned.assignments.clear()
    planned.assign("R", "north", "2016-01-01", "2026-05-31")
    frame = planned.cut("company", "FY2026Q2")["plan_ahead"]
    assert set(frame["region"]) == {"unassigned"}
    assert frame["manager_id"].isna().all()
