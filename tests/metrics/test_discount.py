"""Discount: credited list prices, what is left out, and the difference to core."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stratreport.metrics import Book, evaluate
from stratreport.metrics.discount import price_lines
from tests.metrics.toys import deal, snapshot


def sold(motion: str, net: float, listed: float | None, *, n: int = 5, **more: object) -> list[dict[str, object]]:
    return [
        deal("r", motion, net, deal_id=f"{motion}{net}{k}", parent_id=f"p{k}", list_amount=listed, **more)
        for k in range(n)
    ]


def book_of(rows: list[dict[str, object]]) -> Book:
    return evaluate(snapshot(rows, carriers=[{"rep_id": "r"}]))


def test_by_hand() -> None:
    """Core 90 of 100, new products 60 of 100: together 150 of 200."""
    book = book_of([*sold("core", 90, 100.0), *sold("new_product", 60, 100.0)])
    assert book.value("discount").value == pytest.approx(0.25)
    assert book.value("discount", motion="new_product").value == pytest.approx(0.4)
    gap = book.value("discount_gap_to_core", motion="new_product")
    assert (gap.value, gap.numerator, gap.denominator) == pytest.approx((0.3, 0.4, 0.1))
    assert book.value("discount_gap_to_core", motion="core").value == pytest.approx(0)
    assert (book.value("discount").numerator, book.value("discount").denominator) == (750, 1000)


def test_lines_without_a_list_price_are_left_out_and_said() -> None:
    book = book_of([*sold("core", 80, 100.0), *sold("new_product", 80, None)])
    value = book.value("discount")
    assert value.value == pytest.approx(0.2)
    assert value.caveat == "list price known for 0.50 of bookings"
    assert book.value("discount", motion="core").caveat == ""


def test_no_list_price_is_unknown_never_zero() -> None:
    book = book_of(sold("core", 80, None))
    for slug in ("discount", "discount_gap_to_core"):
        value = book.value(slug, motion="core")
        assert (value.value, value.caveat) == (None, "no list prices")
    other = book_of([*sold("core", 80, None), *sold("new_product", 80, 100.0)])
    assert other.value("discount_gap_to_core", motion="new_product").caveat == "no list prices in core"


def test_four_deals_give_the_money_only() -> None:
    value = book_of(sold("core", 80, 100.0, n=4)).value("discount")
    assert (value.value, value.caveat, value.numerator, value.denominator) == (None, "too few to judge", 320, 400)


def test_split_credit_splits_the_list_price() -> None:
    rows = price_lines(pd.DataFrame({"amount": [24.0, 56.0], "list_amount": [100.0, 100.0], "credit": [0.3, 0.7]}))
    assert rows["list"].tolist() == pytest.approx([30, 70])


def test_returns_take_their_list_price_with_them() -> None:
    book = book_of([*sold("core", 80, 100.0), *sold("core", -80, -100.0, n=1, period="FY2026Q2")])
    assert book.value("discount").value == pytest.approx(0.2)
    assert book.value("discount").denominator == 400


def test_a_list_price_of_the_wrong_sign_or_of_zero_is_none() -> None:
    rows = price_lines(pd.DataFrame({"amount": [-5.0, 5.0], "list_amount": [9.0, 0.0], "credit": 1.0}))
    assert rows[["net", "list", "priced_size"]].to_numpy().tolist() == [[0, 0, 0], [0, 0, 0]]


def test_above_list_is_negative() -> None:
    assert book_of(sold("core", 110, 100.0)).value("discount").value == pytest.approx(-0.1)


def test_the_interval_holds_the_value_and_resamples_customers() -> None:
    rng = np.random.default_rng(1)
    rows = [
        deal("r", "core", float(net), deal_id=f"d{k}", parent_id=f"p{k}", list_amount=100.0)
        for k, net in enumerate(rng.integers(50, 100, 40))
    ]
    book = book_of(rows)
    value = book.value("discount")
    assert value.value is not None
    assert value.low is not None
    assert value.high is not None
    assert value.low < value.value < value.high
    one = book_of([{**row, "parent_id": "p"} for row in rows]).value("discount")
    assert (one.value, one.low) == (value.value, None)
