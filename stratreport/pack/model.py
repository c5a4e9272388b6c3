"""The report as data: chapters of blocks and the pack that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stratreport.pack.kinds import Block, CoverFacts, PageHead


@dataclass(frozen=True)
class Chapter:
    """A chapter: slug, running title, number, and its blocks in order."""

    slug: str
    title: str
    number: int
    blocks: tuple[Block, ...]

    @property
    def pages(self) -> int:
        """Return how many pages the chapter starts at least: one per page head, one for blocks without a head."""
        heads = sum(isinstance(block, PageHead) for block in self.blocks)
        return max(heads, 1) if self.blocks else 0


@dataclass(frozen=True)
class Pack:
    """A whole report as data: what it is, whose it is, and its chapters; the cover comes from the CoverFacts block."""

    title: str
    company: str
    scope: str
    region: str
    region_name: str
    period: str
    period_label: str
    as_of: str
    currency: str
    locale: str
    paper: str
    prepared_for: str
    prepared_by: str
    status: str
    source_line: str
    tokens: Mapping[str, str]
    cover: CoverFacts
    chapters: tuple[Chapter, ...]
    draft: bool = False
    lineage: Mapping[str, str] | None = None
