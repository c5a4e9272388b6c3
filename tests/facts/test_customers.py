"""Who is new: at the ultimate parent, as of the booking date, with look-back, stickiness and dormancy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import pandas as pd
import pytest

from stratreport.facts.customers import customer_days


def levels(toy: Any, period: str = "FY2026Q1") -> dict[str, str]:
    return toy.deals(period)["customer_level"].to_dict()


def test_a_parent_without_orders_in_the_look_back_is_new_and_stays_new(toy: Any, make_strategy: Any) -> None:
    """Look-back 24 months, sticky 12.

    | line | day        | before it          | level    |
    | a    | 2025-04-10 | nothing            | new      |
    | b    | 2026-02-01 | a, 10 months ago   | new: within 12 months of the first order |
    | c    | 2026-04-09 |                    | new: the last sticky day |
    | d    | 2026-04-10 |                    | existing |
    """
    toy.strategies = (
        make_strategy(calendar=replace(make_strategy().calendar, fiscal_year_start=date(2025, 1, 1), years=2)),
    )
    for line, day in {"a": "2025-04-10", "b": "2026-02-01", "c": "2026-04-09", "d": "2026-04-10"}.items():
        toy.book(line, day, 10.0)
    found = levels(toy, "FY2026Q2")
    assert [found[line] for line in "abcd"] == ["new", "new", "new", "existing"]


def test_silence_longer_than_the_look_back_makes_new_again_and_a_shorter_one_reactivates(toy: Any) -> None:
    """| customer | last order | order on 2026-02-01 |
    | gone     | 2024-01-31 | new: nothing in the 24 months from 2024-02-01 |
    | asleep   | 2024-02-01 | reactivated: that very day is inside the look-back |
    | dormant  | 2025-01-31 | reactivated: nothing in the 12 months from 2025-02-01 |
    | awake    | 2025-02-01 | existing |
    """
    last = {"gone": "2024-01-31", "asleep": "2024-02-01", "dormant": "2025-01-31", "awake": "2025-02-01"}
    for name, day in last.items():
        toy.book(f"{name}-first", "2022-06-01", 10.0, customer=name)
        toy.book(f"{name}-last", day, 10.0, customer=name)
        toy.book(name, "2026-02-01", 10.0, customer=name)
    found = levels(toy)
    assert {name: found[name] for name in last} == {
        "gone": "new", "asleep": "reactivated", "dormant": "reactivated", "awake": "existing"
    }  # fmt: skip


def test_newness_is_the_ultimate_parents(toy: Any) -> None:
    """top ← middle ← shop; another branch of top bought last year, so the shop's first order is existing business."""
    toy.customer("top")
    toy.customer("middle", parent="top")
    toy.customer("shop", parent="middle")
    toy.customer("branch", parent="top")
    toy.book("old", "2025-06-01", 10.0, customer="branch")
    toy.book("new", "2025-07-01", 10.0, customer="stranger")
    toy.book("a", "2026-02-01", 10.0, customer="shop")
    toy.book("b", "2026-02-01", 10.0, customer="orphan")
    toy.customer("orphan", parent="nowhere")
    deals = toy.deals()
    assert deals.loc["a", ["customer_level", "parent_id"]].tolist() == ["new", "top"]  # sticky since 2025-06
    assert deals.loc["b", ["customer_level", "parent_id"]].tolist() == ["new", "nowhere"]


def test_at_account_grain_the_shop_is_new_although_its_parent_is_not(toy: Any, make_strategy: Any) -> None:
    base = make_strategy()
    account = replace(base, axes=replace(base.axes, customer=replace(base.axes.customer, grain="account")))
    toy.customer("top")
    toy.customer("shop", parent="top")
    for day in ("2023-05-01", "2024-05-01", "2025-05-01"):
        toy.book(day, day, 10.0, customer="top")
    toy.book("a", "2026-02-01", 10.0, customer="shop")
    assert levels(toy)["a"] == "existing"
    toy.strategies = (account,)
    assert levels(toy)["a"] == "new"


def test_a_chain_of_parents_is_followed_to_its_top(toy: Any) -> None:
    """Twenty levels: c00 ← c01 ← … ← c19."""
    for level in range(20):
        toy.customer(f"c{level:02d}", parent=f"c{level - 1:02d}" if level else None)
    toy.book("deep", "2026-02-01", 10.0, customer="c19")
    assert toy.deals().loc["deep", "parent_id"] == "c00"


