"""Customers of the demo company: 3,000 accounts in about 2,100 families of one or two levels, some across regions.

A family buys as one: newness is judged at its ultimate parent. About 780 families are the installed base; the others
are prospects until a representative wins them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratreport.sources.demo.names import CustomerNamer
from stratreport.sources.demo.people import TEAMS
from stratreport.sources.demo.plan import NEW_SEGMENTS, REGIONS

ACCOUNTS = 3_000
FAMILIES = 2_100
BASE = 780
SEGMENTS = ("Process industry", "Environment labs", "Universities", "Life science", "Semiconductor")
_BASE_MIX = (0.50, 0.24, 0.16, 0.055, 0.045)
_PROSPECT_MIX = (0.29, 0.15, 0.11, 0.25, 0.20)
_GLOBAL_SHARE = 0.04  # of base families with daughters in other regions


@dataclass(frozen=True)
class Customer:
    """One row of customers.csv with what only the generator knows: its region and the number of its family."""

    customer_id: str
    name: str
    parent_id: str | None
    segment: str
    region: int
    family: int


@dataclass(frozen=True)
class Customers:
    """All accounts, and per family: region, whether its segment is new, whether it is base, accounts by region."""

    rows: tuple[Customer, ...]
    region: tuple[int, ...]
    new_segment: tuple[bool, ...]
    base: tuple[bool, ...]
    accounts: tuple[dict[int, list[int]], ...]


def _region_weights() -> list[float]:
    seats = [sum(team[2] for team in TEAMS if team[0] == region) for region in REGIONS]
    return [seat / sum(seats) for seat in seats]


def build_customers(rng: np.random.Generator) -> Customers:
    """Return the accounts: heads of families first, then sites, then sites of sites, in a shuffled order of ids."""
    namer = CustomerNamer(rng)
    weights = _region_weights()
    region = rng.choice(len(REGIONS), FAMILIES, p=weights)
    base = np.arange(FAMILIES) < BASE
    segment = np.where(
        base, rng.choice(len(SEGMENTS), FAMILIES, p=_BASE_MIX), rng.choice(len(SEGMENTS), FAMILIES, p=_PROSPECT_MIX)
    )
    daughters = ACCOUNTS - FAMILIES
    owner = np.sort(
        np.where(rng.random(daughters) < 0.7, rng.integers(0, BASE, daughters), rng.integers(0, FAMILIES, daughters))
    )
    abroad = (rng.random(daughters) < _GLOBAL_SHARE) & base[owner]
    place = np.where(abroad, rng.choice(len(REGIONS), daughters, p=weights), region[owner])
    number = rng.permutation(ACCOUNTS) + 1
    rows: list[Customer] = []
    for i in range(FAMILIES):
        name = namer.head(REGIONS[region[i]], SEGMENTS[segment[i]])
        rows.append(Customer(f"C{number[i]:04d}", name, None, SEGMENTS[segment[i]], int(region[i]), i))
    last: dict[int, Customer] = {}
    deeper = rng.random(daughters) < 0.25
    for j in range(daughters):
        family = int(owner[j])
        above = last.get(family, rows[family]) if deeper[j] else rows[family]
        above = above if above.parent_id in (None, rows[family].customer_id) else rows[family]
        name = namer.site(rows[family].name, REGIONS[place[j]])
        site = Customer(
            f"C{number[FAMILIES + j]:04d}", name, above.customer_id, rows[family].segment, int(place[j]), family
        )
        last[family] = site
        rows.append(site)
    accounts: list[dict[int, list[int]]] = [{} for _ in range(FAMILIES)]
    for index, row in enumerate(rows):
        accounts[row.family].setdefault(row.region, []).append(index)
    new = tuple(SEGMENTS[s] in NEW_SEGMENTS for s in segment)
    return Customers(tuple(rows), tuple(int(r) for r in region), new, tuple(bool(b) for b in base), tuple(accounts))
