"""The company: its size, its people over time, what is lumpy, what is returned, what is honest about newness."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stratreport.sources.demo import PERIOD
from stratreport.sources.demo.company import build_company
from stratreport.sources.demo.plan import MOTIONS, PHASING, RAMP, SHARES, overridden, target_shares
from stratreport.sources.demo.quarters import number

REGIONS = {"emea", "amer-east", "amer-west", "latam", "apac", "anz"}


def test_it_has_the_announced_size(reading) -> None:
    now = reading.quotas[reading.quotas["period"] == PERIOD]
    assert 68 <= now["rep_id"].nunique() <= 72
    assert now["manager_id"].nunique() == 16
    assert set(now["region"]) == REGIONS
    assert now[now["region"] == "anz"]["rep_id"].nunique() == 4
    customers = reading.tables["customers"]
    assert len(customers) == 3_000
    assert 0.2 < customers["parent_id"].notna().mean() < 0.5
    assert 25_000 <= len(reading.tables["bookings"]) <= 40_000


def test_every_quarter_from_fy2021_has_bookings_and_quotas_and_history_reaches_24_months_further(reading) -> None:
    expected = [f"FY{year}Q{quarter}" for year in range(2021, 2027) for quarter in (1, 2, 3, 4)]
    assert sorted(reading.lines["period"].unique()) == expected[:23]
    assert sorted(reading.tables["quotas"]["period"].unique()) == expected
    assert reading.tables["bookings"]["booked_on"].min() < pd.Timestamp("2019-01-15")


def test_credit_of_a_line_sums_to_one_without_overlays_and_overlays_exist(reading) -> None:
    bookings = reading.tables["bookings"].merge(reading.tables["reps"], on="rep_id")
    carriers = bookings[bookings["role"] != "overlay"]
    assert np.allclose(carriers.groupby("line_id")["credit"].sum(), 1.0)
    assert set(carriers["line_id"]) == set(bookings["line_id"])
    assert (bookings["role"] == "overlay").sum() > 50
    assert 0.02 < (carriers["credit"] < 1).mean() < 0.20
    shared = bookings.drop(columns=["credit", "role", "name", "rep_id", "hired_on", "left_on"]).drop_duplicates()
    assert shared["line_id"].is_unique, "the rows of a line differ in more than rep and credit"


def test_assignments_of_a_rep_do_not_overlap_and_some_reps_changed_region(reading) -> None:
    spans = reading.tables["assignments"].sort_values(["rep_id", "valid_from"])
    following = spans.groupby("rep_id")["valid_from"].shift(-1)
    assert not (following <= spans["valid_to"]).any()
    assert spans.loc[following.notna(), "valid_to"].notna().all(), "an open span is followed by another"
    assert spans.drop_duplicates(["rep_id", "region"])["rep_id"].duplicated().sum() >= 8


def test_a_few_bookings_have_no_region_and_they_are_few(reading) -> None:
    now = reading.lines[reading.lines["period"] == PERIOD]
    share = now.loc[now["region"].isna(), "money"].sum() / now["money"].sum()
    assert 0 < share < 0.01


def test_new_hires_are_on_the_ramp_in_the_story_quarter(reading) -> None:
    now = reading.quotas[(reading.quotas["period"] == PERIOD)].groupby("rep_id")[["full", "quota"]].sum()
    recent = reading.tables["reps"].query("role == 'rep' and hired_on >= '2026-05-01'")["rep_id"]
    assert len(recent) == 2
    assert (now.loc[recent, "quota"] < 0.6 * now.loc[recent, "full"]).all()


def test_deals_are_lumpy(reading) -> None:
    deals = reading.lines.groupby("deal_id")["amount"].sum()
    deals = deals[deals > 0]
    assert 0.8 < np.log(deals).std() < 1.3
    assert deals.mean() > 1.3 * deals.median()
    lines = reading.lines.drop_duplicates("line_id").groupby("deal_id").size()
    assert (lines > 1).mean() > 0.3


def test_bookings_follow_the_season(reading) -> None:
    by_quarter = (
        reading.lines[reading.lines["booked_on"] < "2026"].groupby(reading.lines["booked_on"].dt.quarter)["money"].sum()
    )
    assert (by_quarter / by_quarter.sum()).tolist() == pytest.approx(PHASING, abs=0.02)


def test_a_return_nets_in_the_cell_of_its_line(reading) -> None:
    back = reading.lines[reading.lines["amount"] < 0]
    assert len(back) > 200
    cell = ["deal_id", "product_id", "rep_id", "period", "motion", "region"]
    sold = reading.lines[reading.lines["amount"] > 0].groupby(cell, dropna=False)["amount"].sum()
    returned = -back.groupby(cell, dropna=False)["amount"].sum()
    assert (returned <= sold.reindex(returned.index) + 0.01).all()


def test_no_sale_sits_on_the_edge_of_a_rule_about_newness(reading) -> None:
    """Whether months are counted to the day or by 30, the answer must be the same."""
    days = reading.tables["bookings"].assign(family=lambda frame: frame["customer_id"].map(reading.families))
    days = days[["family", "booked_on"]].drop_duplicates().sort_values(["family", "booked_on"])
    gap = days.groupby("family")["booked_on"].diff().dt.days
    reported = days["booked_on"] >= "2021-01-01"
    assert not gap[reported].between(700, 760).any()
    start = days["booked_on"].where(gap.isna() | (gap > 730)).groupby(days["family"]).ffill()
    age = (days["booked_on"] - start).dt.days[reported]
    assert not age.between(355, 375).any()


def test_every_motion_exists_in_every_year(reading) -> None:
    money = reading.lines.pivot_table(
        index=reading.lines["booked_on"].dt.year, columns="motion", values="money", aggfunc="sum"
    )
    assert set(money.columns) == set(MOTIONS)
    assert (money.drop(columns="off_plan").div(money.sum(axis=1), axis=0) > 0.008).all(axis=None)


def test_the_motion_that_was_meant_is_the_motion_that_the_rules_find(reading) -> None:
    deals = build_company().selling.deals
    heads = pd.Series(deals.motion).map(dict(enumerate(MOTIONS)))
    ids = pd.Series([f"D{head + 1:05d}" for head in deals.head])
    meant = heads.groupby(ids).agg(set)
    found = reading.lines.groupby("deal_id")["motion"].agg(set)
    wrong = [deal for deal, motions in found.items() if motions != meant[deal]]
    assert not wrong, f"{len(wrong)} deals, e.g. {wrong[:3]}"


def test_replacements_are_booked_and_never_new(reading) -> None:
    replacements = reading.lines[reading.lines["replaces"].notna()]
    assert len(replacements) > 100
    assert not replacements["product_new"].any()


def test_the_generator_and_the_strategy_files_say_the_same(strategy_shares, strategy_plans) -> None:
    for year, plan in strategy_plans.items():
        assert plan["phasing"] == dict(zip(("Q1", "Q2", "Q3", "Q4"), PHASING, strict=True))
        assert tuple(plan["eligibility"]["ramp"]) == RAMP
        assert [motion["id"] for motion in plan["motions"]] == list(MOTIONS)
        for region in REGIONS:
            declared = strategy_shares(region, f"FY{year}Q3")
            mirrored = target_shares(region, number(f"FY{year}Q3"))
            assert [declared[motion] for motion in MOTIONS[:5]] == pytest.approx(mirrored[:5].tolist())
    assert set(strategy_plans) == set(range(min(SHARES), 2027))
    assert overridden("apac", number("FY2026Q1"))
    assert not overridden("emea", number("FY2026Q1"))
