"""How much hangs on a few sellers (M05); `participation.concentration_top_share` names the top fifth.

The measures frame "carriers" has one row per quota carrier, scope and period: actual, quota (money).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from stratreport.metrics.groups import grouped
from stratreport.metrics.metric import NO_BOOKINGS, TOO_FEW, Array, Metric, column, tidy
from stratreport.metrics.participation import MIN_REPS_PARETO

MOST = 0.8
_GROUP = ["kind", "scope", "period"]


def sellers_for(amounts: Array, *, share: float = MOST) -> float:
    """Return the fewest sellers who together hold a share of positive bookings; NaN when nothing was booked.

    >>> sellers_for(np.array([50.0, 30.0, 15.0, 5.0]))
    2.0
    """
    booked = np.sort(np.maximum(amounts, 0.0))[::-1]
    whole = float(booked.sum())
    if whole <= 0:
        return float("nan")
    # rounding noise must not ask for one seller more
    return float(np.searchsorted(np.cumsum(booked), share * whole * (1 - 1e-12)) + 1)


def gini(amounts: Array) -> float:
    """Return the Gini coefficient of positive bookings: 0 = all alike, (n - 1) / n = one holds all.

    Formula: sum (2 i - n - 1) x_i / (n sum x), x sorted upwards. NaN when nothing was booked.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 0.0, 0.0, 8.0]))
    (0.0, 0.75)
    """
    booked = np.sort(np.maximum(amounts, 0.0))
    n, whole = len(booked), float(booked.sum())
    if whole <= 0:
        return float("nan")
    rank = 2.0 * np.arange(1, n + 1) - n - 1
    return float((rank * booked).sum() / (n * whole))


def herfindahl(amounts: Array) -> float:
    """Return the Herfindahl-Hirschman index of positive amounts: sum of squared shares. NaN when there is none.

    >>> round(herfindahl(np.array([80.0, 10.0, 10.0])), 6)
    0.66
    """
    positive = np.maximum(amounts, 0.0)
    whole = float(positive.sum())
    return float(((positive / whole) ** 2).sum()) if whole > 0 else float("nan")


def _judged(carriers: pd.DataFrame, *, measure: Callable[[Array], float]) -> pd.DataFrame:
    """Return one row per unit: the measure over its carriers; no value below 10 carriers."""
    units, actual = grouped(carriers, by=_GROUP), column(carriers, "actual")
    n = units.sizes()
    value = np.array([measure(actual[rows]) for rows in units.members()], dtype=np.float64)
    few = n < MIN_REPS_PARETO
    caveat = np.where(few, TOO_FEW, np.where(np.isnan(value), NO_BOOKINGS, "")).astype(object)
    return tidy(units.frame({}), value=np.where(few, np.nan, value), n=n, caveat=caveat)


def reps_for_80(carriers: pd.DataFrame) -> pd.DataFrame:
    """Fewest quota carriers who together hold 80% of the bookings.

    Formula: min m with sum of the m largest A+ >= 0.8 sum A+. Columns: kind, scope, period, actual (money); n =
    carriers. Edge cases: positive bookings only; fewer than 10 carriers: no value (see `concentration_top_share`).
    Source: metrics.md M05.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "actual": [75.0, 10.0] + [3.0] * 8})
    >>> reps_for_80(toy)[["value", "n"]].values.tolist()
    [[3.0, 10.0]]
    """
    return _judged(carriers, measure=sellers_for)


def bookings_gini(carriers: pd.DataFrame) -> pd.DataFrame:
    """How unevenly bookings are spread over quota carriers (Gini): 0 = all alike.

    Columns, n and edge cases as `reps_for_80`. Source: metrics.md M05.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "actual": [5.0] * 10})
    >>> bookings_gini(toy)["value"].tolist()
    [0.0]
    """
    return _judged(carriers, measure=gini)


def bookings_hhi(carriers: pd.DataFrame) -> pd.DataFrame:
    """How concentrated bookings are over quota carriers (Herfindahl-Hirschman): 1 / n = all alike, 1 = one holds all.

    Columns, n and edge cases as `reps_for_80`. Source: metrics.md M05.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "actual": [5.0] * 10})
    >>> bookings_hhi(toy)["value"].round(6).tolist()
    [0.1]
    """
    return _judged(carriers, measure=herfindahl)


_EDGE = "Positive bookings only; nothing booked: no value."
METRICS = (
    Metric(
        id="M05", slug="reps_for_80", label="Reps for 80% of bookings", unit="count", direction="higher",
        range="1 to the carriers", grain=("base", "manager"), needs=("carriers",), compute=reps_for_80,
        min_n=MIN_REPS_PARETO, below="no value; share of the top two instead",
        definition="Fewest quota carriers who together hold 80% of the bookings.",
        formula="min m: sum of the m largest A+ >= 0.8 sum A+", edge_cases=_EDGE, source="metrics.md M05",
    ),
    Metric(
        id="M05", slug="bookings_gini", label="Spread over reps (Gini)", unit="index", direction="lower",
        range="0 to 1", grain=("base", "manager"), needs=("carriers",), compute=bookings_gini,
        min_n=MIN_REPS_PARETO, below="no value; share of the top two instead",
        definition="How unevenly bookings are spread over quota carriers; 0 is all alike.",
        formula="sum (2 i - n - 1) x_i / (n sum x), x sorted upwards", edge_cases=_EDGE, source="metrics.md M05",
    ),
    Metric(
        id="M05", slug="bookings_hhi", label="Concentration over reps (HHI)", unit="index", direction="lower",
        range="0 to 1", grain=("base", "manager"), needs=("carriers",), compute=bookings_hhi,
        min_n=MIN_REPS_PARETO, below="no value; share of the top two instead",
        definition="Herfindahl-Hirschman index of bookings over quota carriers; 1 is one rep holds all.",
        formula="sum s^2, s = A+ / sum A+", edge_cases=_EDGE + " At least 1 / n.", source="metrics.md M05",
    ),
)  # fmt: skip
