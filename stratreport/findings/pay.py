"""Are we paying people to ignore the strategy (question 9): associations and exact money, never a motive."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Certainty, Evidence, Finding
from stratreport.findings.view import View


def pay(view: View) -> Iterator[Finding]:
    """Find whether pay follows the strategy or only quota; always one finding.

    From the rank correlations of payout rate with strategy and with quota attainment (an association; payout depends
    on quota by construction), and from the money paid to people the null finds off strategy.
    Patterns: aligned (the interval with strategy lies above zero) | quota_only (it does not, and the one with quota
    does) | open (neither interval tells) | too_few.
    Values: for_quota, for_strategy, payout, off_share, off_money, leakage, gate (leakage and gate are unknown where
    the pay plan is not declared). Money: off_money.
    """
    values = {
        "for_quota": view.value("pay_for_quota"),
        "for_strategy": view.value("pay_for_strategy"),
        "payout": view.value("payout"),
        "off_share": view.value("off_strategy_payout"),
        "leakage": view.value("accelerator_leakage"),
        "gate": view.value("gate_whatif"),
    }
    off = values["off_share"]
    values["off_money"] = view.fact("off_strategy_pay", off.numerator, n=off.n)
    pattern, sure = _pattern(values["for_quota"], values["for_strategy"])
    paid = off.numerator
    yield Finding(
        id=f"pay:{view.scope}", rule="pay", scope=view.scope,
        tone="bad" if pattern == "quota_only" and paid else "watch" if paid else "neutral", certainty=sure,
        pattern=pattern, values=values, money=paid, caveat=values["for_strategy"].caveat,
    )  # fmt: skip


def _pattern(quota: Evidence, strategy: Evidence) -> tuple[str, Certainty]:
    if quota.value is None or strategy.value is None:
        return "too_few", "count_only"
    if strategy.low is not None and strategy.low > 0:
        return "aligned", "is"
    follows = quota.low is not None and quota.low > 0
    return ("quota_only", "is" if strategy.high is not None and strategy.high < 0 else "appears") if follows else (
        "open", "appears"
    )  # fmt: skip
