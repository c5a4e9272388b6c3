"""The people of the page: who carries a quota now, what they delivered over the trailing quarters, in which group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stratreport.present.pages.reading import Reading, known
from stratreport.present.pages.rows import share

#: the groups below the strategy threshold beyond chance: the only ones in which a name is a verdict
REJECTED = ("comfort_zone_hitter", "at_risk")


@dataclass(frozen=True)
class Seat:
    """One quota carrier over the trailing quarters: values may be unknown; `strategic` is money, never capped."""

    rep: str
    name: str
    quota_attainment: float | None
    strategy: float | None
    bookings: float | None
    quota: float | None
    strategic: float | None
    strategic_target: float | None
    deals: int
    group: str
    certain: bool
    region: str = ""


def seats(reading: Reading) -> tuple[Seat, ...]:
    """Return everyone in `book.quadrants` (who carries a quota at the end of the period) with group and certainty."""
    classes = reading.book.quadrants
    rows = classes if reading.company else classes[classes["base"] == reading.scope]
    names = reading.snapshot.frames["reps"].drop_duplicates("rep_id").set_index("rep_id")["display"]
    found = [_seat(reading, row, name=_name(names, str(row.rep_id))) for row in rows.itertuples(index=False)]
    return tuple(sorted(found, key=lambda seat: (seat.name, seat.rep)))


def _name(names: pd.Series, rep: str) -> str:
    name = names.get(rep)
    return name if isinstance(name, str) else ""


def _seat(reading: Reading, row: Any, *, name: str) -> Seat:
    region = {"region": str(row.base).removeprefix("region:")} if reading.company else {}
    rep, when = str(row.rep_id), reading.book.window.label
    number = reading.book.value("quota_attainment", period=when, rep=rep, **region)
    booked, target = (
        known(reading.book.value(slug, period=when, rep=rep, **region).value)
        for slug in ("strategic_bookings", "strategic_target")
    )
    return Seat(
        rep=rep, name=name, quota_attainment=known(row.quota_attainment), strategy=known(row.strategic),
        bookings=known(number.numerator), quota=known(row.quota), strategic=booked, strategic_target=target,
        deals=int(row.n), group=_group_of(str(row.quadrant), certain=row.certainty == "is"),
        certain=row.certainty == "is", region=str(row.base).removeprefix("region:"),
    )  # fmt: skip


def _group_of(group: str, *, certain: bool) -> str:
    """Return the group; below the threshold without a verdict of the null it is no signal."""
    return "no_signal" if group in REJECTED and not certain else group


def sums(members: Sequence[Seat]) -> tuple[float, float | None, float | None]:
    """Return bookings, quota attainment and strategy attainment of people together.

    Sum over sum; strategy = sum of strategic bookings over sum of strategic targets, capped at 1 for the group.
    """
    booked = sum(seat.bookings or 0.0 for seat in members)
    quota = share(booked, sum(seat.quota or 0.0 for seat in members))
    return booked, quota, pooled(*strategic(members))


def strategic(members: Sequence[Seat]) -> tuple[float, float]:
    """Return strategic bookings and strategic target of people together, in money."""
    return sum(seat.strategic or 0.0 for seat in members), sum(seat.strategic_target or 0.0 for seat in members)


def pooled(booked: float, target: float) -> float | None:
    """Return strategic bookings as a share of their target, between 0 and 1 for the unit; None without a target.

    >>> pooled(120.0, 100.0), pooled(30.0, 100.0), pooled(1.0, 0.0)
    (1.0, 0.3, None)
    """
    return share(min(max(booked, 0.0), target), target)
