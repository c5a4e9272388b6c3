"""Fiscal periods: quarters of a company's own year, by months, by weeks (4-4-5) or by an explicit table.

A period is half-open: `end` is the first day that no longer belongs to it. A calendar is an unbroken run of periods.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from stratreport.errors import Fault, ParamsError, Place, UnknownName, nearest

QUARTERS = 4
WEEKS_PER_QUARTER = 13
_LOOSE = re.compile(r"^[A-Za-z]*[ -]?(\d{4}|\d{2})[ -]?[Qq]([1-4])$")
_ID = re.compile(r"^(?P<year>\S*\d)Q(?P<quarter>[1-4])$")


class CalendarRule(Protocol):
    """What `build_calendar` needs to know; `stratreport.params.CalendarSpec` fits."""

    @property
    def pattern(self) -> str: ...  # noqa: D102
    @property
    def start_month(self) -> int: ...  # noqa: D102
    @property
    def start_date(self) -> date | None: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def label_year(self) -> str: ...  # noqa: D102
    @property
    def table(self) -> tuple[tuple[str, date], ...]: ...  # noqa: D102
    @property
    def table_end(self) -> date | None: ...  # noqa: D102


@dataclass(frozen=True, order=True)
class Period:
    """One fiscal quarter: [start, end), `end` being the first day that no longer belongs to it.

    `id` is like "FY2026Q3"; `fiscal_year` like "FY2026"; `quarter` 1 to 4.
    """

    start: date
    end: date
    id: str
    fiscal_year: str
    quarter: int

    @property
    def days(self) -> int:
        """Return the number of days in the period."""
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Return whether `day` lies in [start, end)."""
        return self.start <= day < self.end

    def complete(self, as_of: date) -> bool:
        """Return whether the period is over on `as_of`: as_of >= end."""
        return as_of >= self.end


@dataclass(frozen=True)
class Calendar:
    """An unbroken run of periods in time order, with unique ids; empty calendars are refused."""

    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        if not self.periods:
            raise ParamsError([_fault("the calendar holds no period", "at least one period", "check `calendar`")])
        broken = [(one, two) for one, two in pairwise(self.periods) if one.end != two.start]
        if broken:
            one, two = broken[0]
            raise ParamsError(
                [
                    _fault(
                        f"{one.id} ends on {one.end} but {two.id} starts on {two.start}",
                        "each period to start where the one before ends",
                        "correct the period table",
                    )
                ]
            )

    @property
    def first(self) -> date:
        """Return the first day the calendar covers."""
        return self.periods[0].start

    @property
    def last(self) -> date:
        """Return the last day the calendar covers."""
        return self.periods[-1].end - timedelta(days=1)

    def of(self, day: date) -> Period | None:
        """Return the period that holds `day`, None outside the calendar."""
        at = bisect_right([period.start for period in self.periods], day) - 1
        return self.periods[at] if at >= 0 and self.periods[at].contains(day) else None

    def get(self, period_id: str) -> Period:
        """Return the period of exactly that id; UnknownName names the accepted form and the nearest period."""
        for period in self.periods:
            if period.id == period_id:
                return period
        raise _unknown(self, period_id)

    def loosely(self, text: str) -> Period | None:
        """Return the one period a person may have meant by "2026Q3", "26Q3", "2026-Q3" or "fy2026q3", else None."""
        match = _LOOSE.match(text.strip())
        if not match:
            return None
        year, quarter = match[1], int(match[2])
        hits = [item for item in self.periods if item.quarter == quarter and _same_year(item.fiscal_year, year)]
        return hits[0] if len(hits) == 1 else None

    def prior(self, period: Period) -> Period | None:
        """Return the period just before, None for the first one."""
        at = self._at(period)
        return self.periods[at - 1] if at else None

    def same_quarter_last_year(self, period: Period) -> Period | None:
        """Return the same quarter of the fiscal year before, None when the calendar does not reach back."""
        earlier = [item for item in self.periods[: self._at(period)] if item.fiscal_year != period.fiscal_year]
        if not earlier:
            return None
        last_year = earlier[-1].fiscal_year
        return next((p for p in earlier if p.fiscal_year == last_year and p.quarter == period.quarter), None)

    def trailing(self, period: Period, n: int) -> tuple[Period, ...]:
        """Return the `n` periods ending with `period`, in time order; fewer when the calendar does not reach back."""
        at = self._at(period)
        return self.periods[max(0, at + 1 - n) : at + 1]

    def latest_complete(self, as_of: date) -> Period:
        """Return the last period that is over on `as_of`; ParamsError when none is."""
        done = [period for period in self.periods if period.complete(as_of)]
        if done:
            return done[-1]
        raise ParamsError(
            [
                _fault(
                    f"no period is complete on {as_of}",
                    f"an as-of date of {self.periods[0].end} or later",
                    "set `as_of` in params/workspace.yaml, or name a period",
                )
            ]
        )

    def _at(self, period: Period) -> int:
        if period in self.periods:
            return self.periods.index(period)
        raise _unknown(self, period.id)


