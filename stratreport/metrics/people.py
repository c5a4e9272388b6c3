"""The people of a base: one row per quota carrier of the quarter with the trailing window's money, plan and pay."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics import verdicts
from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import grouped, known, plain, sums
from stratreport.metrics.metric import column
from stratreport.metrics.scopes import COMPANY, keyed
from stratreport.params.specs import Pay


def strategic_money(cells: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Sum cells to units: bookings, and bookings and target of the strategic motions (not core, with a target).

    Columns in: `by`, motion, cell_class, actual, target. Columns out: `by`, actual, actual_strategic, target_strategic.

    >>> toy = pd.DataFrame({"u": "x", "motion": ["core", "np"], "cell_class": ["core", "strategic"],
    ...                     "actual": [90.0, 10.0], "target": [60.0, 40.0]})
    >>> strategic_money(toy, by="u").values.tolist()
    [['x', 100.0, 10.0, 40.0]]
    """
    rows = sums(cells[known(cells, [by])], by=[by, "motion", "cell_class"], of=["actual", "target"])
    actual, target, units = column(rows, "actual"), column(rows, "target"), grouped(rows, by=[by])
    inside = (plain(rows["cell_class"]) != "core") & (target > 0)
    strategic = {f"{name}_strategic": units.sums(np.where(inside, money, 0.0))
                 for name, money in (("actual", actual), ("target", target))}  # fmt: skip
    return units.frame({"actual": units.sums(actual), **strategic})


def people_frame(atoms: Atoms, *, units: pd.DataFrame, pay: Pay | None) -> pd.DataFrame:
    """Return one row per base and quota carrier of the quarter (`verdicts.carriers`), over the trailing window.

    Columns in: units = `frames.unit_frame`. Columns out: kind ("base"), base, scope, period, rep_id, manager_id, and
    the money, deals and quota of the rep in `units`, payout and accelerator (money), gate (attainment). payout is NaN
    for a rep without a payout, accelerator and gate when the pay plan is not declared. A carrier of several regions
    has a row in each; who has neither bookings nor a target has 0.
    """
    label = atoms.window.label
    own = units[(units["kind"] == "rep") & (units["period"] == label)].drop(columns=["kind", "period", "quota"])
    bases = sorted({str(item) for item in atoms.cells["base"].unique()} - {COMPANY})
    rows = pd.concat([verdicts.carriers(atoms, base=base).assign(base=base) for base in bases], ignore_index=True)
    rows = rows.drop(columns="actual").assign(scope=rows["base"] + "/rep:" + rows["rep_id"])
    rows = rows.merge(own, on="scope", how="left")
    money = [name for name in rows.columns if name.startswith(("actual", "target", "surplus"))]
    rows = rows.assign(**{name: rows[name].fillna(0.0) for name in [*money, "n"]})
    paid = atoms.optional["payouts"]
    rows = _paid(rows, payouts=paid[(paid["kind"] == "rep") & (paid["period"] == label)], pay=pay)
    if atoms.company:
        rows = pd.concat([rows, rows.assign(base=COMPANY)], ignore_index=True)
    return keyed(rows.drop(columns="scope"), kind="base", parts={}).assign(period=label)


def _paid(people: pd.DataFrame, *, payouts: pd.DataFrame, pay: Pay | None) -> pd.DataFrame:
    """Add what each rep was paid; a rep with payouts but no accelerator was paid none of it."""
    payout = people["scope"].map(payouts.groupby("scope")["amount"].sum()).astype(float)
    if pay is None:
        return people.assign(payout=payout, accelerator=np.nan, gate=np.nan)
    fast = payouts[payouts["component"] == pay.accelerator].groupby("scope")["amount"].sum()
    accelerator = people["scope"].map(fast).astype(float).fillna(0.0).where(payout.notna())
    return people.assign(payout=payout, accelerator=accelerator, gate=pay.gate)


def strategic_attained(people: pd.DataFrame) -> pd.Series:
    """Return pooled strategy attainment per row, min(max(sum A, 0), sum T) / sum T; NaN without a strategic target.

    >>> toy = pd.DataFrame({"actual_strategic": [100.0, 5.0], "target_strategic": [400.0, 0.0]})
    >>> strategic_attained(toy).tolist()
    [0.25, nan]
    """
    sold, asked = column(people, "actual_strategic"), column(people, "target_strategic")
    asked = np.where(asked > 0, asked, np.nan)
    return pd.Series(np.minimum(np.maximum(sold, 0.0), asked) / asked, index=people.index)
