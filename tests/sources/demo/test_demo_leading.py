"""What the optional tables of the demo company say: enough to tell the causes apart, and nothing in the control."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stratreport.sources.demo.company import build_company
from stratreport.sources.demo.opportunities import build_opportunities
from stratreport.sources.demo.paths import course_of_seats
from stratreport.sources.demo.plan import DIVERSIFY, MOTIONS, NEW_PRODUCT, STRATEGIC
from stratreport.sources.demo.stories import COURSES

STRATEGIC_MOTIONS = frozenset(MOTIONS[:STRATEGIC])
LAST_YEAR = ("2025-10-01", "2026-09-30")


@pytest.fixture(scope="module")
def pipeline(demo_folder: Path) -> pd.DataFrame:
    """Opening snapshots of finished quarters: what was expected to close in the quarter, and what it brought."""
    shots = pd.read_csv(demo_folder / "pipeline_snapshots.csv", parse_dates=["snapshot_on", "close_on"])
    ends = pd.read_csv(demo_folder / "opportunities.csv", parse_dates=["closed_on"])
    both = shots.merge(
        ends[["opportunity_id", "closed_on", "outcome", "amount"]], on="opportunity_id", suffixes=("", "_end")
    )
    both["quarter"] = both["snapshot_on"].dt.to_period("Q")
    due = both[(both["close_on"].dt.to_period("Q") == both["quarter"]) & (both["quarter"] < "2026Q4")].copy()
    kept = (due["outcome"] == "won") & (due["closed_on"].dt.to_period("Q") == due["quarter"])
    return due.assign(won=due["amount_end"].where(kept, 0.0), strategic=due["motion_hint"].isin(STRATEGIC_MOTIONS))


def closed(folder: Path) -> pd.DataFrame:
    """Opportunities closed in the last four quarters, with the manager and region of the rep today."""
    found = pd.read_csv(folder / "opportunities.csv")
    spans = pd.read_csv(folder / "assignments.csv")
    now = spans[spans["valid_to"].isna()][["rep_id", "region", "manager_id"]]
    return found[found["closed_on"].between(*LAST_YEAR)].merge(now, on="rep_id")


def new_products(folder: Path) -> set[str]:
    """Products launched within eight quarters of the end of FY2026Q3 that replace nothing."""
    goods = pd.read_csv(folder / "products.csv")
    return set(goods[(goods["launched_on"] >= "2024-10-01") & goods["replaces"].isna()]["product_id"])


@pytest.mark.parametrize(("strategic", "low", "high"), [(True, 0.2, 0.32), (False, 0.38, 0.6)])
def test_a_steady_part_of_what_opens_a_quarter_is_won_in_it(
    pipeline: pd.DataFrame,
    strategic: bool,
    low: float,
    high: float,
) -> None:
    mine = pipeline[pipeline["strategic"] == strategic].groupby("quarter")[["amount", "won"]].sum()
    rate = mine["won"] / mine["amount"]
    assert len(rate) == 8
    assert low < rate.min() <= rate.max() < high


def test_latam_wins_new_products_less_than_half_as_often_as_the_others(demo_folder: Path) -> None:
    mine = closed(demo_folder)
    mine = mine[mine["product_id"].isin(new_products(demo_folder))]
    rate = (mine["outcome"] == "won").groupby(mine["region"]).mean()
    assert rate["latam"] < 0.5 * rate.drop("latam").min()


def test_the_causing_teams_win_as_often_as_the_others_when_they_try_but_rarely_try(demo_folder: Path) -> None:
    mine = closed(demo_folder).query("region == 'emea'")
    mine = mine[mine["product_id"].isin(new_products(demo_folder))]
    off = mine["manager_id"].isin(["M01", "M02"])
    won = mine["outcome"] == "won"
    assert won[off].mean() == pytest.approx(won[~off].mean(), abs=0.08)
    assert off.sum() < 0.6 * (~off).sum(), "twelve people against eight"


def test_the_revision_was_signed_within_weeks_everywhere_and_by_the_causing_teams_too(demo_folder: Path) -> None:
    signed = pd.read_csv(demo_folder / "acknowledgements.csv").query("plan_version == 'growth-fy2026@2'")
    days = (pd.to_datetime(signed["on"]) - pd.Timestamp("2026-07-06")).dt.days
    assert days.min() >= 0
    assert days.median() < 21
    spans = pd.read_csv(demo_folder / "assignments.csv")
    reps = pd.read_csv(demo_folder / "reps.csv").query("role == 'rep'")["rep_id"]
    now = spans[spans["valid_to"].isna() & spans["rep_id"].isin(reps)]
    done = now["rep_id"].isin(signed["rep_id"])
    assert (done.groupby(now["region"]).mean() >= 0.7).all()
    causing = now["manager_id"].isin(["M01", "M02"])
    assert done[causing].mean() >= done[~causing].mean() - 0.05


def test_customers_are_at_home_where_they_buy(demo_folder: Path) -> None:
    home = pd.read_csv(demo_folder / "customers.csv").set_index("customer_id")["region"]
    assert home.notna().all()
    spans = pd.read_csv(demo_folder / "assignments.csv")
    still = spans.drop_duplicates(["rep_id", "region"]).drop_duplicates("rep_id", keep=False)
    lines = pd.read_csv(demo_folder / "bookings.csv").merge(still[["rep_id", "region"]], on="rep_id")
    alike = lines["customer_id"].map(home) == lines["region"]
    assert alike[lines["credit"] == 1].all()
    assert alike.mean() > 0.98


def test_in_the_control_no_team_sells_discounts_or_hopes_otherwise() -> None:
    company = build_company(seed=5, balanced=True)
    courses = course_of_seats()
    team = {stint.rep: COURSES[courses[stint.seat]].name for stint in company.people.stints}
    found = [item for item in build_opportunities(company) if item.motion in (DIVERSIFY, NEW_PRODUCT)]
    frame = pd.DataFrame([(team[item.rep], item.outcome) for item in found], columns=["team", "outcome"])
    ends = frame[frame["outcome"] != "open"]
    rate = (ends["outcome"] == "won").groupby(ends["team"]).mean().drop("anz")
    assert rate.max() - rate.min() < 0.08
    lines, units, deals = company.selling.lines, company.units, company.selling.deals
    sold = pd.DataFrame({"team": units.course[deals.unit[lines.deal]], "net": lines.amount, "list": lines.listed})
    sums = sold[sold["net"] > 0].groupby("team")[["net", "list"]].sum()
    depth = 1 - sums["net"] / sums["list"]
    assert depth.max() - depth.min() < 0.015
