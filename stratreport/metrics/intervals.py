"""Intervals: Wilson for counts, bootstrap over customers for money shares (metrics.md section 6)."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pandas as pd

from stratreport.metrics.metric import Array

CONFIDENCE = 0.95
#: draws x customers held at once while resampling
CELLS = 1 << 17


def wilson(successes: Array, n: Array, *, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """Return the Wilson score interval of a rate.

    Formula: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n). NaN where n is 0. Source: metrics.md W8.

    >>> [round(float(x[0]), 4) for x in wilson(np.array([3.0]), np.array([10.0]))]
    [0.1078, 0.6032]
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    size = np.where(np.asarray(n) > 0, n, np.nan).astype(float)
    rate = np.asarray(successes, dtype=float) / size
    centre = rate + z**2 / (2 * size)
    reach = z * np.sqrt(rate * (1 - rate) / size + z**2 / (4 * size**2))
    shrink = 1 + z**2 / size
    low, high = np.clip((centre - reach) / shrink, 0.0, 1.0), np.clip((centre + reach) / shrink, 0.0, 1.0)
    return np.where(rate == 0, 0.0, low), np.where(rate == 1, 1.0, high)


def customer_totals(lines: pd.DataFrame, *, columns: list[str]) -> Array:
    """Sum lines to customers (ultimate parents) in an order that depends on the numbers only, not on ids or rows.

    Differences below a billionth of the largest total do not count, so that another currency keeps the order.

    Columns: parent_id (customer_id where unknown is the caller's choice) and the money `columns`.

    >>> toy = pd.DataFrame({"parent_id": ["b", "a", "b"], "x": [1.0, 5.0, 2.0]})
    >>> customer_totals(toy, columns=["x"]).tolist()
    [[3.0], [5.0]]
    """
    totals = lines.groupby("parent_id", sort=False, dropna=False)[columns].sum().to_numpy(dtype=float)
    largest = float(np.abs(totals).max(initial=0.0)) or 1.0
    return np.asarray(totals[np.lexsort((totals / largest).round(9).T)], dtype=np.float64)


def bootstrap(
    totals: Array, *, statistic: Callable[[Array], Array], draws: int, seed: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return the percentile interval of a statistic of column totals, resampling customers.

    `totals` has one row per customer; `statistic` maps draws x columns of resampled totals to one number per draw.
    Deals of a customer are dependent, so customers are drawn, with replacement, as many as there are. Same seed, same
    interval. NaN with fewer than two customers or when every draw is undefined.
    Source: metrics.md section 6.

    >>> flat = np.tile([1.0, 2.0], (50, 1))
    >>> bootstrap(flat, statistic=lambda t: t[:, 0] / t[:, 1], draws=100, seed=1)
    (0.5, 0.5)
    """
    if len(totals) < 2:
        return float("nan"), float("nan")
    values = statistic(resampled(totals, draws=draws, seed=seed))
    values = values[np.isfinite(values)]
    if len(values) == 0:
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)


def resampled(totals: Array, *, draws: int, seed: int) -> Array:
    """Return draws x columns of totals over customers drawn with replacement (multinomial weights).

    >>> resampled(np.ones((10, 1)), draws=3, seed=1).tolist()
    [[10.0], [10.0], [10.0]]
    """
    rng = np.random.default_rng(seed)
    size = len(totals)
    step = max(1, CELLS // size)
    parts = [_drawn(totals, rng=rng, draws=min(step, draws - start)) for start in range(0, draws, step)]
    return np.concatenate(parts)


def _drawn(totals: Array, *, rng: np.random.Generator, draws: int) -> Array:
    """Return totals of `draws` resamples; small enough to stay in cache."""
    size = len(totals)
    who = rng.integers(0, size, size=(draws, size)) + (np.arange(draws) * size)[:, None]
    weights = np.bincount(who.ravel(), minlength=draws * size).reshape(draws, size)
    return np.asarray(weights.astype(np.float64) @ totals, dtype=np.float64)
