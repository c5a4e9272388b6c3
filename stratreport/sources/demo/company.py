"""The company as a whole: the generators in their order, each with its own stream of random numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stratreport.sources.demo.bookings import Selling, choose_partners, choose_personas
from stratreport.sources.demo.customers import Customers, build_customers
from stratreport.sources.demo.deals import Units, draw_deals, unit_columns
from stratreport.sources.demo.lines import calibration, draw_lines
from stratreport.sources.demo.paths import Paths, build_paths
from stratreport.sources.demo.people import People, build_people
from stratreport.sources.demo.quarters import Ints, sums

SEED = 20260109  # see the package: chance adds no second story
STREAMS = ("people", "customers", "paths", "deals", "lines", "credit", "overlay", "pipeline", "support")


@dataclass(frozen=True)
class Company:
    """Everything the tables are written from."""

    people: People
    customers: Customers
    units: Units
    paths: Paths
    selling: Selling
    streams: dict[str, np.random.Generator]
    balanced: bool


def streams_of(seed: int) -> dict[str, np.random.Generator]:
    """Return one independent generator per stream, so that a change in one table leaves the others as they were."""
    children = np.random.SeedSequence(seed).spawn(len(STREAMS))
    return {name: np.random.Generator(np.random.PCG64(child)) for name, child in zip(STREAMS, children, strict=True)}


def build_company(*, seed: int = SEED, balanced: bool = False) -> Company:
    """Return the demo company; `balanced` is the control with the same noise and no story."""
    streams = streams_of(seed)
    people, customers = build_people(streams["people"]), build_customers(streams["customers"])
    units = unit_columns(people.units)
    paths = build_paths(streams["paths"], balanced=balanced)
    deals = draw_deals(units, paths, customers, streams["deals"], paced=not balanced)
    lines = draw_lines(deals, units, streams["lines"], balanced=balanced)
    if not balanced:
        factor = calibration(lines, deals, units, paths)
        lines = replace(lines, amount=lines.amount * factor, listed=lines.listed * factor)
    lines = replace(lines, amount=np.round(lines.amount, 2), listed=np.round(lines.listed, 2))
    money = sums(lines.deal, lines.amount, len(deals.unit))
    last: Ints = np.zeros(len(deals.unit), dtype=np.int64)
    np.maximum.at(last, lines.deal, lines.booked)
    persona = choose_personas(deals, units, money, streams["credit"], balanced=balanced)
    partner, split = choose_partners(deals, units, last, streams["credit"])
    selling = Selling(deals, lines, money, persona, partner, split)
    return Company(people, customers, units, paths, selling, streams, balanced)
