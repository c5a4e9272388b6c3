"""Rolling years by hand: money of the quarters is summed first, then divided, then capped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from stratreport.metrics.rolling import rolling

QUARTERS = ("Q1", "Q2", "Q3")


@dataclass(frozen=True)
class Figure:
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None


class Toy:
    """Values by (slug, period) or (slug, period, motion); what is not said is unknown."""

    def __init__(self, said: dict[tuple[str, ...], Figure]) -> None:
        self.said = said

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Any:
        return self.said.get((slug, str(period), *scope.values()), Figure())


def money(slug: str, *values: float | None) -> dict[tuple[str, ...], Figure]:
    return {(slug, quarter): Figure(value) for quarter, value in zip(QUARTERS, values, strict=True)}


def test_quota_attainment_divides_sums_and_may_pass_one() -> None:
    """(50 + 150) / (100 + 50) and (150 + 30) / (50 + 50): neither the mean of the ratios nor capped."""
    toy = Toy(money("bookings", 50, 150, 30) | money("quota", 100, 50, 50))
    assert rolling(toy, "quota_attainment", periods=QUARTERS, quarters=2) == (None, 200 / 150, 1.8)


def test_strategy_attainment_is_capped_after_the_sum_and_never_below_nothing() -> None:
    over = Toy(money("strategic_bookings", 50, 150, 30) | money("strategic_target", 100, 50, 50))
    assert rolling(over, "strategic_motion_attainment", periods=QUARTERS, quarters=2) == (None, 1.0, 1.0)
    returned = Toy(money("strategic_bookings", -50, 20, 50) | money("strategic_target", 100, 50, 50))
    assert rolling(returned, "strategic_motion_attainment", periods=QUARTERS, quarters=2) == (None, 0.0, 0.7)


def test_shares_sum_their_own_numerators_and_denominators() -> None:
    pairs = {"Q1": (10.0, 100.0), "Q2": (30.0, 60.0), "Q3": (0.0, 40.0)}
    toy = Toy({("new_product_share", period): Figure(None, *pair) for period, pair in pairs.items()})
    assert rolling(toy, "new_product_share", periods=QUARTERS, quarters=2) == (None, 0.25, 0.3)


def test_hidden_shortfall_nets_motions_over_the_year_before_it_compares_them() -> None:
    """Core 80 + 140 of 100 + 100 = +20; new 60 + 20 of 50 + 50 = -20: 20 of 300 is hidden.

    By quarter core hides nothing in Q1 (surplus 10 in new against a gap of 20), 30 in Q2.
    """
    actual = {("core", "Q1"): 80.0, ("core", "Q2"): 140.0, ("new", "Q1"): 60.0, ("new", "Q2"): 20.0}
    target = {("core", "Q1"): 100.0, ("core", "Q2"): 100.0, ("new", "Q1"): 50.0, ("new", "Q2"): 50.0}
    toy = Toy(
        {("bookings", period, motion): Figure(value) for (motion, period), value in actual.items()}
        | {("target", period, motion): Figure(value) for (motion, period), value in target.items()}
    )
    found = rolling(toy, "masked_shortfall", periods=QUARTERS[:2], quarters=2, motions=("core", "new"))
    assert found == (None, pytest.approx(20 / 300))
    single = rolling(toy, "masked_shortfall", periods=QUARTERS, quarters=1, motions=("core", "new"))
    assert single == (pytest.approx(10 / 150), pytest.approx(30 / 150), None), "a quarter without targets is unknown"


@pytest.mark.parametrize(
    ("bookings", "quota"), [((50, None, 30), (100, 50, 50)), ((50, 150, 30), (100, None, 50))]
)  # fmt: skip
def test_a_quarter_without_value_leaves_no_year_that_holds_it(bookings: Any, quota: Any) -> None:
    toy = Toy(money("bookings", *bookings) | money("quota", *quota))
    assert rolling(toy, "quota_attainment", periods=QUARTERS, quarters=2) == (None, None, None)


def test_without_a_quota_there_is_no_ratio() -> None:
    toy = Toy(money("bookings", 50, 150, 30) | money("quota", 0, 0, 50))
    assert rolling(toy, "quota_attainment", periods=QUARTERS, quarters=2) == (None, None, 3.6)
