"""Lines of deals: products that make the motion true, returns in their original cell, and the calibration.

The calibration is the last word on money: after everything lumpy has been drawn, the lines of each team, quarter and
motion are scaled towards what the story says, so that the pooled values land while single representatives stay noisy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stratreport.sources.demo.deals import Deals, Units
from stratreport.sources.demo.paths import STEADY, Paths
from stratreport.sources.demo.people import SEATS
from stratreport.sources.demo.plan import CORE, DIVERSIFY, NEW_PRODUCT, OFF_PLAN, STRATEGIC
from stratreport.sources.demo.products import PRODUCTS, pull
from stratreport.sources.demo.quarters import QUARTERS, REPORTED_FROM, Floats, Ints, sums, workday
from stratreport.sources.demo.stories import COURSES, Course

_LINES = (0.56, 0.28, 0.12, 0.04)  # chance of one, two, three, four lines
RETURNS = 0.022
_SIZE_LIMITS = (0.45, 2.4)
_DRAW = 0.6


@dataclass(frozen=True)
class Lines:
    """Deal lines as columns: the deal, product, day, net amount, list amount and units."""

    deal: Ints
    product: Ints
    booked: Ints
    amount: Floats
    listed: Floats
    quantity: Ints


def _products(deal: Ints, deals: Deals, units: Units, rng: np.random.Generator, *, balanced: bool) -> Ints:
    """Return a product per line that is new or existing in the quarter, as its motion needs."""
    legacy = np.array([course.legacy and not balanced for course in COURSES])
    tables = np.array(
        [
            [[pull(quarter, new=new, legacy=old) for old in (False, True)] for new in (False, True)]
            for quarter in QUARTERS
        ]
    ).cumsum(axis=3)
    new = np.isin(deals.motion[deal], (DIVERSIFY, NEW_PRODUCT)).astype(np.int64)
    unit = deals.unit[deal]
    ladder = tables[units.quarter[unit], new, legacy[units.course[unit]].astype(np.int64)]
    rank = (rng.random(len(deal))[:, None] >= ladder).sum(axis=1)
    return np.asarray(np.minimum(rank, len(PRODUCTS) - 1), dtype=np.int64)


def draw_lines(deals: Deals, units: Units, rng: np.random.Generator, *, balanced: bool) -> Lines:
    """Return the lines of all deals in order, returns included, before calibration; `balanced`: no team has its way."""
    count = np.searchsorted(np.cumsum(_LINES), rng.random(len(deals.unit))) + 1
    deal = np.repeat(np.arange(len(count)), np.minimum(count, len(_LINES)))
    weight = rng.gamma(1.6, size=len(deal))
    amount = deals.size[deal] * weight / np.bincount(deal, weight)[deal]
    product = _products(deal, deals, units, rng, balanced=balanced)
    discounts = np.array([Course.discount if balanced else course.discount for course in COURSES])
    mean = np.where(deals.motion == CORE, discounts[units.course[deals.unit]], 0.08)[deal]
    listed = amount / (1 - np.clip(mean * rng.gamma(4.0, 0.25, len(deal)), 0.0, 0.45))
    price = np.array([item.price for item in PRODUCTS])[product]
    quantity = np.clip(np.round(listed / price), 1, 40).astype(np.int64)
    lines = Lines(deal, product, deals.booked[deal], amount, listed, quantity)
    return _with_returns(lines, units.end[deals.unit], rng)


def _with_returns(lines: Lines, end: Ints, rng: np.random.Generator) -> Lines:
    """Return the lines followed by returns: part or all of a line, some weeks later, within the same unit."""
    back = np.flatnonzero(rng.random(len(lines.deal)) < RETURNS)
    part = np.where(rng.random(len(back)) < 0.5, 1.0, rng.uniform(0.2, 0.8, len(back)))
    whole = lines.booked[back]
    later = np.minimum(whole + rng.integers(4, 46, len(back)), end[lines.deal[back]])
    returned = Lines(
        lines.deal[back],
        lines.product[back],
        workday(later, whole),
        -lines.amount[back] * part,
        -lines.listed[back] * part,
        -np.maximum(np.round(lines.quantity[back] * part), 1).astype(np.int64),
    )
    join = np.concatenate
    return Lines(*(join([getattr(lines, name), getattr(returned, name)]) for name in Lines.__dataclass_fields__))


def calibration(lines: Lines, deals: Deals, units: Units, paths: Paths) -> Floats:
    """Return the factor of each line that brings team, quarter and motion to the story.

    First the strategic business of each manager is drawn part of the way, then every motion is scaled within limits,
    so that single deals stay plausible; then all strategic motions together are scaled exactly, and core takes what
    is left to the quota attainment. A team and quarter without deals in a class keeps what it has.
    """
    unit = deals.unit[lines.deal]
    drawn = _drawn_to_team(lines, deals, units, paths)
    lines = replace(lines, amount=lines.amount * drawn)
    course, quarter, motion = units.course[unit], units.quarter[unit], deals.motion[lines.deal]
    live = (~units.gap[unit]) & (quarter >= REPORTED_FROM)
    shape = paths.money.shape
    cell = (course * shape[1] + quarter) * shape[2] + motion
    total = sums(cell[live], lines.amount[live], paths.money.size).reshape(shape)
    carried = ~units.gap
    sale = units.course * shape[1] + units.quarter
    quota = sums(sale[carried], units.quota[carried], shape[0] * shape[1]).reshape(shape[:2])
    target = paths.money * quota[:, :, None]
    first = np.clip(_ratio(target, total), *_SIZE_LIMITS)
    first[[course.name == STEADY for course in COURSES]] = 1.0  # one deal is a whole motion there
    scaled = total * first
    strategic = _ratio(target[..., :STRATEGIC].sum(axis=2), scaled[..., :STRATEGIC].sum(axis=2))
    left = target.sum(axis=2) - scaled[..., OFF_PLAN] - scaled[..., :STRATEGIC].sum(axis=2) * strategic
    factor = first.copy()
    factor[..., :STRATEGIC] *= strategic[:, :, None]
    factor[..., CORE] = _ratio(left, total[..., CORE])
    return np.where(live, factor.reshape(-1)[cell] * drawn, 1.0)


def _drawn_to_team(lines: Lines, deals: Deals, units: Units, paths: Paths) -> Floats:
    """Return the factor that draws each manager's strategic (and other) business of a quarter towards its course."""
    unit = deals.unit[lines.deal]
    managers = sorted({manager for _, manager, _ in SEATS})
    team = np.array([managers.index(manager) for _, manager, _ in SEATS])[units.seat] * len(QUARTERS) + units.quarter
    size = len(managers) * len(QUARTERS)
    share = paths.money[units.course, units.quarter, :STRATEGIC].sum(axis=1)
    strategic = deals.motion[lines.deal] < STRATEGIC
    target = sums(team, units.quota * share, size)
    total = sums(team[unit][strategic], lines.amount[strategic], size)
    factor = np.clip(_ratio(target, total) ** _DRAW, *_SIZE_LIMITS)
    return np.where(strategic, factor[team[unit]], 1.0)


def _ratio(top: Floats, bottom: Floats) -> Floats:
    """Return top / bottom, 1 where there is nothing to scale."""
    usable = (bottom > 0) & (top > 0)
    return np.where(usable, top / np.where(usable, bottom, 1.0), 1.0)
