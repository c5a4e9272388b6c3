"""Price, volume or mix: from last year's bookings to this year's in steps that add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stratreport.pack.blocks import Block, Bridge, BridgeRow, Exhibit, PageHead, Sentence, Source
from stratreport.present.footing import finer, footed_rows
from stratreport.present.format import quarter_name
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.waterfall import Bar, Frame, Look, waterfall

SLUG = "price"
LABEL_MM, NOTE_MM, ROW_MM = 60.0, 84.0, 10.5
KEY = (("prior", "last year"), ("actual", "actual"), ("good", "adds"), ("bad", "subtracts"))
#: step → label and what it means, in the order of the bridge
STEPS: Mapping[str, tuple[str, str]] = {
    "pvm_volume": ("Volume", "more or fewer units, at last year's mean price"),
    "pvm_mix": ("Mix", "dearer or cheaper products, at last year's prices"),
    "pvm_price": ("Price", "other prices of products sold in both quarters"),
    "pvm_new": ("Added products", "products that sold nothing a year ago"),
    "pvm_discontinued": ("Absent products", "products sold a year ago, not this quarter"),
    "pvm_unpriced": ("Without units", "lines without units, for which price and volume cannot be told apart"),
}


def available(reading: Reading) -> bool:
    """Return whether there is a year ago to compare with, and units to compare by."""
    steps = [known(reading.book.value(slug).value) for slug in ("pvm_volume", "pvm_mix", "pvm_price")]
    return known(reading.book.value("bookings_change").value) is not None and any(steps)


def head(reading: Reading) -> PageHead | None:
    """Return the action title and the key; None where price and volume cannot be told apart, and so no page."""
    return reading.head(SLUG, key=KEY) if available(reading) else None


def bridge(reading: Reading) -> Bridge | None:
    """Return the waterfall from last year's bookings to this year's, in steps that foot as printed."""
    if not available(reading):
        return None
    rows, width = _rows(reading), reading.columns_mm(12) - LABEL_MM - NOTE_MM
    shown = footed_rows(rows, scale=finer(reading.formatter.scale))
    bars = [_bar(reading, row, shown=amount) for row, amount in zip(rows, shown, strict=True)]
    said = "; ".join(f"{row['label']} {reading.formatter.money(row['amount'])}" for row in rows)
    svg = waterfall(
        bars, frame=Frame(width, ROW_MM), tokens=reading.tokens, title=f"Bookings from last year to this year: {said}"
    )
    return Bridge(
        kind="bridge", unit=reading.formatter.unit_name(), row_mm=ROW_MM, svg=svg, exhibit=_exhibit(rows),
        rows=tuple(BridgeRow(row["label"], row["sub"], Sentence(row["note"]), row["kind"] == "total") for row in rows),
    )  # fmt: skip


def _rows(reading: Reading) -> list[dict[str, Any]]:
    """Return the rows of the bridge: kind, label, sub, note, amount, start, end; steps of nothing are left out."""
    change = reading.book.value("bookings_change")
    at = change.denominator or 0.0
    rows = [_total(reading, "Bookings last year", str(reading.year_ago()), amount=at)]
    for slug, (label, note) in STEPS.items():
        step = known(reading.book.value(slug).value)
        if step:
            rows.append({"kind": "step", "label": label, "sub": "", "note": note, "amount": step, "start": at,
                         "end": at + step})  # fmt: skip
            at += step
    return [*rows, _total(reading, "Bookings", reading.period, amount=change.numerator or 0.0)]


def _total(reading: Reading, label: str, period: str, *, amount: float) -> dict[str, Any]:
    return {"kind": "total", "label": label, "sub": f"actual, {quarter_name(period)}", "note": "", "amount": amount,
            "start": 0.0, "end": amount, "prior": period != reading.period}  # fmt: skip


def _bar(reading: Reading, row: Mapping[str, Any], *, shown: float) -> Bar:
    total = row["kind"] == "total"
    look: Look = ("prior" if row.get("prior") else "actual") if total else "good" if row["amount"] > 0 else "bad"
    scale = finer(reading.formatter.scale)
    return Bar(
        start=row["start"], end=row["end"], look=look, total=total,
        shown=reading.formatter.amount(shown, signed=not total, scale=scale),
    )  # fmt: skip


def _exhibit(rows: list[dict[str, Any]]) -> Exhibit:
    columns = [("Step", "text"), ("Amount", "money"), ("From", "money"), ("To", "money")]
    data = [(row["label"], row["amount"], row["start"], row["end"]) for row in rows]
    return exhibit("price", "Bookings from last year to this year", columns, data)


def source(reading: Reading) -> Source | None:
    """Return the source line."""
    return reading.source(SLUG) if available(reading) else None


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page; empty where there is none."""
    return tuple(block for block in (head(reading), bridge(reading), source(reading)) if block is not None)
