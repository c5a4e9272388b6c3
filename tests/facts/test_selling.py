"""Engagements, activities, the company's funnel and what is told of doubts; no region learns of another's rows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from stratreport.facts import cut
from stratreport.snapshot import FRAMES, conform

MINE = ("opportunities", "pipeline", "engagements", "activities")


@pytest.fixture(scope="module")
def facts(make_toy: Any) -> Any:
    """R in north, S in south, N nowhere; each with a won and a lost opportunity, snapshots, meetings and calls."""
    toy = make_toy()
    toy.rep("R")
    toy.rep("S", "south")
    toy.rep("N", None)
    for who in "RSN":
        toy.book(f"b{who}", "2026-02-01", 30.0, customer=f"c{who}", rep=who)
        toy.opportunity(f"won{who}", "2025-11-01", "2026-02-01", rep=who, customer=f"c{who}", amount=30.0)
        toy.opportunity(f"lost{who}", "2025-11-01", "2026-02-02", rep=who, customer=f"d{who}", outcome="lost")
        toy.opportunity(f"open{who}", "2025-11-01", rep=who, customer="past", persona="Buyer")
        toy.shot("2026-01-05", f"open{who}", "2026-01-04", motion_hint="new_logo")
        toy.shot("2026-01-05", f"won{who}", "2026-03-04", motion_hint="new_logo")
        for role in ("Buyer", "CFO"):
            toy.add("engagements", opportunity_id=f"won{who}", persona=role, first_two_way_on="2026-01-09", stage="a")
        for day, goal in (("2026-01-05", f"won{who}"), ("2026-03-31", f"won{who}"), ("2026-04-01", f"won{who}")):
            toy.add("activities", rep_id=who, on=day, kind="call", opportunity_id=goal, customer_id="past")
        toy.add("activities", rep_id=who, on="2026-01-07", kind=" ", opportunity_id=None, customer_id="past")
    toy.add("activities", rep_id="R", on="2026-01-07", kind="call", opportunity_id="unheard", customer_id="past")
    toy.add("activities", rep_id="ghost", on="2026-01-07", kind="call", opportunity_id=None, customer_id="past")
    toy.add("engagements", opportunity_id="unheard", persona="CFO", first_two_way_on="2026-01-09", stage="a")
    odd = {"rep": "R", "customer": "past"}
    toy.opportunity("odd1", "2026-01-01", "2026-02-01", outcome="withdrawn", amount=7.0, **odd)
    toy.opportunity("odd2", "2026-01-01", None, outcome="won", **odd)
    toy.opportunity("odd3", "2026-02-01", "2026-01-15", outcome="lost", **odd)
    toy.opportunity("odd4", "2026-01-01", "2026-02-01", outcome="open", **odd)
    toy.shot("2026-01-05", "odd4", "2026-05-04", motion_hint="guess")
    toy.opportunity("agreed", "2026-01-01", rep="R", customer="prospect")
    toy.shot("2026-01-05", "agreed", "2026-05-04", motion_hint="new_logo")
    return toy.facts()


def test_a_region_holds_its_own_rows_only(facts: Any) -> None:
    north = cut(facts, scope="north")
    assert {"R", "M1"} == set(north["reps"]["rep_id"])
    for name in MINE:
        assert len(north[name]), name
    text = "".join(conform(north[name], name).to_csv() for name in FRAMES)
    for foreign in ("wonS", "lostN", "cS", "dN", "openS", "Name N"):
        assert foreign not in text


@pytest.mark.parametrize("name", MINE)
def test_the_regions_and_unassigned_make_the_company(facts: Any, name: str) -> None:
    company = cut(facts, scope="company")
    if name == "engagements":
        nowhere = set(company["opportunities"].query("region == 'unassigned'")["opportunity_id"])
        rest = company[name][company[name]["opportunity_id"].isin(nowhere)]
    else:
        rest = company[name].query("region == 'unassigned'")
    parts = [cut(facts, scope=region)[name] for region in ("north", "south")]
    whole = conform(pd.concat([*parts, rest]), name)
    keys = list(FRAMES[name])
    expected = conform(company[name], name)
    pd.testing.assert_frame_equal(
        whole.sort_values(keys, ignore_index=True), expected.sort_values(keys, ignore_index=True)
    )


def test_the_funnel_counts_all_regions_in_every_scope_and_names_nobody(facts: Any) -> None:
    """Three won and three lost with strangers; one lost to the old customer (its days run backwards)."""
    north, company = (cut(facts, scope=scope)["company_funnel"] for scope in ("north", "company"))
    assert north.equals(company)
    assert company.to_dict("records") == [
        {"period": "FY2026Q1", "motion": "core", "won": 0, "lost": 1, "won_amount": 0.0},
        {"period": "FY2026Q1", "motion": "new_logo", "won": 3, "lost": 3, "won_amount": 90.0},
    ]


def test_engagements_are_those_of_known_opportunities_with_new_roles_marked(facts: Any) -> None:
    met = cut(facts, scope="north")["engagements"]
    assert met[["opportunity_id", "persona", "persona_level"]].to_numpy().tolist() == [
        ["wonR", "Buyer", "existing"], ["wonR", "CFO", "new"]
    ]  # fmt: skip


def test_activities_are_counted_with_the_motion_they_served(facts: Any) -> None:
    """What serves no opportunity, or one that nobody knows, has no motion; people nobody knows are left out."""
    done = cut(facts, scope="company")["activities"]
    mine = done[done["rep_id"] == "R"]
    told = {
        (row.motion, row.kind): row.count
        for row in mine.astype(object).where(mine.notna(), None).itertuples(index=False)
    }
    assert {key: mine["count"].tolist()[index] for index, key in enumerate(told)} == {
        ("new_logo", "call"): 2, (None, "call"): 1, (None, "not stated"): 1
    }  # fmt: skip
    assert "ghost" not in set(done["rep_id"])
    assert set(done["period"]) == {"FY2026Q1"}


def test_doubts_are_told_with_count_and_money(facts: Any) -> None:
    items = cut(facts, scope="north")["quality"].set_index("check")
    company = cut(facts, scope="company")["quality"].set_index("check")
    told = {name: (items.loc[name, "count"], items.loc[name, "amount"]) for name in items.index}
    assert told["outcome_unknown"] == (1, 7.0)
    assert told["closed_without_day"] == (1, 100.0)
    assert told["closed_before_created"] == (1, 100.0)
    assert told["open_with_day"] == (1, 100.0)
    assert told["opportunity_unassigned"] == (3, 230.0)
    assert told["pipeline_overdue"] == (1, 100.0)
    assert told["hint_differs"] == (1, 100.0)
    assert told["hint_unknown"] == (1, 100.0)
    assert company.loc["pipeline_overdue", "count"] == 3
    assert company.loc["hint_differs", "share"] == pytest.approx(0.75), "of four with an expectation one agrees"


def test_what_cannot_be_read_is_in_no_frame(facts: Any) -> None:
    known = set(cut(facts, scope="company")["opportunities"]["opportunity_id"])
    assert known.isdisjoint({"odd1", "odd2"})
    assert {"odd3", "odd4"} <= known
