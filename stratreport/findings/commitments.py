"""Did last review's decisions work (question 12): status, and the metric then and now."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Evidence, Finding, Tone
from stratreport.findings.view import View
from stratreport.metrics import METRICS

_DIRECTION = {metric.slug: (metric.direction, metric.unit) for metric in METRICS}
#: a change of less than this part of the value before is level, for metrics that are no ratio
PART = 0.05
#: metrics that are reported per programme, not per motion
BY_PROGRAMME = ("enablement_coverage", "time_to_first_strategic_sale")


def commitments(view: View) -> Iterator[Finding]:
    """Find what became of every commitment of earlier reviews; one "none" finding when there is none.

    The metric it was meant to move is read in the quarter of the review and now; better or worse needs a change of the
    hysteresis band (ratios) or a twentieth (all else), and is an association, not an effect.
    Patterns: the status declared (open, done, dropped), overdue for an open one past its due day, or none.
    Values: then, now, change; each only where known. Names: text, owner, due (ISO day), metric, motion, review,
    direction (better, worse, level or unknown).
    """
    rows = view.snapshot.frames["actions"].sort_values(by=["due", "action"], kind="stable")
    if rows.empty:
        yield Finding(
            id=f"commitments:{view.scope}", rule="commitments", scope=view.scope, tone="neutral",
            certainty="count_only", pattern="none",
        )  # fmt: skip
    for _, row in rows.iterrows():
        yield _commitment(view, row)


def _commitment(view: View, row: pd.Series) -> Finding:
    motion, slug = _text(row["motion"]), _text(row["metric"])
    scope = _scope(view, slug, motion)
    review = str(row["period"])
    then = view.value(slug, period=review, **scope) if slug in _DIRECTION else None
    now = view.value(slug, **scope) if slug in _DIRECTION else None
    values = {name: item for name, item in (("then", then), ("now", now)) if item is not None and item.known}
    direction = _direction(view, slug, then, now)
    if len(values) == 2 and then is not None and now is not None:
        change = (now.value or 0.0) - (then.value or 0.0)
        values["change"] = view.fact("commitment_change", change, n=now.n, scope={**scope, "metric": slug})
    pattern = _status(view, row)
    return Finding(
        id=f"commitments:{view.scope}/{row['action']}", rule="commitments", scope=view.scope,
        tone=_tone(pattern, direction), certainty="is", pattern=pattern, values=values,
        names={
            "text": _text(row["text"]), "owner": _text(row["owner"]), "metric": slug, "motion_id": motion,
            "motion": view.label(motion) if motion else "", "review": review, "direction": direction,
            "due": "" if pd.isna(row["due"]) else pd.Timestamp(row["due"]).date().isoformat(),
        },
    )  # fmt: skip


def _scope(view: View, slug: str, motion: str) -> dict[str, str]:
    """Return where a metric is read for a motion: training is known by the programme that supports it."""
    if not motion:
        return {}
    programme = view.motions["enablement"].get(motion)
    if slug in BY_PROGRAMME and isinstance(programme, str):
        return {"programme": programme}
    return {"motion": motion}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _status(view: View, row: pd.Series) -> str:
    status = str(row["status"])
    late = pd.notna(row["due"]) and pd.Timestamp(row["due"]) < pd.Timestamp(view.meta.as_of)
    return "overdue" if status == "open" and late else status


def _direction(view: View, slug: str, then: Evidence | None, now: Evidence | None) -> str:
    if then is None or now is None or then.value is None or now.value is None:
        return "unknown"
    wanted, unit = _DIRECTION[slug]
    band = view.thresholds.hysteresis if unit in ("ratio", "points") else PART * abs(then.value)
    change = now.value - then.value
    if wanted == "target" or abs(change) < band - 1e-9 or change == 0:
        return "level"
    return "better" if (change > 0) == (wanted == "higher") else "worse"


def _tone(pattern: str, direction: str) -> Tone:
    if pattern == "overdue" or (pattern in ("open", "done") and direction == "worse"):
        return "watch"
    return "good" if pattern == "done" and direction == "better" else "neutral"
