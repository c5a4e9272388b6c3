"""A company of two regions and thirteen reps over eight quarters, with every optional table filled at random.

Region x: twelve reps under m1, m2, m3; region y: one rep under m4. `COMPANY` lines are signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from stratreport.metrics import Book
from stratreport.params.specs import Pay, PersonaCoverage
from stratreport.snapshot import Snapshot
from tests.metrics.leading_toys import rows as optional_rows
from tests.metrics.long_toys import AHEAD, EIGHT, long_snapshot
from tests.metrics.toys import CLASSES, NOW, PLAN, deal

#: rep -> region, manager
REPS = {f"r{k:02d}": ("x", f"m{1 + k // 4}") for k in range(12)} | {"r12": ("y", "m4")}
#: frame -> its money, for the tests of scale
MONEY: Mapping[str, tuple[str, ...]] = {
    "cells": ("actual", "target", "largest_deal"), "quotas": ("quota", "quota_full"),
    "axes": ("actual", "strategic", "target"), "ansoff": ("actual",), "deals": ("amount", "list_amount"),
    "opportunities": ("amount",), "pipeline": ("amount", "won_amount"), "payouts": ("amount",),
    "plan_ahead": ("quota", "target"), "company_funnel": ("won_amount",), "company_cells": ("actual", "target"),
    "company_quotas": ("quota",),
}  # fmt: skip
Rows = list[dict[str, Any]]


def company(*, seed: int = 1, lines: int = 400) -> Snapshot:
    """The company's snapshot with every table."""
    rng = np.random.default_rng(seed)
    booked = [_line(k, rng=rng) for k in range(lines)]
    carriers = [{"rep_id": rep, "region": region, "manager_id": boss} for rep, (region, boss) in REPS.items()]
    snap = long_snapshot(booked, carriers=carriers)
    strategy = replace(
        snap.meta.strategy, pay=Pay("accelerator"), persona_coverage=PersonaCoverage(("cfo", "it"), "cfo"),
        published=date(2026, 3, 1),
    )  # fmt: skip
    meta = replace(snap.meta, scope="company", region="company", strategy=strategy)
    motions = snap.motions.assign(enablement="p", pay_component="base", owner="VP")
    axes = snap.axes.assign(target=50.0, strategic=snap.axes["actual"] / 4)
    snap = Snapshot(meta, {**snap.frames, "motions": motions, "axes": axes}, snap.path)
    return changed(snap, **{name: optional_rows(name, rows) for name, rows in _tables(rng).items()})


def _line(k: int, *, rng: np.random.Generator) -> dict[str, Any]:
    rep, amount = str(rng.choice(sorted(REPS))), int(rng.integers(-100, 900)) / 10
    return deal(
        rep, str(rng.choice(sorted(CLASSES), p=[0.5, 0.2, 0.2, 0.1])), amount, deal_id=f"d{k}", region=REPS[rep][0],
        manager_id=REPS[rep][1], period=EIGHT[k % 8], parent_id=f"p{rng.integers(1, 40)}", list_amount=amount * 1.25,
        persona_level=str(rng.choice(["new", "existing"])), quantity=float(k % 3), product_id=f"g{k % 5}",
        product_line=f"line {k % 3}",
    )  # fmt: skip


