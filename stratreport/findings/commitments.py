"""Did last review's decisions work (question 12): status, and the metric then and now."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def commitments(view: View) -> Iterator[Finding]:
    """Find what became of every commitment of earlier reviews; one "none" finding when there is none.

    Patterns: the status declared (open, done, dropped), overdue for an open one past its due day, or none.
    Values: then, now (the metric it was meant to move), change. Names: text, owner, due, metric, motion, direction
    (better, worse, level or unknown).
    """
    yield from ()
