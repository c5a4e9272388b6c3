"""Hand-made snapshots: a few reps, round deals, numbers that can be worked on paper.

The default is the worked example W1 of the domain handbook, times a thousand: quota 1,000k, plan = quota,
core 600k / new products 200k / new customers 150k / new personas 50k.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from stratreport.params.specs import (
    Axes,
    CustomerAxis,
    Measure,
    Motion,
    PersonaAxis,
    PlanCalendar,
    ProductAxis,
    SegmentAxis,
    Strategy,
    Support,
    Target,
)
from stratreport.snapshot import FRAMES, SCHEMA_VERSION, Meta, Snapshot, conform

#: motion → label, class, share of quota, growth quadrant
MOTIONS: Mapping[str, tuple[str, str, float, str | None]] = {
    "new_product": ("New products", "strategic", 0.20, "product development"),
    "new_logo": ("New customers", "strategic", 0.15, "market development"),
    "new_persona": ("New personas", "strategic", 0.05, "penetration"),
    "core": ("Core business", "core", 0.60, "penetration"),
    "off_plan": ("Off plan", "off_plan", 0.0, None),
}
LEVELS: Mapping[str, tuple[str, str, str]] = {  # product level, market, persona level
    "new_product": ("new", "existing customer", "existing"),
    "new_logo": ("existing", "new customer", "existing"),
    "new_persona": ("existing", "existing customer", "new"),
    "core": ("existing", "existing customer", "existing"),
    "off_plan": ("existing", "existing customer", "existing"),
}
W1 = {"core": [25_000.0] * 40, "new_product": [20_000.0] * 3, "new_logo": [20_000.0] * 2}
ON_PLAN = {
    "core": [25_000.0] * 24, "new_product": [10_000.0] * 20, "new_logo": [10_000.0] * 15, "new_persona": [10_000.0] * 5,
}  # fmt: skip


@dataclass(frozen=True)
class Toy:
    """What a toy snapshot is made of: deals per motion, reps in turn, quota spread evenly, earlier quarters."""

    deals: Mapping[str, Sequence[float]] = field(default_factory=lambda: W1)
    quota: float = 1_000_000.0
    reps: int = 5
    shares: Mapping[str, float] = field(default_factory=lambda: {name: item[2] for name, item in MOTIONS.items()})
    history: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)
    support: Mapping[str, Support] = field(default_factory=dict)
    quality: Sequence[Mapping[str, object]] = ()
    region: str = "north"


def periods(first: date = date(2025, 7, 1), count: int = 5) -> pd.DataFrame:
    """Return calendar quarters ending with FY2026Q3."""
    starts = pd.date_range(first, periods=count + 1, freq="QS")
    rows = [
        {"period": f"FY{s.year}Q{s.quarter}", "start": s, "end": e, "fiscal_year": f"FY{s.year}", "quarter": s.quarter,
         "complete": True}
        for s, e in itertools.pairwise(starts)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _target(kind: str, share: float) -> Target:
    if kind == "strategic":
        return Target("share_of_quota", share=share)
    return Target("remainder" if share else "none")


def meta(**changes: object) -> Meta:
    """Return the meta of a region snapshot called North, with changes."""
    supports = Support("pay", "certificate", "VP Growth")
    motions = tuple(
        Motion(name, label, None, (), kind == "off_plan", kind == "core", _target(kind, share), supports)
        for name, (label, kind, share, _) in MOTIONS.items()
    )  # fmt: skip
    axes = Axes(ProductAxis(8), CustomerAxis(24), SegmentAxis(("Life science",)), PersonaAxis(("Finance",)))
    strategy = Strategy(
        "growth", 1, 1, PlanCalendar(date(2026, 1, 1), "FY2026"), Measure("net", "net", "booked_on", "EUR"), axes,
        motions, {"Q1": 0.25, "Q2": 0.25, "Q3": 0.25, "Q4": 0.25}, sha256="0" * 64,
    )  # fmt: skip
    base = Meta(
        SCHEMA_VERSION, "toy", "Toy Instruments", "region", "north", "North", {"north": "North", "south": "South"},
        "FY2026Q3", "2026-10-05", "EUR", "en", "a4", "names", strategy, 1, (), (), {}, "toy orders", False, {},
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def snapshot(*toys: Toy, about: Meta | None = None, calendar: pd.DataFrame | None = None) -> Snapshot:
    """Return the snapshot of one toy region, or of several as a company."""
    about, calendar = about or meta(), periods() if calendar is None else calendar
    parts = [_region(toy, period=about.period) for toy in toys or (Toy(),)]
    frames = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    frames["periods"] = calendar
    frames["motions"] = _motions(toys[0] if toys else Toy())
    frames["quality"] = pd.DataFrame([dict(item) for toy in toys for item in toy.quality])
    total = frames["deals"].loc[frames["deals"]["period"] == about.period, "amount"].sum()
    frames["reconciliation"] = pd.DataFrame(
        [("Source", "start", total, 1), ("North", "total", total, 1)], columns=["step", "kind", "amount", "rows"]
    )
    complete = {name: _conform(frames.get(name), name) for name in FRAMES}
    return Snapshot(meta=about, frames=complete, path=Path("toy"))


def _conform(frame: pd.DataFrame | None, name: str) -> pd.DataFrame:
    empty = pd.DataFrame({column: [] for column in FRAMES[name]})
    return conform(empty if frame is None or frame.empty else frame, name)


def _motions(toy: Toy) -> pd.DataFrame:
    rows = []
    for order, (name, (label, kind, _, quadrant)) in enumerate(MOTIONS.items()):
        support = toy.support.get(name, Support("pay", "certificate", "VP Growth"))
        form = {"strategic": "share_of_quota", "core": "remainder", "off_plan": "none"}[kind]
        rows.append({
            "motion": name, "label": label, "theme": None, "cell_class": kind, "target_form": form, "order": order,
            "quadrant": quadrant, "pay_component": support.pay_component, "enablement": support.enablement,
            "owner": support.owner,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _region(toy: Toy, *, period: str) -> dict[str, pd.DataFrame]:
    names = [f"{toy.region}-R{i + 1}" for i in range(toy.reps)]
    booked = {**toy.history, period: toy.deals}
    deals = pd.DataFrame([row for when, sold in booked.items() for row in _deals(toy, sold, when=when, reps=names)])
    each = toy.quota / max(toy.reps, 1)
    quotas = pd.DataFrame([
        {"period": when, "region": toy.region, "rep_id": rep, "manager_id": _manager(toy, rep), "quota_full": each,
         "quota": each, "active_share": 1.0, "carrier": True}
        for when in booked for rep in names
    ])  # fmt: skip
    people = pd.DataFrame([
        {"rep_id": rep, "name": rep, "display": rep, "role": "rep", "hired_on": pd.Timestamp(2020, 1, 1),
         "left_on": pd.NaT, "is_manager": False}
        for rep in names
    ])  # fmt: skip
    return {
        "reps": people, "quotas": quotas, "deals": deals if len(deals) else pd.DataFrame(columns=list(FRAMES["deals"])),
        "cells": _cells(toy, quotas, deals), "ansoff": _ansoff(deals),
    }  # fmt: skip


def _manager(toy: Toy, rep: str) -> str:
    return f"{toy.region}-M{int(rep.rpartition('R')[2]) % 2 + 1}"


def _deals(toy: Toy, sold: Mapping[str, Sequence[float]], *, when: str, reps: Sequence[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for motion, amounts in sold.items():
        product, market, persona = LEVELS[motion]
        for i, amount in enumerate(amounts):
            rep, key = reps[i % len(reps)], f"{toy.region}-{when}-{motion}-{i}"
            rows.append({
                "line_id": key, "deal_id": key, "period": when, "booked_on": pd.Timestamp(2026, 8, 1),
                "region": toy.region, "rep_id": rep, "rep": rep, "manager_id": _manager(toy, rep), "manager": "M",
                "customer_id": key, "customer": key, "parent_id": key, "segment": "Process", "product_id": "P",
                "product": "Spectro", "product_line": "Spectrometry", "persona": None, "product_level": product,
                "customer_level": "new" if market == "new customer" else "existing", "segment_level": "existing",
                "persona_level": persona, "market": market, "motion": motion, "credit": 1.0, "amount": amount,
                "list_amount": amount, "quantity": 1.0,
            })  # fmt: skip
    return rows


def _cells(toy: Toy, quotas: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    grid = quotas[["period", "region", "rep_id", "manager_id", "quota"]].merge(
        pd.DataFrame({"motion": list(MOTIONS)}), how="cross"
    )
    grid["target"] = grid["quota"] * grid["motion"].map(lambda name: toy.shares.get(name, 0.0))
    if deals.empty:
        return grid.assign(actual=0.0, deals=0, customers=0, largest_deal=0.0)
    sums = deals.groupby(["period", "rep_id", "motion"]).agg(
        actual=("amount", "sum"), deals=("deal_id", "nunique"), customers=("customer_id", "nunique"),
        largest_deal=("amount", "max"),
    ).reset_index()  # fmt: skip
    filled = grid.merge(sums, how="left", on=["period", "rep_id", "motion"])
    return filled.fillna({"actual": 0.0, "deals": 0, "customers": 0, "largest_deal": 0.0})


def _ansoff(deals: pd.DataFrame) -> pd.DataFrame:
    if deals.empty:
        return pd.DataFrame(columns=list(FRAMES["ansoff"]))
    keys = ["period", "region", "product_level", "market", "persona_level"]
    return deals.groupby(keys).agg(actual=("amount", "sum"), deals=("deal_id", "nunique")).reset_index()
