"""The exact bridge between quota and strategy (metrics.md 2.0 and 2.1), on plain cells.

A cell is one motion of one unit: `actual` (net bookings, may be negative), `target` (>= 0) and `cell_class`
(core | strategic | off_plan, as the plan declares it). The cells of a unit partition all of its credited bookings.
Every function takes cells at one grain and never mixes grains: sum to the grain first, then call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.errors import MetricError
from stratreport.metrics.groups import text

Array = npt.NDArray[np.float64]


def split_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Split each cell into what fulfils its target, what exceeds it, what is missing and what came back.

    Formula: hit = min(A+, T); surplus = A+ - hit; gap = T - hit; returns = max(-A, 0), so that always
    A = hit + surplus - returns and T = hit + gap. `unit_class` is core when the plan says core (even with T = 0),
    else off_plan when T = 0, else strategic.
    Columns in: actual, target (money), cell_class. Columns out: the same plus hit, surplus, gap, returns, unit_class.
    Edge cases: a net-negative cell has no hit and no surplus, only returns. A negative target raises.
    Raises: MetricError when a target is negative or missing.
    Source: metrics.md 2.0.

    >>> toy = pd.DataFrame({"actual": [1000.0, 60.0, -5.0], "target": [600.0, 200.0, 0.0],
    ...                     "cell_class": ["core", "strategic", "strategic"]})
    >>> split_cells(toy)[["hit", "surplus", "gap", "returns", "unit_class"]].values.tolist()
    [[600.0, 400.0, 0.0, 0.0, 'core'], [60.0, 0.0, 140.0, 0.0, 'strategic'], [0.0, 0.0, 0.0, 5.0, 'off_plan']]
    """
    actual, target = _column(cells, "actual"), _column(cells, "target")
    if not bool((target >= 0).all()):
        raise MetricError(
            "a target is negative or missing", where="cells.target", expected="0 or more", fix="see the plan"
        )
    positive = np.maximum(actual, 0.0)
    hit = np.minimum(positive, target)
    core = (cells["cell_class"] == "core").to_numpy()
    unit_class = np.array(["off_plan", "strategic", "core"], dtype=object)[np.where(core, 2, (target > 0).astype(int))]
    return cells.assign(
        hit=hit,
        surplus=positive - hit,
        gap=target - hit,
        returns=np.maximum(-actual, 0.0),
        unit_class=text(unit_class, cells),
    )


def _column(frame: pd.DataFrame, name: str) -> Array:
    return np.asarray(frame[name], dtype=np.float64)


@dataclass(frozen=True)
class Bridge:
    """Quota attainment taken apart, for one unit at one grain; ratios are fractions, None where undefined.

    Shares of quota: quota_attainment QA, cover kappa = T/Q, and the surplus s and returns r by cell class.
    Shares of target: strategic_attainment SA, volume_shortfall V, masked_shortfall X, gap g_T = 1 - SA.
    """

    quota_attainment: float | None
    cover: float | None
    strategic_attainment: float | None
    volume_shortfall: float | None
    masked_shortfall: float | None
    surplus_core: float | None
    surplus_strategic: float | None
    surplus_off_plan: float | None
    returns: float | None
    gap: float | None


def bridge(cells: pd.DataFrame, *, quota: float | None) -> Bridge:
    """Take quota attainment apart so that it foots exactly.

    Formula: QA = kappa * SA + s_core + s_strategic + s_off_plan - r (identity 2); 1 - SA = V + X (identity 4).
    Columns: actual, target, cell_class, one row per motion of one unit.
    Edge cases: quota missing or 0 makes every share of quota None; targets of 0 make SA, V and X None.
    Source: metrics.md 2.1 identities 1, 2 and 4.

    >>> w1 = pd.DataFrame({"actual": [1000.0, 60, 40, 0], "target": [600.0, 200, 150, 50],
    ...                    "cell_class": ["core", "strategic", "strategic", "strategic"]})
    >>> b = bridge(w1, quota=1000)
    >>> b.quota_attainment, b.strategic_attainment, b.surplus_core, b.masked_shortfall, b.volume_shortfall
    (1.1, 0.7, 0.4, 0.3, 0.0)
    """
    rows = split_cells(cells)
    total = rows[["actual", "target", "hit", "surplus", "gap", "returns"]].sum()
    by_class = rows.groupby("unit_class")["surplus"].sum()

    def of_quota(amount: float) -> float | None:
        return float(amount / quota) if quota else None

    def of_target(amount: float) -> float | None:
        return float(amount / total["target"]) if total["target"] > 0 else None

    return Bridge(
        quota_attainment=of_quota(total["actual"]),
        cover=of_quota(total["target"]),
        strategic_attainment=of_target(total["hit"]),
        volume_shortfall=of_target(max(total["gap"] - total["surplus"], 0.0)),
        masked_shortfall=of_target(min(total["surplus"], total["gap"])),
        surplus_core=of_quota(by_class.get("core", 0.0)),
        surplus_strategic=of_quota(by_class.get("strategic", 0.0)),
        surplus_off_plan=of_quota(by_class.get("off_plan", 0.0)),
        returns=of_quota(total["returns"]),
        gap=of_quota(total["gap"]),
    )


