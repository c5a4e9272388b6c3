"""What speaks for one cause or another of a shortfall, per unit and motion: money, training, pipeline, wins, prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import Column, Groups, among, grouped, known, mapped, plain, rows_of, sums, table, text
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

    def of(name: str, **period: str) -> pd.DataFrame:
        return with_unit(rows_of(optional[name], scope=base, kind="base", **period), unit=unit)

    label, plan, optional = atoms.window.label, atoms.motions, atoms.optional
    cells, sales = (with_unit(atoms.at(name, scope=base, period=label), unit=unit) for name in ("cells", "deals"))
    opened = of("pipeline")
    opened = opened[plain(opened["period"]) == plain(opened["close_period"])]
    named = plan.dropna(subset=["enablement"])
    return Ground(
        cells=cells, sales=sales,
        pipeline=opened[among(opened["period"], atoms.window.trailing)], pooled=opened,
        closed=of("opportunities", period=label), passed=of("certifications"),
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
    found = {**_trained(rows, ground), **_won(rows, ground), **_prices(rows, ground)}
    columns = {str(name): plain(rows[name]) for name in rows.columns}
    return table({**columns, **found, **_opened(rows, ground, quarters=quarters)})


def _money(ground: Ground) -> pd.DataFrame:
    cells = ground.cells[among(ground.cells["motion"], ground.motions) & known(ground.cells, [UNIT])]
    rows = sums(cells, by=[UNIT, "motion"], of=["actual", "target"])
    rows = rows[rows["target"] > 0].reset_index(drop=True)
    actual, target = column(rows, "actual"), column(rows, "target")
    rest = {name: _others(rows, of=money) for name, money in (("actual", actual), ("target", target))}
    attainment, deals = ratio(actual, target), _deals(ground)
    units = grouped(deals, by=[UNIT])
    return table({
        **{str(name): plain(rows[name]) for name in rows.columns},
        "gap": np.maximum(target - np.maximum(actual, 0.0), 0.0), "attainment": attainment,
        "peer_attainment": ratio(rest["actual"], rest["target"]), "median": _median_of_others(rows, of=attainment),
        "n": units.beside(rows, column(deals, "n")).astype(int),
        "unclassified": units.beside(rows, column(deals, "unclassified"), absent=np.nan),
    })  # fmt: skip


def _others(rows: pd.DataFrame, *, of: Array) -> Array:
    """Return what all rows of the same motion have together without the row itself."""
    motions = grouped(rows, by=["motion"])
    return np.asarray(motions.sums(of)[motions.place] - of, dtype=np.float64)


def _deals(ground: Ground) -> pd.DataFrame:
    """Return deals won and the share of bookings without a motion, per unit."""
    sizes, units = deal_sizes(ground.sales, by=[UNIT]), grouped(ground.sales, by=[UNIT])
    won = grouped(sizes, by=[UNIT]).sizes(sizes["amount"] > 0)  # the same units in the same order
    amount = column(ground.sales, "amount")
    unknown = units.sums(np.where(known(ground.sales, ["motion"]), 0.0, amount))
    return units.frame({"n": won, "unclassified": np.maximum(ratio(unknown, units.sums(amount)), 0.0)})


def _median_of_others(rows: pd.DataFrame, *, of: Array) -> Array:
    """Return the median of the others in the same motion; NaN without any."""
    found: Array = np.full(len(rows), np.nan)
    for places in grouped(rows, by=["motion"]).members():
        rest = len(places) - 1
        if rest < 1:
            continue
        own = places[np.argsort(of[places], kind="stable")]
        rank, ordered = np.arange(rest + 1), of[own]
        low, high = (ordered[at + (rank <= at)] for at in ((rest - 1) // 2, rest // 2))
        found[own] = (low + high) / 2
    return found


def _trained(rows: pd.DataFrame, ground: Ground) -> dict[str, Column]:
    """Return the share of the unit's carriers who passed the programme of the motion."""
    if ground.passed.empty:
        return {"certified": np.full(len(rows), np.nan)}
    teams = grouped(ground.carriers, by=[UNIT])
    people = teams.beside(rows, teams.distinct(ground.carriers["rep_id"]), absent=np.nan)
    passed = ground.passed[among(ground.passed["rep_id"], set(ground.carriers["rep_id"]))]
    unit_of = dict(zip(ground.carriers["rep_id"], ground.carriers[UNIT], strict=True))
    teams_of = table({UNIT: mapped(passed["rep_id"], unit_of), "programme": plain(passed["programme"])})
    taught = grouped(teams_of, by=[UNIT, "programme"])
    programme = mapped(rows["motion"], ground.programmes)
    asked = {UNIT: plain(rows[UNIT]), "programme": programme}
    share = taught.beside(asked, taught.distinct(passed["rep_id"]))
    return {"certified": np.where(pd.isna(programme), np.nan, share / people)}


