"""Toys with a calendar of their own: as many quarters as a comparison needs, and targets of quarters still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from stratreport.snapshot import Snapshot, conform
from tests.metrics.toys import NOW, snapshot

#: eight quarters that end with the reported one, FY2026Q2
EIGHT = ("FY2024Q3", "FY2024Q4", "FY2025Q1", "FY2025Q2", "FY2025Q3", "FY2025Q4", "FY2026Q1", NOW)
AGO = EIGHT[3]
AHEAD = ("FY2026Q3", "FY2026Q4")


def long_snapshot(
    rows: Sequence[Mapping[str, Any]],
    *,
    carriers: Sequence[Mapping[str, Any]],
    quarters: Sequence[str] = EIGHT,
    ahead: Mapping[str, Mapping[str, float]] | None = None,
) -> Snapshot:
    """A snapshot over `quarters` (calendar quarters that end with FY2026Q2); carriers have targets in all of them.

    `ahead`: period to come -> motion -> target of region x.
    """
    snap = snapshot(rows, carriers=[{"periods": tuple(quarters), **carrier} for carrier in carriers])
    starts = pd.date_range(end="2026-07-01", periods=len(quarters) + 1, freq="QS")
    periods = pd.DataFrame(
        {"period": list(quarters), "start": starts[:-1], "end": starts[1:], "fiscal_year": [q[:6] for q in quarters],
         "quarter": [int(q[-1]) for q in quarters], "complete": True}
    )  # fmt: skip
    coming = [
        {"period": period, "region": "x", "manager_id": "m", "motion": motion, "quota": 0.0, "target": target}
        for period, targets in (ahead or {}).items()
        for motion, target in targets.items()
    ]
    names = ["period", "region", "manager_id", "motion", "quota", "target"]
    plan = conform(pd.DataFrame(coming, columns=names), "plan_ahead")
    return Snapshot(snap.meta, {**snap.frames, "periods": conform(periods, "periods"), "plan_ahead": plan}, snap.path)
