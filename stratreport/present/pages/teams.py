"""The teams of the page: every manager with quota carriers now, what the team delivered, and what it may need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from stratreport.metrics.privacy import AGGREGATE, cover
from stratreport.present.pages.reading import Reading, known
from stratreport.present.pages.seats import Seat, seats

STRATEGIC, OFF = "strategic", "off_strategy"


@dataclass(frozen=True)
class Team:
    """One manager's team over the trailing quarters; the values of `cover`, `needed` and `certified` are of the book.

    `deals` are those in strategic motions; `verdict` is off_strategy, no_signal or too_few, `expected` the attainment
    that a team on plan would show with such deals; `cause` is the class that more than half of the team share, else
    empty. `closed` is why the team's numbers may not be shown ("" = they may).
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
    closed: str = ""


def teams(reading: Reading) -> tuple[Team, ...]:
    """Return the teams by name of the manager, then id: no rank. Representatives without a manager form no team.

    The company has more teams than a page holds: those off strategy beyond chance stand first.
    """
    members = _members(reading)
    names = _names(reading, list(members))
    found = [_team(reading, manager, name=names[manager], members=reps) for manager, reps in members.items()]
    found = [replace(team, closed=why) for team, why in zip(found, _closed(reading, found), strict=True)]
    first = OFF if reading.company else ""
    return tuple(sorted(found, key=lambda team: (team.verdict != first, team.name, team.manager)))


def _closed(reading: Reading, found: list[Team]) -> tuple[str, ...]:
    """Return why each team is closed: small ones where people are shown in groups only, region by region."""
    if reading.snapshot.meta.rep_display != AGGREGATE:
        return ("",) * len(found)
    reasons: dict[str, str] = {}
    for region in sorted({seat.region for team in found for seat in team.reps}):
        own = [team for team in found if team.reps and team.reps[0].region == region]
        covered = cover([len(team.reps) for team in own], smallest=reading.snapshot.meta.min_group)
        reasons |= {team.manager: why for team, why in zip(own, covered.reasons, strict=True)}
    return tuple(reasons.get(team.manager, "") for team in found)


def _members(reading: Reading) -> dict[str, list[Seat]]:
    rows = reading.book.quadrants
    own = rows[((rows["base"] == reading.scope) | reading.company) & rows["manager_id"].notna()]
    manager_of = dict(zip(own["rep_id"].astype(str), own["manager_id"].astype(str), strict=True))
    found: dict[str, list[Seat]] = {manager: [] for manager in sorted(set(manager_of.values()))}
    for seat in seats(reading):
        if seat.rep in manager_of:
            found[manager_of[seat.rep]].append(seat)
    return found


def _names(reading: Reading, managers: list[str]) -> Mapping[str, str]:
    """Return the name of each manager as it may be printed; without one a team has a number."""
    shown = reading.snapshot.frames["reps"].drop_duplicates("rep_id").set_index("rep_id")["display"]
    names = {manager: shown.get(manager) for manager in managers}
    return {
        manager: name if isinstance(name, str) and name else f"Team {index}"
        for index, (manager, name) in enumerate(names.items(), start=1)
    }


def _team(reading: Reading, manager: str, *, name: str, members: list[Seat]) -> Team:
    book, when = reading.book, reading.book.window.label
    unit: dict[str, str] = {"region": members[0].region} if reading.company and members else {}
    return Team(
        manager=manager, name=name, reps=tuple(members),
        quota_attainment=known(book.value("quota_attainment", period=when, manager=manager, **unit).value),
        strategy=book.value("strategic_motion_attainment", period=when, manager=manager, **unit),
        shrunk=known(book.value("strategic_shrunk", manager=manager, **unit).value),
        deals=_strategic_deals(reading, manager),
        cover=book.value("pipeline_coverage", manager=manager, motion=STRATEGIC, **unit),
        needed=book.value("required_coverage", manager=manager, motion=STRATEGIC, **unit),
        certified=book.value("enablement_coverage", manager=manager, **unit),
        verdict=_verdict(reading, manager), expected=_expected(reading, manager), cause=_cause(reading, manager),
    )  # fmt: skip


def _strategic_deals(reading: Reading, manager: str) -> int:
    rows = reading.snapshot.frames["deals"]
    motions = reading.snapshot.frames["motions"]
    asked = set(motions.loc[motions["cell_class"] == STRATEGIC, "motion"])
    own = rows[rows["period"].isin(reading.book.window.trailing) & (rows["manager_id"] == manager)]
    return int(own.loc[own["motion"].isin(asked) & (own["amount"] > 0), "deal_id"].nunique())


def _verdict(reading: Reading, manager: str) -> str:
    rows = _own(reading, reading.book.manager_verdicts)
    found = rows.loc[rows["manager_id"] == manager, "verdict"]
    return str(found.iloc[0]) if len(found) else "too_few"


def _expected(reading: Reading, manager: str) -> float | None:
    rows = _own(reading, reading.book.manager_verdicts)
    found = rows.loc[(rows["manager_id"] == manager) & rows["p"].notna(), "expected"]
    return known(found.iloc[0]) if len(found) else None


def _cause(reading: Reading, manager: str) -> str:
    """Return the class that more than half of the team share."""
    rows = _own(reading, reading.book.manager_causes)
    own = rows[(rows["manager_id"] == manager) & (rows["share"] > 0.5) & (rows["cause"] != "none")]
    return str(own["cause"].iloc[0]) if len(own) else ""


def _own(reading: Reading, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the scope; the company's teams are those of its regions."""
    if "base" not in rows.columns or (reading.company and not (rows["base"] == reading.scope).any()):
        return rows
    return rows[rows["base"] == reading.scope]
