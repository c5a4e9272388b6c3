"""The fiscal year under way: booked and asked so far and ahead, and what earlier quarters say about the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.coverage_measures import judged_pipeline, next_period
from stratreport.metrics.frames import Atoms, base_cells
from stratreport.metrics.metric import Array
from stratreport.metrics.rates import fit_beta
from stratreport.metrics.scopes import named

QUARTERS = 4
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Deals:
    """The opening pipeline of the next quarter expected to close in it: amount, position of the motion and the cell."""

    amount: Array
    motion: Places
    cell: Places


@dataclass(frozen=True)
class History:
    """Earlier quarters of a base: per quarter and motion, bookings as shares of the quota of all people.

    `whole` = all bookings, `unborn` = those that did not come from the opening pipeline due in the quarter;
    `conversion` = won amount over amount of that pipeline per quarter. `won` and `lost` are the parameters of the beta
    of each cell (stage x motion), `realised` the won amount over the amount of the won.
    """

    whole: Array
    unborn: Array
    conversion: Array
    won: Array
    lost: Array
    realised: float


@dataclass(frozen=True)
class Year:
    """A base's fiscal year: motions in the order of their money, booked and target of the year, quotas still to come.

    `target` is NaN when a remaining quarter has no plan; `quotas` has one quota per remaining quarter, next first.
    """

    base: str
    motions: tuple[str, ...]
    strategic: tuple[bool, ...]
    booked: Array
    target: Array
    quotas: tuple[float, ...]
    deals: Deals
    history: History


def remaining_periods(atoms: Atoms) -> tuple[str, ...] | None:
    """Return the quarters of the fiscal year after the reported one; None when the plan ahead does not reach them."""
    quarter = int(atoms.periods.set_index("period")["quarter"][atoms.window.current])
    ahead = sorted({str(period) for period in atoms.optional["plan_ahead"]["period"]})
    count = max(QUARTERS - quarter, 0)
    return tuple(ahead[:count]) if len(ahead) >= count else None


def year_cells(atoms: Atoms) -> pd.DataFrame:
    """Return booked and target of the fiscal year per base and motion (kind base), targets of the rest included.

    Columns out: base, motion (null: "unknown"), cell_class, booked (to the end of the reported quarter), target (NaN
    when a remaining quarter has no plan).
    """
    calendar = atoms.periods.set_index("period")
    year = calendar["fiscal_year"][atoms.window.current]
    past = calendar.index[
        (calendar["fiscal_year"] == year) & (calendar["start"] <= calendar["start"][atoms.window.current])
    ]
    cells = base_cells(atoms)
    cells = cells[cells["period"].isin(past)].rename(columns={"actual": "booked"})
    rest, ahead = remaining_periods(atoms), atoms.optional["plan_ahead"]
    ahead = ahead[(ahead["kind"] == "base") & ahead["period"].isin(rest or ())].assign(booked=0.0)
    classes = atoms.motions.set_index("motion")["cell_class"]
    both = pd.concat([part[["base", "motion", "booked", "target"]] for part in (cells, ahead) if len(part)])
    both = both.assign(cell_class=both["motion"].map(classes).fillna("off_plan"), motion=named(both["motion"]))
    out = both.groupby(["base", "motion", "cell_class"], sort=True)[["booked", "target"]].sum().reset_index()
    return out.assign(target=np.nan) if rest is None else out


@dataclass(frozen=True)
class _Rows:
    """The rows of all bases, cut once: due pipelines of the past and of the next quarter, cells, quotas, plan ahead."""

    past: pd.DataFrame
    coming: pd.DataFrame
    cells: pd.DataFrame
    quotas: pd.DataFrame
    ahead: pd.DataFrame

    def of(self, base: str) -> _Rows:
        """Return the rows of one base."""
        own = (frame[frame["base"] == base] for frame in (self.past, self.coming, self.cells, self.quotas, self.ahead))
        return _Rows(*own)


def _rows(atoms: Atoms) -> _Rows:
    pipeline, ahead = atoms.optional["pipeline"], next_period(atoms)
    coming = (pipeline["kind"] == "base") & (pipeline["period"] == ahead) & (pipeline["close_period"] == ahead)
    past, due = (
        rows[["base", "period", "motion", "stage", "amount", "won_amount"]].assign(
            motion=named(rows["motion"]), stage=named(rows["stage"])
        )
        for rows in (judged_pipeline(atoms), pipeline[coming])
    )
    cells, quotas, plan = base_cells(atoms), atoms.quotas, atoms.optional["plan_ahead"]
    cells = cells[cells["period"].isin(atoms.window.quarters)]
    return _Rows(
        past=past, coming=due, cells=cells.assign(motion=named(cells["motion"])),
        quotas=quotas[quotas["kind"] == "base"], ahead=plan[plan["kind"] == "base"],
    )  # fmt: skip


def years_of(atoms: Atoms) -> tuple[Year, ...]:
    """Return the fiscal year of every base, ready to be simulated."""
    rest, quarters, rows = remaining_periods(atoms) or (), atoms.window.quarters, _rows(atoms)
    return tuple(
        _year(rows.of(str(base)), cells=own.sort_values(["target", "booked"]), rest=rest, quarters=quarters)
        for base, own in year_cells(atoms).groupby("base", sort=True)
    )


def _year(rows: _Rows, *, cells: pd.DataFrame, rest: tuple[str, ...], quarters: tuple[str, ...]) -> Year:
    motions = tuple(str(name) for name in cells["motion"])
    deals, won, lost = _deals(rows.coming, past=rows.past, motions=motions)
    whole, unborn, conversion = _quarters(rows, motions=motions, quarters=quarters)
    winners = rows.past[rows.past["won_amount"] > 0]
    realised = float(winners["won_amount"].sum() / winners["amount"].sum()) if len(winners) else 1.0
    return Year(
        base=str(cells["base"].iloc[0]), motions=motions, strategic=tuple(cells["cell_class"] == "strategic"),
        booked=cells["booked"].to_numpy(dtype=float), target=cells["target"].to_numpy(dtype=float),
        quotas=_quotas_ahead(rows.ahead, rest=rest), deals=deals,
        history=History(whole, unborn, conversion, won, lost, realised),
    )  # fmt: skip


def _quotas_ahead(ahead: pd.DataFrame, *, rest: tuple[str, ...]) -> tuple[float, ...]:
    once = ahead.drop_duplicates(["period", "region", "manager_id"])  # the quota stands once per motion
    quota = once.groupby("period")["quota"].sum()
    return tuple(float(quota.get(period, 0.0)) for period in rest)


def _deals(coming: pd.DataFrame, *, past: pd.DataFrame, motions: tuple[str, ...]) -> tuple[Deals, Array, Array]:
    """Return the deals by amount, and the beta of every cell: stage x motion around the stage's own prior."""
    place = {name: position for position, name in enumerate(motions)}
    coming = coming[coming["motion"].isin(place)].sort_values(["amount", "stage"], kind="stable")
    stages = sorted({*past["stage"], *coming["stage"]})
    n, won = (np.zeros((len(stages), len(motions))) for _ in range(2))
    known = past[past["motion"].isin(place)]
    at = (known["stage"].map({name: i for i, name in enumerate(stages)}), known["motion"].map(place))
    where = tuple(item.to_numpy(dtype=np.int64) for item in at)
    np.add.at(n, where, 1.0)
    np.add.at(won, where, (known["won_amount"] > 0).to_numpy(dtype=float))
    overall = fit_beta(won.sum(axis=1), n.sum(axis=1))
    prior = np.array([fit_beta(won[i], n[i]) if n[i].sum() else overall for i in range(len(stages))]).reshape(-1, 2)
    a, b = prior[:, :1] + won, prior[:, 1:] + n - won
    motion = np.asarray(coming["motion"].map(place), dtype=np.int64)
    stage = np.asarray(coming["stage"].map({name: i for i, name in enumerate(stages)}), dtype=np.int64)
    deals = Deals(coming["amount"].to_numpy(dtype=float), motion, stage * len(motions) + motion)
    return deals, a.ravel(), b.ravel()


