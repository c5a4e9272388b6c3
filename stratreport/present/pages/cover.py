"""The cover: the verdict in one sentence, the paragraph below it, three numbers."""

from __future__ import annotations

from stratreport.pack.blocks import CoverFacts
from stratreport.present.pages.reading import Reading
from stratreport.present.pages.tiles import cover_numbers


def cover(reading: Reading) -> CoverFacts:
    """Return the facts of the cover."""
    words = reading.words
    return CoverFacts(
        kind="cover", eyebrow=words.cover_eyebrow, verdict=words.cover_verdict, paragraph=words.cover_paragraph,
        numbers=cover_numbers(reading), region_name=reading.snapshot.meta.region_name,
        period_label=words.period_label,
    )  # fmt: skip
