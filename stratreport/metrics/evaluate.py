"""Evaluate every metric of the catalogue on a snapshot."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stratreport.metrics import frames
from stratreport.metrics.book import FRAME_COLUMNS, Book
from stratreport.metrics.catalogue import METRICS
from stratreport.metrics.metric import KEYS, Metric
from stratreport.metrics.scopes import Window
from stratreport.metrics.uncertainty import interval_frame
from stratreport.snapshot import Snapshot

#: kinds reported for the current period and the trailing window only; all others for every quarter of the trend
DETAIL = frozenset({"rep", "rep/motion", "manager/motion"})
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
    tables = measures_of(atoms, draws=strategy.statistics.bootstrap, seed=strategy.statistics.seed)
    parts = [_reported(_computed(metric, tables), window=atoms.window) for metric in METRICS]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    base = "company" if atoms.company else f"region:{snapshot.meta.region}"
    return Book(frame=_flagged(frame, window=atoms.window), base=base, window=atoms.window, atoms=atoms)


def measures_of(atoms: frames.Atoms, *, draws: int, seed: int) -> Mapping[str, pd.DataFrame]:
    """Return every measures frame by the name that `Metric.needs` uses."""
    units, shares = frames.unit_frame(atoms), frames.share_frame(atoms)
    intervals = interval_frame(atoms, targets=units, draws=draws, seed=seed)
    return {
        "units": units.merge(intervals, on=["scope", "period"], how="left"),
        "motions": frames.motion_frame(atoms),
        "carriers": frames.carrier_frame(atoms),
        "shares": shares.merge(intervals, on=["scope", "period"], how="left"),
        "levels": frames.level_frame(atoms),
        "ansoff": frames.ansoff_frame(atoms),
        "quadrants": frames.quadrant_frame(atoms),
        "components": frames.component_frame(atoms),
    }


def _computed(metric: Metric, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the tidy rows of a metric over every measures frame it can be computed from."""
    out = pd.concat([metric.compute(tables[name]) for name in metric.needs], ignore_index=True)
    out = out.assign(metric=metric.slug, unit=metric.unit)
    return out if "kind" not in out.columns else out[out["kind"].isin(metric.grain)]


def _reported(rows: pd.DataFrame, *, window: Window) -> pd.DataFrame:
    if "kind" not in rows.columns:
        return rows
    return rows[~rows["kind"].isin(DETAIL) | rows["period"].isin([window.current, window.label])]


def _flagged(frame: pd.DataFrame, *, window: Window) -> pd.DataFrame:
    """Say in the caveat that a period is not complete; drop the keys that are not part of the book."""
    open_rows = frame["period"].isin(window.incomplete)
    if window.incomplete & set(window.trailing):
        open_rows |= frame["period"] == window.label
    caveat = frame["caveat"].where(~open_rows, (frame["caveat"] + "; " + INCOMPLETE).str.removeprefix("; "))
    return frame.assign(caveat=caveat).loc[:, list(FRAME_COLUMNS)]


__all__ = ["DETAIL", "INCOMPLETE", "KEYS", "evaluate", "measures_of"]
