"""From blocks to pages: who starts a page, what stands side by side, and which words pin to the foot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from stratreport.errors import RenderError
from stratreport.pack.blocks import (
    Block,
    Chapter,
    Columns,
    CoverFacts,
    Exhibit,
    Figure,
    Matrix,
    Notice,
    Pack,
    PageHead,
    Picture,
    Prose,
    Sentence,
    Source,
    Table,
)  # fmt: skip

_SLOTTED = (Columns, Figure, Matrix, Notice, Picture, Prose, Table)


@dataclass(frozen=True)
class Row:
    """One band of a page: either `full` blocks, or `left` beside `right`; `split` names the widths used."""

    full: tuple[Block, ...] = ()
    left: tuple[Block, ...] = ()
    right: tuple[Block, ...] = ()
    split: str = "full"


@dataclass(frozen=True)
class Page:
    """One page: its stable id, the chapter it belongs to, the head (None = flowing page of an analyst), its bands."""

    slug: str
    chapter: Chapter
    head: PageHead
    rows: tuple[Row, ...]
    source: str
    flowing: bool
    first: bool


@dataclass
class _Draft:
    head: PageHead
    flowing: bool
    blocks: list[Block] = field(default_factory=list)


def pages_of(pack: Pack) -> tuple[Page, ...]:
    """Return the pages of the pack in reading order, without the cover.

    A PageHead starts a page. Blocks before any PageHead get a page titled like the chapter, which may flow over
    several sheets. An empty chapter gives no page. Raises RenderError when two pages ask for the same id.
    """
    pages = [page for chapter in pack.chapters for page in _chapter_pages(chapter)]
    seen: dict[str, str] = {}
    for page in pages:
        if page.slug in seen:
            raise RenderError(
                f'two pages have the id "{page.slug}"',
                where=page.chapter.slug,
                expected="one id per page: links to it are kept and forwarded",
                fix=f"rename the slug of one of them (the other is in chapter {seen[page.slug]})",
            )
        seen[page.slug] = page.chapter.slug
    return tuple(pages)


def _chapter_pages(chapter: Chapter) -> Iterator[Page]:
    drafts: list[_Draft] = []
    for block in chapter.blocks:
        if isinstance(block, CoverFacts):
            continue
        if isinstance(block, PageHead):
            drafts.append(_Draft(block, flowing=False))
            continue
        if not drafts:
            drafts.append(_Draft(_automatic_head(chapter), flowing=True))
        drafts[-1].blocks.append(block)
    for index, draft in enumerate(drafts):
        yield _page(draft, chapter, first=index == 0)


def _automatic_head(chapter: Chapter) -> PageHead:
    """Return the head of what a chapter shows before its first page; it never takes the id of a page of its own."""
    taken = {block.slug for block in chapter.blocks if isinstance(block, PageHead)}
    slug = f"{chapter.slug}-opening" if chapter.slug in taken else chapter.slug
    return PageHead(kind="page", title=Sentence(chapter.title), measure="", reading="", slug=slug)


def _page(draft: _Draft, chapter: Chapter, *, first: bool) -> Page:
    notes = [block.text for block in draft.blocks if isinstance(block, Source)]
    body: list[Block] = [block for block in draft.blocks if not isinstance(block, Source)]
    return Page(
        slug=slugify(draft.head.slug or chapter.slug),
        chapter=chapter,
        head=draft.head,
        rows=tuple(_rows(body)),
        source=" ".join(notes),
        flowing=draft.flowing or any(isinstance(block, Prose) for block in body),
        first=first,
    )


def slot_of(block: Block) -> str:
    """Return where a block stands: full, left or right; blocks without a slot take the full width."""
    return block.slot if isinstance(block, _SLOTTED) else "full"


def _rows(blocks: Sequence[Block]) -> Iterator[Row]:
    for whole, run in groupby(blocks, key=lambda block: slot_of(block) == "full"):
        if whole:
            yield Row(full=tuple(run))
            continue
        members = list(run)
        left = tuple(block for block in members if slot_of(block) == "left")
        right = tuple(block for block in members if slot_of(block) == "right")
        yield Row(left=left, right=right, split="matrix" if any(isinstance(b, Matrix) for b in left) else "exhibit")


def exhibits_of(pack: Pack) -> tuple[Exhibit, ...]:
    """Return the exhibits of all chapters in reading order."""
    found = [getattr(block, "exhibit", None) for chapter in pack.chapters for block in chapter.blocks]
    return tuple(exhibit for exhibit in found if exhibit is not None)


def slugify(text: str) -> str:
    """Return a stable id: lower-case ASCII letters, digits and hyphens; an id without any becomes "page".

    >>> slugify("Where growth came from: Málaga"), slugify("東京")
    ('where-growth-came-from-malaga', 'page')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64] or "page"
