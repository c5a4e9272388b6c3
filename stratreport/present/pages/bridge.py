"""From quota to strategy: the waterfall in rows, each with its reason beside it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import pandas as pd

from stratreport.pack.blocks import Block, Bridge, BridgeRow, Exhibit, PageHead, Sentence, Source
from stratreport.present.footing import finer, footed_rows
from stratreport.present.format import quarter_name
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.waterfall import Bar, Frame, Look, waterfall

SLUG = "bridge"
LABEL_MM, NOTE_MM = 60.0, 84.0
BODY_MM, TALLEST_ROW_MM, MOST_ROWS = 126.0, 11.0, 14
KEY = (
    ("actual", "actual"), ("plan", "plan"), ("good", "adds"), ("bad", "subtracts"),
    ("watch", "adds to quota only"), ("prior", "not strategic"), ("accent", "on strategy"),
)  # fmt: skip
LOOKS: Mapping[str, Look] = {
    "quota": "plan", "cover": "prior", "gap": "bad", "returns": "bad", "bookings": "actual", "less": "prior",
    "strategic": "accent", "target": "plan",
}  # fmt: skip
CLASS_WORDS = {"core": "core", "strategic": "strategic motion", "off_plan": "outside the plan"}


def head(reading: Reading) -> PageHead:
    """Return the action title, the measure line and the colour key."""
    looks = {_look(row) for row in _steps(_rows(reading))}
    return reading.head(SLUG, key=tuple(pair for pair in KEY if pair[0] in looks))


def bridge(reading: Reading) -> Bridge:
    """Return the waterfall with its rows; at most 14 rows, the smallest steps beyond that are put together."""
    table = _rows(reading)
    rows = _merged([row for row in _steps(table) if row["kind"] != "gap"])
    height = min(TALLEST_ROW_MM, BODY_MM / len(rows))
    width = reading.columns_mm(12) - LABEL_MM - NOTE_MM
    svg = waterfall(
        _bars(reading, rows), frame=Frame(width, height), title=_alt(reading, rows),
        tokens=reading.tokens,
    )  # fmt: skip
    return Bridge(
        kind="bridge", unit=reading.formatter.unit_name(), rows=tuple(_words(reading, row) for row in rows),
        row_mm=height, svg=svg, exhibit=_exhibit(table),
    )  # fmt: skip


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    return (head(reading), bridge(reading), source(reading))


def _rows(reading: Reading) -> pd.DataFrame:
    return reading.book.bridge()


def _steps(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _merged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with neighbouring small steps put together until they fit the page; positions stay exact."""
    while len(rows) > MOST_ROWS:
        pairs = [
            (abs(a["amount"]) + abs(b["amount"]), index)
            for index, (a, b) in enumerate(itertools.pairwise(rows))
            if a["kind"] == b["kind"] == "step" and a["effect"] == b["effect"] and _look(a) == _look(b)
        ]
        if not pairs:
            break
        _, at = min(pairs)
        first, second = rows[at], rows[at + 1]
        both = first | {
            "step": f"{first['step']}+{second['step']}", "label": f"{first['label']}, {second['label']}",
            "amount": first["amount"] + second["amount"], "end": second["end"], "motion": None,
        }  # fmt: skip
        rows = [*rows[:at], both, *rows[at + 2 :]]
    return rows


def _look(row: Mapping[str, Any]) -> Look:
    if row["effect"] == "surplus":
        return "good" if row["cell_class"] == "strategic" else "watch"
    return LOOKS[row["effect"]]


def _bars(reading: Reading, rows: list[dict[str, Any]]) -> list[Bar]:
    """Return the bars with their figures; figures foot in the digits as printed, positions stay exact."""
    shown = footed_rows(rows, scale=finer(reading.formatter.scale))
    by_effect = {str(row["effect"]): amount for row, amount in zip(rows, shown, strict=True)}
    gap = by_effect.get("strategic", 0.0) - by_effect.get("target", 0.0)
    booked = next((row["amount"] for row in rows if row["effect"] == "strategic"), 0.0)
    return [_bar(reading, row, shown=amount, gap=(booked, gap)) for row, amount in zip(rows, shown, strict=True)]


def _bar(reading: Reading, row: Mapping[str, Any], *, shown: float, gap: tuple[float, float]) -> Bar:
    """Return one bar; `gap` = where strategic bookings end, and what is printed as missing to their target."""
    total = row["kind"] in ("total", "target")
    booked, missing = gap
    scale = finer(reading.formatter.scale)
    short = row["kind"] == "target" and booked < row["amount"]
    return Bar(
        start=row["start"], end=row["end"], look=_look(row), total=total,
        shown=reading.formatter.amount(shown, signed=not total, scale=scale), gap=booked if short else None,
        gap_shown=f"gap {reading.formatter.amount(missing, signed=True, scale=scale)}" if short else "",
    )  # fmt: skip


def _words(reading: Reading, row: Mapping[str, Any]) -> BridgeRow:
    note = reading.words.bridge_notes.get(row["step"], Sentence(text=""))
    return BridgeRow(label=row["label"], sub=_sub(reading, row), note=note, total=row["kind"] in ("total", "target"))


def _sub(reading: Reading, row: Mapping[str, Any]) -> str:
    share = reading.formatter.percent_near(known(row["share_of_quota"]), 1.0)
    if row["effect"] == "quota":
        return f"plan, {quarter_name(reading.period)}"
    if row["kind"] in ("total", "target"):
        return f"{'plan' if row['kind'] == 'target' else 'actual'}, {share} of quota"
    motions = reading.snapshot.frames["motions"].set_index("motion")
    quadrant = motions["quadrant"].get(row["motion"]) if row["motion"] else None
    planned = isinstance(quadrant, str) and row["cell_class"] != "off_plan"
    repeated = planned and str(quadrant).casefold() == str(row["label"]).casefold()
    named = (
        "new product, new customer"
        if repeated
        else str(quadrant)
        if planned
        else CLASS_WORDS.get(str(row["cell_class"]), "")
    )
    return named if row["effect"] != "surplus" or row["cell_class"] != "core" else f"{named}, above its target"


def _alt(reading: Reading, rows: list[dict[str, Any]]) -> str:
    steps = "; ".join(f"{row['label']} {reading.formatter.money(row['amount'])}" for row in rows)
    return f"Bridge from quota to strategic bookings in {quarter_name(reading.period)}: {steps}"


def _exhibit(table: pd.DataFrame) -> Exhibit:
    columns = {
        "label": ("Step", "text"), "effect": ("Effect", "text"), "amount": ("Amount", "money"),
        "share_of_quota": ("Share of quota", "ratio"), "start": ("From", "money"), "end": ("To", "money"),
        "actual": ("Actual", "money"), "target": ("Target", "money"),
    }  # fmt: skip
    rows = table[list(columns)].itertuples(index=False, name=None)
    return exhibit("bridge", "Bridge from quota to strategic bookings", columns.values(), rows)
