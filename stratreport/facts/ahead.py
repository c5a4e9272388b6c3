"""The plan beyond the reported quarter: what the rest of the fiscal year, or the next quarter, asks of each team."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import ibis
import pandas as pd

from stratreport.errors import ParamsError, UnknownName
from stratreport.facts.ground import Ground
from stratreport.facts.quotas import resolve_quotas, signed_quotas
from stratreport.facts.spans import Spans
from stratreport.facts.targets import resolve_targets
from stratreport.facts.timeline import Era, Timeline
from stratreport.params import plan_for
from stratreport.periods import Calendar, build_calendar
from stratreport.snapshot import OPTIONAL_FRAMES

_DAYS_AHEAD = 400
_COLUMNS = list(OPTIONAL_FRAMES["plan_ahead"])
_TEAM = ["period", "region", "manager_id"]


def plan_ahead(ground: Ground) -> pd.DataFrame:
    """Return quarter x region x manager x motion for the quarters after the reported one: quota and target, money.

    Quarters: the rest of the reported fiscal year, at least the next quarter, as far as a strategy covers them and
    quotas are signed. Targets are the baseline's, with its overrides. `quota` is the ramped quota of the team: the same
    on every motion, never to be summed over motions. People are taken to stay where they stood on the last day, for
    what happens later is not known then; carriers without a team that day are UNASSIGNED, with manager null.
    """
    future = _future(ground)
    if future is None:
        return pd.DataFrame(columns=_COLUMNS)
    reps, last = ground.tables["reps"], ground.timeline.last_day
    later = (reps.left_on > last).fill_null(False)
    tables = {**ground.tables, "reps": reps.mutate(left_on=later.ifelse(ibis.null("date"), reps.left_on))}
    quotas = resolve_quotas(tables, future, _staying(ground, future), signed_quotas(tables, future))
    carried = quotas[quotas["carrier"] & (quotas["quota"] > 0)]
    targets = resolve_targets(carried, future)
    teams = carried.groupby(_TEAM, as_index=False)["quota"].sum()
    asked = targets.groupby([*_TEAM, "motion"], as_index=False)["target"].sum()
    found = asked.merge(teams, on=_TEAM)
    managers = found["manager_id"].astype(object)
    told: pd.DataFrame = found.assign(manager_id=managers.where(managers != "", None))[_COLUMNS]
    return told


def _future(ground: Ground) -> Timeline | None:
    """Return the timeline of the quarters ahead, None when no strategy covers them."""
    timeline = ground.timeline
    calendar = _calendar(ground)
    after = [item for item in calendar.periods if item.start >= timeline.period.end]
    ahead = after[:1] + [item for item in after[1:] if item.fiscal_year == timeline.period.fiscal_year]
    eras = []
    for period in ahead:
        try:
            eras.append(Era(plan_for(ground.workspace, period).baseline, (period,)))
        except UnknownName:
            break
    periods = tuple(period for era in eras for period in era.periods)
    if not periods:
        return None
    return replace(timeline, calendar=calendar, periods=periods, period=periods[-1], eras=tuple(eras))


def _calendar(ground: Ground) -> Calendar:
    """Return the calendar with the quarters ahead; where the declared table ends, the one that is known."""
    known = ground.timeline.calendar
    try:
        last = ground.timeline.period.end + timedelta(days=_DAYS_AHEAD)
        return build_calendar(ground.workspace.calendar, first=known.periods[0].start, last=last)
    except ParamsError:
        return known


def _staying(ground: Ground, future: Timeline) -> Spans:
    """Return everybody's place on the last day of the reported quarter, carried through the quarters ahead."""
    last = ground.timeline.period.end - timedelta(days=1)
    end = future.period.end
    kept = {
        rep: tuple(replace(span, start=last, end=end) for span in spans if span.start <= last < span.end)
        for rep, spans in ground.spans.by_rep.items()
    }
    return Spans({rep: spans for rep, spans in kept.items() if spans})
