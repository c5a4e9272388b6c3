"""Is it the representatives or the management: teams whose strategic mix is beyond chance (question 6)."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def manager_spread(view: View) -> Iterator[Finding]:
    """Find which managers' teams are off strategy beyond chance, over the trailing quarters; always one finding.

    Patterns: some (not all judged teams are off strategy) | all | none | too_few (no team can be tested).
    Values: off, judged, teams (counts), tested, raised (flags), icc (`manager_effect`, may be unknown), quarters.
    Names: managers (display names of the teams off strategy, joined by ";", empty unless each is named by verdict).
    Money: strategic gap of the teams off strategy.
    """
    yield from ()


def teams_off(view: View) -> Iterator[Finding]:
    """Find each team that is off strategy beyond chance (rule "manager"), by strategic money missing.

    Pattern: off_strategy. Values: strategic, expected, deals, reps, quota_attainment, gap, tested, raised, quarters.
    Names: manager (as it may be printed), manager_id.
    """
    yield from ()
