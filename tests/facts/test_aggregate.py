"""Every fact at its own grain: splits, deals, returns, axes, counts, and the fan-out traps."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pandas as pd
import pytest

from stratreport.errors import InternalError
from stratreport.facts.engine import MONEY, money
from stratreport.params.specs import Balance, CountTarget, Eligibility, PlanCalendar, Selector


def test_the_sum_of_nothing_is_no_money_and_cents_add_up_exactly() -> None:
    lines = ibis.memtable(pd.DataFrame({"deal": ["a"] * 10, "amount": [0.1] * 10}))
    asked = lines.aggregate(
        all=money(lines.amount.cast(MONEY)), none=money(lines.amount.cast(MONEY), lines.deal == "b")
    )
    assert ibis.duckdb.connect().to_pandas(asked).iloc[0].to_dict() == {"all": 1.0, "none": 0.0}


def cell(frames: dict[str, pd.DataFrame], rep: str, motion: str) -> dict[str, Any]:
    frame = frames["cells"]
    (row,) = frame[(frame["rep_id"] == rep) & (frame["motion"] == motion)].to_dict("records")
    return {name: row[name] for name in ("actual", "target", "deals", "customers", "largest_deal")}


def test_cells_hold_every_motion_of_every_carrier_and_all_bookings_of_others(toy: Any) -> None:
    """R carries 1000 and sells one line; S carries nothing and sells in one motion; T carries 500 and sells nothing.

    Targets of R: new_product 20 %, new_logo 10 %, core the remaining 70 %.
    """
    toy.quota("R", "FY2026Q1", 1000.0)
    toy.quota("T", "FY2026Q1", 500.0)
    for name in "RST":
        toy.rep(name)
    toy.book("a", "2026-02-01", 300.0)
    toy.book("b", "2026-02-01", 40.0, rep="S")
    cells = toy.cut()["cells"]
    shape = cells.groupby("rep_id")["motion"].apply(list).to_dict()
    assert shape == {"R": ["core", "new_logo", "new_product", "off_plan"], "S": ["new_logo"],
                     "T": ["core", "new_logo", "new_product", "off_plan"]}  # fmt: skip
    by = cells.set_index(["rep_id", "motion"])
    assert by["target"].to_dict() == pytest.approx({
        ("R", "core"): 700.0, ("R", "new_logo"): 100.0, ("R", "new_product"): 200.0, ("R", "off_plan"): 0.0,
        ("S", "new_logo"): 0.0,
        ("T", "core"): 350.0, ("T", "new_logo"): 50.0, ("T", "new_product"): 100.0, ("T", "off_plan"): 0.0,
    })  # fmt: skip
    assert by["actual"].sum() == 340.0


def test_a_cell_counts_deals_customers_and_its_largest_deal(toy: Any) -> None:
    """| deal | lines         | customer (parent) |
    | D1   | 60 + 50 − 30  | x (top) → 80 net, 110 sold |
    | D2   | 100           | y (top) |
    | D3   | −20 only      | z: a return alone is no deal and no customer |
    """
    toy.customer("x", parent="top")
    toy.customer("y", parent="top")
    toy.book("1", "2026-02-01", 60.0, deal="D1", customer="x")
    toy.book("2", "2026-02-01", 50.0, deal="D1", customer="x")
    toy.book("3", "2026-02-20", -30.0, deal="D1", customer="x")
    toy.book("4", "2026-02-10", 100.0, deal="D2", customer="y")
    toy.book("5", "2026-02-10", -20.0, deal="D3", customer="z")
    frames = toy.cut()
    found = cell(frames, "R", "new_logo")
    assert found == {"actual": 180.0, "target": 0.0, "deals": 2, "customers": 1, "largest_deal": 110.0}
    assert cell(frames, "R", "core")["deals"] == 0


def test_a_split_line_gives_each_region_its_share_and_the_company_one_deal(toy: Any) -> None:
    toy.rep("R")
    toy.rep("S", "south")
    toy.book("a", "2026-02-01", 100.0, credit=0.25)
    toy.book("a", "2026-02-01", 100.0, credit=0.75, rep="S")
    frames = toy.cut()
    assert cell(frames, "R", "new_logo")["actual"] == 25.0
    assert cell(frames, "S", "new_logo")["actual"] == 75.0
    company = frames["company_cells"].set_index("motion")
    assert company.loc["new_logo", ["actual", "deals"]].tolist() == [100.0, 1]


def test_thirds_of_a_line_still_make_the_whole_to_the_cent(toy: Any) -> None:
    for name in "RST":
        toy.book("a", "2026-02-01", 100.0, credit=1 / 3, rep=name)
    assert round(toy.cut()["cells"]["actual"].sum(), 2) == 100.0


def test_overlay_credit_stays_out_unless_nobody_else_holds_the_line(toy: Any, make_strategy: Any) -> None:
    """| line | R (rep) | O (overlay) | counts |
    | a    | 1       | 1           | R 100; O repeats it |
    | b    |         | 1           | O 30: the only credit there is |
    """
    toy.strategies = (make_strategy(eligibility=Eligibility(exclude_roles=("overlay",))),)
    toy.rep("O", role="overlay")
    toy.book("a", "2026-02-01", 100.0)
    toy.book("a", "2026-02-01", 100.0, rep="O")
    toy.book("b", "2026-02-01", 30.0, rep="O")
    frames = toy.cut()
    assert frames["cells"].groupby("rep_id")["actual"].sum().to_dict() == {"R": 100.0, "O": 30.0}
    assert frames["deals"]["amount"].sum() == 130.0
    steps = frames["reconciliation"]
    assert steps["amount"].tolist() == [230.0, -100.0, 130.0]
    assert steps["rows"].tolist() == [3, -1, 2]


def test_the_region_is_the_one_on_the_booking_date(toy: Any) -> None:
    toy.rep("R", None)
    toy.assign("R", "north", "2020-01-01", "2026-01-31")
    toy.assign("R", "south", "2026-03-01")
    for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
        toy.book(day, day, 10.0)
    assert toy.deals()["region"].to_dict() == {
        "2026-01-31": "north", "2026-02-01": "unassigned", "2026-02-28": "unassigned", "2026-03-01": "south"
    }  # fmt: skip


def test_a_key_that_is_not_unique_is_noticed(toy: Any) -> None:
    toy.book("a", "2026-02-01", 10.0)
    toy.product("P")
    toy.products["again"] = dict(toy.products["P"])
    with pytest.raises(InternalError, match="7 credited lines became 14"):
        toy.deals()


def test_axes_carry_the_declared_plan_or_none(toy: Any, make_strategy: Any) -> None:
    """Plan 60/40 over lines A and B of a quota of 1000; B sells nothing, Z is unplanned. No plan for segments."""
    toy.strategies = (make_strategy(balances=(Balance("product_line", {"A": 0.6, "B": 0.4}),)),)
    toy.quota("R", "FY2026Q1", 1000.0)
    toy.product("pa", line="A")
    toy.product("pz", line="Z")
    toy.product("none", line=None)
    toy.product("na", "2026-01-01", line="A")
    for line, product in {"1": "pa", "2": "na", "3": "pz", "4": "none"}.items():
        toy.book(line, "2026-02-01", 10.0, product=product, customer="past" if line == "1" else "C")
    axes = toy.cut("north")["axes"]
    lines = axes[axes["axis"] == "product_line"].set_index("level")
    assert lines["target"].to_dict() == pytest.approx({"A": 600.0, "B": 400.0, "Z": 0.0, "not stated": 0.0})
    assert lines["actual"].to_dict() == {"A": 20.0, "B": 0.0, "Z": 10.0, "not stated": 10.0}
    assert lines["strategic"].to_dict() == {"A": 10.0, "B": 0.0, "Z": 10.0, "not stated": 10.0}
    segments = axes[axes["axis"] == "segment"]
    assert segments["target"].isna().all()
    assert segments["actual"].sum() == lines["actual"].sum() == 40.0


def test_ansoff_sums_to_bookings(toy: Any) -> None:
    toy.product("N", "2026-01-01")
    toy.book("a", "2026-02-01", 10.0, product="N", persona="CFO")
    toy.book("b", "2026-02-01", 20.0, customer="past")
    toy.book("c", "2026-03-01", -5.0, deal="Da", product="N")
    ansoff = toy.cut("north")["ansoff"].set_index(["product_level", "market", "persona_level"])
    assert ansoff["actual"].to_dict() == {
        ("new", "new customer", "new"): 5.0, ("existing", "existing customer", "unknown"): 20.0
    }  # fmt: skip


def test_counts_are_parents_per_rep_and_targets_follow_the_ramp(toy: Any, make_strategy: Any) -> None:
    """R wins two shops of one parent and one other customer: 2. S is hired on day 46 of 90: half a target."""
    where = (Selector("customer", ("new",)),)
    toy.strategies = (
        make_strategy(
            count_targets=(CountTarget("logos", where, "rep", 4, 0.1), CountTarget("area", where, "region", 9, 0.2))
        ),
    )
    toy.rep("S", hired="2026-02-15")
    for name in "RS":
        toy.quota(name, "FY2026Q1", 100.0)
    toy.customer("x", parent="top")
    toy.customer("y", parent="top")
    for line, customer in {"1": "x", "2": "y", "3": "z", "4": "past"}.items():
        toy.book(line, "2026-02-01", 10.0, customer=customer)
    counts = toy.cut("north")["counts"]
    per_rep = counts[counts["count_target"] == "logos"].set_index("rep_id")
    assert per_rep["actual"].to_dict() == {"R": 2.0, "S": 0.0}
    assert per_rep["target"].to_dict() == pytest.approx({"R": 4.0, "S": 2.0})
    (area,) = counts[counts["count_target"] == "area"].to_dict("records")
    assert (area["actual"], area["target"], area["weight"]) == (2.0, 9.0, 0.2)


def test_two_strategies_with_different_motions_keep_their_own_cells(
    toy: Any, make_strategy: Any, make_motion: Any
) -> None:
    everything = (make_motion("all", 0.5, product=("existing", "new")), make_motion("rest"))
    earlier = make_strategy(id="toy-fy2025", calendar=PlanCalendar(date(2025, 1, 1), "FY2025"), motions=everything)
    toy.strategies = (earlier, make_strategy())
    toy.quota("R", "FY2025Q4", 100.0)
    toy.quota("R", "FY2026Q1", 100.0)
    toy.book("a", "2025-11-01", 10.0)
    cells = toy.cut()["cells"]
    by = {period: sorted(set(frame["motion"])) for period, frame in cells[cells["rep_id"] == "R"].groupby("period")}
    assert by == {"FY2025Q4": ["all", "rest"], "FY2026Q1": ["core", "new_logo", "new_product", "off_plan"]}
    assert toy.cut()["motions"]["motion"].tolist() == ["new_product", "new_logo", "core", "off_plan"]
