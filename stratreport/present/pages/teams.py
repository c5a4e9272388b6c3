"""The teams of the page: every manager with quota carriers now, what the team delivered, and what it may need.

A team is what a manager leads in one region: verdicts, causes and money are those of a region.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from stratreport.metrics.privacy import AGGREGATE, cover
from stratreport.present.pages.reading import Reading, known
from stratreport.present.pages.seats import Seat, seats

STRATEGIC, OFF, REGION = "strategic", "off_strategy", "region:"
#: region and manager
Key = tuple[str, str]


@dataclass(frozen=True)
class Team:
    """One manager's team over the trailing quarters; the values of `cover`, `needed` and `certified` are of the book.

    `deals` are those in strategic motions; `verdict` is off_strategy, no_signal or too_few, `expected` the attainment
    that a team on plan would show with such deals; `cause` is the class that more than half of the team share, else
    empty. `region` is the team's. `closed` is why the team's numbers may not be shown ("" = they may).
    """

    manager: str
    name: str
    reps: tuple[Seat, ...]
    quota_attainment: float | None
    strategy: Any
    shrunk: float | None
    deals: int
    cover: Any
    needed: Any
    certified: Any
    verdict: str
    expected: float | None
    cause: str
    region: str = ""
    closed: str = ""


def teams(reading: Reading) -> tuple[Team, ...]:
    """Return the teams by name of the manager, then id: no rank. Representatives without a manager form no team.

    The company has more teams than a page holds: those off strategy beyond chance stand first. A manager with teams in
    several regions is named with the region.
    """
    members = _members(reading)
    names = _names(reading, list(members))
    found = [_team(reading, key, name=names[key], members=reps) for key, reps in members.items()]
    found = [replace(team, closed=why) for team, why in zip(found, _closed(reading, found), strict=True)]
    first = OFF if reading.company else ""
    return tuple(sorted(found, key=lambda team: (team.verdict != first, team.name, team.manager, team.region)))


def _closed(reading: Reading, found: list[Team]) -> tuple[str, ...]:
    """Return why each team is closed: small ones where people are shown in groups only, region by region."""
    if reading.snapshot.meta.rep_display != AGGREGATE:
        return ("",) * len(found)
    reasons: dict[Key, str] = {}
    for region in sorted({team.region for team in found}):
        own = [team for team in found if team.region == region]
        covered = cover([len(team.reps) for team in own], smallest=reading.snapshot.meta.min_group)
        reasons |= {(region, team.manager): why for team, why in zip(own, covered.reasons, strict=True)}
    return tuple(reasons[team.region, team.manager] for team in found)


def _members(reading: Reading) -> dict[Key, list[Seat]]:
    rows = reading.book.quadrants
    own = rows[((rows["base"] == reading.scope) | reading.company) & rows["manager_id"].notna()]
    regions = own["base"].astype(str).str.removeprefix(REGION)
    leads = zip(regions, own["rep_id"].astype(str), own["manager_id"].astype(str), strict=True)
    manager_of = {(region, rep): (region, manager) for region, rep, manager in leads}
    found: dict[Key, list[Seat]] = {key: [] for key in sorted(set(manager_of.values()))}
    for seat in seats(reading):
        region = seat.region or reading.snapshot.meta.region
        if (region, seat.rep) in manager_of:
            found[manager_of[region, seat.rep]].append(seat)
    return found


def _names(reading: Reading, keys: list[Key]) -> Mapping[Key, str]:
    """Return the name of each team's manager as it may be printed; without one a team has a number."""
    shown = reading.snapshot.frames["reps"].drop_duplicates("rep_id").set_index("rep_id")["display"]
    several = Counter(manager for _, manager in keys)
    names = {}
    for index, (region, manager) in enumerate(keys, start=1):
        name = shown.get(manager)
        name = name if isinstance(name, str) and name else f"Team {index}"
        place = reading.snapshot.meta.region_names.get(region, region)
        names[region, manager] = f"{name}, {place}" if several[manager] > 1 else name
    return names


def _team(reading: Reading, key: Key, *, name: str, members: list[Seat]) -> Team:
    book, when, (region, manager) = reading.book, reading.book.window.label, key
    unit: dict[str, str] = {"region": region} if reading.company else {}
    return Team(
        manager=manager, name=name, reps=tuple(members), region=region,
        quota_attainment=known(book.value("quota_attainment", period=when, manager=manager, **unit).value),
        strategy=book.value("strategic_motion_attainment", period=when, manager=manager, **unit),
        shrunk=known(book.value("strategic_shrunk", manager=manager, **unit).value),
        deals=_strategic_deals(reading, key),
        cover=book.value("pipeline_coverage", manager=manager, motion=STRATEGIC, **unit),
        needed=book.value("required_coverage", manager=manager, motion=STRATEGIC, **unit),
        certified=book.value("enablement_coverage", manager=manager, **unit),
        verdict=_verdict(reading, key), expected=_expected(reading, key), cause=_cause(reading, key),
    )  # fmt: skip


def _strategic_deals(reading: Reading, key: Key) -> int:
    rows = reading.snapshot.frames["deals"]
    motions = reading.snapshot.frames["motions"]
    asked = set(motions.loc[motions["cell_class"] == STRATEGIC, "motion"])
    own = rows[rows["period"].isin(reading.book.window.trailing) & (rows["manager_id"] == key[1])]
    own = own[own["region"] == key[0]]
    return int(own.loc[own["motion"].isin(asked) & (own["amount"] > 0), "deal_id"].nunique())


def _verdict(reading: Reading, key: Key) -> str:
    found = _own(reading.book.manager_verdicts, key)["verdict"]
    return str(found.iloc[0]) if len(found) else "too_few"


def _expected(reading: Reading, key: Key) -> float | None:
    rows = _own(reading.book.manager_verdicts, key)
    found = rows.loc[rows["p"].notna(), "expected"]
    return known(found.iloc[0]) if len(found) else None


def _cause(reading: Reading, key: Key) -> str:
    """Return the class that more than half of the team share."""
    rows = _own(reading.book.manager_causes, key)
    own = rows[(rows["share"] > 0.5) & (rows["cause"] != "none")]
    return str(own["cause"].iloc[0]) if len(own) else ""


def _own(rows: pd.DataFrame, key: Key) -> pd.DataFrame:
    """Return the rows of a team."""
    region, manager = key
    return rows[(rows["base"] == f"{REGION}{region}") & (rows["manager_id"] == manager)]