def _won(rows: pd.DataFrame, ground: Ground) -> dict[str, Column]:
    """Return win rates, and how probable it is that the unit's own is below that of the others (beta-binomial)."""
    from scipy.special import betainc  # noqa: PLC0415 - only where opportunities are connected

    unknown = np.full(len(rows), np.nan)
    if ground.closed.empty:
        return {
            "closed": np.zeros(len(rows), dtype=int), "win_rate": unknown, "peer_win_rate": unknown, "p_worse": unknown
        }  # fmt: skip
    closed = ground.closed[known(ground.closed, [UNIT, "motion"])]
    units = grouped(closed, by=[UNIT, "motion"])
    counts = {"won": units.sizes(plain(closed["outcome"]) == "won"), "size": units.sizes()}
    own, rest = _beside_others(rows, units, values=counts)
    won, n = own["won"], own["size"]
    peer = ratio(rest["won"], rest["size"])
    a, b = _priors(rows, units, won=counts["won"], n=counts["size"])
    p = np.where(np.isnan(peer), np.nan, betainc(a + won, b + n - won, np.nan_to_num(peer, nan=0.5)))
    return {
        "closed": n.astype(int), "win_rate": ratio(won, n), "peer_win_rate": peer, "p_worse": np.where(n > 0, p, np.nan)
    }  # fmt: skip


def _priors(rows: pd.DataFrame, units: Groups, *, won: Array, n: Array) -> tuple[Array, Array]:
    """Return the beta prior of the motion of each row, from all units; NaN where nothing closed."""
    motions = grouped(units.frame({}), by=["motion"])
    priors = np.array([fit_beta(won[own], n[own]) for own in motions.members()]).reshape(-1, 2)
    return motions.beside(rows, priors[:, 0], absent=np.nan), motions.beside(rows, priors[:, 1], absent=np.nan)


def _beside_others(
    rows: pd.DataFrame, units: Groups, *, values: Mapping[str, Array]
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the values of the rows' own units, 0 where there is nothing, and what others have in the same motion."""
    motions = grouped(units.frame({}), by=["motion"])
    unit, motion = units.at(rows), motions.at(rows)
    own = {name: np.append(item, 0.0)[unit] for name, item in values.items()}
    return own, {name: np.append(motions.sums(item), 0.0)[motion] - own[name] for name, item in values.items()}


def _prices(rows: pd.DataFrame, ground: Ground) -> dict[str, Column]:
    """Return the mean deal against that of the others, and the discount beside theirs."""
    sales = ground.sales[(column(ground.sales, "amount") > 0) & known(ground.sales, [UNIT, "motion"])]
    units, amount, listed = grouped(sales, by=[UNIT, "motion"]), column(sales, "amount"), column(sales, "list_amount")
    priced = np.nan_to_num(listed) > 0
    own, rest = _beside_others(rows, units, values={
        "amount": units.sums(amount), "sold": units.distinct(sales["deal_id"]),
        "net": units.sums(np.where(priced, amount, 0.0)), "listed": units.sums(np.where(priced, listed, 0.0)),
    })  # fmt: skip
    size = ratio(ratio(own["amount"], own["sold"]), ratio(rest["amount"], rest["sold"]))
    return {
        "sold": own["sold"].astype(int), "deal_size_ratio": size, "discount": 1 - ratio(own["net"], own["listed"]),
        "peer_discount": 1 - ratio(rest["net"], rest["listed"]),
    }  # fmt: skip


def _opened(rows: pd.DataFrame, ground: Ground, *, quarters: pd.DataFrame) -> dict[str, Column]:
    """Return opening coverage, what the historic conversion asks for, and what slipped out of the reported quarter."""
    if ground.pooled.empty:
        return dict.fromkeys(("coverage", "required", "slipped"), np.full(len(rows), np.nan))
    pipeline, amount = ground.pipeline, column(ground.pipeline, "amount")
    late = (plain(pipeline["outcome"]) == "open") & (plain(pipeline["period"]) == ground.quarter)
    opened, asked = grouped(pipeline, by=[UNIT, "motion"]), grouped(quarters, by=[UNIT, "motion"])
    planned = np.where(among(quarters["period"], set(pipeline["period"])), column(quarters, "target"), 0.0)
    needed = required_coverage(ground.pooled, motions=ground.motions)
    return {
        "coverage": ratio(opened.beside(rows, opened.sums(amount)), asked.beside(rows, asked.sums(planned))),
        "required": mapped(rows["motion"], needed, default=np.nan).astype(np.float64),
        "slipped": opened.beside(rows, opened.sums(np.where(late, amount, 0.0))),
    }


def required_coverage(pooled: pd.DataFrame, *, motions: tuple[str, ...]) -> Mapping[str, float]:
    """Return per motion 1 / (money won / money in the opening pipeline), pooled over the trend.

    Columns: motion, amount, won_amount (null while a quarter is not over). A motion with fewer than 10 opening
    opportunities uses all strategic motions together; nothing ever won: NaN.

    >>> toy = pd.DataFrame({"motion": "np", "amount": [100.0] * 10, "won_amount": [25.0] * 10})
    >>> required_coverage(toy, motions=("np",))
    {'np': 4.0}
    """
    motion, won, amount = plain(pooled["motion"]), column(pooled, "won_amount"), column(pooled, "amount")
    judged = ~np.isnan(won) & among(motion, motions)
    out = {}
    for name in motions:
        own = judged & (motion == name)
        rows = own if own.sum() >= MIN_OPENED else judged
        brought = float(won[rows].sum())
        out[name] = float(amount[rows].sum()) / brought if brought > 0 else float("nan")
    return out
