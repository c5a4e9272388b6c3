"""Measures of a unit, of each of its motions, of the strategic motions together, and of core beside each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stratreport.metrics.frames import KEYS, motion_keyed

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
    [['x', 4, 0.0], ['x/motion:core', 3, 3.0], ['x/motion:np', 1, 3.0], ['x/motion:strategic', 1, 3.0]]
    """
    keys, names = list(by), list(sums)
    fine = rows.groupby([*keys, "motion"], sort=True, dropna=False)[names].sum().reset_index()
    core, strategic = motions_of(motions, "core"), motions_of(motions, "strategic")
    units = fine.groupby(keys, sort=True)[names].sum().reset_index()
    together = fine[fine["motion"].isin(strategic)].groupby(keys, sort=True)[names].sum().reset_index()
    parts = pd.concat([fine, together.assign(motion=TOGETHER)], ignore_index=True)
    beside = fine[fine["motion"].isin(core)].groupby(keys, sort=True)[names].sum().add_prefix("core_").reset_index()
    keyed = motion_keyed(parts.merge(beside, on=keys, how="left"))
    keyed["is_core"] = keyed["motion"].isin(core)
    return pd.concat([units, keyed], ignore_index=True)
