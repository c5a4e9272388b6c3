"""What a shortfall is consistent with (questions 6 to 8 and 10): never a verdict, always a place to look first."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Evidence, Finding, Tone
from stratreport.findings.gaps import motion_gaps
from stratreport.findings.managers import manager_spread
from stratreport.findings.verdict import verdict_of
from stratreport.findings.view import View
from stratreport.units import reaches

UNCLEAR, NONE, TOO_FEW, VOLUME = "unclear", "none", "too_few", "volume"
#: columns of `Book.motion_causes` that a class leans on: role of the evidence, its fact
EVIDENCE = {
    "attainment": "cause_attainment",
    "median": "cause_median",
    "certified": "cause_certified",
    "coverage": "cause_coverage",
    "required": "cause_required",
    "win_rate": "cause_win_rate",
    "peer_win_rate": "cause_peer_win_rate",
    "deal_size_ratio": "cause_deal_size",
    "discount": "cause_discount",
    "slipped": "cause_slipped",
}


def region_cause(view: View) -> Iterator[Finding]:
    """Find what the result of the scope is consistent with; always one finding (rule "cause").

    too_few where the verdict itself is a count only; volume where strategy is reached and quota is not; none where
    both are reached; else the class that holds most of the materially short motions' money, unclear when the classes
    leave it open. A result within chance has no cause unless a motion is beyond it.
    Patterns: management | plan | enablement | pipeline | conversion | deal_size | timing | data | volume | none |
    too_few | unclear. Values: gap (strategic money), motions (number of motions of this class), short (number of
    motions materially short), quota_gap. Names: motions (labels joined by "; "), managers (class management only).
    """
    found = verdict_of(view)
    short = _short(view)
    pattern = _region_class(view, found, short)
    own = [item for item in short if item.pattern == pattern]
    gap = sum(item.money or 0.0 for item in own)
    quota, booked = found["quota"].value, found["bookings"].value
    lacking = None if quota is None or booked is None else max(quota - booked, 0.0)
    managers = next(iter(manager_spread(view))).names["managers"] if pattern == "management" else ""
    yield Finding(
        id=f"cause:{view.scope}", rule="cause", scope=view.scope,
        tone="neutral" if pattern in (NONE, TOO_FEW) else "watch",
        certainty="count_only" if pattern == TOO_FEW else "appears", pattern=pattern,
        values={
            "gap": view.fact("cause_gap", gap if own else None),
            "motions": view.fact("cause_motions", len(own)),
            "short": view.fact("motions_short", len(short)),
            "quota_gap": view.fact("quota_gap", lacking),
        },
        names={"motions": "; ".join(item.names["motion"] for item in own), "managers": managers},
        money=gap if own else lacking if pattern == VOLUME else None,
    )  # fmt: skip


def motion_causes(view: View) -> Iterator[Finding]:
    """Find the class of each strategic motion that is materially short (rule "causes"), by money.

    Patterns as `region_cause`. Values: gap, and what the class leans on, of attainment, certified, coverage, required,
    win_rate, peer_win_rate, deal_size_ratio, discount, slipped, median (peer attainment); only known ones are there.
    Names: motion, motion_id.
    """
    yield from _short(view)


def _short(view: View) -> list[Finding]:
    rows = view.judged("motion_causes")
    gaps = sorted(motion_gaps(view), key=lambda item: -(item.money or 0.0))
    return [_motion(view, gap, row=_row(view, rows, gap.names["motion_id"])) for gap in gaps]


def _row(view: View, rows: pd.DataFrame | None, motion: str) -> pd.Series | None:
    """Return the row of a motion for this very scope; a company has one only when the book judges the company."""
    if rows is None:
        return None
    own = rows.loc[(rows["motion"] == motion) & (rows["base"] == view.scope)]
    return own.iloc[0] if len(own) else None


def _motion(view: View, gap: Finding, *, row: pd.Series | None) -> Finding:
    motion, few = gap.names["motion_id"], gap.certainty == "count_only"
    cause = UNCLEAR if row is None or row["cause"] in (NONE, None) else str(row["cause"])
    return Finding(
        id=f"causes:{view.scope}/motion:{motion}", rule="causes", scope=view.scope, tone=_tone(cause, few=few),
        certainty="appears", pattern=cause, values={"gap": gap["gap"], **_evidence(view, row, motion)},
        names={"motion": gap.names["motion"], "motion_id": motion}, money=gap.money,
    )  # fmt: skip


def _tone(cause: str, *, few: bool) -> Tone:
    return "neutral" if few or cause in (UNCLEAR, TOO_FEW) else "watch"


def _evidence(view: View, row: pd.Series | None, motion: str) -> dict[str, Evidence]:
    if row is None:
        return {}
    known = {role: slug for role, slug in EVIDENCE.items() if role in row.index and pd.notna(row[role])}
    n = int(row["n"]) if "n" in row.index and pd.notna(row["n"]) else 0
    return {role: view.fact(slug, float(row[role]), n=n, scope={"motion": motion}) for role, slug in known.items()}


def _region_class(view: View, verdict: Finding, short: list[Finding]) -> str:
    """Return the class of the whole scope; see `region_cause`."""
    chance = verdict.pattern == "within_chance"
    if verdict.certainty == "count_only" and not chance:
        return TOO_FEW
    quota, strategy = verdict["quota_attainment"].value, verdict["strategy"].value
    if strategy is None or reaches(strategy, view.thresholds.strategic):
        made = quota is None or reaches(quota, view.thresholds.quota)
        return NONE if made else VOLUME
    money: dict[str, float] = {}
    for item in short:
        money[item.pattern] = money.get(item.pattern, 0.0) + (item.money or 0.0)
    money = {name: gap for name, gap in money.items() if name != TOO_FEW} or money
    found = max(money, key=lambda name: (money[name], name)) if money else UNCLEAR
    return NONE if chance and found in (UNCLEAR, TOO_FEW) else found
