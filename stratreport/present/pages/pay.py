"""Are we paying people to ignore the strategy: payout rate against strategy attainment, and where the money went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stratreport.metrics.privacy import AGGREGATE, Cover, cover
from stratreport.pack.blocks import (
    Block,
    Columns,
    Exhibit,
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
from stratreport.present.charts.dots import Dot, Dots, DotWords, dots_svg
from stratreport.present.format import ABSENT, Formatter, join_words, scale_of, sentence_case, words
from stratreport.present.pages.people import ORDER, group_names
from stratreport.present.pages.reading import Reading, claim, exhibit, known
from stratreport.present.pages.rows import count_cell, percent_cell, share, text_cell
from stratreport.present.pages.seats import Seat, seats
from stratreport.present.sentences.pay import FEWEST, NOT_A_CAUSE

SLUG = "pay"
CHART_MM = 102.0
SHORT_CODE = 3
ACROSS, UPWARDS = "Strategy attainment", "Payout, % of quota"
GROUPS_ONLY = "This company shows people in groups only: pay is shown by group."
TOO_FEW = "Too few representatives with pay on record for a correlation: counts and money only."
NOTHING = "No payout is on record for the representatives of this unit."
CORRELATIONS = (("pay_for_quota", "with quota attainment"), ("pay_for_strategy", "with strategy attainment"))


@dataclass(frozen=True)
class Paid:
    """A quota carrier of the page with what was paid over the trailing quarters, in money."""

    seat: Seat
    payout: float


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def paid(reading: Reading) -> tuple[Paid, ...]:
    """Return everyone with a place in the quadrant and a payout on record over the trailing quarters."""
    found = ((seat, _payout(reading, seat)) for seat in seats(reading))
    return tuple(Paid(seat, money) for seat, money in found if money is not None)


def _payout(reading: Reading, seat: Seat) -> float | None:
    region = {"region": seat.region} if reading.company else {}
    return known(reading.book.value("payout", period=reading.book.window.label, rep=seat.rep, **region).value)


def figure(reading: Reading) -> Figure | Notice | None:
    """Return the dots; a notice where people may not be shown one by one, None where they are too few to compare."""
    people = paid(reading)
    refused = _refused(reading, people)
    if refused == TOO_FEW:
        return None  # the title says so; the tables stand in its place
    if refused:
        return Notice(kind="notice", title="What pay follows", text=Sentence(text=refused), slot="left")
    placed = [(item, rate) for item in people if (rate := _rate(item)) is not None and item.seat.strategy is not None]
    names = group_names(reading)
    dots = tuple(Dot(item.seat.strategy or 0.0, rate, item.seat.group) for item, rate in placed)
    shown = [group for group in ORDER if any(dot.group == group for dot in dots)]
    limit = reading.snapshot.meta.strategy.thresholds.strategic
    text = DotWords(
        across=ACROSS, upwards=UPWARDS, threshold=f"on strategy from {reading.formatter.percent(limit)}",
        groups={group: names[group].name for group in shown}, alt=_alt(reading, dots),
    )  # fmt: skip
    chart = Dots(dots, limit, (reading.columns_mm(7), CHART_MM))
    return Figure(
        kind="figure", svg=dots_svg(chart, words=text, tokens=reading.tokens), alt=text.alt, caption="", slot="left",
        exhibit=_dots_exhibit(reading, dots),
    )  # fmt: skip


def _refused(reading: Reading, people: Sequence[Paid]) -> str:
    if not people:
        return NOTHING
    if reading.snapshot.meta.rep_display == AGGREGATE:
        return GROUPS_ONLY
    return TOO_FEW if len(people) < FEWEST else ""


def _rate(item: Paid) -> float | None:
    return share(item.payout, item.seat.quota)


def _alt(reading: Reading, dots: Sequence[Dot]) -> str:
    names = group_names(reading)
    counts = [(names[group].name, sum(dot.group == group for dot in dots)) for group in ORDER]
    said = ", ".join(f"{name} {count}" for name, count in counts if count)
    return f"{len(dots)} representatives by strategy attainment and payout as a share of quota, unnamed: {said}"


def _dots_exhibit(reading: Reading, dots: Sequence[Dot]) -> Exhibit:
    """Return the dots without names, in the order of their values, so that no row can be told to be a person."""
    names = group_names(reading)
    rows = sorted((dot.x, dot.y, names[dot.group].name) for dot in dots)
    columns = [("Strategy attainment", "ratio"), ("Payout, share of quota", "ratio"), ("Group", "text")]
    return exhibit("pay-dots", "Payout rate against strategy attainment, unnamed", columns, rows)


def groups(reading: Reading) -> Table:
    """Return the groups of the quadrant with their payout, its share of all and its rate on quota."""
    people, names = paid(reading), group_names(reading)
    members = {name: [item for item in people if item.seat.group == name] for name in ORDER}
    filled = [name for name in ORDER if members[name]]
    covered = _covered(reading, [len(members[name]) for name in filled])
    total = sum(item.payout for item in people)
    rows, data = [], []
    for at, name in enumerate(filled):
        row = _sums(members[name], total=total) if covered.open(at) else (None, None, None, None)
        sub = "" if covered.open(at) else covered.reasons[at]
        rows.append((text_cell(names[name].name, sub=sub), count_cell(reading, row[0]), _money_cell(reading, row[1]),
                     percent_cell(reading, row[2]), _rate_cell(reading, row[3])))  # fmt: skip
        data.append((names[name].name, *row, sub))
    whole = _sums(people, total=total) if covered.total else (None, None, None, None)
    columns = [("Group", "text"), ("Reps", "count"), ("Payout", "money"), ("Share of payout", "ratio"),
               ("Payout, share of quota", "ratio"), ("Note", "text")]  # fmt: skip
    return Table(
        kind="table", caption=f"Payout by group, {_when(reading)}", rows=tuple(rows),
        slot="left" if _refused(reading, people) == TOO_FEW else "right",
        columns=(TableColumn("Group", "left"), TableColumn("Reps", "right", 11.0),
                 TableColumn(_money(reading).unit_name(), "right", 19.0), TableColumn("Share", "right", 14.0),
                 TableColumn("Of quota", "right", 18.0)),
        total=(text_cell("All with pay on record", bold=True), count_cell(reading, whole[0], bold=True),
               _money_cell(reading, whole[1], bold=True), percent_cell(reading, whole[2], bold=True),
               _rate_cell(reading, whole[3], bold=True)),
        exhibit=exhibit("pay-groups", "Payout by group", columns, data),
    )  # fmt: skip


def _when(reading: Reading) -> str:
    return f"last {words(len(reading.book.window.trailing))} quarters"


def _component(name: str) -> str:
    """Return a component as a reader knows it: short codes are abbreviations."""
    plain = name.replace("_", " ")
    return plain.upper() if len(plain) <= SHORT_CODE else sentence_case(plain)


def _covered(reading: Reading, sizes: Sequence[int]) -> Cover:
    meta = reading.snapshot.meta
    if meta.rep_display != AGGREGATE:
        return Cover(("",) * len(sizes), total=True)
    return cover(sizes, smallest=meta.min_group)


def _sums(people: Sequence[Paid], *, total: float) -> tuple[int, float, float | None, float | None]:
    """Return people, payout, its share of all payout, and payout over quota."""
    money = sum(item.payout for item in people)
    return len(people), money, share(money, total), share(money, sum(item.seat.quota or 0.0 for item in people))


def _money(reading: Reading) -> Formatter:
    """Return the formatter of the page: payouts are small beside bookings, so they have a scale of their own."""
    whole = known(reading.book.value("payout", period=reading.book.window.label).value)
    return replace(reading.formatter, scale=scale_of([whole]))


def _money_cell(reading: Reading, value: float | None, *, bold: bool = False) -> TableCell:
    return TableCell(text=_money(reading).amount(known(value)), sort=known(value), bold=bold)


def _rate_cell(reading: Reading, rate: float | None, *, bold: bool = False) -> TableCell:
    return TableCell(text=reading.formatter.percent(rate, digits=1), sort=rate, bold=bold)


def components(reading: Reading) -> Table | None:
    """Return the payout of the unit by component, and the motions each component pays for."""
    when = reading.book.window.label
    found = [(name, known(reading.book.value("payout", period=when, component=name).value)) for name in _names(reading)]
    paying = [(name, money) for name, money in found if money is not None]
    if not paying:
        return None
    whole = known(reading.book.value("payout", period=when).value)
    rows = [(name, money, share(money, whole), _pays_for(reading, name)) for name, money in paying]
    rows.sort(key=lambda row: -(row[1] or 0.0))
    columns = [("Component", "text"), ("Payout", "money"), ("Share of payout", "ratio"), ("Pays for", "text")]
    return Table(
        kind="table", caption=f"Payout by component, {_when(reading)}", slot="right",
        rows=tuple((text_cell(_component(name)), _money_cell(reading, money), percent_cell(reading, part),
                    text_cell(motions)) for name, money, part, motions in rows),
        columns=(TableColumn("Component", "left", 30.0), TableColumn(_money(reading).unit_name(), "right", 19.0),
                 TableColumn("Share", "right", 14.0), TableColumn("Pays for", "left")),
        exhibit=exhibit("pay-components", "Payout by component", columns, rows),
        note="All who were paid, also those without a quota now.",
    )  # fmt: skip


def _names(reading: Reading) -> tuple[str, ...]:
    rows = reading.snapshot.frames["payouts"]
    return tuple(sorted(str(name) for name in rows["component"].dropna().unique()))


def _pays_for(reading: Reading, component: str) -> str:
    motions = reading.snapshot.frames["motions"].sort_values("order")
    named = [str(row.label) for row in motions.itertuples() if row.pay_component == component]
    return join_words(named) or "no single motion"


def correlations(reading: Reading) -> Table | None:
    """Return the rank correlations of the payout rate, each with its interval and the number of people behind it.

    None where no correlation is known: the title says so.
    """
    if all(known(reading.book.value(slug).value) is None for slug, _ in CORRELATIONS):
        return None
    rows, data, claims = [], [], []
    for slug, name in CORRELATIONS:
        value = reading.book.value(slug)
        text = reading.formatter.number(known(value.value), digits=2)
        low, high = (reading.formatter.number(known(end), digits=2) for end in (value.low, value.high))
        rows.append((
            text_cell(name), TableCell(text=text, sort=known(value.value), bold=True),
            TableCell(text=f"{low} to {high}" if known(value.low) is not None else ABSENT),
            TableCell(text=reading.formatter.number(value.n)),
        ))  # fmt: skip
        data.append((name, known(value.value), known(value.low), known(value.high), value.n, value.caveat))
        claims.append(claim(value, text))
    columns = [("Payout rate", "text"), ("Rank correlation", "text"), ("Low", "text"), ("High", "text"),
               ("Reps", "count"), ("Note", "text")]  # fmt: skip
    return Table(
        kind="table", caption="Rank correlation of the payout rate", rows=tuple(rows), slot="left",
        note=NOT_A_CAUSE,
        columns=(TableColumn("Payout rate", "left"), TableColumn("ρ", "right", 20.0),
                 TableColumn("95% interval", "right", 36.0), TableColumn("Reps", "right", 16.0)),
        exhibit=exhibit("pay-correlations", "Rank correlations of the payout rate", columns, data),
        claims=tuple(claims),
    )  # fmt: skip


def so_what(reading: Reading) -> Columns | None:
    """Return what was paid off strategy and what a gate would hold back."""
    items = reading.words.so_what.get(SLUG, ())
    return Columns(kind="columns", columns=(ListColumn("So what", items),), slot="right") if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (
        head(reading), figure(reading), correlations(reading), groups(reading), components(reading), so_what(reading),
        source(reading),
    )  # fmt: skip
    return tuple(block for block in blocks if block is not None)
