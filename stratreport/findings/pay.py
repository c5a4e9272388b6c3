"""Are we paying people to ignore the strategy (question 9): associations and exact money, never a motive."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def pay(view: View) -> Iterator[Finding]:
    """Find whether pay follows the strategy or only quota; always one finding.

    Patterns: quota_only (pay follows quota and not strategy, beyond the intervals) | aligned (it follows strategy) |
    open (the intervals do not tell) | too_few.
    Values: for_quota, for_strategy (rank correlations), payout, off_share, off_money, leakage, gate (money; leakage and
    gate unknown where the pay plan is not declared). Money: off_money.
    """
    yield from ()
