"""Simulated sellers who are exactly on plan: how their deals fall, with sizes like those of the peers (section 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stratreport.metrics.metric import Array
from stratreport.params.specs import Statistics

Places = npt.NDArray[np.intp]
Levels = npt.NDArray[np.uint16]
#: how finely chance is cut: a probability is off by at most half of 1 / LEVELS
LEVELS = 1 << 16
_EPSILON = 1e-12
#: deals x draws held at once
CELLS = 1 << 20


@dataclass(frozen=True)
class Noise:
    """Uniform numbers of 16 bits shared by all sellers (deals x draws), so that ids and row order change no draw."""

    size: Levels
    motion: Levels

    @property
    def draws(self) -> int:
        """Return how many sellers are drawn."""
        return int(self.size.shape[1])


@dataclass(frozen=True)
class Peers:
    """What deals of the peers look like: sorted sizes, freed of how much larger deals of a motion are by nature.

    `factor` has one number per motion and one for the rest (1): the mean deal there against the mean deal of the rest.
    """

    sizes: Array
    factor: Array


def noise_of(deals: int, *, statistics: Statistics) -> Noise:
    """Return the random numbers of up to `deals` deals for `statistics.bootstrap` sellers, from its seed."""
    shape = (deals, statistics.bootstrap)
    size, motion = (
        np.random.default_rng([statistics.seed, stream]).integers(0, LEVELS, size=shape, dtype=np.uint16)
        for stream in (0, 1)
    )
    return Noise(size=size, motion=motion)


def peers_of(amount: Array, *, place: Places, motions: int) -> Peers:
    """Return how deals of the peers are sized; `place` says the motion of each: 0 .. motions - 1, `motions` = the rest.

    Factors are drawn toward 1 as far as chance explains them (positive part of James and Stein): first that of all
    strategic deals together, then that of each motion against the others. Few deals of a kind therefore change nothing.
    A factor is never below 1: larger deals mean that fewer of them are on plan, which is milder on a seller; smaller
    ones would ask for more of them.

    >>> peers_of(np.array([7.0, 9.0, 1.0, 3.0]), place=np.array([0, 0, 1, 1]), motions=1).factor.round(2).tolist()
    [3.3, 1.0]
    """
    spread = _spread(amount, place=place)
    inside = place < motions
    whole = _excess(amount[inside], amount[~inside], spread=spread)
    logs = np.full(motions + 1, whole)
    logs[motions] = 0.0
    for motion in range(motions):
        own = place == motion
        logs[motion] += _excess(amount[own], amount[inside & ~own], spread=spread)
    factor = np.exp(np.maximum(logs, 0.0))
    return Peers(sizes=np.sort(amount / factor[place]), factor=factor)


def _spread(amount: Array, *, place: Places) -> float:
    """Return the squared coefficient of variation of deals within their motions."""
    n = np.bincount(place)
    mean = np.bincount(place, weights=amount) / np.maximum(n, 1)
    degrees = len(amount) - int((n > 0).sum())
    return float(((amount / mean[place] - 1) ** 2).sum() / degrees) if degrees > 0 else 0.0


def _excess(own: Array, other: Array, *, spread: float) -> float:
    """Return ln(mean / mean of the others), drawn toward 0 as far as its own chance variance asks for."""
    if len(own) < 2 or len(other) < 2:
        return 0.0
    found = float(np.log(own.mean() / other.mean()))
    variance = spread * (1 / len(own) + 1 / len(other))
    return found * max(0.0, 1 - variance / found**2) if found else 0.0


@dataclass(frozen=True)
class Drawn:
    """Simulated on-plan sellers with n deals; arrays are motions x draws, the first row is all motions together.

    counted: share of the motion with small deals counting for less (`counted_shares`); money: share of bookings;
    deals: number of deals; chance: what the plan gives a deal to fall into the motion.
    """

    n: int
    counted: Array
    money: Array
    deals: Array
    chance: Array

    def at_most(self, seen: Array) -> Array:
        """Return per motion the probability that an on-plan seller counts at most `seen`.

        How many deals fall into a motion is known exactly (binomial); the draws say only how often a seller with that
        many is at or below `seen`. So equal deals give the exact probability, and uneven ones lose most of the noise
        of the simulation. A number of deals that was never drawn counts as below up to twice what `seen` stands for.
        """
        return np.array([self._at_most(row, limit=float(seen[row])) for row in range(len(seen))], dtype=np.float64)

    def _at_most(self, row: int, *, limit: float) -> float:
        deals = self.deals[row].astype(np.intp)
        drawn = np.bincount(deals, minlength=self.n + 1)
        below = np.bincount(deals, self.counted[row] <= limit + _EPSILON, self.n + 1)
        unseen = np.arange(self.n + 1) <= 2 * self.n * limit
        share = np.where(drawn > 0, below / np.maximum(drawn, 1), unseen)
        return min(float(share @ binomial(self.n, chance=float(self.chance[row]))), 1.0)


def binomial(n: int, *, chance: float) -> Array:
    """Return the probabilities of 0 .. n successes.

    >>> binomial(2, chance=0.5).round(9).tolist()
    [0.25, 0.5, 0.25]
    """
    k = np.arange(1, n + 1)
    ways = np.concatenate([[0.0], np.cumsum(np.log((n - k + 1) / k))])
    hits = np.arange(n + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(hits > 0, hits * np.log(chance), 0.0) + np.where(hits < n, (n - hits) * np.log1p(-chance), 0.0)
    return np.asarray(np.exp(ways + logs), dtype=np.float64)


def drawn(plan: Array, *, peers: Peers, n: int, noise: Noise) -> Drawn:
    """Return simulated on-plan sellers with n deals.

    `plan` holds the planned share of each motion (sum at most 1; the rest fills up). A deal falls into a motion with
    its planned share of money divided by its factor, so that money is on plan on average. Beyond CELLS / draws deals
    the limit of a normal deal is that of the first ones.
    """
    motions = len(plan)
    chance = np.append(plan, max(1.0 - float(plan.sum()), 0.0)) / peers.factor
    edges = np.rint(np.cumsum(chance / chance.sum()) * LEVELS).astype(np.intp)
    width = np.diff(edges, prepend=0)
    places = np.repeat(np.arange(motions + 1) * noise.draws, width)
    sizes = peers.sizes[np.arange(LEVELS) * len(peers.sizes) // LEVELS]
    seller, normal = np.arange(noise.draws), np.zeros(noise.draws)
    counted, money, deals = (np.zeros((motions + 1, noise.draws)) for _ in range(3))
    larger, factors = bool((peers.factor > 1).any()), np.repeat(peers.factor, noise.draws)
    step = max(1, CELLS // noise.draws)
    for start in range(0, n, step):
        rows = slice(start, min(start + step, n))
        cells, size = places[noise.motion[rows]] + seller, sizes[noise.size[rows]]
        if larger:
            size = size * factors[cells]
        normal = normal if start else _normal(size)
        counted += np.bincount(cells.ravel(), np.minimum(size, normal).ravel(), counted.size).reshape(counted.shape)
        money += np.bincount(cells.ravel(), size.ravel(), money.size).reshape(money.shape)
        deals += np.bincount(cells.ravel(), minlength=deals.size).reshape(deals.shape)
    shares, bookings = (_with_all(item[:-1] / item.sum(axis=0)) for item in (counted, money))
    given = _with_all(width[:-1, None] / LEVELS)[:, 0]
    return Drawn(n=n, counted=shares, money=bookings, deals=_with_all(deals[:-1]), chance=given)


def _normal(size: Array) -> Array:
    """Return per column the size from which a deal counts fully: the lower quartile."""
    at = (len(size) - 1) // 4
    return np.asarray(np.partition(size, at, axis=0)[at], dtype=np.float64)


def _with_all(shares: Array) -> Array:
    """Return the rows with their sum on top."""
    return np.vstack([shares.sum(axis=0), shares])


def counted_shares(amount: Array, *, shares: Array) -> Array:
    """Return the share of all motions together and of each in a seller's deals, small deals counting for less.

    A deal at or above the seller's lower quartile counts fully, a smaller one by its size against it: one large deal
    decides neither way, and scraps do not pass for deals. `shares` is deals x motions: how much of each deal lies in
    each motion.

    >>> counted_shares(np.array([100.0, 2.0, 2.0, 1.0, 2.0]), shares=np.array([[0.0], [1], [0], [1], [0]])).tolist()
    [0.3333333333333333, 0.3333333333333333]
    """
    weight = np.minimum(amount, _normal(amount))
    order = np.lexsort((*shares.T, weight))  # so that the order of rows changes no digit
    found = weight[order] @ shares[order] / weight.sum()
    return np.append(found.sum(), found)
