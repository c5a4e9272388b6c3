"""The balanced control company, judged in memory: the same noise as the demo, no story, and nobody to accuse.

No file is written and nothing is rendered: the generator's rows go straight into the engine of the facts, the frames
of all regions into one snapshot, and the judgement is read from its book.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow as pa

from stratreport.facts import aggregate, company, people
from stratreport.facts.classify import classify
from stratreport.facts.lines import credited_lines
from stratreport.facts.quotas import resolve_quotas, signed_quotas
from stratreport.facts.spans import read_spans
from stratreport.facts.targets import resolve_targets
from stratreport.facts.timeline import build_timeline
from stratreport.findings import View
from stratreport.findings.verdict import verdict_of
from stratreport.metrics import METRICS, Book
from stratreport.metrics.book import FRAME_COLUMNS
from stratreport.metrics.frames import atoms_of, motion_frame, unit_frame
from stratreport.metrics.null import ALL, OFF_STRATEGY
from stratreport.metrics.uncertainty import interval_frame
from stratreport.model import TABLES
from stratreport.params import load_workspace
from stratreport.params.specs import Workspace
from stratreport.periods import Period, build_calendar
from stratreport.snapshot import FRAMES, Snapshot, conform
from stratreport.sources.demo.company import build_company
from stratreport.sources.demo.stories import PERIOD
from stratreport.sources.demo.tables import Table, required_tables
from stratreport.sources.engine import Engine

ROOT = Path(__file__).parents[2]
KINDS = {"text": pa.string(), "number": pa.float64(), "date": pa.date32()}
_AS: Mapping[str, Callable[[Any], Any]] = {
    "text": lambda item: item,
    "number": lambda item: None if item is None else float(item),
    "date": lambda item: date.fromisoformat(item) if isinstance(item, str) else item,
}
#: before any booking of the demo company
FIRST_DAY = date(2019, 1, 1)
REGIONS = ("emea", "amer-east", "amer-west", "latam", "apac", "anz")


@dataclass(frozen=True)
class Judged:
    """What was tested and what was called off strategy; `families` are the regions corrected for many tests."""

    tested: int
    called: int
    families: int
    families_called: int


@dataclass(frozen=True)
class Calls:
    """The calls of one control company: regions by their verdict, reps, reps in a motion, and managers."""

    seed: int
    regions: Judged
    reps: Judged
    flags: Judged
    managers: Judged


@cache
def demo_workspace() -> Workspace:
    """The demo workspace with its strategy, read once."""
    return load_workspace(ROOT, env={})


def snapshot_of(seed: int) -> Snapshot:
    """Return the company snapshot of a control company: the frames that verdicts read, nothing on disk."""
    tables, workspace = tables_of(seed), demo_workspace()
    timeline = build_timeline(tables, workspace, _period(workspace))
    spans = read_spans(tables, workspace, timeline)
    credited = credited_lines(tables, timeline, spans)
    judged = classify(credited, timeline, tables["bookings"].get_backend())
    lines = judged.filter(~judged.overlay)
    quotas = resolve_quotas(tables, timeline, spans, signed_quotas(tables, timeline))
    frames = {
        "periods": company._periods(timeline),
        "motions": company._motions(timeline),
        "quotas": company._anonymous(aggregate.quota_rows(quotas)),
        "cells": company._anonymous(aggregate.cells(lines, resolve_targets(quotas, timeline))),
        "deals": company._deals(lines, None),
        "reps": people.people(tables, spans.managers),
    }
    facts = SimpleNamespace(
        workspace=workspace, timeline=timeline, regions={region.id: region.name for region in workspace.regions},
        inputs={}, label="control", connected=(), persona_adds_nothing=False,
    )  # fmt: skip
    empty = {name: pd.DataFrame({column: [] for column in FRAMES[name]}) for name in FRAMES}
    whole = {name: conform(frames.get(name, empty[name]), name) for name in FRAMES}
    return Snapshot(meta=company._meta(facts, "company", {}), frames=whole, path=Path("control"))


def tables_of(seed: int) -> dict[str, Any]:
    """Return the required tables of a control company in an engine of their own."""
    rows = required_tables(build_company(seed=seed, balanced=True))
    engine = Engine()
    return {name: engine.keep(name, engine.lend(f"{name}_rows", _arrow(name, table))) for name, table in rows.items()}


def _period(workspace: Workspace) -> Period:
    assert workspace.as_of is not None
    return build_calendar(workspace.calendar, first=FIRST_DAY, last=workspace.as_of).get(PERIOD)


def _arrow(name: str, table: Table) -> pa.Table:
    """Return a table of the generator, whose cells are text or numbers, with exactly the canonical columns."""
    header, rows = table
    cells = dict(zip(header, zip(*rows, strict=True), strict=True))
    columns = {}
    for column in TABLES[name].columns:
        values = [None if item in (None, "") else item for item in cells.get(column.name, [None] * len(rows))]
        columns[column.name] = pa.array(list(map(_AS[column.kind], values)), type=KINDS[column.kind])
    return pa.table(columns)


def trimmed(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with the trailing window's quarters only: all that a verdict reads."""
    quarters = snapshot.meta.strategy.thresholds.window_quarters
    kept = set(snapshot.periods.sort_values("start")["period"].iloc[-quarters:])
    frames = {
        name: frame[frame["period"].isin(kept)].reset_index(drop=True) if "period" in frame else frame
        for name, frame in snapshot.frames.items()
    }
    return replace(snapshot, frames=frames)


def book_of(snapshot: Snapshot) -> Book:
    """Return a book with the metrics of whole regions in the quarter only, and every verdict on demand."""
    atoms, strategy = atoms_of(snapshot), snapshot.meta.strategy
    units = unit_frame(atoms, motions=motion_frame(atoms))
    units = units[(units["kind"] == "base") & (units["period"] == snapshot.meta.period)]
    setting = strategy.statistics
    regions = units[units["scope"] != "company"]
    ends = interval_frame(atoms, targets=regions, draws=setting.bootstrap, seed=setting.seed)
    units = units.merge(ends, on=["scope", "period"], how="left")
    whole = [metric for metric in METRICS if metric.needs == ("units",)]
    parts = [metric.compute(units).assign(metric=metric.slug, unit=metric.unit) for metric in whole]
    frame = pd.concat(parts, ignore_index=True).loc[:, list(FRAME_COLUMNS)]
    return Book(frame=frame, base="company", window=atoms.window, atoms=atoms, strategy=strategy)


def calls_of(seed: int) -> Calls:
    """Return who is called off strategy in the control company of a seed."""
    snapshot = trimmed(snapshot_of(seed))
    view = View(snapshot, book_of(snapshot))
    verdicts = [verdict_of(view, region=region) for region in REGIONS]
    judged = [item for item in verdicts if item.certainty != "count_only" or item.pattern == "within_chance"]
    off = sum(item.pattern in ("hit_off", "missed_off") for item in judged)
    book: Any = view.book
    whole = book.verdicts["motion"] == ALL
    return Calls(
        seed=seed,
        regions=Judged(len(judged), off, len(judged), off),
        reps=_counted(book.verdicts[whole]),
        flags=_counted(book.verdicts[~whole]),
        managers=_counted(book.manager_verdicts),
    )


def _counted(rows: pd.DataFrame) -> Judged:
    tested = rows[rows["p"].notna()]
    called = tested[tested["verdict"] == OFF_STRATEGY]
    return Judged(len(tested), len(called), tested["base"].nunique(), called["base"].nunique())
