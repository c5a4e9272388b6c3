"""From a snapshot to the measures frames that metrics are computed from.

Every measures frame has the keys kind, scope and period (an id, or a trailing window such as FY2025Q4..FY2026Q3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from stratreport.metrics import ansoff, balances, growth, measures
from stratreport.metrics.bridge import split_cells
from stratreport.metrics.groups import Places, grouped, looked_up, mapped, plain, plain_names, rows_of, sums, text
from stratreport.metrics.metric import column
from stratreport.metrics.optional_atoms import optional_atoms
from stratreport.metrics.scopes import Window, keyed, named, relabel, scoped, window_of, with_base
from stratreport.metrics.scorecard import capped
from stratreport.params.specs import Strategy
from stratreport.snapshot import Snapshot

KEYS = ["kind", "scope", "period"]


@dataclass(frozen=True)
class Atoms:
    """The finest rows of a snapshot, ready to be summed by `KEYS`.

    `period` is a reported quarter or the trailing window, `base` the region (in a company snapshot every row stands
    once more under "company"). cells, quotas and deals carry `kind` and `scope` and stand once per kind of unit
    (base, manager, rep); the other frames stand once, per base. `gone` are the reps who left before the end of the
    reported quarter. `optional` holds the frames of the optional tables (see `optional_atoms`),
    `history` every booking line up to the reported quarter once, under its own quarter,
    `periods` and `people` the calendar and the reps as they are. `reading` is the current plan version: it says how
    personas, pay and the publication date are to be read, never what is judged.
    """

    window: Window
    company: bool
    cells: pd.DataFrame
    quotas: pd.DataFrame
    deals: pd.DataFrame
    axes: pd.DataFrame
    ansoff: pd.DataFrame
    counts: pd.DataFrame
    motions: pd.DataFrame
    gone: frozenset[str]
    persona_unknown_max: float
    optional: Mapping[str, pd.DataFrame]
    history: pd.DataFrame
    periods: pd.DataFrame
    people: pd.DataFrame
    reading: Strategy

    @cached_property
    def _places(self) -> Mapping[str, Mapping[tuple[str, str], Places]]:
        """Return the rows of every unit and period, in the order of the frame."""
        return {name: _places_of(getattr(self, name)) for name in ("cells", "quotas", "deals")}

    def at(self, name: str, *, scope: str, period: str) -> pd.DataFrame:
        """Return the rows of one unit and period of cells, quotas or deals."""
        frame: pd.DataFrame = getattr(self, name)
        return frame.take(self._places[name].get((scope, period), np.empty(0, dtype=np.intp)))


def _places_of(frame: pd.DataFrame) -> Mapping[tuple[str, str], Places]:
    groups = grouped(frame, by=["scope", "period"])
    return dict(zip(zip(groups.keys["scope"], groups.keys["period"], strict=True), groups.members(), strict=True))


def atoms_of(snapshot: Snapshot) -> Atoms:
    """Label the rows of a snapshot by reported period and unit; the snapshot's own frames are not touched."""
    snapshot = replace(snapshot, frames={name: plain_names(frame) for name, frame in snapshot.frames.items()})
    strategy = snapshot.meta.strategy
    quarters = strategy.thresholds.window_quarters
    planned = set(snapshot.cells.loc[snapshot.cells["target"] > 0, "period"].astype(str))
    window = window_of(snapshot.periods, current=snapshot.meta.period, quarters=quarters, planned=planned)
    company = snapshot.meta.scope == "company"

    def labelled(frame: pd.DataFrame) -> pd.DataFrame:
        return with_base(relabel(frame, window=window), company=company)

    classes = dict(zip(snapshot.motions["motion"], snapshot.motions["cell_class"], strict=True))
    cells, classed = snapshot.cells, mapped(snapshot.cells["motion"], classes, default="off_plan")
    cells = cells.assign(cell_class=text(classed, cells))
    deals = snapshot.deals.assign(parent_id=snapshot.deals["parent_id"].fillna(snapshot.deals["customer_id"]))
    return Atoms(
        window=window, company=company, cells=scoped(labelled(cells)),
        quotas=scoped(labelled(_carried(snapshot.quotas))), deals=scoped(labelled(growth.flag_lines(deals))),
        axes=labelled(snapshot.axes), ansoff=labelled(snapshot.ansoff), counts=labelled(snapshot.counts),
        motions=snapshot.motions, gone=_gone(snapshot),
        persona_unknown_max=strategy.tolerances.persona_unknown_max,
        optional=optional_atoms(snapshot.frames, window=window, company=company),
        history=deals[deals["period"].isin(_until(snapshot))],
        periods=snapshot.periods.sort_values("start"), people=snapshot.frames["reps"],
        reading=snapshot.meta.revised or strategy,
    )  # fmt: skip


