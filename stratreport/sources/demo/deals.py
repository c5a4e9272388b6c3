"""Deals: how many each representative closes, in which motion, how large (log-normal), on which day, with whom.

Everything is drawn at once except the buyer: buyers are chosen in time order by the ledger of purchase histories.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratreport.sources.demo.customers import Customers
from stratreport.sources.demo.ledger import Ledger
from stratreport.sources.demo.paths import STEADY, Paths, course_of_seats, pace
from stratreport.sources.demo.people import SEATS, Unit
from stratreport.sources.demo.plan import (
    CORE,
    DIVERSIFY,
    NEW_LOGO,
    NEW_PRODUCT,
    NEW_SEGMENT,
    OFF_PLAN,
    REGIONS,
)
from stratreport.sources.demo.quarters import LAST, REPORTED_FROM, Bools, Floats, Ints, workday
from stratreport.sources.demo.stories import COURSES

SPREAD = 0.8  # sigma of the log of a deal
SKILL = 0.10  # spread of persistent skill of representatives
STEER = 0.6  # how much of a lucky or unlucky quarter is steered back towards the number
_GOLDEN, _LOOSE = 0.6180339887, 0.35
ATTACH = 0.12  # chance that a core deal rides on a new-product deal of the same customer


@dataclass(frozen=True)
class Units:
    """The units of people as columns."""

    seat: Ints
    rep: Ints
    quarter: Ints
    start: Ints
    end: Ints
    quota: Floats
    full: Floats
    gap: Bools
    course: Ints
    region: Ints


@dataclass(frozen=True)
class Deals:
    """Deals in time order as columns; `head` is the deal whose id, day, customer and persona it shares (or itself)."""

    unit: Ints
    motion: Ints
    size: Floats
    booked: Ints
    head: Ints
    account: Ints


def unit_columns(units: tuple[Unit, ...]) -> Units:
    """Return the units as columns."""
    seat = np.array([unit.seat for unit in units])
    courses = course_of_seats()
    regions = np.array([REGIONS.index(region) for region, *_ in SEATS])
    return Units(
        seat,
        np.array([unit.rep for unit in units]),
        np.array([unit.quarter for unit in units]),
        np.array([unit.start for unit in units]),
        np.array([unit.end for unit in units]),
        np.array([unit.quota for unit in units]),
        np.array([unit.full for unit in units]),
        np.array([unit.gap for unit in units]),
        courses[seat],
        regions[seat],
    )


def _counts(units: Units, rng: np.random.Generator) -> Ints:
    """Return the number of deals of each unit: Poisson around its pace and its share of a full quarter."""
    rate = np.array([[pace(course, quarter) for quarter in range(LAST + 1)] for course in COURSES])
    share = np.clip(np.divide(units.quota, units.full), 0.0, 1.0)
    days = (units.end - units.start + 1) / 91
    share = np.where(units.gap, np.minimum(days, 1.0) * 1.3, np.maximum(share, 0.1 * days))
    drawn = rng.poisson(rate[units.course, units.quarter] * share)
    steady = np.array([course.name == STEADY for course in COURSES])[units.course]
    return np.where(steady, np.minimum(np.round(2 * days), 2), drawn).astype(np.int64)


def _sizes(units: Units, paths: Paths, unit: Ints, factor: Floats, rng: np.random.Generator) -> Floats:
    """Return log-normal deal sizes, scaled so that a unit lands near its quota times skill, lumps remaining."""
    raw = rng.lognormal(0.0, SPREAD, len(unit)) * factor
    skill = np.exp(SKILL * rng.normal(size=int(units.rep.max()) + 1))
    days = (units.end - units.start + 1) / 91
    goal = np.where(units.gap, units.full * days, np.maximum(units.quota, 0.05 * units.full * days))
    goal = goal * paths.quota[units.course, units.quarter] * skill[units.rep]
    drawn = np.bincount(unit, raw, minlength=len(goal))
    count = np.bincount(unit, minlength=len(goal))
    usual = np.maximum(count.astype(float), 1.0) * float(np.exp(SPREAD**2 / 2))
    scale = goal / usual * (usual / np.where(drawn > 0, drawn, 1.0)) ** STEER
    return np.asarray(raw * scale[unit])


def _motion_luck(units: Units, unit: Ints, rng: np.random.Generator, *, paced: bool) -> Floats:
    """Return a number in [0, 1) per deal that picks its motion.

    By chance alone, or `paced`: a representative who just sold in one motion is likelier to sell in another next, as
    people with a plan do. Chance alone would make one on-plan rep in twenty look as if there were a story.
    """
    luck = rng.random(len(unit))
    if not paced:
        return luck
    rep = units.rep[unit]
    order = np.argsort(rep, kind="stable")
    place = np.empty(len(unit), dtype=np.int64)
    place[order] = np.arange(len(unit)) - np.searchsorted(rep[order], rep[order])
    start = rng.random(int(rep.max()) + 1)
    return np.asarray((start[rep] + place * _GOLDEN + _LOOSE * luck) % 1.0)


def draw_deals(units: Units, paths: Paths, customers: Customers, rng: np.random.Generator, *, paced: bool) -> Deals:
    """Return all deals in time order, each with a customer that makes its motion true on its day."""
    unit = np.repeat(np.arange(len(units.seat)), _counts(units, rng))
    course, quarter = units.course[unit], units.quarter[unit]
    ladder = paths.chances().cumsum(axis=2)[course, quarter]
    motion = np.minimum((_motion_luck(units, unit, rng, paced=paced)[:, None] > ladder).sum(axis=1), OFF_PLAN)
    size = _sizes(units, paths, unit, paths.size[course, quarter, motion], rng)
    start, end = units.start[unit], units.end[unit]
    booked = workday(start + np.floor((end - start + 1) * rng.random(len(unit)) ** 0.62).astype(np.int64), start)
    order = np.lexsort((unit, booked))
    unit, motion, size, booked = unit[order], motion[order], size[order], booked[order]
    walk = _Walk(units, customers, rng.random((len(unit), 4)))
    return walk.run(unit, motion, size, booked)


class _Walk:
    """Chooses the buyers in time order."""

    def __init__(self, units: Units, customers: Customers, luck: Floats) -> None:
        self.units, self.customers, self.luck = units, customers, luck
        self.ledger = Ledger(customers)
        self.heads: dict[int, int] = {}
        self.account: list[int] = []

    def run(self, unit: Ints, motion: Ints, size: Floats, booked: Ints) -> Deals:
        """Return the deals with their buyers; a motion for which nobody is left to sell to becomes core."""
        regions, quarters = self.units.region[unit].tolist(), self.units.quarter[unit].tolist()
        luck = self.luck.tolist()
        motions, days, heads = motion.tolist(), booked.tolist(), list(range(len(unit)))
        for i, (u, m) in enumerate(zip(unit.tolist(), motions, strict=True)):
            head = self.heads.pop(u, None) if m == CORE and luck[i][3] < ATTACH else None
            if head is not None:
                heads[i], days[i] = head, days[head]
                self.account.append(self.account[head])
                continue
            early = quarters[i] < REPORTED_FROM
            family, new_segment = self.buyer(m, regions[i], days[i], luck[i], early=early)
            if family is None:
                motions[i] = CORE
                family, new_segment = self.buyer(CORE, regions[i], days[i], luck[i], early=early)
            if family is None:
                raise LookupError(f"no existing customer left in {REGIONS[regions[i]]}")
            if m == NEW_PRODUCT and not new_segment and not early:
                self.heads[u] = i
            sites = self.customers.accounts[family][regions[i]]
            self.account.append(sites[int(len(sites) * luck[i][2])])
        return Deals(unit, np.array(motions), size, np.array(days), np.array(heads), np.array(self.account))

    def buyer(self, motion: int, region: int, when: int, luck: list[float], *, early: bool) -> tuple[int | None, bool]:
        """Return a family that makes `motion` true on that day, and whether its segment is new."""
        target_new = luck[1] < (0.45 if motion == DIVERSIFY else 0.29)
        new_segment = {NEW_SEGMENT: True, OFF_PLAN: True, NEW_LOGO: False, CORE: False}.get(motion, target_new)
        key = (region, new_segment)
        if early:
            return self.ledger.early(key, when, luck[0]), new_segment
        if motion in (DIVERSIFY, NEW_SEGMENT, NEW_LOGO):
            return self.ledger.new(key, when, luck[0]), new_segment
        family = self.ledger.existing(key, when, luck[0])
        if family is None and motion not in (CORE, OFF_PLAN):
            return self.ledger.existing((region, False), when, luck[0]), False
        return family, new_segment
