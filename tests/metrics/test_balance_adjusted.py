"""Quota attainment marked down by the money in the wrong cells."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.balance_adjusted import balance_adjusted_attainment
from stratreport.metrics.measures import motion_measures, unit_measures
from tests.metrics.toys import W1, quick


def unit(**more: float) -> pd.DataFrame:
    return pd.DataFrame(
        [{"actual": 1100.0, "quota": 1000.0, "misplaced": 340.0, "positive": 1100.0, "target": 1000.0, **more}]
    )


def test_w1() -> None:
    measured = unit_measures(motion_measures(W1.assign(u="u"), by=["u"]), by=["u"]).assign(quota=1000.0)
    out = balance_adjusted_attainment(measured).iloc[0]
    assert out["value"] == pytest.approx(1.1 * (1 - 0.309090909))
    assert (out["numerator"], out["denominator"]) == pytest.approx((1.1, 0.690909091))


@pytest.mark.parametrize(
    ("changes", "caveat"),
    [
        ({"quota": 0.0}, "quota is zero"), ({"target": 0.0, "misplaced": float("nan")}, "no target"),
        ({"positive": 0.0, "misplaced": float("nan")}, "no bookings"),
    ],
)  # fmt: skip
def test_unknown_where_either_half_is_unknown(changes: dict[str, float], caveat: str) -> None:
    out = balance_adjusted_attainment(unit(**changes)).iloc[0]
    assert pd.isna(out["value"])
    assert out["caveat"] == caveat


@quick
@given(st.integers(0, 5000), st.floats(0, 1))
def test_between_nothing_and_quota_attainment(actual: int, distance: float) -> None:
    out = balance_adjusted_attainment(unit(actual=float(actual), misplaced=1100.0 * distance)).iloc[0]
    assert -1e-12 <= out["value"] <= actual / 1000 + 1e-12
