"""Opportunities as known on the last day: what they were, whose they were, and which motion they have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

NAMED = ("opportunities", "pipeline", "engagements", "activities", "company_funnel")


def found(toy: Any, name: str = "opportunities", scope: str = "company", period: str = "FY2026Q1") -> pd.DataFrame:
    return toy.cut(scope, period)[name]


def by_id(toy: Any, period: str = "FY2026Q1") -> dict[str, dict[str, Any]]:
    frame = found(toy, period=period)
    rows = frame.astype(object).where(frame.notna(), None).set_index("opportunity_id")
    return {str(name): row for name, row in rows.to_dict("index").items()}


def test_what_happens_after_the_last_day_has_not_happened(toy: Any) -> None:
    """The last day is 2026-03-31.

    | opportunity | created    | closed     | known on the last day |
    | done        | 2026-01-10 | 2026-03-31 | won in FY2026Q1       |
    | later       | 2026-01-10 | 2026-04-01 | open, in no period    |
    | gone        | 2025-12-10 | 2026-01-05 | lost                  |
    | hoped       | 2026-03-31 | –          | open                  |
    | unborn      | 2026-04-01 | –          | not there             |
    """
    toy.opportunity("done", "2026-01-10", "2026-03-31", stage="closed won")
    toy.opportunity("later", "2026-01-10", "2026-04-01", stage="closed won")
    toy.opportunity("gone", "2025-12-10", "2026-01-05", outcome=" Lost ")
    toy.opportunity("hoped", "2026-03-31")
    toy.opportunity("unborn", "2026-04-01")
    rows = by_id(toy)
    assert {name: (row["outcome"], row["period"], row["created_period"]) for name, row in rows.items()} == {
        "done": ("won", "FY2026Q1", "FY2026Q1"),
        "later": ("open", None, "FY2026Q1"),
        "gone": ("lost", "FY2026Q1", "FY2025Q4"),
        "hoped": ("open", None, "FY2026Q1"),
    }
    assert rows["later"]["closed_on"] is None
    assert rows["later"]["stage"] is None, "its stage of today was not its stage then"
    assert rows["hoped"]["stage"] == "propose"


def test_nothing_after_the_last_day_moves_a_row_up_to_it(make_toy: Any) -> None:
    """Closing, booking, a snapshot, a meeting, a call, a new opportunity, a move: all from 2026-04-01 on."""
    before, after = company(make_toy()), company(make_toy())
    row = next(row for row in after.optional["opportunities"] if row["opportunity_id"] == "hoped")
    row |= {"outcome": "won", "closed_on": date(2026, 4, 1), "stage": "closed won", "amount": 1.0}
    after.book("next", "2026-04-01", 50.0, customer="fresh")
    after.shot("2026-04-20", "hoped", "2027-05-01", 9.0)
    after.add("engagements", opportunity_id="hoped", persona="CEO", first_two_way_on="2026-04-01", stage="x")
    after.add("activities", rep_id="R", on="2026-04-01", kind="call", opportunity_id="hoped", customer_id="fresh")
    after.opportunity("unborn", "2026-04-01")
    after.assign("R", "south", "2026-04-01")
    one, two = before.cut(), after.cut()
    assert all(len(one[name]) for name in NAMED)
    for name in NAMED:
        left, right = one[name], two[name]
        if name == "pipeline":
            left, right = (frame[frame["period"] <= "FY2026Q1"].reset_index(drop=True) for frame in (left, right))
        pd.testing.assert_frame_equal(left, right, check_dtype=False)


def company(toy: Any) -> Any:
    """An opportunity of each kind, in a snapshot, met and worked on."""
    toy.opportunity("hoped", "2026-01-02", customer="fresh")
    toy.opportunity("old", "2025-11-02", "2026-02-02", customer="past")
    toy.shot("2026-01-05", "hoped", "2026-03-01", 70.0)
    toy.shot("2026-01-05", "old", "2026-02-01", 80.0)
    toy.add("engagements", opportunity_id="hoped", persona="CFO", first_two_way_on="2026-02-01", stage="qualify")
    toy.add("activities", rep_id="R", on="2026-02-03", kind="call", opportunity_id="hoped", customer_id="fresh")
    return toy


def test_region_and_manager_are_those_of_the_day_of_closing_or_of_the_last_day(toy: Any) -> None:
    """R moves from north (M1) to south (M2) on 2026-02-01; N belongs to no region."""
    toy.rep("R", None)
    toy.assign("R", "north", "2025-01-01", "2026-01-31")
    toy.assign("R", "south", "2026-02-01", manager="M2")
    toy.rep("N", None)
    toy.opportunity("early", "2026-01-01", "2026-01-31")
    toy.opportunity("late", "2026-01-01", "2026-02-01")
    toy.opportunity("open", "2026-01-01")
    toy.opportunity("nobody", "2026-01-01", rep="N")
    rows = by_id(toy)
    assert {name: (row["region"], row["manager_id"]) for name, row in rows.items()} == {
        "early": ("north", "M1"), "late": ("south", "M2"), "open": ("south", "M2"), "nobody": ("unassigned", None)
    }  # fmt: skip


def test_levels_and_motion_follow_the_rules_of_bookings(toy: Any) -> None:
    """First match wins: new product, new customer, core; the rest is off plan (an old customer in a new segment)."""
    toy.product("N", "2026-01-01", line="Fresh")
    toy.customer("life", segment="Life")
    for day in ("2022-06-01", "2024-01-05", "2025-12-05"):
        for name in ("life", "known"):
            toy.book(f"{name}{day}", day, 10.0, customer=name)
    toy.opportunity("a", "2026-01-01", "2026-02-01", customer="known", product="N", persona="CFO")
    toy.opportunity("b", "2026-01-01", "2026-02-01", customer="stranger", persona=" ")
    toy.opportunity("c", "2026-01-01", "2026-02-01", customer="known", persona="Buyer", outcome="lost")
    toy.opportunity("d", "2026-01-01", customer="life")
    rows = by_id(toy)
    assert [rows[name]["motion"] for name in "abcd"] == ["new_product", "new_logo", "core", "off_plan"]
    assert [rows[name]["persona_level"] for name in "abcd"] == ["new", "unknown", "existing", "unknown"]
    assert (rows["a"]["product_line"], rows["b"]["persona"]) == ("Fresh", None)
    assert (rows["d"]["segment"], rows["a"]["parent_id"]) == ("Life", "known")


def test_a_prospect_is_new_and_its_own_booking_does_not_make_it_known(toy: Any) -> None:
    """Won on the day of the first booking, some days after it, and open without any: all new business."""
    toy.book("one", "2026-02-01", 10.0, customer="same")
    toy.book("two", "2026-02-01", 10.0, customer="after")
    toy.book("six", "2026-02-10", 10.0, customer="before")
    toy.opportunity("same", "2026-01-01", "2026-02-01", customer="same")
    toy.opportunity("after", "2026-01-01", "2026-02-04", customer="after")
    toy.opportunity("before", "2026-01-01", "2026-02-01", customer="before")
    toy.opportunity("open", "2026-01-01", customer="prospect")
    assert {row["motion"] for row in by_id(toy).values()} == {"new_logo"}


def test_asking_what_a_customer_would_be_leaves_no_trace(toy: Any) -> None:
    """A lost opportunity is no order: the same prospect is still new a year and a half later, and so is its booking."""
    toy.strategies = (
        replace(
            toy.strategies[0], calendar=replace(toy.strategies[0].calendar, fiscal_year_start=date(2024, 1, 1), years=3)
        ),
    )
    toy.opportunity("lost", "2024-06-01", "2024-07-01", customer="prospect", outcome="lost")
    toy.opportunity("won", "2025-12-01", "2026-02-01", customer="prospect")
    toy.book("first", "2026-02-01", 10.0, customer="prospect")
    assert {name: row["motion"] for name, row in by_id(toy).items()} == {"lost": "new_logo", "won": "new_logo"}
    assert toy.deals()["customer_level"]["first"] == "new"


@pytest.mark.parametrize(("days", "motion"), [("2025-04-10", "new_logo"), ("2025-03-31", "core")])
def test_an_open_opportunity_is_judged_as_of_the_last_day(toy: Any, days: str, motion: str) -> None:
    """A customer won less than 12 months before 2026-03-31 is still new then, one won earlier is known."""
    toy.book("first", days, 10.0, customer="won")
    toy.opportunity("more", "2025-05-01", customer="won")
    assert by_id(toy)["more"]["motion"] == motion


def test_newness_is_the_ultimate_parents(toy: Any) -> None:
    toy.customer("top")
    toy.customer("shop", parent="top")
    toy.book("h", "2022-06-01", 10.0, customer="top")
    toy.book("i", "2025-01-01", 10.0, customer="top")
    toy.opportunity("more", "2026-01-01", "2026-02-01", customer="shop")
    row = by_id(toy)["more"]
    assert (row["motion"], row["parent_id"]) == ("core", "top")


def test_every_won_opportunity_has_the_motion_of_the_booking_it_became(toy: Any) -> None:
    """Line for line over customers old and new, dormant ones and returns, products old and new."""
    toy.product("N", "2025-10-01")
    toy.product("S", "2025-10-01", replaces="P")
    days = ["2025-01-03", "2025-12-20", "2026-01-07", "2026-02-14", "2026-03-30"]
    for index, day in enumerate(days * 3):
        buyer, product = f"B{index % 4}", "PNS"[index % 3]
        toy.book(f"L{index}", day, 10.0, customer=buyer, product=product, persona="CFO" if index % 2 else None)
        persona = "CFO" if index % 2 else None
        toy.opportunity(f"L{index}", "2024-12-01", day, customer=buyer, product=product, persona=persona)
    toy.book("back", "2026-01-20", -4.0, customer="B1", deal="DL1")
    deals = toy.cut()["deals"].set_index("line_id")["motion"].drop("back")
    assert found(toy).set_index("opportunity_id")["motion"].to_dict() == deals.to_dict()
    assert deals.nunique() >= 3


def test_the_latest_snapshot_says_what_an_open_opportunity_was_worth(toy: Any) -> None:
    """Of two snapshots up to the last day the later one; a won one keeps what it brought; no snapshot, the table."""
    for day, amount in {"2026-01-05": 70.0, "2026-03-05": 60.0, "2026-04-02": 10.0}.items():
        toy.shot(day, "hoped", "2026-05-01" if day < "2026-03" else "2026-06-01", amount, stage=day)
    toy.shot("2026-01-05", "won", "2026-03-01", 40.0)
    toy.opportunity("hoped", "2026-01-02", "2026-04-20", outcome="won", amount=999.0)
    toy.opportunity("won", "2026-01-02", "2026-02-20")
    toy.opportunity("plain", "2026-03-20")
    rows = by_id(toy)
    assert (rows["hoped"]["amount"], rows["hoped"]["stage"]) == (60.0, "2026-03-05")
    assert rows["hoped"]["expected_on"] == pd.Timestamp("2026-06-01")
    assert (rows["won"]["amount"], rows["won"]["expected_on"]) == (100.0, pd.Timestamp("2026-03-01"))
    assert (rows["plain"]["amount"], rows["plain"]["expected_on"]) == (100.0, None)


def test_without_opportunities_the_frames_are_empty_and_said_to_be_not_connected(toy: Any) -> None:
    facts = toy.facts()
    frames = toy.cut()
    assert [len(frames[name]) for name in NAMED] == [0] * len(NAMED)
    assert facts.selling is None
    assert {"opportunities", "pipeline_snapshots", "engagements", "activities"}.isdisjoint(facts.connected)


def test_periods_without_a_strategy_hold_no_opportunities(toy: Any) -> None:
    toy.opportunity("then", "2025-01-01", "2025-12-31")
    toy.opportunity("now", "2025-01-01", "2026-01-01")
    assert list(by_id(toy)) == ["now"]
