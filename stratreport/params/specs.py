"""The frozen specs a workspace declares; plain dataclasses, JSON-serialisable, no I/O.

Shares are fractions of 1, money is in the reporting currency, dates are ISO dates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from stratreport.params.strategy_specs import (
    Axes,
    Balance,
    CellClass,
    CountTarget,
    CustomerAxis,
    Eligibility,
    Measure,
    Motion,
    Override,
    Pay,
    PersonaAxis,
    PersonaCoverage,
    PlanCalendar,
    ProductAxis,
    SegmentAxis,
    Selector,
    Statistics,
    Strategy,
    Support,
    Tag,
    Target,
    TargetForm,
    Thresholds,
    Tolerances,
)

RepDisplay = Literal["names", "codes", "aggregate"]


@dataclass(frozen=True)
class CalendarSpec:
    """How the company counts its quarters.

    `pattern` is "months" (a fiscal year of twelve calendar months starting in
    `start_month`), "445" (13-week quarters, the year starting on `start_date`) or
    "table" (every period declared in `table`: id, first day; a period ends where the next begins, the last on
    `table_end`).
    `label` names a fiscal year: "FY{year}" (or {yy} for two digits), the year in which it ends unless `label_year` is
    "start". In YAML `table` maps each period id to its first day: {FY2012Q1: 2011-05-31, ...}.
    """

    pattern: Literal["months", "445", "table"] = "months"
    start_month: int = 1
    start_date: date | None = None
    label: str = "FY{year}"
    label_year: Literal["start", "end"] = "end"
    table: tuple[tuple[str, date], ...] = ()
    table_end: date | None = None


@dataclass(frozen=True)
class StrategyPlan:
    """A strategy as judged: `baseline` is what the headline judges, `current` is what runs now (may be the same)."""

    current: Strategy
    baseline: Strategy


@dataclass(frozen=True)
class RegionSpec:
    """A region: stable id (used in paths), the name people read, and its value in the assignments table."""

    id: str
    name: str
    key: str


#: the optional canonical tables that a chapter may need; the same names as `model.OPTIONAL`
OPTIONAL_TABLES = (
    "periods", "opportunities", "pipeline_snapshots", "engagements", "activities", "enablement", "payouts",
    "acknowledgements", "fx_rates",
)  # fmt: skip


@dataclass(frozen=True)
class ChapterSpec:
    """One chapter of a pack: notebook, short title of the running head, and the optional tables it cannot do without.

    A chapter one of whose `needs` is not connected is cut before it runs, and the method chapter says so.
    """

    notebook: str
    title: str
    slug: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackSpec:
    """An ordered list of chapters; `scope` says whether it is built per region or once for the company."""

    id: str
    title: str
    scope: Literal["region", "company"]
    chapters: tuple[ChapterSpec, ...]
    prepared_for: str = ""
    prepared_by: str = ""
    status: str = "final"

    def kept(self, connected: Collection[str]) -> tuple[ChapterSpec, ...]:
        """Return the chapters whose tables are all connected, in order."""
        return tuple(chapter for chapter in self.chapters if set(chapter.needs) <= set(connected))

    def cut(self, connected: Collection[str]) -> tuple[ChapterSpec, ...]:
        """Return the chapters left out, each with the tables that are missing as its `needs`."""
        lacking = ((item, tuple(name for name in item.needs if name not in connected)) for item in self.chapters)
        return tuple(replace(chapter, needs=missing) for chapter, missing in lacking if missing)


@dataclass(frozen=True)
class SourceSpec:
    """Where data comes from: `kind` (demo | csv | parquet), folder, and the mapping of each canonical table as data.

    `tables` keeps the YAML of each table's mapping as plain containers (validated); `root` is resolved (env: and
    relative paths already applied) and `folder` is the same as it was declared, for messages ("" for the workspace
    itself). `origin` maps "tables.bookings.columns.amount" to "file:line:col".
    """

    name: str
    kind: str
    root: Path
    files: Mapping[str, Any]
    tables: Mapping[str, Any]
    origin: Mapping[str, str]
    label: str = ""
    file: str = ""
    folder: str = ""


@dataclass(frozen=True)
class ActionSpec:
    """A commitment of an earlier review: who owes what by when, and the metric and motion it was to move.

    `region` is a region's id or "company", `review` the quarter whose review made it.
    """

    id: str
    region: str
    review: str
    text: str
    owner: str
    due: date
    status: Literal["open", "done", "dropped"]
    metric: str | None = None
    motion: str | None = None


@dataclass(frozen=True)
class Workspace:
    """Everything a company declares: who it is, its calendar, source, strategies, packs and regions.

    `rep_display` says how people may be shown, `min_group` how many must stand behind a number that is not by name;
    `actions` are the commitments of earlier reviews, in file order.
    """

    root: Path
    id: str
    company: str
    currency: str
    locale: str
    paper: Literal["a4", "letter"]
    as_of: date | None
    calendar: CalendarSpec
    source: SourceSpec
    strategies: tuple[StrategyPlan, ...]
    packs: tuple[PackSpec, ...]
    regions: tuple[RegionSpec, ...]
    brand: Path | None
    rep_display: RepDisplay
    digests: Mapping[str, str]
    min_group: int = 5
    actions: tuple[ActionSpec, ...] = ()


__all__ = [
    "ActionSpec",
    "Axes",
    "Balance",
    "CalendarSpec",
    "CellClass",
    "ChapterSpec",
    "CountTarget",
    "CustomerAxis",
    "Eligibility",
    "Measure",
    "Motion",
    "Override",
    "PackSpec",
    "Pay",
    "PersonaAxis",
    "PersonaCoverage",
    "PlanCalendar",
    "ProductAxis",
    "RegionSpec",
    "RepDisplay",
    "SegmentAxis",
    "Selector",
    "SourceSpec",
    "Statistics",
    "Strategy",
    "StrategyPlan",
    "Support",
    "Tag",
    "Target",
    "TargetForm",
    "Thresholds",
    "Tolerances",
    "Workspace",
]
