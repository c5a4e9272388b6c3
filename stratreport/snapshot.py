"""The first seam: the frozen hand-over of one region (or the company) from the data wing to the reading wing.

A snapshot is a folder: `meta.json` and one Parquet file per frame of `FRAMES`. It holds only the rows of its own
scope plus the declared company aggregates (`company_cells`, `company_quotas`). Money is in the reporting currency,
shares are fractions; an absent value is null, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from stratreport.errors import SnapshotError
from stratreport.params.specs import Strategy

SCHEMA_VERSION = 1

# fmt: off
#: frame → {column: dtype}; "string", "float64", "int64", "boolean", "date" (datetime64[ns], midnight)
FRAMES: Mapping[str, Mapping[str, str]] = {
    # every fiscal period the data covers, in time order; `complete` as of the as-of date
    "periods": {
        "period": "string",
        "start": "date",
        "end": "date",
        "fiscal_year": "string",
        "quarter": "int64",
        "complete": "boolean",
    },
    # people of this scope: reps and the managers they report to (is_manager); `display` is what may be printed
    "reps": {
        "rep_id": "string",
        "name": "string",
        "display": "string",
        "role": "string",
        "hired_on": "date",
        "left_on": "date",
        "is_manager": "boolean",
    },
    # grain: period × region × rep × manager. `quota_full` as signed, `quota` after ramp and share of days in the region
    "quotas": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "quota_full": "float64",
        "quota": "float64",
        "active_share": "float64",
        "carrier": "boolean",
    },
    # grain: period × region × rep × manager × motion; every motion of the plan appears for every carrier
    "cells": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "motion": "string",
        "actual": "float64",
        "target": "float64",
        "deals": "int64",
        "customers": "int64",
        "largest_deal": "float64",
    },
    # grain: booking line × credited rep, classified as of the booking date; `amount` is credited money.
    # market: "existing customer" | "new customer" (in an existing segment) | "new segment" (a new customer there)
    "deals": {
        "line_id": "string",
        "deal_id": "string",
        "period": "string",
        "booked_on": "date",
        "region": "string",
        "rep_id": "string",
        "rep": "string",
        "manager_id": "string",
        "manager": "string",
        "customer_id": "string",
        "customer": "string",
        "parent_id": "string",
        "segment": "string",
        "product_id": "string",
        "product": "string",
        "product_line": "string",
        "persona": "string",
        "product_level": "string",
        "customer_level": "string",
        "segment_level": "string",
        "persona_level": "string",
        "market": "string",
        "motion": "string",
        "credit": "float64",
        "amount": "float64",
        "list_amount": "float64",
        "quantity": "float64",
    },
    # grain: period × region × axis × level; axis is product_line or segment; target null when no plan is declared
    "axes": {
        "period": "string",
        "region": "string",
        "axis": "string",
        "level": "string",
        "actual": "float64",
        "target": "float64",
        "strategic": "float64",
        "deals": "int64",
    },
    # grain: period × region × product_level × market × persona_level; sums to bookings
    "ansoff": {
        "period": "string",
        "region": "string",
        "product_level": "string",
        "market": "string",
        "persona_level": "string",
        "actual": "float64",
        "deals": "int64",
    },
    # grain: period × region × rep × count target
    "counts": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "count_target": "string",
        "actual": "float64",
        "target": "float64",
        "weight": "float64",
    },
    # the plan as the reader sees it, in plan order. cell_class: core | strategic | off_plan.
    # quadrant: penetration | product development | market development | diversification | null if several
    "motions": {
        "motion": "string",
        "label": "string",
        "theme": "string",
        "cell_class": "string",
        "target_form": "string",
        "order": "int64",
        "quadrant": "string",
        "pay_component": "string",
        "enablement": "string",
        "owner": "string",
    },
    # declared company aggregates (all regions and `unassigned`)
    "company_cells": {
        "period": "string",
        "motion": "string",
        "actual": "float64",
        "target": "float64",
        "deals": "int64",
    },
    "company_quotas": {"period": "string", "quota": "float64", "carriers": "int64"},
    # what the checks found. severity: info | warn | error. amount/share null when not about money
    "quality": {
        "check": "string",
        "severity": "string",
        "title": "string",
        "detail": "string",
        "count": "int64",
        "amount": "float64",
        "share": "float64",
        "fix": "string",
    },
    # from source total to scope total for the period; amounts of the steps sum to the last row (kind: start|step|total)
    "reconciliation": {"step": "string", "kind": "string", "amount": "float64", "rows": "int64"},
}
# fmt: on


@dataclass(frozen=True)
class Meta:
    """What a snapshot says about itself; everything a page needs that is not a row.

    `scope` is "region" or "company"; `region` is the id ("company" for the company pack). `connected` lists optional
    tables that exist, `not_connected` the others. `tokens` are the resolved brand tokens. `source_line` names the data.
    """

    schema_version: int
    workspace: str
    company: str
    scope: str
    region: str
    region_name: str
    region_names: Mapping[str, str]
    period: str
    as_of: str
    currency: str
    locale: str
    paper: str
    rep_display: str
    strategy: Strategy
    current_version: int
    connected: tuple[str, ...]
    not_connected: tuple[str, ...]
    tokens: Mapping[str, str]
    source_line: str
    persona_adds_nothing: bool
    inputs: Mapping[str, str]


@dataclass(frozen=True)
class Snapshot:
    """A read snapshot: `meta` and the frames by name, each with exactly the columns of `FRAMES`."""

    meta: Meta
    frames: Mapping[str, pd.DataFrame]
    path: Path

    def __getattr__(self, name: str) -> Any:
        """Return a frame by its name, so that `snapshot.cells` reads well."""
        if name in FRAMES:
            return self.frames[name]
        raise AttributeError(name)


def conform(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return `frame` with the columns, order and dtypes of `FRAMES[name]`; a missing column raises SnapshotError."""
    schema = FRAMES[name]
    missing = [column for column in schema if column not in frame.columns]
    if missing:
        raise SnapshotError(f"frame {name} lacks {', '.join(missing)}", where=name, fix="report this as a bug of facts")
    out = frame.loc[:, list(schema)].copy()
    for column, dtype in schema.items():
        if dtype == "date":
            out[column] = pd.to_datetime(out[column]).astype("datetime64[ns]")
        elif dtype == "string":
            out[column] = out[column].astype(object).where(out[column].notna(), None)
        elif dtype == "boolean":
            out[column] = out[column].astype(bool)
        else:
            out[column] = out[column].astype(dtype)  # type: ignore[call-overload]
    return out.reset_index(drop=True)


