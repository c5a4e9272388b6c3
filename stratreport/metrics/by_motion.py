"""Measures of a unit, of each of its motions, of the strategic motions together, and of core beside each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.frames import KEYS, motion_keyed
from stratreport.metrics.groups import sums as sums_of
from stratreport.metrics.groups import text

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
    fine = sums_of(rows, by=[*keys, "motion"], of=names)
    if not len(fine):
        return _nothing(fine, names=names)
    first = _starts(fine, keys=keys)
    unit = np.repeat(np.arange(len(first)), np.diff(first, append=len(fine)))
    inside = {name: fine["motion"].isin(motions_of(motions, name)).to_numpy() for name in ("core", "strategic")}
    values = fine[names].to_numpy(dtype=np.float64)
    heads = fine.loc[first, keys].reset_index(drop=True)

    def summed(mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
        found = np.add.reduceat(values * mask[:, None], first)
        found[np.add.reduceat(mask.astype(int), first) == 0] = np.nan
        return pd.DataFrame(found, columns=names)

    units = heads.join(summed(np.ones(len(fine), dtype=bool)))
    together = heads.join(summed(inside["strategic"])).assign(motion=text(TOGETHER, heads))
    core = summed(inside["core"]).add_prefix("core_")
    present = together[names].notna().any(axis=1).to_numpy() if names else np.ones(len(heads), dtype=bool)
    parts = pd.concat([fine, together[present]], ignore_index=True)
    beside = core.iloc[np.concatenate([unit, np.flatnonzero(present)])].reset_index(drop=True)
    keyed = motion_keyed(parts.join(beside))
    keyed["is_core"] = np.append(inside["core"], np.zeros(int(present.sum()), dtype=bool))
    return pd.concat([units, keyed], ignore_index=True)


def _nothing(fine: pd.DataFrame, *, names: list[str]) -> pd.DataFrame:
    return fine.assign(**{f"core_{name}": 0.0 for name in names}, is_core=False)


def _starts(fine: pd.DataFrame, *, keys: list[str]) -> npt.NDArray[np.intp]:
    """Return the first row of every unit; rows are sorted by their keys."""
    columns = [fine[key].to_numpy(dtype=object) for key in keys]
    changed = np.any([np.append(True, column[1:] != column[:-1]) for column in columns], axis=0)
    return np.flatnonzero(changed)
