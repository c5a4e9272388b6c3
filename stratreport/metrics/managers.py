"""Managers: their teams judged by the same null as reps, and how much of the spread of reps sits between them (M35)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from stratreport.metrics import null, verdicts
from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import grouped, looked_up, only, plain
from stratreport.metrics.metric import Array, Metric, column, tidy
from stratreport.metrics.people import strategic_attained, strategic_money
from stratreport.metrics.plan_faults import Region
from stratreport.params.specs import Statistics, Strategy

VERDICT_COLUMNS = (
    "base", "manager_id", "reps", "n", "value", "expected", "p", "q", "verdict", "quota", "actual", "quota_attainment",
    "gap",
)  # fmt: skip
MIN_MANAGERS, MIN_REPS = 6, 3
#: a team below it is a person, whom the verdicts on reps judge
MIN_TEAM = 2
TOO_FEW_MANAGERS = "too few managers to judge"
NO_SPREAD = "no spread between reps"
CONFIDENCE = 0.95


def verdict_rows(atoms: Atoms, *, strategy: Strategy, regions: Mapping[str, Region]) -> pd.DataFrame:
    """Judge the team of every manager over the trailing window, region by region: see `judge_managers`.

    Columns out: VERDICT_COLUMNS; reps, quota, actual and gap (what strategic motions together are short of their
    target) are those of the window. Also listed are managers of the window who lead nobody now.
    Nobody is judged on a motion whose plan is at fault (`verdicts.judged_rows`); money and gap hold all motions.
    """
    parts, label = [], atoms.window.label
    for base, region in regions.items():
        cells, quotas = (atoms.at(name, scope=base, period=label) for name in ("cells", "quotas"))
        own, deals = verdicts.judged_rows(atoms, base=base, fault=region.fault)
        limit = strategy.thresholds.strategic
        judged = judge_managers(own, deals=deals, statistics=strategy.statistics, threshold=limit)
        if len(judged):
            parts.append(_with_money(judged, cells=cells, quotas=quotas).assign(base=base))
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(VERDICT_COLUMNS))
    return rows.loc[:, list(VERDICT_COLUMNS)]


def judge_managers(
    cells: pd.DataFrame, *, deals: pd.DataFrame, statistics: Statistics, threshold: float = 1.0
) -> pd.DataFrame:
    """Judge every team as one seller: all deals of its reps together against a simulated team that is on plan.

    The null, the minimum of deals and the verdicts are those of `null.judge_reps`, the peers are the other teams, and
    Benjamini-Hochberg runs over managers. A team's bookings count for who led the rep when they were booked.
    Columns in: those of `null.judge_reps` and manager_id. Columns out: manager_id, n (deals), value (pooled attainment
    of the strategic motions), expected, p, q, verdict (off_strategy | no_signal | too_few).
    Edge cases: bookings without a manager judge nobody; a team of one rep is too_few. Source: metrics.md M35, 6.
    """
    own, won = (
        frame.dropna(subset=["manager_id"]).assign(rep_id=lambda rows: rows["manager_id"]) for frame in (cells, deals)
    )
    teams = cells.groupby("manager_id")["rep_id"].nunique()
    single = own["manager_id"].isin(teams.index[teams < MIN_TEAM])
    parts = [
        null.judge_reps(own[~single], deals=won, statistics=statistics, threshold=threshold),
    ]
    if single.any():
        few = replace(statistics, min_n_flag=len(won) + 1)
        parts.append(null.judge_reps(own[single], deals=won, statistics=few))
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    rows = rows[rows["motion"] == null.ALL].rename(columns={"rep_id": "manager_id"}).sort_values("manager_id")
    return rows.loc[:, ["manager_id", "n", "value", "expected", "p", "q", "verdict"]].reset_index(drop=True)


def _with_money(judged: pd.DataFrame, *, cells: pd.DataFrame, quotas: pd.DataFrame) -> pd.DataFrame:
    out = looked_up(judged, on=["manager_id"], of=strategic_money(cells, by="manager_id"))
    teams = grouped(quotas, by=["manager_id"])
    quota, reps = (teams.beside(out, item) for item in (teams.sums(quotas["quota"]), teams.distinct(quotas["rep_id"])))
    sold = np.maximum(column(out, "actual_strategic"), 0.0)
    gap = np.maximum(column(out, "target_strategic") - sold, 0.0)
    attained = column(out, "actual") / np.where(quota > 0, quota, np.nan)
    return out.assign(quota=quota, reps=reps.astype(int), quota_attainment=attained, gap=gap)


@dataclass(frozen=True)
class Spread:
    """One-way analysis of variance: the intraclass correlation with its interval, eta squared, and what they rest on.

    `value` is max(0, s2m / (s2m + MSW)) with s2m = (MSB - MSW) / n0; `between` is s2m, `within` MSW.
    """

    value: float
    low: float
    high: float
    eta: float
    f: float
    between: float
    within: float
    groups: int
    n: int


def variance_between(values: Array, *, groups: Array, confidence: float = CONFIDENCE) -> Spread:
    """Return how much of the spread of `values` sits between `groups` (W7).

    Formula: n0 = (N - sum n_j^2 / N) / (J - 1); F = MSB / MSW; ICC = (F - 1) / (F - 1 + n0), not below 0; the interval
    puts F / F_quantile(J - 1, N - J) for F. It is exact for groups of one size; n0 stands in for uneven ones.
    Edge cases: one group, one value per group or no spread at all: NaN. Source: metrics.md M35, W7.

    >>> y = np.array([0.9, 0.8, 0.7, 0.5, 0.4, 0.6, 0.3, 0.2, 0.4])
    >>> found = variance_between(y, groups=np.repeat([0.0, 1.0, 2.0], 3))
    >>> round(found.value, 6), round(found.eta, 6), round(found.low, 3), round(found.high, 3)
    (0.857143, 0.863636, 0.35, 0.996)
    """
    place = np.unique(groups, return_inverse=True)[1]
    size = np.bincount(place).astype(np.float64)
    n, j = len(values), len(size)
    centre = values.mean() if n else 0.0
    total = float(((values - centre) ** 2).sum())
    if j < 2 or n <= j or total <= 0:
        nan = float("nan")
        return Spread(nan, nan, nan, eta=nan, f=nan, between=nan, within=nan, groups=j, n=n)
    outer = float((size * (np.bincount(place, values) / size - centre) ** 2).sum())
    msb, msw = outer / (j - 1), max(total - outer, 0.0) / (n - j)
    n0 = (n - float((size**2).sum()) / n) / (j - 1)
    f = msb / msw if msw > 0 else float("inf")
    low, high = _limits(f, n0=n0, df=(j - 1, n - j), confidence=confidence)
    between = (msb - msw) / n0
    value = max(0.0, between / (between + msw)) if between > 0 else 0.0
    return Spread(value, low, high, eta=outer / total, f=f, between=between, within=msw, groups=j, n=n)


def _limits(f: float, *, n0: float, df: tuple[int, int], confidence: float) -> tuple[float, float]:
    from scipy.special import fdtri  # noqa: PLC0415 - half a second of import that only this metric needs

    if np.isinf(f):
        return 1.0, 1.0
    tail = (1 - confidence) / 2
    ratios = (f / float(fdtri(*df, 1 - tail)), f / float(fdtri(*df, tail)))
    low, high = (max(0.0, (item - 1) / (item - 1 + n0)) for item in ratios)
    return low, high


def _spread_rows(people: pd.DataFrame, *, of: str) -> pd.DataFrame:
    y, who = strategic_attained(people).to_numpy(), plain(people["manager_id"])
    judged = ~np.isnan(y) & pd.notna(who)
    keys = only(people, ["kind", "scope", "period"]).drop_duplicates()
    scopes, periods = plain(people["scope"]), plain(people["period"])
    found = []
    for scope, period in zip(keys["scope"], keys["period"], strict=True):
        own = judged & (scopes == scope) & (periods == period)
        codes = pd.factorize(who[own], sort=True)[0]
        full = np.bincount(codes)[codes] >= MIN_REPS
        found.append(variance_between(y[own][full], groups=codes[full].astype(np.float64)))
    few = np.array([item.groups < MIN_MANAGERS for item in found], dtype=bool)
    value, low, high = (
        np.where(few, np.nan, [float(getattr(item, name)) for item in found]) for name in (of, "low", "high")
    )
    caveat = np.where(few, TOO_FEW_MANAGERS, np.where(np.isnan(value), NO_SPREAD, "")).astype(object)
    ends = {"low": low, "high": high} if of == "value" else {}
    groups = np.array([float(item.groups) for item in found])
    return tidy(keys, value=value, denominator=groups, n=np.array([float(i.n) for i in found]), caveat=caveat, **ends)


def manager_effect(people: pd.DataFrame) -> pd.DataFrame:
    """Share of the spread of reps' strategy attainment that sits between managers, with an exact 95% F interval.

    Formula: ICC = s2m / (s2m + MSW), s2m = (MSB - MSW) / n0, not below 0; see `variance_between`. One value per quota
    carrier: pooled strategy attainment over the trailing window, grouped by today's manager.
    Columns: kind, scope, period, rep_id, manager_id, actual_strategic, target_strategic. denominator = managers,
    n = reps. An association, not a cause: territory, tenure and, in the company, region are not taken out.
    Edge cases: managers with fewer than 3 reps are left out; fewer than 6 managers: no value. Source: metrics.md M35.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "company", "period": "Q1", "rep_id": range(18),
    ...                     "manager_id": [f"m{k // 3}" for k in range(18)], "target_strategic": 100.0,
    ...                     "actual_strategic": [10.0 * (k // 3) + k % 3 for k in range(18)]})
    >>> manager_effect(toy)[["value", "denominator", "n"]].round(3).values.tolist()
    [[0.997, 6.0, 18.0]]
    """
    return _spread_rows(people, of="value")


def manager_effect_eta(people: pd.DataFrame) -> pd.DataFrame:
    """Share of the sum of squares between managers (eta squared): beside the ICC, and always higher in small teams.

    Formula: SSB / SST. Columns, edge cases and minimum as in `manager_effect`. Source: metrics.md M35.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "company", "period": "Q1", "rep_id": range(6),
    ...                     "manager_id": "m", "target_strategic": 100.0, "actual_strategic": 10.0})
    >>> manager_effect_eta(toy)[["value", "caveat"]].values.tolist()
    [[nan, 'too few managers to judge']]
    """
    return _spread_rows(people, of="eta")


_WORDS = partial(
    Metric, id="M35", unit="index", direction="lower", range="0 to 1", grain=("base",), needs=("people",),
    min_n=MIN_MANAGERS, below=f"no value: {TOO_FEW_MANAGERS}", source="metrics.md M35, W7", span="window",
)  # fmt: skip
METRICS = (
    _WORDS(
        slug="manager_effect", label="Manager effect", compute=manager_effect,
        definition="Share of the spread of reps' strategy attainment that sits between managers (intraclass "
        "correlation), over the trailing window.",
        formula="max(0, s2m / (s2m + MSW)), s2m = (MSB - MSW) / n0; exact F interval",
        edge_cases="Managers with fewer than 3 reps are left out. Not causal: territory, tenure and region stay in.",
    ),
    _WORDS(
        slug="manager_effect_eta", label="Manager effect, eta squared", compute=manager_effect_eta,
        definition="Share of the sum of squares of reps' strategy attainment between managers; biased up in small "
        "teams.",
        formula="SSB / SST", edge_cases="As the manager effect.",
    ),
)  # fmt: skip
