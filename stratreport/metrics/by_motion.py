"""Measures of a unit, of each of its motions, of the strategic motions together, and of core beside each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stratreport.metrics.frames import KEYS, motion_keyed
from stratreport.metrics.groups import Array, Column, Groups, Mask, Places, among, grouped, plain, table

#: the part of a scope that stands for all strategic motions together
TOGETHER = "strategic"


def motions_of(motions: pd.DataFrame, cell_class: str) -> frozenset[str]:
    """Return the ids of the motions of a class of the plan: core, strategic or off_plan.

    >>> sorted(motions_of(pd.DataFrame({"motion": ["a", "b"], "cell_class": ["core", "strategic"]}), "strategic"))
    ['b']
    """
    return frozenset(str(name) for name in motions.loc[motions["cell_class"] == cell_class, "motion"])


def spread(rows: pd.DataFrame, *, motions: pd.DataFrame, sums: Sequence[str], by: Sequence[str] = KEYS) -> pd.DataFrame:
    """Sum rows of units to the units, their motions and their strategic motions together.

    Columns in: `by` (with kind and scope), motion (null: unknown) and `sums`; motions = the plan (motion, cell_class).
    Columns out: `by`, `sums` and, on rows of a motion, motion, is_core and core_<sum> = the same of the unit's core
    motions together.
    Kinds out: <kind> and <kind>/motion ("motion" at base), scopes "…/motion:<id>" and "…/motion:strategic".

    >>> toy = pd.DataFrame({"kind": "base", "scope": "x", "period": "Q", "motion": ["core", "np"], "n": [3, 1]})
    >>> plan = pd.DataFrame({"motion": ["core", "np"], "cell_class": ["core", "strategic"]})
    >>> spread(toy, motions=plan, sums=["n"])[["scope", "n", "core_n"]].fillna(0).values.tolist()
    [['x', 4.0, 0.0], ['x/motion:core', 3.0, 3.0], ['x/motion:np', 1.0, 3.0], ['x/motion:strategic', 1.0, 3.0]]
    """
    keys, names = list(by), list(sums)
    fine = grouped(rows, by=[*keys, "motion"])
    values = np.array([fine.sums(rows[name]) for name in names], dtype=np.float64).reshape(len(names), len(fine)).T
    if not len(fine):
        return _nothing(fine, names=names)
    first = _starts([fine.keys[key] for key in keys])
    unit = np.repeat(np.arange(len(first)), np.diff(first, append=len(fine)))
    inside = {name: among(fine.keys["motion"], motions_of(motions, name)) for name in ("core", "strategic")}

    def summed(mask: Mask) -> Array:
        found = np.add.reduceat(values * mask[:, None], first)
        found[np.add.reduceat(mask.astype(int), first) == 0] = np.nan
        return np.asarray(found, dtype=np.float64)

    units, together, core = (
        summed(mask) for mask in (np.ones(len(fine), dtype=bool), inside["strategic"], inside["core"])
    )
    present = np.flatnonzero(~np.isnan(together).all(axis=1)) if names else np.arange(len(first))
    own = np.concatenate([unit, present])
    motion = np.append(fine.keys["motion"], np.full(len(present), TOGETHER, dtype=object))
    keyed = motion_keyed(table({**{key: fine.keys[key][first[own]] for key in keys}, "motion": motion}))
    blank, unknown = np.full(len(first), np.nan, dtype=object), np.full((len(first), len(names)), np.nan)
    money, beside = np.vstack([units, values, together[present]]), np.vstack([unknown, core[own]])
    return table({
        **{key: np.append(fine.keys[key][first], plain(keyed[key])) for key in keys},
        **{name: money[:, k] for k, name in enumerate(names)},
        "motion": np.append(blank, motion),
        **{f"core_{name}": beside[:, k] for k, name in enumerate(names)},
        "is_core": np.concatenate([blank, inside["core"].astype(object), np.full(len(present), False, dtype=object)]),
    })  # fmt: skip


def _nothing(fine: Groups, *, names: list[str]) -> pd.DataFrame:
    none = np.zeros(0)
    empty = {**dict.fromkeys(names, none), **{f"core_{name}": none for name in names}}
    return fine.frame({**empty, "is_core": none.astype(bool)})


def _starts(columns: Sequence[Column]) -> Places:
    """Return the first row of every unit; rows are sorted by their keys."""
    changed = np.any([np.append(True, column[1:] != column[:-1]) for column in columns], axis=0)
    return np.flatnonzero(changed)
