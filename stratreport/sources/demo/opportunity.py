"""One opportunity, its stage on a day, and the rows of the two tables that show opportunities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratreport.sources.demo.bookings import Row
from stratreport.sources.demo.company import Company
from stratreport.sources.demo.people import iso
from stratreport.sources.demo.plan import MOTIONS, OFF_PLAN
from stratreport.sources.demo.products import PRODUCTS
from stratreport.sources.demo.quarters import AS_OF, PLANNED_TO, first_day, number, workday

SINCE = number("FY2024Q4")
STAGES = ("qualify", "discover", "propose", "negotiate")
HINTED = 0.85  # of pipeline lines carry the motion their owner expects
HEADER = (
    "opportunity_id",
    "customer_id",
    "rep_id",
    "product_id",
    "persona",
    "created_on",
    "closed_on",
    "stage",
    "amount",
    "outcome",
)


@dataclass(frozen=True)
class Opportunity:
    """One opportunity; `closed` None = open, `expected` is the day on which it closed or is expected to."""

    number: str
    account: int
    rep: int
    product: int
    persona: str | None
    created: int
    closed: int | None
    expected: int
    amount: float
    outcome: str
    motion: int


def stage_at(item: Opportunity, when: int) -> str:
    """Return the stage of an open opportunity on a day: further, the nearer its (expected) close."""
    done = (when - item.created) / max(item.expected - item.created, 1)
    return STAGES[min(max(int(done * len(STAGES)), 0), len(STAGES) - 1)]


def opportunity_rows(company: Company, found: list[Opportunity]) -> list[Row]:
    """Return the rows of opportunities.csv."""
    rows: list[Row] = []
    for item in found:
        stage = stage_at(item, AS_OF) if item.closed is None else f"closed {item.outcome}"
        rows.append(
            (
                item.number,
                company.customers.rows[item.account].customer_id,
                company.people.reps[item.rep].rep_id,
                PRODUCTS[item.product].product_id,
                item.persona,
                iso(item.created),
                iso(item.closed),
                stage,
                f"{item.amount:.2f}",
                item.outcome,
            )
        )
    return rows


def snapshot_rows(found: list[Opportunity], rng: np.random.Generator) -> list[Row]:
    """Return the rows of pipeline_snapshots.csv: what was open on the fifth day of each quarter, as seen that day."""
    created = np.array([item.created for item in found])
    closed = np.array([item.closed or AS_OF + 10_000 for item in found])
    rows: list[Row] = []
    for quarter in range(SINCE, PLANNED_TO + 1):
        when = first_day(quarter) + 4
        here = np.flatnonzero((created <= when) & (closed > when))
        seen = np.exp(0.15 * rng.normal(size=len(here)))
        slip = workday(
            np.array([found[i].expected for i in here.tolist()]) - rng.integers(-10, 35, len(here)),
            np.full(len(here), when + 1),
        )
        guess = rng.random(len(here))
        for i, factor, day, luck in zip(here.tolist(), seen.tolist(), slip.tolist(), guess.tolist(), strict=True):
            item = found[i]
            close = item.expected if item.closed is None else max(day, when + 1)
            hint = MOTIONS[item.motion] if luck < HINTED and item.motion != OFF_PLAN else None
            amount = item.amount if when == AS_OF else item.amount * factor
            rows.append((iso(when), item.number, stage_at(item, when), f"{amount:.2f}", iso(close), hint))
    return rows