def write_snapshot(meta: Meta, frames: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write meta and every frame of `FRAMES` to the folder `path` (created); absent frames are written empty."""
    path.mkdir(parents=True, exist_ok=True)
    for name in FRAMES:
        frame = frames.get(name, pd.DataFrame({column: [] for column in FRAMES[name]}))
        conform(frame, name).to_parquet(path / f"{name}.parquet", index=False)
    (path / "meta.json").write_bytes(TypeAdapter(Meta).dump_json(meta, indent=1))


def read_snapshot(path: Path | str) -> Snapshot:
    """Read a snapshot folder; raises SnapshotError when it is missing, torn or of another schema version."""
    folder = Path(path)
    if not (folder / "meta.json").is_file():
        raise SnapshotError(
            "there is no snapshot here",
            where=str(folder),
            fix="run `stratreport report REGION` or `make lab REGION=…` first",
        )
    meta = TypeAdapter(Meta).validate_json((folder / "meta.json").read_bytes())
    if meta.schema_version != SCHEMA_VERSION:
        raise SnapshotError(
            f"schema version {meta.schema_version}",
            where=str(folder),
            expected=str(SCHEMA_VERSION),
            fix="build it again",
        )
    frames = {name: conform(pd.read_parquet(folder / f"{name}.parquet"), name) for name in FRAMES}
    return Snapshot(meta=meta, frames=frames, path=folder)
