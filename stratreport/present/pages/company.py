"""Company overview: every region by quota and strategy, motion by motion, and what lands in no region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from stratreport.metrics import Value
from stratreport.pack.blocks import (
    Block,
    Columns,
    ListColumn,
    PageHead,
    Source,
    Table,
    TableCell,
    TableColumn,
    Tiles,
    Tone,
)
from stratreport.present.format import ABSENT
from stratreport.present.pages import tiles as measure_tiles
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.pages.rows import money_cell, percent_cell, text_cell

SLUG = "overview"
UNASSIGNED = "unassigned"
MOST_REGIONS, MOST_MOTIONS = 10, 6
MANY_REGIONS = 4
#: reds that a page may have
MOST_REDS = 3
#: what a share of target or quota is worth in colour; sign and word are the number itself
HEADLINES = (("quota_attainment", "Quota attainment"), ("strategic_motion_attainment", "Strategy attainment"))


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def tiles(reading: Reading) -> Tiles:
    """Return the five measures of the company, without trend: the regions need the room."""
    full = measure_tiles.tiles(reading, slug="overview-tiles")
    return replace(full, tiles=tuple(replace(tile, spark_svg="", spark_note="") for tile in full.tiles))


def region_ids(reading: Reading) -> tuple[str, ...]:
    """Return the regions, largest bookings first, the bucket of unassigned bookings last."""
    names = [name for name in reading.snapshot.meta.region_names if name not in ("company", UNASSIGNED)]
    booked = {name: known(reading.book.value("bookings", region=name).value) for name in names}
    return tuple(sorted(names, key=lambda name: (-(booked[name] or 0.0), name)))


def regions(reading: Reading) -> Table:
    """Return one row per region: bookings, quota and strategy attainment, hidden gap, attainment per motion."""
    motions = _motions(reading)
    ids = region_ids(reading)[:MOST_REGIONS]
    rows = [_row(reading, region, motions=motions) for region in ids]
    if known(reading.book.value("bookings", region=UNASSIGNED).value):
        rows.append(_unassigned_row(reading, len(motions)))
    width = 21.0
    columns = (
        TableColumn("Region", "left"), TableColumn("Bookings", "right", 19.0), TableColumn("Quota", "right", 17.0),
        TableColumn("Strategy", "right", 17.0), TableColumn("Hidden gap", "right", 20.0),
        *(TableColumn(label, "right", width) for _, label in motions),
    )  # fmt: skip
    return Table(
        kind="table", caption=f"Regions, {reading.formatter.unit_name()} and attainment of quota, strategy and motions",
        columns=columns, rows=_calm(rows, most=MOST_REDS - _reds(reading)), exhibit=_exhibit(reading, motions),
        total=_calm([_row(reading, None, motions=motions)], most=0)[0],
    )  # fmt: skip


def _reds(reading: Reading) -> int:
    """Return how many tiles above the table are red."""
    return sum(tile.tone == "bad" for tile in tiles(reading).tiles)


def _calm(rows: Sequence[tuple[TableCell, ...]], *, most: int) -> tuple[tuple[TableCell, ...], ...]:
    """Return the rows, by size of bookings, with at most so many reds: the first ones keep theirs."""
    left, out = most, []
    for row in rows:
        cells = []
        for cell in row:
            left -= cell.tone == "bad"
            cells.append(replace(cell, tone="neutral") if cell.tone == "bad" and left < 0 else cell)
        out.append(tuple(cells))
    return tuple(out)


def _motions(reading: Reading) -> list[tuple[str, str]]:
    frame = reading.snapshot.frames["motions"].sort_values("order")
    shown = frame[frame["cell_class"] != "off_plan"]
    return [(str(row.motion), str(row.label)) for row in shown.itertuples()][:MOST_MOTIONS]


def _value(reading: Reading, slug: str, region: str | None, **scope: str) -> Value:
    return reading.book.value(slug, **scope, **({"region": region} if region else {}))


def _row(reading: Reading, region: str | None, *, motions: list[tuple[str, str]]) -> tuple[TableCell, ...]:
    meta, bold = reading.snapshot.meta, region is None
    name = meta.company if region is None else meta.region_names.get(region, region)
    limits = meta.strategy.thresholds
    quota, strategy = (_value(reading, slug, region) for slug, _ in HEADLINES)
    hidden = _value(reading, "masked_shortfall", region)
    return (
        text_cell(name, bold=bold), money_cell(reading, _value(reading, "bookings", region).value, bold=bold),
        _rate(reading, quota, limits.quota, bold=bold, exact=True),
        _strategy_cell(reading, strategy, bold=bold),
        money_cell(reading, hidden.numerator, bold=bold),
        *(_motion_cell(reading, region, motion, bold=bold) for motion, _ in motions),
    )  # fmt: skip


def _motion_cell(reading: Reading, region: str | None, motion: str, *, bold: bool) -> TableCell:
    """Return the attainment of a motion as a bare rate, or its n alone: without an interval it is no verdict."""
    value = _value(reading, "motion_attainment", region, motion=motion)
    few = value.n is not None and value.n < reading.snapshot.meta.strategy.statistics.min_n_rate
    if few and known(value.value) is not None:
        return TableCell(text=f"n = {value.n}", sort=known(value.value), bold=bold)
    return percent_cell(reading, value.value, bold=bold)


def _strategy_cell(reading: Reading, value: Value, *, bold: bool) -> TableCell:
    """Return strategy attainment: coloured where the interval excludes the threshold, else the bare rate.

    Without an interval nothing is excluded, so the rate stays bare.
    """
    threshold = reading.snapshot.meta.strategy.thresholds.strategic
    above = value.low is not None and value.low >= threshold
    below = value.high is not None and value.high < threshold
    judged = _rate(reading, value, threshold, bold=bold)
    return judged if above or below or judged.tone == "neutral" else percent_cell(reading, value.value, bold=bold)


def _rate(reading: Reading, value: Value, threshold: float, *, bold: bool, exact: bool = False) -> TableCell:
    """Return an attainment with its tone; few deals give the rate without a judgement, fewer the count alone.

    An `exact` rate (bookings over quota) is a fact at any n and keeps its tone.
    """
    limits, rate = reading.snapshot.meta.strategy.statistics, known(value.value)
    if rate is None:
        return TableCell(text=ABSENT)
    if not exact and value.n is not None and value.n < limits.min_n_flag:
        few = value.n < limits.min_n_rate
        return TableCell(text=f"n = {value.n}" if few else reading.formatter.percent(rate), sort=rate, bold=bold)
    tone: Tone = "good" if rate >= threshold else "bad"
    sign = "▲" if tone == "good" else "▼"
    if exact and tone == "bad" and threshold - rate < reading.snapshot.meta.strategy.thresholds.hysteresis:
        tone = "neutral"  # too near for a colour
    return TableCell(text=f"{sign} {reading.formatter.percent_near(rate, threshold)}", sort=rate, tone=tone, bold=bold)


def _unassigned_row(reading: Reading, motions: int) -> tuple[TableCell, ...]:
    booked = reading.book.value("bookings", region=UNASSIGNED)
    name = reading.snapshot.meta.region_names.get(UNASSIGNED, "No region on the booking date")
    blank = TableCell(text=ABSENT)
    return (text_cell(name), money_cell(reading, booked.value), *([blank] * (3 + motions)))


def _exhibit(reading: Reading, motions: list[tuple[str, str]]) -> Any:
    columns = [("Region", "text"), ("Bookings", "money"), ("Quota", "money"), ("Quota attainment", "ratio"),
               ("Strategy attainment", "ratio"), ("Hidden gap", "money"), ("Deals", "count"),
               *((f"Attainment: {label}", "ratio") for _, label in motions)]  # fmt: skip
    rows = []
    for region in (*region_ids(reading), UNASSIGNED):
        booked, quota = _value(reading, "bookings", region), _value(reading, "quota_attainment", region)
        rows.append((
            reading.snapshot.meta.region_names.get(region, region), booked.value, quota.denominator, quota.value,
            _value(reading, "strategic_motion_attainment", region).value,
            _value(reading, "masked_shortfall", region).numerator, booked.n,
            *(_value(reading, "motion_attainment", region, motion=motion).value for motion, _ in motions),
        ))  # fmt: skip
    return exhibit("overview-regions", "Regions", columns, rows)


def so_what(reading: Reading) -> Columns | None:
    """Return the regions that need attention, each with its gap."""
    items = reading.words.so_what.get(SLUG, ())[: 2 if len(region_ids(reading)) > MANY_REGIONS else 3]
    return Columns(kind="columns", columns=(ListColumn("So what", items),)) if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (head(reading), tiles(reading), regions(reading), so_what(reading), source(reading))
    return tuple(block for block in blocks if block is not None)
