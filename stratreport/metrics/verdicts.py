"""Verdicts on reps from the atoms of a snapshot: computed on demand, region by region."""

from __future__ import annotations

import pandas as pd

from stratreport.metrics import null, quadrant
from stratreport.metrics.frames import Atoms, at
from stratreport.params.specs import Strategy


def verdict_frame(atoms: Atoms, *, strategy: Strategy) -> pd.DataFrame:
    """Judge the reps of every region over the trailing window: columns `base` and those of `null.judge_reps`.

    Each region is judged among its own peers, so a company snapshot gives the same verdicts as the region's own.
    """
    parts, label = [], atoms.window.label
    for base in _regions(atoms):
        cells, deals = at(atoms.cells, scope=base, period=label), at(atoms.deals, scope=base, period=label)
        judged = null.judge_reps(
            cells, deals=deals, statistics=strategy.statistics, threshold=strategy.thresholds.strategic
        )
        parts.append(judged.assign(base=base))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["base", *null.COLUMNS])


def quadrant_rows(atoms: Atoms, *, verdicts: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """Classify the quota carriers of every region: columns `base` and those of `quadrant.classify_reps`."""
    parts, label = [], atoms.window.label
    for base in _regions(atoms):
        quotas, cells = at(atoms.quotas, scope=base, period=label), at(atoms.cells, scope=base, period=label)
        last = quotas.groupby("rep_id", sort=True).agg(quota=("quota", "sum"), manager_id=("manager_id", "last"))
        reps = last[last["quota"] > 0].join(cells.groupby("rep_id")["actual"].sum()).reset_index()
        own = verdicts[verdicts["base"] == base]
        classes = quadrant.classify_reps(reps.fillna({"actual": 0.0}), verdicts=own, thresholds=strategy.thresholds)
        parts.append(classes.assign(base=base))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["base", *quadrant.COLUMNS])


def class_frame(atoms: Atoms, *, classes: pd.DataFrame) -> pd.DataFrame:
    """Return the measures frame "classes": one row per carrier and scope (region, and company in its snapshot)."""
    rows = classes.assign(scope=classes["base"], period=atoms.window.label)
    return pd.concat([rows, rows.assign(scope="company")], ignore_index=True) if atoms.company else rows


def _regions(atoms: Atoms) -> list[str]:
    return sorted({str(base) for base in atoms.cells["base"].unique() if base != "company"})
