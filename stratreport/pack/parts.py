"""The parts that blocks are made of; finished text and SVG (see `pack.blocks`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "watch", "neutral", "accent"]
Slot = Literal["full", "left", "right"]
Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Claim:
    """A number that a sentence shows: metric slug, scope ("region:emea/motion:new_logo"), raw value, text as shown.

    `period` is the quarter or window it is of; empty when it has none (a name, a setting).
    """

    metric: str
    scope: str
    value: float | None
    shown: str
    period: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence with the claims behind its numbers; `lead` is its bold opening (may be empty), `text` follows it."""

    text: str
    lead: str = ""
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """The numbers behind a block, for the data book and "show data": raw values, columns with units.

    `units` per column: money | ratio | points | count | days | text | date.
    """

    slug: str
    title: str
    columns: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """One measure: label, value, delta (symbol + words + tone), bullet graph, foot line, sparkline with its caption."""

    label: str
    value: str
    delta: str
    symbol: str
    tone: Tone
    bullet_svg: str
    foot: str
    spark_svg: str
    spark_note: str


@dataclass(frozen=True)
class ListColumn:
    """A headed list; `style` is bullets or numbers; `asides` are the small grey words after each item (owner, date)."""

    head: str
    items: tuple[Sentence, ...]
    style: Literal["bullets", "numbers"] = "bullets"
    asides: tuple[str, ...] = ()


@dataclass(frozen=True)
class BridgeRow:
    """One row: label, small sub-label, the explanation printed on the same row; `total` rows are shaded and bold."""

    label: str
    sub: str
    note: Sentence
    total: bool


@dataclass(frozen=True)
class MatrixCell:
    """One cell of the Ansoff matrix: name, value, bar with plan mark (SVG), delta words with tone, one reason."""

    name: str
    value: str
    bar_svg: str
    delta: str
    symbol: str
    tone: Tone
    detail: str
    reason: Sentence


@dataclass(frozen=True)
class TableColumn:
    """A column: head, alignment, and width in millimetres (0 = share what is left)."""

    head: str
    align: Literal["left", "right"] = "right"
    width_mm: float = 0.0


@dataclass(frozen=True)
class TableCell:
    """A cell: text as shown, small second line, tone, or an SVG bar instead of text (`svg`), raw value for sorting."""

    text: str
    sub: str = ""
    tone: Tone = "neutral"
    svg: str = ""
    sort: float | str | None = None
    bold: bool = False