def mix_and_volume(cells: pd.DataFrame) -> pd.DataFrame:
    """Split each cell's difference to target into volume (how much in all) and mix (in which cells).

    Formula: A+ - T_k = q_k (A+ - T) + A+ (p_k - q_k), p = shares of positive bookings, q = shares of target;
    the mix terms sum to 0 and half their absolute sum is the money in the wrong cells (A+ x total variation).
    Columns in: actual, target. Columns out: plus volume, mix (money). NaN when T = 0 or nothing was booked.
    Source: metrics.md 2.1 identity 6.

    >>> w1 = pd.DataFrame({"actual": [1000.0, 60, 40, 0], "target": [600.0, 200, 150, 50]})
    >>> mix_and_volume(w1)["mix"].round(6).tolist()
    [340.0, -160.0, -125.0, -55.0]
    """
    positive, target = np.maximum(_column(cells, "actual"), 0.0), _column(cells, "target")
    booked, planned = positive.sum(), target.sum()
    if booked <= 0 or planned <= 0:
        return cells.assign(volume=np.nan, mix=np.nan)
    plan_share = target / planned
    return cells.assign(volume=plan_share * (booked - planned), mix=positive - booked * plan_share)


def change_terms(before: pd.DataFrame, after: pd.DataFrame) -> tuple[float, float]:
    """Explain a change of bottom-up strategic attainment by execution and by reweighting of targets.

    Formula: dSA = sum mean(w) dSA_i (execution) + sum mean(SA_i) dw (reweighting), w_i = T_i/T, means of the two dates.
    Columns: index = unit, `hit` and `target` (money), the same units in both frames, every target > 0.
    Raises: MetricError when units differ or a target is 0 (attainment of that unit is unknown).
    Source: metrics.md 2.1 identity 11.

    >>> units = ["a", "b"]
    >>> was = pd.DataFrame({"hit": [50.0, 100.0], "target": [100.0, 100.0]}, index=units)
    >>> now = pd.DataFrame({"hit": [80.0, 100.0], "target": [100.0, 100.0]}, index=units)
    >>> [round(term, 6) for term in change_terms(was, now)]
    [0.15, 0.0]
    """
    if set(before.index) != set(after.index) or bool((before["target"] <= 0).any() or (after["target"] <= 0).any()):
        raise MetricError("change of strategic attainment needs the same units with targets at both dates")
    later = after.loc[before.index]
    targets = _column(before, "target"), _column(later, "target")
    rates = _column(before, "hit") / targets[0], _column(later, "hit") / targets[1]
    return midpoint_terms(targets, rates)


def midpoint_terms(targets: tuple[Array, Array], rates: tuple[Array, Array]) -> tuple[float, float]:
    """Split the change of a weighted mean of rates: at the mean weight (execution) and at the mean rate (reweighting).

    Both arguments are (before, after), unit by unit; weights are shares of target. The two terms add up exactly.

    >>> midpoint_terms((np.array([1.0, 1.0]), np.array([1.0, 1.0])), (np.array([0.5, 1.0]), np.array([1.0, 1.0])))
    (0.25, 0.0)
    """
    weights = targets[0] / targets[0].sum(), targets[1] / targets[1].sum()
    execution = ((weights[0] + weights[1]) / 2 * (rates[1] - rates[0])).sum()
    reweighting = ((rates[0] + rates[1]) / 2 * (weights[1] - weights[0])).sum()
    return float(execution), float(reweighting)
