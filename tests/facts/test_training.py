"""Programmes passed and plans signed, by people who stood in a team when the quarter ended, up to its last day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from stratreport.params.specs import StrategyPlan, Support


def found(toy: Any, name: str, scope: str = "company", period: str = "FY2026Q1") -> list[tuple[Any, ...]]:
    """Return the rows of a frame as plain tuples; days as ISO text, nothing as None."""
    frame = toy.cut(scope, period)[name]
    plain = frame.astype(object).where(frame.notna(), None)
    return [tuple(str(v)[:10] if hasattr(v, "year") else v for v in row) for row in plain.itertuples(index=False)]


@pytest.fixture
def taught(toy: Any, make_strategy: Any) -> Any:
    """R in north; the programme `npi` supports new products, launched in 2026; the last day is 2026-03-31."""
    plain = make_strategy()
    motions = tuple(
        replace(item, support=Support(enablement="npi")) if item.id == "new_product" else item for item in plain.motions
    )
    toy.strategies = (replace(plain, motions=motions),)
    toy.rep("R")
    toy.quota("R", "FY2026Q1", 1000.0)
    toy.product("new", "2026-01-01")
    return toy


def test_the_first_sale_is_of_a_supported_motion_on_or_after_the_day_of_certification(taught: Any) -> None:
    """Certified on 02-10: the new product of 02-09 came before, the old one of 02-11 is core, that of 02-20 counts."""
    taught.add("enablement", rep_id="R", programme="npi", certified_on="2026-02-10")
    taught.book("before", "2026-02-09", 5.0, customer="past", product="new")
    taught.book("old", "2026-02-11", 5.0, customer="past")
    taught.book("first", "2026-02-20", 5.0, customer="past", product="new")
    taught.book("second", "2026-03-20", 5.0, customer="past", product="new")
    assert found(taught, "certifications") == [
        ("north", "R", "M1", "npi", "2026-02-10", "2026-02-20", "2026-03-31")
    ]  # fmt: skip


def test_a_sale_on_the_very_day_counts_and_a_return_does_not(taught: Any) -> None:
    taught.add("enablement", rep_id="R", programme="npi", certified_on="2026-02-10")
    taught.book("back", "2026-02-12", -5.0, customer="past", product="new")
    assert found(taught, "certifications")[0][5] is None
    taught.book("same day", "2026-02-10", 5.0, customer="past", product="new")
    assert found(taught, "certifications")[0][5] == "2026-02-10"


def test_a_programme_that_supports_nothing_and_one_without_a_sale_have_no_first_sale(taught: Any) -> None:
    for programme in ("npi", "manners"):
        taught.add("enablement", rep_id="R", programme=programme, certified_on="2026-01-02")
    taught.book("core", "2026-02-11", 5.0, customer="past")
    assert [row[5] for row in found(taught, "certifications")] == [None, None]


def test_what_was_passed_or_sold_after_the_last_day_is_not_known(taught: Any) -> None:
    taught.add("enablement", rep_id="R", programme="npi", certified_on="2026-03-31")
    taught.add("enablement", rep_id="R", programme="late", certified_on="2026-04-01")
    taught.book("now", "2026-01-11", 5.0, customer="past")
    taught.book("later", "2026-04-01", 5.0, customer="past", product="new")
    assert found(taught, "certifications") == [("north", "R", "M1", "npi", "2026-03-31", None, "2026-03-31")]


def test_a_programme_passed_twice_counts_from_the_first_time(taught: Any) -> None:
    for day in ("2026-02-01", "2025-11-01"):
        taught.add("enablement", rep_id="R", programme="npi", certified_on=day)
    assert [row[4] for row in found(taught, "certifications")] == ["2025-11-01"]


def test_who_left_in_the_quarter_is_watched_until_then_and_who_left_before_is_not_there(taught: Any) -> None:
    """| rep   | left       | shown                         |
    | gone    | 2025-12-31 | no                            |
    | going   | 2026-02-15 | in north, until that day      |
    | moved   | –          | in south, where they moved to |
    | nowhere | –          | no: without a team all along  |
    """
    taught.rep("gone", left="2025-12-31")
    taught.rep("going", left="2026-02-15")
    taught.rep("moved", None)
    taught.assign("moved", "north", "2016-01-01", "2026-02-28", manager="M1")
    taught.assign("moved", "south", "2026-03-01", manager="M2")
    taught.rep("nowhere", None)
    for rep in ("gone", "going", "moved", "nowhere"):
        taught.add("enablement", rep_id=rep, programme="npi", certified_on="2025-06-01")
    assert [(row[0], row[1], row[2], row[6]) for row in found(taught, "certifications")] == [
        ("north", "going", "M1", "2026-02-15"),
        ("south", "moved", "M2", "2026-03-31"),
    ]
    assert [row[1] for row in found(taught, "certifications", "south")] == ["moved"]


def test_a_region_knows_only_its_own(taught: Any) -> None:
    taught.rep("S", "south")
    for rep in ("R", "S"):
        taught.add("enablement", rep_id=rep, programme="npi", certified_on="2025-06-01")
        taught.add("acknowledgements", rep_id=rep, plan_version="1", on="2026-01-05")
    for name in ("certifications", "acknowledgements"):
        assert [row[1] for row in found(taught, name, "north")] == ["R"]
        assert [row[1] for row in found(taught, name)] == ["R", "S"]


def test_a_bare_version_is_of_the_reported_plan_and_the_first_signature_counts(taught: Any) -> None:
    for version, day in (("1", "2026-01-12"), ("v1", "2026-01-09"), ("old@3", "2024-01-01"), ("2", "2026-04-02")):
        taught.add("acknowledgements", rep_id="R", plan_version=version, on=day)
    assert [(row[3], row[4]) for row in found(taught, "acknowledgements")] == [
        ("old@3", "2024-01-01"),
        ("toy-fy2026@1", "2026-01-09"),
    ]


def test_the_current_version_may_support_what_its_baseline_does_not(taught: Any) -> None:
    judge = taught.strategies[0]
    motions = tuple(
        replace(item, support=Support(enablement="hunt")) if item.id == "new_logo" else item for item in judge.motions
    )
    taught.add("enablement", rep_id="R", programme="hunt", certified_on="2026-01-01")
    taught.book("logo", "2026-02-11", 5.0, customer="stranger")
    assert found(taught, "certifications")[0][5] is None
    taught.space["strategies"] = (StrategyPlan(replace(judge, version=2, motions=motions), judge),)
    assert found(taught, "certifications")[0][5] == "2026-02-11"


def test_an_empty_table_is_connected_and_has_no_rows(taught: Any) -> None:
    taught.optional |= {"enablement": [], "acknowledgements": [], "payouts": []}
    frames = taught.cut()
    for name in ("certifications", "acknowledgements", "payouts"):
        assert isinstance(frames[name], pd.DataFrame)
        assert frames[name].empty
