"""Who delivered what: the rep quadrant, its groups with the response each calls for, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stratreport.metrics.privacy import AGGREGATE, cover
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
from stratreport.present.footing import footed, money_of
from stratreport.present.format import words
from stratreport.present.pages.reading import Reading, exhibit
from stratreport.present.pages.rows import count_cell, money_cell, percent_cell, share, text_cell
from stratreport.present.pages.seats import Seat, pooled, seats, strategic, sums
from stratreport.present.sentences.narrative import Group

SLUG = "people"
#: reading order of the group table; the last two are no verdict, `too_few` stands only when it holds somebody
ORDER = ("executor", "comfort_zone_hitter", "builder", "at_risk", "no_signal", "too_few")
WITHIN_CHANCE = Group("Within chance", "below strategy, within chance", "No signal: watch, do not act")
#: the row of bookings and targets that belong to nobody on the page, so that the columns add up to the unit
OTHERS, OTHERS_SUB = "Others, not placed", "left, moved or without quota"
CHART_MM = 132.0
#: the column of money in the table of groups
BOOKINGS = 2
#: groups whose people keep their name on a crowded chart: the examples to follow, and the mix to change
FLAGGED = ("executor", "comfort_zone_hitter")
SO_WHAT = 3
GROUPS_ONLY = "This company shows people in groups only; small groups are closed."
NOBODY = "Nobody carried a quota and a strategic target long enough to be placed."
ACROSS, UPWARDS = "Quota attainment", "Strategy attainment"


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def group_names(reading: Reading) -> dict[str, Group]:
    """Return the groups of the quadrant with name, position and response."""
    return {"no_signal": WITHIN_CHANCE, **reading.words.groups}


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
    quiet = any(seat.group == "no_signal" for seat in placed)
    grey = f"{group_names(reading)['no_signal'].name}: not named" if quiet else ""
    said = QuadrantWords(ACROSS, UPWARDS, _captions(reading), _alt(reading, placed), grey)
    svg = quadrant_svg(chart, words=said, tokens=reading.tokens, slug=SLUG)
    return Figure(
        kind="figure", svg=svg, alt=said.alt, caption="", exhibit=_exhibit(reading, seats(reading)), slot="left"
    )


def _in_groups_only(reading: Reading) -> bool:
    return bool(reading.snapshot.meta.rep_display == AGGREGATE)


def _person(reading: Reading, seat: Seat) -> Person:
    """Return the mark of a person; whoever is within chance or has too few deals is a circle without a name."""
    x, y = seat.quota_attainment or 0.0, seat.strategy or 0.0
    name = seat.name if seat.group in GROUPS else ""
    return Person(
        name=name, x=x, y=y, weight=seat.quota or 0.0, group=seat.group, hollow=seat.group == "too_few",
        flagged=seat.certain and seat.group in FLAGGED,
        name_at_edge=f"{name} {reading.formatter.percent(x)}" if name else "",
    )  # fmt: skip


def _captions(reading: Reading) -> dict[str, tuple[str, str]]:
    groups = group_names(reading)
    return {name: (groups[name].name, groups[name].position) for name in GROUPS if name in groups}


def _alt(reading: Reading, placed: list[Seat]) -> str:
    counts = {name: sum(seat.group == name for seat in placed) for name in ORDER}
    named = ", ".join(
        f"{group_names(reading)[name].name} {count}"
        for name, count in counts.items()
        if count and name in group_names(reading)
    )
    return f"{len(placed)} representatives by quota attainment and strategy attainment: {named}"


def groups(reading: Reading) -> Table:
    """Return the groups with people, bookings, attainment of quota and strategy, and the response."""
    members = seats(reading)
    rows = tuple(
        _group_row(reading, name, [seat for seat in members if seat.group == name])
        for name in ORDER
        if name in group_names(reading) and (name != "too_few" or any(s.group == name for s in members))
    )
    others = _others(reading, members)
    columns = (
        TableColumn("Group and response", "left"), TableColumn("Reps", "right", 10.0),
        TableColumn(reading.formatter.unit_name(), "right", 17.0), TableColumn("Quota", "right", 14.0),
        TableColumn("Strategy", "right", 16.0),
    )  # fmt: skip
    span = words(len(reading.book.window.trailing))
    return Table(
        kind="table", caption=f"The groups, last {span} quarters", columns=columns,
        rows=_footed(reading, (*rows, others) if others else rows), total=_total(reading), slot="right",
        exhibit=_groups_exhibit(reading, members),
    )  # fmt: skip


def _footed(reading: Reading, rows: tuple[tuple[TableCell, ...], ...]) -> tuple[tuple[TableCell, ...], ...]:
    """Return the rows with bookings that add up to the total in the digits as printed; hidden ones stay hidden."""
    booked = [row[BOOKINGS].sort for row in rows]
    *money, total = (
        float(value) if isinstance(value, (int, float)) else 0.0 for value in (*booked, _total(reading)[BOOKINGS].sort)
    )
    scale = reading.formatter.scale
    shown = [money_of(units, scale) for units in footed(0.0, money, total, scale=scale)]
    return tuple(
        (*row[:BOOKINGS], replace(row[BOOKINGS], text=reading.formatter.amount(amount)), *row[BOOKINGS + 1 :])
        if value is not None
        else row
        for row, value, amount in zip(rows, booked, shown, strict=True)
    )


def _others(reading: Reading, members: tuple[Seat, ...]) -> tuple[TableCell, ...]:
    """Return the row of what the unit booked and was asked beyond the people placed; empty when that is nothing.

    It is not opened where people are shown in groups only: it may stand for a single person.
    """
    when = reading.book.window.label
    booked, quota, on_strategy, target = (
        reading.book.value(slug, period=when).value or 0.0
        for slug in ("bookings", "quota", "strategic_bookings", "strategic_target")
    )
    placed = strategic(members)
    left = (booked - sum(s.bookings or 0.0 for s in members), quota - sum(s.quota or 0.0 for s in members))
    if max(map(abs, left)) < 1 or _in_groups_only(reading):
        return ()
    return (
        text_cell(OTHERS, sub=OTHERS_SUB), count_cell(reading, None), money_cell(reading, left[0]),
        percent_cell(reading, share(*left) if left[1] >= 1 else None),
        percent_cell(reading, pooled(on_strategy - placed[0], target - placed[1])),
    )  # fmt: skip


def _group_row(reading: Reading, name: str, members: list[Seat]) -> tuple[TableCell, ...]:
    group, closed = group_names(reading)[name], _closed(reading).get(name, "")
    shown = [] if closed else members
    booked, quota, strategy = sums(shown)
    return (
        text_cell(group.name, sub=closed or group.response, bold=True),
        count_cell(reading, None if closed else len(members)),
        money_cell(reading, booked if shown else None), percent_cell(reading, quota),
        percent_cell(reading, strategy),
    )  # fmt: skip


def _closed(reading: Reading) -> Mapping[str, str]:
    """Return why a group's numbers may not be shown, by group; empty unless people are shown in groups only."""
    if not _in_groups_only(reading):
        return {}
    sizes = [sum(seat.group == name for seat in seats(reading)) for name in ORDER]
    reasons = cover(sizes, smallest=reading.snapshot.meta.min_group).reasons
    return {name: reason for name, reason in zip(ORDER, reasons, strict=True) if reason}


