"""Writing and reading a snapshot.

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
from stratreport.snapshot.layout import FRAMES

SCHEMA_VERSION = 2


@dataclass(frozen=True)
class CutChapter:
    """A chapter that was left out because optional tables are not connected; `missing` names those tables."""

    slug: str
    title: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Meta:
    """What a snapshot says about itself; everything a page needs that is not a row.

    `scope` is "region" or "company"; `region` is the id ("company" for the company pack). `connected` lists optional
    tables that exist, `not_connected` the others. `tokens` are the resolved brand tokens. `source_line` names the
    data. `revised` is the current plan version when it is not the judged baseline: it never judges, it says what would
    change, and it carries how personas, pay and the publication date are to be read (`Strategy.persona_coverage`,
    `.pay`, `.published`). `cut_chapters` are the chapters of the scope's pack that were left out.
    `min_group` is how many people must stand behind a number about people that is shown without names.
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
    revised: Strategy | None = None
    cut_chapters: tuple[CutChapter, ...] = ()
    min_group: int = 5


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
