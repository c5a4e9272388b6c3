"""What speaks for one cause or another of a shortfall, per unit and motion: money, training, pipeline, wins, prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import grouped, looked_up, sums, text
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
        rows = frame if period is None else frame[frame["period"] == period]
        return with_unit(rows[(rows["scope"] == base) & (rows["kind"] == "base")], unit=unit)

    label, plan, optional = atoms.window.label, atoms.motions, atoms.optional
    cells, sales = (with_unit(atoms.at(name, scope=base, period=label), unit=unit) for name in ("cells", "deals"))
    opened = of(optional["pipeline"])
    opened = opened[opened["period"] == opened["close_period"]]
    named = plan.dropna(subset=["enablement"])
    return Ground(
        cells=cells, sales=sales,
        pipeline=opened[opened["period"].isin(atoms.window.trailing)], pooled=opened,
        closed=of(optional["opportunities"], period=label), passed=of(optional["certifications"]),
        carriers=with_unit(carriers, unit=unit),
        programmes=dict(zip(named["motion"].astype(str), named["enablement"].astype(str), strict=True)),
        motions=tuple(plan.loc[plan["cell_class"] == "strategic", "motion"].astype(str)),
        quarter=atoms.window.current,
    )  # fmt: skip


def with_unit(rows: pd.DataFrame, *, unit: str | None) -> pd.DataFrame:
    """Add whom rows are about: the column `unit`, or "" = the base itself.

    >>> with_unit(pd.DataFrame({"rep_id": ["r"]}), unit="rep_id")["unit"].tolist()
    ['r']
    """
    return rows.assign(**{UNIT: text("", rows) if unit is None else rows[unit]})


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
    rows = sums(cells[cells[UNIT].notna()], by=[UNIT, "motion"], of=["actual", "target"])
    rows = rows[rows["target"] > 0].reset_index(drop=True)
    actual, target = column(rows, "actual"), column(rows, "target")
    rest = {name: _others(rows, of=money) for name, money in (("actual", actual), ("target", target))}
    attainment = ratio(actual, target)
    out = rows.assign(
        gap=np.maximum(target - np.maximum(actual, 0.0), 0.0), attainment=attainment,
        peer_attainment=ratio(rest["actual"], rest["target"]),
    )  # fmt: skip
    out["median"] = _median_of_others(out)
    return looked_up(out, on=[UNIT], of=_deals(ground)).fillna({"n": 0}).astype({"n": int, "unclassified": float})


def _others(rows: pd.DataFrame, *, of: Array) -> Array:
    """Return what all rows of the same motion have together without the row itself."""
    motions = grouped(rows, by=["motion"])
    return np.asarray(motions.sums(of)[motions.place] - of, dtype=np.float64)


def _deals(ground: Ground) -> pd.DataFrame:
    """Return deals won and the share of bookings without a motion, per unit."""
    sizes, units = deal_sizes(ground.sales, by=[UNIT]), grouped(ground.sales, by=[UNIT])
    won = grouped(sizes, by=[UNIT]).sizes(sizes["amount"] > 0)  # the same units in the same order
    amount = column(ground.sales, "amount")
    unknown = units.sums(np.where(ground.sales["motion"].isna(), amount, 0.0))
    return units.frame({"n": won, "unclassified": np.maximum(ratio(unknown, units.sums(amount)), 0.0)})


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
    teams = grouped(ground.carriers, by=[UNIT])
    people = teams.frame({"people": teams.distinct(ground.carriers["rep_id"])})
    passed = ground.passed.drop(columns=UNIT).merge(ground.carriers[["rep_id", UNIT]], on="rep_id")
    taught = grouped(passed, by=[UNIT, "programme"])
    count = taught.frame({"passed": taught.distinct(passed["rep_id"])})
    programme = rows["motion"].map(ground.programmes).astype(object)
    asked = looked_up(rows[[UNIT]].assign(programme=programme), on=[UNIT], of=people)
    share = column(looked_up(asked, on=[UNIT, "programme"], of=count).fillna({"passed": 0.0}), "passed")
    return rows.assign(certified=np.where(programme.isna(), np.nan, share / column(asked, "people")))


def _won(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Add win rates, and how probable it is that the unit's own is below that of the others (beta-binomial)."""
    from scipy.special import betainc  # noqa: PLC0415 - only where opportunities are connected

    if ground.closed.empty:
        return rows.assign(closed=0, win_rate=np.nan, peer_win_rate=np.nan, p_worse=np.nan)
    known = ground.closed[ground.closed[[UNIT, "motion"]].notna().all(axis=1)]
    units = grouped(known, by=[UNIT, "motion"])
    counts = units.frame({"won": units.sizes(known["outcome"] == "won"), "size": units.sizes()})
    out, rest = _beside_others(rows, counts, names=("won", "size"))
    won, n = column(out, "won"), column(out, "size")
    peer = ratio(rest["won"], rest["size"])
    prior = {str(motion): fit_beta(column(own, "won"), column(own, "size")) for motion, own in counts.groupby("motion")}
    a, b = (np.array([prior.get(str(m), (np.nan, np.nan))[k] for m in out["motion"]], dtype=float) for k in (0, 1))
    p = np.where(np.isnan(peer), np.nan, betainc(a + won, b + n - won, np.nan_to_num(peer, nan=0.5)))
    return rows.assign(
        closed=n.astype(int), win_rate=ratio(won, n), peer_win_rate=peer, p_worse=np.where(n > 0, p, np.nan)
    )


