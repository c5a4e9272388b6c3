"""Opportunities of the last eight quarters: those behind the bookings, those that were lost, and those still open.

The open pipeline tells the rest of each story: healthy strategic cover in amer-west, a thin pipeline in latam,
hardly any strategic pipeline in the off-strategy teams of emea.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stratreport.sources.demo.bookings import PERSONAS
from stratreport.sources.demo.company import Company
from stratreport.sources.demo.customers import Customers
from stratreport.sources.demo.opportunity import SINCE, Opportunity
from stratreport.sources.demo.paths import course_of_seats
from stratreport.sources.demo.people import SEATS
from stratreport.sources.demo.plan import (
    CORE,
    DIVERSIFY,
    MOTIONS,
    NEW_LOGO,
    NEW_PERSONA,
    NEW_PERSONAS,
    NEW_PRODUCT,
    NEW_SEGMENT,
    OFF_PLAN,
    REGIONS,
    STRATEGIC,
    target_shares,
)
from stratreport.sources.demo.products import PRODUCTS, pull
from stratreport.sources.demo.quarters import AS_OF, LAST, PLANNED_TO, first_day
from stratreport.sources.demo.stories import COURSES

_CYCLE = {CORE: 70, OFF_PLAN: 110}  # median days from created to closed; strategic motions take STRATEGIC_CYCLE
STRATEGIC_CYCLE = 125
WIN_RATE = (0.20, 0.31, 0.22, 0.27, 0.33, 0.50, 0.35)  # by motion
#: course → win rate on new products where it differs: nobody there knows how to sell them
UNTRAINED = {"latam": 0.12}


@dataclass(frozen=True)
class Cover:
    """Open pipeline closing in FY2026Q4 over the target of the quarter: core, strategic, and single motions.

    A quarter of what opens a quarter in strategic motions is won in it, half of the core: 4 and 2 are what it takes.
    """

    core: float
    strategic: float
    motions: Mapping[str, float]


COVER: Mapping[str, Cover] = {
    "emea-off": Cover(2.9, 0.7, {}),
    "emea-on": Cover(2.5, 4.9, {}),
    "amer-east": Cover(2.5, 4.9, {}),
    "amer-west": Cover(1.8, 6.2, {}),
    "latam": Cover(1.3, 1.4, {"new_product": 0.5, "diversify": 0.4}),
    "apac": Cover(2.5, 5.0, {"new_segment": 0.25}),
    "anz": Cover(2.5, 4.9, {}),
}
BALANCED = Cover(2.5, 4.9, {})  # of every team in the control
_LATER = (1.0, 0.45, 0.2)  # how much of the cover closes in FY2026Q4 and in the two quarters after
_TYPICAL, _SPREAD = 72_000.0, 0.8  # median and sigma of the log of an open opportunity


def _won(company: Company, rng: np.random.Generator) -> list[Opportunity]:
    """Return the opportunities behind the deals booked since `SINCE`."""
    deals, lines, units = company.selling.deals, company.selling.lines, company.units
    first = np.full(len(deals.unit), -1)
    first[lines.deal[::-1]] = np.arange(len(lines.deal))[::-1]
    gross = np.bincount(deals.head[lines.deal], np.maximum(lines.amount, 0), minlength=len(deals.unit))
    cycle = rng.lognormal(0.0, 0.4, len(deals.unit))
    since, out = first_day(SINCE), []
    for i in np.flatnonzero((deals.booked >= since) & (deals.head == np.arange(len(deals.head)))).tolist():
        motion, booked = int(deals.motion[i]), int(deals.booked[i])
        days = max(10, int(cycle[i] * _CYCLE.get(motion, STRATEGIC_CYCLE)))
        out.append(
            Opportunity(
                f"O{i + 1:05d}",
                int(deals.account[i]),
                int(units.rep[deals.unit[i]]),
                int(lines.product[first[i]]),
                company.selling.persona[i],
                booked - days,
                booked,
                booked,
                round(float(gross[i]), 2),
                "won",
                motion,
            )
        )
    return out


class _Accounts:
    """Accounts to lose to or to hope for: existing ones that buy in the region, prospects that never bought."""

    def __init__(self, company: Company) -> None:
        customers, deals = company.customers, company.selling.deals
        sold = np.unique(deals.account).tolist()
        families = {customers.rows[account].family for account in sold}
        self.prospects: dict[tuple[int, bool], list[int]] = {}
        for index, row in enumerate(customers.rows):
            if row.family not in families:
                self.prospects.setdefault((row.region, customers.new_segment[row.family]), []).append(index)
        self.existing = _recent_existing(company, customers)

    def pick(self, motion: int, region: int, luck: float, *, other: int) -> int:
        """Return an account that fits `motion` in a region; `other` when the pool is empty."""
        if motion in (DIVERSIFY, NEW_LOGO, NEW_SEGMENT):
            pool = self.prospects.get((region, motion == NEW_SEGMENT), [])
        else:
            pool = self.existing.get((region, motion == OFF_PLAN), [])
        return pool[int(len(pool) * luck)] if pool else other


def _recent_existing(company: Company, customers: Customers) -> dict[tuple[int, bool], list[int]]:
    """Return the accounts that bought as existing customers in the last four quarters, by region and segment class."""
    deals = company.selling.deals
    recent = (deals.booked >= first_day(LAST - 3)) & np.isin(deals.motion, (CORE, NEW_PERSONA, OFF_PLAN))
    out: dict[tuple[int, bool], list[int]] = {}
    for account in np.unique(deals.account[recent]).tolist():
        row = customers.rows[account]
        out.setdefault((row.region, customers.new_segment[row.family]), []).append(account)
    return out


def _lost(company: Company, won: list[Opportunity], accounts: _Accounts, rng: np.random.Generator) -> list[Opportunity]:
    """Return lost opportunities: each won one stands beside as many as the win rate of its motion implies."""
    course_of_rep = {stint.rep: course_of_seats()[stint.seat] for stint in company.people.stints}
    region_of_rep = {stint.rep: REGIONS.index(SEATS[stint.seat][0]) for stint in company.people.stints}
    rates = np.array(
        [
            UNTRAINED.get(COURSES[course_of_rep[w.rep]].name, WIN_RATE[w.motion])
            if w.motion in (DIVERSIFY, NEW_PRODUCT) and not company.balanced
            else WIN_RATE[w.motion]
            for w in won
        ]
    )
    count = rng.poisson((1 - rates) / rates)
    luck = rng.random((int(count.sum()), 4)).tolist()
    out: list[Opportunity] = []
    for model, times in zip(won, count.tolist(), strict=True):
        for _ in range(times):
            u = luck[len(out)]
            account = accounts.pick(model.motion, region_of_rep[model.rep], u[0], other=model.account)
            closed = min(max(model.expected - 40 + int(80 * u[1]), first_day(SINCE)), AS_OF - 1)
            created = closed - max(12, int((model.expected - model.created) * (0.6 + 0.9 * u[2])))
            out.append(
                Opportunity(
                    f"O{90_001 + len(out)}",
                    account,
                    model.rep,
                    model.product,
                    model.persona,
                    created,
                    closed,
                    closed,
                    round(model.amount * (0.5 + u[3]), 2),
                    "lost",
                    model.motion,
                )
            )
    return out


def _open(company: Company, accounts: _Accounts, rng: np.random.Generator) -> list[Opportunity]:
    """Return what is open on the as-of day, by the cover of each team and motion."""
    out: list[Opportunity] = []
    ladders = [pull(PLANNED_TO, new=new, legacy=False).cumsum() for new in (False, True)]
    courses = course_of_seats()
    here = [stint for stint in company.people.stints if stint.end is None and not stint.gap]
    for stint in sorted(here, key=lambda item: item.rep):
        region = SEATS[stint.seat][0]
        target = target_shares(region, PLANNED_TO) * company.people.quotas[stint.rep, PLANNED_TO]
        target[OFF_PLAN] = 0.03 * target[CORE]
        cover = [_cover(COURSES[courses[stint.seat]].name, motion, company=company) for motion in MOTIONS]
        hoped = np.multiply.outer(_LATER, target * cover) / _TYPICAL / float(np.exp(_SPREAD**2 / 2))
        for ahead, motion in np.repeat(
            np.indices(hoped.shape).reshape(2, -1).T, rng.poisson(hoped).ravel(), axis=0
        ).tolist():
            luck = rng.random(5).tolist()
            start, end = max(first_day(PLANNED_TO + ahead), AS_OF + 3), first_day(PLANNED_TO + ahead + 1)
            product = int((luck[1] >= ladders[motion in (DIVERSIFY, NEW_PRODUCT)]).sum())
            out.append(
                Opportunity(
                    number=f"O{70_001 + len(out)}",
                    account=accounts.pick(motion, REGIONS.index(region), luck[0], other=0),
                    rep=stint.rep,
                    product=min(product, len(PRODUCTS) - 1),
                    persona=_persona(motion, luck[3]),
                    created=AS_OF - 5 - int(200 * luck[4]),
                    closed=None,
                    expected=start + int((end - start) * luck[2]),
                    amount=round(_TYPICAL * float(np.exp(_SPREAD * rng.normal())), 2),
                    outcome="open",
                    motion=motion,
                )
            )
    return out


def _cover(course: str, motion: str, *, company: Company) -> float:
    cover = BALANCED if company.balanced else COVER[course]
    usual = cover.strategic if MOTIONS.index(motion) < STRATEGIC else cover.core
    return cover.motions.get(motion, usual)


def _persona(motion: int, luck: float) -> str | None:
    if motion == NEW_PERSONA:
        return NEW_PERSONAS[int(luck * len(NEW_PERSONAS))]
    return None if luck > 0.96 else PERSONAS[int(luck * len(PERSONAS))]


def build_opportunities(company: Company) -> list[Opportunity]:
    """Return all opportunities, ordered by id."""
    rng = company.streams["pipeline"]
    won = _won(company, rng)
    accounts = _Accounts(company)
    found = [*won, *_lost(company, won, accounts, rng), *_open(company, accounts, rng)]
    return sorted(found, key=lambda item: item.number)
