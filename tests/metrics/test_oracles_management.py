"""The oracles of management and pay, checked by calculation in the handbook: W7, W8, W9, W15, W16."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f_oneway, rankdata, spearmanr

from stratreport.metrics.managers import variance_between
from stratreport.metrics.null import adjust
from stratreport.metrics.pay import spearman
from stratreport.metrics.payouts import HITTER, gated_payout, leakage_shares, off_strategy_payout
from stratreport.metrics.shrinkage import shrink
from tests.metrics.toys import quick

W7 = np.array([0.9, 0.8, 0.7, 0.5, 0.4, 0.6, 0.3, 0.2, 0.4])
TEAMS = np.repeat([0.0, 1.0, 2.0], 3)


def test_w7_how_much_sits_between_managers() -> None:
    """SSB .38, SSW .06, MSB .19, MSW .01, F 19, n0 3: ICC = .06 / .07, eta squared .38 / .44, exact 95% interval."""
    found = variance_between(W7, groups=TEAMS)
    assert found.f == pytest.approx(19)
    assert found.within == pytest.approx(0.01)
    assert found.between == pytest.approx(0.06)
    assert found.value == pytest.approx(0.857143, abs=1e-6)
    assert found.eta == pytest.approx(0.863636, abs=1e-6)
    assert (round(found.low, 3), round(found.high, 3)) == (0.350, 0.996)
    assert (found.groups, found.n) == (3, 9)


def test_uneven_teams_use_the_effective_size() -> None:
    """Teams of 2 and 4: n0 = (6 - 20 / 6) / 1 = 8 / 3. Means 1 and 0; SSB = 4/3, SSW = 4 x .01 + 2 x .01 = .06."""
    values = np.array([1.1, 0.9, 0.1, -0.1, 0.1, -0.1])
    found = variance_between(values, groups=np.array([0.0, 0, 1, 1, 1, 1]))
    msb, msw = 4 / 3, 0.06 / 4
    assert found.f == pytest.approx(msb / msw)
    assert found.between == pytest.approx((msb - msw) / (8 / 3))


def test_managers_who_differ_less_than_their_people_have_no_effect() -> None:
    """Both teams have mean .5: nothing is between them, the estimate is 0 and not below."""
    found = variance_between(np.array([0.1, 0.9, 0.2, 0.8]), groups=np.array([0.0, 0, 1, 1]))
    assert found.value == 0.0
    assert found.low == 0.0


@pytest.mark.parametrize("groups", [np.zeros(9), np.arange(9.0)])
def test_one_manager_or_one_rep_each_tells_nothing(groups: np.ndarray) -> None:
    found = variance_between(W7, groups=groups)
    assert np.isnan([found.value, found.low, found.high, found.eta]).all()


@quick
@given(st.lists(st.floats(0, 1), min_size=6, max_size=20), st.integers(0, 1000))
def test_the_f_ratio_is_that_of_scipy_and_the_interval_holds_the_estimate(values: list[float], seed: int) -> None:
    y = np.array(values) + np.random.default_rng(seed).normal(0, 0.01, len(values))
    groups = (np.arange(len(y)) % 3).astype(float)
    found = variance_between(y, groups=groups)
    assert found.f == pytest.approx(f_oneway(*(y[groups == g] for g in range(3))).statistic, rel=1e-6)
    assert found.low <= found.value <= found.high
    assert found.value <= found.eta + 1e-12


def test_w8_normal_shrinkage() -> None:
    """y .2, mean .5, s2 .04, tau2 .01: B = .8, so .8 x .5 + .2 x .2 = .44."""
    value, variance = shrink(np.array([0.2]), mean=np.array([0.5]), s2=np.array([0.04]), tau2=np.array([0.01]))
    assert value[0] == pytest.approx(0.44)
    assert variance[0] == pytest.approx(0.2 * 0.04)


def test_certain_values_stay_and_groups_without_spread_take_all() -> None:
    y, mean = np.array([0.2, 0.2]), np.array([0.5, 0.5])
    value, _ = shrink(y, mean=mean, s2=np.array([0.0, 0.04]), tau2=np.array([0.0, 0.0]))
    assert value.tolist() == [0.2, 0.5]


def test_w9_what_a_gate_holds_back() -> None:
    """No gate 28 + 26 + 16 = 70; C at 80% shuts the gate: 24 + 24 + 16 = 64; the accelerator keeps 6 back."""
    quota, actual = np.array([1000.0, 250.0, 400.0]), np.array([1200.0, 300.0, 320.0])
    rate, accelerated = np.array([0.02, 0.08, 0.05]), np.array([0.04, 0.12, 0.07])
    open_total, open_parts = gated_payout(quota, actual=actual, rate=rate, accelerated=accelerated)
    shut_total, shut_parts = gated_payout(quota, actual=actual, rate=rate, accelerated=accelerated, gate=0.95)
    assert open_parts.tolist() == pytest.approx([28.0, 26.0, 16.0])
    assert shut_parts.tolist() == pytest.approx([24.0, 24.0, 16.0])
    assert open_total - shut_total == pytest.approx(6.0)


def test_a_gate_that_everybody_passes_holds_nothing_back() -> None:
    quota, actual = np.array([100.0, 100.0]), np.array([95.0, 130.0])
    rates = {"rate": np.array([0.02, 0.02]), "accelerated": np.array([0.04, 0.04])}
    gated, _ = gated_payout(quota, actual=actual, **rates, gate=0.95)
    assert gated == pytest.approx(1.9 + 2.0 + 1.2)


def test_w15_pay_against_strategy() -> None:
    """Payout (60, 50, 30, 20) against strategy (.25, .7, .6, .5): -.2; only the first made quota: 60 / 160."""
    payout, strategy = np.array([[60.0, 50, 30, 20]]), np.array([[0.25, 0.7, 0.6, 0.5]])
    assert spearman(payout, strategy)[0] == pytest.approx(-0.2)
    made = [HITTER, "builder", "at_risk", "at_risk"]  # theta .8: all are below it, the first made quota
    rows = pd.DataFrame({"kind": "base", "scope": "x", "period": "Q", "payout": payout[0], "quadrant": made})
    found = off_strategy_payout(rows).iloc[0]
    assert (found["value"], found["numerator"], found["denominator"]) == (0.375, 60.0, 160.0)


@quick
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=12))
def test_rank_correlation_is_that_of_scipy_ties_and_all(pairs: list[tuple[int, int]]) -> None:
    x, y = (np.array(item, dtype=float) for item in zip(*pairs, strict=True))
    ours = spearman(x[None, :], y[None, :])[0]
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert np.isnan(ours)
    else:
        assert ours == pytest.approx(spearmanr(rankdata(x), rankdata(y)).statistic)


def test_leakage_follows_the_surplus_it_was_paid_for() -> None:
    """30 of 40 surplus in core: three quarters; no surplus at all: 0, not unknown."""
    people = pd.DataFrame({"surplus": [40.0, 0.0, 10.0], "surplus_core": [30.0, 0.0, 0.0]})
    assert leakage_shares(people).tolist() == [0.75, 0.0, 0.0]


def test_w16_benjamini_hochberg() -> None:
    found = adjust(np.array([0.001, 0.008, 0.039, 0.041, 0.22]))
    assert found.tolist() == pytest.approx([0.005, 0.02, 0.05125, 0.05125, 0.22])
