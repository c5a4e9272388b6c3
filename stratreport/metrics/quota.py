"""Quota: how much was booked against how much was asked (M01, M02)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_QUOTA, NO_TARGET, Metric, column, quotient, tidy

UNITS = ("base", "manager", "rep")
PARTS = ("motion", "manager/motion", "rep/motion", "product_line", "segment")
FRAMES = ("units", "motions", "levels")


def quota_attainment(units: pd.DataFrame) -> pd.DataFrame:
    """Credited net bookings as a share of ramped quota.

    Formula: QA = A / Q. Columns: actual, quota (money), n (deals). Grain: rep, manager, region, company.
    Edge cases: quota 0 or missing gives no value ("quota is zero"); net returns give a negative value, not clipped.
    Source: metrics.md M01.

    >>> toy = pd.DataFrame({"actual": [1100.0, 50.0], "quota": [1000.0, 0.0], "n": [12, 1]})
    >>> quota_attainment(toy)[["value", "caveat"]].values.tolist()
    [[1.1, ''], [nan, 'quota is zero']]
    """
    return quotient(units, numerator=column(units, "actual"), denominator=column(units, "quota"), missing=NO_QUOTA)


def quota_attainment_without_largest_deal(units: pd.DataFrame) -> pd.DataFrame:
    """Quota attainment had the largest single deal not been won: how much hangs on one signature.

    Formula: (A - largest deal) / Q. Columns: actual, quota, largest_deal (money). A sensitivity, not a forecast.
    Edge cases: no deal gives plain attainment; quota 0 gives no value.
    Source: metrics.md M01 and section 6.

    >>> toy = pd.DataFrame({"actual": [1100.0], "quota": [1000.0], "largest_deal": [300.0]})
    >>> quota_attainment_without_largest_deal(toy)["value"].tolist()
    [0.8]
    """
    rest = column(units, "actual") - np.nan_to_num(column(units, "largest_deal"))
    return quotient(units, numerator=rest, denominator=column(units, "quota"), missing=NO_QUOTA)


def ramped_quota(units: pd.DataFrame) -> pd.DataFrame:
    """The quota after ramp and share of days in the region: the fair denominator for new hires.

    Formula: sum of Q_full x ramp x active share (resolved by the facts). Columns: quota, quota_full (money).
    numerator = ramped, denominator = as signed. Source: metrics.md M02.

    >>> ramped_quota(pd.DataFrame({"quota": [50.0], "quota_full": [100.0]}))[["value", "denominator"]].values.tolist()
    [[50.0, 100.0]]
    """
    quota = column(units, "quota")
    return tidy(units, value=quota, numerator=quota, denominator=column(units, "quota_full"))


def quota(units: pd.DataFrame) -> pd.DataFrame:
    """The ramped quota in money, the denominator of every share of quota. Columns: quota.

    >>> quota(pd.DataFrame({"quota": [50.0]}))["value"].tolist()
    [50.0]
    """
    return tidy(units, value=column(units, "quota"))


def bookings(units: pd.DataFrame) -> pd.DataFrame:
    """Credited net bookings of the unit, returns deducted. Columns: actual (money), n (deals).

    >>> bookings(pd.DataFrame({"actual": [-5.0]}))["value"].tolist()
    [-5.0]
    """
    return tidy(units, value=column(units, "actual"))


def target(units: pd.DataFrame) -> pd.DataFrame:
    """What the declared strategy asks of the unit in money. Columns: target. 0 gives no value ("no target").

    >>> target(pd.DataFrame({"target": [0.0, 9.0]}))[["value", "caveat"]].values.tolist()
    [[nan, 'no target'], [9.0, '']]
    """
    asked = column(units, "target")
    known = asked > 0
    return tidy(units, value=np.where(known, asked, np.nan), caveat=np.where(known, "", NO_TARGET).astype(object))


def plan_to_quota(units: pd.DataFrame) -> pd.DataFrame:
    """How much of the quota the declared targets cover.

    Formula: kappa = T / Q. Columns: target, quota (money). 1 means that targets add up to the quota.
    Edge cases: quota 0 gives no value. Source: metrics.md 2.1 identity 1, M43.

    >>> plan_to_quota(pd.DataFrame({"target": [900.0], "quota": [1000.0]}))["value"].tolist()
    [0.9]
    """
    return quotient(units, numerator=column(units, "target"), denominator=column(units, "quota"), missing=NO_QUOTA)


QUOTA_ATTAINMENT = Metric(
    id="M01", slug="quota_attainment", label="Quota attainment", unit="ratio", direction="higher",
    range="real, usually 0 to 3", grain=UNITS, needs=("units",), compute=quota_attainment,
    definition="Credited net bookings as a share of ramped quota.", formula="A / Q",
    edge_cases="Quota 0 or missing: no value. Negative bookings are shown, not clipped.", source="metrics.md M01",
)  # fmt: skip
WITHOUT_LARGEST = Metric(
    id="M01", slug="quota_attainment_without_largest_deal", label="Quota attainment without the largest deal",
    unit="ratio", direction="higher", range="real", grain=UNITS, needs=("units",),
    compute=quota_attainment_without_largest_deal,
    definition="Quota attainment had the largest single deal not been won.", formula="(A - largest deal) / Q",
    edge_cases="A sensitivity, not a forecast.", source="metrics.md M01, section 6",
)  # fmt: skip
RAMPED_QUOTA = Metric(
    id="M02", slug="ramped_quota", label="Ramped quota", unit="money", direction="target", range="0 or more",
    grain=UNITS, needs=("units",), compute=ramped_quota,
    definition="Quota after ramp of new hires and share of days in the region.",
    formula="sum Q_full x ramp x active share",
    edge_cases="0 before the ramp starts: attainment has no value, bookings still count.", source="metrics.md M02",
)  # fmt: skip
QUOTA = Metric(
    id="M02", slug="quota", label="Quota", unit="money", direction="target", range="0 or more", grain=UNITS,
    needs=("units",), compute=quota, definition="Ramped quota of quota carriers.", formula="Q",
    edge_cases="0 for who carries none or is still before the ramp; overlay quotas never enter.",
    source="metrics.md M02",
)  # fmt: skip
BOOKINGS = Metric(
    id="M01", slug="bookings", label="Bookings", unit="money", direction="higher", range="real", grain=(*UNITS, *PARTS),
    needs=FRAMES, compute=bookings, definition="Credited net bookings, returns deducted.", formula="A",
    edge_cases="Net of returns, so it may be negative; shared deals count by credit.", source="metrics.md 2.0",
)  # fmt: skip
TARGET = Metric(
    id="M06", slug="target", label="Strategy target", unit="money", direction="target", range="more than 0",
    grain=(*UNITS, *PARTS), needs=FRAMES, compute=target,
    definition="What the declared strategy asks for, over all motions.", formula="T",
    edge_cases="No declared target: no value.", source="metrics.md 2.0",
)  # fmt: skip
PLAN_TO_QUOTA = Metric(
    id="M43", slug="plan_to_quota", label="Plan to quota", unit="ratio", direction="target", range="0 or more",
    grain=UNITS, needs=("units",), compute=plan_to_quota,
    definition="Declared targets as a share of quota; 1 means the plan adds up.", formula="T / Q",
    edge_cases="Quota 0: no value.", source="metrics.md identity 1, M43",
)  # fmt: skip
METRICS = (QUOTA_ATTAINMENT, WITHOUT_LARGEST, RAMPED_QUOTA, QUOTA, BOOKINGS, TARGET, PLAN_TO_QUOTA)
