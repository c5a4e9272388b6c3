"""When: the periods that are reported, the strategy that judges each, and how far the data reaches back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from stratreport.errors import SourceError, UnknownName
from stratreport.facts.engine import as_day
from stratreport.params import plan_for
from stratreport.params.specs import Strategy, StrategyPlan, Workspace
from stratreport.periods import Calendar, Period, build_calendar

#: how far the calendar reaches back before the first booking, for launch windows
MONTHS_BEHIND = 120


@dataclass(frozen=True)
class Era:
    """The reported periods, in time order, that one baseline strategy judges."""

    strategy: Strategy
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Timeline:
    """Every period from the first booking to the reported one, and which strategy judges which.

    `calendar` reaches further back than `periods`, which are the ones with data. `eras` cover only periods with a
    strategy; earlier periods serve look-backs alone. `history_start` is the first day of the period of the first
    booking. Bookings after `as_of` or after the reported period do not exist here.
    """

    calendar: Calendar
    periods: tuple[Period, ...]
    period: Period
    plan: StrategyPlan
    as_of: date
    history_start: date
    eras: tuple[Era, ...]

    @property
    def last_day(self) -> date:
        """Return the last booking day that counts: the end of the reported period, or the as-of date if earlier."""
        return min(self.as_of, self.period.end - timedelta(days=1))

    @property
    def judged(self) -> tuple[tuple[Period, Strategy], ...]:
        """Return every reported period with its strategy, in time order."""
        return tuple((period, era.strategy) for era in self.eras for period in era.periods)


def build_timeline(tables: Mapping[str, Any], workspace: Workspace, period: Period) -> Timeline:
    """Return the timeline of a report of `period`.

    Without `workspace.as_of` the day of the last booking is the as-of date. Raises SourceError when there is no booking
    before the period's end, and what `plan_for` raises when no strategy covers `period`.
    """
    booked_on = tables["bookings"].booked_on
    found = tables["bookings"].aggregate(first=booked_on.min(), last=booked_on.max()).to_pandas().iloc[0]
    first, last = as_day(found["first"]), as_day(found["last"])
    if first is None or last is None:
        raise SourceError("there are no bookings", expected="at least one line", fix="check the mapping of bookings")
    if first >= period.end:
        raise SourceError(
            f"the first booking is of {first}, after {period.id}", fix="ask for a period that the data covers"
        )
    back = months_before(min(first, period.start), MONTHS_BEHIND)
    calendar = build_calendar(workspace.calendar, first=back, last=period.end - timedelta(days=1))
    periods = tuple(item for item in calendar.periods if item.end > first and item.start <= period.start)
    opening = calendar.of(first)
    return Timeline(
        calendar=calendar,
        periods=periods,
        period=period,
        plan=plan_for(workspace, period),
        as_of=workspace.as_of or last,
        history_start=opening.start if opening else first,
        eras=_eras(workspace, periods),
    )


def with_next(timeline: Timeline, workspace: Workspace) -> Timeline:
    """Return the timeline with the quarter after the reported one, judged by its own plan if there is one already.

    Without a plan of its own it is judged by that of the reported period. A declared period table that ends with the
    reported period leaves the timeline as it is.
    """
    ahead = build_calendar(workspace.calendar, first=timeline.calendar.first, last=timeline.period.end)
    following = ahead.of(timeline.period.end)
    if following is None:
        return timeline
    planned = _eras(workspace, (following,)) or (Era(timeline.plan.baseline, (following,)),)
    return replace(timeline, calendar=ahead, periods=(*timeline.periods, following), eras=(*timeline.eras, *planned))


def new_since(timeline: Timeline, period: Period, quarters: int) -> date:
    """Return the first launch day that still makes a product new in `period`: the start of the window of `quarters`.

    The quarter of launch is the first of the window, so the window of 8 that ends in FY2026Q3 starts with FY2024Q4.
    Where the calendar does not reach back that far, quarters of three calendar months are counted instead.
    """
    periods = timeline.calendar.periods
    position = periods.index(period) - (quarters - 1)
    if position >= 0:
        return periods[position].start
    return months_before(periods[0].start, 3 * -position)


def months_before(day: date, months: int) -> date:
    """Return the day `months` calendar months earlier, clipped to the end of a shorter month.

    >>> months_before(date(2026, 3, 31), 13)
    datetime.date(2025, 2, 28)
    """
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _eras(workspace: Workspace, periods: tuple[Period, ...]) -> tuple[Era, ...]:
    """Group consecutive periods by the baseline that judges them; periods without a strategy are left out."""
    eras: list[Era] = []
    for period in periods:
        try:
            strategy = plan_for(workspace, period).baseline
        except UnknownName:
            continue
        if eras and eras[-1].strategy is strategy:
            eras[-1] = Era(strategy, (*eras[-1].periods, period))
        else:
            eras.append(Era(strategy, (period,)))
    return tuple(eras)
