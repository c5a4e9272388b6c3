"""The verdict: is the number the strategy (metrics.md section 5, patterns a, b, e, f), and does one deal decide it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from stratreport.findings.chance import UNLIKELY, chance_of
from stratreport.findings.finding import Certainty, Evidence, Finding, Tone
from stratreport.findings.ladder import certainty, strategy_tone
from stratreport.findings.view import View
from stratreport.units import reaches

#: below twice the minimum n of a flag a straddling interval tells nothing (20 deals for a named comparison)
NAMED_COMPARISON = 2

_PATTERNS: Mapping[tuple[bool, bool], str] = {
    (True, False): "hit_off", (True, True): "hit_on", (False, True): "missed_on", (False, False): "missed_off",
}  # fmt: skip


def pattern_of(quota: Evidence, strategy: Evidence, view: View) -> tuple[str, Certainty]:
    """Return the pattern of a scope's verdict and how sure it is.

    no_deals without a single deal; unclassified when more bookings than tolerated have no motion; no_quota and
    no_target when there is nothing to judge against; no_signal below the minimum n, or below twice of it while the
    interval touches the threshold; within_chance when it touches it from below and a unit exactly on plan would show
    as little in more than one of twenty such quarters; else hit/missed by quota and on/off by strategy attainment at
    their thresholds (reached counts as hit).
    """
    absent = _absent(quota, strategy, view)
    if absent:
        return absent, "is" if absent == "no_target" else "count_only"
    minimum = view.statistics.min_n_flag
    sure = certainty(strategy, view.thresholds.strategic, min_n=minimum)
    if sure == "count_only" or (sure == "appears" and strategy.n < NAMED_COMPARISON * minimum):
        return "no_signal", "count_only"
    hit = reaches(quota.value or 0.0, view.thresholds.quota)
    on_strategy = reaches(strategy.value or 0.0, view.thresholds.strategic)
    if sure == "appears" and not on_strategy and _likely(view, strategy):
        return "within_chance", "count_only"
    return _PATTERNS[hit, on_strategy], sure


def _absent(quota: Evidence, strategy: Evidence, view: View) -> str:
    """Return what there is not to judge, in the order in which it is said; empty when all is there."""
    if strategy.n == 0 and not quota.value:
        return "no_deals"
    if view.suspended:
        return "unclassified"
    if quota.value is None:
        return "no_quota"
    return "no_target" if strategy.value is None else ""


def _likely(view: View, strategy: Evidence) -> bool:
    chance = chance_of(view, scope=strategy.scope or view.scope)
    return chance is not None and chance > UNLIKELY


def verdict_of(view: View, **scope: str) -> Finding:
    """Return the verdict on a scope: the snapshot's own, or one region of a company snapshot (`region=`)."""
    quota = view.value("quota_attainment", **scope)
    strategy = view.value("strategic_motion_attainment", **scope)
    pattern, sure = pattern_of(quota, strategy, view)
    masked = view.value("masked_shortfall", **scope)
    values = {
        "quota_attainment": quota,
        "strategy": strategy,
        "attainment": view.value("strategic_attainment", **scope),
        "masked": masked,
        "bookings": view.value("bookings", **scope),
        "quota": view.value("quota", **scope),
        "strategic_bookings": view.value("strategic_bookings", **scope),
        "strategic_target": view.value("strategic_target", **scope),
        "strategic_gap": view.value("strategic_gap", **scope),
        "deals": Evidence("deals", quota.scope or view.scope, float(strategy.n), n=strategy.n, period=view.meta.period),
    }
    values |= _last_year(view, **scope)
    where = quota.scope or view.scope
    if pattern == "within_chance":
        values["chance"] = Evidence("strategy_chance", where, chance_of(view, scope=where), period=view.meta.period)
    return Finding(
        id=f"verdict:{where}", rule="verdict", scope=where, tone=_tone(pattern, sure, strategy, view, **scope),
        certainty=sure, pattern=pattern, values=values, money=values["strategic_gap"].value, caveat=strategy.caveat,
    )  # fmt: skip


def region_verdict(view: View) -> Iterator[Finding]:
    """Find the verdict on the snapshot's own scope; always exactly one."""
    yield verdict_of(view)


def every_region(view: View) -> Iterator[Finding]:
    """Find the verdict on each region of a company snapshot."""
    if view.meta.scope == "company":
        for region in sorted(view.meta.region_names):
            if region not in ("company", "unassigned"):
                yield verdict_of(view, region=region)


def one_deal(view: View) -> Iterator[Finding]:
    """Find whether removing the largest deal changes the verdict; silent when it does not."""
    verdict = verdict_of(view)
    deals = view.deals.groupby("deal_id", sort=False)["amount"].sum()
    quota, strategy = verdict["quota_attainment"], verdict["strategy"]
    if verdict.certainty == "count_only" or deals.empty or quota.value is None or strategy.value is None:
        return
    largest = str(deals.idxmax())
    without_quota, without_strategy = without(view, {largest})
    limits = view.thresholds
    flips_quota = reaches(quota.value, limits.quota) != reaches(without_quota, limits.quota)
    flips_strategy = reaches(strategy.value, limits.strategic) != reaches(without_strategy, limits.strategic)
    if not (flips_quota or flips_strategy):
        return
    amount = float(deals.max())
    yield Finding(
        id=f"one_deal:{view.scope}", rule="one_deal", scope=view.scope, tone="watch", certainty="is",
        pattern="both" if flips_quota and flips_strategy else "quota" if flips_quota else "strategy",
        values={
            "largest_deal": view.fact("largest_deal", amount, n=1),
            "quota_attainment": quota,
            "strategy": strategy,
            "without_quota": view.fact("attainment_without_largest", without_quota, n=len(deals) - 1),
            "without_strategy": view.fact("strategy_without_largest", without_strategy, n=len(deals) - 1),
        },
        money=amount,
    )  # fmt: skip


def without(view: View, deals: Collection[str]) -> tuple[float, float]:
    """Return quota attainment and pooled strategy attainment without some deals (quota and targets stay)."""
    lost = view.deals[view.deals["deal_id"].isin(deals)].groupby("motion")["amount"].sum()
    money = view.money
    actual = money["actual"] - lost.reindex(money.index, fill_value=0.0)
    quota = float(view.value("quota").value or 0.0)
    planned = money["unit_class"] == "strategic"
    target = float(money.loc[planned, "target"].sum())
    covered = min(max(float(actual[planned].sum()), 0.0), target)
    return (float(actual.sum()) / quota if quota else 0.0), (covered / target if target else 0.0)


def _last_year(view: View, **scope: str) -> dict[str, Evidence]:
    """Return attainment of quota and strategy in the same quarter last year, when the data reaches back."""
    before = view.earlier(4)
    if before is None:
        return {}
    found = {
        "quota_attainment_before": view.value("quota_attainment", period=before, **scope),
        "strategy_before": view.value("strategic_motion_attainment", period=before, **scope),
    }
    return {name: item for name, item in found.items() if item.known}


def _tone(pattern: str, sure: Certainty, strategy: Evidence, view: View, **scope: str) -> Tone:
    if strategy.value is None or pattern not in _PATTERNS.values():
        return "neutral"
    prior = view.earlier(1)
    before = view.value("strategic_motion_attainment", period=prior, **scope).value if prior else None
    limits = view.thresholds
    tone = strategy_tone(
        strategy.value, limits.strategic, band=limits.hysteresis, sure=sure == "is", before=_number(before)
    )
    return "watch" if pattern == "missed_on" and tone == "good" else tone


def _number(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else value
