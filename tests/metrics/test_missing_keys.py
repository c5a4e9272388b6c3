"""A rep without a manager loses no money: worked by hand.

Plan of each: core 60, new_product 30, new_customer 10 (quota 100).
free  no manager   core 50, new_product 30   hits 50 + 30 + 0 = 80
led   manager m    core 70, new_product 15   hits 60 + 15 + 0 = 75
"""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.metrics import Book, evaluate
from tests.metrics.toys import deal, snapshot

ROWS = [
    deal("free", "core", 50, manager_id=None), deal("free", "new_product", 30, manager_id=None),
    deal("led", "core", 70), deal("led", "new_product", 15),
]  # fmt: skip
CARRIERS = [{"rep_id": "free", "manager_id": None}, {"rep_id": "led"}]


@pytest.fixture(scope="module")
def book() -> Book:
    return evaluate(snapshot(ROWS, carriers=CARRIERS))


@pytest.mark.parametrize(
    ("scope", "hits", "asked"),
    [({}, 155, 200), ({"rep": "free"}, 80, 100), ({"rep": "led"}, 75, 100), ({"manager": "m"}, 75, 100)],
)
def test_bottom_up_attainment_keeps_the_hits_of_reps_without_a_manager(
    book: Book, scope: dict[str, str], hits: float, asked: float
) -> None:
    found = book.value("strategic_attainment", **scope)
    assert (found.numerator, found.denominator) == (hits, asked)
    assert found.value == pytest.approx(hits / asked)


def test_the_hits_of_reps_add_up_to_those_of_the_region(book: Book) -> None:
    reps = book.select("strategic_attainment", under="region:x/rep:")
    assert reps["numerator"].sum() == book.value("strategic_attainment").numerator == 155


def test_nobody_is_not_a_manager(book: Book) -> None:
    managers = book.frame.loc[book.frame["scope"].str.contains("/manager:"), "scope"]
    assert {scope.split("/")[1] for scope in managers} == {"manager:m"}
    assert book.frame["scope"].notna().all()


@pytest.mark.parametrize("metric", ["bookings", "quota", "target", "strategic_motion_attainment"])
def test_money_of_reps_without_a_manager_is_in_every_sum(book: Book, metric: str) -> None:
    """Bookings 165, quotas 200, targets 200, strategic bookings 30 + 15 of 80."""
    expected = {"bookings": 165, "quota": 200, "target": 200, "strategic_motion_attainment": 45 / 80}
    assert book.value(metric).value == pytest.approx(expected[metric])


def test_an_axis_level_without_a_name_is_reported_as_unknown() -> None:
    made = snapshot(ROWS, carriers=CARRIERS)
    axes = made.frames["axes"].assign(level=pd.array([None] * len(made.frames["axes"]), dtype="string"))
    found = evaluate(type(made)(meta=made.meta, frames={**made.frames, "axes": axes}, path=made.path))
    assert found.value("bookings", product_line="unknown").value == pytest.approx(165)
