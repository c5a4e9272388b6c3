"""The weighted scorecard over motions and count targets (M16, with M17 and M18).

The measures frame "components" has one row per unit and component: attainment a = actual / target (NaN without a
target), weight (motions: T_k / T; count targets: as declared), counted = whether it is a count target.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from stratreport.metrics.groups import grouped
from stratreport.metrics.metric import NO_TARGET, Array, Metric, column, ratio, tidy

RENORMALISED = "weights renormalised"
_GROUP = ["kind", "scope", "period"]


def capped(actual: Array, target: Array) -> Array:
    """Return attainment capped to [0, 1]; NaN without a target.

    >>> capped(np.array([3.0, -1.0, 1.0]), np.array([2.0, 2.0, 0.0])).tolist()
    [1.0, 0.0, nan]
    """
    return np.clip(ratio(actual, target), 0.0, 1.0)


def weighted(attainment: Array, weight: Array) -> float:
    """Return the weighted arithmetic mean. W6: a = (1, .6, .2), w = (.5, .3, .2) gives .72.

    >>> round(weighted(np.array([1.0, 0.6, 0.2]), np.array([0.5, 0.3, 0.2])), 6)
    0.72
    """
    return float((attainment * weight).sum() / weight.sum())


def geometric(attainment: Array, weight: Array) -> float:
    """Return the weighted geometric mean; one component at 0 makes it 0 (shown, never floored).

    >>> round(geometric(np.array([1.0, 0.6, 0.2]), np.array([0.5, 0.3, 0.2])), 6)
    0.621801
    """
    with np.errstate(divide="ignore"):
        logs = np.log(attainment)
    return float(np.exp((logs * weight).sum() / weight.sum()))


def weakest(attainment: Array, weight: Array) -> float:  # noqa: ARG001 - one signature for the three means
    """Return the lowest attainment.

    >>> weakest(np.array([1.0, 0.6, 0.2]), np.array([0.5, 0.3, 0.2]))
    0.2
    """
    return float(attainment.min())


def _score(components: pd.DataFrame, *, mean: Callable[[Array, Array], float]) -> pd.DataFrame:
    units = grouped(components, by=_GROUP)
    attainment, weight = column(components, "attainment"), column(components, "weight")
    known = ~np.isnan(attainment) & (weight > 0)
    value, n, caveat = np.full(len(units), np.nan), np.zeros(len(units)), np.full(len(units), NO_TARGET, dtype=object)
    for at, every in enumerate(units.members()):
        mine = every[known[every]]
        if len(mine):
            n[at], value[at] = len(mine), mean(attainment[mine], weight[mine])
            caveat[at] = RENORMALISED if len(mine) < len(every) or abs(weight[mine].sum() - 1.0) > 1e-9 else ""
    return tidy(units.frame({}), value=value, n=n, caveat=caveat)


def scorecard(components: pd.DataFrame) -> pd.DataFrame:
    """Weighted mean of capped attainments over motions (weight T_k / T) and count targets (declared weight).

    Formula: sum w min(a, 1) / sum w. Columns: kind, scope, period, attainment, weight. n = components that count.
    Equals pooled strategic attainment without count targets. Edge cases: a component without target drops out and the
    weights renormalise, said in the caveat; no component, no value. Source: metrics.md M16.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "attainment": [1.0, 0.6, 0.2],
    ...                     "weight": [0.5, 0.3, 0.2]})
    >>> scorecard(toy)["value"].round(6).tolist()
    [0.72]
    """
    return _score(components, mean=weighted)


def scorecard_geometric(components: pd.DataFrame) -> pd.DataFrame:
    """Weighted geometric mean of the scorecard: punishes imbalance, never above the weighted mean.

    Formula: prod min(a, 1)^w, w normalised. Columns as `scorecard`. Edge cases: one component at 0 gives 0.
    Source: metrics.md M17.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "attainment": [1.0, 0.25],
    ...                     "weight": [0.5, 0.5]})
    >>> scorecard_geometric(toy)["value"].round(6).tolist()
    [0.5]
    """
    return _score(components, mean=geometric)


def weakest_link(components: pd.DataFrame) -> pd.DataFrame:
    """The lowest capped attainment of the scorecard.

    Formula: min a. Columns as `scorecard`. Source: metrics.md M18.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "attainment": [1.0, 0.25],
    ...                     "weight": [0.5, 0.5]})
    >>> weakest_link(toy)["value"].tolist()
    [0.25]
    """
    return _score(components, mean=weakest)


METRICS = (
    Metric(
        id="M16", slug="scorecard", label="Weighted scorecard", unit="ratio", direction="higher", range="0 to 1",
        grain=("base",), needs=("components",), compute=scorecard,
        definition="Weighted mean of capped attainments over motions and count targets.",
        formula="sum w min(a, 1) / sum w, w = T_k / T or as declared for counts",
        edge_cases="Components without target drop out and weights renormalise, flagged.", source="metrics.md M16",
    ),
    Metric(
        id="M17", slug="scorecard_geometric", label="Geometric scorecard", unit="ratio", direction="higher",
        range="0 to 1", grain=("base",), needs=("components",), compute=scorecard_geometric,
        definition="Weighted geometric mean of capped attainments; punishes imbalance.", formula="prod min(a, 1)^w",
        edge_cases="One component at 0 gives 0.", source="metrics.md M17",
    ),
    Metric(
        id="M18", slug="weakest_link", label="Weakest component", unit="ratio", direction="higher", range="0 to 1",
        grain=("base",), needs=("components",), compute=weakest_link,
        definition="The lowest capped attainment of the scorecard.", formula="min a",
        edge_cases="Components without target drop out; a net negative one counts as 0.", source="metrics.md M18",
    ),
)  # fmt: skip
