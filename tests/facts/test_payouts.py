"""Pay stands in the team where the person stood when the quarter ended, and none of it is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def rows(toy: Any, scope: str = "company", period: str = "FY2026Q2") -> list[tuple[Any, ...]]:
    frame = toy.cut(scope, period)["payouts"]
    plain = frame.astype(object).where(frame.notna(), None)
    return list(plain.itertuples(index=False, name=None))


@pytest.fixture
def paid(toy: Any) -> Any:
    """R moves from north to south on 2026-05-01; L left on 2026-02-10."""
    toy.rep("R", None)
    toy.assign("R", "north", "2016-01-01", "2026-04-30", manager="M1")
    toy.assign("R", "south", "2026-05-01", manager="M2")
    toy.rep("L", left="2026-02-10")
    toy.book("q1", "2026-01-15", 10.0, customer="past")
    return toy


def test_each_quarter_is_paid_where_the_person_then_stood(paid: Any) -> None:
    for period, amount in (("FY2026Q1", 10.0), ("2026Q2", 20.0), ("FY2026Q3", 40.0)):
        paid.add("payouts", rep_id="R", period=period, component="npi", amount=amount)
    assert rows(paid) == [
        ("FY2026Q1", "north", "R", "M1", "npi", 10.0),
        ("FY2026Q2", "south", "R", "M2", "npi", 20.0),
    ]
    assert rows(paid, "north") == rows(paid)[:1]
    assert rows(paid, period="FY2026Q1") == rows(paid)[:1]


def test_who_left_is_paid_in_the_last_team_then_in_none(paid: Any) -> None:
    for period in ("FY2026Q1", "FY2026Q2"):
        paid.add("payouts", rep_id="L", period=period, component="commission", amount=5.0)
    assert rows(paid) == [
        ("FY2026Q1", "north", "L", "M1", "commission", 5.0),
        ("FY2026Q2", "unassigned", "L", None, "commission", 5.0),
    ]


def test_a_claw_back_is_negative_and_sums_with_its_component(paid: Any) -> None:
    for amount in (100.0, -30.0):
        paid.add("payouts", rep_id="R", period="FY2026Q1", component="commission", amount=amount)
    assert [row[-1] for row in rows(paid)] == [70.0]


def test_quarters_nobody_reports_are_left_out(paid: Any) -> None:
    for period in ("FY1999Q1", "whenever"):
        paid.add("payouts", rep_id="R", period=period, component="commission", amount=1.0)
    assert rows(paid) == []


@settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(amounts=st.lists(st.tuples(st.sampled_from("RLN"), st.integers(-900, 900)), min_size=1, max_size=8))
def test_regions_and_unassigned_make_the_company(make_toy: Any, amounts: list[tuple[str, int]]) -> None:
    toy = make_toy()
    toy.rep("R", "north")
    toy.rep("L", "south", left="2026-02-10")
    toy.rep("N", None)
    toy.book("q1", "2026-01-15", 10.0, customer="past")
    for at, (rep, amount) in enumerate(amounts):
        period = "FY2026Q1" if at % 2 else "FY2026Q2"
        toy.add("payouts", rep_id=rep, period=period, component="npi", amount=float(amount))
    told = rows(toy)
    assert sum(row[-1] for row in told) == pytest.approx(sum(amount for _, amount in amounts))
    inside = [row for scope in ("north", "south") for row in rows(toy, scope)]
    assert sorted(inside) == sorted(row for row in told if row[1] != "unassigned")
