"""From a snapshot to the measures frames that metrics are computed from.

Every measures frame has the keys kind, scope and period (an id, or a trailing window such as FY2025Q4..FY2026Q3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stratreport.metrics import ansoff, balances, growth, measures
from stratreport.metrics.bridge import split_cells
from stratreport.metrics.metric import column
from stratreport.metrics.scopes import Window, keyed, relabel, window_of, with_base
from stratreport.metrics.scorecard import capped
from stratreport.snapshot import Snapshot

#: kind of scope -> (part of the scope -> column)
UNIT_KINDS: Mapping[str, Mapping[str, str]] = {
    "base": {}, "manager": {"manager": "manager_id"}, "rep": {"rep": "rep_id"},
}  # fmt: skip


@dataclass(frozen=True)
class Atoms:
    """The finest rows of a snapshot, labelled with `period` (quarters and window) and `base`, ready to be summed."""

    window: Window
    company: bool
    cells: pd.DataFrame
    quotas: pd.DataFrame
    deals: pd.DataFrame
    axes: pd.DataFrame
    ansoff: pd.DataFrame
    counts: pd.DataFrame
    motions: pd.DataFrame
    persona_unknown_max: float


def atoms_of(snapshot: Snapshot) -> Atoms:
    """Label the rows of a snapshot by reported period and base; the snapshot's own frames are not touched."""
    strategy = snapshot.meta.strategy
    quarters = strategy.thresholds.window_quarters
    window = window_of(snapshot.periods, current=snapshot.meta.period, quarters=quarters)
    company = snapshot.meta.scope == "company"

    def labelled(frame: pd.DataFrame) -> pd.DataFrame:
        return with_base(relabel(frame, window=window), company=company)

    classes = snapshot.motions.set_index("motion")["cell_class"]
    cells = snapshot.cells.assign(cell_class=snapshot.cells["motion"].map(classes).fillna("off_plan"))
    deals = snapshot.deals.assign(parent_id=snapshot.deals["parent_id"].fillna(snapshot.deals["customer_id"]))
    return Atoms(
        window=window, company=company, cells=labelled(_finest(cells)), quotas=labelled(_carried(snapshot.quotas)),
        deals=labelled(growth.flag_lines(deals)), axes=labelled(snapshot.axes), ansoff=labelled(snapshot.ansoff),
        counts=labelled(snapshot.counts), motions=snapshot.motions,
        persona_unknown_max=strategy.tolerances.persona_unknown_max,
    )  # fmt: skip