def _total(reading: Reading) -> tuple[TableCell, ...]:
    """Return the unit over the trailing quarters: its own metrics, as every other page has them."""
    when = reading.book.window.label
    booked, quota, strategy = (
        reading.book.value(slug, period=when).value
        for slug in ("bookings", "quota_attainment", "strategic_motion_attainment")
    )
    return (
        text_cell(reading.snapshot.meta.region_name, bold=True),
        count_cell(reading, len(seats(reading)), bold=True), money_cell(reading, booked, bold=True),
        percent_cell(reading, quota, bold=True), percent_cell(reading, strategy, bold=True),
    )  # fmt: skip


def _groups_exhibit(reading: Reading, members: tuple[Seat, ...]) -> Any:
    columns = [("Group", "text"), ("Reps", "count"), ("Bookings", "money"), ("Quota attainment", "ratio"),
               ("Strategy attainment", "ratio"), ("Note", "text")]  # fmt: skip
    rows = []
    for name in ORDER:
        inside = [seat for seat in members if seat.group == name]
        if inside and name in group_names(reading):
            closed = _closed(reading).get(name, "")
            numbers = (None,) * 4 if closed else (len(inside), *sums(inside))
            rows.append((group_names(reading)[name].name, *numbers, closed))
    return exhibit("people-groups", "Groups of the quadrant, trailing quarters", columns, rows)


def _exhibit(reading: Reading, members: tuple[Seat, ...]) -> Any:
    columns = [("Representative", "text"), ("Quota attainment", "ratio"), ("Strategy attainment", "ratio"),
               ("Bookings", "money"), ("Deals", "count"), ("Group", "text")]  # fmt: skip
    rows = [
        (s.name or s.rep, s.quota_attainment, s.strategy, s.bookings, s.deals, group_names(reading)[s.group].name)
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
