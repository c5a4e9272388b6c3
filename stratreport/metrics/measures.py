"""Measures: money and counts per unit that may be summed; every ratio is computed from them, last.

Each function turns atoms (the finest frozen rows) into one row per unit of `by`. A missing key (a rep without a
manager, a motion nobody named) is a key of its own: no money is lost for want of a name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stratreport.metrics.bridge import split_cells
from stratreport.metrics.groups import grouped, sums
from stratreport.metrics.metric import Array, column

MONEY = ("actual", "target", "hit", "surplus", "gap", "returns")
#: measures that are unknown, not 0, where a unit has none
UNFILLED = frozenset({"misplaced", "n_effective", "largest_deal"})
BY_CLASS = ("surplus", "actual", "target", "hit", "gap")


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
    split = split_cells(sums(cells, by=keys, of=["actual", "target"]))
    units = grouped(split, by=by)
    parts = {"actual": split["actual"], "target": split["target"], "positive": split["hit"] + split["surplus"]}
    return split.assign(**{f"unit_{name}": units.sums(part)[units.place] for name, part in parts.items()})


def unit_measures(motions: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum the motions of each unit to its measures.

    Columns in: those of `motion_measures`. Columns out: `by`, actual, target, hit, surplus, gap, returns;
    surplus_core, surplus_strategic, surplus_off_plan; actual_core, actual_strategic, actual_off_plan; target_core,
    target_strategic; hit_core, hit_strategic; gap_strategic; positive (A+); misplaced = money in the wrong cells
    (A+ x total variation, NaN when T = 0 or nothing was booked); plan_off_plan = bookings of motions that the
    plan itself calls off plan; chance_weight = sum sqrt(q (1 - q)), q = shares of target.
    """
    money = {name: column(motions, name) for name in (*MONEY, "unit_target", "unit_positive")}
    rows = {name: money[name] for name in MONEY}
    for name in ("core", "strategic", "off_plan"):
        inside = (motions["unit_class"] == name).to_numpy()
        rows |= {f"{measure}_{name}": np.where(inside, money[measure], 0.0) for measure in BY_CLASS}
    rows["plan_off_plan"] = np.where(motions["cell_class"] == "off_plan", money["actual"], 0.0)
    rows["positive"] = money["hit"] + money["surplus"]
    planned, booked = (np.where(money[name] > 0, money[name], np.nan) for name in ("unit_target", "unit_positive"))
    rows["misplaced"] = np.abs(rows["positive"] - booked * money["target"] / planned) / 2
    share = money["target"] / planned
    rows["chance_weight"] = np.maximum(share * (1 - share), 0.0) ** 0.5
    units = grouped(motions, by=by)
    out = {name: units.sums(values) for name, values in rows.items()}
    unknown = (out["target"] <= 0) | (out["positive"] <= 0)
    return units.frame({**out, "misplaced": np.where(unknown, np.nan, out["misplaced"])})


def bottom_up_hits(atoms: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum hits capped at the finest grain (period x region x manager x rep x motion) to the unit.

    Columns in: `by`, actual, target, cell_class at the finest grain. Columns out: `by`, hit_bottom_up.
    This is the additive form: hits of reps add up to hits of managers, regions and the company.

    >>> toy = pd.DataFrame({"u": ["x", "x"], "actual": [30.0, 10.0], "target": [20.0, 20.0], "cell_class": "core"})
    >>> bottom_up_hits(toy, by=["u"])["hit_bottom_up"].tolist()
    [30.0]
    """
    units = grouped(atoms, by=by)
    return units.frame({"hit_bottom_up": units.sums(split_cells(atoms)["hit"])})


def quota_measures(quotas: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum quotas to the unit. Columns in: `by`, quota, quota_full, carrier. Columns out: `by`, quota, quota_full.

    >>> toy = pd.DataFrame({"u": ["x"], "quota": [50.0], "quota_full": [100.0], "carrier": [True]})
    >>> quota_measures(toy, by=["u"]).values.tolist()
    [['x', 50.0, 100.0]]
    """
    return sums(quotas, by=by, of=["quota", "quota_full"])


def deal_sizes(deals: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum booking lines to deals per unit: one row per `by` and deal with its credited amount and its customer.

    A deal is a deal_id, never a line: cutting a deal into lines changes nothing.
    """
    groups = grouped(deals, by=[*by, "deal_id"])
    return groups.frame({"amount": groups.sums(deals["amount"]), "parent_id": groups.first(deals["parent_id"])})


def deal_measures(deals: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Count what was sold per unit: n deals, customers (ultimate parents), the largest deal, Kish's effective n.

    Only deals with a positive credited net amount count. Columns out: `by`, n, customers, largest_deal (money),
    n_effective = (sum a)^2 / sum a^2.

    >>> toy = pd.DataFrame({"u": "x", "deal_id": ["d", "d", "e"], "parent_id": ["p", "p", "p"], "amount": [1.0, 2, 1]})
    >>> deal_measures(toy, by=["u"]).values.tolist()
    [['x', 2.0, 1.0, 3.0, 1.6]]
    """
    sizes = deal_sizes(deals, by=by)
    won = sizes[sizes["amount"] > 0]
    units, amount = grouped(won, by=by), column(won, "amount")
    return units.frame({
        "n": units.sizes(), "customers": units.distinct(won["parent_id"]), "largest_deal": units.highest(amount),
        "n_effective": units.sums(amount) ** 2 / units.sums(amount**2),
    })  # fmt: skip


def join(base: pd.DataFrame, *others: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Join measures of the same units side by side; a unit that lacks one has 0 there (n_effective: NaN).

    >>> left, right = pd.DataFrame({"u": ["x"], "a": [1.0]}), pd.DataFrame({"u": ["y"], "b": [2.0]})
    >>> join(left, right, by=["u"]).values.tolist()
    [['x', 1.0, 0.0], ['y', 0.0, 2.0]]
    """
    parts = (base, *others)
    units = grouped(pd.concat([part[list(by)] for part in parts], ignore_index=True), by=by)
    ends = np.cumsum([len(part) for part in parts])
    columns: dict[str, Array] = {}
    for part, place in zip(parts, np.split(units.place, ends[:-1]), strict=True):
        for name in part.columns.drop(list(by)):
            columns[name] = np.full(len(units), np.nan if name in UNFILLED else 0.0)
            columns[name][place] = column(part, name)
    return units.frame(columns)
