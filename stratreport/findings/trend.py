"""Better than last quarter, and will the year close it (question 11)."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Certainty, Evidence, Finding, Tone
from stratreport.findings.view import View
from stratreport.units import reaches

_BACK = {"quarter": 1, "year": 4}


def trend(view: View) -> Iterator[Finding]:
    """Find whether strategy attainment is better than last quarter and than last year: one finding each.

    Ids end in /quarter and /year; names.against is "quarter" or "year". A change below the hysteresis band (5 points)
    is level; "is" where the intervals of both quarters do not overlap, else "appears".
    Patterns: better | worse | level | unknown (the data does not reach back, or too few deals). Values: now, before,
    change (points); against last year also execution and reweighting (points of strategic attainment, identity 11)
    where they are known.
    """
    for against in _BACK:
        yield _moved(view, against)


def _moved(view: View, against: str) -> Finding:
    now = view.value("strategic_motion_attainment")
    period = view.earlier(_BACK[against])
    before = view.value("strategic_motion_attainment", period=period) if period else None
    pattern, sure = _pattern(view, now, before)
    values = {"now": now}
    if before is not None and before.value is not None:
        values["before"] = before
        if now.value is not None:
            values["change"] = view.fact("strategy_change", now.value - before.value, n=min(now.n, before.n))
    if against == "year":  # identity 11 compares with the same quarter last year
        values |= {
            "execution": view.value("attainment_change_execution"),
            "reweighting": view.value("attainment_change_reweighting"),
        }
    return Finding(
        id=f"trend:{view.scope}/{against}", rule="trend", scope=view.scope, tone=_tone(pattern, sure),
        certainty=sure, pattern=pattern, values=values, names={"against": against, "period": period or ""},
    )  # fmt: skip


def _pattern(view: View, now: Evidence, before: Evidence | None) -> tuple[str, Certainty]:
    if now.value is None or before is None or before.value is None:
        return "unknown", "count_only"
    if min(now.n, before.n) < view.statistics.min_n_flag:
        return "unknown", "count_only"
    change = now.value - before.value
    if not reaches(abs(change), view.thresholds.hysteresis):
        return "level", "appears"
    return ("better" if change > 0 else "worse"), "is" if _apart(now, before) else "appears"


def _apart(one: Evidence, other: Evidence) -> bool:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low > other.high or one.high < other.low


def _tone(pattern: str, sure: Certainty) -> Tone:
    if pattern == "better":
        return "good" if sure == "is" else "neutral"
    return "watch" if pattern == "worse" else "neutral"


def year_end(view: View) -> Iterator[Finding]:
    """Find where the year is likely to end; always one finding.

    Judged on the outlook of the strategic motions against the strategy threshold.
    Patterns: lands (the 80% interval is above the threshold) | misses (below) | open (straddles) | unknown.
    Values: outlook, strategic (value with low and high), year_to_date, threshold.
    """
    outlook = view.value("year_end_strategic")
    limit = view.thresholds.strategic
    pattern = _landing(outlook, limit)
    yield Finding(
        id=f"year_end:{view.scope}", rule="year_end", scope=view.scope,
        tone={"lands": "good", "misses": "bad"}.get(pattern, "neutral"),  # type: ignore[arg-type]
        certainty="count_only" if pattern == "unknown" else "appears" if pattern == "open" else "is", pattern=pattern,
        values={
            "strategic": outlook,
            "outlook": view.value("year_end_outlook"),
            "year_to_date": view.value("year_to_date_strategic"),
            "threshold": view.fact("threshold", limit),
        },
        caveat=outlook.caveat,
    )  # fmt: skip


def _landing(outlook: Evidence, limit: float) -> str:
    if outlook.value is None or outlook.low is None or outlook.high is None:
        return "unknown"
    if reaches(outlook.low, limit):
        return "lands"
    return "open" if reaches(outlook.high, limit) else "misses"


def run_rate(view: View) -> Iterator[Finding]:
    """Find how much faster it must go to meet the year; always one finding.

    Patterns: faster (required per quarter left is above current) | enough | met (nothing is left to book) | unknown.
    Values: required, current (money per quarter), factor (required over current), closure (part of the gap closed
    since the quarter before, may be unknown).
    """
    required, current = view.value("required_run_rate"), view.value("current_run_rate")
    values = {"required": required, "current": current, "closure": view.value("gap_closure")}
    pattern = "unknown"
    if required.value is not None:
        pattern = "met" if required.value <= 0 else "unknown" if current.value is None else "enough"
        if current.value is not None and required.value > max(current.value, 0.0):
            pattern = "faster"
        if current.value is not None and current.value > 0:
            values["factor"] = view.fact("run_rate_factor", required.value / current.value)
    yield Finding(
        id=f"run_rate:{view.scope}", rule="run_rate", scope=view.scope, tone="neutral",
        certainty="count_only" if pattern == "unknown" else "is", pattern=pattern, values=values,
        caveat=required.caveat,
    )  # fmt: skip
