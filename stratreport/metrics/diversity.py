"""How many motions carry the bookings: descriptive, never a score, for a plan may want concentration (M13).

The measures frame "mixes" has one row per base and period: see `mix_measures.mix_frame`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_BOOKINGS, Array, Metric, column, tidy


def _described(mixes: pd.DataFrame, *, value: Array) -> pd.DataFrame:
    booked = column(mixes, "positive") > 0
    caveat = np.where(booked, "", NO_BOOKINGS).astype(object)
    return tidy(mixes, value=np.where(booked, value, np.nan), caveat=caveat)


def motion_hhi(mixes: pd.DataFrame) -> pd.DataFrame:
    """Concentration of bookings over motions (Herfindahl-Hirschman): 1 / K = all alike, 1 = one motion carries all.

    Formula: sum p^2, p = shares of positive bookings. Columns: hhi, positive (money), n (deals).
    Edge cases: no positive bookings, no value; a handful of deals biases it up by about (1 - HHI) / n.
    Source: metrics.md M13, W5.

    >>> motion_hhi(pd.DataFrame({"hhi": [0.66], "positive": [100.0], "n": [9]}))["value"].tolist()
    [0.66]
    """
    return _described(mixes, value=column(mixes, "hhi"))


def motion_entropy(mixes: pd.DataFrame) -> pd.DataFrame:
    """Spread of bookings over motions in nats (Shannon): 0 = one motion carries all, ln K = all alike.

    Formula: - sum p ln p. Columns: entropy, positive (money), n. Edge cases: no positive bookings, no value.
    Source: metrics.md M13, W5.

    >>> motion_entropy(pd.DataFrame({"entropy": [0.639032], "positive": [100.0], "n": [9]}))["value"].tolist()
    [0.639032]
    """
    return _described(mixes, value=column(mixes, "entropy"))


def effective_motions(mixes: pd.DataFrame) -> pd.DataFrame:
    """How many motions carry the bookings: the number of equal ones with the same concentration.

    Formula: 1 / HHI; at most `effective_motions_entropy`. Columns: hhi, positive (money), n.
    Edge cases: no positive bookings, no value. Source: metrics.md M13, W5.

    >>> effective_motions(pd.DataFrame({"hhi": [0.66], "positive": [100.0], "n": [9]}))["value"].round(5).tolist()
    [1.51515]
    """
    return _described(mixes, value=1.0 / column(mixes, "hhi"))


def effective_motions_entropy(mixes: pd.DataFrame) -> pd.DataFrame:
    """How many motions carry the bookings: the number of equal ones with the same entropy; minds small ones more.

    Formula: e^H; from 1 to K. Columns: entropy, positive (money), n. Edge cases: no positive bookings, no value.
    Source: metrics.md M13, W5.

    >>> toy = pd.DataFrame({"entropy": [0.639032], "positive": [100.0], "n": [9]})
    >>> effective_motions_entropy(toy)["value"].round(5).tolist()
    [1.89465]
    """
    return _described(mixes, value=np.exp(column(mixes, "entropy")))


_EDGE = "No positive bookings: no value. Descriptive only, never a score."
_BIAS = _EDGE + " Few deals bias the HHI up by about (1 - HHI) / n."
METRICS = (
    Metric(
        id="M13", slug="motion_hhi", label="Concentration over motions (HHI)", unit="index", direction="target",
        range="1 / K to 1", grain=("base",), needs=("mixes",), compute=motion_hhi,
        definition="Concentration of bookings over motions; 1 is one motion carries all.",
        formula="sum p^2, p = shares of positive bookings", edge_cases=_BIAS, source="metrics.md M13",
    ),
    Metric(
        id="M13", slug="motion_entropy", label="Spread over motions (entropy)", unit="index", direction="target",
        range="0 to ln K", grain=("base",), needs=("mixes",), compute=motion_entropy,
        definition="Spread of bookings over motions in nats; 0 is one motion carries all.", formula="- sum p ln p",
        edge_cases=_EDGE, source="metrics.md M13",
    ),
    Metric(
        id="M13", slug="effective_motions", label="Effective motions", unit="index", direction="target",
        range="1 to K", grain=("base",), needs=("mixes",), compute=effective_motions,
        definition="How many equal motions would be as concentrated as the bookings are.", formula="1 / HHI",
        edge_cases=_BIAS, source="metrics.md M13",
    ),
    Metric(
        id="M13", slug="effective_motions_entropy", label="Effective motions (entropy)", unit="index",
        direction="target", range="1 to K", grain=("base",), needs=("mixes",), compute=effective_motions_entropy,
        definition="How many equal motions would have the entropy that the bookings have.", formula="e^H",
        edge_cases=_EDGE, source="metrics.md M13",
    ),
)  # fmt: skip
