"""Look-ahead: whether the open pipeline covers what the next quarter asks, and how strategic motions convert."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stratreport.pack.blocks import (
    Block,
    Columns,
    ListColumn,
    Notice,
    PageHead,
    Sentence,
    Source,
    Table,
    TableCell,
    TableColumn,
    Tone,
)
from stratreport.present.format import ABSENT, join_words
from stratreport.present.marks import Measured, Scale, bar_scale, cell_bar
from stratreport.present.pages.ahead import INDICATORS, Ahead, Indicator, core_motion, covers, indicators
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.pages.rows import capped, count_cell, money_cell, percent_cell, text_cell

SLUG = "lookahead"
BAR_MM = 34.0
GAP = "Δ core"
ITEMS = 5
POOLED = "Together: needed from the history of all strategic motions, so missing pipeline does not add up."
NOT_CONNECTED = "not connected"
NO_TARGET = "No strategic target is set for the next quarter."
NO_PIPELINE = "Pipeline snapshots are not connected, so the cover of the next quarter is open."
NO_SIGNS = "Opportunities are not connected, so win rates and cycles are open."
WIDTHS = {"win_rate": 20.0, "sales_cycle": 25.0, "discount": 24.0, "persona_coverage": 32.0}


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def cover(reading: Reading) -> Table | Notice:
    """Return open pipeline against the cover needed per strategic motion; a notice where it cannot be told."""
    *motions, together = covers(reading)
    if together.known("pipeline_open") is None and all(item.known("pipeline_open") is None for item in motions):
        caveat = str(together.measures["pipeline_open"].caveat)
        text = NO_PIPELINE if caveat.startswith(NOT_CONNECTED) else NO_TARGET
        return Notice(kind="notice", title="Cover of the next quarter", text=Sentence(text=text), slot="left")
    multiples = [value for item in (*motions, together) for value in (_cover(item), item.known("required_coverage"))]
    scale = bar_scale(multiples, width=BAR_MM)
    rows, note = capped([_cover_row(reading, item, scale=scale) for item in motions])
    total = tuple(replace(cell, bold=True) for cell in _cover_row(reading, together, scale=scale, judged=True))
    note = f"{note} {POOLED}".strip()
    return Table(
        kind="table", caption=f"Open pipeline for the next quarter, {reading.formatter.unit_name()}",
        columns=_cover_columns(), rows=rows, total=total, exhibit=_cover_exhibit((*motions, together)), note=note,
        slot="left",
    )  # fmt: skip


def _cover(item: Ahead) -> float | None:
    return item.known("pipeline_coverage")


def _cover_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("Motion", "left"), TableColumn("Open", "right", 13.0), TableColumn("Target", "right", 14.0),
        TableColumn("Cover against needed", "left", BAR_MM + 6.0), TableColumn("Cover", "right", 13.0),
        TableColumn("Needed", "right", 15.0), TableColumn("Missing", "right", 16.0),
    )  # fmt: skip


def _cover_row(reading: Reading, item: Ahead, *, scale: Scale, judged: bool = False) -> tuple[TableCell, ...]:
    """Return the row of a motion; only the row of all of them is `judged` by colour."""
    show = reading.formatter.multiple
    now, needed = _cover(item), item.known("required_coverage")
    tone: Tone = "neutral" if not judged or now is None or needed is None else "bad" if now < needed else "good"
    words = f"{item.label}: cover {show(now)}, needed {show(needed)}"
    bar = cell_bar(Measured(now, needed, tone=tone), scale=scale, title=words, tokens=reading.tokens)
    missing = item.known("pipeline_gap")
    alarm: Tone = "bad" if missing and judged else "neutral"
    lacking = TableCell(text=reading.formatter.amount(missing), sort=missing, tone=alarm)
    return (
        text_cell(item.label), money_cell(reading, item.known("pipeline_open")),
        money_cell(reading, item.known("target_ahead")), TableCell(text=words, svg=bar, sort=now),
        TableCell(text=show(now), sort=now), TableCell(text=show(needed), sort=needed), lacking,
    )  # fmt: skip


def _cover_exhibit(items: tuple[Ahead, ...]) -> Any:
    columns = [("Motion", "text"), ("Open pipeline", "money"), ("Target", "money"), ("Cover", "ratio"),
               ("Cover needed", "ratio"), ("Pipeline missing", "money")]  # fmt: skip
    rows = [(item.label, *(item.measures[slug].value for slug in item.measures)) for item in items]
    return exhibit("lookahead-cover", "Pipeline cover of the next quarter", columns, rows)


def signs(reading: Reading) -> Table | Notice:
    """Return the leading indicators by motion with their difference to core; what is not connected is named below."""
    rows = indicators(reading)
    connected = [item for item in INDICATORS if any(row.known(item.slug) is not None for row in rows)]
    if not connected:
        return Notice(kind="notice", title="Leading indicators", text=Sentence(text=NO_SIGNS))
    core = core_motion(reading)
    body = [_sign_row(reading, row, shown=connected) for row in rows if core is None or row.motion != core[0]]
    shown, note = capped(body)
    last = next((_core_row(reading, row, shown=connected) for row in rows if core and row.motion == core[0]), ())
    return Table(
        kind="table", caption="Leading indicators by motion, against core", columns=_sign_columns(connected),
        rows=shown, total=last, exhibit=_sign_exhibit(rows, connected), note=f"{note} {_absent(rows)}".strip(),
    )  # fmt: skip


def _absent(rows: tuple[Ahead, ...]) -> str:
    """Return which indicators are missing because their table is, in words."""
    missing = [
        item.name.partition(",")[0].lower()
        for item in INDICATORS
        if all(str(row.measures[item.slug].caveat).startswith(NOT_CONNECTED) for row in rows)
    ]
    return f"Not connected: {join_words(missing)}." if missing else ""


def _sign_columns(shown: list[Indicator]) -> tuple[TableColumn, ...]:
    found = [TableColumn("Motion", "left")]
    for item in shown:
        found.append(TableColumn(item.name, "right", WIDTHS[item.slug]))
        if item.slug == "win_rate":
            found += [TableColumn("Interval", "right", 27.0), TableColumn("Closed", "right", 19.0)]
        if item.gap:
            found.append(TableColumn(GAP, "right", 21.0))
    return tuple(found)


def _sign_row(reading: Reading, row: Ahead, *, shown: list[Indicator]) -> tuple[TableCell, ...]:
    cells = [text_cell(row.label)]
    for item in shown:
        value = row.measures[item.slug]
        cells.append(_sign(reading, item, value))
        if item.slug == "win_rate":
            cells += [_interval(reading, value), count_cell(reading, value.n)]
        if item.gap:
            cells.append(_gap(reading, item, row))
    return tuple(cells)


def _core_row(reading: Reading, row: Ahead, *, shown: list[Indicator]) -> tuple[TableCell, ...]:
    """Return the row of core: what the others are compared with has no difference of its own."""
    cells = _sign_row(reading, row, shown=shown)
    gaps = {index for index, column in enumerate(_sign_columns(shown)) if column.head == GAP}
    return tuple(TableCell(text=ABSENT) if index in gaps else cell for index, cell in enumerate(cells))


def _sign(reading: Reading, item: Indicator, value: Any) -> TableCell:
    if known(value.value) is None and str(value.caveat).startswith("too few"):
        return TableCell(text="too few")
    return count_cell(reading, value.value) if item.slug == "sales_cycle" else percent_cell(reading, value.value)


def _interval(reading: Reading, value: Any) -> TableCell:
    low, high = known(value.low), known(value.high)
    if low is None or high is None:
        return TableCell(text=ABSENT)
    return TableCell(text=f"{reading.formatter.number(low * 100)} to {reading.formatter.percent(high)}", sort=low)


def _gap(reading: Reading, item: Indicator, row: Ahead) -> TableCell:
    """Return the difference to core with its sign; core itself has none."""
    gap = row.known(item.gap)
    if gap is None:
        return TableCell(text=ABSENT)
    show = reading.formatter
    text = show.number(gap, signed=True) if item.slug == "sales_cycle" else show.points(gap, digits=0, signed=True)
    return TableCell(text=text, sort=gap)


def _sign_exhibit(rows: tuple[Ahead, ...], shown: list[Indicator]) -> Any:
    columns = [("Motion", "text")]
    for item in shown:
        unit = "days" if item.slug == "sales_cycle" else "ratio"
        columns += [(item.name, unit), (f"{item.name}: low", unit), (f"{item.name}: high", unit), ("n", "count")]
        columns += [(f"{item.name}: difference to core", "days" if unit == "days" else "points")] if item.gap else []
    table = []
    for row in rows:
        cells: list[Any] = [row.label]
        for item in shown:
            value = row.measures[item.slug]
            cells += [value.value, value.low, value.high, value.n]
            cells += [row.measures[item.gap].value] if item.gap else []
        table.append(cells)
    return exhibit("lookahead-signs", "Leading indicators by motion", columns, table)


def so_what(reading: Reading) -> Columns | None:
    """Return what follows for the next quarter."""
    items = reading.words.so_what.get(SLUG, ())[:ITEMS]
    return Columns(kind="columns", columns=(ListColumn("So what", items),), slot="right") if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (head(reading), cover(reading), so_what(reading), signs(reading), source(reading))
    return tuple(block for block in blocks if block is not None)
