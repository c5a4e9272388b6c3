"""Strategy attainment of reps and managers drawn toward their own group, as far as few deals ask for it (section 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.groups import Column, grouped, known, only, plain, sums, table, text
from stratreport.metrics.metric import NO_TARGET, Array, Metric, column, ratio, tidy
from stratreport.metrics.people import strategic_attained
from stratreport.metrics.scopes import COMPANY, keyed

_Z = 1.959963984540054
_MONEY = ("actual", "actual_strategic", "target_strategic", "n", "n_effective")


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
    names = ["base", "period", "rep_id", "manager_id", *_MONEY]
    local = only(people, names)[plain(people["base"]) != COMPANY]
    reps = local.assign(group=text(_groups(local), local))
    led = local[known(local, ["manager_id"])]
    managers = sums(led, by=["base", "period", "manager_id"], of=_MONEY)
    managers = managers.assign(group=text("", managers))
    parts = [
        keyed(_measured(reps), kind="rep", parts={"rep": "rep_id"}),
        keyed(_measured(managers), kind="manager", parts={"manager": "manager_id"}),
    ]
    return pd.concat(parts, ignore_index=True)


def _groups(people: pd.DataFrame) -> Column:
    """Return the manager of everybody who is not the only one of the manager, else ""."""
    teams, manager = grouped(people, by=["base", "manager_id"]), plain(people["manager_id"])
    return np.where((teams.sizes()[teams.place] < 2) | pd.isna(manager), "", manager).astype(object)


def _measured(units: pd.DataFrame) -> pd.DataFrame:
    """Add y, mean, s2 and tau2 to units with base, group and money."""
    groups, bases = grouped(units, by=["base", "group"]), grouped(units, by=["base"])
    inside = plain(units["group"]) != ""
    money = {name: column(units, name) for name in _MONEY}
    totals = {name: groups.sums(money[name])[groups.place] for name in _MONEY}
    for name in ("actual_strategic", "target_strategic"):
        totals[name] = np.where(inside, totals[name], bases.sums(money[name])[bases.place])
    mean, y = strategic_attained(table(totals)).to_numpy(), strategic_attained(units).to_numpy()
    share = np.clip(ratio(totals["actual_strategic"], totals["actual"]), 0.0, 1.0)
    p = (share * totals["n"] + 0.5) / (totals["n"] + 1)
    s2 = ratio(p * (1 - p), money["n_effective"]) * ratio(money["actual"], money["target_strategic"]) ** 2
    tau2 = _true_variance(units, y=y, mean=mean, s2=s2)
    whole = s2 + tau2
    count = groups.sizes(~np.isnan(whole))
    mean_s2 = ratio(groups.sums(whole), count) / np.maximum(count, 1.0)
    return units.assign(y=y, mean=mean, s2=s2, tau2=tau2, mean_s2=mean_s2[groups.place])


def _true_variance(units: pd.DataFrame, *, y: Array, mean: Array, s2: Array) -> Array:
    """Return per row the variance of true values around group means in its region, by the method of moments."""
    seen = ~np.isnan(y + mean + s2)
    judged = units[seen]
    regions = grouped(judged, by=["base"])
    square, n = regions.sums((y[seen] - mean[seen]) ** 2), regions.sizes()
    degrees = np.maximum(n - regions.distinct(judged["group"]), 1.0)
    found = np.maximum(square / degrees - regions.sums(s2[seen]) / n, 0.0)
    return regions.beside(units, found, absent=np.nan)


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
