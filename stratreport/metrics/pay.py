"""Pay alignment: does pay follow the number or the strategy (M36).

A payouts table says what was paid, not what was on offer. So the payout rate of a rep is payout / ramped quota of the
trailing window: it ranks people like the usual payout as % of target pay where target pay goes with quota. That is
also why it follows quota attainment by construction; read the two correlations beside each other, never one alone.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.groups import only, plain
from stratreport.metrics.metric import TOO_FEW, Array, Metric, column, ratio, tidy
from stratreport.metrics.people import strategic_attained

TABLE = "payouts"
MIN_REPS = 10
DRAWS, SEED = 2000, 20260101
KEYS = ["kind", "scope", "period"]


def spearman(x: Array, y: Array) -> Array:
    """Return Spearman's rank correlation of every row of x with the same row of y; ties share a rank.

    NaN for a row without spread. Source: metrics.md W15.

    >>> spearman(np.array([[60.0, 50, 30, 20]]), np.array([[0.25, 0.7, 0.6, 0.5]])).round(9).tolist()
    [-0.2]
    """
    return _correlated(_ranks(x), _ranks(y))


def _correlated(x: Array, y: Array) -> Array:
    a, b = (item - item.mean(axis=1, keepdims=True) for item in (x, y))
    whole = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return ratio((a * b).sum(axis=1), whole)


def _ranks(values: Array) -> Array:
    """Return average ranks along each row, times two and shifted, which no correlation sees."""
    below = (values[:, :, None] > values[:, None, :]).sum(axis=2)
    equal = (values[:, :, None] == values[:, None, :]).sum(axis=2)
    return np.asarray(2.0 * below + equal, dtype=np.float64)


def _drawn_ranks(values: Array, *, who: npt.NDArray[np.int64]) -> Array:
    """Return `_ranks` of values[who]: the same numbers, for how often a value was drawn says how many lie below."""
    cells = who + (np.arange(len(who)) * len(values))[:, None]
    times = np.bincount(cells.ravel(), minlength=who.size).reshape(who.shape).astype(np.float64)
    below, equal = (values[:, None] > values).astype(np.float64), (values[:, None] == values).astype(np.float64)
    return np.take_along_axis(times @ (2.0 * below + equal).T, who, axis=1)


def _correlation(people: pd.DataFrame, *, against: pd.Series) -> pd.DataFrame:
    """Return one row per scope and period: the correlation of payout rate with a column, and its bootstrap interval.

    Rates equal to nine digits are ties: which of them is larger must not hang on the last digit of a division.
    """
    quota = column(people, "quota")
    rate = column(people, "payout") / np.where(quota > 0, quota, np.nan)
    paid = ~np.isnan(rate)
    x, y = rate[paid].round(9), against.to_numpy(dtype=np.float64)[paid].round(9)
    rows = only(people, KEYS)[paid]
    scopes, periods = plain(rows["scope"]), plain(rows["period"])
    keys = rows.drop_duplicates()
    found = []
    for scope, period in zip(keys["scope"], keys["period"], strict=True):
        own = np.flatnonzero((scopes == scope) & (periods == period) & ~np.isnan(y))
        own = own[np.lexsort((y[own], x[own]))]
        found.append(_with_interval(x[own], y=y[own]))
    value, low, high, n = np.array(found, dtype=np.float64).reshape(-1, 4).T
    caveat = np.where(np.isnan(value), TOO_FEW, "").astype(object)
    return tidy(keys, value=value, low=low, high=high, n=n, caveat=caveat)


def _with_interval(x: Array, *, y: Array) -> tuple[float, float, float, int]:
    if len(x) < MIN_REPS:
        return float("nan"), float("nan"), float("nan"), len(x)
    value = float(spearman(x[None, :], y[None, :])[0])
    who = np.random.default_rng(SEED).integers(0, len(x), size=(DRAWS, len(x)))
    drawn = _correlated(_drawn_ranks(x, who=who), _drawn_ranks(y, who=who))
    low, high = np.quantile(drawn[np.isfinite(drawn)], [0.025, 0.975]) if np.isfinite(drawn).any() else (value, value)
    return value, float(low), float(high), len(x)


def pay_for_quota(people: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation, over quota carriers, of the payout rate with quota attainment; 95% interval over reps.

    Formula: Spearman(payout / quota, A / Q) over the trailing window, reps resampled 2,000 times. Columns: payout,
    quota, actual (money). High by construction where commission follows bookings. n = reps.
    Edge cases: reps without a payout row are left out; fewer than 10: no value. Source: metrics.md M36.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "quota": 100.0,
    ...                     "payout": range(1, 11), "actual": [10.0 * k for k in range(10)]})
    >>> pay_for_quota(toy)[["value", "n"]].values.tolist()
    [[1.0, 10.0]]
    """
    quota = people["quota"].where(people["quota"] > 0)
    return _correlation(people, against=people["actual"] / quota)


def pay_for_strategy(people: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation, over quota carriers, of the payout rate with strategy attainment; 95% interval over reps.

    Formula: Spearman(payout / quota, pooled strategy attainment) over the trailing window, reps resampled 2,000 times.
    Columns: payout, quota, actual_strategic, target_strategic (money). n = reps.
    Edge cases: as `pay_for_quota`; reps without a strategic target are left out. Source: metrics.md M36, W15.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "quota": 100.0, "target_strategic": 9,
    ...                     "payout": range(10, 0, -1), "actual_strategic": range(10)})
    >>> pay_for_strategy(toy)[["value", "n"]].values.tolist()
    [[-1.0, 10.0]]
    """
    return _correlation(people, against=strategic_attained(people))


_WORDS = partial(Metric, needs=("people",), grain=("base",), tables=(TABLE,), span="window")
METRICS = (
    _WORDS(
        id="M36", slug="pay_for_quota", label="Pay follows quota", unit="index", direction="target", range="-1 to 1",
        compute=pay_for_quota, min_n=MIN_REPS, below=f"no value: {TOO_FEW}", source="metrics.md M36",
        definition="Rank correlation of the payout rate (payout / ramped quota) with quota attainment over the "
        "trailing window, by quota carrier.",
        formula="Spearman(payout / Q, A / Q), interval by resampling reps",
        edge_cases="High by construction: commission follows bookings. Reps without a payout row are left out.",
    ),
    _WORDS(
        id="M36", slug="pay_for_strategy", label="Pay follows strategy", unit="index", direction="higher",
        range="-1 to 1", compute=pay_for_strategy, min_n=MIN_REPS, below=f"no value: {TOO_FEW}",
        source="metrics.md M36, W15",
        definition="Rank correlation of the payout rate (payout / ramped quota) with strategy attainment over the "
        "trailing window, by quota carrier.",
        formula="Spearman(payout / Q, pooled SA_strat), interval by resampling reps",
        edge_cases="Reps without a payout row or a strategic target are left out. An association, not a cause.",
    ),
)  # fmt: skip
