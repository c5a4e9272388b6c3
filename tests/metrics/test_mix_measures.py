"""The vectors behind divergence and diversity: W5, and what holds for any two mixes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.concentration import herfindahl
from stratreport.metrics.metric import Array
from stratreport.metrics.mix_measures import (
    entropy,
    jensen_shannon,
    kullback_leibler,
    mix_frame,
    shares,
    split_by_axis,
)
from tests.metrics.toys import quick

mixes = st.integers(1, 7).flatmap(
    lambda size: st.tuples(*(st.lists(st.integers(0, 1000).map(float), min_size=size, max_size=size) for _ in "pq"))
).filter(lambda pair: any(pair[0]) and any(pair[1]))  # fmt: skip
fours = st.lists(st.integers(0, 100).map(float), min_size=4, max_size=4).filter(any)
planned = st.lists(st.integers(1, 100).map(float), min_size=4, max_size=4)


def test_shares_of_positive_money_only() -> None:
    assert shares(np.array([3.0, -9.0, 1.0])).tolist() == [0.75, 0.0, 0.25]
    assert np.isnan(shares(np.array([-1.0, 0.0]))).all()


def test_booked_where_nothing_is_planned_is_infinite() -> None:
    p, q = np.array([0.9, 0.1]), np.array([1.0, 0.0])
    assert kullback_leibler(p, q) == np.inf
    assert kullback_leibler(q, p) == pytest.approx(np.log(1 / 0.9))
    assert 0 < jensen_shannon(p, q) < np.log(2)


def test_nothing_in_common_is_ln_2_and_the_same_is_0() -> None:
    p, q = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert jensen_shannon(p, q) == pytest.approx(np.log(2))
    assert jensen_shannon(p, p) == 0.0
    assert kullback_leibler(p, p) == 0.0


@quick
@given(mixes)
def test_bounds_of_divergence_and_diversity(pair: tuple[list[float], list[float]]) -> None:
    p, q = (shares(np.array(side)) for side in pair)
    distance, js, kl = np.abs(p - q).sum() / 2, jensen_shannon(p, q), kullback_leibler(p, q)
    assert 0 <= js <= np.log(2) + 1e-12
    assert js == pytest.approx(jensen_shannon(q, p))
    assert kl >= 0
    if np.isfinite(kl):
        assert distance <= np.sqrt(kl / 2) + 1e-9  # Pinsker
    effective = 1 / herfindahl(p)
    assert 1 - 1e-9 <= effective <= np.exp(entropy(p)) + 1e-9
    assert np.exp(entropy(p)) <= len(p) + 1e-9


@quick
@given(mixes)
def test_divergence_from_equal_shares_is_ln_k_less_entropy(pair: tuple[list[float], list[float]]) -> None:
    p = shares(np.array(pair[0]))
    even: Array = np.full(len(p), 1 / len(p))
    assert kullback_leibler(p, even) == pytest.approx(np.log(len(p)) - entropy(p), abs=1e-9)


@quick
@given(fours, planned)
def test_product_and_market_parts_foot_and_are_not_negative(booked: list[float], asked: list[float]) -> None:
    p, q = shares(np.array(booked)), shares(np.array(asked))
    product, market = split_by_axis(p, q)
    assert product + market == pytest.approx(kullback_leibler(p, q), abs=1e-9)
    assert min(product, market) >= -1e-9


def test_a_plan_missed_on_one_axis_only_is_that_axis() -> None:
    """Product and market independent, market as planned: the whole divergence is the product's, in either order."""
    p, q = np.array([0.4, 0.1, 0.4, 0.1]), np.array([0.25, 0.25, 0.25, 0.25])
    product, market = split_by_axis(p, q)
    assert product == pytest.approx(0.8 * np.log(1.6) + 0.2 * np.log(0.4))
    assert market == pytest.approx(0, abs=1e-12)


def test_an_unplanned_quadrant_cannot_be_split() -> None:
    parts = split_by_axis(np.array([0.5, 0.5, 0.0, 0.0]), np.array([1.0, 0.0, 0.0, 0.0]))
    assert np.isnan(parts).all()


UNITS = pd.DataFrame({"kind": ["base"], "scope": ["region:x"], "period": ["Q"], "n": [60]})


def motion_rows(actual: list[float], target: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q", "actual": actual, "target": target})


def square_rows(actual: list[float], target: list[float]) -> pd.DataFrame:
    names = ["penetration", "product development", "market development", "diversification"]
    scopes = [f"region:x/quadrant:{name}" for name in names]
    return pd.DataFrame({"scope": scopes, "period": "Q", "actual": actual, "target": target})


def test_one_row_per_base_with_all_measures() -> None:
    rows = mix_frame(
        motion_rows([80, 10, 10], [50, 30, 20]), quadrants=square_rows([80, 10, 5, 5], [50, 30, 10, 10]), units=UNITS
    )
    row = rows.iloc[0]
    assert len(rows) == 1
    assert (row["n"], row["cells"], row["positive"], row["target"], row["placed"]) == (60, 3, 100, 100, 1)
    assert row["divergence"] == pytest.approx(0.196827, abs=5e-7)
    assert row["divergence_product"] + row["divergence_market"] == pytest.approx(row["divergence_placed"])


def test_motions_that_span_quadrants_leave_the_split_unknown() -> None:
    rows = mix_frame(motion_rows([8, 2], [5, 5]), quadrants=square_rows([8, 2, 0, 0], [np.nan] * 4), units=UNITS)
    assert rows["placed"].tolist() == [0]
    assert rows[["divergence_product", "divergence_market"]].isna().all(axis=None)


@quick
@given(mixes)
def test_an_all_zero_motion_changes_nothing(pair: tuple[list[float], list[float]]) -> None:
    squares = square_rows([1, 1, 1, 1], [1, 1, 1, 1])
    booked, asked = pair
    before = mix_frame(motion_rows(booked, asked), quadrants=squares, units=UNITS)
    after = mix_frame(motion_rows([*booked, 0.0], [*asked, 0.0]), quadrants=squares, units=UNITS)
    pd.testing.assert_frame_equal(before, after)
