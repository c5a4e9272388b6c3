"""Who delivered what: the rep quadrant, its groups with the response each calls for, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from stratreport.pack.blocks import (
    Block,
    Columns,
    Figure,
    ListColumn,
    Notice,
    PageHead,
    Sentence,
    Source,
    Table,
    TableCell,
    TableColumn,
)
from stratreport.present.charts.quadrant import GROUPS, Person, Quadrant, QuadrantWords, quadrant_svg
from stratreport.present.format import words
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.pages.rows import count_cell, money_cell, percent_cell, share, text_cell

SLUG = "people"
#: reading order of the group table; `too_few` comes last and only when it holds somebody
ORDER = ("executor", "comfort_zone_hitter", "builder", "at_risk", "too_few")
CHART_MM = 132.0
#: groups whose people keep their name on a crowded chart: the examples to follow, and the mix to change
FLAGGED = ("executor", "comfort_zone_hitter")
SO_WHAT = 3
#: under `rep_display: aggregate` a group of fewer people shows its size alone
SMALLEST_GROUP = 5
GROUPS_ONLY = "This company shows people in groups only; a group of fewer than five shows its size alone."
NOBODY = "Nobody carried a quota and a strategic target long enough to be placed."
ACROSS, UPWARDS = "Quota attainment", "Strategy attainment"


@dataclass(frozen=True)
class Seat:
    """One quota carrier over the trailing quarters: values may be unknown."""

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


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def seats(reading: Reading) -> tuple[Seat, ...]:
    """Return everyone who carried a quota in the trailing quarters with group and certainty, by name."""
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
    mix = reading.book.value("strategic_motion_attainment", period=when, rep=rep, **region)
    return Seat(
        rep=rep, name=name, quota_attainment=known(row.quota_attainment), strategy=known(row.strategic),
        bookings=known(number.numerator), quota=known(row.quota), strategic=known(mix.numerator),
        strategic_target=known(mix.denominator), deals=int(row.n), group=str(row.quadrant),
        certain=row.certainty == "is",
    )  # fmt: skip


def figure(reading: Reading) -> Figure | Notice:
    """Return the quadrant; a notice where people may not be shown one by one or nobody can be placed."""
    placed = [s for s in seats(reading) if s.quota_attainment is not None and s.strategy is not None]
    if _in_groups_only(reading) or not placed:
        text = Sentence(text=GROUPS_ONLY) if placed else reading.words.notices.get("people", Sentence(text=NOBODY))
        return Notice(kind="notice", title="Representatives", text=text, slot="left")
    limits = reading.snapshot.meta.strategy.thresholds
    chart = Quadrant(
        tuple(_person(reading, seat) for seat in placed), (limits.quota, limits.strategic),
        (reading.columns_mm(7), CHART_MM),
    )  # fmt: skip
    said = QuadrantWords(ACROSS, UPWARDS, _captions(reading), _alt(reading, placed))
    svg = quadrant_svg(chart, words=said, tokens=reading.tokens, slug=SLUG)
    return Figure(
        kind="figure", svg=svg, alt=said.alt, caption="", exhibit=_exhibit(reading, seats(reading)), slot="left"
    )


def _in_groups_only(reading: Reading) -> bool:
    return bool(reading.snapshot.meta.rep_display == "aggregate")


def _person(reading: Reading, seat: Seat) -> Person:
    x, y = seat.quota_attainment or 0.0, seat.strategy or 0.0
    shown = f"{seat.name} {reading.formatter.percent(x)}" if seat.name else ""
    return Person(
        name=seat.name, x=x, y=y, weight=seat.quota or 0.0, group=_place(reading, seat),
        hollow=seat.group == "too_few",
        flagged=seat.certain and seat.group in FLAGGED, name_at_edge=shown,
    )  # fmt: skip


def _place(reading: Reading, seat: Seat) -> str:
    """Return the group whose colour and shape a mark takes: where it stands, also when it has too few deals."""
    if seat.group in GROUPS:
        return seat.group
    limits = reading.snapshot.meta.strategy.thresholds
    number, mix = (seat.quota_attainment or 0) >= limits.quota, (seat.strategy or 0) >= limits.strategic
    return {(True, True): "executor", (True, False): "comfort_zone_hitter", (False, True): "builder"}.get(
        (number, mix), "at_risk"
    )


def _captions(reading: Reading) -> dict[str, tuple[str, str]]:
    groups = reading.words.groups
    return {name: (groups[name].name, groups[name].position) for name in GROUPS if name in groups}


def _alt(reading: Reading, placed: list[Seat]) -> str:
    counts = {name: sum(seat.group == name for seat in placed) for name in ORDER}
    named = ", ".join(
        f"{reading.words.groups[name].name} {count}"
        for name, count in counts.items()
        if count and name in reading.words.groups
    )
    return f"{len(placed)} representatives by quota attainment and strategy attainment: {named}"


def groups(reading: Reading) -> Table:
    """Return the groups with people, bookings, attainment of quota and strategy, and the response."""
    members = seats(reading)
    rows = tuple(
        _group_row(reading, name, [seat for seat in members if seat.group == name])
        for name in ORDER
        if name in reading.words.groups and (name != "too_few" or any(s.group == name for s in members))
    )
    columns = (
        TableColumn("Group and response", "left"), TableColumn("Reps", "right", 10.0),
        TableColumn(reading.formatter.unit_name(), "right", 17.0), TableColumn("Quota", "right", 14.0),
        TableColumn("Strategy", "right", 16.0),
    )  # fmt: skip
    span = words(len(reading.book.window.trailing))
    return Table(
        kind="table", caption=f"The groups, last {span} quarters", columns=columns, rows=rows,
        total=_total(reading, members), slot="right",
        exhibit=_groups_exhibit(reading, members),
    )  # fmt: skip


def _sums(members: list[Seat] | tuple[Seat, ...]) -> tuple[float, float | None, float | None]:
    """Return bookings, quota attainment and strategy attainment of people together (sum over sum)."""
    booked = sum(seat.bookings or 0.0 for seat in members)
    quota = share(booked, sum(seat.quota or 0.0 for seat in members))
    asked = sum(seat.strategic_target or 0.0 for seat in members)
    return booked, quota, share(sum(seat.strategic or 0.0 for seat in members), asked)


def _group_row(reading: Reading, name: str, members: list[Seat]) -> tuple[TableCell, ...]:
    group = reading.words.groups[name]
    shown = members if name in _open_groups(reading) else []
    booked, quota, strategy = _sums(shown)
    return (
        text_cell(group.name, sub=group.response, bold=True), count_cell(reading, len(members)),
        money_cell(reading, booked if shown else None), percent_cell(reading, quota),
        percent_cell(reading, strategy),
    )  # fmt: skip


def _open_groups(reading: Reading) -> tuple[str, ...]:
    """Return the groups whose numbers may be shown.

    Under `aggregate`: those of at least five people; when that closes exactly one group, the smallest open one is
    closed too, because the total less the others would give it away.
    """
    sizes = {name: sum(seat.group == name for seat in seats(reading)) for name in ORDER}
    if not _in_groups_only(reading):
        return ORDER
    filled = [name for name in ORDER if sizes[name]]
    opened = [name for name in filled if sizes[name] >= SMALLEST_GROUP]
    if len(filled) - len(opened) == 1 and opened:
        opened.remove(min(opened, key=lambda name: sizes[name]))
    return tuple(opened)


def _total(reading: Reading, members: tuple[Seat, ...]) -> tuple[TableCell, ...]:
    booked, quota, strategy = _sums(members)
    return (
        text_cell(reading.snapshot.meta.region_name, bold=True), count_cell(reading, len(members), bold=True),
        money_cell(reading, booked, bold=True), percent_cell(reading, quota, bold=True),
        percent_cell(reading, strategy, bold=True),
    )  # fmt: skip


def _groups_exhibit(reading: Reading, members: tuple[Seat, ...]) -> Any:
    columns = [("Group", "text"), ("Reps", "count"), ("Bookings", "money"), ("Quota attainment", "ratio"),
               ("Strategy attainment", "ratio")]  # fmt: skip
    rows = []
    for name in ORDER:
        inside = [seat for seat in members if seat.group == name]
        if name in _open_groups(reading) and inside and name in reading.words.groups:
            rows.append((reading.words.groups[name].name, len(inside), *_sums(inside)))
    return exhibit("people-groups", "Groups of the quadrant, trailing quarters", columns, rows)


def _exhibit(reading: Reading, members: tuple[Seat, ...]) -> Any:
    columns = [("Representative", "text"), ("Quota attainment", "ratio"), ("Strategy attainment", "ratio"),
               ("Bookings", "money"), ("Deals", "count"), ("Group", "text")]  # fmt: skip
    rows = [
        (s.name or s.rep, s.quota_attainment, s.strategy, s.bookings, s.deals, reading.words.groups[s.group].name)
        for s in members
    ]
    return exhibit("people-quadrant", "Representatives, trailing quarters", columns, rows)


def so_what(reading: Reading) -> Columns | None:
    """Return what follows for the people."""
    items = reading.words.so_what.get(SLUG, ())[:SO_WHAT]
    return Columns(kind="columns", columns=(ListColumn("So what", items),), slot="right") if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (head(reading), figure(reading), groups(reading), so_what(reading), source(reading))
    return tuple(block for block in blocks if block is not None)
