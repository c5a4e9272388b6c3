"""Toys of the optional tables: rows with every column, and a snapshot that has them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from stratreport.metrics import Book
from stratreport.metrics.frames import atoms_of
from stratreport.metrics.leading import leading_frames
from stratreport.snapshot import FRAMES, Snapshot, conform
from tests.metrics.toys import NOW, PLAN, deal, snapshot

whole = importlib.import_module("stratreport.metrics.evaluate")
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


def met(name: str, persona: str, **more: Any) -> dict[str, Any]:
    """One buying role met in one opportunity, at its first stage unless told."""
    return {"opportunity_id": name, "persona": persona, "engaged_on": "2026-04-01", "stage": "qualify", **more}


def signed(rep: str, on: str, version: str = "toy@1") -> dict[str, Any]:
    """One plan version signed by one rep."""
    return {"region": "x", "rep_id": rep, "manager_id": "m", "plan_version": version, "acknowledged_on": on}


def closed(motion: str, won: int, lost: int, **more: Any) -> list[dict[str, Any]]:
    """So many opportunities of a motion, won and lost."""
    return [
        opportunity(f"{motion}-{outcome}-{number}-{more.get('rep_id', 'r')}", outcome, motion=motion, **more)
        for outcome, count in (("won", won), ("lost", lost)) for number in range(count)
    ]  # fmt: skip


def lead(made: Snapshot) -> Book:
    """The book of the leading indicators alone: a tenth of the time of the whole."""
    atoms = atoms_of(made)
    rows = whole._computed(leading_frames(atoms))
    frame = whole._flagged(whole._reported(rows, window=atoms.window), window=atoms.window)
    base = "company" if atoms.company else f"region:{made.meta.region}"
    return Book(frame=frame, base=base, window=atoms.window, atoms=atoms, strategy=made.meta.strategy)


def book(frames: dict[str, list[dict[str, Any]]], **more: Any) -> Book:
    """The book of `lead` on the toy with these optional rows."""
    return lead(connected(frames, **more))


#: two quarters of opening pipelines of core, eight due deals of 100 each, two of them won
HISTORY = [
    in_pipeline(f"{period}{k}", 100, period=period, won=100 if k < 2 else 0)
    for period in ("FY2026Q1", "FY2026Q2") for k in range(8)
]  # fmt: skip
