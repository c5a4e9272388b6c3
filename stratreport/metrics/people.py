"""The people of a base: one row per quota carrier of the quarter with the trailing window's money, plan and pay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stratreport.metrics import measures, verdicts
from stratreport.metrics.frames import Atoms, at
from stratreport.metrics.scopes import COMPANY, keyed
from stratreport.params.specs import Pay


def split_money(cells: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum cells to units and split their money by class of motion: see `measures.unit_measures`.

    Columns in: `by`, motion, cell_class, actual, target. Columns out: `by` and those of `unit_measures`.

    >>> toy = pd.DataFrame({"u": "x", "motion": ["core", "np"], "cell_class": ["core", "strategic"],
    ...                     "actual": [90.0, 10.0], "target": [60.0, 40.0]})
    >>> split_money(toy, by=["u"])[["actual_strategic", "surplus_core"]].values.tolist()
    [[10.0, 30.0]]
    """
    return measures.unit_measures(measures.motion_measures(cells, by=by), by=by)


def people_frame(atoms: Atoms, *, pay: Pay | None) -> pd.DataFrame:
    """Return one row per base and quota carrier of the quarter (`verdicts.carriers`), over the trailing window.

    Columns out: kind ("base"), base, scope, period, rep_id, manager_id, quota and those of `split_money` (money), n
    (deals), n_effective, payout and accelerator (money), gate (attainment). payout is NaN for a rep without a payout,
    accelerator and gate when the pay plan is not declared. A carrier of several regions has a row in each.
    """
    bases = sorted({str(item) for item in atoms.cells["base"]} - {COMPANY})
    parts = [_of_region(atoms, base=base, pay=pay) for base in bases]
    rows = pd.concat(parts, ignore_index=True)
    if atoms.company:
        rows = pd.concat([rows, rows.assign(base=COMPANY)], ignore_index=True)
    return keyed(rows, kind="base", parts={}).assign(period=atoms.window.label)


def _of_region(atoms: Atoms, *, base: str, pay: Pay | None) -> pd.DataFrame:
    label = atoms.window.label
    cells, deals = at(atoms.cells, scope=base, period=label), at(atoms.deals, scope=base, period=label)
    people = verdicts.carriers(atoms, base=base).drop(columns="actual")
    rows = people.merge(split_money(cells, by=["rep_id"]), on="rep_id", how="left")
    rows = rows.merge(measures.deal_measures(deals, by=["rep_id"]), on="rep_id", how="left")
    money = [name for name in rows.columns if name.startswith(("actual", "target", "surplus"))]
    rows = rows.assign(**{name: rows[name].fillna(0.0) for name in [*money, "n"]}, base=base)
    return _paid(rows, payouts=at(atoms.optional["payouts"], scope=base, period=label), pay=pay)


def _paid(people: pd.DataFrame, *, payouts: pd.DataFrame, pay: Pay | None) -> pd.DataFrame:
    """Add what each rep was paid; a rep with payouts but no accelerator was paid none of it."""
    payout = people["rep_id"].map(payouts.groupby("rep_id")["amount"].sum()).astype(float)
    if pay is None:
        return people.assign(payout=payout, accelerator=np.nan, gate=np.nan)
    fast = payouts[payouts["component"] == pay.accelerator].groupby("rep_id")["amount"].sum()
    accelerator = people["rep_id"].map(fast).astype(float).fillna(0.0).where(payout.notna())
    return people.assign(payout=payout, accelerator=accelerator, gate=pay.gate)


def strategic_attained(people: pd.DataFrame) -> pd.Series:
    """Return pooled strategy attainment per row, min(max(sum A, 0), sum T) / sum T; NaN without a strategic target.

    >>> toy = pd.DataFrame({"actual_strategic": [100.0, 5.0], "target_strategic": [400.0, 0.0]})
    >>> strategic_attained(toy).tolist()
    [0.25, nan]
    """
    asked = people["target_strategic"].where(people["target_strategic"] > 0)
    return people["actual_strategic"].clip(lower=0.0, upper=asked) / asked
