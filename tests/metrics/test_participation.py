"""Reps together: counts at the edges of bands, carriers only, few reps."""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.metrics.participation import (
    attainment_distribution,
    attainment_quantile,
    concentration_top_share,
    reps_at_quota,
)

KEY = {"kind": "base", "scope": "region:x", "period": "Q"}


def team(actual: list[float], *, quota: float = 100.0) -> pd.DataFrame:
    return pd.DataFrame({**KEY, "actual": actual, "quota": quota})


def test_the_edges_of_the_bands() -> None:
    rows = attainment_distribution(team([49.999, 50, 79.999, 80, 99.999, 100, 120, 120.001, -5]))
    counts = dict(zip(rows["scope"].str.removeprefix("region:x/band:"), rows["value"], strict=True))
    assert counts == {"under_50": 2, "50_to_80": 2, "80_to_100": 2, "100_to_120": 2, "over_120": 1}
    assert rows["denominator"].unique().tolist() == [9]


def test_rounding_noise_at_quota_is_still_at_quota() -> None:
    noisy = sum([0.1] * 10) * 100
    assert noisy < 100
    assert reps_at_quota(team([noisy] * 5))["value"].tolist() == [1.0]


def test_under_five_reps_there_is_a_count_but_no_rate() -> None:
    out = reps_at_quota(team([120, 80, 80, 80])).iloc[0]
    assert (out["numerator"], out["denominator"], out["caveat"]) == (1, 4, "too few to judge")
    assert out[["value", "low", "high"]].isna().all()


def test_five_reps_have_a_rate_with_its_interval() -> None:
    out = reps_at_quota(team([0, 0, 0, 0, 0])).iloc[0]
    assert (out["value"], out["low"]) == (0, 0)
    assert out["high"] == pytest.approx(0.4345, abs=5e-5)


def test_reps_without_quota_are_not_counted() -> None:
    mixed = pd.concat([team([100] * 5), team([50], quota=0.0)])
    assert reps_at_quota(mixed)["n"].tolist() == [5]


def test_quantiles() -> None:
    assert attainment_quantile(team([50, 100, 150, 200]))["value"].tolist() == [0.5, 0.875, 1.25, 1.625, 2.0]


@pytest.mark.parametrize(
    ("actual", "share", "caveat"),
    [
        ([10.0] * 10, 0.2, ""),
        ([10.0] * 11, 3 / 11, ""),
        ([60.0, 30, 10], 0.9, "top 2 of 3 reps"),
        ([5.0, -5], 1.0, "top 2 of 2 reps"),
    ],
)
def test_top_share(actual: list[float], share: float, caveat: str) -> None:
    out = concentration_top_share(team(actual)).iloc[0]
    assert out["value"] == pytest.approx(share)
    assert out["caveat"] == caveat
    assert out["numerator"] / out["denominator"] == pytest.approx(share)


def test_nothing_booked_has_no_concentration() -> None:
    out = concentration_top_share(team([0.0, -1.0])).iloc[0]
    assert pd.isna(out["value"])
    assert out["caveat"] == "no bookings"
