"""The lumpy-deal null: what a rep exactly on plan would show with as few and as uneven deals (metrics.md section 6).

A fixed cut accuses most reps of ignoring the strategy, because a handful of large deals never lands on plan shares.
So a rep is judged only against simulated on-plan reps, over the trailing window, and never below a minimum of deals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stratreport.metrics.bridge import split_cells
from stratreport.metrics.measures import deal_sizes
from stratreport.metrics.metric import Array
from stratreport.params.specs import Statistics

ALL = "all"
OFF_STRATEGY, NO_SIGNAL, TOO_FEW = "off_strategy", "no_signal", "too_few"
COLUMNS = ("rep_id", "motion", "n", "value", "tested", "expected", "p", "q", "verdict")
_EPSILON = 1e-12


@dataclass(frozen=True)
class _Rep:
    """A rep's window: deals won, their sizes and, per strategic motion plus the rest, what was booked and planned."""

    rep_id: str
    n: int
    booked: float
    planned: float
    motions: tuple[str, ...]
    actual: Array
    target: Array


@dataclass(frozen=True)
class _Noise:
    """Uniform numbers shared by all reps (deals x draws), so that ids and row order change no draw."""

    size: Array
    motion: Array


def judge_reps(
    cells: pd.DataFrame, *, deals: pd.DataFrame, statistics: Statistics, threshold: float = 1.0
) -> pd.DataFrame:
    """Judge every rep, over all strategic motions and for each, against simulated on-plan reps.

    For each rep with a strategic target: draw as many deals as the rep won, sizes from the deals of the other reps,
    motions with the rep's own target mix, volume exactly on target. p = share of draws whose attainment is at or
    below the rep's. The rep's attainment is first scaled up to full volume when bookings fall short of target (a
    volume problem is not a strategy problem) and never scaled down. q = Benjamini-Hochberg, separately over reps
    (motion "all") and over rep x motion. off_strategy when q <= statistics.fdr and value < threshold; else no_signal,
    which acquits nobody: a verdict finds fewer than the raw p does (by how much: docs/adr/0005-rep-verdicts.md).
    Columns in: cells rep_id, motion, cell_class, actual, target of the window; deals rep_id, deal_id, parent_id,
    amount of the same window. Columns out: rep_id, motion, n (deals won), value (pooled attainment; for a motion
    A / T), tested (the scaled value), expected (mean of the null), p, q, verdict.
    Edge cases: fewer than statistics.min_n_flag deals: too_few, no p, not part of the correction; reps without a
    strategic target are left out; a rep without peers is drawn from the rep's own deal sizes.
    Source: metrics.md section 6.
    """
    sizes = deal_sizes(deals, by=["rep_id"])
    sizes = sizes[sizes["amount"] > 0]
    reps = _reps(cells, won={str(rep): int(n) for rep, n in sizes.groupby("rep_id", dropna=False).size().items()})
    judged = [rep for rep in reps if rep.n >= statistics.min_n_flag and rep.booked > 0]
    noise = _noise(max((rep.n for rep in judged), default=0), statistics=statistics)
    rows = []
    for rep in reps:
        inside = rep.n >= statistics.min_n_flag and rep.booked > 0
        rows += _judged(rep, peers=_peers(sizes, rep_id=rep.rep_id), noise=noise) if inside else _unjudged(rep)
    out = pd.DataFrame(rows, columns=list(COLUMNS[:-2])).assign(q=np.nan)
    return _with_verdicts(out, statistics=statistics, threshold=threshold)


