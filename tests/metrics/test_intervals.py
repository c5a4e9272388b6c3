"""Wilson against the handbook, the bootstrap against what must be true of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.intervals import bootstrap, customer_totals, resampled, wilson
from tests.metrics.toys import quick


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(3, 10, 0.1078, 0.6032), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (30, 100, 0.2189, 0.3958)],
)
def test_w8_wilson(hits: int, n: int, low: float, high: float) -> None:
    found = wilson(np.array([hits]), np.array([n]))
    assert [float(end[0]) for end in found] == pytest.approx([low, high], abs=5e-5)


def test_a_rate_of_nothing_has_no_interval() -> None:
    assert all(np.isnan(end).all() for end in wilson(np.array([0.0]), np.array([0.0])))


@quick
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_rate_and_narrows_with_n(counts: tuple[int, int]) -> None:
    hits, n = counts
    low, high = wilson(np.array([hits, 4 * hits]), np.array([n, 4 * n]))
    assert (low <= hits / n + 1e-12).all()
    assert (high >= hits / n - 1e-12).all()
    assert high[1] - low[1] < high[0] - low[0]


def test_customers_not_lines_are_resampled() -> None:
    lines = pd.DataFrame({"parent_id": ["p", "p", "q"], "amount": [1.0, 2.0, 10.0]})
    assert customer_totals(lines, columns=["amount"]).tolist() == [[3.0], [10.0]]
    split = pd.concat([lines.assign(amount=lines["amount"] / 2)] * 2)
    assert customer_totals(split, columns=["amount"]).tolist() == [[3.0], [10.0]]


def test_names_and_order_of_customers_do_not_matter() -> None:
    lines = pd.DataFrame({"parent_id": list("abcd"), "amount": [4.0, 1.0, 3.0, 2.0]})
    renamed = lines.assign(parent_id=list("zyxw")).iloc[::-1]
    assert customer_totals(lines, columns=["amount"]).tolist() == customer_totals(renamed, columns=["amount"]).tolist()


def share(totals: np.ndarray) -> np.ndarray:
    return totals[:, 0] / totals[:, 1]


def test_the_bootstrap_interval_covers_a_share_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    inside = 0
    for trial in range(60):
        whole = rng.gamma(2.0, 1.0, 80)
        totals = np.column_stack([whole * (rng.random(80) < 0.3), whole])
        low, high = bootstrap(totals, statistic=share, draws=300, seed=trial)
        inside += low <= 0.3 <= high
    assert inside / 60 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 60)


def test_same_seed_same_interval() -> None:
    totals = np.random.default_rng(1).random((30, 2))
    draws = [bootstrap(totals, statistic=share, draws=100, seed=seed) for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


def test_one_customer_has_no_interval() -> None:
    assert all(np.isnan(end) for end in bootstrap(np.ones((1, 2)), statistic=share, draws=10, seed=1))


def test_every_draw_holds_as_many_customers_as_there_are() -> None:
    assert (resampled(np.ones((25, 1)), draws=50, seed=3) == 25).all()
