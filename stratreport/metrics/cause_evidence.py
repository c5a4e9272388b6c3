"""What speaks for one cause or another of a shortfall, per unit and motion: money, training, pipeline, wins, prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.measures import deal_sizes
from stratreport.metrics.metric import Array, column, ratio
from stratreport.metrics.rates import fit_beta

#: opportunities below which a motion's conversion is that of all strategic motions together
MIN_OPENED = 10
UNIT = "unit"


@dataclass(frozen=True)
class Ground:
    """The rows of one base over the trailing window, with `unit` = whom the evidence is about ("" = the base itself).

    cells and sales (booking lines) of the window; pipeline = opening rows of its quarters; pooled = opening rows of
    the whole trend; closed = opportunities closed in the window; passed = certifications; programmes: motion ->
    programme that supports it; carriers = rep_id with unit. A frame of a table that is not connected is empty.
    """

    cells: pd.DataFrame
    sales: pd.DataFrame
    pipeline: pd.DataFrame
    pooled: pd.DataFrame
    closed: pd.DataFrame
    passed: pd.DataFrame
    carriers: pd.DataFrame
    programmes: Mapping[str, str]
    motions: tuple[str, ...]
    quarter: str


def ground_of(atoms: Atoms, *, base: str, carriers: pd.DataFrame, unit: str | None) -> Ground:
    """Return the ground of one base; `unit` is rep_id, manager_id or None for the base itself.

    Columns in: carriers rep_id, manager_id (who carries a quota now).
    """

    def of(frame: pd.DataFrame, *, period: str | None = None) -> pd.DataFrame:
        rows = frame[(frame["kind"] == "base") & (frame["scope"] == base)]
        rows = rows if period is None else rows[rows["period"] == period]
        return rows.assign(**{UNIT: "" if unit is None else rows[unit]})

    label, plan, optional = atoms.window.label, atoms.motions, atoms.optional
    opened = of(optional["pipeline"])
    opened = opened[opened["period"] == opened["close_period"]]
    named = plan.dropna(subset=["enablement"])
    return Ground(
        cells=of(atoms.cells, period=label), sales=of(atoms.deals, period=label),
        pipeline=opened[opened["period"].isin(atoms.window.trailing)], pooled=opened,
        closed=of(optional["opportunities"], period=label), passed=of(optional["certifications"]),
        carriers=carriers.assign(**{UNIT: "" if unit is None else carriers[unit]}),
        programmes=dict(zip(named["motion"].astype(str), named["enablement"].astype(str), strict=True)),
        motions=tuple(plan.loc[plan["cell_class"] == "strategic", "motion"].astype(str)),
        quarter=atoms.window.current,
    )  # fmt: skip


def evidence_rows(ground: Ground, *, quarters: pd.DataFrame) -> pd.DataFrame:
    """Return one row per unit and strategic motion with a target.

    Columns in: quarters = the base's cells by quarter (period, rep_id, manager_id, motion, target, unit).
    Columns out: unit, motion, actual, target, gap (money short), attainment (A / T), peer_attainment (all others
    together), median (of the others), n (deals of the unit), sold (deals in the motion), certified (share of the unit's
    carriers), coverage and required (opening pipeline / target), win_rate, peer_win_rate, p_worse, closed,
    deal_size_ratio (mean deal / that of the others), discount, peer_discount, slipped (money), unclassified (share of
    the unit's bookings). NaN = not connected or too few.
    """
    rows = _money(ground)
    for add in (_trained, _won, _prices):
        rows = add(rows, ground)
    return _opened(rows, ground, quarters=quarters)


def _money(ground: Ground) -> pd.DataFrame:
    cells = ground.cells[ground.cells["motion"].isin(ground.motions)]
    rows = cells.groupby([UNIT, "motion"], sort=True)[["actual", "target"]].sum().reset_index()
    rows = rows[rows["target"] > 0].reset_index(drop=True)
    actual, target = column(rows, "actual"), column(rows, "target")
    whole = rows.groupby("motion")[["actual", "target"]].transform("sum")
    attainment = ratio(actual, target)
    out = rows.assign(
        gap=np.maximum(target - np.maximum(actual, 0.0), 0.0), attainment=attainment,
        peer_attainment=ratio(whole["actual"].to_numpy() - actual, whole["target"].to_numpy() - target),
    )  # fmt: skip
    out["median"] = _median_of_others(out)
    sizes = deal_sizes(ground.sales, by=[UNIT])
    n = sizes[sizes["amount"] > 0].groupby(UNIT).size()
    booked = ground.sales.groupby(UNIT)["amount"].sum()
    unknown = ground.sales[ground.sales["motion"].isna()].groupby(UNIT)["amount"].sum()
    share = (unknown.reindex(booked.index).fillna(0.0) / booked.where(booked > 0)).clip(lower=0.0)
    return out.assign(n=out[UNIT].map(n).fillna(0).astype(int), unclassified=out[UNIT].map(share).astype(float))


def _median_of_others(rows: pd.DataFrame) -> Array:
    """Return the median attainment of the others in the same motion; NaN without any."""
    found: Array = np.full(len(rows), np.nan)
    for _, own in rows.groupby("motion"):
        values, places = own["attainment"].to_numpy(dtype=float), own.index.to_numpy()
        for k, place in enumerate(places):
            others = np.delete(values, k)
            found[place] = float(np.median(others)) if len(others) else np.nan
    return found


def _trained(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Add the share of the unit's carriers who passed the programme of the motion."""
    if ground.passed.empty:
        return rows.assign(certified=np.nan)
    people = ground.carriers.groupby(UNIT)["rep_id"].nunique()
    passed = ground.passed.drop(columns=UNIT).merge(ground.carriers[["rep_id", UNIT]], on="rep_id")
    count = passed.groupby([UNIT, "programme"])["rep_id"].nunique()
    programme = rows["motion"].map(ground.programmes)
    keys = pd.MultiIndex.from_arrays([rows[UNIT], programme.astype(object).fillna("")], names=[UNIT, "programme"])
    share = count.reindex(keys).fillna(0.0).to_numpy(dtype=float) / rows[UNIT].map(people).to_numpy(dtype=float)
    return rows.assign(certified=np.where(programme.isna(), np.nan, share))


def _won(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Add win rates, and how probable it is that the unit's own is below that of the others (beta-binomial)."""
    from scipy.special import betainc  # noqa: PLC0415 - only where opportunities are connected

    if ground.closed.empty:
        return rows.assign(closed=0, win_rate=np.nan, peer_win_rate=np.nan, p_worse=np.nan)
    closed = ground.closed.assign(win=ground.closed["outcome"] == "won")
    counts = closed.groupby([UNIT, "motion"])["win"].agg(["sum", "size"]).reset_index()
    out = rows.merge(counts, on=[UNIT, "motion"], how="left").fillna({"sum": 0, "size": 0})
    whole = counts.groupby("motion")[["sum", "size"]].sum().reindex(out["motion"]).fillna(0.0)
    won, n = column(out, "sum"), column(out, "size")
    peer = ratio(whole["sum"].to_numpy(dtype=float) - won, whole["size"].to_numpy(dtype=float) - n)
    prior = {
        str(motion): fit_beta(own["sum"].to_numpy(dtype=float), own["size"].to_numpy(dtype=float))
        for motion, own in counts.groupby("motion")
    }
    a, b = (np.array([prior.get(str(m), (np.nan, np.nan))[k] for m in out["motion"]], dtype=float) for k in (0, 1))
    p = np.where(np.isnan(peer), np.nan, betainc(a + won, b + n - won, np.nan_to_num(peer, nan=0.5)))
    return out.drop(columns=["sum", "size"]).assign(
        closed=n.astype(int), win_rate=ratio(won, n), peer_win_rate=peer, p_worse=np.where(n > 0, p, np.nan)
    )


def _prices(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Add the mean deal against that of the others, and the discount beside theirs."""
    sales = ground.sales[ground.sales["amount"] > 0]
    listed = sales["list_amount"].where(sales["list_amount"] > 0)
    sales = sales.assign(listed=listed, net=sales["amount"].where(listed.notna()))
    sums = sales.groupby([UNIT, "motion"]).agg(
        amount=("amount", "sum"), sold=("deal_id", "nunique"), net=("net", "sum"), listed=("listed", "sum")
    )
    out = rows.merge(sums.reset_index(), on=[UNIT, "motion"], how="left")
    names = ["amount", "sold", "net", "listed"]
    own = {name: out[name].fillna(0.0).to_numpy(dtype=float) for name in names}
    whole = sums.groupby("motion").sum().reindex(out["motion"]).fillna(0.0)
    rest = {name: whole[name].to_numpy(dtype=float) - own[name] for name in names}
    size = ratio(ratio(own["amount"], own["sold"]), ratio(rest["amount"], rest["sold"]))
    return out.drop(columns=["amount", "net", "listed"]).assign(
        sold=own["sold"].astype(int), deal_size_ratio=size, discount=1 - ratio(own["net"], own["listed"]),
        peer_discount=1 - ratio(rest["net"], rest["listed"]),
    )  # fmt: skip


def _opened(rows: pd.DataFrame, ground: Ground, *, quarters: pd.DataFrame) -> pd.DataFrame:
    """Add opening coverage, what the historic conversion asks for, and what slipped out of the reported quarter."""
    if ground.pooled.empty:
        return rows.assign(coverage=np.nan, required=np.nan, slipped=np.nan)
    by = [UNIT, "motion"]
    asked = quarters[quarters["period"].isin(set(ground.pipeline["period"]))].groupby(by)["target"].sum()
    opened = ground.pipeline.groupby(by)["amount"].sum()
    late = ground.pipeline[(ground.pipeline["outcome"] == "open") & (ground.pipeline["period"] == ground.quarter)]
    slipped = late.groupby(by)["amount"].sum()
    keys = pd.MultiIndex.from_frame(rows[by])
    of = {name: item.reindex(keys).fillna(0.0).to_numpy(dtype=float)
          for name, item in (("asked", asked), ("opened", opened), ("slipped", slipped))}  # fmt: skip
    needed = required_coverage(ground.pooled, motions=ground.motions)
    required = rows["motion"].map(needed).astype(float)
    return rows.assign(coverage=ratio(of["opened"], of["asked"]), required=required, slipped=of["slipped"])


def required_coverage(pooled: pd.DataFrame, *, motions: tuple[str, ...]) -> Mapping[str, float]:
    """Return per motion 1 / (money won / money in the opening pipeline), pooled over the trend.

    Columns: motion, amount, won_amount (null while a quarter is not over). A motion with fewer than 10 opening
    opportunities uses all strategic motions together; nothing ever won: NaN.

    >>> toy = pd.DataFrame({"motion": "np", "amount": [100.0] * 10, "won_amount": [25.0] * 10})
    >>> required_coverage(toy, motions=("np",))
    {'np': 4.0}
    """
    known = pooled[pooled["won_amount"].notna() & pooled["motion"].isin(motions)]
    out = {}
    for motion in motions:
        own = known[known["motion"] == motion]
        rows = own if len(own) >= MIN_OPENED else known
        won, amount = float(rows["won_amount"].sum()), float(rows["amount"].sum())
        out[motion] = amount / won if won > 0 else float("nan")
    return out
