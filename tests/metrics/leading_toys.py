"""Toys of the optional tables: rows with every column, and a snapshot that has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from stratreport.snapshot import FRAMES, Snapshot, conform
from tests.metrics.toys import NOW, PLAN, deal, snapshot

AHEAD = "FY2026Q3"


def rows(name: str, items: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A frame of a snapshot; columns that are not given are null."""
    found = pd.DataFrame(list(items)) if items else pd.DataFrame()
    columns = FRAMES[name]
    blank = {column: None for column in columns if column not in found.columns}
    for column, kind in columns.items():
        if column in blank and kind in ("float64", "int64"):
            blank[column] = 0.0
    return conform(found.assign(**blank) if len(found) else pd.DataFrame(columns=list(columns)), name)


def opportunity(name: str, outcome: str, **more: Any) -> dict[str, Any]:
    """One opportunity of rep r, manager m in region x, created and closed in the reported quarter unless told."""
    row = {
        "opportunity_id": name, "period": NOW, "created_period": NOW, "region": "x", "rep_id": "r", "manager_id": "m",
        "motion": "core", "created_on": "2026-04-01", "closed_on": "2026-05-01", "stage": "closed", "amount": 10.0,
        "outcome": outcome,
    }  # fmt: skip
    if outcome == "open":
        row |= {"period": None, "closed_on": None, "stage": "qualify"}
    return {**row, **more}


def in_pipeline(name: str, amount: float, **more: Any) -> dict[str, Any]:
    """One opportunity in the opening pipeline of the next quarter, due in it; `won` sets what it brought."""
    won = more.pop("won", None)
    period = more.pop("period", AHEAD)
    row = {
        "period": period, "snapshot_on": "2026-07-01", "region": "x", "rep_id": "r", "manager_id": "m",
        "opportunity_id": name, "motion": "core", "stage": "propose", "amount": float(amount),
        "close_period": period, "won_amount": float("nan") if won is None else float(won), "outcome": "open",
    }  # fmt: skip
    return {**row, **more}


def planned(target: Mapping[str, float] = PLAN, **more: Any) -> list[dict[str, Any]]:
    """The plan of manager m for the next quarter."""
    row = {"period": AHEAD, "region": "x", "manager_id": "m", "quota": sum(target.values()), **more}
    return [{**row, "motion": motion, "target": amount} for motion, amount in target.items()]


def connected(frames: Mapping[str, Sequence[Mapping[str, Any]]], **more: Any) -> Snapshot:
    """A snapshot of rep r (and `reps` more) with these optional rows; the tables of the frames are connected."""
    reps = [f"r{number}" for number in range(more.pop("reps", 0))]
    carriers = more.pop("carriers", [{"rep_id": rep} for rep in ["r", *reps]])
    booked = more.pop("deals", [deal("r", "core", 50.0)])
    changes = more.pop("meta", {})
    plain = snapshot(booked, carriers=carriers, **more)
    found = {name: rows(name, items) for name, items in frames.items()}
    return Snapshot(meta=replace(plain.meta, **changes), frames={**plain.frames, **found}, path=plain.path)