def _beside_others(
    rows: pd.DataFrame, parts: pd.DataFrame, *, names: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, Array]]:
    """Return rows with their own sums, 0 where there is nothing, and what the other units have in the same motion."""
    whole = sums(parts, by=["motion"], of=list(names)).rename(columns={name: f"all_{name}" for name in names})
    own = looked_up(rows[[UNIT, "motion"]], on=[UNIT, "motion"], of=parts)
    both = looked_up(own, on=["motion"], of=whole).fillna(
        dict.fromkeys([*names, *(f"all_{name}" for name in names)], 0.0)
    )
    return both, {name: column(both, f"all_{name}") - column(both, name) for name in names}


def _prices(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Add the mean deal against that of the others, and the discount beside theirs."""
    sales = ground.sales[(ground.sales["amount"] > 0) & ground.sales[[UNIT, "motion"]].notna().all(axis=1)]
    units, amount, listed = grouped(sales, by=[UNIT, "motion"]), column(sales, "amount"), column(sales, "list_amount")
    priced = np.nan_to_num(listed) > 0
    parts = units.frame({
        "amount": units.sums(amount), "sold": units.distinct(sales["deal_id"]),
        "net": units.sums(np.where(priced, amount, 0.0)), "listed": units.sums(np.where(priced, listed, 0.0)),
    })  # fmt: skip
    out, rest = _beside_others(rows, parts, names=("amount", "sold", "net", "listed"))
    own = {name: column(out, name) for name in rest}
    size = ratio(ratio(own["amount"], own["sold"]), ratio(rest["amount"], rest["sold"]))
    return rows.assign(
        sold=own["sold"].astype(int), deal_size_ratio=size, discount=1 - ratio(own["net"], own["listed"]),
        peer_discount=1 - ratio(rest["net"], rest["listed"]),
    )  # fmt: skip


def _opened(rows: pd.DataFrame, ground: Ground, *, quarters: pd.DataFrame) -> pd.DataFrame:
    """Add opening coverage, what the historic conversion asks for, and what slipped out of the reported quarter."""
    if ground.pooled.empty:
        return rows.assign(coverage=np.nan, required=np.nan, slipped=np.nan)
    by = [UNIT, "motion"]
    pipeline = ground.pipeline
    asked = quarters[quarters["period"].isin(set(pipeline["period"]))]
    late = (pipeline["outcome"] == "open") & (pipeline["period"] == ground.quarter)
    opened = pipeline.assign(opened=pipeline["amount"], slipped=np.where(late, column(pipeline, "amount"), 0.0))
    out = looked_up(rows[by], on=by, of=sums(opened, by=by, of=["opened", "slipped"]))
    out = looked_up(out, on=by, of=sums(asked, by=by, of=["target"]).rename(columns={"target": "asked"}))
    of = {name: np.nan_to_num(column(out, name)) for name in ("asked", "opened", "slipped")}
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
