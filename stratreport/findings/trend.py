"""Better than last quarter, and will the year close it (question 11)."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def trend(view: View) -> Iterator[Finding]:
    """Find whether strategy attainment is better than last quarter and than last year: one finding each.

    Ids end in /quarter and /year; names.against is "quarter" or "year". Patterns: better | worse | level | unknown.
    Values: now, before, change (points), execution, reweighting (points of strategic attainment, last quarter only).
    """
    yield from ()


def year_end(view: View) -> Iterator[Finding]:
    """Find where the year is likely to end; always one finding.

    Patterns: lands (the 80% interval is above the threshold) | misses (below) | open (straddles) | unknown.
    Values: outlook, strategic (value with low and high), year_to_date, threshold.
    """
    yield from ()


def run_rate(view: View) -> Iterator[Finding]:
    """Find whether strategic bookings per quarter must rise to meet the year; always one finding.

    Patterns: faster (required above current) | enough | met | year_over | unknown. Values: required, current, factor,
    closure (gap closed since last quarter, may be unknown), quarters_left.
    """
    yield from ()
