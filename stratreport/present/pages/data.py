"""Data quality and lineage: what the checks found, how bookings reconcile, and which files stand behind the pack."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import accumulate
from math import ceil
from typing import Any

from stratreport.pack.blocks import Block, Columns, ListColumn, PageHead, Source, Table, TableCell, TableColumn, Tone
from stratreport.present.footing import finer, footed_rows
from stratreport.present.format import NBSP
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.pages.rows import capped, count_cell, money_cell, percent_cell, text_cell

SLUG = "data"
MOST_LINES = 17  # of small print that the left column holds beside the remarks
LINE_LETTERS = 56  # of small print on one line of the first column
MOST_INPUTS = 8
#: the checks that count the judged quarter alone; every other one is over all periods of the source, and says so
OF_THE_QUARTER = frozenset({
    "unassigned", "persona_unknown", "unclassified", "lookback_short", "no_launch_date", "no_segment",
    "no_product_line", "split", "returns", "orphaned", "overlay", "no_quota", "quota_unassigned", "plan_to_quota",
})  # fmt: skip
ALL_PERIODS = "All periods"
MOST_REMARKS = 3
HASH_SHOWN = 12
SEVERITY: dict[str, tuple[int, str, Tone]] = {
    "error": (0, "▼ must be fixed", "bad"), "warn": (1, "– to be watched", "watch"),
    "info": (2, "– for information", "neutral"),
}  # fmt: skip


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def quality(reading: Reading) -> Table:
    """Return what the checks found: the gravest that fit, those of the quarter first."""
    frame = reading.snapshot.frames["quality"]
    records = sorted(
        frame.to_dict("records"),
        key=lambda row: (SEVERITY[row["severity"]][0], -(known(row["amount"]) or 0), row["check"]),
    )
    gravest, note = capped(records, most=_fitting(records))
    shown = sorted(gravest, key=_all_periods)
    rows = tuple(
        (
            text_cell(row["title"], sub=_remedy(row), bold=True),
            text_cell(SEVERITY[row["severity"]][1], tone=SEVERITY[row["severity"]][2]),
            count_cell(reading, row["count"]), money_cell(reading, row["amount"]), percent_cell(reading, row["share"]),
        )
        for row in shown
    )  # fmt: skip
    columns = [("Check", "text"), ("Severity", "text"), ("Title", "text"), ("Detail", "text"), ("Lines", "count"),
               ("Amount", "money"), ("Share of bookings", "ratio"), ("Fix", "text")]  # fmt: skip
    keys = ("check", "severity", "title", "detail", "count", "amount", "share", "fix")
    return Table(
        kind="table", caption="What the checks found", rows=rows, note=note, slot="left",
        columns=(TableColumn("Finding and fix", "left"), TableColumn("Weight", "left", 31.0),
                 TableColumn("Lines", "right", 14.0), TableColumn(reading.formatter.unit_name(), "right", 19.0),
                 TableColumn("Share", "right", 14.0)),
        exhibit=exhibit("data-quality", "Data quality", columns, [[row[key] for key in keys] for row in records]),
    )  # fmt: skip


def _fitting(records: Sequence[Mapping[Hashable, object]]) -> int:
    """Return how many findings the column holds: one line for the title and the lines of small print of each."""
    heights = (1 + ceil(len(_remedy(row)) / LINE_LETTERS) for row in records)
    return sum(1 for total in accumulate(heights) if total <= MOST_LINES)


def _remedy(row: Mapping[Hashable, object]) -> str:
    """Return what was found and how to mend it, in one line of small print."""
    texts = [str(row[name]).rstrip(".") for name in ("detail", "fix") if isinstance(row[name], str) and row[name]]
    return ". ".join([ALL_PERIODS, *texts] if _all_periods(row) else texts)


def _all_periods(row: Mapping[Hashable, object]) -> bool:
    """Return whether a finding is over all periods of the source, not over the judged quarter."""
    return str(row["check"]) not in OF_THE_QUARTER


def remarks(reading: Reading) -> Columns | None:
    """Return what the words say beyond the table of checks: shares that no motion covers, what is not connected."""
    titles = {str(title) for title in reading.snapshot.frames["quality"]["title"]}
    items = tuple(item for item in reading.words.quality if item.lead.rstrip(":").replace(NBSP, " ") not in titles)[
        :MOST_REMARKS
    ]
    return Columns(kind="columns", columns=(ListColumn("What this means", items),), slot="left") if items else None


def reconciliation(reading: Reading) -> Table:
    """Return the way from the source's total to this scope's bookings; the steps sum to the last row."""
    records = reading.snapshot.frames["reconciliation"].to_dict("records")
    shown = footed_rows(records, scale=finer(reading.formatter.scale))
    lines = [(row, _step(reading, row, shown=amount)) for row, amount in zip(records, shown, strict=True)]
    totals = [cells for row, cells in lines if row["kind"] == "total"]
    columns = (
        TableColumn("Step", "left"), TableColumn(reading.formatter.unit_name(), "right", 22.0),
        TableColumn("Lines", "right", 18.0),
    )  # fmt: skip
    data = [(row["step"], row["kind"], row["amount"], row["rows"]) for row in records]
    names = [("Step", "text"), ("Kind", "text"), ("Amount", "money"), ("Lines", "count")]
    return Table(
        kind="table", caption="From the source to this pack", columns=columns, slot="right",
        rows=tuple(cells for row, cells in lines if row["kind"] != "total"), total=totals[-1] if totals else (),
        exhibit=exhibit("data-reconciliation", "Reconciliation", names, data),
    )  # fmt: skip


def _step(reading: Reading, row: Mapping[Hashable, Any], *, shown: float) -> tuple[TableCell, ...]:
    """Return one row of the reconciliation; `shown` is the money as printed, `sort` keeps the exact one."""
    signed, bold = row["kind"] == "step", row["kind"] == "total"
    amount, lines = known(row["amount"]), known(row["rows"])
    return (
        text_cell(row["step"], bold=bold),
        TableCell(
            text=reading.formatter.amount(shown, signed=signed, scale=finer(reading.formatter.scale)),
            sort=amount,
            bold=bold,
        ),
        TableCell(text=reading.formatter.number(lines, signed=signed), sort=lines, bold=bold),
    )


def lineage(reading: Reading) -> Table:
    """Return the inputs with the first digits of their SHA-256, the strategy that judges, and the as-of date."""
    meta = reading.snapshot.meta
    fixed = [("Data as of", meta.as_of), (f"Strategy {meta.strategy.id}, version {meta.strategy.version}",
                                           meta.strategy.sha256[:HASH_SHOWN])]  # fmt: skip
    inputs = [(name, digest[:HASH_SHOWN]) for name, digest in sorted(meta.inputs.items())]
    shown, note = capped(inputs, most=MOST_INPUTS)
    data = [*fixed, *((name, digest) for name, digest in sorted(meta.inputs.items()))]
    return Table(
        kind="table", caption="Lineage", slot="right", note=note,
        columns=(TableColumn("Input", "left"), TableColumn("SHA-256", "right", 32.0)),
        rows=tuple((text_cell(name), text_cell(digest)) for name, digest in [*fixed, *shown]),
        exhibit=exhibit("data-lineage", "Lineage", [("Input", "text"), ("SHA-256", "text")], data),
    )  # fmt: skip


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (
        head(reading),
        quality(reading),
        remarks(reading),
        reconciliation(reading),
        lineage(reading),
        source(reading),
    )
    return tuple(block for block in blocks if block is not None)
