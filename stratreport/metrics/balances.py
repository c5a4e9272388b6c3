"""Balance over product lines and over segments, one axis at a time (M14, M15).

The measures frame "levels" has one row per unit, axis and level: actual, target (money; NaN = no plan), strategic.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from stratreport.metrics.groups import grouped, text
from stratreport.metrics.metric import NO_AXIS_PLAN, NO_BOOKINGS, Metric, column, quotient, ratio, tidy

AXES = ("product_line", "segment")
_GROUP = ["base", "period"]


def _per_axis(levels: pd.DataFrame, *, axis: str) -> pd.DataFrame:
    """Sum the levels of one axis to units: hit, planned (0 without a plan), positive, misplaced (money)."""
    rows = levels[levels["axis"] == axis]
    positive = np.maximum(column(rows, "actual"), 0.0)
    asked = column(rows, "target")
    planned, units = np.nan_to_num(asked), grouped(rows, by=_GROUP)
    booked, target = units.sums(positive), units.sums(planned)
    ideal = ratio((booked[units.place] * planned), target[units.place])
    out = units.frame({
        "hit": units.sums(np.minimum(positive, planned)), "planned": target, "positive": booked,
        "misplaced": units.sums(np.abs(positive - ideal) / 2),
    })  # fmt: skip
    return out.assign(kind=text("base", out), scope=out["base"], n=np.nan)


def axis_balance(levels: pd.DataFrame, *, axis: str) -> pd.DataFrame:
    """Share of the planned mix over one axis actually sold (strategic attainment on that axis alone, pooled).

    Formula: sum over levels of min(A+, T) / sum T. Columns: base, period, axis, level, actual, target (money).
    Edge cases: no declared plan for the axis gives no value; a level without target has target 0.
    A single axis can look balanced while the joint mix is not. Source: metrics.md M14, M15.

    >>> toy = pd.DataFrame({"base": "region:x", "period": "Q1", "axis": "segment", "level": ["a", "b"],
    ...                     "actual": [90.0, 10.0], "target": [50.0, 50.0]})
    >>> axis_balance(toy, axis="segment")["value"].tolist()
    [0.6]
    """
    rows = _per_axis(levels, axis=axis)
    return quotient(rows, numerator=column(rows, "hit"), denominator=column(rows, "planned"), missing=NO_AXIS_PLAN)


def axis_distance(levels: pd.DataFrame, *, axis: str) -> pd.DataFrame:
    """Share of bookings that would have to move to another level of one axis to match its plan.

    Formula: 1/2 sum |p - q| over levels. Columns as `axis_balance`. Edge cases: no plan or no positive bookings, no
    value. At most the joint mix distance of axes that partition the same bookings. Source: metrics.md M14, M15.

    >>> toy = pd.DataFrame({"base": "region:x", "period": "Q1", "axis": "segment", "level": ["a", "b"],
    ...                     "actual": [90.0, 10.0], "target": [50.0, 50.0]})
    >>> axis_distance(toy, axis="segment")["value"].tolist()
    [0.4]
    """
    rows = _per_axis(levels, axis=axis)
    planned = column(rows, "planned") > 0
    value = np.where(planned, ratio(column(rows, "misplaced"), column(rows, "positive")), np.nan)
    why = np.where(planned, NO_BOOKINGS, NO_AXIS_PLAN)
    caveat = np.where(np.isnan(value), why, "").astype(object)
    return tidy(
        rows, value=value, numerator=column(rows, "misplaced"), denominator=column(rows, "positive"), caveat=caveat
    )


def level_attainment(levels: pd.DataFrame) -> pd.DataFrame:
    """Net bookings of a product line or segment as a share of its declared plan, not capped.

    Formula: A / T. Columns: actual, target (money). Edge cases: no plan gives no value.

    >>> level_attainment(pd.DataFrame({"actual": [30.0], "target": [float("nan")]}))["caveat"].tolist()
    ['no plan declared for this axis']
    """
    asked = column(levels, "target")
    return quotient(levels, numerator=column(levels, "actual"), denominator=asked, missing=NO_AXIS_PLAN)


def level_strategic_share(levels: pd.DataFrame) -> pd.DataFrame:
    """Share of a product line's or segment's net bookings that came through strategic motions.

    Formula: strategic / A. Columns: strategic, actual (money). Edge cases: no positive bookings, no value.

    >>> level_strategic_share(pd.DataFrame({"strategic": [30.0], "actual": [60.0]}))["value"].tolist()
    [0.5]
    """
    whole = column(levels, "actual")
    return quotient(levels, numerator=column(levels, "strategic"), denominator=whole, missing=NO_BOOKINGS)


def _axis_metrics(axis: str, label: str, *, id_: str) -> tuple[Metric, Metric]:
    return (
        Metric(
            id=id_, slug=f"{axis}_balance", label=f"{label} balance", unit="ratio", direction="higher", range="0 to 1",
            grain=("base",), needs=("levels",), compute=partial(axis_balance, axis=axis),
            definition=f"Share of the planned mix over {label.lower()}s actually sold.",
            formula="sum of min(A+, T) over levels / sum T", edge_cases="No plan for the axis: no value.",
            source=f"metrics.md {id_}",
        ),
        Metric(
            id=id_, slug=f"{axis}_distance", label=f"{label} distance", unit="ratio", direction="lower",
            range="0 to 1", grain=("base",), needs=("levels",), compute=partial(axis_distance, axis=axis),
            definition=f"Share of bookings that would have to move to another {label.lower()} to match the plan.",
            formula="1/2 sum |p - q| over levels", edge_cases="No plan or no positive bookings: no value.",
            source=f"metrics.md {id_}",
        ),
    )  # fmt: skip


METRICS = (
    *_axis_metrics("product_line", "Product line", id_="M14"),
    *_axis_metrics("segment", "Segment", id_="M15"),
    Metric(
        id="M14", slug="level_attainment", label="Attainment of plan", unit="ratio", direction="higher", range="real",
        grain=AXES, needs=("levels",), compute=level_attainment,
        definition="Net bookings of a product line or segment as a share of its declared plan.", formula="A / T",
        edge_cases="No plan for the axis: no value. Not capped.", source="metrics.md M14, M15",
    ),
    Metric(
        id="M14", slug="level_strategic_share", label="Strategic share", unit="ratio", direction="higher",
        range="0 to 1, beyond it only with returns", grain=AXES, needs=("levels",), compute=level_strategic_share,
        definition="Share of a line's or segment's bookings that came through strategic motions.",
        formula="strategic / A", edge_cases="No positive bookings: no value.", source="metrics.md M14, M15",
    ),
)  # fmt: skip
