"""Hand-worked toys: the oracles of the metrics handbook, and a two-region company small enough to check by hand.

W1   one rep, Q = 1000, T = Q           W2   cover, off-plan and returns, Q = 1000
     core          T 600  A 1000             core          T 600  A  700
     new_product   T 200  A   60             new_product   T 300  A  150
     new_customer  T 150  A   40             off_plan      T   0  A  100
     new_persona   T  50  A    0             legacy        T   0  A  -50

The company: each rep has a quota of 100 a quarter and the plan core 60, new_product 30, new_customer 10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import settings

from stratreport.params.specs import (
    Axes,
    CustomerAxis,
    Measure,
    Motion,
    PersonaAxis,
    PlanCalendar,
    ProductAxis,
    SegmentAxis,
    Statistics,
    Strategy,
    Target,
)
from stratreport.snapshot import FRAMES, Meta, Snapshot, conform

#: few examples, the same every run: the machine is shared, and a property that fails must fail again
quick = settings(deadline=None, max_examples=20, derandomize=True, database=None)

W1 = pd.DataFrame(
    {
        "motion": ["core", "new_product", "new_customer", "new_persona"],
        "target": [600.0, 200.0, 150.0, 50.0],
        "actual": [1000.0, 60.0, 40.0, 0.0],
        "cell_class": ["core", "strategic", "strategic", "strategic"],
    }
)
W2 = pd.DataFrame(
    {
        "motion": ["core", "new_product", "off_plan", "legacy"],
        "target": [600.0, 300.0, 0.0, 0.0],
        "actual": [700.0, 150.0, 100.0, -50.0],
        "cell_class": ["core", "strategic", "off_plan", "off_plan"],
    }
)

PLAN = {"new_product": 30.0, "new_customer": 10.0, "core": 60.0, "off_plan": 0.0}
CLASSES = {"new_product": "strategic", "new_customer": "strategic", "core": "core", "off_plan": "off_plan"}
QUADRANT = {
    "new_product": "product development",
    "new_customer": "market development",
    "core": "penetration",
    "off_plan": None,
}
QUARTERS = ("FY2025Q3", "FY2025Q4", "FY2026Q1", "FY2026Q2")
STARTS = ("2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01")
NOW = QUARTERS[-1]
QUOTA = 100.0

MOTIONS = pd.DataFrame(
    [
        {"motion": name, "label": name.replace("_", " ").capitalize(), "theme": None, "cell_class": CLASSES[name],
         "target_form": "share_of_quota", "order": order, "quadrant": QUADRANT[name], "pay_component": None,
         "enablement": None, "owner": None}
        for order, name in enumerate(PLAN)
    ]
)  # fmt: skip

Row = Mapping[str, Any]


def deal(rep: str, motion: str, amount: float, **more: Any) -> dict[str, Any]:
    """One booking line; levels follow from the motion. `more`: deal_id, region, period, parent_id, persona_level …"""
    row = {
        "deal_id": more.pop("deal_id", f"{rep}-{motion}-{amount}"), "period": NOW, "region": "x", "rep_id": rep,
        "manager_id": "m", "customer_id": "c", "parent_id": None, "segment": "labs", "product_line": "line",
        "persona_level": "existing", "motion": motion, "amount": float(amount),
        "product_level": "new" if motion == "new_product" else "existing",
        "customer_level": "new" if motion == "new_customer" else "existing", "segment_level": "existing",
        "market": "new customer" if motion == "new_customer" else "existing customer",
    }  # fmt: skip
    return {**row, **more}


def lines(rows: Sequence[Row]) -> pd.DataFrame:
    """Booking lines with every column of the snapshot."""
    frame = pd.DataFrame(list(rows)) if rows else pd.DataFrame(columns=list(deal("r", "core", 1)))
    fill = {name: 1.0 if kind == "float64" else "t" for name, kind in FRAMES["deals"].items()}
    blank = {name: value for name, value in fill.items() if name not in frame.columns}
    frame = frame.assign(**blank).assign(booked_on=pd.Timestamp("2026-05-01"))
    return frame.assign(line_id=[f"L{number}" for number in range(len(frame))])


def snapshot(
    rows: Sequence[Row], *, carriers: Sequence[Row], scope: str = "region", strategy: Strategy | None = None
) -> Snapshot:
    """A snapshot of these lines and quota carriers (rep_id, region, manager_id; target and quota optional)."""
    deals = lines(rows)
    quotas = pd.DataFrame(
        [
            {"period": period, "region": "x", "manager_id": "m", "quota": QUOTA, "plan": PLAN, **carrier}
            for carrier in carriers for period in carrier.get("periods", QUARTERS)
        ]
    )  # fmt: skip
    quotas = quotas.assign(quota_full=quotas["quota"], active_share=1.0, carrier=True)
    frames = {
        "periods": _periods(), "quotas": quotas, "deals": deals, "motions": MOTIONS, "cells": cells_of(deals, quotas),
        "axes": _axes(deals), "ansoff": _ansoff(deals), "counts": pd.DataFrame(columns=list(FRAMES["counts"])),
    }  # fmt: skip
    empty = {name: pd.DataFrame(columns=list(columns)) for name, columns in FRAMES.items()}
    conformed = {name: conform(frame, name) for name, frame in (empty | frames).items()}
    return Snapshot(meta=meta(scope=scope, strategy=strategy or STRATEGY), frames=conformed, path=Path())


def cells_of(deals: pd.DataFrame, quotas: pd.DataFrame) -> pd.DataFrame:
    """Bookings and targets per period, region, rep, manager and motion."""
    keys = ["period", "region", "rep_id", "manager_id", "motion"]
    asked = [
        {**{key: row[key] for key in keys[:-1]}, "motion": motion, "target": target}
        for row in quotas.to_dict("records") for motion, target in row["plan"].items()
    ]  # fmt: skip
    booked = deals.groupby(keys, dropna=False)["amount"].sum().rename("actual").reset_index()
    grid = pd.DataFrame(asked, columns=[*keys, "target"]).merge(booked, on=keys, how="outer")
    grid = grid.assign(actual=grid["actual"].astype(float).fillna(0.0), target=grid["target"].astype(float).fillna(0.0))
    return grid.assign(deals=0, customers=0, largest_deal=0.0)


def _periods() -> pd.DataFrame:
    starts = pd.to_datetime(list(STARTS))
    return pd.DataFrame(
        {"period": QUARTERS, "start": starts[:-1], "end": starts[1:], "fiscal_year": [q[:6] for q in QUARTERS],
         "quarter": [int(q[-1]) for q in QUARTERS], "complete": True}
    )  # fmt: skip


def _axes(deals: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for axis in ("product_line", "segment"):
        rows = (
            deals.rename(columns={axis: "level"}).groupby(["period", "region", "level"])["amount"].sum().reset_index()
        )
        parts.append(
            rows.rename(columns={"amount": "actual"}).assign(axis=axis, target=float("nan"), strategic=0.0, deals=0)
        )
    return pd.concat(parts)


def _ansoff(deals: pd.DataFrame) -> pd.DataFrame:
    keys = ["period", "region", "product_level", "market", "persona_level"]
    rows = deals.groupby(keys).agg(actual=("amount", "sum"), deals=("deal_id", "nunique"))
    return rows.reset_index()


STRATEGY = Strategy(
    "toy", 1, 1, PlanCalendar(date(2025, 1, 1), "FY2025", 2), Measure("net", "net", "booked_on", "EUR"),
    Axes(ProductAxis(8), CustomerAxis(24), SegmentAxis(("new",)), PersonaAxis(("cfo",))),
    tuple(
        Motion(name, name, None, (), otherwise=name == "off_plan", comfort_zone=name == "core",
               target=Target("share_of_quota", share=share / 100))
        for name, share in PLAN.items()
    ),
    {"Q1": 0.25, "Q2": 0.25, "Q3": 0.25, "Q4": 0.25},
    statistics=Statistics(bootstrap=200),
)  # fmt: skip


def meta(*, scope: str, strategy: Strategy) -> Meta:
    """A meta of region x (or of the company)."""
    region = "company" if scope == "company" else "x"
    return Meta(
        1, "toy", "Toy", scope, region, region, {}, NOW, "2026-07-05", "EUR", "en", "a4", "names", strategy, 1, (), (),
        {}, "toy data", False, {},
    )  # fmt: skip


def with_statistics(**changes: Any) -> Strategy:
    """The toy strategy with other statistics."""
    return replace(STRATEGY, statistics=replace(STRATEGY.statistics, **changes))
