"""Windfalls: deals so large beside a rep's annual quota that they say nothing about the way of selling."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Finding
from stratreport.findings.verdict import without
from stratreport.findings.view import View
from stratreport.units import reaches

QUARTERS = 4


def windfall(view: View) -> Iterator[Finding]:
    """Find deals above the declared share of their rep's annual quota; quota and strategy are shown without them.

    Annual quota: the full quota of the rep over the last four quarters (fewer are scaled up to four). A deal is
    measured by what is credited to one rep. Silent when there is none: a usual quarter needs no line.
    Pattern: changes (quota or strategy falls on the other side of its threshold without them) | some. Values: deals,
    amount, share (of bookings), policy, quota_attainment, without_quota, strategy, without_strategy.
    """
    found = tagged(view)
    if found.empty:
        return
    quota, strategy = view.value("quota_attainment"), view.value("strategic_motion_attainment")
    bare_quota, bare_strategy = without(view, set(found["deal_id"]))
    limits, n = view.thresholds, view.deals["deal_id"].nunique()
    amount = float(view.deals.loc[view.deals["deal_id"].isin(found["deal_id"]), "amount"].sum())
    booked = float(view.deals["amount"].sum())
    flips = _flips(quota.value, bare_quota, limits.quota) or _flips(strategy.value, bare_strategy, limits.strategic)
    yield Finding(
        id=f"windfall:{view.scope}", rule="windfall", scope=view.scope, tone="watch" if flips else "neutral",
        certainty="is", pattern="changes" if flips else "some",
        values={
            "deals": view.fact("windfall_deals", found["deal_id"].nunique(), n=n),
            "amount": view.fact("windfall_amount", amount, n=n),
            "share": view.fact("windfall_share", amount / booked if booked > 0 else None, n=n),
            "policy": view.fact("threshold", limits.windfall),
            "quota_attainment": quota,
            "without_quota": view.fact("attainment_without_windfall", bare_quota, n=n - found["deal_id"].nunique()),
            "strategy": strategy,
            "without_strategy": view.fact("strategy_without_windfall", bare_strategy, n=n - found["deal_id"].nunique()),
        },
        money=amount,
    )  # fmt: skip


def tagged(view: View) -> pd.DataFrame:
    """Return the windfalls of the period: deal_id, rep_id, amount (credited to the rep), annual (the rep's quota)."""
    sums = view.frame("deals").groupby(["deal_id", "rep_id"])["amount"].sum().reset_index()
    periods = view.periods()[-QUARTERS:]
    quotas = view.snapshot.frames["quotas"]
    quotas = quotas.loc[quotas["period"].isin(periods) & (quotas["quota_full"] > 0)]
    quarterly = quotas.groupby(["rep_id", "period"])["quota_full"].max().reset_index()
    whole = quarterly.groupby("rep_id").agg(quota=("quota_full", "sum"), quarters=("period", "nunique"))
    annual = whole["quota"] * QUARTERS / whole["quarters"]
    sums = sums.assign(annual=sums["rep_id"].map(annual))
    return sums.loc[sums["amount"] > view.thresholds.windfall * sums["annual"]].reset_index(drop=True)


def _flips(value: float | None, bare: float | None, threshold: float) -> bool:
    if value is None or bare is None:
        return False
    return reaches(value, threshold) != reaches(bare, threshold)
