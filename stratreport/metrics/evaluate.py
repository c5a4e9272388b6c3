"""Evaluate every metric of the catalogue on a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np
import pandas as pd

from stratreport.metrics import (
    crosssell,
    discount,
    frames,
    leading,
    mix_measures,
    payouts,
    penetration,
    people,
    plan,
    price_volume,
    shrinkage,
    trend_measures,
)
from stratreport.metrics.book import FRAME_COLUMNS, LATE, Book
from stratreport.metrics.catalogue import METRICS
from stratreport.metrics.groups import among, looked_up, plain, table
from stratreport.metrics.metric import COLUMNS, KEYS, NOT_CONNECTED, NOT_REPORTED, Metric
from stratreport.metrics.scopes import Window
from stratreport.metrics.uncertainty import interval_frame
from stratreport.params.specs import Pay, Strategy
from stratreport.snapshot import Snapshot

#: kinds reported for the current period and the trailing window only; all others for every quarter of the trend
DETAIL = frozenset({"rep", "rep/motion", "manager/motion", "manager/programme"})
INCOMPLETE = "period not complete"


def evaluate(snapshot: Snapshot) -> Book:
    """Compute every metric for every scope and reported period of a snapshot.

    Scopes: `region:<id>` (in a company snapshot also `company`) alone and with motion, manager, rep, rep and motion,
    product_line, segment, quadrant and so on. Periods: the trailing eight quarters and the trailing window of
    `thresholds.window_quarters`; reps only in the current quarter and the window.
    The snapshot is not changed; the same snapshot always gives the same book.
    """
    atoms = frames.atoms_of(snapshot)
    strategy = snapshot.meta.strategy
    pay = (snapshot.meta.revised or strategy).pay or strategy.pay
    lacking, revised = frozenset(snapshot.meta.not_connected), snapshot.meta.current_version != strategy.version
    connected = [metric for metric in METRICS if not lacking & set(metric.tables)]
    wanted = frozenset(name for metric in connected for name in metric.needs)
    tables = measures_of(atoms, strategy=strategy, revised=revised, pay=pay, wanted=wanted)
    told = {name: _reported(rows, window=atoms.window) for name, rows in tables.items()}
    computed = _computed(told, metrics=connected)
    bases = sorted({str(scope) for scope in tables["units"].loc[tables["units"]["kind"] == "base", "scope"]})
    frame = _flagged(_with_absent(computed, lacking=lacking, bases=bases, window=atoms.window), window=atoms.window)
    base = "company" if atoms.company else f"region:{snapshot.meta.region}"
    return Book(
        frame=frame, base=base, window=atoms.window, atoms=atoms, strategy=strategy, not_connected=lacking,
        rep_display=snapshot.meta.rep_display, min_group=snapshot.meta.min_group, carried=tables["people"],
    )  # fmt: skip


def measures_of(
    atoms: frames.Atoms,
    *,
    strategy: Strategy,
    revised: bool = False,
    pay: Pay | None = None,
    wanted: Set[str] = leading.ALL,
) -> Mapping[str, pd.DataFrame]:
    """Return the measures frames by the name that `Metric.needs` uses; of the leading indicators those `wanted`."""
    motions, shares = frames.motion_frame(atoms), frames.share_frame(atoms)
    units = frames.unit_frame(atoms, motions=motions)
    setting, carried = strategy.statistics, people.people_frame(atoms, units=units, pay=pay)
    quadrants = frames.quadrant_frame(atoms)
    intervals = interval_frame(atoms, targets=units, draws=setting.bootstrap, seed=setting.seed)
    return {
        "units": looked_up(units, on=["scope", "period"], of=intervals),
        "motions": frames.motion_keyed(motions),
        "carriers": frames.carrier_frame(atoms),
        "shares": looked_up(shares, on=["scope", "period"], of=intervals),
        "levels": frames.level_frame(atoms),
        "ansoff": frames.ansoff_frame(atoms),
        "quadrants": quadrants,
        "mixes": mix_measures.mix_frame(motions, quadrants=quadrants, units=units),
        "addressable": penetration.addressable_frame(atoms),
        "attachable": crosssell.attachable_frame(atoms),
        "priced": discount.price_frame(atoms, statistics=setting),
        "trend": trend_measures.trend_frame(atoms, motions=motions, units=units),
        "pace": trend_measures.pace_frame(atoms),
        "shifts": trend_measures.shift_frame(atoms),
        "steps": price_volume.step_frame(atoms),
        "plan": plan.plan_rows(units, overrides=strategy.overrides, revised=revised),
        "components": frames.component_frame(atoms, motions=motions),
        "people": carried,
        "shrunk": shrinkage.shrunk_frame(carried),
        "payouts": payouts.payout_frame(atoms),
        **leading.leading_frames(atoms, wanted=wanted),
    }


def _computed(tables: Mapping[str, pd.DataFrame], *, metrics: Sequence[Metric] = METRICS) -> pd.DataFrame:
    """Return the tidy rows of metrics over every measures frame they are computed from, at the grains they declare."""
    jobs = [(metric, metric.compute(tables[name])) for metric in metrics for name in metric.needs if name in tables]
    columns = {name: np.concatenate([plain(rows[name]) for _, rows in jobs]) for name in (*KEYS, *COLUMNS)}
    job = np.repeat(np.arange(len(jobs)), [len(rows) for _, rows in jobs])
    kind, kinds = pd.factorize(columns["kind"])
    declared = np.array([[name in metric.grain for name in kinds] for metric, _ in jobs])[job, kind]
    slugs, units = (np.array([getattr(metric, name) for metric, _ in jobs], dtype=object) for name in ("slug", "unit"))
    columns |= {"metric": slugs[job], "unit": units[job]}
    return table({name: values[declared] for name, values in columns.items()})


def _with_absent(rows: pd.DataFrame, *, lacking: Set[str], bases: Sequence[str], window: Window) -> pd.DataFrame:
    """Give every metric that has no row under a base one without value that says why; absent is never silent.

    A metric whose table is not connected has no rows; late metrics keep their rows elsewhere (`book.LATE`).
    """
    missing = {metric.slug: [name for name in metric.tables if name in lacking] for metric in METRICS}
    told = {(slug, scope.partition("/")[0]) for slug, scope in zip(rows["metric"], rows["scope"], strict=True)}
    absent = [
        {"kind": "base", "scope": base, "period": window.label if metric.span == "window" else window.current,
         "metric": metric.slug, "unit": metric.unit,
         "caveat": f"{NOT_CONNECTED}: {', '.join(names)}" if names else NOT_REPORTED}
        for metric in METRICS
        for base in bases
        if (metric.slug, base) not in told and ((names := missing[metric.slug]) or metric.slug not in LATE)
    ]  # fmt: skip
    return pd.concat([rows, pd.DataFrame(absent)], ignore_index=True) if absent else rows


def _reported(rows: pd.DataFrame, *, window: Window) -> pd.DataFrame:
    """Leave out the rows of `DETAIL` in older quarters: no book reports them."""
    old = among(rows["kind"], DETAIL) & ~among(rows["period"], (window.current, window.label))
    return rows[~old] if old.any() else rows


def _flagged(frame: pd.DataFrame, *, window: Window) -> pd.DataFrame:
    """Say in the caveat that a period is not complete; drop the keys that are not part of the book."""
    open_rows = frame["period"].isin(window.incomplete)
    if window.incomplete & set(window.trailing):
        open_rows |= frame["period"] == window.label
    if open_rows.any():
        caveat = frame["caveat"].where(~open_rows, (frame["caveat"] + "; " + INCOMPLETE).str.removeprefix("; "))
        frame = frame.assign(caveat=caveat)
    return frame.loc[:, list(FRAME_COLUMNS)].reset_index(drop=True)
