"""How the motions reach customers and people: price, buying roles, the plan that was signed, room in the base."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Evidence, Finding
from stratreport.findings.ladder import certainty
from stratreport.findings.leading import COVERED, LOW
from stratreport.findings.view import View

#: a difference in discount below two points is not spoken of
SPOKEN = 0.02


def discount(view: View) -> Iterator[Finding]:
    """Find whether strategic motions are bought with price, or core is; always one finding, the widest difference.

    Only differences of two points or more whose interval excludes zero, on at least the minimum n of a flag.
    Patterns: strategic_deeper | core_deeper | level | unknown. Values: discount, core_discount, gap (points).
    Names: motion, motion_id of the motion furthest from core.
    """
    gaps = {motion: view.value("discount_gap_to_core", motion=motion) for motion in view.strategic}
    known = {motion: gap for motion, gap in gaps.items() if gap.known}
    clear = {motion: gap for motion, gap in known.items() if _clear(view, gap)}
    pool = clear or known
    motion = max(pool, key=lambda name: abs(pool[name].value or 0.0)) if pool else ""
    gap = pool.get(motion)
    deeper = "strategic_deeper" if gap and (gap.value or 0.0) > 0 else "core_deeper"
    values: dict[str, Evidence] = {"overall": view.value("discount")}
    if gap:
        values |= {"gap": gap, "discount": view.value("discount", motion=motion)}
    if view.core:
        values["core_discount"] = view.value("discount", motion=view.core)
    yield Finding(
        id=f"discount:{view.scope}", rule="discount", scope=view.scope, tone="watch" if clear else "neutral",
        certainty="is" if clear else "count_only", pattern=deeper if clear else "level" if known else "unknown",
        values=values, names={"motion": view.label(motion), "motion_id": motion} if motion else {},
    )  # fmt: skip


def _clear(view: View, gap: Evidence) -> bool:
    if gap.n < view.statistics.min_n_flag or gap.low is None or gap.high is None:
        return False
    return abs(gap.value or 0.0) >= SPOKEN and (gap.low > 0 or gap.high < 0)


def persona_coverage(view: View) -> Iterator[Finding]:
    """Find how many of the buying roles were met in the opportunities; always one finding.

    Patterns: low (below one half) | part | met (80% or more) | too_few | unknown. Values: coverage, full,
    economic_buyer, contacts.
    """
    found = view.value("persona_coverage")
    yield Finding(
        id=f"persona_coverage:{view.scope}", rule="persona_coverage", scope=view.scope,
        tone="watch" if _pattern(view, found, low=LOW) == "low" else "neutral",
        certainty=certainty(found, LOW, min_n=view.statistics.min_n_flag), pattern=_pattern(view, found, low=LOW),
        values={
            "coverage": found,
            "full": view.value("full_coverage"),
            "economic_buyer": view.value("economic_buyer_coverage"),
            "contacts": view.value("contacts_per_opportunity"),
        },
    )  # fmt: skip


def communication(view: View) -> Iterator[Finding]:
    """Find how many carriers have signed the current plan, and how long it took; always one finding.

    Patterns: low (below 80%) | met | too_few | unknown. Values: acknowledged, days, signed, carriers.
    """
    found = view.value("plan_acknowledged")
    pattern = _pattern(view, found, low=COVERED)
    yield Finding(
        id=f"communication:{view.scope}", rule="communication", scope=view.scope,
        tone="watch" if pattern == "low" else "neutral",
        certainty=certainty(found, COVERED, min_n=view.statistics.min_n_rate), pattern=pattern,
        values={
            "acknowledged": found,
            "days": view.value("days_to_acknowledge"),
            "signed": view.fact("plan_signed", found.numerator, n=found.n),
            "carriers": view.fact("reps", found.denominator, n=found.n),
        },
    )  # fmt: skip


def _pattern(view: View, found: Evidence, *, low: float) -> str:
    if found.value is None:
        return "unknown"
    if found.n < view.statistics.min_n_rate:
        return "too_few"
    return "low" if found.value < low else "met" if found.value >= COVERED else "part"


def whitespace(view: View) -> Iterator[Finding]:
    """Find what the existing customers have not bought yet, the product line with most room; always one finding.

    Patterns: room | unknown. Values: whitespace (money, the line's), total (all lines), attach. Names: line.
    """
    lines = sorted(set(view.frame("deals")["product_line"].dropna().astype(str)))
    room = {line: view.value("whitespace", product_line=line) for line in lines}
    known = {line: item for line, item in room.items() if item.known and (item.value or 0.0) > 0}
    line = max(known, key=lambda name: known[name].value or 0.0) if known else ""
    values = {"total": view.value("whitespace")}
    if line:
        values |= {"whitespace": known[line], "attach": view.value("attach_rate", product_line=line)}
    yield Finding(
        id=f"whitespace:{view.scope}", rule="whitespace", scope=view.scope, tone="neutral", certainty="appears",
        pattern="room" if line else "unknown", values=values, names={"line": line},
        money=known[line].value if line else None,
    )  # fmt: skip