def adjust(p: Array) -> Array:
    """Return Benjamini-Hochberg adjusted p values (W16).

    >>> adjust(np.array([0.001, 0.008, 0.039, 0.041, 0.22])).round(5).tolist()
    [0.005, 0.02, 0.05125, 0.05125, 0.22]
    """
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    out: Array = np.empty(len(p))
    out[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return out


def flag_counts(verdicts: pd.DataFrame) -> tuple[int, int]:
    """Return how many rep x motion flags were tested and how many were raised; to be printed with any flag.

    >>> flag_counts(pd.DataFrame({"motion": ["all", "np"], "p": [0.01, 0.5], "verdict": ["off_strategy", "no_signal"]}))
    (1, 0)
    """
    flags = verdicts[(verdicts["motion"] != ALL) & verdicts["p"].notna()]
    return len(flags), int((flags["verdict"] == OFF_STRATEGY).sum())


def null_shares(target: Array, *, peers: Array, n: int, noise: _Noise) -> Array:
    """Return motions x draws: shares of bookings of simulated on-plan reps with n deals.

    `target` holds the target of each motion, in the order of the result; `peers` the sizes to draw from.
    """
    edges = np.cumsum(target / target.sum())
    edges[-1] = 1.0
    pool = np.sort(peers)
    size = pool[(noise.size[:n] * len(pool)).astype(np.intp)]
    whole = size.sum(axis=0)
    below = np.stack([np.where(noise.motion[:n] < edge, size, 0.0).sum(axis=0) / whole for edge in edges])
    return np.asarray(np.diff(below, axis=0, prepend=0.0), dtype=np.float64)


def _noise(deals: int, *, statistics: Statistics) -> _Noise:
    shape = (deals, statistics.bootstrap)
    size, motion = (np.random.default_rng([statistics.seed, stream]).random(shape) for stream in (0, 1))
    return _Noise(size=size, motion=motion)


def _reps(cells: pd.DataFrame, *, won: dict[str, int]) -> list[_Rep]:
    """Return the reps with a strategic target; core and all else are one pot called "" at the end."""
    summed = cells.groupby(["rep_id", "motion", "cell_class"], sort=True, dropna=False)[["actual", "target"]].sum()
    out = []
    for rep_id, rows in split_cells(summed.reset_index()).groupby("rep_id", sort=True):
        # by money, not by name, so that renaming a motion cannot change a draw
        own = rows[rows["unit_class"] == "strategic"].sort_values(["target", "actual"], kind="stable")
        if len(own) == 0:
            continue
        planned, booked = float(rows["target"].sum()), float(rows["actual"].sum())
        actual, target = own["actual"].to_numpy(dtype=float), own["target"].to_numpy(dtype=float)
        names = tuple(str(name) for name in own["motion"])
        out.append(_Rep(str(rep_id), won.get(str(rep_id), 0), booked, planned, names, actual, target))
    return out


def _peers(sizes: pd.DataFrame, *, rep_id: str) -> Array:
    own = (sizes["rep_id"] == rep_id).to_numpy()
    amounts = sizes["amount"].to_numpy(dtype=float)
    return np.asarray(amounts[~own] if bool((~own).any()) else amounts, dtype=np.float64)


def _values(rep: _Rep) -> tuple[Array, Array]:
    """Return attainment of [all, each motion] and the same scaled up to full volume; all is capped at 1."""
    values = np.concatenate([[rep.actual.sum() / rep.target.sum()], rep.actual / rep.target])
    scaled = values * max(1.0, rep.planned / rep.booked) if rep.booked > 0 else values
    for item in (values, scaled):
        item[0] = min(max(item[0], 0.0), 1.0)
    return values, scaled


def _judged(rep: _Rep, *, peers: Array, noise: _Noise) -> list[tuple[object, ...]]:
    rest = max(rep.planned - float(rep.target.sum()), 0.0)
    shares = null_shares(np.append(rep.target, rest), peers=peers, n=rep.n, noise=noise)[:-1]
    plan = rep.target / rep.planned
    null = np.vstack([np.minimum(shares.sum(axis=0) / plan.sum(), 1.0), shares / plan[:, None]])
    values, scaled = _values(rep)
    draws = null.shape[1]
    p = (1 + (null <= scaled[:, None] + _EPSILON).sum(axis=1)) / (draws + 1)
    names = (ALL, *rep.motions)
    return [
        (rep.rep_id, name, rep.n, values[k], scaled[k], float(null[k].mean()), float(p[k]))
        for k, name in enumerate(names)
    ]


def _unjudged(rep: _Rep) -> list[tuple[object, ...]]:
    values, scaled = _values(rep)
    return [
        (rep.rep_id, name, rep.n, values[k], scaled[k], np.nan, np.nan) for k, name in enumerate((ALL, *rep.motions))
    ]


def _with_verdicts(rows: pd.DataFrame, *, statistics: Statistics, threshold: float) -> pd.DataFrame:
    p, q = rows["p"].to_numpy(dtype=float), np.full(len(rows), np.nan)
    overall = (rows["motion"] == ALL).to_numpy()
    for family in (overall, ~overall):
        tested = family & ~np.isnan(p)
        q[tested] = adjust(p[tested])
    off = (np.nan_to_num(q, nan=1.0) <= statistics.fdr) & (rows["value"].to_numpy(dtype=float) < threshold)
    verdict = np.where(np.isnan(p), TOO_FEW, np.where(off, OFF_STRATEGY, NO_SIGNAL))
    return rows.assign(q=q, verdict=verdict).loc[:, list(COLUMNS)]
