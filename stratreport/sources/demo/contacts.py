"""Who was met in the opportunities: buying roles with the first exchange in both directions, and activities."""

from __future__ import annotations

import numpy as np

from stratreport.sources.demo.bookings import PERSONAS, Row
from stratreport.sources.demo.company import Company
from stratreport.sources.demo.opportunity import Opportunity, stage_at
from stratreport.sources.demo.people import iso
from stratreport.sources.demo.plan import NEW_PERSONAS
from stratreport.sources.demo.quarters import AS_OF, LAST, first_day, workday

ROLES = (*PERSONAS, *NEW_PERSONAS)
_OFTEN = np.array((0.42, 0.34, 0.27, 0.13, 0.15))  # chance that a role is met besides the primary one
KINDS = ("meeting", "call", "demonstration", "site visit", "workshop")
_KIND_MIX = (0.40, 0.34, 0.13, 0.09, 0.04)


def _recent(found: list[Opportunity]) -> list[Opportunity]:
    """Return the opportunities that were alive in the last four quarters."""
    since = first_day(LAST - 3)
    return [item for item in found if item.closed is None or item.closed >= since]


def engagement_rows(found: list[Opportunity], rng: np.random.Generator) -> list[Row]:
    """Return the rows of engagements.csv: one per opportunity and buying role; won deals reach more roles."""
    items = _recent(found)
    luck, wait = rng.random((len(items), len(ROLES))), rng.random((len(items), len(ROLES)))
    rows: list[Row] = []
    for item, met, delay in zip(items, luck, wait.tolist(), strict=True):
        reach = _OFTEN * (1.35 if item.outcome == "won" else 1.0)
        end = min(item.expected, AS_OF)
        for role, chance, late in zip(ROLES, (met < reach).tolist(), delay, strict=True):
            if chance or role == item.persona:
                when = item.created + int((end - item.created) * late * late * 0.8)
                rows.append((item.number, role, iso(when), stage_at(item, when)))
    return rows


def activity_rows(company: Company, found: list[Opportunity], rng: np.random.Generator) -> list[Row]:
    """Return the rows of activities.csv in time order; one in six serves no opportunity."""
    since, items = first_day(LAST - 3), _recent(found)
    count = rng.poisson(1.1, len(items))
    pick = np.repeat(np.arange(len(items)), count)
    start = np.array([max(item.created, since) for item in items])[pick]
    end = np.array([min(item.expected, AS_OF) for item in items])[pick]
    when = workday(start + np.floor((end - start) * rng.random(len(pick))).astype(np.int64), start)
    kind = np.searchsorted(np.cumsum(_KIND_MIX)[:-1], rng.random(len(pick)))
    free = rng.random(len(pick)) < 1 / 6
    rows: list[Row] = []
    hired = [rep.hired_on for rep in company.people.reps]
    for n in np.lexsort((pick, when)).tolist():
        item = items[pick[n]]
        if when[n] >= hired[item.rep]:
            customer = company.customers.rows[item.account].customer_id
            reference = None if free[n] else item.number
            rows.append((company.people.reps[item.rep].rep_id, iso(int(when[n])), KINDS[kind[n]], reference, customer))
    return rows
