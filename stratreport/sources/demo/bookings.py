"""From deals and lines to bookings: buying roles, split credit, overlay credit, ids, rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stratreport.sources.demo.customers import Customers
from stratreport.sources.demo.deals import Deals, Units
from stratreport.sources.demo.lines import Lines
from stratreport.sources.demo.paths import STEADY
from stratreport.sources.demo.people import OVERLAYS, SEATS, People, iso
from stratreport.sources.demo.plan import (
    CORE,
    DIVERSIFY,
    NEW_PERSONA,
    NEW_PERSONAS,
    NEW_PRODUCT,
    OFF_PLAN,
    REGIONS,
)
from stratreport.sources.demo.products import PRODUCTS
from stratreport.sources.demo.quarters import LAST, REPORTED_FROM, Bools, Floats, Ints, number
from stratreport.sources.demo.stories import COURSES, KNOWN_GAP, STORIES

PERSONAS = ("Lab manager", "QA/QC", "Procurement")
_PERSONA_MIX = (0.46, 0.31, 0.23)
SPLITS = ((0.5, 0.5), (0.6, 0.4), (0.7, 0.3))
SPLIT_SHARE, ABROAD_SHARE, OVERLAY_SHARE = 0.07, 0.04, 0.15
UNKNOWN_FROM = number("FY2025Q4")
Row = tuple[object, ...]

HEADER = (
    "line_id",
    "deal_id",
    "booked_on",
    "rep_id",
    "credit",
    "customer_id",
    "product_id",
    "persona",
    "amount",
    "list_amount",
    "quantity",
)


@dataclass(frozen=True)
class Selling:
    """Everything that was sold: deals, lines with calibrated money, persona and partner per deal."""

    deals: Deals
    lines: Lines
    money: Floats  # per deal, returns netted
    persona: tuple[str | None, ...]  # per deal
    partner: Ints  # per deal: unit that shares the credit, -1 = none
    split: Ints  # per deal: which of the usual splits


def _unknown_goal(region: int, quarter: int, *, balanced: bool) -> float:
    """Return the share of bookings without a buying role in a region and quarter."""
    story = next((item for item in STORIES if item.region == REGIONS[region]), None)
    if balanced or story is None or quarter <= UNKNOWN_FROM:
        return KNOWN_GAP
    done = min((quarter - UNKNOWN_FROM) / (LAST - UNKNOWN_FROM), 1.0)
    return KNOWN_GAP + (story.persona_unknown - KNOWN_GAP) * done


def _unknown(deals: Deals, units: Units, money: Floats, luck: Floats, *, balanced: bool) -> Bools:
    """Return which deals lost their buying role: at random, until the goal of region and quarter is reached."""
    region, quarter = units.region[deals.unit], units.quarter[deals.unit]
    group = np.where(units.gap[deals.unit], -1, region * (LAST + 1) + quarter)
    total = np.bincount(group + 1, money)
    family = np.bincount(deals.head, money, minlength=len(money))
    sound = (deals.motion != NEW_PERSONA) & (deals.head == np.arange(len(money)))
    out = np.zeros(len(money), dtype=bool)
    order = np.lexsort((luck, group))
    edges = np.flatnonzero(np.diff(group[order], prepend=-2, append=10**6))
    for start, end in pairwise(edges.tolist()):
        members = order[start:end]
        first = members[0]
        left = total[group[first] + 1] * _unknown_goal(int(region[first]), int(quarter[first]), balanced=balanced)
        for i in members[sound[members]].tolist():
            if 0 < family[i] <= left * 1.04:
                out[i] = True
                left -= family[i]
    return out[deals.head]


def choose_personas(
    deals: Deals, units: Units, money: Floats, rng: np.random.Generator, *, balanced: bool
) -> tuple[str | None, ...]:
    """Return the buying role of each deal: courted in the new-persona motion, never one that changes a motion."""
    luck = rng.random((len(money), 3))
    known = np.array(PERSONAS)[np.searchsorted(np.cumsum(_PERSONA_MIX)[:-1], luck[:, 0])]
    courted = np.array(NEW_PERSONAS)[(luck[:, 0] < 0.45).astype(int)]
    riding = np.bincount(deals.head, minlength=len(money)) > 1
    free = ~np.isin(deals.motion, (CORE, OFF_PLAN)) & ~riding & (luck[:, 1] < 0.10)
    persona = np.where((deals.motion == NEW_PERSONA) | free, courted, known)[deals.head]
    unknown = _unknown(deals, units, money, luck[:, 2], balanced=balanced)
    return tuple(None if u else p for p, u in zip(persona.tolist(), unknown.tolist(), strict=True))


def choose_partners(deals: Deals, units: Units, last: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the unit that shares each deal's credit (-1 for none) and the kind of split.

    A partner sits in the same team (now and then in another region) and has a seat on every day on which a line of
    the deal is booked (`last` is the latest). Riders are not split.
    """
    team = {seat: manager for seat, (_, manager, _) in enumerate(SEATS)}
    names = sorted(set(team.values()))
    teams = np.array([names.index(team[seat]) for seat in units.seat.tolist()])
    cells = teams * (LAST + 1) + units.quarter
    count = len(deals.unit)
    abroad = rng.random(count) < ABROAD_SHARE
    mine = np.where(abroad, -1, teams[deals.unit]) * (LAST + 1) + units.quarter[deals.unit]
    by_team = {key: np.flatnonzero(cells == key) for key in np.unique(cells).tolist()}
    by_quarter = {q - LAST - 1: np.flatnonzero(units.quarter == q) for q in range(LAST + 1)}
    pools = by_team | by_quarter
    luck = rng.random((count, 3))
    want = np.flatnonzero((luck[:, 0] < SPLIT_SHARE) & (units.quarter[deals.unit] >= REPORTED_FROM))
    partner = np.full(count, -1)
    for i in want.tolist():
        pool = pools[int(mine[i])]
        other = int(pool[int(len(pool) * luck[i, 1])])
        mate = units.rep[other] != units.rep[deals.unit[i]] and not units.gap[other] and not units.gap[deals.unit[i]]
        if mate and units.start[other] <= deals.booked[i] and last[i] <= units.end[other]:
            partner[i] = other
    steady = np.array([course.name == STEADY for course in COURSES])[units.course]
    partner[steady[deals.unit] | ((partner >= 0) & steady[partner])] = -1
    partner[np.flatnonzero(deals.head != np.arange(count))] = -1
    return partner, (luck[:, 2] * len(SPLITS)).astype(np.int64)


