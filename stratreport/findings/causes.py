"""What a shortfall is consistent with (questions 6 to 8 and 10): never a verdict, always a place to look first."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def region_cause(view: View) -> Iterator[Finding]:
    """Find what the result of the scope is consistent with; always one finding (rule "cause").

    Patterns: management | plan | enablement | pipeline | conversion | deal_size | timing | volume | none | too_few |
    unclear. Values: gap (strategic money), motions (number of motions of this class), short (number of short motions),
    quota_gap. Names: motions (labels joined by ";"), managers (display names joined by ";", class management only).
    """
    yield from ()


def motion_causes(view: View) -> Iterator[Finding]:
    """Find the class of each strategic motion that is materially short (rule "causes"), by money.

    Patterns as `region_cause`. Values: gap, attainment, and what the class leans on, of certified, coverage, required,
    win_rate, peer_win_rate, deal_size_ratio, discount, slipped, median (peer attainment); only known ones are there.
    Names: motion, motion_id.
    """
    yield from ()
