"""The lumpy-deal null: what a rep exactly on plan would show with as few and as uneven deals (metrics.md section 6).

A fixed cut accuses most reps of ignoring the strategy, because a handful of large deals never lands on plan shares.
So a rep is judged only against simulated on-plan reps, over the trailing window, and never below a minimum of deals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.bridge import split_cells
from stratreport.metrics.groups import known, only, sums
from stratreport.metrics.metric import Array
from stratreport.metrics.null_draws import Noise, Peers, Places, counted_shares, drawn, noise_of, peers_of
from stratreport.params.specs import Statistics

ALL = "all"
OFF_STRATEGY, NO_SIGNAL, TOO_FEW = "off_strategy", "no_signal", "too_few"
COLUMNS = ("rep_id", "motion", "n", "value", "tested", "expected", "p", "q", "verdict")


@dataclass(frozen=True)
class _Rep:
    """A rep's window: what was booked and planned, in all and per strategic motion."""

    rep_id: str
    booked: float
    planned: float
    motions: tuple[str, ...]
    actual: Array
    target: Array


@dataclass(frozen=True)
class _Deals:
    """The deals won by everybody: who, how much, which column of `parts` holds most of it, and its share per motion."""

    rep: npt.NDArray[np.object_]
    amount: Array
    most: Places
    parts: Array
    motions: tuple[str, ...]

    def won(self, rep_id: str) -> int:
        """Return how many deals a rep won."""
        return int((self.rep == rep_id).sum())

    def peers(self, rep_id: str, *, motions: tuple[str, ...]) -> Peers:
        """Return the deals of everybody else, or the rep's own where there is nobody else."""
        other = self.rep != rep_id
        other = other if bool(other.any()) else ~other
        at = {name: place for place, name in enumerate(motions)}
        places = np.array([at.get(name, len(motions)) for name in self.motions], dtype=np.intp)
        return peers_of(self.amount[other], place=places[self.most[other]], motions=len(motions))

    def shares(self, rep_id: str, *, motions: tuple[str, ...]) -> Array:
        """Return the rep's share of all motions together and of each: see `counted_shares`."""
        own = self.rep == rep_id
        none = np.zeros(int(own.sum()))
        parts = [self.parts[own, self.motions.index(name)] if name in self.motions else none for name in motions]
        return counted_shares(self.amount[own], shares=np.stack(parts, axis=1))


def judge_reps(
    cells: pd.DataFrame, *, deals: pd.DataFrame, statistics: Statistics, threshold: float = 1.0
) -> pd.DataFrame:
    """Judge every rep, over all strategic motions and for each, against simulated on-plan reps.

    For each rep with a strategic target: draw as many deals as the rep won, sizes like the deals of the other reps
    (of the same motion, where deals of a motion differ in size beyond chance), motions with the rep's own target mix.
    The statistic is the share of deals in strategic motions, small deals counting for less (`counted_shares`): one
    large deal must decide neither way, and many deals tell a seller of the familiar sooner than much money does.
    p = probability that an on-plan seller has at most that share (`Drawn.at_most`). Volume is left out: of a rep short
    of volume the mix is judged, of a rep beyond it only whether the targets were reached.
    q = Benjamini-Hochberg, separately over reps (motion "all") and over rep x motion. off_strategy when
    q <= statistics.fdr and value < threshold; else no_signal, which acquits nobody (what is found, and how often
    somebody is accused wrongly: docs/calibration.md).
    Columns in: cells rep_id, motion, cell_class, actual, target of the window; deals rep_id, deal_id, parent_id,
    motion, amount of the same window. Columns out: rep_id, motion, n (deals won), value (pooled attainment; for a
    motion A / T), tested (the counted share against the expected one), expected (mean attainment of the draws), p, q,
    verdict.
    Edge cases: fewer than statistics.min_n_flag deals: too_few, no p, not part of the correction; reps without a
    strategic target are left out; a rep without peers is drawn from the rep's own deal sizes.
    Source: metrics.md section 6.
    """
    won = _won(deals)
    reps = _reps(cells)
    counts = {rep.rep_id: won.won(rep.rep_id) for rep in reps}
    judged = [rep for rep in reps if counts[rep.rep_id] >= statistics.min_n_flag and rep.booked > 0]
    noise = noise_of(max((counts[rep.rep_id] for rep in judged), default=0), statistics=statistics)
    inside = {rep.rep_id for rep in judged}
    rows = []
    for rep in reps:
        n = counts[rep.rep_id]
        rows += _judged(rep, won=won, n=n, noise=noise) if rep.rep_id in inside else _unjudged(rep, n=n)
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


