"""The blocks a page is made of; finished text and SVG, JSON-serialisable, no arithmetic left to do.

Text fields are plain text (never HTML) and are escaped by the templates. `svg` fields are finished, sanitised SVG made
by `present` with presentation attributes plus token classes (`f-…` fill, `s-…` stroke), a `<title>` as first child, and
width/height attributes in millimetres. A `tone` is one of: good, bad, watch, neutral, accent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from stratreport.pack.parts import (
    BridgeRow,
    Claim,
    Exhibit,
    ListColumn,
    MatrixCell,
    Sentence,
    Slot,
    TableCell,
    TableColumn,
    Tile,
    Tone,
)

MIME = "application/vnd.stratreport.block.v1+json"


@dataclass(frozen=True)
class PageHead:
    """Starts a page: action title (at most two lines), measure line (bold `measure`, then `reading`), colour key."""

    kind: Literal["page"]
    title: Sentence
    measure: str
    reading: str
    slug: str
    key: tuple[tuple[str, str], ...] = ()  # (swatch: actual|plan|good|bad|watch|accent|prior, word)


@dataclass(frozen=True)
class Verdict:
    """The strip with the verdict: status word with its symbol and tone, and one or two sentences."""

    kind: Literal["verdict"]
    status: str
    symbol: str
    tone: Tone
    text: Sentence


@dataclass(frozen=True)
class Tiles:
    """A row of three to five tiles."""

    kind: Literal["tiles"]
    tiles: tuple[Tile, ...]
    exhibit: Exhibit
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Columns:
    """One to three headed lists side by side (What happened / Why / Decisions; or a single So what)."""

    kind: Literal["columns"]
    columns: tuple[ListColumn, ...]
    slot: Slot = "full"


@dataclass(frozen=True)
class Bridge:
    """A horizontal waterfall: rows of equal height and one SVG spanning all rows (its height = rows × row_mm)."""

    kind: Literal["bridge"]
    unit: str
    rows: tuple[BridgeRow, ...]
    row_mm: float
    svg: str
    exhibit: Exhibit
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """A 2 × 2 (or n × m) tile map with column and row heads; cells row by row."""

    kind: Literal["matrix"]
    column_heads: tuple[str, ...]
    row_heads: tuple[str, ...]
    cells: tuple[MatrixCell, ...]
    exhibit: Exhibit
    slot: Slot = "left"
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with caption; first column is the stub (row head); `total` is the last, bold row."""

    kind: Literal["table"]
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    exhibit: Exhibit
    total: tuple[TableCell, ...] = ()
    note: str = ""
    slot: Slot = "full"
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A chart: finished SVG, alternative text with numbers, caption (may be empty), the data behind it."""

    kind: Literal["figure"]
    svg: str
    alt: str
    caption: str
    exhibit: Exhibit | None
    slot: Slot = "full"


@dataclass(frozen=True)
class Picture:
    """A raster picture of an analyst's cell (PNG, base64): used only when a figure cannot be had as SVG."""

    kind: Literal["picture"]
    png_base64: str
    alt: str
    caption: str
    slot: Slot = "full"


@dataclass(frozen=True)
class Prose:
    """Markdown of an analyst or a chapter; rendered by the press with raw HTML escaped."""

    kind: Literal["prose"]
    markdown: str
    slot: Slot = "full"


@dataclass(frozen=True)
class Notice:
    """A plain statement such as "not connected" or "too few deals to judge"."""

    kind: Literal["notice"]
    title: str
    text: Sentence
    tone: Tone = "neutral"
    slot: Slot = "full"


@dataclass(frozen=True)
class Source:
    """The source line pinned to the foot of the page."""

    kind: Literal["source"]
    text: str


@dataclass(frozen=True)
class CoverFacts:
    """What the cover says: the verdict sentence, the paragraph below it, and three numbers; exactly one per pack."""

    kind: Literal["cover"]
    eyebrow: str
    verdict: Sentence
    paragraph: Sentence
    numbers: tuple[Tile, ...]
    region_name: str
    period_label: str


Block = (
    PageHead
    | Verdict
    | Tiles
    | Columns
    | Bridge
    | Matrix
    | Table
    | Figure
    | Picture
    | Prose
    | Notice
    | Source
    | CoverFacts
)

_ADAPTER: TypeAdapter[Block] = TypeAdapter(Block)


def encode(block: Block) -> dict[str, Any]:
    """Return the block as plain JSON containers, for a display under `MIME`."""
    return _ADAPTER.dump_python(block, mode="json")  # type: ignore[no-any-return]


def decode(data: Mapping[str, Any]) -> Block:
    """Return the block of `encode`; raises pydantic's ValidationError when the form is not ours."""
    return _ADAPTER.validate_python(dict(data))
