"""Year-end outlook: per motion what is booked of the year, what is expected, and how fast it must still go."""

from __future__ import annotations

from dataclasses import dataclass

from stratreport.metrics import Value
from stratreport.pack.blocks import (
    Block,
    Columns,
    Exhibit,
    ListColumn,
    PageHead,
    Source,
    Table,
    TableCell,
    TableColumn,
)
from stratreport.present.charts.outlook import YearEnd, year_end_bar
from stratreport.present.format import ABSENT
from stratreport.present.marks import Scale
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.pages.rows import money_cell, percent_cell, text_cell

SLUG = "outlook"
BAR_MM = 52.0
KEY = (("actual", "booked"), ("forecast", "still expected"), ("plan", "target of the year"))
ALL_STRATEGIC, STRATEGIC = "All strategic motions", "strategic"


@dataclass(frozen=True)
class Row:
    """One motion (None = all strategic ones): the year so far, its likely end, the speed now and the speed needed."""

    label: str
    so_far: Value
    year_end: Value
    current: Value
    required: Value
    closure: Value


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG, key=KEY)


def rows(reading: Reading) -> tuple[Row, ...]:
    """Return every strategic motion in plan order, then all of them together."""
    motions = reading.snapshot.frames["motions"].sort_values("order")
    strategic = motions[motions["cell_class"] == "strategic"]
    found = [_row(reading, str(item.label), motion=str(item.motion)) for item in strategic.itertuples()]
    return (*found, _row(reading, ALL_STRATEGIC))


def _row(reading: Reading, label: str, **scope: str) -> Row:
    year = (_value(reading, slug, **scope) for slug in ("year_to_date_strategic", "year_end_strategic"))
    part = scope or {"motion": STRATEGIC}
    speed = (_value(reading, slug, **part) for slug in ("current_run_rate", "required_run_rate", "gap_closure"))
    return Row(label, *year, *speed)


def _value(reading: Reading, slug: str, **scope: str) -> Value:
    if slug in reading.book.metrics:
        return reading.book.value(slug, **scope)
    return Value(slug, "", reading.period, None, None, None, None, None, "ratio", None, "not reported")


def table(reading: Reading) -> Table:
    """Return the motions with the bar of the year, the likely end with its interval, and the speeds."""
    found = rows(reading)
    scale = _scale(found)
    cells = [_cells(reading, row, scale=scale) for row in found]
    unit = reading.formatter.unit_name()
    return Table(
        kind="table", caption=f"The year by motion; speeds in {unit} a quarter", rows=tuple(cells[:-1]),
        total=tuple(cells[-1]),
        columns=(
            TableColumn("Motion", "left"), TableColumn("Booked so far", "right", 22.0),
            TableColumn("Year against its target", "left", BAR_MM + 3.0), TableColumn("Year-end", "right", 20.0),
            TableColumn("80% interval", "right", 30.0), TableColumn("Speed now", "right", 22.0),
            TableColumn("Speed needed", "right", 26.0), TableColumn("Gap closed", "right", 22.0),
        ),
        exhibit=_exhibit(found),
    )  # fmt: skip


def _scale(found: tuple[Row, ...]) -> Scale:
    ends = [known(end) for row in found for end in (row.so_far.value, row.year_end.value, row.year_end.high)]
    return Scale(0.0, max([1.15, *(end for end in ends if end is not None)]), BAR_MM)


def _cells(reading: Reading, row: Row, *, scale: Scale) -> tuple[TableCell, ...]:
    bold, show = row.label == ALL_STRATEGIC, reading.formatter
    end = row.year_end
    year = YearEnd(known(row.so_far.value), known(end.value), known(end.low), known(end.high))
    between = known(end.low) is not None and known(end.high) is not None
    limit = reading.snapshot.meta.strategy.thresholds.strategic  # an end never rounds onto what it does not reach
    ends = (show.percent_near(value, limit) for value in (known(end.low), known(end.high)))
    interval = " to ".join(ends) if between else ABSENT
    alt = (
        f"{row.label}: {show.percent(year.so_far)} of the year's target booked, {show.percent(year.expected)} expected"
    )
    bar = year_end_bar(year, scale=scale, title=f"{alt}, {interval}", tokens=reading.tokens)
    return (
        text_cell(row.label, bold=bold), percent_cell(reading, year.so_far, bold=bold),
        TableCell(text=alt, svg=bar, sort=year.expected), percent_cell(reading, year.expected, bold=bold),
        TableCell(text=interval, sort=known(end.low), bold=bold),
        money_cell(reading, row.current.value, bold=bold), money_cell(reading, row.required.value, bold=bold),
        percent_cell(reading, row.closure.value, bold=bold),
    )  # fmt: skip


def _exhibit(found: tuple[Row, ...]) -> Exhibit:
    columns = [("Motion", "text"), ("Booked of the year's target", "ratio"), ("Expected at year-end", "ratio"),
               ("Low", "ratio"), ("High", "ratio"), ("Speed now, a quarter", "money"),
               ("Speed needed, a quarter", "money"), ("Gap closed since last quarter", "ratio"),
               ("Note", "text")]  # fmt: skip
    data = [
        (row.label, row.so_far.value, row.year_end.value, row.year_end.low, row.year_end.high, row.current.value,
         row.required.value, row.closure.value, row.year_end.caveat)
        for row in found
    ]  # fmt: skip
    return exhibit("outlook", "Year-end outlook by motion", columns, data)


def so_what(reading: Reading) -> Columns | None:
    """Return what the outlook rests on, the speed needed, and what the revised plan would change."""
    items = reading.words.so_what.get(SLUG, ())
    return Columns(kind="columns", columns=(ListColumn("So what", items),)) if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (head(reading), table(reading), so_what(reading), source(reading))
    return tuple(block for block in blocks if block is not None)