def _won(deals: pd.DataFrame) -> _Deals:
    """Return deals with a positive credited amount; a line without a motion lies in the motion ""."""
    lines = only(deals, ["rep_id", "deal_id", "motion", "amount"])
    lines = lines.sort_values("amount", kind="stable")  # so that the order of rows changes no digit
    amount, named = lines["amount"].to_numpy(dtype=float), lines["motion"].astype(object)
    who, whose = pd.factorize(lines["rep_id"].astype(str), sort=True)
    which, several = pd.factorize(lines["deal_id"].astype(str), sort=True)
    motion, motions = pd.factorize(named.where(named.notna(), ""), sort=True)
    keys, deal = np.unique(who * len(several) + which, return_inverse=True)
    shape = (len(keys), len(motions))
    parts = np.bincount(deal * shape[1] + motion, amount, minlength=shape[0] * shape[1]).reshape(shape)
    total, sold = parts.sum(axis=1), np.maximum(parts, 0.0)
    kept = total > 0
    shares = sold[kept] / sold[kept].sum(axis=1, keepdims=True)
    most = shares.argmax(axis=1) if len(shares) else np.empty(0, dtype=np.intp)
    rep = np.asarray(whose, dtype=object)[keys // max(len(several), 1)][kept]
    return _Deals(rep, total[kept], most, shares, tuple(str(name) for name in motions))


def _reps(cells: pd.DataFrame) -> list[_Rep]:
    """Return the reps with a strategic target."""
    rows = split_cells(sums(cells, by=["rep_id", "motion", "cell_class"], of=["actual", "target"]))
    rows = rows[known(rows, ["rep_id"])]
    who, names = (rows[name].astype(str).to_numpy(dtype=object) for name in ("rep_id", "motion"))
    actual, target = (rows[name].to_numpy(dtype=float) for name in ("actual", "target"))
    strategic = (rows["unit_class"] == "strategic").to_numpy(dtype=bool)
    out = []
    for rep_id in dict.fromkeys(who):
        mine = who == rep_id
        own = np.flatnonzero(mine & strategic)
        if len(own) == 0:
            continue
        own = own[np.lexsort((actual[own], target[own]))]  # by money, so that renaming a motion cannot change a draw
        motions = tuple(str(name) for name in names[own])
        booked, planned = float(actual[mine].sum()), float(target[mine].sum())
        out.append(_Rep(str(rep_id), booked, planned, motions, actual[own], target[own]))
    return out


def _values(rep: _Rep) -> Array:
    """Return attainment of [all, each motion]; all is kept between 0 and 1."""
    values = np.concatenate([[rep.actual.sum() / rep.target.sum()], rep.actual / rep.target])
    values[0] = min(max(values[0], 0.0), 1.0)
    return np.asarray(values, dtype=np.float64)


def _judged(rep: _Rep, *, won: _Deals, n: int, noise: Noise) -> list[tuple[object, ...]]:
    plan = rep.target / max(rep.planned, rep.booked)
    sellers = drawn(plan, peers=won.peers(rep.rep_id, motions=rep.motions), n=n, noise=noise)
    seen = won.shares(rep.rep_id, motions=rep.motions)
    attained = sellers.money / np.append(plan.sum(), plan)[:, None]
    expected = np.append(np.minimum(attained[0], 1.0).mean(), attained[1:].mean(axis=1))
    columns = (_values(rep), seen / sellers.counted.mean(axis=1), expected, sellers.at_most(seen))
    return [
        (rep.rep_id, name, n, *(float(column[k]) for column in columns)) for k, name in enumerate((ALL, *rep.motions))
    ]


def _unjudged(rep: _Rep, *, n: int) -> list[tuple[object, ...]]:
    values = _values(rep)
    return [(rep.rep_id, name, n, values[k], np.nan, np.nan, np.nan) for k, name in enumerate((ALL, *rep.motions))]


def _with_verdicts(rows: pd.DataFrame, *, statistics: Statistics, threshold: float) -> pd.DataFrame:
    p, q = rows["p"].to_numpy(dtype=float), np.full(len(rows), np.nan)
    overall = (rows["motion"] == ALL).to_numpy()
    for family in (overall, ~overall):
        tested = family & ~np.isnan(p)
        q[tested] = adjust(p[tested])
    off = (np.nan_to_num(q, nan=1.0) <= statistics.fdr) & (rows["value"].to_numpy(dtype=float) < threshold)
    verdict = np.where(np.isnan(p), TOO_FEW, np.where(off, OFF_STRATEGY, NO_SIGNAL))
    return rows.assign(q=q, verdict=verdict).loc[:, list(COLUMNS)]
