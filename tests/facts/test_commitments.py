"""Commitments of earlier reviews reach the scope they were made for, once their review is over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stratreport.params.specs import ActionSpec


@pytest.fixture
def promised(toy: Any) -> Any:
    toy.rep("R")
    toy.book("q1", "2026-01-15", 10.0, customer="past")
    toy.space["actions"] = tuple(
        ActionSpec(name, region, review, "do it", "VP", date(2026, 6, 30), "open", "win_rate")
        for name, region, review in (
            ("north-q4", "north", "FY2025Q4"), ("south-q4", "south", "FY2025Q4"), ("all-q4", "company", "FY2025Q4"),
            ("north-q1", "north", "FY2026Q1"), ("north-q2", "north", "FY2026Q2"),
        )
    )  # fmt: skip
    return toy


def test_a_region_sees_its_own_and_the_company_all(promised: Any) -> None:
    assert list(promised.cut("north")["actions"]["action"]) == ["north-q4"]
    assert list(promised.cut("company")["actions"]["action"]) == ["north-q4", "south-q4", "all-q4"]


def test_what_the_review_of_a_quarter_decides_is_news_for_the_next(promised: Any) -> None:
    assert list(promised.cut("north", "FY2026Q2")["actions"]["action"]) == ["north-q4", "north-q1"]


def test_a_commitment_says_everything_it_was_given(promised: Any) -> None:
    row = promised.cut("north")["actions"].iloc[0].to_dict()
    assert row == {
        "action": "north-q4", "period": "FY2025Q4", "region": "north", "text": "do it", "owner": "VP",
        "due": date(2026, 6, 30), "status": "open", "metric": "win_rate", "motion": None,
    }  # fmt: skip
