"""Quota as money: per quarter, after ramp and leaving, split over regions and managers by days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from stratreport.facts.engine import as_day, rows
from stratreport.facts.spans import UNASSIGNED, Span, Spans
from stratreport.facts.timeline import Timeline
from stratreport.params.specs import Strategy
from stratreport.periods import Period

COLUMNS = (
    "period", "region", "rep_id", "manager_id", "quota_full", "quota", "active_share", "ramped_share", "carrier"
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """What decides a quota besides its amount: role and days of service."""

    rep_id: str
    role: str
    hired_on: date | None
    left_on: date | None


@dataclass(frozen=True)
class Signed:
    """Quotas as signed, by (period id, rep); `twice` counts quarters given both by quarter and by year."""

    amounts: Mapping[tuple[str, str], float]
    twice: int


def resolve_quotas(tables: Mapping[str, Any], timeline: Timeline, spans: Spans, signed: Signed) -> pd.DataFrame:
    """Return quotas at the grain period × region × rep × manager (COLUMNS), for people with a signed quota.

    - quota_full: the signed amount, shared over the rows by days (sums to the signed amount).
    - quota: signed × Σ over calendar months of ramp% × active days in the row / days of the quarter (M02); 0 for roles
      that the strategy excludes.
    - active_share, ramped_share: the same shares of the quarter without and with ramp.
    - Days in service without assignment, and quotas of people with no day in service, are in region UNASSIGNED.
    """
    people = read_people(tables)
    found = [
        row
        for period, strategy in timeline.judged
        for rep_id, amount in _of_period(signed, period)
        for row in _resolve(people.get(rep_id, Person(rep_id, "", None, None)), amount, spans, (period, strategy))
    ]
    kinds = dict.fromkeys(COLUMNS[:4], "object") | dict.fromkeys(COLUMNS[4:8], "float64") | {"carrier": "bool"}
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(kinds).sort_values(list(COLUMNS[:4]), ignore_index=True)


def signed_quotas(tables: Mapping[str, Any], timeline: Timeline) -> Signed:
    """Return what was signed per quarter and rep: quarters as given, years phased by the plan, dates by their period.

    A quarter of its own beats the phased year. Periods after the reported one are left out.
    """
    ids = {item.id for item in timeline.calendar.periods}
    years = {item.fiscal_year for item in timeline.calendar.periods}
    quarters: defaultdict[tuple[str, str], float] = defaultdict(float)
    yearly: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in rows(tables["quotas"]).to_dict("records"):
        name = _period_name(row, timeline)
        if name in ids:
            quarters[name, row["rep_id"]] += row["amount"]
        elif name in years:
            yearly[name, row["rep_id"]] += row["amount"]
    phased = {
        (period.id, rep_id): amount * strategy.phasing[f"Q{period.quarter}"]
        for period, strategy in timeline.judged
        for (year, rep_id), amount in yearly.items()
        if year == period.fiscal_year
    }
    return Signed({**phased, **quarters}, len(phased.keys() & quarters.keys()))


def read_people(tables: Mapping[str, Any]) -> dict[str, Person]:
    """Return everybody in the reps table by id."""
    frame = rows(tables["reps"].select("rep_id", "role", "hired_on", "left_on"))
    return {
        row["rep_id"]: Person(row["rep_id"], row["role"] or "", as_day(row["hired_on"]), as_day(row["left_on"]))
        for row in frame.to_dict("records")
    }


def is_carrier(person: Person, strategy: Strategy) -> bool:
    """Return whether the person's role carries a quota under the strategy."""
    return person.role.lower() not in {role.lower() for role in strategy.eligibility.exclude_roles}


def ramp_at(hired_on: date | None, month: date, ramp: tuple[float, ...]) -> float:
    """Return the share of a full quota in the calendar month of `month`: ramp[months since the month of hire], then 1.

    >>> [ramp_at(date(2026, 1, 20), date(2026, m, 1), (0, 0.5, 1)) for m in (1, 2, 3, 4)]
    [0, 0.5, 1, 1.0]
    >>> ramp_at(None, date(2026, 1, 1), (0, 0.5))
    1.0
    """
    if hired_on is None:
        return 1.0
    months = (month.year - hired_on.year) * 12 + month.month - hired_on.month
    return ramp[months] if 0 <= months < len(ramp) else 1.0


def months_of(start: date, end: date) -> Iterator[tuple[date, date]]:
    """Yield [start, end) cut at the first of each calendar month.

    >>> [str(a) + " " + str(b) for a, b in months_of(date(2026, 1, 15), date(2026, 3, 1))]
    ['2026-01-15 2026-02-01', '2026-02-01 2026-03-01']
    """
    while start < end:
        following = date(start.year + (start.month == 12), start.month % 12 + 1, 1)
        yield start, min(following, end)
        start = following


def _of_period(signed: Signed, period: Period) -> list[tuple[str, float]]:
    return sorted((rep_id, amount) for (name, rep_id), amount in signed.amounts.items() if name == period.id)


def _resolve(
    person: Person, amount: float, spans: Spans, judged: tuple[Period, Strategy]
) -> Iterator[tuple[str | float | bool, ...]]:
    """Yield the rows of one person's quota of one quarter."""
    period, strategy = judged
    carrier = is_carrier(person, strategy)
    shares = _shares(person, period, spans.of(person.rep_id), strategy.eligibility.ramp)
    active = sum(days for days, _ in shares.values())
    for (region, manager), (days, ramped) in sorted(shares.items()):
        full = amount * days / active if active else amount
        quota = amount * ramped / period.days if carrier else 0.0
        yield (
            period.id, region, person.rep_id, manager, full, quota, days / period.days, ramped / period.days, carrier
        )  # fmt: skip


def _shares(
    person: Person, period: Period, spans: tuple[Span, ...], ramp: tuple[float, ...]
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return days and ramped days per (region, manager); a person without a day in service has 0 days, unassigned."""
    start = max(period.start, person.hired_on or period.start)
    end = min(period.end, person.left_on + timedelta(days=1)) if person.left_on else period.end
    found: defaultdict[tuple[str, str], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for month, following in months_of(start, end):
        rate, left = ramp_at(person.hired_on, month, ramp), (following - month).days
        for span in spans:
            days = max(0, (min(following, span.end) - max(month, span.start)).days)
            left -= days
            if days:
                _add(found, (span.region, span.manager_id), days, rate)
        if left:
            _add(found, (UNASSIGNED, ""), left, rate)
    return dict(found) or {(UNASSIGNED, ""): (0.0, 0.0)}


def _add(
    found: defaultdict[tuple[str, str], tuple[float, float]], key: tuple[str, str], days: int, rate: float
) -> None:
    before = found[key]
    found[key] = (before[0] + days, before[1] + days * rate)


def _period_name(row: Mapping[Any, Any], timeline: Timeline) -> str:
    """Return the period a quota row is for; a start date means the period that holds it."""
    if isinstance(row.get("period"), str) and row["period"].strip():
        return str(row["period"]).strip()
    day = as_day(row.get("starts_on"))
    period = timeline.calendar.of(day) if day else None
    return period.id if period else str(day)
