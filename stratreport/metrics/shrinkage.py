"""Strategy attainment of reps and managers drawn toward their own group, as far as few deals ask for it (section 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_TARGET, Array, Metric, column, tidy
from stratreport.metrics.people import strategic_attained
from stratreport.metrics.scopes import COMPANY, keyed

_Z = 1.959963984540054


def shrink(y: Array, *, mean: Array, s2: Array, tau2: Array) -> tuple[Array, Array]:
    """Return the normal empirical-Bayes estimate B mean + (1 - B) y with B = s2 / (s2 + tau2), and its variance (W8).

    s2 is the sampling variance of y, tau2 the variance of true values around `mean`. Both 0: y itself.

    >>> one = [np.array([x]) for x in (0.2, 0.5, 0.04, 0.01)]
    >>> [x.round(3).tolist() for x in shrink(one[0], mean=one[1], s2=one[2], tau2=one[3])]
    [[0.44], [0.008]]
    """
    whole = s2 + tau2
    b = np.divide(s2, whole, out=np.zeros_like(whole), where=whole > 0)
    return b * mean + (1 - b) * y, (1 - b) * s2


def shrunk_frame(people: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of `strategic_shrunk`: reps around their manager's team, managers around their region.

    Columns in: those of `people.people_frame`. Columns out: kind (rep, manager), scope, period, n, y (attainment),
    mean (pooled attainment of the group), mean_s2 (variance of that mean), s2, tau2.
    s2 = p (1 - p) / n_eff x (A / T_strategic)^2: the chance spread of a strategic share p of n_eff deals (Kish), with
    the group's p, so that a rep without a single strategic deal is not taken for certain.
    tau2 = max(0, spread of y around the group's mean - mean s2), over the groups of the region.
    Edge cases: a carrier without a manager has the region as group, and so has the only rep of a manager.
    """
    local = people[people["base"] != COMPANY]
    reps = local.assign(group=_groups(local))
    teams = local.dropna(subset=["manager_id"]).groupby(["base", "period", "manager_id"], sort=True)
    money = ["actual", "actual_strategic", "target_strategic", "n"]
    totals = teams[money].sum()
    totals["n_effective"] = teams["n_effective"].sum()
    managers = totals.reset_index().assign(group="")
    parts = [
        keyed(_measured(reps), kind="rep", parts={"rep": "rep_id"}),
        keyed(_measured(managers), kind="manager", parts={"manager": "manager_id"}),
    ]
    return pd.concat(parts, ignore_index=True)


def _groups(people: pd.DataFrame) -> pd.Series:
    alone = people.groupby(["base", "manager_id"])["rep_id"].transform("size") < 2
    return people["manager_id"].where(~alone, "").fillna("")


def _measured(units: pd.DataFrame) -> pd.DataFrame:
    """Add y, mean, s2 and tau2 to units with base, group and money."""
    grouped = units.groupby(["base", "group"])
    totals = {name: grouped[name].transform("sum") for name in ("actual", "actual_strategic", "target_strategic", "n")}
    pooled = units.groupby(["base"])[["actual_strategic", "target_strategic"]].transform("sum")
    inside = units["group"] != ""
    for name in ("actual_strategic", "target_strategic"):
        totals[name] = totals[name].where(inside, pooled[name])
    mean = strategic_attained(pd.DataFrame(totals))
    share = (totals["actual_strategic"] / totals["actual"].where(totals["actual"] > 0)).clip(0.0, 1.0)
    p = (share * totals["n"] + 0.5) / (totals["n"] + 1)
    asked, deals = units["target_strategic"].where(units["target_strategic"] > 0), units["n_effective"]
    s2 = p * (1 - p) / deals.where(deals > 0) * (units["actual"] / asked) ** 2
    out = units.assign(y=strategic_attained(units), mean=mean, s2=s2)
    out = out.assign(tau2=_true_variance(out))
    keys = [out["base"], out["group"].where(inside, "")]
    spread = (out["s2"] + out["tau2"]).groupby(keys)
    return out.assign(mean_s2=spread.transform("mean") / spread.transform("count").clip(lower=1))


def _true_variance(units: pd.DataFrame) -> pd.Series:
    """Return per row the variance of true values around group means in its region, by the method of moments."""
    known = units.dropna(subset=["y", "s2", "mean"])
    square = ((known["y"] - known["mean"]) ** 2).groupby(known["base"]).sum()
    keys = known.groupby("base")
    degrees = (keys.size() - keys["group"].nunique()).clip(lower=1)
    found = (square / degrees - keys["s2"].mean()).clip(lower=0.0)
    return units["base"].map(found).astype(float)


def strategic_shrunk(units: pd.DataFrame) -> pd.DataFrame:
    """Strategy attainment of a rep or manager drawn toward the group as far as few, uneven deals leave it uncertain.

    Formula: B mean + (1 - B) y, B = s2 / (s2 + tau2); low and high = 95% of its posterior with the uncertainty of the
    mean, inside 0 to 1. Reps toward their manager's team, managers toward their region; s2 and tau2 as in
    `shrunk_frame`. numerator = y, denominator = the group's mean. Columns: y, mean, mean_s2, s2, tau2, n.
    For display and sorting, never a verdict.
    Edge cases: no strategic target: no value; no deals: the group's mean. Source: metrics.md section 6, W8.

    >>> toy = pd.DataFrame({"y": [0.2], "mean": [0.5], "s2": [0.04], "tau2": [0.01], "n": [12]})
    >>> strategic_shrunk(toy)["value"].round(3).tolist()
    [0.44]
    """
    y, mean, s2, tau2 = (column(units, name) for name in ("y", "mean", "s2", "tau2"))
    unsold = np.isnan(s2) & ~np.isnan(y)
    s2, tau2 = np.nan_to_num(s2), np.nan_to_num(tau2)
    value, variance = shrink(y, mean=mean, s2=s2, tau2=tau2)
    b = np.divide(s2, s2 + tau2, out=np.zeros_like(s2), where=s2 + tau2 > 0)
    value = np.where(unsold, mean, value)
    reach = _Z * np.sqrt(variance + b**2 * np.nan_to_num(column(units, "mean_s2")))
    low, high = (np.where(unsold, np.nan, np.clip(value + side * reach, 0.0, 1.0)) for side in (-1.0, 1.0))
    caveat = np.where(np.isnan(value), NO_TARGET, "").astype(object)
    return tidy(units, value=value, low=low, high=high, numerator=y, denominator=mean, caveat=caveat)


METRICS = (
    Metric(
        id="M35", slug="strategic_shrunk", label="Strategy attainment, shrunk", unit="ratio", direction="higher",
        range="0 to 1", grain=("manager", "rep"), needs=("shrunk",), compute=strategic_shrunk, span="window",
        definition="Strategy attainment over the trailing window, drawn toward the manager's team (reps) or the region "
        "(managers) as far as few deals leave it uncertain.",
        formula="B x mean + (1 - B) x y, B = s2 / (s2 + tau2)",
        edge_cases="For display and sorting; never a verdict. The only rep of a manager is drawn toward the region.",
        source="metrics.md section 6, W8",
    ),
)  # fmt: skip
