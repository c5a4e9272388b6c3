"""Strategic attainment and what hides its shortfall (M06, M07, M08)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_TARGET, Metric, column, quotient, tidy

UNITS = ("base", "manager", "rep")


def strategic_attainment(units: pd.DataFrame) -> pd.DataFrame:
    """Share of the planned mix actually sold, capped at the finest grain and added up (bottom-up).

    Formula: SA = sum over reps and motions of min(A+, T) / sum T. Columns: hit_bottom_up, target (money).
    The target-weighted mean of the SA of its reps; foots over reps, managers and regions. Never compare with pooled.
    Edge cases: no target gives no value. Source: metrics.md identities 1 and 9, M06.

    >>> strategic_attainment(pd.DataFrame({"hit_bottom_up": [700.0], "target": [1000.0]}))["value"].tolist()
    [0.7]
    """
    return quotient(
        units, numerator=column(units, "hit_bottom_up"), denominator=column(units, "target"), missing=NO_TARGET
    )


def strategic_attainment_pooled(units: pd.DataFrame) -> pd.DataFrame:
    """Share of the planned mix actually sold, computed on the summed motions of the unit (pooled).

    Formula: SA = sum over motions of min(A+, T) / sum T. Columns: hit, target (money).
    The form of the bridge: 1 - SA = volume shortfall + masked shortfall. At least the bottom-up form when no cell
    is negative. Edge cases: no target gives no value. Source: metrics.md identities 1 and 9, M06.

    >>> strategic_attainment_pooled(pd.DataFrame({"hit": [700.0], "target": [1000.0]}))["value"].tolist()
    [0.7]
    """
    return quotient(units, numerator=column(units, "hit"), denominator=column(units, "target"), missing=NO_TARGET)


def masked_shortfall(units: pd.DataFrame) -> pd.DataFrame:
    """The part of the strategy gap covered up by selling more of something else.

    Formula: X = min(sum surplus, sum gap) / T, pooled. Columns: surplus, gap, target (money); numerator is the money.
    Edge cases: no target gives no value. With few deals X > 0 even on plan. Source: metrics.md identity 4, M07.

    >>> masked_shortfall(pd.DataFrame({"surplus": [400.0], "gap": [300.0], "target": [1000.0]}))["value"].tolist()
    [0.3]
    """
    hidden = np.minimum(column(units, "surplus"), column(units, "gap"))
    return quotient(units, numerator=hidden, denominator=column(units, "target"), missing=NO_TARGET)


def volume_shortfall(units: pd.DataFrame) -> pd.DataFrame:
    """The part of the strategy gap that is plain lack of volume.

    Formula: V = max(sum gap - sum surplus, 0) / T, pooled. Columns: surplus, gap, target (money).
    Edge cases: no target gives no value. Source: metrics.md identity 4, M07.

    >>> volume_shortfall(pd.DataFrame({"surplus": [100.0], "gap": [300.0], "target": [1000.0]}))["value"].tolist()
    [0.2]
    """
    missing = np.maximum(column(units, "gap") - column(units, "surplus"), 0.0)
    return quotient(units, numerator=missing, denominator=column(units, "target"), missing=NO_TARGET)


def strategic_motion_attainment(units: pd.DataFrame) -> pd.DataFrame:
    """Execution of the strategic motions together: the headline "strategy attainment" (pooled).

    Formula: min(max(sum A, 0), sum T) / sum T over non-core motions with a target. Columns: actual_strategic,
    target_strategic (money), strategic_low, strategic_high (bootstrap over customers, where computed).
    Edge cases: no strategic target gives no value. Core bookings never change it. Source: metrics.md M08, identity 8.

    >>> toy = pd.DataFrame({"actual_strategic": [100.0], "target_strategic": [400.0]})
    >>> strategic_motion_attainment(toy)[["value", "numerator", "denominator"]].values.tolist()
    [[0.25, 100.0, 400.0]]
    """
    asked = column(units, "target_strategic")
    sold = np.clip(column(units, "actual_strategic"), 0.0, asked)
    low, high = column(units, "strategic_low"), column(units, "strategic_high")
    return quotient(units, numerator=sold, denominator=asked, missing=NO_TARGET, low=low, high=high)


def strategic_motion_attainment_capped(units: pd.DataFrame) -> pd.DataFrame:
    """Execution of the strategic motions, each capped at its own target before summing.

    Formula: sum min(A+, T) / sum T over non-core motions with a target. Columns: hit_strategic, target_strategic.
    A surplus in one strategic motion does not fill the gap of another; lower than the pooled form.
    Edge cases: no strategic target gives no value. Source: metrics.md M08.

    >>> toy = pd.DataFrame({"hit_strategic": [100.0], "target_strategic": [400.0]})
    >>> strategic_motion_attainment_capped(toy)["value"].tolist()
    [0.25]
    """
    return quotient(
        units,
        numerator=column(units, "hit_strategic"),
        denominator=column(units, "target_strategic"),
        missing=NO_TARGET,
    )


def strategic_bookings(units: pd.DataFrame) -> pd.DataFrame:
    """Net bookings in strategic motions, in money. Columns: actual_strategic.

    >>> strategic_bookings(pd.DataFrame({"actual_strategic": [100.0]}))["value"].tolist()
    [100.0]
    """
    return tidy(units, value=column(units, "actual_strategic"))


def strategic_target(units: pd.DataFrame) -> pd.DataFrame:
    """The targets of the strategic motions, in money. Columns: target_strategic; 0 gives no value.

    >>> strategic_target(pd.DataFrame({"target_strategic": [400.0]}))["value"].tolist()
    [400.0]
    """
    asked = column(units, "target_strategic")
    known = asked > 0
    return tidy(units, value=np.where(known, asked, np.nan), caveat=np.where(known, "", NO_TARGET).astype(object))


def strategic_gap(units: pd.DataFrame) -> pd.DataFrame:
    """What strategic bookings lack to their target, in money and never negative.

    Formula: max(sum T - sum A, 0) over strategic motions. Columns: actual_strategic, target_strategic.

    >>> strategic_gap(pd.DataFrame({"actual_strategic": [100.0], "target_strategic": [400.0]}))["value"].tolist()
    [300.0]
    """
    asked = column(units, "target_strategic")
    known = asked > 0
    gap = np.where(known, np.maximum(asked - column(units, "actual_strategic"), 0.0), np.nan)
    return tidy(units, value=gap, caveat=np.where(known, "", NO_TARGET).astype(object))


_NO_TARGET = "No target: no value."
METRICS = (
    Metric(
        id="M06", slug="strategic_attainment", label="Strategic attainment, bottom-up", unit="ratio",
        direction="higher", range="0 to 1", grain=UNITS, needs=("units",), compute=strategic_attainment,
        definition="Share of the planned mix actually sold, capped per rep and motion and added up.",
        formula="sum of min(A+, T) over reps and motions / sum T", edge_cases=_NO_TARGET,
        source="metrics.md M06, identity 9",
    ),
    Metric(
        id="M06", slug="strategic_attainment_pooled", label="Strategic attainment, pooled", unit="ratio",
        direction="higher", range="0 to 1", grain=UNITS, needs=("units",), compute=strategic_attainment_pooled,
        definition="Share of the planned mix actually sold, on the summed motions of the unit.",
        formula="sum of min(A+, T) over motions / sum T", edge_cases=_NO_TARGET, source="metrics.md M06, identity 9",
    ),
    Metric(
        id="M07", slug="masked_shortfall", label="Masked shortfall", unit="ratio", direction="lower", range="0 to 1",
        grain=UNITS, needs=("units",), compute=masked_shortfall,
        definition="The part of the strategy gap hidden by over-selling elsewhere, as a share of target.",
        formula="min(sum surplus, sum gap) / T", edge_cases=_NO_TARGET, source="metrics.md M07, identity 4",
    ),
    Metric(
        id="M07", slug="volume_shortfall", label="Volume shortfall", unit="ratio", direction="lower", range="0 to 1",
        grain=UNITS, needs=("units",), compute=volume_shortfall,
        definition="The part of the strategy gap that is plain lack of volume, as a share of target.",
        formula="max(sum gap - sum surplus, 0) / T", edge_cases=_NO_TARGET, source="metrics.md M07, identity 4",
    ),
    Metric(
        id="M08", slug="strategic_motion_attainment", label="Strategy attainment", unit="ratio", direction="higher",
        range="0 to 1", grain=UNITS, needs=("units",), compute=strategic_motion_attainment, min_n=10,
        below="value without verdict",
        definition="Bookings in strategic motions as a share of their targets, capped at 1.",
        formula="min(sum A, sum T) / sum T over strategic motions",
        edge_cases=_NO_TARGET + " Net negative bookings count as 0.", source="metrics.md M08",
    ),
    Metric(
        id="M08", slug="strategic_motion_attainment_capped", label="Strategy attainment, each motion capped",
        unit="ratio", direction="higher", range="0 to 1", grain=UNITS, needs=("units",),
        compute=strategic_motion_attainment_capped,
        definition="Strategy attainment when a surplus in one motion cannot fill the gap of another.",
        formula="sum of min(A+, T) / sum T over strategic motions", edge_cases=_NO_TARGET, source="metrics.md M08",
    ),
    Metric(
        id="M08", slug="strategic_bookings", label="Strategic bookings", unit="money", direction="higher", range="real",
        grain=UNITS, needs=("units",), compute=strategic_bookings, definition="Net bookings in strategic motions.",
        formula="sum A over strategic motions",
        edge_cases="Net of returns, so it may be negative. Motions without a target are not strategic.",
        source="metrics.md M08",
    ),
    Metric(
        id="M08", slug="strategic_target", label="Strategic target", unit="money", direction="target",
        range="more than 0", grain=UNITS, needs=("units",), compute=strategic_target,
        definition="The targets of the strategic motions.", formula="sum T over strategic motions",
        edge_cases=_NO_TARGET, source="metrics.md M08",
    ),
    Metric(
        id="M08", slug="strategic_gap", label="Gap to strategic target", unit="money", direction="lower",
        range="0 or more", grain=UNITS, needs=("units",), compute=strategic_gap,
        definition="What strategic bookings lack to their target.", formula="max(sum T - sum A, 0)",
        edge_cases=_NO_TARGET, source="metrics.md M08",
    ),
)  # fmt: skip