def _until(snapshot: Snapshot) -> frozenset[str]:
    """Return every period up to the reported one."""
    start = snapshot.periods.set_index("period")["start"]
    return frozenset(str(period) for period in start.index[start <= start[snapshot.meta.period]])


def _gone(snapshot: Snapshot) -> frozenset[str]:
    """Return the reps who are no longer there when the reported quarter ends (`end` is the first day after it)."""
    end = snapshot.periods.set_index("period")["end"][snapshot.meta.period]
    reps = snapshot.frames["reps"]
    return frozenset(str(rep) for rep in reps.loc[reps["left_on"] < end, "rep_id"])


def _carried(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return the quotas of quota carriers; overlay quotas never enter sums."""
    return quotas[quotas["carrier"].astype(bool)]


def motion_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures of every motion of every unit, still keyed by unit: see `measures.motion_measures`."""
    rows = measures.motion_measures(atoms.cells, by=KEYS)
    deals = measures.deal_measures(atoms.deals, by=[*KEYS, "motion"])
    rows = looked_up(rows, on=[*KEYS, "motion"], of=deals)
    return rows.assign(n=rows["n"].fillna(0.0), customers=rows["customers"].fillna(0.0))


def motion_keyed(motions: pd.DataFrame) -> pd.DataFrame:
    """Key the rows of `motion_frame` by motion: kinds motion, manager/motion, rep/motion.

    >>> toy = pd.DataFrame({"kind": ["base", "rep"], "scope": ["company", "region:x/rep:r"], "motion": "core"})
    >>> motion_keyed(toy)[["kind", "scope"]].values.tolist()
    [['motion', 'company/motion:core'], ['rep/motion', 'region:x/rep:r/motion:core']]
    """
    kinds = plain(motions["kind"])
    kind = mapped(kinds, {name: f"{name}/motion".removeprefix("base/") for name in pd.unique(kinds)})
    scope = plain(motions["scope"]) + "/motion:" + plain(named(motions["motion"]))
    return motions.assign(kind=text(kind, motions), scope=text(scope, motions))


def unit_frame(atoms: Atoms, *, motions: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of every unit (base, manager, rep): money from `motions`, bottom-up hits, quota, deals."""
    # atoms of a window are summed over its quarters before they are capped
    finest = [*KEYS, "region", "manager_id", "rep_id", "motion", "cell_class"]
    fine = sums(atoms.cells, by=finest, of=["actual", "target"])
    return measures.join(
        measures.unit_measures(motions, by=KEYS),
        measures.bottom_up_hits(fine, by=KEYS),
        measures.quota_measures(atoms.quotas, by=KEYS),
        measures.deal_measures(atoms.deals, by=KEYS),
        by=KEYS,
    )


def carrier_frame(atoms: Atoms) -> pd.DataFrame:
    """Return one row per quota carrier of every base and manager: actual, quota."""
    by = [*KEYS, "rep_id"]
    quotas, cells = (frame[frame["kind"] != "rep"] for frame in (atoms.quotas, atoms.cells))
    quota = measures.quota_measures(quotas, by=by)
    rows = looked_up(quota[quota["quota"] > 0], on=by, of=sums(cells, by=by, of=["actual"]))
    return rows.assign(actual=rows["actual"].fillna(0.0))


def share_frame(atoms: Atoms) -> pd.DataFrame:
    """Return money, deals and customers of the growth moves of every unit: see `growth.share_measures`."""
    shares = growth.share_measures(atoms.deals, by=KEYS)
    return shares.assign(persona_unknown_max=atoms.persona_unknown_max)


def level_frame(atoms: Atoms) -> pd.DataFrame:
    """Return actual, target and strategic bookings per level of the axes product_line and segment."""
    groups = grouped(atoms.axes, by=["period", "base", "axis", "level"])
    totals = {name: groups.sums(atoms.axes[name]) for name in ("actual", "strategic", "target")}
    planned = groups.sizes(atoms.axes["target"].notna()) > 0
    out = groups.frame({**totals, "target": np.where(planned, totals["target"], np.nan)})
    parts = [keyed(out[out["axis"] == axis], kind=axis, parts={axis: "level"}) for axis in balances.AXES]
    return pd.concat(parts, ignore_index=True).assign(n=np.nan)


def ansoff_frame(atoms: Atoms) -> pd.DataFrame:
    """Return bookings per product level x market x persona level."""
    axes = ["product_level", "market", "persona_level"]
    out = sums(atoms.ansoff, by=["period", "base", *axes], of=["actual", "deals"]).rename(columns={"deals": "n"})
    return keyed(out, kind="ansoff", parts={name: name for name in axes})


def base_cells(atoms: Atoms) -> pd.DataFrame:
    """Return the cells once per base (kind "base")."""
    return rows_of(atoms.cells, kind="base")


def quadrant_frame(atoms: Atoms) -> pd.DataFrame:
    """Return bookings and plan of the four quadrants; the plan is NaN when a motion spans several (see ansoff)."""
    by, cells = ["period", "base"], base_cells(atoms)
    lines = atoms.ansoff.assign(quadrant=ansoff.quadrant_of(atoms.ansoff["product_level"], atoms.ansoff["market"]))
    booked = sums(lines, by=[*by, "quadrant"], of=["actual", "deals"]).rename(columns={"deals": "n"})
    plan = ansoff.quadrant_plan(cells, motions=atoms.motions)
    # a motion without a quadrant asks nothing of any: the plan is then NaN for all, or its target is 0
    placed = cells.assign(quadrant=cells["motion"].map(plan))
    asked = sums(placed[placed["quadrant"].notna()], by=[*by, "quadrant"], of=["target"])
    units = cells[by].drop_duplicates().merge(pd.DataFrame({"quadrant": ansoff.QUADRANTS}), how="cross")
    out = looked_up(units, on=[*by, "quadrant"], of=booked).fillna({"actual": 0.0, "n": 0.0})
    out = looked_up(out, on=[*by, "quadrant"], of=asked)
    if bool(plan.notna().any()):
        out["target"] = out["target"].fillna(0.0)
    return keyed(out, kind="quadrant", parts={"quadrant": "quadrant"})


def component_frame(atoms: Atoms, *, motions: pd.DataFrame) -> pd.DataFrame:
    """Return the components of the scorecard: motions with a target (weight T_k / T) and count targets."""
    money = motions[(motions["kind"] == "base") & (motions["target"] > 0)]
    money = money.assign(component=money["motion"], weight=money["target"] / money["unit_target"], counted=False)
    counts = _count_targets(keyed(atoms.counts, kind="base", parts={}))
    keep = [*KEYS, "component", "actual", "target", "weight", "counted"]
    out = pd.concat([part[keep] for part in (money, counts) if len(part)] or [money[keep]], ignore_index=True)
    return out.assign(attainment=capped(column(out, "actual"), column(out, "target")))


def _count_targets(rows: pd.DataFrame) -> pd.DataFrame:
    groups = grouped(rows, by=[*KEYS, "count_target"])
    money = {name: groups.sums(rows[name]) for name in ("actual", "target")}
    counts = groups.frame({**money, "weight": groups.first(rows["weight"]).astype(float)})
    return counts.assign(component=counts["count_target"], counted=True)


def strategic_lines(atoms: Atoms, *, scope: str, period: str) -> pd.DataFrame:
    """Return the lines of a unit and period with the money of its strategic motions and of core.

    Columns out: those of `growth.flag_lines` plus actual_strategic, actual_core (money).
    """
    cells = atoms.at("cells", scope=scope, period=period)
    split = split_cells(sums(cells, by=["motion", "cell_class"], of=["actual", "target"]))
    classes = split.set_index("motion")["unit_class"]
    lines = atoms.at("deals", scope=scope, period=period)
    inside = lines["motion"].map(classes)
    return lines.assign(
        actual_strategic=lines["amount"].where(inside == "strategic", 0.0),
        actual_core=lines["amount"].where(inside == "core", 0.0),
    )
