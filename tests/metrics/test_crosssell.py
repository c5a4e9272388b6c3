"""Attach rate and whitespace: who is eligible, who attached, what a first purchase is worth."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from stratreport.metrics import Book, evaluate
from stratreport.metrics.crosssell import attach_counts, attach_rate, whitespace
from tests.metrics.toys import NOW, QUARTERS, STRATEGY, deal, snapshot

#: a window of two quarters, so that two lie before it
SHORT = replace(STRATEGY, thresholds=replace(STRATEGY.thresholds, window_quarters=2))
EARLY = QUARTERS[0]


def sale(parent: str, line: str, amount: float, *, period: str = NOW, **more: str) -> dict[str, object]:
    key = f"{parent}-{line}-{amount}-{period}"
    motion = more.get("motion", "core")
    return deal("r", motion, amount, deal_id=key, parent_id=parent, product_line=line, product_id=line, period=period)


def book_of(rows: list[dict[str, object]]) -> Book:
    return evaluate(snapshot(rows, carriers=[{"rep_id": "r"}], strategy=SHORT))


#: six customers of pumps before the window; p1 owned valves already, p2 to p4 buy some within it
KNOWN = [sale(f"p{k}", "pumps", 10, period=EARLY) for k in range(1, 7)]
ROWS = [
    *KNOWN,
    sale("p1", "valves", 5, period=EARLY),
    sale("p1", "valves", 99),
    sale("p2", "valves", 20),
    sale("p3", "valves", 40),
    sale("p4", "valves", 60),
    sale("stranger", "valves", 1000),
]


def test_by_hand() -> None:
    value = book_of(ROWS).value("attach_rate", product_line="valves")
    assert (value.value, value.numerator, value.denominator, value.n) == (0.6, 3, 5, 5)
    assert value.low is not None
    assert value.high is not None
    assert value.low < 0.6 < value.high


def test_whitespace_needs_five_first_purchases() -> None:
    few = book_of(ROWS).value("whitespace", product_line="valves")
    assert (few.value, few.caveat, few.numerator, few.denominator) == (None, "too few to judge", 2, 40)
    more = [sale(f"q{k}", "pumps", 10, period=EARLY) for k in range(4)]
    bought = [sale("q0", "valves", 40), sale("q1", "valves", 80)]
    value = book_of([*ROWS, *more, *bought]).value("whitespace", product_line="valves")
    # eligible p2..p6, q0..q3; attached p2 p3 p4 q0 q1 at 20 40 60 40 80; p5 p6 q2 q3 are left
    assert (value.value, value.numerator, value.denominator) == (160, 4, 40)


def test_a_returned_purchase_is_none() -> None:
    rows = [*ROWS, {**sale("p4", "valves", -60), "deal_id": "p4-valves-60"}]
    assert book_of(rows).value("attach_rate", product_line="valves").numerator == 2


def test_a_customer_is_the_ultimate_parent() -> None:
    daughter = {**sale("p5", "valves", 20), "customer_id": "daughter"}
    assert book_of([*ROWS, daughter]).value("attach_rate", product_line="valves").numerator == 4


def test_the_base_counts_products_that_are_new_in_the_window() -> None:
    """p2 owns the new product since before the window: not eligible; p3 buys it now."""
    rows = [
        *KNOWN,
        sale("p2", "sensors", 5, period=EARLY, motion="new_product"),
        sale("p2", "sensors", 5, motion="new_product"),
        sale("p3", "sensors", 5, motion="new_product"),
    ]
    value = book_of(rows).value("attach_rate")
    assert (value.numerator, value.denominator, value.value) == (1, 5, 0.2)


def test_without_earlier_bookings_nobody_is_known() -> None:
    value = book_of([sale("p1", "valves", 20)]).value("attach_rate", product_line="valves")
    assert (value.value, value.caveat) == (None, "no bookings before the window")


def test_first_purchase_is_the_first_day_not_the_sum() -> None:
    later = [("a", 3, 70.0, True, True), ("a", 2, 30.0, True, True), ("a", 2, 5.0, True, True)]
    names = ["parent_id", "booked_on", "amount", "inside", "mine"]
    lines = pd.DataFrame([("a", 1, 10.0, False, False), *later], columns=names)
    assert attach_counts(lines)[:3] == (1, 1, 35)


@pytest.mark.parametrize(("eligible", "caveat"), [(0.0, "no customer is eligible"), (4.0, "too few to judge")])
def test_few_customers_give_counts_only(eligible: float, caveat: str) -> None:
    rows = pd.DataFrame({"eligible": [eligible], "attached": [0.0], "first_purchase": [float("nan")], "since": 1.0})
    out = attach_rate(rows).iloc[0]
    assert pd.isna(out["value"])
    assert (out["caveat"], out["denominator"]) == (caveat, eligible)
    assert whitespace(rows)["value"].isna().all()
