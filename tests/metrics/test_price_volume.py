"""Price, volume and mix: W4, what has no price, and that the bars always add up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics import Book, evaluate
from stratreport.metrics.price_volume import STEPS, price_volume_mix
from tests.metrics.long_toys import AGO, long_snapshot
from tests.metrics.toys import NOW, deal, quick, snapshot


def side(**products: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(products, orient="index", columns=["units", "amount"]).astype(float)


def book_of(rows: list[dict[str, object]]) -> Book:
    return evaluate(long_snapshot(rows, carriers=[{"rep_id": "r"}]))


def line(product: str, amount: float, units: float | None, period: str, **more: object) -> dict[str, object]:
    key = f"{product}{amount}{units}{period}"
    row = deal("r", "core", amount, deal_id=key, product_id=product, quantity=units, period=period)
    return {**row, **more}


W4_LINES = [
    line("x", 1000, 100, AGO), line("y", 1000, 50, AGO), line("x", 1330, 140, NOW), line("y", 880, 40, NOW),
]  # fmt: skip


def test_w4_through_the_book() -> None:
    book = book_of(W4_LINES)
    found = {step: book.value(f"pvm_{step}").value for step in STEPS}
    assert found == pytest.approx(
        {"volume": 400, "mix": -200, "price": 10, "new": 0, "discontinued": 0, "unpriced": 0}, abs=1e-9
    )
    change = book.value("bookings_change")
    assert (change.value, change.numerator, change.denominator) == (210, 2210, 2000)
    bars = book.price_volume_mix()
    assert bars["step"].tolist() == ["prior", "volume", "mix", "price", "actual"]
    assert bars["value"].iloc[:-1].sum() == pytest.approx(bars["value"].iloc[-1])


def test_new_and_discontinued_have_their_own_bars() -> None:
    steps = price_volume_mix(side(old=(5, 50), both=(10, 100)), side(both=(10, 100), young=(2, 80)))
    assert steps == {"volume": 0, "mix": 0, "price": 0, "new": 80, "discontinued": -50, "unpriced": 0}


def test_net_returns_have_no_price() -> None:
    steps = price_volume_mix(side(x=(10, 100), y=(5, 50)), side(x=(10, 110), y=(-2, -20)))
    assert steps == {"volume": 0, "mix": 0, "price": 10, "new": 0, "discontinued": 0, "unpriced": -70}


def test_lines_without_units_are_unpriced() -> None:
    book = book_of([*W4_LINES, line("z", 70, None, NOW), line("x", 30, 0, AGO)])
    assert book.value("pvm_unpriced").value == pytest.approx(40)
    assert book.value("pvm_price").value == pytest.approx(10)
    assert book.value("bookings_change").value == pytest.approx(250)


def test_split_credit_counts_units_once() -> None:
    halves = [{**row, "credit": 0.5, "amount": row["amount"] / 2} for row in W4_LINES]  # type: ignore[operator]
    book = book_of([*halves, *halves])
    assert book.value("pvm_volume").value == pytest.approx(400)


def test_without_a_year_ago_there_is_no_comparison() -> None:
    for book in (
        evaluate(snapshot([line("x", 10, 1, NOW)], carriers=[{"rep_id": "r"}])), book_of([line("x", 10, 1, NOW)]),
    ):  # fmt: skip
        for slug in ("bookings_change", "pvm_volume", "pvm_unpriced"):
            value = book.value(slug)
            assert (value.value, value.caveat) == (None, "no quarter a year ago")
        assert len(book.price_volume_mix()) == 0


amount = st.integers(-500, 2000).map(float)
units = st.integers(-20, 200).map(float)
sides = st.dictionaries(st.sampled_from("abcdef"), st.tuples(units, amount), max_size=6).map(
    lambda rows: side(**rows) if rows else side(a=(1, 1)).iloc[:0]
)


@quick
@given(sides, sides)
def test_the_bars_add_up_to_the_change_of_money(before: pd.DataFrame, after: pd.DataFrame) -> None:
    change = after["amount"].sum() - before["amount"].sum()
    scale = before["amount"].abs().sum() + after["amount"].abs().sum() + 1
    # a price near 0 on one side multiplies many units on the other: the scale of the bars themselves
    steps = price_volume_mix(before, after)
    scale += sum(abs(value) for value in steps.values())
    assert sum(steps.values()) == pytest.approx(change, abs=1e-9 * scale)


@quick
@given(sides, st.integers(2, 9))
def test_more_of_the_same_is_volume_alone(before: pd.DataFrame, times: int) -> None:
    before = before[(before["units"] > 0)]
    steps = price_volume_mix(before, before * times)
    grown = before["amount"].sum() * (times - 1)
    scale = before["amount"].abs().sum() * times + 1
    assert steps["volume"] == pytest.approx(grown, abs=1e-9 * scale)
    assert [steps["mix"], steps["price"]] == pytest.approx([0, 0], abs=1e-9 * scale)


@quick
@given(sides, st.floats(0.1, 5))
def test_another_price_for_all_is_price_alone(before: pd.DataFrame, factor: float) -> None:
    before = before[(before["units"] > 0)]
    steps = price_volume_mix(before, before.assign(amount=before["amount"] * factor))
    scale = before["amount"].abs().sum() * (1 + factor) + 1
    assert steps["price"] == pytest.approx(before["amount"].sum() * (factor - 1), abs=1e-9 * scale)
    assert [steps["mix"], steps["volume"]] == pytest.approx([0, 0], abs=1e-9 * scale)
