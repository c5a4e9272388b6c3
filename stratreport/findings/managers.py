"""Is it the representatives or the management: teams whose strategic mix is beyond chance (question 6)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Evidence, Finding, Tone
from stratreport.findings.ladder import is_material
from stratreport.findings.view import View
from stratreport.metrics.causes import ENVIRONMENT
from stratreport.metrics.null import OFF_STRATEGY

#: quarters of data below which nobody is named
NAMED_FROM = 2
#: the share of the shortfall from which its class stands for all of it
MOST = 0.5


def manager_spread(view: View) -> Iterator[Finding]:
    """Find which managers' teams are off strategy beyond chance, over the trailing quarters; always one finding.

    From `Book.manager_verdicts` (the lumpy-deal null with each team as one seller, corrected for many tests); managers
    who lead nobody now are not counted.
    Where all teams are off, or most of the shortfall is consistent with plan, data or enablement, it is not the
    managers: they are counted, and nobody is named.
    Patterns: some (not all judged teams are off strategy) | all | none | too_few (no team can be tested).
    Values: off, judged, teams (counts), tested, raised (flags), icc (`manager_effect`, may be unknown), quarters.
    Names: managers (as they may be printed, joined by "; "; empty where nobody is named, also on less than two
    quarters, or when people are shown in aggregate only). Money: strategic money missing in the teams off strategy.
    """
    rows = _judged(view)
    tested, off = _tested(rows), _off(rows)
    pattern = "too_few" if tested.empty else "none" if off.empty else "all" if len(off) == len(tested) else "some"
    gap = float(off["gap"].sum())
    yield Finding(
        id=f"manager_spread:{view.scope}", rule="manager_spread", scope=view.scope,
        tone=_tone(view, pattern, gap=gap), certainty="count_only" if pattern == "too_few" else "is", pattern=pattern,
        values={
            "off": view.fact("teams_off_strategy", len(off), n=len(tested)),
            "judged": view.fact("teams_tested", len(tested), n=len(tested)),
            "teams": view.fact("managers", len(rows), n=len(rows)),
            "icc": view.value("manager_effect"),
            "gap": view.fact("teams_gap", gap, n=len(off)),
            **_flags(view, rows),
        },
        names={"managers": "; ".join(_names(view, off)) if _nameable(view, rows) else ""},
        money=gap if len(off) else None,
    )  # fmt: skip


def teams_off(view: View) -> Iterator[Finding]:
    """Find each team that is off strategy beyond chance (rule "manager"), by strategic money missing.

    Named because it is a verdict over at least two quarters; nobody is named otherwise.
    Pattern: off_strategy. Values: strategic, expected, deals, reps, quota_attainment, gap, tested, raised, quarters.
    Names: manager (as it may be printed), manager_id.
    """
    rows = _judged(view)
    off = _off(rows) if _nameable(view, rows) else _off(rows).iloc[:0]
    for name, (_, row) in zip(_names(view, off), off.iterrows(), strict=True):
        manager, n = str(row["manager_id"]), int(row["n"])
        scope = {"manager": manager}

        def said(slug: str, column: str, row: pd.Series = row, n: int = n, scope: dict[str, str] = scope) -> Evidence:
            return view.fact(slug, None if pd.isna(row[column]) else float(row[column]), n=n, scope=scope)

        yield Finding(
            id=f"manager:{row['base']}/manager:{manager}", rule="manager", scope=str(row["base"]), tone="watch",
            certainty="is", pattern="off_strategy",
            values={
                "strategic": said("team_strategic", "value"),
                "expected": said("team_expected", "expected"),
                "deals": said("team_deals", "n"),
                "reps": said("team_reps", "reps"),
                "quota_attainment": said("team_quota_attainment", "quota_attainment"),
                "gap": said("teams_gap", "gap"),
                **_flags(view, rows),
            },
            names={"manager": name, "manager_id": manager},
            money=float(row["gap"]),
        )  # fmt: skip


def _judged(view: View) -> pd.DataFrame:
    """Return the verdicts on managers who lead quota carriers now; empty when there are none."""
    rows = view.judged("manager_verdicts")
    if rows is None:
        return pd.DataFrame({name: [] for name in ("base", "manager_id", "p", "verdict", "gap", "n")})
    quotas = view.frame("quotas")
    leads = set(quotas.loc[quotas["rep_id"].isin(view.carriers), "manager_id"].dropna())
    return rows.loc[rows["manager_id"].isin(leads)]


def _tested(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.loc[rows["p"].notna()]


def _off(rows: pd.DataFrame) -> pd.DataFrame:
    off = rows.loc[rows["verdict"] == OFF_STRATEGY]
    return off.sort_values(by=["gap", "manager_id"], ascending=[False, True])


def _flags(view: View, rows: pd.DataFrame) -> dict[str, Evidence]:
    """Return what is printed wherever a flag is: how many were tested and raised, over how many quarters."""
    tested = len(_tested(rows))
    return {
        "tested": view.fact("team_flags_tested", tested, n=tested),
        "raised": view.fact("team_flags_raised", len(_off(rows)), n=tested),
        "quarters": view.fact("window_quarters", len(view.window)),
    }


def _names(view: View, off: pd.DataFrame) -> list[str]:
    return [view.display(str(manager)) for manager in off["manager_id"]]


def _nameable(view: View, rows: pd.DataFrame) -> bool:
    """Return whether teams off strategy may be named: some, not all, over quarters, and not for their environment."""
    if len(view.window) < NAMED_FROM or view.meta.rep_display == "aggregate":
        return False
    return 0 < len(_off(rows)) < len(_tested(rows)) and not environmental(view)


def environmental(view: View) -> bool:
    """Return whether most of the short motions' money is consistent with plan, data or enablement."""
    causes = view.judged("motion_causes")
    if causes is None or "short" not in causes:
        return False
    short = causes.loc[causes["short"].astype(bool)]
    gap = float(short["gap"].sum())
    return gap > 0 and float(short.loc[short["cause"].isin(ENVIRONMENT), "gap"].sum()) > MOST * gap


def _tone(view: View, pattern: str, *, gap: float) -> Tone:
    if pattern not in ("some", "all"):
        return "neutral"
    if pattern == "all" or environmental(view):
        return "watch"
    limits, quarters = view.thresholds, max(len(view.window), 1)
    material = is_material(
        gap / quarters, target=view.total_target, median_deal=view.median_deal, share=limits.materiality
    )
    return "bad" if material else "watch"
