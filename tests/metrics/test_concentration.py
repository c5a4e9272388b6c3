"""How much hangs on a few sellers, by hand and for any team."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.concentration import bookings_gini, bookings_hhi, gini, herfindahl, reps_for_80, sellers_for
from tests.metrics.toys import quick

KEY = {"kind": "base", "scope": "region:x", "period": "Q"}
Compute = Callable[[pd.DataFrame], pd.DataFrame]
COMPUTES = (reps_for_80, bookings_gini, bookings_hhi)


def team(actual: list[float]) -> pd.DataFrame:
    return pd.DataFrame({**KEY, "actual": actual, "quota": 100.0})


def test_ten_sellers_by_hand() -> None:
    """Bookings 40, 30, 10, 5, 5, 2 x 5: 80 are reached with three; shares .4 .3 .1 .05 .05 and .02 x 5."""
    sold = team([40, 30, 10, 5, 5, 2, 2, 2, 2, 2])
    values = [compute(sold)["value"].iloc[0] for compute in COMPUTES]
    # Gini: ranks 1..5 at 2 (-9 -7 -5 -3 -1), 6 and 7 at 5 (1 3), 8 at 10 (5), 9 at 30 (7), 10 at 40 (9)
    assert values == pytest.approx([3, (-50 + 20 + 50 + 210 + 360) / 1000, 0.16 + 0.09 + 0.01 + 0.005 + 0.002])
    assert {compute(sold)["n"].iloc[0] for compute in COMPUTES} == {10}


@pytest.mark.parametrize("compute", COMPUTES)
def test_fewer_than_ten_sellers_are_not_judged(compute: Compute) -> None:
    out = compute(team([10.0] * 9)).iloc[0]
    assert pd.isna(out["value"])
    assert (out["caveat"], out["n"]) == ("too few to judge", 9)
    assert pd.notna(compute(team([10.0] * 10))["value"].iloc[0])


@pytest.mark.parametrize("compute", COMPUTES)
def test_nothing_booked_is_unknown(compute: Compute) -> None:
    out = compute(team([0.0] * 5 + [-3.0] * 5)).iloc[0]
    assert pd.isna(out["value"])
    assert out["caveat"] == "no bookings"


def test_one_holds_all() -> None:
    alone = np.array([0.0] * 9 + [7.0])
    assert (sellers_for(alone), gini(alone), herfindahl(alone)) == (1, pytest.approx(0.9), 1)


def test_returns_are_no_negative_share() -> None:
    with_return, without = team([50.0, -20.0] + [5.0] * 10), team([50.0, 0.0] + [5.0] * 10)
    for compute in COMPUTES:
        assert compute(with_return)["value"].tolist() == compute(without)["value"].tolist()


def test_exactly_four_fifths_is_enough() -> None:
    assert sellers_for(np.array([0.1] * 10)) == 8


@quick
@given(st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=30).filter(any), st.floats(0.01, 1000))
def test_bounds_scale_and_order(amounts: list[float], factor: float) -> None:
    sold, n = np.array(amounts), len(amounts)
    assert 1 <= sellers_for(sold) <= n
    assert -1e-12 <= gini(sold) <= (n - 1) / n + 1e-12
    assert 1 / n - 1e-12 <= herfindahl(sold) <= 1 + 1e-12
    for measure in (gini, herfindahl):
        assert measure(sold * factor) == pytest.approx(measure(sold))
        assert measure(sold[::-1]) == pytest.approx(measure(sold))


@quick
@given(st.lists(st.integers(1, 1000).map(float), min_size=2, max_size=20), st.floats(0.01, 0.99))
def test_giving_from_the_poorest_to_the_richest_concentrates(amounts: list[float], part: float) -> None:
    before = np.sort(np.array(amounts))
    after = before.copy()
    after[0], after[-1] = before[0] * (1 - part), before[-1] + before[0] * part
    assert gini(after) > gini(before)
    assert herfindahl(after) > herfindahl(before)
    assert sellers_for(after) <= sellers_for(before)
