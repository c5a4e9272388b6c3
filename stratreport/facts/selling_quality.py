"""What the opportunity tables left open: outcomes nobody can read, impossible days, snapshots that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import pandas as pd

from stratreport.facts.engine import given, missing, money, rows
from stratreport.facts.ground import Ground
from stratreport.facts.opportunities import DECIDED, OPEN, placed
from stratreport.facts.spans import UNASSIGNED
from stratreport.facts.timeline import Timeline
from stratreport.model import QualityItem, Severity

COLUMNS = ["flag", "region", "count", "amount", "of"]


@dataclass(frozen=True)
class Doubt:
    """One statement about opportunities or pipeline rows: the flag it counts, how it reads, what would mend it."""

    slug: str
    severity: Severity
    title: str
    detail: str
    fix: str


#: in the order of the page
DOUBTS: tuple[Doubt, ...] = (
    Doubt(
        "outcome_unknown", "warn", "Opportunities with another outcome",
        "Neither open nor won nor lost; they are left out of every rate and of the pipeline.",
        "Map the source's words to open, won and lost (`values` in the source's mapping).",
    ),
    Doubt(
        "closed_without_day", "warn", "Won or lost on no day",
        "Opportunities without the day they closed; they are left out.", "Fill closed_on in opportunities.",
    ),
    Doubt(
        "closed_before_created", "warn", "Closed before they were created",
        "Opportunities whose days run backwards; they count as won or lost, not in the length of the cycle.",
        "Correct created_on or closed_on.",
    ),
    Doubt(
        "open_with_day", "info", "Open with a closing day", "The day is taken as expected, the opportunity as open.",
        "Say whether they were won or lost, or empty closed_on.",
    ),
    Doubt(
        "opportunity_unassigned", "warn", "Opportunities without region",
        "Of people without an assignment on the day of closing (the last day for open ones); in the company, in no "
        "region.",
        "Add the missing rows to assignments.",
    ),
    Doubt(
        "pipeline_overdue", "info", "Expected to close in the past",
        "Open in the latest opening snapshot with an expected close before it; they are due in no quarter to come.",
        "Ask for a new expected close.",
    ),
    Doubt(
        "hint_differs", "info", "Expected motion is another one",
        "Open in the latest opening snapshot, where the owner expects another motion than the plan's rules give; the "
        "rules decide. The share is of the money that carries an expectation.",
        "Compare a few: the source may lack a buying role or a parent account.",
    ),
    Doubt(
        "hint_unknown", "info", "Expected motion is none of the plan",
        "Words in motion_hint that name no motion; they are not used.", "Use the ids of the motions, or none.",
    ),
)  # fmt: skip


def doubts(ground: Ground, told: Any, pipeline: Any | None) -> pd.DataFrame:
    """Return flag × region of what is doubtful up to the last day (COLUMNS); `of` is the money it is a part of.

    `told` are the opportunities as the source has them, `pipeline` the pipeline's rows with hint (None = not
    connected), of which the latest opening snapshot is looked at.
    """
    parts = [_of_opportunities(ground, told)]
    if pipeline is not None:
        parts.append(_of_pipeline(pipeline, ground.timeline))
    return pd.concat(parts, ignore_index=True).sort_values(COLUMNS[:2], ignore_index=True)[COLUMNS]


def doubtful_items(found: pd.DataFrame, region: str | None) -> Iterator[QualityItem]:
    """Yield the items of one region (None = of the company); what has no region is told in every scope, as a count."""
    nowhere = found["flag"] == "opportunity_unassigned"
    scope = found if region is None else found[(found["region"] == region) | nowhere]
    for doubt in DOUBTS:
        mine = scope[scope["flag"] == doubt.slug]
        count, amount, whole = int(mine["count"].sum()), float(mine["amount"].sum()), float(mine["of"].sum())
        if count:
            share = amount / whole if whole > 0 else None
            yield QualityItem(doubt.slug, doubt.severity, doubt.title, doubt.detail, count, amount, share, doubt.fix)


def silent_item(silent: tuple[str, ...]) -> Iterator[QualityItem]:
    """Yield one item when quarters have no opening snapshot."""
    if silent:
        yield QualityItem(
            "opening_missing", "warn", "Quarters without an opening snapshot",
            f"No snapshot in the first three weeks, nor in the quarter before: {', '.join(silent)}; conversion is "
            "judged without them.",
            len(silent), fix="Take a snapshot of the pipeline at the start of every quarter.",
        )  # fmt: skip


def _of_opportunities(ground: Ground, told: Any) -> pd.DataFrame:
    last = ibis.literal(ground.timeline.last_day)
    known = told.filter(told.created_on <= last)
    dated = placed(known.mutate(day=ibis.coalesce(known.said_closed_on, last)), "day", ground)
    legible, decided = dated.legible, dated.outcome.isin(DECIDED).fill_null(False)
    flags = {
        "outcome_unknown": ~legible & ~decided,
        "closed_without_day": decided & missing(dated.said_closed_on),
        "closed_before_created": legible & (dated.closed_on < dated.created_on).fill_null(False),
        "open_with_day": legible & (dated.outcome == OPEN) & (dated.said_closed_on <= last).fill_null(False),
        "opportunity_unassigned": legible & (dated.region == UNASSIGNED),
    }
    return _counted(dated, {name: (flag, given(dated.opportunity_id)) for name, flag in flags.items()})


def _of_pipeline(pipeline: Any, timeline: Timeline) -> pd.DataFrame:
    """Return the flags of what the latest quarter opened with (one snapshot may open two quarters)."""
    latest = pipeline.filter(pipeline.p_end == pipeline.p_end.max())
    hinted = given(latest.hint)
    known = latest.hint.isin([motion.id for motion in timeline.plan.baseline.motions]).fill_null(False)
    flags = {
        "pipeline_overdue": (latest.close_on < latest.snapshot_on, given(latest.opportunity_id)),
        "hint_differs": (known & (latest.hint != latest.motion), known),
        "hint_unknown": (hinted & ~known, hinted),
    }
    return _counted(latest, flags)


def _counted(table: Any, flags: Mapping[str, tuple[Any, Any]]) -> pd.DataFrame:
    """Return count and money per region of each flag, and the money of what the flag is a part of, in long form."""
    measures = {}
    for name, (flag, whole) in flags.items():
        measures[f"n:{name}"] = flag.cast("int64").sum().fill_null(0)
        measures[f"m:{name}"] = money(table.amount, flag)
        measures[f"w:{name}"] = money(table.amount, whole)
    wide = rows(table.group_by("region").aggregate(**measures))
    parts = [
        wide[["region"]].assign(flag=name, count=wide[f"n:{name}"], amount=wide[f"m:{name}"], of=wide[f"w:{name}"])
        for name in flags
    ]
    return pd.concat(parts, ignore_index=True)
