"""Verdicts on reps from the atoms of a snapshot: computed on demand, region by region."""

from __future__ import annotations

from collections.abc import Mapping, Set

import numpy as np
import pandas as pd

from stratreport.metrics import measures, null, quadrant
from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import among, grouped, known, plain
from stratreport.metrics.metric import column
from stratreport.metrics.plan_faults import Region
from stratreport.params.specs import Strategy

UNASSIGNED = "region:unassigned"
SHOWN, OTHERS, ALL = "shown", "others", "all"
GROUP_COLUMNS = (
    "base", "quadrant", "reps", "actual", "quota", "strategic_actual", "strategic_target", "quota_attainment",
    "strategic",
)  # fmt: skip


def verdict_frame(atoms: Atoms, *, strategy: Strategy, regions: Mapping[str, Region]) -> pd.DataFrame:
    """Judge the reps of every region over the trailing window: columns `base` and those of `null.judge_reps`.

    Each region is judged among its own peers, so a company snapshot gives the same verdicts as the region's own.
    Nobody is judged on a motion whose plan is at fault there (`judged_rows`).
    """
    parts = []
    for base, region in regions.items():
        cells, deals = judged_rows(atoms, base=base, fault=region.fault)
        judged = null.judge_reps(
            cells, deals=deals, statistics=strategy.statistics, threshold=strategy.thresholds.strategic
        )
        parts.append(judged.assign(base=base))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["base", *null.COLUMNS])


def judged_rows(atoms: Atoms, *, base: str, fault: Set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells and booking lines of a region's trailing window on which people are judged.

    Left out are motions whose plan is at `fault` there, target and bookings alike: see `plan_faults.faults_of`.
    """
    cells, deals = (atoms.at(name, scope=base, period=atoms.window.label) for name in ("cells", "deals"))
    return cells[~cells["motion"].isin(fault)], deals[~deals["motion"].isin(fault)]


def quadrant_rows(atoms: Atoms, *, verdicts: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """Classify the people who carry a quota now, region by region: columns `base` and those of `classify_reps`.

    See `carriers` for who that is. A carrier of a region who also stood without one for some days is listed once.
    """
    parts = []
    for base in _regions(atoms):
        own = verdicts[verdicts["base"] == base]
        classes = quadrant.classify_reps(carriers(atoms, base=base), verdicts=own, thresholds=strategy.thresholds)
        parts.append(classes.assign(base=base))
    if not parts:
        return pd.DataFrame(columns=["base", *quadrant.COLUMNS])
    rows = pd.concat(parts, ignore_index=True)
    homeless = rows["base"] == UNASSIGNED
    return rows[~homeless | ~rows["rep_id"].isin(rows.loc[~homeless, "rep_id"])].reset_index(drop=True)


def carriers(atoms: Atoms, *, base: str) -> pd.DataFrame:
    """Return who carries a quota in the reported quarter and has not left by its end, with the trailing window's money.

    Columns out: rep_id, quota and actual (money, trailing window), manager_id (the quarter's last; may be missing).
    Edge cases: a quota that ramp reduces to 0 in the quarter makes no carrier.
    """
    quotas, cells = (atoms.at(name, scope=base, period=atoms.window.label) for name in ("quotas", "cells"))
    now = atoms.at("quotas", scope=base, period=atoms.window.current)
    now = now[(column(now, "quota") > 0) & known(now, ["rep_id"]) & ~among(now["rep_id"], atoms.gone)]
    people = grouped(now, by=["rep_id"])
    last = np.array([rows[-1] for rows in people.members()], dtype=np.intp)
    money = {}
    for name, rows in (("quota", quotas), ("actual", cells)):
        each = grouped(rows, by=["rep_id"])
        money[name] = each.beside(people.keys, each.sums(rows[name]))
    return people.frame({"manager_id": plain(now["manager_id"])[last], **money})


def group_rows(atoms: Atoms, *, classes: pd.DataFrame) -> pd.DataFrame:
    """Return the money and attainment of each group of people together, over the trailing window, per base.

    Groups: the classes; "shown" = all of them; "others" = whoever else booked or was asked (left, moved, no quota
    now); "all" = shown and others = the unit, so its `strategic` is `strategic_motion_attainment` of the base.
    Columns out: base, quadrant (the group), reps, and money actual, quota, strategic_actual, strategic_target;
    quota_attainment, strategic (pooled M08: min(max(sum A, 0), sum T) / sum T of the group's summed motions).
    Money of shown and others adds up to all; attainments do not. Groups with nobody and no money are left out.
    """
    parts = []
    for base in sorted({str(item) for item in atoms.cells["base"]}):
        cells, quotas = (atoms.at(name, scope=base, period=atoms.window.label) for name in ("cells", "quotas"))
        cells, quotas = (_grouped(frame, classes=classes) for frame in (cells, quotas))
        units = measures.unit_measures(measures.motion_measures(cells, by=["quadrant"]), by=["quadrant"])
        units = measures.join(units, measures.quota_measures(quotas, by=["quadrant"]), by=["quadrant"])
        live = cells[(cells["actual"] != 0) | (cells["target"] != 0)]
        reps = pd.concat([live, quotas[quotas["quota"] > 0]]).groupby("quadrant")["rep_id"].nunique()
        parts.append(units.assign(base=base, reps=units["quadrant"].map(reps).fillna(0).astype(int)))
    rows = pd.concat(parts, ignore_index=True)
    asked, quota = (rows[name].where(rows[name] > 0) for name in ("target_strategic", "quota"))
    rows = rows.assign(
        strategic_actual=rows["actual_strategic"], strategic_target=rows["target_strategic"],
        quota_attainment=rows["actual"] / quota,
        strategic=rows["actual_strategic"].clip(lower=0.0, upper=rows["target_strategic"]) / asked,
    )  # fmt: skip
    return rows.loc[:, list(GROUP_COLUMNS)]


def _grouped(frame: pd.DataFrame, *, classes: pd.DataFrame) -> pd.DataFrame:
    """Return every row under its rep's class (or "others"), once more under "shown" when classed, and under "all"."""
    known = classes.assign(region=classes["base"].str.removeprefix("region:"))
    groups = known.set_index(["region", "rep_id"])["quadrant"]
    mine = pd.Series(groups.reindex(pd.MultiIndex.from_frame(frame[["region", "rep_id"]])).to_numpy(), frame.index)
    shown = frame[mine.notna()].assign(quadrant=SHOWN)
    return pd.concat([frame.assign(quadrant=mine.fillna(OTHERS)), shown, frame.assign(quadrant=ALL)])


def class_frame(atoms: Atoms, *, classes: pd.DataFrame) -> pd.DataFrame:
    """Return the measures frame "classes": one row per carrier and scope (region, and company in its snapshot)."""
    rows = classes.assign(scope=classes["base"], period=atoms.window.label)
    return pd.concat([rows, rows.assign(scope="company")], ignore_index=True) if atoms.company else rows


def _regions(atoms: Atoms) -> list[str]:
    return sorted({str(base) for base in atoms.cells["base"].unique() if base != "company"})