def build_calendar(spec: CalendarRule, *, first: date, last: date) -> Calendar:
    """Return the calendar of `spec` whose periods cover `first` to `last`, both included.

    months: quarters of three calendar months from `start_month`. 445: quarters of 13 weeks; a fiscal year starts on the
    weekday of `start_date` nearest to its anniversary, so every fifth or sixth year has a 14-week fourth quarter and
    the year never drifts. table: the declared periods that overlap the span; days beyond the table have no period.
    A fiscal year is labelled by the year in which it ends, or starts when `label_year` is "start"; `label` may hold
    {year} (2026) or {yy} (26).

    Raises ParamsError when first > last, when the table misses the span, or when the spec lacks its start.
    """
    if first > last:
        raise ParamsError([_fault(f"the span {first} to {last} runs backwards", "first <= last", "swap the two dates")])
    if spec.pattern == "table":
        found = [period for period in _table(spec) if period.start <= last and period.end > first]
        return Calendar(tuple(found)) if found else _outside_table(spec, first, last)
    starts = _year_starts(spec)
    periods: list[Period] = []
    for year in range(first.year - 2, last.year + 3):
        periods += [period for period in _quarters(spec, year, starts) if period.start <= last and period.end > first]
    return Calendar(tuple(periods))


def parse_period_id(text: str) -> tuple[str, int] | None:
    """Return fiscal year and quarter of a period id, None when the text is not of the form <fiscal year>Q<1-4>.

    >>> parse_period_id("FY2012Q1"), parse_period_id("FY2012Q5")
    (('FY2012', 1), None)
    """
    match = _ID.match(text)
    return (match["year"], int(match["quarter"])) if match else None


def _year_starts(spec: CalendarRule) -> Callable[[int], date]:
    if spec.pattern == "months":
        return lambda year: date(year, spec.start_month, 1)
    if spec.start_date is None:
        raise ParamsError([_fault("the 4-4-5 calendar has no start", "start_date", "add start_date: YYYY-MM-DD")])
    anchor = spec.start_date
    return lambda year: _nearest_weekday(_anniversary(anchor, year), anchor.weekday())


def _quarters(spec: CalendarRule, year: int, starts: Callable[[int], date]) -> Iterator[Period]:
    """Yield the four quarters of the fiscal year that (nominally) starts in calendar year `year`."""
    begin, after = starts(year), starts(year + 1)
    if spec.pattern == "months":
        inner = [_add_months(begin, 3 * k) for k in range(QUARTERS)]
    else:
        inner = [begin + timedelta(weeks=WEEKS_PER_QUARTER * k) for k in range(QUARTERS)]
    label = _label(spec, year)
    for k, (start, end) in enumerate(pairwise([*inner, after]), start=1):
        yield Period(start, end, f"{label}Q{k}", label, k)


def _label(spec: CalendarRule, year: int) -> str:
    """Return the label of the fiscal year starting in `year`; unless that is on 1 January it ends in the next one."""
    start = spec.start_date or date(year, spec.start_month, 1)
    january_first = (start.month, start.day) == (1, 1)
    named = year if spec.label_year == "start" or january_first else year + 1
    return spec.label.replace("{year}", str(named)).replace("{yy}", f"{named % 100:02d}")


def _table(spec: CalendarRule) -> Iterator[Period]:
    if spec.table_end is None or not spec.table:
        raise ParamsError([_fault("the period table has no end or no period", "table and table_end", "add them")])
    ends = [start for _, start in spec.table[1:]] + [spec.table_end]
    for (period_id, start), end in zip(spec.table, ends, strict=True):
        parts = parse_period_id(period_id)
        if parts is None or start >= end:
            raise ParamsError(
                [
                    _fault(
                        f"period {period_id} from {start} to {end}",
                        "an id like FY2026Q3 and a first day before the next one",
                        "correct the table",
                    )
                ]
            )
        yield Period(start, end, period_id, *parts)


def _outside_table(spec: CalendarRule, first: date, last: date) -> Calendar:
    covered = f"{spec.table[0][1]} to {spec.table_end}"
    raise ParamsError(
        [
            _fault(
                f"the span {first} to {last} lies outside the period table",
                f"days within {covered}",
                "extend `calendar.table` and `table_end` in params/workspace.yaml",
            )
        ]
    )


def _fault(found: str, expected: str, fix: str) -> Fault:
    return Fault("C6", Place("calendar"), found, expected, fix)


def _same_year(fiscal_year: str, digits: str) -> bool:
    declared = re.sub(r"\D", "", fiscal_year)
    return declared == digits or (len(declared) != len(digits) and declared[-2:] == digits[-2:])


def _unknown(calendar: Calendar, text: str) -> UnknownName:
    ids = [period.id for period in calendar.periods]
    error = UnknownName("period", text, ids)
    meant = calendar.loosely(text)
    hint = meant.id if meant else nearest(text, ids)
    span = f"known: {ids[0]} to {ids[-1]}"
    error.expected = f"a period id of the form {ids[-1]}"
    error.fix = f"did you mean {hint}? {span}" if hint else span
    if meant is None and _well_formed(calendar, text):
        error.expected, error.fix = "a period within the data", f"the data covers {ids[0]} to {ids[-1]}"
    return error


def _well_formed(calendar: Calendar, text: str) -> bool:
    """Return whether `text` reads as a period of this calendar's form, merely outside the days covered."""
    parts = parse_period_id(text)
    shapes = {re.sub(r"\d", "9", period.fiscal_year) for period in calendar.periods}
    return (parts is not None and re.sub(r"\d", "9", parts[0]) in shapes) or _LOOSE.match(text.strip()) is not None


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _anniversary(day: date, year: int) -> date:
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _nearest_weekday(day: date, weekday: int) -> date:
    ahead = (weekday - day.weekday()) % 7
    return day + timedelta(days=ahead if ahead <= 3 else ahead - 7)
