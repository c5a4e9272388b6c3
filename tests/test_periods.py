"""Fiscal quarters: every day belongs to one, labels follow the company, wrong names get the right one back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.errors import ParamsError, UnknownName
from stratreport.params.specs import CalendarSpec
from stratreport.periods import Calendar, Period, build_calendar, parse_period_id

DAY = timedelta(days=1)
TABLE = CalendarSpec(
    pattern="table",
    table=(("FY2012Q1", date(2011, 5, 31)), ("FY2012Q2", date(2011, 8, 31)), ("FY2012Q3", date(2011, 12, 1)),
           ("FY2012Q4", date(2012, 2, 29)), ("FY2013Q1", date(2012, 5, 30))),
    table_end=date(2012, 8, 30),
)  # fmt: skip

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
months = st.builds(
    CalendarSpec, start_month=st.integers(1, 12), label=st.sampled_from(["FY{year}", "F{yy}"]),
    label_year=st.sampled_from(["start", "end"]),
)  # fmt: skip
weeks = st.builds(CalendarSpec, pattern=st.just("445"), start_date=days)
spans = st.tuples(days, st.integers(0, 1500)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY))


def years(spec: CalendarSpec, first: date, last: date) -> Calendar:
    return build_calendar(spec, first=first, last=last)


@given(spec=st.one_of(months, weeks), span=spans)
def test_every_day_of_the_span_belongs_to_exactly_one_period(spec: CalendarSpec, span: tuple[date, date]) -> None:
    calendar = years(spec, *span)
    assert calendar.first <= span[0] <= span[1] <= calendar.last
    for day in (span[0], span[1], span[0] + (span[1] - span[0]) / 2):
        holders = [period for period in calendar.periods if period.contains(day)]
        assert holders == [calendar.of(day)]
    assert calendar.of(calendar.first - DAY) is None
    assert calendar.of(calendar.last + DAY) is None


@given(spec=st.one_of(months, weeks), span=spans)
def test_periods_touch_have_unique_ids_and_run_one_to_four(spec: CalendarSpec, span: tuple[date, date]) -> None:
    periods = years(spec, *span).periods
    assert all(one.end == two.start for one, two in pairwise(periods))
    assert len({period.id for period in periods}) == len(periods)
    assert all(two.quarter == one.quarter % 4 + 1 for one, two in pairwise(periods))
    assert all((one.fiscal_year == two.fiscal_year) == (one.quarter < 4) for one, two in pairwise(periods))
    assert all(parse_period_id(period.id) == (period.fiscal_year, period.quarter) for period in periods)


@given(spec=months, span=spans)
def test_month_quarters_start_on_the_first_and_last_three_months(spec: CalendarSpec, span: tuple[date, date]) -> None:
    for period in years(spec, *span).periods:
        assert period.start.day == period.end.day == 1
        assert (period.end.year - period.start.year) * 12 + period.end.month - period.start.month == 3
        assert (period.start.month - spec.start_month) % 12 == 3 * (period.quarter - 1)


@given(spec=weeks, span=spans)
def test_week_quarters_have_13_weeks_and_never_drift(spec: CalendarSpec, span: tuple[date, date]) -> None:
    assert spec.start_date is not None
    for period in years(spec, *span).periods:
        assert period.days in ({91} if period.quarter < 4 else {91, 98})
        assert period.start.weekday() == spec.start_date.weekday()
        if period.quarter == 1:
            anniversaries = [
                date(period.start.year + n, spec.start_date.month, min(spec.start_date.day, 28)) for n in (-1, 0, 1)
            ]
            assert min(abs((period.start - day).days) for day in anniversaries) <= 3 + 3  # the 29th to 31st are clipped


@given(spec=st.one_of(months, weeks), span=spans, as_of=days)
def test_a_period_is_complete_when_its_last_day_is_over(
    spec: CalendarSpec, span: tuple[date, date], as_of: date
) -> None:
    calendar = years(spec, *span)
    if as_of < calendar.periods[0].end:
        with pytest.raises(ParamsError, match="no period is complete"):
            calendar.latest_complete(as_of)
        return
    latest = calendar.latest_complete(as_of)
    assert latest.end <= as_of
    assert all(period == latest or period.end > as_of or period.end < latest.end for period in calendar.periods)


@given(spec=st.one_of(months, weeks), span=spans)
def test_neighbours_agree(spec: CalendarSpec, span: tuple[date, date]) -> None:
    calendar = years(spec, *span)
    for at, period in enumerate(calendar.periods):
        assert calendar.prior(period) == (calendar.periods[at - 1] if at else None)
        assert calendar.same_quarter_last_year(period) == (calendar.periods[at - 4] if at >= 4 else None)
        assert calendar.trailing(period, 4) == calendar.periods[max(0, at - 3) : at + 1]
        assert calendar.get(period.id) is period


@pytest.mark.parametrize(
    ("spec", "day", "period_id", "start", "end"),
    [
        (CalendarSpec(), date(2026, 9, 30), "FY2026Q3", date(2026, 7, 1), date(2026, 10, 1)),
        (CalendarSpec(start_month=2), date(2026, 1, 31), "FY2026Q4", date(2025, 11, 1), date(2026, 2, 1)),
        (CalendarSpec(start_month=2), date(2026, 2, 1), "FY2027Q1", date(2026, 2, 1), date(2026, 5, 1)),
        (CalendarSpec(start_month=2, label_year="start"), date(2026, 1, 31), "FY2025Q4",
         date(2025, 11, 1), date(2026, 2, 1)),
        (CalendarSpec(start_month=6, label="F{yy}"), date(2013, 6, 1), "F14Q1", date(2013, 6, 1), date(2013, 9, 1)),
        (CalendarSpec(start_month=12), date(2025, 12, 1), "FY2026Q1", date(2025, 12, 1), date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends(
    spec: CalendarSpec, day: date, period_id: str, start: date, end: date
) -> None:
    period = years(spec, day, day).of(day)
    assert period == Period(start, end, period_id, period_id[:-2], int(period_id[-1]))


def test_a_445_year_by_hand() -> None:
    """52 weeks from Sunday 2 February 2025; the anniversary in 2026 is a Monday, so the next year opens on the 1st."""
    spec = CalendarSpec(pattern="445", start_date=date(2025, 2, 2))
    calendar = years(spec, date(2025, 2, 2), date(2026, 2, 1))
    assert [(period.id, period.start) for period in calendar.periods] == [
        ("FY2026Q1", date(2025, 2, 2)),
        ("FY2026Q2", date(2025, 5, 4)),
        ("FY2026Q3", date(2025, 8, 3)),
        ("FY2026Q4", date(2025, 11, 2)),
        ("FY2027Q1", date(2026, 2, 1)),
    ]


def test_the_extra_week_falls_into_the_fourth_quarter() -> None:
    """Anniversaries of Monday 29 December drift by a day a year; after 2028 the nearest Monday is 1 January 2029."""
    spec = CalendarSpec(pattern="445", start_date=date(2025, 12, 29))
    long = [p.id for p in years(spec, date(2021, 1, 4), date(2030, 6, 1)).periods if p.days == 98]
    assert long == ["FY2023Q4", "FY2028Q4"]


def test_a_table_is_taken_as_declared() -> None:
    calendar = years(TABLE, date(2011, 6, 1), date(2014, 1, 1))
    assert [(p.id, p.start, p.end) for p in calendar.periods][2:] == [
        ("FY2012Q3", date(2011, 12, 1), date(2012, 2, 29)),
        ("FY2012Q4", date(2012, 2, 29), date(2012, 5, 30)),
        ("FY2013Q1", date(2012, 5, 30), date(2012, 8, 30)),
    ]
    assert calendar.of(date(2012, 8, 30)) is None
    assert calendar.of(date(2012, 8, 29)) == calendar.get("FY2013Q1")
    assert calendar.same_quarter_last_year(calendar.get("FY2013Q1")) == calendar.get("FY2012Q1")


def test_a_span_beyond_the_table_says_what_the_table_covers() -> None:
    with pytest.raises(ParamsError) as caught:
        years(TABLE, date(2015, 1, 1), date(2015, 2, 1))
    assert str(caught.value) == (
        "error[C6]: calendar: the span 2015-01-01 to 2015-02-01 lies outside the period table\n"
        "  expected: days within 2011-05-31 to 2012-08-30\n"
        "  fix: extend `calendar.table` and `table_end` in params/workspace.yaml"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2026Q3", "did you mean FY2026Q3? "),
        ("26Q3", "did you mean FY2026Q3? "),
        ("2026-Q1", "did you mean FY2026Q1? "),
        ("fy2026q3", "did you mean FY2026Q3? "),
        ("FY2026Q3 ", "did you mean FY2026Q3? "),
        ("FY2026Q5", "did you mean FY2026Q4? "),
        ("Q1", ""),
        ("next", ""),
        ("", ""),
    ],
)
def test_a_wrong_form_names_the_accepted_one_and_the_nearest(text: str, hint: str) -> None:
    calendar = years(CalendarSpec(), date(2025, 1, 1), date(2026, 12, 31))
    with pytest.raises(UnknownName) as caught:
        calendar.get(text)
    assert str(caught.value) == (
        f'error[C101]: unknown period "{text}"\n'
        "  expected: a period id of the form FY2026Q4\n"
        f"  fix: {hint}known: FY2025Q1 to FY2026Q4"
    )


@pytest.mark.parametrize("text", ["FY2030Q1", "FY1999Q4", "2030Q1", "30-Q1"])
def test_a_period_outside_the_days_covered_is_no_misspelling(text: str) -> None:
    calendar = years(CalendarSpec(), date(2025, 1, 1), date(2026, 12, 31))
    with pytest.raises(UnknownName) as caught:
        calendar.get(text)
    assert str(caught.value) == (
        f'error[C101]: unknown period "{text}"\n'
        "  expected: a period within the data\n"
        "  fix: the data covers FY2025Q1 to FY2026Q4"
    )


def test_latest_complete_needs_the_first_day_after() -> None:
    calendar = years(CalendarSpec(), date(2026, 1, 1), date(2026, 12, 31))
    assert calendar.latest_complete(date(2026, 10, 1)).id == "FY2026Q3"
    assert calendar.latest_complete(date(2026, 9, 30)).id == "FY2026Q2"


def test_a_period_of_another_calendar_is_unknown() -> None:
    calendar = years(CalendarSpec(), date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(UnknownName):
        calendar.prior(Period(date(2020, 1, 1), date(2020, 4, 1), "FY2020Q1", "FY2020", 1))


def test_gaps_between_periods_are_refused() -> None:
    one = Period(date(2026, 1, 1), date(2026, 4, 1), "FY2026Q1", "FY2026", 1)
    two = Period(date(2026, 4, 2), date(2026, 7, 1), "FY2026Q2", "FY2026", 2)
    with pytest.raises(ParamsError, match="FY2026Q1 ends on 2026-04-01 but FY2026Q2 starts on 2026-04-02"):
        Calendar((one, two))
    with pytest.raises(ParamsError, match="holds no period"):
        Calendar(())


def test_a_span_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ParamsError, match="runs backwards"):
        years(CalendarSpec(), date(2026, 2, 1), date(2026, 1, 1))
