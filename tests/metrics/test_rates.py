"""Rates below their minimum, priors from peers, shrinkage and differences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.rates import fit_beta, newcombe, rate, shrink
from tests.metrics.toys import quick

counts = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8).map(
    lambda pairs: (np.array([float(a) for a, _ in pairs]), np.array([float(a + b) for a, b in pairs]))
)


def test_what_is_shown_below_the_minimum() -> None:
    out = rate(pd.DataFrame({"hits": [0, 4, 4, 5], "n": [0, 4, 5, 10]}), of="hits", whole="n")
    assert out["value"].isna().tolist() == [True, True, False, False]
    assert out["caveat"].tolist() == ["too few to judge", "too few to judge", "", ""]
    assert out["numerator"].tolist() == [0, 4, 4, 5]
    assert out["n"].tolist() == [0, 4, 5, 10]


def test_an_unknown_count_is_too_few() -> None:
    assert rate(pd.DataFrame({"hits": [np.nan], "n": [np.nan]}), of="hits", whole="n")["value"].isna().all()


def test_a_prior_of_peers_that_differ_widely_is_weak() -> None:
    alike = fit_beta(np.array([5.0, 5.0, 5.0]), np.array([10.0, 10.0, 10.0]))
    apart = fit_beta(np.array([0.0, 10.0, 5.0]), np.array([10.0, 10.0, 10.0]))
    assert sum(alike) == 30  # no more spread than chance: all that the peers hold
    assert sum(apart) < 1
    assert apart[0] == pytest.approx(apart[1])


def test_the_strength_by_hand() -> None:
    # rates .2 .8 .5 of 10: MSB 10(.09 + .09) / 2 = .9, MSW 10(.16 + .16 + .25) / 27 = .21111, n0 10
    alike = (0.9 - 5.7 / 27) / (0.9 + 9 * 5.7 / 27)
    assert sum(fit_beta(np.array([2.0, 8.0, 5.0]), np.full(3, 10.0))) == pytest.approx((1 - alike) / alike)


def test_peers_without_a_single_success_do_not_make_success_impossible() -> None:
    a, b = fit_beta(np.zeros(3), np.full(3, 10.0))
    assert a > 0
    assert a / (a + b) == pytest.approx(0.5 / 31)


def test_no_peers_no_prior() -> None:
    assert np.isnan(fit_beta(np.zeros(2), np.zeros(2))).all()


def test_the_moments_find_the_prior_that_made_the_rates() -> None:
    rng = np.random.default_rng(7)
    n = np.full(4000, 25.0)
    a, b = fit_beta(rng.binomial(25, rng.beta(4.0, 6.0, size=4000)).astype(float), n)
    assert a == pytest.approx(4.0, rel=0.1)
    assert b == pytest.approx(6.0, rel=0.1)


@quick
@given(counts)
def test_a_shrunk_rate_lies_between_its_own_and_the_mean_of_its_peers(pair: tuple[np.ndarray, np.ndarray]) -> None:
    hits, n = pair
    if n.sum() == 0:
        return
    a, b = fit_beta(hits, n)
    value, low, high = shrink(hits, n, prior=(np.full(len(n), a), np.full(len(n), b)))
    raw, mean = np.divide(hits, n, out=np.full(len(n), a / (a + b)), where=n > 0), a / (a + b)
    assert (value >= np.minimum(raw, mean) - 1e-12).all()
    assert (value <= np.maximum(raw, mean) + 1e-12).all()
    assert ((low >= 0) & (low <= value) & (value <= high) & (high <= 1)).all()


@quick
@given(counts)
def test_the_order_of_peers_does_not_matter(pair: tuple[np.ndarray, np.ndarray]) -> None:
    hits, n = pair
    np.testing.assert_allclose(fit_beta(hits, n), fit_beta(hits[::-1], n[::-1]), rtol=1e-9, equal_nan=True)


def test_newcombe_as_published() -> None:
    # Newcombe 1998, method 10, example (a): 56/70 - 48/80 = .20, (.0524, .3339)
    one, other = (rate(pd.DataFrame({"x": [x], "n": [n]}), of="x", whole="n") for x, n in ((56, 70), (48, 80)))
    low, high = newcombe(one, other)
    assert low[0] == pytest.approx(0.0524, abs=5e-5)
    assert high[0] == pytest.approx(0.3339, abs=5e-5)
