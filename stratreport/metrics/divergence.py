"""How far the mix lies from the plan, in nats (M12).

The measures frame "mixes" has one row per base and period: see `mix_measures.mix_frame`.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.ansoff import SPANS
from stratreport.metrics.metric import NO_BOOKINGS, NO_TARGET, TOO_FEW, Array, Metric, column, tidy

Flags = npt.NDArray[np.bool_]
MIN_DEALS = 50
INFINITE = "booked where nothing is planned: infinite"
OF_QUADRANTS = ("divergence_product", "divergence_market")


def _judged(mixes: pd.DataFrame, *, value: Array, known: Flags, why: Array) -> pd.DataFrame:
    """Return the tidy rows: `why` where the value is not `known`, no value below 50 deals, none where infinite."""
    n = column(mixes, "n")
    caveat = np.where(known, np.where(n < MIN_DEALS, TOO_FEW, np.where(np.isfinite(value), "", INFINITE)), why)
    return tidy(mixes, value=np.where(caveat == "", value, np.nan), n=n, caveat=caveat.astype(object))


def divergence(mixes: pd.DataFrame, *, of: str) -> pd.DataFrame:
    """How far the mix of bookings lies from the mix of the plan, over motions, in nats; 0 = the same.

    Formula: `of` divergence: KL(p || q) = sum p ln(p / q); `of` divergence_js: mean KL of p and q from (p + q) / 2.
    p = shares of positive bookings, q = shares of target. Columns: `of`, positive, target (money), n (deals).
    Edge cases: no target or no positive bookings, no value; KL is infinite when something was booked off plan: no
    value, and the caveat says so (the Jensen-Shannon form stands); fewer than 50 deals, no value.
    Source: metrics.md M12, W5.

    >>> toy = pd.DataFrame({"divergence": [0.2, np.inf], "positive": 100.0, "target": 100.0, "n": 60})
    >>> divergence(toy, of="divergence")[["value", "caveat"]].values.tolist()
    [[0.2, ''], [nan, 'booked where nothing is planned: infinite']]
    """
    booked, planned = column(mixes, "positive") > 0, column(mixes, "target") > 0
    why = np.where(planned, NO_BOOKINGS, NO_TARGET)
    return _judged(mixes, value=column(mixes, of), known=booked & planned, why=why)


def axis_divergence(mixes: pd.DataFrame, *, of: str) -> pd.DataFrame:
    """The part of the divergence over growth quadrants that one axis explains; product and market add up to it.

    Formula: chain rule KL = KL(axis) + E KL(other given axis), averaged over both orders (it depends on the order).
    Columns: `of` (divergence_product or divergence_market), divergence_placed (their sum: denominator), placed,
    positive, target, n.
    Edge cases: no value when a motion with a target spans several quadrants, and as for `divergence`.
    Source: metrics.md M12.

    >>> toy = pd.DataFrame({"divergence_product": [0.15], "divergence_placed": 0.2, "placed": 1.0, "positive": 9.0,
    ...                     "target": 9.0, "n": 50})
    >>> axis_divergence(toy, of="divergence_product")[["value", "denominator"]].values.tolist()
    [[0.15, 0.2]]
    """
    booked, planned, placed = column(mixes, "positive") > 0, column(mixes, "target") > 0, column(mixes, "placed") > 0
    why = np.where(~planned, NO_TARGET, np.where(~booked, NO_BOOKINGS, SPANS))
    whole = column(mixes, "divergence_placed")
    value = np.where(np.isfinite(whole), column(mixes, of), np.inf)
    out = _judged(mixes, value=value, known=booked & planned & placed, why=why)
    return out.assign(denominator=np.where(out["value"].notna(), whole, np.nan))


def theil_index(mixes: pd.DataFrame) -> pd.DataFrame:
    """How far the mix lies from equal shares, in nats: the Theil index against an equal plan.

    Formula: ln K - H = KL(p || 1/K); K = motions with a target or positive bookings, H = entropy of p.
    Columns: cells, entropy, positive (money), n. Edge cases: no positive bookings, no value; fewer than 50 deals, no
    value. Descriptive: a plan may want concentration. Source: metrics.md M12.

    >>> toy = pd.DataFrame({"cells": [3.0], "entropy": [0.639032], "positive": [100.0], "n": [50]})
    >>> theil_index(toy)["value"].round(6).tolist()
    [0.45958]
    """
    booked = column(mixes, "positive") > 0
    value = np.log(np.where(booked, column(mixes, "cells"), 1.0)) - column(mixes, "entropy")
    return _judged(mixes, value=np.maximum(value, 0.0), known=booked, why=np.where(booked, "", NO_BOOKINGS))


_EDGE = "No target or no positive bookings: no value."
_SPLIT = _EDGE + " No value when a motion spans several quadrants or something was booked in an unplanned one."
METRICS = (
    Metric(
        id="M12", slug="plan_divergence", label="Divergence from plan (KL)", unit="index", direction="lower",
        range="0 or more", grain=("base",), needs=("mixes",), compute=partial(divergence, of="divergence"),
        definition="How far the mix of bookings lies from the plan, in nats.", formula="sum p ln(p / q) over motions",
        min_n=MIN_DEALS, below="no value",
        edge_cases=_EDGE + " Infinite when something was booked off plan: no value; the Jensen-Shannon form stands.",
        source="metrics.md M12",
    ),
    Metric(
        id="M12", slug="plan_divergence_js", label="Divergence from plan (JSD)", unit="index", direction="lower",
        range="0 to ln 2", grain=("base",), needs=("mixes",), compute=partial(divergence, of="divergence_js"),
        definition="How far bookings and plan lie from their common middle, in nats; always finite.",
        formula="(KL(p || m) + KL(q || m)) / 2, m = (p + q) / 2", min_n=MIN_DEALS, below="no value", edge_cases=_EDGE,
        source="metrics.md M12",
    ),
    Metric(
        id="M12", slug="plan_divergence_product", label="Divergence by product", unit="index", direction="lower",
        range="0 or more", grain=("base",), needs=("mixes",), compute=partial(axis_divergence, of="divergence_product"),
        definition="The part of the divergence over growth quadrants that existing against new products explains.",
        formula="(KL(product) + KL(quadrants) - KL(market)) / 2", min_n=MIN_DEALS, below="no value", edge_cases=_SPLIT,
        source="metrics.md M12",
    ),
    Metric(
        id="M12", slug="plan_divergence_market", label="Divergence by market", unit="index", direction="lower",
        range="0 or more", grain=("base",), needs=("mixes",), compute=partial(axis_divergence, of="divergence_market"),
        definition="The part of the divergence over growth quadrants that existing against new customers explains.",
        formula="(KL(market) + KL(quadrants) - KL(product)) / 2", min_n=MIN_DEALS, below="no value", edge_cases=_SPLIT,
        source="metrics.md M12",
    ),
    Metric(
        id="M12", slug="theil_index", label="Distance from equal shares (Theil)", unit="index", direction="target",
        range="0 to ln K", grain=("base",), needs=("mixes",), compute=theil_index,
        definition="How far the mix of bookings lies from equal shares over motions, in nats.",
        formula="ln K - H, K = motions with a target or positive bookings", min_n=MIN_DEALS, below="no value",
        edge_cases="No positive bookings: no value. Descriptive: a plan may want concentration.",
        source="metrics.md M12",
    ),
)  # fmt: skip
