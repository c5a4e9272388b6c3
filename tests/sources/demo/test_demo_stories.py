"""The planted stories land: read from the files by the rules of the strategy, with nothing of the generator."""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.sources.demo import PERIOD, STORIES, Story

BY_REGION = {story.region: story for story in STORIES}
JUDGED = pytest.mark.parametrize(
    "story", [story for story in STORIES if story.cause != "too_few"], ids=lambda story: story.region
)
EACH = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.region)
YEAR_AGO_AND_MORE = ("FY2024Q2", "FY2024Q3")
TRAILING = ["FY2025Q4", "FY2026Q1", "FY2026Q2", "FY2026Q3"]


def test_every_region_has_one_story(reading) -> None:
    assert len(BY_REGION) == len(STORIES)
    assert set(BY_REGION) == set(reading.quotas["region"])


@EACH
def test_quota_attainment_lands(reading, story: Story) -> None:
    low, high = story.quota
    assert low <= reading.quota_attainment(PERIOD, region=story.region) <= high


@EACH
def test_strategic_attainment_lands(reading, story: Story) -> None:
    low, high = story.strategic
    assert low <= reading.pooled(PERIOD, region=story.region) <= high


@JUDGED
def test_the_weak_motions_are_weak_and_only_those(reading, strategy_shares, story: Story) -> None:
    for motion in strategy_shares(story.region, PERIOD):
        attained = reading.motion(PERIOD, motion, region=story.region)
        assert (attained < 0.6) == (motion in story.weak_motions), f"{motion} {attained:.2f}"


@JUDGED
def test_the_share_without_a_buying_role_lands(reading, story: Story) -> None:
    now = reading.lines[(reading.lines["period"] == PERIOD) & (reading.lines["region"] == story.region)]
    unknown = now.loc[now["persona"].isna(), "money"].sum() / now["money"].sum()
    assert unknown == pytest.approx(story.persona_unknown, abs=0.01)


def test_half_of_the_managers_of_emea_cause_it(reading) -> None:
    story = BY_REGION["emea"]
    teams = reading.quotas[(reading.quotas["period"] == PERIOD) & (reading.quotas["region"] == "emea")][
        "manager_id"
    ].unique()
    assert len(story.managers) * 2 == len(teams)
    for manager in teams:
        attained = reading.pooled(PERIOD, manager_id=manager)
        assert attained < 0.35 if manager in story.managers else attained > 0.7, manager
        assert manager not in story.managers or reading.quota_attainment(PERIOD, manager_id=manager) > 1.0


def test_every_rep_of_the_causing_teams_is_below_every_usual_level(reading) -> None:
    """Four quarters together: the teams differ, not one or two people in them."""
    lines = reading.lines[reading.lines["period"].isin(TRAILING) & (reading.lines["region"] == "emea")]
    strategic = lines[~lines["motion"].isin(["core", "off_plan"])].groupby(["manager_id", "rep_id"])["money"].sum()
    share = (strategic / lines.groupby(["manager_id", "rep_id"])["money"].sum()).fillna(0).reset_index()
    causing = share["manager_id"].isin(BY_REGION["emea"].managers)
    assert share.loc[causing, "money"].median() < 0.25
    assert share.loc[~causing, "money"].median() > 0.33


def test_emea_drifted_away_over_eight_quarters(reading) -> None:
    before = [reading.pooled(period, region="emea") for period in YEAR_AGO_AND_MORE]
    path = [
        reading.pooled(period, region="emea") for period in ("FY2024Q3", "FY2025Q1", "FY2025Q3", "FY2026Q1", PERIOD)
    ]
    assert min(before) > 0.85
    assert path == sorted(path, reverse=True)


@EACH
def test_before_the_story_regions_were_calm(reading, story: Story) -> None:
    for period in YEAR_AGO_AND_MORE:
        assert 0.85 < reading.quota_attainment(period, region=story.region) < 1.15
        assert reading.pooled(period, region=story.region) > 0.8


