"""The pipeline with which each quarter opened: which snapshot shows it, and what came of it by the quarter's end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import ibis
import pandas as pd

from stratreport.facts.engine import as_day, bring, column, missing, rows, settle
from stratreport.facts.ground import Ground
from stratreport.facts.opportunities import OPEN, WON, in_period
from stratreport.facts.timeline import Timeline
from stratreport.params.specs import CalendarSpec
from stratreport.periods import Period, build_calendar

#: how far into a quarter its opening snapshot may lie
OPENING = timedelta(days=21)
#: how far ahead an expected close is given a quarter
YEARS_AHEAD = 3


def opening_days(days: list[date], timeline: Timeline) -> list[tuple[Period, date]]:
    """Return each period with the day of the snapshot that shows what it opened with; `days` are in order.

    The first snapshot of the quarter, not more than OPENING into it; else the last one of the quarter before. A quarter
    with neither is left out. Days after the last day count only for the quarter that follows it, up to the as-of date.
    """
    found = []
    for before, period in pairwise((None, *timeline.periods)):
        if period is None:
            continue
        limit = timeline.last_day if period.start <= timeline.last_day else timeline.as_of
        within = [day for day in days if period.start <= day <= min(period.start + OPENING, limit)]
        earlier = [day for day in days if (before or period).start <= day < period.start and day <= timeline.last_day]
        day = within[0] if within else earlier[-1] if earlier else None
        if day is not None:
            found.append((period, day))
    return found


def snapshot_days(ground: Ground) -> list[date]:
    """Return the days of which there is a snapshot, in order."""
    days = rows(ground.tables["pipeline_snapshots"].select("snapshot_on").distinct())["snapshot_on"]
    return sorted(day for day in map(as_day, days) if day)


def silent_quarters(days: list[date], opened: list[tuple[Period, date]], timeline: Timeline) -> tuple[str, ...]:
    """Return the reported quarters since the first snapshot that no snapshot opens."""
    with_one = {period.id for period, _ in opened}
    since = [period.id for period, _ in timeline.judged if days and period.start >= days[0]]
    return tuple(name for name in since if name not in with_one)


def opening_rows(ground: Ground, opened: list[tuple[Period, date]], told: Any) -> Any:
    """Return period × opportunity open when the quarter opened, as its opening snapshot shows it (settled).

    p_end: the end of the quarter; over: it has ended. Left out is what the opportunities do not know, and what had
    closed by the day of the snapshot or before the quarter began.
    """
    shots = ground.tables["pipeline_snapshots"]
    schema = {"period": "string", "snapshot_day": "date", "p_start": "date", "p_end": "date", "over": "boolean"}
    last = ground.timeline.last_day
    listed = [(item.id, day, item.start, item.end, item.end - timedelta(days=1) <= last) for item, day in opened]
    openings = bring(pd.DataFrame(listed, columns=list(schema)), schema)
    seen = shots.inner_join(openings, shots.snapshot_on == openings.snapshot_day)
    legible = told.filter(told.legible).select("opportunity_id", "closed_on", result="outcome", brought="amount")
    both = seen.inner_join(legible, "opportunity_id")
    still = missing(both.closed_on) | ((both.closed_on > both.snapshot_on) & (both.closed_on >= both.p_start))
    kept = both.filter(still)
    return settle(
        kept.select(
            "opportunity_id", "period", "snapshot_on", "stage", "amount", "close_on", "p_end", "over", "closed_on",
            "result", "brought", hint=column(kept, "motion_hint", "string"),
        ),
        ground.backend,
    )  # fmt: skip


def pipeline_frame(openings: Any, judged: Any, timeline: Timeline, spec: CalendarSpec) -> Any:
    """Return the pipeline (columns of the snapshot's frame): opening rows with motion, place and what came of them.

    won_amount: the amount of what was won by the end of the quarter, 0 for what was lost or still open then, null while
    the quarter is not over; outcome likewise. close_period is null for days more than YEARS_AHEAD ahead.
    """
    places = judged.select("opportunity_id", "period", "region", "rep_id", "manager_id", "customer_id", "motion")
    both = openings.inner_join(places, ["opportunity_id", "period"])
    last = timeline.period.end.replace(day=1)
    far = build_calendar(spec, first=timeline.calendar.first, last=last.replace(year=last.year + YEARS_AHEAD))
    ended = (both.closed_on < both.p_end).fill_null(False)
    won = ended & (both.result == WON)
    result = ended.ifelse(both.result, OPEN)
    found = both.mutate(
        won_amount=both.over.ifelse(won.ifelse(both.brought, 0.0), ibis.null("float64")),
        outcome=both.over.ifelse(result, ibis.null("string")),
    )
    return in_period(found, "close_on", far, "close_period")
