"""Motions whose plan is at fault in a region: nobody comes near them, and the plan itself says why (M42, class plan).

Nobody is judged on such a motion: environment before person.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import pandas as pd

from stratreport.metrics import null
from stratreport.metrics.frames import Atoms
from stratreport.metrics.scopes import COMPANY
from stratreport.params.specs import Strategy

#: attainment of the region, and of its median carrier, below which a motion is unreached
UNREACHED = 0.3
#: carriers below which their median says nothing
MIN_CARRIERS = 5
SHORT_COLUMNS = ("motion", "actual", "target", "attainment", "median", "carriers", "p", "q")


def suspect_motions(atoms: Atoms, *, strategy: Strategy, base: str) -> Set[str]:
    """Return the motions whose plan is suspect in a region: without support, or raised above the other regions.

    Without support: neither a pay component nor a programme, where other strategic motions have one (a plan that
    declares none at all says nothing). Raised: an override of the region, valid in the reported quarter, asks a larger
    share of quota than the plan does.
    """
    plan = atoms.motions[atoms.motions["cell_class"] == "strategic"]
    bare = plan["pay_component"].isna() & plan["enablement"].isna()
    unsupported = plan.loc[bare, "motion"].astype(str) if not bool(bare.all()) else ()
    order = {str(item): at for at, item in enumerate(atoms.periods["period"])}
    now, last = order[atoms.window.current], len(order)
    raised = {
        motion
        for item in strategy.overrides
        if f"region:{item.region}" == base and order.get(item.first, last) <= now <= order.get(item.last, last)
        for motion, target in item.targets.items()
        if (target.share or 0.0) > (strategy.motion(motion).target.share or 0.0)
    }
    return frozenset(unsupported) | raised


def region_motions(atoms: Atoms, *, strategy: Strategy, base: str) -> pd.DataFrame:
    """Return every strategic motion of a region over the trailing window, the region judged as one seller.

    Columns out: SHORT_COLUMNS; attainment A / T of the region, median over its people with a target, p and q of
    `null.judge_reps` (Benjamini-Hochberg over the motions of the region; NaN with too few deals).
    """
    cells, deals = (atoms.at(name, scope=base, period=atoms.window.label) for name in ("cells", "deals"))
    judged = null.judge_reps(cells.assign(rep_id=""), deals=deals.assign(rep_id=""), statistics=strategy.statistics)
    asked = cells.groupby(["motion", "rep_id"])[["actual", "target"]].sum()
    asked = asked[asked["target"] > 0]
    each = (asked["actual"] / asked["target"]).groupby("motion")
    found = judged[judged["motion"] != null.ALL].set_index("motion")
    found = found.join(asked.groupby("motion").sum()).assign(median=each.median(), carriers=each.size())
    return found.reset_index().assign(attainment=lambda rows: rows["value"]).loc[:, list(SHORT_COLUMNS)]


@dataclass(frozen=True, eq=False)
class Region:
    """A region over the trailing window: its motions (`region_motions`) and those whose plan is at `fault` there."""

    motions: pd.DataFrame
    fault: Set[str]


def regions_of(atoms: Atoms, *, strategy: Strategy) -> Mapping[str, Region]:
    """Return every region of a snapshot by its base: see `Region` and `faults_of`."""
    out = {}
    for base in sorted({str(item) for item in atoms.cells["base"].unique()} - {COMPANY}):
        motions = region_motions(atoms, strategy=strategy, base=base)
        suspects = suspect_motions(atoms, strategy=strategy, base=base)
        out[base] = Region(motions, faults_of(motions, suspects=suspects, rate=strategy.statistics.fdr))
    return out


def faults_of(motions: pd.DataFrame, *, suspects: Set[str], rate: float) -> Set[str]:
    """Return the motions that a region leaves unreached beyond chance and whose plan is suspect.

    Unreached: the region together and its median carrier (of at least 5) below 0.3 of target, and q at most `rate`.
    Columns in: SHORT_COLUMNS. Source: metrics.md M42 (median peer below .3 = plan).

    >>> toy = pd.DataFrame({"motion": ["a", "b"], "attainment": 0.1, "median": 0.0, "carriers": [9, 4], "q": 0.01})
    >>> sorted(faults_of(toy, suspects={"a", "b"}, rate=0.1))
    ['a']
    """
    low = (motions["attainment"] < UNREACHED) & (motions["median"] < UNREACHED) & (motions["carriers"] >= MIN_CARRIERS)
    return frozenset(motions.loc[low & (motions["q"] <= rate) & motions["motion"].isin(suspects), "motion"].astype(str))