def _quarters(rows: _Rows, *, motions: tuple[str, ...], quarters: tuple[str, ...]) -> tuple[Array, Array, Array]:
    """Return per quarter with quota and judged pipeline: bookings and unborn bookings over quota, and conversion."""
    quota = rows.quotas.groupby("period")["quota"].sum()
    judged = rows.past.groupby("period")[["won_amount", "amount"]].sum()
    live = [quarter for quarter in quarters if quota.get(quarter, 0.0) > 0 and quarter in judged.index]
    names = list(motions)
    both = ((rows.cells, "actual"), (rows.past, "won_amount"))
    whole, won = (_grid(frame, values=name, quarters=live, motions=names) for frame, name in both)
    scale = quota.reindex(live).to_numpy(dtype=float)[:, None]
    due = judged.loc[live, "amount"]
    rate = (judged.loc[live, "won_amount"] / due.where(due > 0)).fillna(0.0)
    return whole / scale, (whole - won) / scale, rate.to_numpy(dtype=float)


def _grid(frame: pd.DataFrame, *, values: str, quarters: list[str], motions: list[str]) -> Array:
    """Return money as quarters x motions."""
    summed = frame.groupby(["period", "motion"])[values].sum()
    index = pd.MultiIndex.from_product([quarters, motions])
    return np.asarray(summed.reindex(index, fill_value=0.0), dtype=np.float64).reshape(len(quarters), len(motions))
