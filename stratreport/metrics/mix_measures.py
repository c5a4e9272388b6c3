"""Measures of the mix of a base as a whole: shares of bookings against shares of plan, and how spread they are.

Pure functions on two vectors of shares (p of positive bookings, q of targets), and the builder that applies them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.ansoff import QUADRANTS
from stratreport.metrics.concentration import herfindahl
from stratreport.metrics.metric import Array, column

KEYS = ["kind", "scope", "period"]
NEW_PRODUCT, NEW_MARKET = (0, 1, 0, 1), (0, 0, 1, 1)  # of QUADRANTS
COLUMNS = (
    "positive", "target", "cells", "divergence", "divergence_js", "entropy", "hhi", "placed", "divergence_placed",
    "divergence_product", "divergence_market",
)  # fmt: skip


def shares(amounts: Array) -> Array:
    """Return shares of positive amounts; NaN throughout when there is none.

    >>> shares(np.array([3.0, 1.0, -5.0])).tolist()
    [0.75, 0.25, 0.0]
    """
    positive = np.maximum(amounts, 0.0)
    whole = positive.sum()
    return np.asarray(positive / whole if whole > 0 else np.full(len(positive), np.nan), dtype=np.float64)


def kullback_leibler(p: Array, q: Array) -> float:
    """Return KL(p || q) in nats: sum p ln(p / q); infinite when q is 0 where p is not. W5.

    >>> round(kullback_leibler(np.array([0.8, 0.1, 0.1]), np.array([0.5, 0.3, 0.2])), 6)
    0.196827
    """
    if bool(np.isnan(p).any() | np.isnan(q).any()):
        return float("nan")
    live = p > 0
    if bool((q[live] <= 0).any()):
        return float("inf")
    return max(float((p[live] * np.log(p[live] / q[live])).sum()), 0.0)


def jensen_shannon(p: Array, q: Array) -> float:
    """Return the Jensen-Shannon divergence in nats: mean KL of p and q from their midpoint; at most ln 2. W5.

    >>> round(jensen_shannon(np.array([0.8, 0.1, 0.1]), np.array([0.5, 0.3, 0.2])), 6)
    0.052122
    """
    middle = (p + q) / 2
    return (kullback_leibler(p, middle) + kullback_leibler(q, middle)) / 2


def entropy(p: Array) -> float:
    """Return Shannon's entropy in nats: - sum p ln p; from 0 (one cell) to ln K. W5.

    >>> round(entropy(np.array([0.8, 0.1, 0.1])), 6)
    0.639032
    """
    live = p[~(p <= 0)]
    return abs(float((live * np.log(live)).sum()))


def split_by_axis(p: Array, q: Array) -> tuple[float, float]:
    """Split KL(p || q) over the four growth quadrants into a product part and a market part that add up to it.

    Formula: the chain rule, KL(product) + E KL(market given product), taken in both orders and averaged.
    `p` and `q` are in the order of `ansoff.QUADRANTS`. Infinite or unknown divergence: both parts NaN.

    >>> [round(part, 6) for part in split_by_axis(np.array([0.4, 0.1, 0.4, 0.1]), np.array([0.25] * 4))]
    [0.192745, 0.0]
    """
    whole = kullback_leibler(p, q)
    if not np.isfinite(whole):
        return float("nan"), float("nan")
    of_product, of_market = (kullback_leibler(_along(p, axis), _along(q, axis)) for axis in (NEW_PRODUCT, NEW_MARKET))
    product = (of_product + whole - of_market) / 2
    return product, whole - product


def _along(side: Array, axis: tuple[int, ...]) -> Array:
    """Sum the shares of the quadrants to the two levels of one axis."""
    return np.asarray(np.bincount(axis, weights=side, minlength=2), dtype=np.float64)


def mix_frame(motions: pd.DataFrame, *, quadrants: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return one row per base and period with the measures of its mix.

    Columns in: motions kind, scope, period, actual, target; quadrants scope (base/quadrant:<name>), period, actual,
    target (NaN when a motion spans several); units kind, scope, period, n. Columns out: KEYS, n (deals), positive,
    target (money), cells (motions with a target or positive bookings), divergence, divergence_js, entropy, hhi over
    motions; placed = whether the plan has a target per quadrant, divergence_placed over quadrants and its parts
    divergence_product and divergence_market (nats; infinite when something was booked where nothing is planned).
    """
    base = motions[motions["kind"] == "base"]
    squares = quadrants.assign(base=quadrants["scope"].str.split("/quadrant:").str[0])
    square = {(str(base_), str(period)): rows for (base_, period), rows in squares.groupby(["base", "period"])}
    rows = []
    for (scope, period), own in base.groupby(["scope", "period"], sort=True):
        found = square.get((str(scope), str(period)), quadrants.iloc[:0])
        rows.append(("base", scope, period, *_over_motions(own), *_over_quadrants(found)))
    out = pd.DataFrame(rows, columns=[*KEYS, *COLUMNS])
    return out.merge(units[[*KEYS, "n"]], on=KEYS, how="left")


def _over_motions(rows: pd.DataFrame) -> tuple[float, ...]:
    actual, target = column(rows, "actual"), column(rows, "target")
    p, q = shares(actual), shares(target)
    cells = float(((actual > 0) | (target > 0)).sum())
    return (
        float(np.maximum(actual, 0.0).sum()), float(target.sum()), cells, kullback_leibler(p, q),
        jensen_shannon(p, q), entropy(p), herfindahl(actual),
    )  # fmt: skip


def _over_quadrants(rows: pd.DataFrame) -> tuple[float, ...]:
    names = rows["scope"].str.split("/quadrant:").str[1]
    ordered = rows.set_index(names).reindex(list(QUADRANTS))
    p, q = shares(column(ordered, "actual")), shares(column(ordered, "target"))
    return (float(not np.isnan(q).any()), kullback_leibler(p, q), *split_by_axis(p, q))
