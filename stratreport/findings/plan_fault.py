"""Is the plan itself wrong (question 10): targets out of reach or without support, and what a revision would change."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def plan_fault(view: View) -> Iterator[Finding]:
    """Find whether the plan is at fault, from `unreached` and `unsupported`; always one finding.

    Patterns: unreached+unsupported | unreached | unsupported | none. Values: motions (number at fault), gap, target.
    Names: motion, motion_id of the weightiest, missing (supports, joined by "+").
    """
    yield from ()


def alignment(view: View) -> Iterator[Finding]:
    """Find what the selling system lacks per strategic motion (M45); always one finding, of the weakest motion.

    Patterns: holes | complete. Values: alignment, motions (number with holes). Names: motion, motion_id, missing.
    """
    yield from ()


def revised_plan(view: View) -> Iterator[Finding]:
    """Find what the current version of the plan would say instead of the baseline; always one finding.

    Patterns: none (the current version is the baseline) | same (nothing material) | lower | higher (strategy attainment
    under the revision). Values: strategic, strategic_revised, attainment, attainment_revised, target, target_revised,
    version, baseline_version.
    """
    yield from ()
