"""The motions of the look-ahead: what is open, what is needed, and the leading indicators beside those of core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stratreport.present.pages.reading import Reading, known

TOGETHER = "strategic"
CORE = "core"


@dataclass(frozen=True)
class Ahead:
    """One motion, or the strategic ones together: its id, its label, and values of the book by slug."""

    motion: str
    label: str
    measures: dict[str, Any]

    def known(self, slug: str) -> float | None:
        """Return the number of a metric, None when unknown."""
        return known(self.measures[slug].value)


@dataclass(frozen=True)
class Indicator:
    """One leading indicator: its metric, the metric of its difference to core, and the table it needs in words."""

    slug: str
    gap: str
    name: str


COVER = ("pipeline_open", "target_ahead", "pipeline_coverage", "required_coverage", "pipeline_gap")
INDICATORS = (
    Indicator("win_rate", "win_rate_gap_to_core", "Win rate"),
    Indicator("sales_cycle", "sales_cycle_gap_to_core", "Cycle, days"),
    Indicator("discount", "discount_gap_to_core", "Discount"),
    Indicator("persona_coverage", "", "Persona coverage"),
)


def strategic_motions(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return id and label of the strategic motions in plan order."""
    rows = reading.snapshot.frames["motions"].sort_values("order")
    own = rows[rows["cell_class"] == TOGETHER]
    return tuple(zip(own["motion"].astype(str), own["label"].astype(str), strict=True))


def core_motion(reading: Reading) -> tuple[str, str] | None:
    """Return id and label of the core motion, None in a plan without one."""
    rows = reading.snapshot.frames["motions"]
    own = rows[rows["cell_class"] == CORE].sort_values("order")
    return (str(own["motion"].iloc[0]), str(own["label"].iloc[0])) if len(own) else None


def covers(reading: Reading) -> tuple[Ahead, ...]:
    """Return pipeline against what is needed: each strategic motion in plan order, then all of them together."""
    named = (*strategic_motions(reading), (TOGETHER, "Strategic motions together"))
    return tuple(_ahead(reading, motion, label, slugs=COVER) for motion, label in named)


def indicators(reading: Reading) -> tuple[Ahead, ...]:
    """Return the leading indicators: each strategic motion in plan order, then core to compare with."""
    slugs = tuple(slug for item in INDICATORS for slug in (item.slug, item.gap) if slug)
    core = core_motion(reading)
    named = (*strategic_motions(reading), *((core,) if core else ()))
    return tuple(_ahead(reading, motion, label, slugs=slugs) for motion, label in named)


def _ahead(reading: Reading, motion: str, label: str, *, slugs: tuple[str, ...]) -> Ahead:
    return Ahead(motion, label, {slug: reading.book.value(slug, motion=motion) for slug in slugs})
