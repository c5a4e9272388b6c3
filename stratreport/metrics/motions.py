"""One motion of a unit: bookings, target, attainment, gap, surplus and shares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_BOOKINGS, NO_TARGET, Metric, column, quotient, tidy

KINDS = ("motion", "manager/motion", "rep/motion")


def motion_attainment(motions: pd.DataFrame) -> pd.DataFrame:
    """Net bookings of a motion as a share of its target, not capped.

    Formula: A_k / T_k. Columns: actual, target (money), n (deals). Edge cases: no target gives no value.

    >>> motion_attainment(pd.DataFrame({"actual": [60.0], "target": [200.0]}))["value"].tolist()
    [0.3]
    """
    return quotient(
        motions, numerator=column(motions, "actual"), denominator=column(motions, "target"), missing=NO_TARGET
    )


def motion_gap(motions: pd.DataFrame) -> pd.DataFrame:
    """What a motion lacks to its target, in money and never negative.

    Formula: G_k = T_k - min(A_k+, T_k). Columns: gap, target. Edge cases: no target gives no value.

    >>> motion_gap(pd.DataFrame({"gap": [140.0, 0.0], "target": [200.0, 0.0]}))["value"].tolist()
    [140.0, nan]
    """
    known = column(motions, "target") > 0
    caveat = np.where(known, "", NO_TARGET).astype(object)
    return tidy(motions, value=np.where(known, column(motions, "gap"), np.nan), caveat=caveat)


def motion_surplus(motions: pd.DataFrame) -> pd.DataFrame:
    """What a motion booked beyond its target, in money. Formula: S_k = A_k+ - min(A_k+, T_k). Columns: surplus.

    >>> motion_surplus(pd.DataFrame({"surplus": [400.0]}))["value"].tolist()
    [400.0]
    """
    return tidy(motions, value=column(motions, "surplus"))


def motion_share(motions: pd.DataFrame) -> pd.DataFrame:
    """A motion's share of all bookings of the unit.

    Formula: A_k / A. Columns: actual, unit_actual (money). Edge cases: no value when bookings are not positive.

    >>> motion_share(pd.DataFrame({"actual": [60.0], "unit_actual": [600.0]}))["value"].tolist()
    [0.1]
    """
    whole = column(motions, "unit_actual")
    return quotient(motions, numerator=column(motions, "actual"), denominator=whole, missing=NO_BOOKINGS)


def motion_plan_share(motions: pd.DataFrame) -> pd.DataFrame:
    """A motion's share of all targets of the unit.

    Formula: T_k / T. Columns: target, unit_target (money). Edge cases: no value without targets.

    >>> motion_plan_share(pd.DataFrame({"target": [200.0], "unit_target": [1000.0]}))["value"].tolist()
    [0.2]
    """
    whole = column(motions, "unit_target")
    return quotient(motions, numerator=column(motions, "target"), denominator=whole, missing=NO_TARGET)


METRICS = (
    Metric(
        id="M08", slug="motion_attainment", label="Motion attainment", unit="ratio", direction="higher", range="real",
        grain=KINDS, needs=("motions",), compute=motion_attainment, min_n=5, below="value, no verdict",
        definition="Net bookings of a motion as a share of its target.", formula="A_k / T_k",
        edge_cases="No target: no value. Not capped at 1.", source="metrics.md M08",
    ),
    Metric(
        id="M08", slug="motion_gap", label="Gap to target", unit="money", direction="lower", range="0 or more",
        grain=KINDS, needs=("motions",), compute=motion_gap, definition="What a motion lacks to its target.",
        formula="T_k - min(A_k+, T_k)", edge_cases="No target: no value.", source="metrics.md 2.0",
    ),
    Metric(
        id="M09", slug="motion_surplus", label="Surplus over target", unit="money", direction="target",
        range="0 or more", grain=KINDS, needs=("motions",), compute=motion_surplus,
        definition="What a motion booked beyond its target.", formula="A_k+ - min(A_k+, T_k)",
        edge_cases="All positive bookings of a motion without a target; 0 when it is net negative.",
        source="metrics.md 2.0",
    ),
    Metric(
        id="M11", slug="motion_share", label="Share of bookings", unit="ratio", direction="target", range="real",
        grain=KINDS, needs=("motions",), compute=motion_share,
        definition="A motion's share of all bookings of the unit.",
        formula="A_k / A", edge_cases="No value when bookings are not positive.", source="metrics.md M11",
    ),
    Metric(
        id="M11", slug="motion_plan_share", label="Share of plan", unit="ratio", direction="target", range="0 to 1",
        grain=KINDS, needs=("motions",), compute=motion_plan_share,
        definition="A motion's share of all targets of the unit.", formula="T_k / T", edge_cases="No target: no value.",
        source="metrics.md M11",
    ),
)  # fmt: skip