def test_a_return_makes_nobody_new_active_or_reactivated(toy: Any) -> None:
    """| customer | history               | line on 2026-02-01 | level |
    | never    | nothing               | −5 (no order)      | existing |
    | back     | order 2022, −1 in 2025 | +10                | new: the return was no order |
    """
    toy.book("return", "2026-02-01", -5.0, customer="never")
    toy.book("first", "2022-06-01", 10.0, customer="back")
    toy.book("credit", "2025-06-01", -1.0, customer="back", deal="unknown")
    toy.book("again", "2026-02-01", 10.0, customer="back")
    found = levels(toy)
    assert (found["return"], found["again"]) == ("existing", "new")


def test_what_a_customer_becomes_tomorrow_does_not_show_today(make_strategy: Any) -> None:
    """Silent since 2022; goods come back one day (existing), an order comes the day after (new)."""
    rows = pd.DataFrame(
        {"unit": "A", "day": [date(2022, 6, 1), date(2026, 2, 1), date(2026, 2, 2)], "ordered": [True, False, True]}
    )
    events = ibis.memtable(rows, schema={"unit": "string", "day": "date", "ordered": "bool"})
    days = customer_days(events, make_strategy().axes.customer, date(2020, 1, 1)).order_by("day").to_pandas()
    assert days["customer_level"].tolist() == ["new", "existing", "new"]


def test_a_return_stands_in_the_cell_of_its_order(toy: Any) -> None:
    """The order of 2025-02-01 was new and from a CFO; in 2026-03 the customer is existing, the return still new."""
    toy.book("order", "2025-02-01", 100.0, deal="D", persona="CFO")
    toy.book("between", "2025-09-01", 100.0)
    toy.book("later", "2026-03-01", 100.0)
    toy.book("return", "2026-03-02", -40.0, deal="D")
    toy.book("loose", "2026-03-02", -40.0, deal="other")
    columns = ["customer_level", "persona_level", "motion"]
    deals = toy.deals()
    assert deals.loc["later", columns].tolist() == ["existing", "unknown", "core"]
    assert deals.loc["return", columns].tolist() == ["new", "new", "new_logo"]
    assert deals.loc["loose", columns].tolist() == ["existing", "unknown", "core"]
    assert deals.loc["return", "period"] == "FY2026Q1"


def test_a_return_prefers_the_order_of_its_own_product(toy: Any) -> None:
    """Deal D: product P in 2025-01 (new then), product Z in 2026-01 (existing by then); the return is of P."""
    toy.book("p", "2025-01-20", 100.0, deal="D", product="P")
    toy.book("between", "2025-09-01", 100.0)
    toy.book("z", "2026-01-25", 100.0, deal="D", product="Z")
    toy.book("back", "2026-02-01", -10.0, deal="D", product="P")
    found = levels(toy)
    assert (found["z"], found["back"]) == ("existing", "new")


@pytest.mark.parametrize(("first", "level", "doubtful"), [("2024-01-05", "new", 0), ("2024-07-01", "existing", 1)])
def test_where_the_data_is_too_short_nobody_is_called_new(toy: Any, first: str, level: str, doubtful: int) -> None:
    """The look-back starts on 2024-02-01: with data since 2024-Q1 newness is known, since 2024-Q3 it is not."""
    toy.bookings.clear()
    toy.book("history", first, 1.0, customer="past", rep="nobody")
    toy.book("a", "2026-02-01", 10.0)
    frames = toy.cut("north")
    assert frames["deals"].set_index("line_id").loc["a", "customer_level"] == level
    told = frames["quality"].set_index("check")
    assert (told.loc["lookback_short", "count"] if doubtful else len(told[told.index == "lookback_short"])) == doubtful


def test_reactivated_counts_as_what_the_strategy_says(toy: Any, make_strategy: Any) -> None:
    toy.book("first", "2022-06-01", 10.0)
    toy.book("last", "2024-06-01", 10.0)
    toy.book("a", "2026-02-01", 10.0)
    assert toy.deals().loc["a", ["customer_level", "market", "motion"]].tolist() == [
        "reactivated", "existing customer", "core"
    ]  # fmt: skip
    base = make_strategy()
    customer = replace(base.axes.customer, reactivated_counts_as="new")
    toy.strategies = (replace(base, axes=replace(base.axes, customer=customer)),)
    assert toy.deals().loc["a", ["customer_level", "market", "motion"]].tolist() == [
        "reactivated", "new customer", "new_logo"
    ]  # fmt: skip