def _tables(rng: np.random.Generator) -> dict[str, Rows]:
    people = [{"region": place[0], "rep_id": rep, "manager_id": place[1]} for rep, place in REPS.items()]
    opportunities = [_opportunity(k, who=people[k % len(people)], rng=rng) for k in range(300)]
    return {
        "opportunities": opportunities,
        "pipeline": [_opening(k, who=people[k % len(people)], rng=rng) for k in range(320)],
        "engagements": [
            {"opportunity_id": row["opportunity_id"], "persona": persona, "persona_level": level,
             "engaged_on": row["created_on"], "stage": "propose"}
            for row in opportunities for persona, level in (("cfo", "new"), ("it", "existing")) if rng.random() < 0.5
        ],
        "activities": [
            {**who, "period": period, "motion": motion, "kind": "meeting", "count": int(rng.integers(0, 9))}
            for who in people for period in EIGHT[-2:] for motion in CLASSES
        ],
        "certifications": [
            {**who, "programme": "p", "certified_on": "2026-01-10", "watched_until": "2026-06-30",
             "first_sale_on": f"2026-03-{10 + k}" if k % 5 else None}
            for k, who in enumerate(people[:10])
        ],
        "payouts": [
            {**who, "period": period, "component": part, "amount": float(rng.integers(1, 50))}
            for who in people for period in EIGHT[-4:] for part in ("base", "accelerator")
        ],
        "acknowledgements": [
            {**who, "plan_version": "toy@1", "acknowledged_on": f"2026-04-{10 + k}"}
            for k, who in enumerate(people[:12])
        ],
        "addressable": [{"region": r, "segment": "labs", "accounts": 40, "active": k + 3} for k, r in enumerate("xy")],
        "plan_ahead": [
            {"region": region, "manager_id": boss, "period": period, "motion": motion, "quota": 100.0, "target": asked}
            for region, boss in sorted(set(REPS.values())) for period in AHEAD for motion, asked in PLAN.items()
        ],
        "company_funnel": [
            {"period": period, "motion": motion, "won": 20, "lost": 30, "won_amount": 900.0}
            for period in EIGHT for motion in CLASSES
        ],
    }  # fmt: skip


def _opportunity(k: int, *, who: dict[str, str], rng: np.random.Generator) -> dict[str, Any]:
    outcome = str(rng.choice(["won", "lost", "open"]))
    created = pd.Timestamp("2026-01-05") + pd.Timedelta(days=int(rng.integers(0, 60)))
    closed = None if outcome == "open" else created + pd.Timedelta(days=int(rng.integers(5, 110)))
    period = None if closed is None else ("FY2026Q1" if closed < pd.Timestamp("2026-04-01") else NOW)
    return {
        **who, "opportunity_id": f"o{k}", "period": period, "created_period": "FY2026Q1", "created_on": created,
        "motion": str(rng.choice(sorted(CLASSES))), "closed_on": closed, "stage": "propose", "parent_id": f"p{k % 40}",
        "amount": float(rng.integers(1, 90)), "outcome": outcome, "persona": "cfo", "persona_level": "new",
    }  # fmt: skip


def _opening(k: int, *, who: dict[str, str], rng: np.random.Generator) -> dict[str, Any]:
    period = (*EIGHT[-3:], AHEAD[0])[k % 4]
    amount = float(rng.integers(5, 90))
    brought = None if period == AHEAD[0] else amount * float(rng.random() < 0.3)
    return {
        **who, "period": period, "snapshot_on": "2026-01-02", "opportunity_id": f"q{k}", "stage": "propose",
        "motion": str(rng.choice(sorted(CLASSES))), "amount": amount, "close_on": "2026-05-01", "close_period": period,
        "won_amount": brought, "outcome": "open",
    }  # fmt: skip


def changed(snap: Snapshot, **frames: pd.DataFrame) -> Snapshot:
    """The same snapshot with other frames."""
    return Snapshot(snap.meta, {**snap.frames, **frames}, snap.path)


def scaled(snap: Snapshot, *, factor: float, frames: Sequence[str] = tuple(MONEY)) -> Snapshot:
    """The same snapshot with the money of these frames times a factor: another currency."""
    return changed(
        snap,
        **{
            name: snap.frames[name].assign(**{column: snap.frames[name][column] * factor for column in MONEY[name]})
            for name in frames
        },
    )


def renamed(snap: Snapshot, names: Mapping[str, Mapping[str, str]]) -> Snapshot:
    """The same snapshot with other ids: column -> old -> new, in every frame that has the column."""
    frames = {
        name: frame.assign(
            **{column: frame[column].replace(dict(new)) for column, new in names.items() if column in frame}
        )
        for name, frame in snap.frames.items()
    }
    return Snapshot(snap.meta, frames, snap.path)


def table(book: Book) -> pd.DataFrame:
    """Every row of a book in one order."""
    return book.everything().sort_values(["metric", "scope", "period"]).reset_index(drop=True)


def same_values(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Fail unless two tables agree to 1e-9."""
    pd.testing.assert_frame_equal(left, right, check_exact=False, rtol=1e-9, atol=1e-9)