def test_nobody_in_apac_comes_near_the_new_segment_target(reading, strategy_shares, strategy_plans) -> None:
    share = strategy_shares("apac", PERIOD)["new_segment"]
    quota = reading.quotas[(reading.quotas["period"] == PERIOD) & (reading.quotas["region"] == "apac")]
    lines = reading.lines[(reading.lines["period"] == PERIOD) & (reading.lines["region"] == "apac")]
    sold = lines[lines["motion"] == "new_segment"].groupby("rep_id")["money"].sum()
    attained = sold.reindex(quota["rep_id"]).fillna(0).to_numpy() / (quota["quota"].to_numpy() * share)
    assert attained.max() < 0.4
    assert (attained > 0).sum() >= 3, "they try"
    motion = next(item for item in strategy_plans[2026]["motions"] if item["id"] == "new_segment")
    assert not {"pay_component", "enablement"} & set(motion["support"])


def test_latam_is_not_trained_on_the_new_product_and_the_others_are(reading) -> None:
    certified = set(pd.read_csv(reading.folder / "enablement.csv").query("programme == 'npi_cert'")["rep_id"])
    now = reading.quotas[reading.quotas["period"] == PERIOD]
    coverage = now["rep_id"].isin(certified).groupby(now["region"]).mean()
    assert coverage["latam"] <= 0.15
    assert (coverage.drop("latam") >= 0.7).all()


def test_reps_of_anz_have_too_few_deals_to_be_judged_and_the_others_enough(reading) -> None:
    lines = reading.lines[reading.lines["period"].isin(TRAILING)]
    deals = lines.groupby(["region", "rep_id"])["deal_id"].nunique()
    assert (deals["anz"] < 10).all()
    assert (deals.drop("anz", level="region") >= 10).mean() > 0.9


def strategic_cover(reading, strategy_shares, region: str) -> float:
    """Return open strategic pipeline closing in FY2026Q4 over the strategic target of that quarter."""
    last = pd.read_csv(reading.folder / "pipeline_snapshots.csv").query(
        "snapshot_on == '2026-10-05' and close_on < '2027'"
    )
    found = pd.read_csv(reading.folder / "opportunities.csv")[["opportunity_id", "rep_id"]]
    here = reading.quotas[(reading.quotas["period"] == PERIOD) & (reading.quotas["region"] == region)]["rep_id"]
    open_now = last.merge(found, on="opportunity_id")
    asked = strategy_shares(region, "FY2026Q4")
    hoped = open_now[open_now["rep_id"].isin(here) & open_now["motion_hint"].isin(list(asked))]["amount"].sum()
    quotas = reading.tables["quotas"]
    quota = quotas[(quotas["period"] == "FY2026Q4") & quotas["rep_id"].isin(here)]["amount"].sum()
    return float(hoped / (quota * sum(asked.values())))


def test_the_pipeline_tells_the_same_story(reading, strategy_shares) -> None:
    """A quarter of the strategic pipeline is won: four times the target is what it takes (hints miss a sixth)."""
    takes = 4 * 0.85
    cover = {region: strategic_cover(reading, strategy_shares, region) for region in BY_REGION}
    assert cover["amer-west"] > 1.3 * takes
    assert cover["amer-west"] == max(cover.values())
    assert cover["amer-east"] > takes
    assert cover["latam"] < 0.5 * takes
    assert cover["emea"] < 0.8 * takes


def test_payouts_follow_bookings(reading) -> None:
    paid = pd.read_csv(reading.folder / "payouts.csv").query("component == 'commission'")
    booked = reading.lines.groupby(["rep_id", "period"])["money"].sum().reset_index()
    both = paid.merge(booked, on=["rep_id", "period"])
    assert len(both) > 1_400
    rate = both["amount"] / both["money"]
    assert rate.max() - rate.min() < 0.001
