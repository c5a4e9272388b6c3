"""Re-read a finished pack: every number in every sentence, table and tile must be one that was computed."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

from stratreport.pack.kinds import Block, Bridge, Figure, Matrix, PageHead, Table, Tiles
from stratreport.pack.model import Pack
from stratreport.pack.numbers import contradictions, unbacked_numbers, unshown
from stratreport.pack.parts import Claim, Exhibit, Sentence, TableCell, Tile

#: facts of one name and scope that stand for different things from sentence to sentence: no identity to keep
MANIFOLD = frozenset({"name", "setting", "threshold", "change", "quality_share", "quality_count", "quality_amount"})
SAME = 1e-9
#: rows of a table that foots may be moved by one in the last digit
FOOTED = 1.0
Part = TypeVar("Part")


@dataclasses.dataclass(frozen=True)
class Fault:
    """One number that is not what was computed: chapter, the text it stands in, and what is wrong with it."""

    chapter: str
    text: str
    wrong: str

    def __str__(self) -> str:
        return f'chapter {self.chapter}: "{self.text}": {self.wrong}'


def audit(pack: Pack) -> tuple[Fault, ...]:
    """Return every fault of a pack's numbers; a pack with one is not published.

    Sentences: each number is covered by a claim, and shows the claim's value. Tables, tiles, matrices and the words
    of charts: each number shows a value of the exhibit behind them (or a difference of two in one row). Claims: the
    same metric, scope and period has one value on all pages, and one text in the same format. What analysts write
    (prose, pictures, their own frames and charts) is theirs and is not read; a cell that sorts by its own words holds
    words of the data, and their digits are theirs.
    """
    chapters = [("cover", (pack.cover,)), *((item.slug, item.blocks) for item in pack.chapters)]
    found: list[Fault] = []
    for slug, blocks in chapters:
        for block in blocks:
            if not _by_analyst(block):
                found += [*_sentences(slug, block), *_exhibits(slug, block)]
    return (*found, *_disagreements(pack))


def _by_analyst(block: Block) -> bool:
    """Return whether an analyst's own notebook made a block: a head without measure line, or a frame or figure shown.

    Pages of the house always say what they measure, and their exhibits have names of their own.
    """
    if isinstance(block, PageHead):
        return not block.measure
    exhibit = getattr(block, "exhibit", None)
    return isinstance(exhibit, Exhibit) and re.fullmatch(r"(table|figure)-\d+", exhibit.slug) is not None


def sentences_of(value: object) -> Iterator[Sentence]:
    """Yield every sentence within a block, a chapter or a pack, in reading order."""
    yield from _within(value, Sentence)


def claims_of(value: object) -> Iterator[Claim]:
    """Yield every claim within a block, a chapter or a pack."""
    yield from _within(value, Claim)


def _within(value: object, kind: type[Part]) -> Iterator[Part]:
    if isinstance(value, kind):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in dataclasses.fields(value):
            yield from _within(getattr(value, item.name), kind)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _within(part, kind)


def _sentences(chapter: str, block: Block) -> Iterator[Fault]:
    for sentence in sentences_of(block):
        text = f"{sentence.lead} {sentence.text}".strip()
        for number in unbacked_numbers(sentence):
            yield Fault(chapter, text, f"{number} is not among the facts")
        for wrong in contradictions(sentence):
            yield Fault(chapter, text, wrong)


def _exhibits(chapter: str, block: Block) -> Iterator[Fault]:
    exhibit = getattr(block, "exhibit", None)
    if not isinstance(exhibit, Exhibit):
        return
    known, labels = _values(exhibit, block), _labels(exhibit)
    for text in _texts(block):
        for number in unshown(text, known, labels=labels, steps=FOOTED if isinstance(block, Table) else 0.5):
            yield Fault(chapter, text, f"{number} is not among the values of {exhibit.slug}")


def _values(exhibit: Exhibit, block: Block) -> list[float]:
    """Return the numbers behind a block: of the exhibit, differences within its rows, of claims and of sorting."""
    rows = [[float(cell) for cell in row if isinstance(cell, (int, float))] for row in exhibit.rows]
    single = [value for row in rows for value in row]
    pairs = [one - other for row in rows for one, other in itertools.combinations(row, 2)]
    claimed = [claim.value for claim in claims_of(block) if claim.value is not None]
    sorted_by = [float(cell.sort) for cell in _cells(block) if isinstance(cell.sort, (int, float))]
    return [*single, *pairs, *claimed, *sorted_by, *_counts(exhibit)]


def _counts(exhibit: Exhibit) -> list[float]:
    """Return the number of rows, and how many rows share a text (people in a group, checks of a kind)."""
    texts = Counter((at, cell) for row in exhibit.rows for at, cell in enumerate(row) if isinstance(cell, str))
    return [float(len(exhibit.rows)), *(float(number) for number in texts.values())]


def _cells(block: Block) -> list[TableCell]:
    return [cell for row in (*block.rows, block.total) for cell in row] if isinstance(block, Table) else []


def _labels(exhibit: Exhibit) -> list[str]:
    texts = [cell for row in exhibit.rows for cell in row if isinstance(cell, str)]
    return [text.rstrip(".") for text in (*texts, *exhibit.columns)]


def _texts(block: Block) -> Iterator[str]:
    """Yield the finished texts of a block that show values: cells, tiles, bars of the matrix, words of a chart."""
    if isinstance(block, Table):
        shown = [cell for cell in _cells(block) if not cell.svg]
        yield from (cell.text for cell in shown if not isinstance(cell.sort, str))
        yield from (cell.sub for cell in shown)
    elif isinstance(block, Tiles):
        yield from (text for tile in block.tiles for text in _tile(tile))
    elif isinstance(block, Matrix):
        yield from (text for cell in block.cells for text in (cell.value, cell.delta, cell.detail))
    elif isinstance(block, Bridge):
        yield from (text for row in block.rows for text in (row.sub,))
    elif isinstance(block, Figure):
        yield block.alt


def _tile(tile: Tile) -> tuple[str, ...]:
    return tile.value, tile.delta, tile.foot


def _disagreements(pack: Pack) -> Iterator[Fault]:
    """Yield claims of one metric, scope and period that differ between places of a pack."""
    first: dict[tuple[str, str, str], tuple[str, Claim]] = {}
    texts: dict[tuple[str, str, str, str], str] = {}
    for slug, part in (("cover", pack.cover), *((item.slug, item.blocks) for item in pack.chapters)):
        for claim in claims_of(part):
            if claim.metric in MANIFOLD or not claim.period:
                continue
            key = (claim.metric, claim.scope, claim.period)
            place, known = first.setdefault(key, (slug, claim))
            if not _equal(known.value, claim.value):
                yield Fault(slug, claim.shown, f"{' '.join(key)} is {claim.value}, and {known.value} in {place}")
            text = texts.setdefault((*key, _form(claim.shown)), claim.shown)
            if text.lower() != claim.shown.lower():
                yield Fault(slug, claim.shown, f'{" ".join(key)} is shown as "{text}" elsewhere')


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SAME * max(abs(one), abs(other), 1.0)


def _form(shown: str) -> str:
    """Return the format of a text: its digits as 0; texts without digits are of their own form.

    >>> _form("€3.4m"), _form("three deals")
    ('€0.0m', 'three deals')
    """
    return re.sub(r"\d", "0", shown)
