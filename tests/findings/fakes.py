"""A book with chosen values, so that a rule is tested on numbers a reader can see."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pandas as pd

from stratreport.findings import Evidence, View
from stratreport.snapshot import Snapshot, conform
from tests.present.toys import Toy, meta, snapshot

SCOPE = "region:north"
WINDOW = ("FY2025Q4", "FY2026Q1", "FY2026Q2", "FY2026Q3")


@dataclass(frozen=True)
class FakeBook:
    """Values by slug, or by slug and scope parts ("win_rate/motion:core"); everything else is unknown."""

    values: dict[str, Evidence] = field(default_factory=dict)
    verdicts: pd.DataFrame | None = None
    manager_verdicts: pd.DataFrame | None = None
    motion_causes: pd.DataFrame | None = None
    window: Any = field(default_factory=lambda: SimpleNamespace(trailing=WINDOW, label="window"))

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Evidence:
        key = "/".join([slug, *(f"{part}:{name}" for part, name in scope.items())])
        return self.values.get(f"{key}@{period}" if period else key) or Evidence(
            slug, SCOPE, None, caveat="not reported"
        )


def value(number: float | None, low: float | None = None, high: float | None = None, **more: Any) -> Evidence:
    """Return evidence of 60 deals unless `n` says otherwise."""
    return Evidence("metric", SCOPE, number, low=low, high=high, **{"n": 60, **more})


def seen(values: dict[str, Evidence] | None = None, *, toy: Toy | None = None, about: Any = None, **book: Any) -> View:
    """Return the view of a toy (W1) through a book of chosen values."""
    found = {name: replace(item, metric=name.partition("/")[0]) for name, item in (values or {}).items()}
    return View(snapshot(toy or Toy(), about=about or meta()), FakeBook(found, **book))


def with_frame(view: View, name: str, rows: list[dict[str, Any]]) -> View:
    """Return the view with another frame of the snapshot."""
    snap: Snapshot = view.snapshot
    return View(replace(snap, frames={**snap.frames, name: conform(pd.DataFrame(rows), name)}), view.book)
