"""Who belonged where on which day: assignments as spans of days that never overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pandas as pd

from stratreport.facts.engine import as_day, bring, rows
from stratreport.facts.timeline import Timeline
from stratreport.params.specs import Workspace

#: the region of credit and quota whose rep had no assignment that day
UNASSIGNED = "unassigned"

SCHEMA = {"rep_id": "string", "region": "string", "manager_id": "string", "start": "date", "end": "date"}


@dataclass(frozen=True, order=True)
class Span:
    """A rep's days [start, end) in one region under one manager ("" = nobody named)."""

    rep_id: str
    start: date
    end: date
    region: str
    manager_id: str


@dataclass(frozen=True)
class Spans:
    """All spans by rep, in time order."""

    by_rep: Mapping[str, tuple[Span, ...]]

    def of(self, rep_id: str) -> tuple[Span, ...]:
        """Return the spans of a rep in time order, empty when there is none."""
        return self.by_rep.get(rep_id, ())

    @property
    def managers(self) -> frozenset[str]:
        """Return everybody who is named as somebody's manager."""
        return frozenset(span.manager_id for spans in self.by_rep.values() for span in spans if span.manager_id)

    def table(self) -> Any:
        """Return the spans as an engine table (columns of SCHEMA)."""
        flat = [{name: getattr(span, name) for name in SCHEMA} for spans in self.by_rep.values() for span in spans]
        return bring(pd.DataFrame(flat, columns=list(SCHEMA)), SCHEMA)


def read_spans(tables: Mapping[str, Any], workspace: Workspace, timeline: Timeline) -> Spans:
    """Return assignments as spans up to the end of the reported period.

    `valid_to` is inclusive, null means open. Where two rows of a rep overlap the later one holds from its first day on,
    so a booking is never credited twice. Regions that no file in `regions/` declares become UNASSIGNED.
    """
    ids = {region.key: region.id for region in workspace.regions}
    frame = rows(tables["assignments"].select("rep_id", "region", "manager_id", "valid_from", "valid_to"))
    found = [_span(row, ids, timeline.period.end) for row in frame.itertuples(index=False)]
    ordered = sorted(span for span in found if span.start < span.end)
    return Spans({rep: _without_overlap(group) for rep, group in groupby(ordered, key=lambda span: span.rep_id)})


def _span(row: Any, ids: Mapping[str, str], horizon: date) -> Span:
    """Return one assignment row as a span that ends at the horizon at the latest."""
    start, last = as_day(row.valid_from) or horizon, as_day(row.valid_to)
    end = min(last + timedelta(days=1), horizon) if last else horizon
    return Span(row.rep_id, start, end, ids.get(row.region, UNASSIGNED), row.manager_id or "")


def _without_overlap(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans of one rep, each ending where the next begins at the latest."""
    listed = list(spans)
    ends = [*(span.start for span in listed[1:]), date.max]
    return tuple(replace(span, end=min(span.end, end)) for span, end in zip(listed, ends, strict=True))
