"""The frozen specs a workspace declares; plain dataclasses, JSON-serialisable, no I/O.

Shares are fractions of 1, money is in the reporting currency, dates are ISO dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class ChapterSpec:
    """One chapter of a pack: the notebook and the short title of the running head."""

    notebook: str
    title: str
    slug: str


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
class Workspace:
    """Everything a company declares: who it is, its calendar, source, strategies, packs and regions."""

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


__all__ = [
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