def _finest(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.drop(columns=["deals", "customers", "largest_deal"])


def _carried(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return the quotas of quota carriers; overlay quotas never enter sums."""
    return quotas[quotas["carrier"].astype(bool)]


def _by(kind: str) -> list[str]:
    return ["period", "base", *UNIT_KINDS[kind].values()]


def _local(frame: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """Return the rows that count for a kind: reps and managers are reported per region, never under "company"."""
    return frame if kind == "base" else frame[frame["base"] != "company"]


def unit_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures of every unit (base, manager, rep): see `measures.unit_measures`, quotas and deals."""
    return pd.concat([_units(atoms, kind=kind) for kind in UNIT_KINDS], ignore_index=True)


def _units(atoms: Atoms, *, kind: str) -> pd.DataFrame:
    by, cells = _by(kind), _local(atoms.cells, kind=kind)
    motions = measures.motion_measures(cells, by=by)
    # atoms of a window are summed over its quarters before they are capped
    finest = [*dict.fromkeys([*by, "region", "manager_id", "rep_id", "motion", "cell_class"])]
    fine = cells.groupby(finest, sort=False)[["actual", "target"]].sum().reset_index()
    out = measures.join(
        measures.unit_measures(motions, by=by),
        measures.bottom_up_hits(fine, by=by),
        measures.quota_measures(_local(atoms.quotas, kind=kind), by=by),
        measures.deal_measures(_local(atoms.deals, kind=kind), by=by),
        by=by,
    )
    return keyed(out, kind=kind, parts=UNIT_KINDS[kind])


def motion_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures of every motion of every unit (kinds motion, manager/motion, rep/motion)."""
    parts = []
    for kind, columns in UNIT_KINDS.items():
        by = _by(kind)
        rows = measures.motion_measures(_local(atoms.cells, kind=kind), by=by)
        deals = measures.deal_measures(_local(atoms.deals, kind=kind), by=[*by, "motion"])
        rows = rows.merge(deals, on=[*by, "motion"], how="left")
        rows = rows.assign(n=rows["n"].fillna(0.0), customers=rows["customers"].fillna(0.0))
        name = "motion" if kind == "base" else f"{kind}/motion"
        parts.append(keyed(rows, kind=name, parts={**columns, "motion": "motion"}))
    return pd.concat(parts, ignore_index=True)


def carrier_frame(atoms: Atoms) -> pd.DataFrame:
    """Return one row per quota carrier and scope: actual, quota (scope = base, or base and manager)."""
    parts = []
    for kind in ("base", "manager"):
        by = [*_by(kind), "rep_id"]
        quota = measures.quota_measures(_local(atoms.quotas, kind=kind), by=by)
        booked = _local(atoms.cells, kind=kind).groupby(by, sort=False)[["actual"]].sum().reset_index()
        rows = quota[quota["quota"] > 0].merge(booked, on=by, how="left")
        parts.append(keyed(rows.assign(actual=rows["actual"].fillna(0.0)), kind=kind, parts=UNIT_KINDS[kind]))
    return pd.concat(parts, ignore_index=True)


def share_frame(atoms: Atoms) -> pd.DataFrame:
    """Return money, deals and customers of the growth moves of every unit: see `growth.share_measures`."""
    parts = [
        keyed(growth.share_measures(_local(atoms.deals, kind=kind), by=_by(kind)), kind=kind, parts=columns)
        for kind, columns in UNIT_KINDS.items()
    ]
    return pd.concat(parts, ignore_index=True).assign(persona_unknown_max=atoms.persona_unknown_max)


def level_frame(atoms: Atoms) -> pd.DataFrame:
    """Return actual, target and strategic bookings per level of the axes product_line and segment."""
    grouped = atoms.axes.groupby(["period", "base", "axis", "level"], sort=True)
    totals = grouped[["actual", "strategic"]].sum()
    totals["target"] = grouped["target"].sum(min_count=1)
    out = totals.reset_index()
    parts = [keyed(out[out["axis"] == axis], kind=axis, parts={axis: "level"}) for axis in balances.AXES]
    return pd.concat(parts, ignore_index=True).assign(n=np.nan)


def ansoff_frame(atoms: Atoms) -> pd.DataFrame:
    """Return bookings per product level x market x persona level."""
    axes = ["product_level", "market", "persona_level"]
    grouped = atoms.ansoff.groupby(["period", "base", *axes], sort=True, dropna=False)
    out = grouped.agg(actual=("actual", "sum"), n=("deals", "sum")).reset_index()
    return keyed(out, kind="ansoff", parts={name: name for name in axes})


def quadrant_frame(atoms: Atoms) -> pd.DataFrame:
    """Return bookings and plan of the four quadrants; the plan is NaN when a motion spans several (see ansoff)."""
    by = ["period", "base"]
    lines = atoms.ansoff.assign(quadrant=ansoff.quadrant_of(atoms.ansoff["product_level"], atoms.ansoff["market"]))
    booked = lines.groupby([*by, "quadrant"]).agg(actual=("actual", "sum"), n=("deals", "sum"))
    plan = ansoff.quadrant_plan(atoms.cells, motions=atoms.motions)
    asked = atoms.cells.assign(quadrant=atoms.cells["motion"].map(plan)).groupby([*by, "quadrant"])["target"].sum()
    units = atoms.cells[by].drop_duplicates().merge(pd.DataFrame({"quadrant": ansoff.QUADRANTS}), how="cross")
    out = units.merge(booked.reset_index(), on=[*by, "quadrant"], how="left").fillna({"actual": 0.0, "n": 0.0})
    out = out.merge(asked.reset_index(), on=[*by, "quadrant"], how="left")
    if bool(plan.notna().any()):
        out["target"] = out["target"].fillna(0.0)
    return keyed(out, kind="quadrant", parts={"quadrant": "quadrant"})


def component_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the components of the scorecard: motions with a target (weight T_k / T) and count targets."""
    by = ["period", "base"]
    motions = measures.motion_measures(atoms.cells, by=by)
    motions = motions[motions["target"] > 0]
    money = motions.assign(
        component=motions["motion"], weight=motions["target"] / motions["unit_target"], counted=False,
    )  # fmt: skip
    grouped = atoms.counts.groupby([*by, "count_target"], sort=True)
    counts = grouped.agg(actual=("actual", "sum"), target=("target", "sum"), weight=("weight", "first")).reset_index()
    counts = counts.assign(component=counts["count_target"], counted=True)
    keep = [*by, "component", "actual", "target", "weight", "counted"]
    out = pd.concat([part[keep] for part in (money, counts) if len(part)] or [money[keep]], ignore_index=True)
    out["attainment"] = capped(column(out, "actual"), column(out, "target"))
    return keyed(out, kind="base", parts={})


def strategic_lines(atoms: Atoms, *, base: str, period: str) -> pd.DataFrame:
    """Return the lines of a base and period with the money of its strategic motions and of core.

    Columns out: those of `growth.flag_lines` plus actual_strategic, actual_core (money).
    """
    cells = atoms.cells[(atoms.cells["base"] == base) & (atoms.cells["period"] == period)]
    split = split_cells(cells.groupby(["motion", "cell_class"])[["actual", "target"]].sum().reset_index())
    classes = split.set_index("motion")["unit_class"]
    lines = atoms.deals[(atoms.deals["base"] == base) & (atoms.deals["period"] == period)]
    inside = lines["motion"].map(classes)
    return lines.assign(
        actual_strategic=lines["amount"].where(inside == "strategic", 0.0),
        actual_core=lines["amount"].where(inside == "core", 0.0),
    )
