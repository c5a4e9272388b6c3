"""Executive summary: verdict, five measures, what happened, why, and the decisions asked for."""

from __future__ import annotations

from stratreport.pack.blocks import Block, Columns, ListColumn, PageHead, Source, Tiles, Verdict
from stratreport.present.pages import tiles as measure_tiles
from stratreport.present.pages.reading import Reading

SLUG = "summary"
ITEMS = 4


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def verdict(reading: Reading) -> Verdict:
    """Return the strip with the verdict."""
    status = reading.words.status
    return Verdict(
        kind="verdict", status=status.word, symbol=status.symbol, tone=status.tone, text=reading.words.verdict
    )


def tiles(reading: Reading) -> Tiles:
    """Return the five measures."""
    return measure_tiles.tiles(reading)


def columns(reading: Reading) -> Columns:
    """Return what happened, why, and the decisions; a list without items is left out."""
    words = reading.words
    lists = (
        ListColumn("What happened", words.happened[:ITEMS]),
        ListColumn("Why", words.why[:ITEMS]),
        ListColumn("Decisions we ask for today", words.decisions[:ITEMS], "numbers", words.decision_asides[:ITEMS]),
    )
    return Columns(kind="columns", columns=tuple(column for column in lists if column.items))


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    return (head(reading), verdict(reading), tiles(reading), columns(reading), source(reading))
