"""Rates of counts: Wilson intervals, what is shown below a minimum, and empirical-Bayes shrinkage (section 6)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from stratreport.metrics.intervals import CONFIDENCE, wilson
from stratreport.metrics.metric import TOO_FEW, Array, column, ratio, tidy

#: below it a rate shows its counts only; from MIN_JUDGED on it may be judged; between them value and interval
MIN_SHOWN = 5
MIN_JUDGED = 10
BELOW = "under 5: counts only; 5 to 9: value and interval, no judgement"


def rate(measures: pd.DataFrame, *, of: str, whole: str, caveat: Any = "") -> pd.DataFrame:
    """Return the tidy frame of a rate of counts with its 95% Wilson interval; fewer than 5 give counts only.

    Columns: `of`, `whole` (counts; n = `whole`). `caveat` is shown where there is a value.

    >>> rate(pd.DataFrame({"won": [3, 1], "closed": [10, 4]}), of="won", whole="closed")["value"].tolist()
    [0.3, nan]
    """
    hits, n = column(measures, of), column(measures, whole)
    few = ~(n >= MIN_SHOWN)
    low, high = wilson(hits, n)
    value, low, high = (np.where(few, np.nan, item) for item in (ratio(hits, n), low, high))
    text = np.where(few, TOO_FEW, caveat).astype(object)
    return tidy(measures, value=value, low=low, high=high, numerator=hits, denominator=n, n=n, caveat=text)


def fit_beta(hits: Array, n: Array) -> tuple[float, float]:
    """Return the beta prior (a, b) that the rates of a group of peers come from, by the method of moments.

    Formula: mean m = sum x / sum n; intra-class correlation r = (MSB - MSW) / (MSB + (n0 - 1) MSW) of the one-way
    analysis of variance of the single outcomes; strength a + b = (1 - r) / r, at most sum n (peers cannot tell more
    than they hold), a = m (a + b). Edge cases: all or none succeeded: m = (sum x + 1/2) / (sum n + 1); one peer, or
    r <= 0 (no more spread than chance): strength sum n, everything is drawn to m; nothing at all: NaN.
    Source: Kleinman 1973, JASA 68:46; metrics.md section 6.

    >>> a, b = fit_beta(np.array([2.0, 8.0, 5.0]), np.array([10.0, 10.0, 10.0]))
    >>> round(a, 2), round(b, 2)
    (1.53, 1.53)
    """
    known = n > 0
    hits, n = hits[known], n[known]
    total = float(n.sum())
    if total == 0:
        return float("nan"), float("nan")
    mean = float(hits.sum()) / total
    strength = _strength(hits, n, mean=mean)
    if hits.sum() in (0.0, total):
        mean = (float(hits.sum()) + 0.5) / (total + 1.0)
    return mean * strength, (1 - mean) * strength


def _strength(hits: Array, n: Array, *, mean: float) -> float:
    total, peers = float(n.sum()), len(n)
    if peers < 2 or total <= peers:
        return total
    rates = hits / n
    between = float((n * (rates - mean) ** 2).sum()) / (peers - 1)
    within = float((n * rates * (1 - rates)).sum()) / (total - peers)
    size = (total - float((n**2).sum()) / total) / (peers - 1)
    whole = between + (size - 1) * within
    alike = (between - within) / whole if whole > 0 else 0.0
    return min(total, (1 - alike) / alike) if alike > 0 else total


def shrink(hits: Array, n: Array, *, prior: tuple[Array, Array]) -> tuple[Array, Array, Array]:
    """Return the posterior mean of a rate under a beta prior, and its 95% interval.

    Formula: (x + a) / (n + a + b); interval = quantiles of Beta(a + x, b + n - x). NaN where the prior is.
    Source: metrics.md W8.

    >>> prior = (np.array([2.0]), np.array([8.0]))
    >>> [x.round(2).tolist() for x in shrink(np.array([3.0]), np.array([10.0]), prior=prior)]
    [[0.25], [0.09], [0.46]]
    """
    from scipy.special import betaincinv  # noqa: PLC0415 - only where opportunities are connected

    a, b = prior[0] + hits, prior[1] + n - hits
    tail = (1 - CONFIDENCE) / 2
    return a / (a + b), np.asarray(betaincinv(a, b, tail)), np.asarray(betaincinv(a, b, 1 - tail))


def newcombe(one: pd.DataFrame, other: pd.DataFrame) -> tuple[Array, Array]:
    """Return the interval of a difference of two independent estimates from their own intervals (MOVER).

    Formula: d -+ sqrt(sum of squared distances to the facing bounds); of two Wilson intervals it is Newcombe's.
    Columns: value, low, high. Source: Newcombe 1998, Stat Med 17:873; Zou & Donner 2008, Stat Med 27:1693.

    >>> flat = pd.DataFrame({"value": [0.5], "low": [0.4], "high": [0.6]})
    >>> [x.round(4).tolist() for x in newcombe(flat, flat)]
    [[-0.1414], [0.1414]]
    """
    v1, l1, u1 = (column(one, name) for name in ("value", "low", "high"))
    v2, l2, u2 = (column(other, name) for name in ("value", "low", "high"))
    gap = v1 - v2
    low = gap - np.sqrt((v1 - l1) ** 2 + (u2 - v2) ** 2)
    return low, gap + np.sqrt((u1 - v1) ** 2 + (v2 - l2) ** 2)
