"""Opportunities, pipeline, engagements and activities: how selling went, at the grain of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import pandas as pd

from stratreport.facts.addressable import addressable
from stratreport.facts.aggregate import NOT_STATED
from stratreport.facts.classify import persona_level
from stratreport.facts.engine import column, given, money, rows, settle
from stratreport.facts.ground import Ground
from stratreport.facts.opportunities import (
    OPEN,
    WON,
    in_period,
    judged,
    known_opportunities,
    placed,
    told_opportunities,
)
from stratreport.facts.pipeline import opening_days, opening_rows, pipeline_frame, silent_quarters, snapshot_days
from stratreport.facts.selling_quality import doubtful_items, doubts, silent_item
from stratreport.facts.timeline import Timeline, with_next
from stratreport.model import QualityItem
from stratreport.snapshot import OPTIONAL_FRAMES

OPPORTUNITY, PIPELINE = "opportunity", "pipeline"
#: frame -> the columns that put its rows in order (its key)
ORDER = {
    "opportunities": ("opportunity_id",),
    "pipeline": ("snapshot_on", "period", "opportunity_id"),
    "engagements": ("opportunity_id", "persona"),
}


@dataclass(frozen=True)
class Selling:
    """What opportunity tables bring: frames at the grain of single opportunities, and what is doubtful about them.

    `frames` are tables of the engine with the columns of their snapshot frame plus `region`; `doubts` see
    `selling_quality`; `silent` are the quarters without an opening snapshot.
    """

    frames: Mapping[str, Any]
    doubts: pd.DataFrame
    silent: tuple[str, ...]


def read_selling(ground: Ground) -> Selling | None:
    """Return opportunities, pipeline and engagements, classified; None when no opportunities are connected."""
    if not ground.has("opportunities"):
        return None
    timeline, told = with_next(ground.timeline, ground.workspace), told_opportunities(ground)
    days = snapshot_days(ground) if ground.has("pipeline_snapshots") else []
    opened = opening_days(days, timeline)
    openings = opening_rows(ground, opened, told) if opened else None
    known = settle(known_opportunities(told, ground.timeline), ground.backend)
    items = judged(_items(known, openings, ground.timeline), told, ground, timeline)
    frames = _frames(known, openings, items, (ground, timeline))
    silent = silent_quarters(days, opened, ground.timeline)
    return Selling(frames, doubts(ground, told, frames.get("pipeline")), silent)


def selling_items(selling: Selling | None, region: str | None) -> tuple[QualityItem, ...]:
    """Return what is worth telling about the opportunity tables of one region (None = of the company)."""
    if selling is None:
        return ()
    return (*doubtful_items(selling.doubts, region), *silent_item(selling.silent))


def _frames(known: Any, openings: Any, items: Any, when: tuple[Ground, Timeline]) -> dict[str, Any]:
    """Return the frames of single opportunities, settled."""
    ground, timeline = when
    mine = items.filter(items.kind == OPPORTUNITY)
    found = {"opportunities": _opportunities(known, mine, ground)}
    if openings is not None:
        later = items.filter(items.kind == PIPELINE)
        found["pipeline"] = pipeline_frame(openings, later, timeline, ground.workspace.calendar)
    if ground.has("engagements"):
        found["engagements"] = _engagements(mine, ground)
    return {name: settle(table, ground.backend) for name, table in found.items()}


def selling_rows(selling: Selling | None, region: str | None) -> dict[str, pd.DataFrame]:
    """Return the frames of single opportunities of one region (None = of the company), in a fixed order of rows."""
    if selling is None:
        return {}
    return {name: _rows_of(table, name, region) for name, table in selling.frames.items()}


def _rows_of(table: Any, name: str, region: str | None) -> pd.DataFrame:
    mine = table if region is None else table.filter(table.region == region)
    return rows(mine.select(*OPTIONAL_FRAMES[name]).order_by(*ORDER[name]))


def selling_frames(ground: Ground, selling: Selling | None) -> dict[str, pd.DataFrame]:
    """Return the aggregated frames: addressable, and activities and company_funnel where their tables are connected."""
    found = {"addressable": addressable(ground)}
    if selling is not None:
        found["company_funnel"] = company_funnel(selling.frames["opportunities"])
    if ground.has("activities"):
        found["activities"] = activities(ground, selling)
    return found


def company_funnel(opportunities: Any) -> pd.DataFrame:
    """Return period × motion over all regions: opportunities won and lost, and the money won."""
    closed = opportunities.filter(opportunities.outcome != OPEN)
    won = closed.outcome == WON
    sums = closed.group_by(["period", "motion"]).aggregate(
        won=won.cast("int64").sum(),
        lost=(~won).cast("int64").sum(),
        won_amount=money(closed.amount.cast("decimal(24, 6)"), won),
    )
    return rows(sums).sort_values(["period", "motion"], ignore_index=True)


def activities(ground: Ground, selling: Selling | None) -> pd.DataFrame:
    """Return quarter × region × rep × manager × motion × kind: how many activities up to the last day.

    The motion is that of the opportunity it served, null when there is none or it is not known; people who are not in
    reps are left out.
    """
    table, timeline = ground.tables["activities"], ground.timeline
    kept = table.filter(table["on"] <= ibis.literal(timeline.last_day)).semi_join(ground.tables["reps"], "rep_id")
    told = kept.select(
        "rep_id",
        day="on",
        kind=ibis.coalesce(kept.kind.strip().nullif(""), NOT_STATED),
        opportunity_id=column(kept, "opportunity_id", "string"),
    )
    there = in_period(placed(told, "day", ground), "day", timeline.calendar, "period")
    there = there.filter(there.period.isin([period.id for period, _ in timeline.judged]))
    if selling is None:
        served = there.mutate(motion=ibis.null("string"))
    else:
        served = there.left_join(selling.frames["opportunities"].select("opportunity_id", "motion"), "opportunity_id")
    keys = ["period", "region", "rep_id", "manager_id", "motion", "kind"]
    return rows(served.group_by(keys).aggregate(count=served.count())).sort_values(keys, ignore_index=True)


def _items(known: Any, openings: Any, timeline: Timeline) -> Any:
    """Return kind, opportunity_id, period and judged_on of everything that gets a motion."""
    items = known.select(
        "opportunity_id",
        period=ibis.coalesce(known.period, timeline.period.id),
        kind=ibis.literal(OPPORTUNITY),
        judged_on=ibis.coalesce(known.closed_on, ibis.literal(timeline.last_day)),
    )
    if openings is None:
        return items
    opened = openings.select("opportunity_id", "period", kind=ibis.literal(PIPELINE), judged_on=openings.snapshot_on)
    return ibis.union(items, opened)


def _opportunities(known: Any, judged: Any, ground: Ground) -> Any:
    """Return the opportunities (columns of the snapshot's frame).

    Stage, amount and expected close of an open one are those of its latest snapshot up to the last day; without a
    snapshot the amount is that of the source, and so is the stage unless it has closed since.
    """
    places = judged.select(
        "opportunity_id", "region", "manager_id", "parent_id", "segment", "product_line", "persona_level", "motion"
    )
    both = known.inner_join(places, "opportunity_id")
    dated = in_period(both, "created_on", ground.timeline.calendar, "created_period")
    seen = _latest(known, ground)
    if seen is None:
        return dated.mutate(expected_on=ibis.null("date"), stage=_stage(dated))
    joined = dated.left_join(seen, dated.opportunity_id == seen["_opportunity"])
    shown = (joined.outcome == OPEN) & given(joined.seen_amount)
    return joined.mutate(
        expected_on=joined.seen_close,
        stage=shown.ifelse(joined.seen_stage, _stage(joined)),
        amount=shown.ifelse(joined.seen_amount, joined.amount),
    )


def _stage(known: Any) -> Any:
    return known.since_closed.ifelse(ibis.null("string"), known.stage)


def _latest(known: Any, ground: Ground) -> Any:
    """Return the latest snapshot of each opportunity up to the day it closed or the last day, None without any."""
    if not ground.has("pipeline_snapshots"):
        return None
    shots = ground.tables["pipeline_snapshots"]
    until = known.select(
        _opportunity="opportunity_id",
        until=ibis.coalesce(known.closed_on, ibis.literal(ground.timeline.last_day)),
    )
    both = shots.inner_join(until, [shots.opportunity_id == until["_opportunity"], shots.snapshot_on <= until.until])
    return both.group_by("_opportunity").aggregate(
        seen_stage=both.stage.argmax(both.snapshot_on),
        seen_amount=both.amount.argmax(both.snapshot_on),
        seen_close=both.close_on.argmax(both.snapshot_on),
    )


def _engagements(judged: Any, ground: Ground) -> Any:
    """Return opportunity × buying role met up to the last day, new or not by the strategy of the opportunity."""
    table = ground.tables["engagements"]
    met = table.filter(table.first_two_way_on <= ibis.literal(ground.timeline.last_day))
    met = met.select("opportunity_id", "stage", persona=met.persona.strip().nullif(""), engaged_on="first_two_way_on")
    known = met.inner_join(judged.select("opportunity_id", "region", "period"), "opportunity_id")
    branches = [
        (known.period.isin([period.id for period in era.periods]), persona_level(known.persona, era.strategy.axes))
        for era in ground.timeline.eras
    ]
    return known.mutate(persona_level=ibis.cases(*branches, else_=ibis.null("string")))
