"""Measures: money and counts per unit that may be summed; every ratio is computed from them, last.

Each function turns atoms (the finest frozen rows) into one row per unit of `by`. A missing key (a rep without a
manager, a motion nobody named) is a key of its own: no money is lost for want of a name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stratreport.metrics.bridge import split_cells

MONEY = ("actual", "target", "hit", "surplus", "gap", "returns")


def motion_measures(cells: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum cells to one row per unit and motion, split there, and add the totals of the unit.

    Columns in: `by`, motion, cell_class, actual, target. Columns out: `by`, motion, cell_class, unit_class,
    actual, target, hit, surplus, gap, returns, unit_actual, unit_target, unit_positive (money).
    Grain: pooled at the unit - cells are summed before they are capped.

    >>> toy = pd.DataFrame({"u": ["x", "x"], "motion": ["np", "np"], "cell_class": "strategic",
    ...                     "actual": [30.0, 10.0], "target": [20.0, 20.0]})
    >>> motion_measures(toy, by=["u"])[["actual", "hit", "surplus", "unit_target"]].values.tolist()
    [[40.0, 40.0, 0.0, 40.0]]
    """
    keys = [*by, "motion", "cell_class"]
    split = split_cells(
        cells.groupby(keys, sort=True, observed=True, dropna=False)[["actual", "target"]].sum().reset_index()
    )
    split["unit_positive"] = split["hit"] + split["surplus"]
    totals = split.groupby(list(by), sort=False, observed=True, dropna=False)[
        ["actual", "target", "unit_positive"]
    ].transform("sum")
    return split.assign(
        unit_actual=totals["actual"], unit_target=totals["target"], unit_positive=totals["unit_positive"]
    )


def unit_measures(motions: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum the motions of each unit to its measures.

    Columns in: those of `motion_measures`. Columns out: `by`, actual, target, hit, surplus, gap, returns;
    surplus_core, surplus_strategic, surplus_off_plan; actual_core, actual_strategic, actual_off_plan; target_core,
    target_strategic; hit_core, hit_strategic; gap_strategic; positive (A+); misplaced = money in the wrong cells
    (A+ x total variation, NaN when T = 0 or nothing was booked); plan_off_plan = bookings of motions that the
    plan itself calls off plan; chance_weight = sum sqrt(q (1 - q)), q = shares of target.
    """
    rows = motions.loc[:, [*by, *MONEY]].copy()
    for name in ("core", "strategic", "off_plan"):
        inside = motions["unit_class"] == name
        for measure in ("surplus", "actual", "target", "hit", "gap"):
            rows[f"{measure}_{name}"] = motions[measure].where(inside, 0.0)
    rows["plan_off_plan"] = motions["actual"].where(motions["cell_class"] == "off_plan", 0.0)
    rows["positive"] = motions["hit"] + motions["surplus"]
    planned = motions["unit_target"].where(motions["unit_target"] > 0)
    booked = motions["unit_positive"].where(motions["unit_positive"] > 0)
    rows["misplaced"] = (rows["positive"] - booked * motions["target"] / planned).abs() / 2
    share = motions["target"] / planned
    rows["chance_weight"] = (share * (1 - share)).clip(lower=0.0) ** 0.5
    out = rows.groupby(list(by), sort=True, observed=True, dropna=False).sum().reset_index()
    unknown = (out["target"] <= 0) | (out["positive"] <= 0)
    out["misplaced"] = out["misplaced"].mask(unknown, np.nan)
    return out


def bottom_up_hits(atoms: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum hits capped at the finest grain (period x region x manager x rep x motion) to the unit.

    Columns in: `by`, actual, target, cell_class at the finest grain. Columns out: `by`, hit_bottom_up.
    This is the additive form: hits of reps add up to hits of managers, regions and the company.

    >>> toy = pd.DataFrame({"u": ["x", "x"], "actual": [30.0, 10.0], "target": [20.0, 20.0], "cell_class": "core"})
    >>> bottom_up_hits(toy, by=["u"])["hit_bottom_up"].tolist()
    [30.0]
    """
    split = split_cells(atoms).rename(columns={"hit": "hit_bottom_up"})
    return split.groupby(list(by), sort=True, observed=True, dropna=False)[["hit_bottom_up"]].sum().reset_index()


def quota_measures(quotas: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum quotas to the unit. Columns in: `by`, quota, quota_full, carrier. Columns out: `by`, quota, quota_full.

    >>> toy = pd.DataFrame({"u": ["x"], "quota": [50.0], "quota_full": [100.0], "carrier": [True]})
    >>> quota_measures(toy, by=["u"]).values.tolist()
    [['x', 50.0, 100.0]]
    """
    return quotas.groupby(list(by), sort=True, observed=True, dropna=False)[["quota", "quota_full"]].sum().reset_index()


def deal_sizes(deals: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum booking lines to deals per unit: one row per `by` and deal with its credited amount and its customer.

    A deal is a deal_id, never a line: cutting a deal into lines changes nothing.
    """
    keys = [*by, "deal_id"]
    grouped = deals.groupby(keys, sort=True, observed=True, dropna=False)
    return grouped.agg(amount=("amount", "sum"), parent_id=("parent_id", "first")).reset_index()


def deal_measures(deals: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count what was sold per unit: n deals, customers (ultimate parents), the largest deal, Kish's effective n.

    Only deals with a positive credited net amount count. Columns out: `by`, n, customers, largest_deal (money),
    n_effective = (sum a)^2 / sum a^2.

    >>> toy = pd.DataFrame({"u": "x", "deal_id": ["d", "d", "e"], "parent_id": ["p", "p", "p"], "amount": [1.0, 2, 1]})
    >>> deal_measures(toy, by=["u"]).values.tolist()
    [['x', 2, 1, 3.0, 1.6]]
    """
    sizes = deal_sizes(deals, by=by)
    won = sizes[sizes["amount"] > 0].assign(square=lambda frame: frame["amount"] ** 2)
    out = won.groupby(list(by), sort=True, observed=True, dropna=False).agg(
        n=("deal_id", "size"), customers=("parent_id", "nunique"), largest_deal=("amount", "max"),
        total=("amount", "sum"), square=("square", "sum"),
    )  # fmt: skip
    out["n_effective"] = out.pop("total") ** 2 / out.pop("square")
    return out.reset_index()


def join(base: pd.DataFrame, *others: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Join measures of the same units side by side; a unit that lacks one has 0 there (n_effective: NaN).

    >>> left, right = pd.DataFrame({"u": ["x"], "a": [1.0]}), pd.DataFrame({"u": ["y"], "b": [2.0]})
    >>> join(left, right, by=["u"]).values.tolist()
    [['x', 1.0, 0.0], ['y', 0.0, 2.0]]
    """
    out = base
    for other in others:
        out = out.merge(other, on=list(by), how="outer", sort=True)
    fillable = [name for name in out.columns if name not in {*by, "misplaced", "n_effective", "largest_deal"}]
    return out.assign(**{name: out[name].fillna(0.0) for name in fillable if out[name].dtype.kind in "fiu"})
