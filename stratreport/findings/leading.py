"""Do they know how, is there pipeline, does it convert (questions 7 and 8): the leading indicators."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Finding
from stratreport.findings.view import View


def enablement(view: View) -> Iterator[Finding]:
    """Find per programme how many carriers are certified and how long to the first strategic sale.

    Patterns: low (under half, interval and all) | part | covered | too_few. Values: coverage, certified, carriers,
    first_sale (days, may be unknown), gap (strategic money of the motions it supports). Names: programme, motions.
    """
    yield from ()


def coverage(view: View) -> Iterator[Finding]:
    """Find per strategic motion, and for all together (id ends in motion:strategic), whether the pipeline covers what
    is still asked.

    Patterns: short | covered | met (nothing left to book) | unknown (conversion or target not known).
    Values: coverage, required, open, target, conversion, gap (money of pipeline missing). Names: motion, motion_id.
    """
    yield from ()


def conversion(view: View) -> Iterator[Finding]:
    """Find motions whose win rate or cycle differs from core beyond their intervals; one "level" finding otherwise.

    Patterns: win_rate | cycle | win_rate+cycle (worse than core) | level | too_few. Values: win_rate, core_win_rate,
    win_rate_gap, cycle, core_cycle, cycle_gap. Names: motion, motion_id.
    """
    yield from ()


def discount(view: View) -> Iterator[Finding]:
    """Find whether strategic motions are bought with discount, or core is, against each other; always one finding.

    Patterns: strategic_deeper | core_deeper | level | unknown. Values: discount, core_discount, gap (points).
    Names: motion, motion_id of the motion furthest from core.
    """
    yield from ()


def persona_coverage(view: View) -> Iterator[Finding]:
    """Find how many of the buying roles were met in the strategic opportunities; always one finding.

    Patterns: low | met | too_few | unknown. Values: coverage, full, economic_buyer, contacts.
    """
    yield from ()


def communication(view: View) -> Iterator[Finding]:
    """Find how many carriers have signed the current plan, and how long it took; always one finding.

    Patterns: low | met | too_few | unknown. Values: acknowledged, days, carriers.
    """
    yield from ()


def whitespace(view: View) -> Iterator[Finding]:
    """Find what the existing customers have not bought yet, product line by product line; at most one finding.

    Patterns: room | unknown. Values: whitespace (money), attach. Names: line (the product line with most room).
    """
    yield from ()
