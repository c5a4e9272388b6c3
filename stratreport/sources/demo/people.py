"""People: seventy seats in six regions, who sat on them when, their quotas and what of a quarter each could sell.

Seats are numbered 0 to 69 in the order of `TEAMS`. Events (hires, leavers, swaps between regions, gaps in the
paperwork) are data below; a gap leaves a representative without an assignment: what is booked then is `unassigned`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np

from stratreport.sources.demo.names import person_names
from stratreport.sources.demo.plan import PHASING, RAMP
from stratreport.sources.demo.quarters import (
    LAST,
    PLANNED_TO,
    REPORTED_FROM,
    day,
    first_day,
    last_day,
)

#: region, manager, seats, annual quota of a seat in FY2026 (EUR)
TEAMS: tuple[tuple[str, str, int, int], ...] = (
    ("emea", "M01", 6, 2_640_000),
    ("emea", "M02", 6, 2_640_000),
    ("emea", "M03", 4, 2_300_000),
    ("emea", "M04", 4, 2_300_000),
    ("amer-east", "M05", 5, 2_560_000),
    ("amer-east", "M06", 5, 2_560_000),
    ("amer-east", "M07", 4, 2_560_000),
    ("amer-west", "M08", 4, 2_480_000),
    ("amer-west", "M09", 4, 2_480_000),
    ("amer-west", "M10", 4, 2_480_000),
    ("latam", "M11", 4, 1_640_000),
    ("latam", "M12", 4, 1_640_000),
    ("apac", "M13", 4, 2_120_000),
    ("apac", "M14", 4, 2_120_000),
    ("apac", "M15", 4, 2_120_000),
    ("anz", "M16", 4, 1_240_000),
)

#: seats that opened later than 2019: seat, first day
OPENED = (
    (5, "2021-04-01"),
    (15, "2022-02-01"),
    (24, "2020-06-01"),
    (33, "2023-01-01"),
    (37, "2021-09-01"),
    (45, "2022-10-01"),
    (49, "2020-03-01"),
    (57, "2023-04-01"),
    (61, "2021-01-01"),
    (65, "2024-02-01"),
    (69, "2020-09-01"),
)
#: seat, last day of the leaver, first day of the successor
LEAVERS = (
    (3, "2021-11-30", "2022-01-01"),
    (9, "2023-03-31", "2023-05-01"),
    (22, "2020-08-31", "2020-10-01"),
    (27, "2024-05-31", "2024-07-01"),
    (31, "2026-04-30", "2026-06-01"),
    (35, "2022-06-30", "2022-08-01"),
    (42, "2025-01-31", "2025-03-01"),
    (47, "2023-08-31", "2023-10-01"),
    (51, "2025-08-31", "2025-10-01"),
    (55, "2021-05-31", "2021-07-01"),
    (59, "2026-05-31", "2026-07-01"),
    (13, "2024-10-31", "2025-01-01"),
)
#: two seats, first day on the other seat: representatives who changed region (or team)
SWAPS = (
    (7, 56, "2021-07-01"),
    (21, 36, "2022-04-01"),
    (40, 52, "2023-05-16"),
    (18, 29, "2023-10-01"),
    (25, 43, "2025-10-01"),
    (63, 66, "2024-04-01"),
)
#: seat, first and last day on which its representative had no assignment
GAPS = (
    (28, "2026-08-03", "2026-08-23"),
    (39, "2025-11-10", "2025-11-30"),
    (62, "2024-08-05", "2024-08-25"),
    (4, "2022-11-07", "2022-11-20"),
)
OVERLAYS = (("emea", "M03"), ("amer-east", "M05"), ("apac", "M13"))
GROWTH = 1.035


@dataclass(frozen=True)
class Rep:
    """One person of reps.csv."""

    rep_id: str
    name: str
    role: str
    hired_on: int
    left_on: int | None


@dataclass(frozen=True)
class Stint:
    """A rep on a seat from `start` to `end` (inclusive; None = still there); `gap` = without an assignment."""

    rep: int
    seat: int
    start: int
    end: int | None = None
    gap: bool = False


@dataclass(frozen=True)
class Unit:
    """What one rep could sell in one quarter on one seat: days `start` to `end`, `quota` after ramp and days."""

    rep: int
    seat: int
    quarter: int
    start: int
    end: int
    quota: float
    full: float
    gap: bool


@dataclass(frozen=True)
class People:
    """Everybody: reps (then overlays), managers, stints, units of each quarter, quota of rep and quarter."""

    reps: tuple[Rep, ...]
    managers: tuple[Rep, ...]
    stints: tuple[Stint, ...]
    units: tuple[Unit, ...]
    quotas: dict[tuple[int, int], float]


SEATS: tuple[tuple[str, str, int], ...] = tuple(
    (region, manager, annual) for region, manager, seats, annual in TEAMS for _ in range(seats)
)


def _events() -> list[tuple[int, int, str, int, int]]:
    """Return (day, order, kind, seat, other) in time order; `other` is a seat or a day."""
    opened = dict(OPENED)
    events = [(day(opened.get(seat, "2018-01-01")), 1, "join", seat, 0) for seat in range(len(SEATS))]
    for seat, last, successor in LEAVERS:
        events += [(day(last), 0, "leave", seat, 0), (day(successor), 1, "join", seat, 0)]
    events += [(day(when), 2, "swap", one, other) for one, other, when in SWAPS]
    events += [(day(first), 3, "gap", seat, day(last)) for seat, first, last in GAPS]
    return sorted(events)


class _Floor:
    """Who sits where, replayed from the events; every change of seat closes a stint and opens the next."""

    def __init__(self) -> None:
        self.now: dict[int, Stint] = {}
        self.done: list[Stint] = []
        self.hired: list[int] = []
        self.left: dict[int, int] = {}

    def close(self, seat: int, last: int) -> int:
        """End the stint on a seat and return its rep."""
        stint = self.now.pop(seat)
        self.done.append(replace(stint, end=last))
        return stint.rep

    def sit(self, rep: int, seat: int, first: int) -> None:
        """Begin a stint."""
        self.now[seat] = Stint(rep, seat, first)

    def play(self, when: int, kind: str, seat: int, other: int) -> None:
        """Let one event happen."""
        if kind == "join":
            self.hired.append(when)
            self.sit(len(self.hired) - 1, seat, when)
        elif kind == "leave":
            self.left[self.close(seat, when)] = when
        elif kind == "swap":
            one, two = self.close(seat, when - 1), self.close(other, when - 1)
            self.sit(two, seat, when)
            self.sit(one, other, when)
        else:
            rep = self.close(seat, when - 1)
            self.done.append(Stint(rep, seat, when, other, gap=True))
            self.sit(rep, seat, other + 1)


def ramp_share(hired: int, start: int, end: int) -> float:
    """Return the mean ramp over the days `start` to `end` for someone hired on day `hired`.

    >>> ramp_share(day("2026-07-01"), day("2026-08-01"), day("2026-08-31"))
    0.25
    """
    if start - hired > 31 * len(RAMP):
        return 1.0
    since = date.fromordinal(hired)
    total = 0.0
    for ordinal in range(start, end + 1):
        now = date.fromordinal(ordinal)
        months = (now.year - since.year) * 12 + now.month - since.month - (now.day < since.day)
        total += RAMP[min(months, len(RAMP) - 1)]
    return total / (end - start + 1)


def quota_of(annual: float, quarter: int) -> float:
    """Return the full quota of a seat in a quarter: grown from FY2026, phased, in thousands."""
    years = quarter // 4 - PLANNED_TO // 4
    return round(annual * GROWTH**years * PHASING[quarter % 4], -3)


def _units(
    stints: list[Stint], annual: list[float], hired: list[int]
) -> tuple[list[Unit], dict[tuple[int, int], float]]:
    units: list[Unit] = []
    quotas: dict[tuple[int, int], float] = {}
    for quarter in range(PLANNED_TO + 1):
        first, last = first_day(quarter), last_day(quarter)
        for stint in sorted(stints, key=lambda item: (item.start, item.seat)):
            start, end = max(first, stint.start), min(last, stint.end or last)
            if start > end:
                continue
            full = quotas.setdefault((stint.rep, quarter), quota_of(annual[stint.seat], quarter))
            ramped = ramp_share(hired[stint.rep], start, end)
            share = 0.0 if stint.gap else (end - start + 1) / (last - first + 1) * ramped
            units.append(Unit(stint.rep, stint.seat, quarter, start, end, full * share, full, stint.gap))
    return [unit for unit in units if unit.quarter <= LAST], quotas


def _hire_days(hired: list[int], rng: np.random.Generator) -> list[int]:
    """Return hire dates: those who sat there from the first day joined on some first of a month in 2008 to 2017."""
    months = rng.integers(0, 120, len(hired))
    old = day("2018-01-01")
    return [
        date(2008 + int(m) // 12, int(m) % 12 + 1, 1).toordinal() if h == old else h
        for h, m in zip(hired, months, strict=True)
    ]


def build_people(rng: np.random.Generator) -> People:
    """Return everybody of the demo company.

    Raises:
        KeyError: when an event names a seat nobody sits on at that time (a mistake in the data above).
    """
    floor = _Floor()
    for when, _, kind, seat, other in _events():
        floor.play(when, kind, seat, other)
    stints = floor.done + list(floor.now.values())
    hired = _hire_days(floor.hired, rng)
    home = {stint.rep: SEATS[stint.seat][0] for stint in sorted(stints, key=lambda item: -item.start)}
    regions = [home[rep] for rep in range(len(hired))] + [region for region, _ in OVERLAYS]
    names = person_names([*regions, *(region for region, *_ in TEAMS)], rng)
    reps = [Rep(f"R{i + 1:03d}", names[i], "rep", hired[i], floor.left.get(i)) for i in range(len(hired))]
    for region_name in names[len(hired) : len(regions)]:
        reps.append(Rep(f"R{len(reps) + 1:03d}", region_name, "overlay", day("2019-01-01"), None))
    managers = tuple(
        Rep(team[1], name, "manager", day("2012-01-01") + 31 * i, None)
        for i, (team, name) in enumerate(zip(TEAMS, names[len(regions) :], strict=True))
    )
    annual = [
        round(seat[2] * float(np.exp(0.10 * x)), -4) for seat, x in zip(SEATS, rng.normal(size=len(SEATS)), strict=True)
    ]
    units, quotas = _units(stints, annual, hired)
    kept = {key: value for key, value in quotas.items() if key[1] >= REPORTED_FROM}
    return People(tuple(reps), managers, tuple(stints), tuple(units), kept)


@cache
def iso(ordinal: int | None) -> str | None:
    """Return the ISO form of a day, None for none."""
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()
