"""Where people stand when a quarter ends: the last team of each that reached into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from stratreport.facts.quotas import Person, read_people
from stratreport.facts.spans import UNASSIGNED, Span, Spans
from stratreport.periods import Period

COLUMNS = ("period", "rep_id", "region", "manager_id")


def standing(tables: Mapping[str, Any], spans: Spans, periods: Iterable[Period]) -> pd.DataFrame:
    """Return per quarter where each person stood at its end (COLUMNS): the last span that reaches into the quarter.

    Whoever left during the quarter stands where they last stood; whoever left before it, or had no assignment on any
    day of it, has no row. A span without a manager has manager null, one in an undeclared region is UNASSIGNED.
    """
    people = read_people(tables)
    found = [
        (period.id, rep, span.region, span.manager_id or None)
        for period in periods
        for rep in spans.by_rep
        if (span := _last(spans.of(rep), people.get(rep), period))
    ]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(object)


def placed(rows: pd.DataFrame, where: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Return `rows` with the region and manager of `where`; a person who stood nowhere is UNASSIGNED."""
    found = rows.merge(where, how="left", on=on)
    return found.assign(
        region=found["region"].astype(object).where(found["region"].notna(), UNASSIGNED),
        manager_id=found["manager_id"].astype(object).where(found["manager_id"].notna(), None),
    )


def _last(spans: tuple[Span, ...], person: Person | None, period: Period) -> Span | None:
    """Return the last span with a day in the quarter on which the person was still there."""
    left = person.left_on if person else None
    end = min(period.end, left + timedelta(days=1) if left else date.max)
    reaching = [span for span in spans if span.start < end and span.end > period.start]
    return reaching[-1] if reaching and end > period.start else None