def _overlays(selling: Selling, units: Units, people: People, rng: np.random.Generator) -> dict[int, str]:
    """Return, for some deals with new products, the overlay specialist who gets shadow credit on top."""
    ids = {region: rep.rep_id for (region, _), rep in zip(OVERLAYS, people.reps[-len(OVERLAYS) :], strict=True)}
    some = np.flatnonzero(rng.random(len(selling.deals.unit)) < OVERLAY_SHARE)
    out = {}
    for i in some.tolist():
        region = REGIONS[units.region[selling.deals.unit[i]]]
        if selling.deals.motion[i] in (DIVERSIFY, NEW_PRODUCT) and region in ids:
            out[i] = ids[region]
    return out


def booking_rows(
    selling: Selling, units: Units, people: People, customers: Customers, rng: np.random.Generator
) -> list[Row]:
    """Return the rows of bookings.csv in order of day and line: one per line and credited rep."""
    deals, lines = selling.deals, selling.lines
    overlays = _overlays(selling, units, people, rng)
    rep = [people.reps[i].rep_id for i in units.rep.tolist()]
    rows: list[Row] = []
    order = np.lexsort((lines.deal, lines.booked))
    columns = (lines.deal, lines.booked, lines.product, lines.amount, lines.listed, lines.quantity)
    fields = zip(*(values[order].tolist() for values in columns), strict=True)
    for n, (deal, day, product, amount, listed, quantity) in enumerate(fields, start=1):
        line, number_ = f"L{n:06d}", f"D{int(deals.head[deal]) + 1:05d}"
        tail = (
            customers.rows[deals.account[deal]].customer_id,
            PRODUCTS[product].product_id,
            selling.persona[deal],
            f"{amount:.2f}",
            f"{listed:.2f}",
            quantity,
        )
        partner = int(selling.partner[deal])
        own, other = SPLITS[selling.split[deal]] if partner >= 0 else (1, 0)
        rows.append((line, number_, iso(day), rep[deals.unit[deal]], own, *tail))
        if partner >= 0:
            rows.append((line, number_, iso(day), rep[partner], other, *tail))
        if deal in overlays:
            rows.append((line, number_, iso(day), overlays[deal], 1, *tail))
    return rows
