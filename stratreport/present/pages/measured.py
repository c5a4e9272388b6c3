"""The measures of the tiles: which metric a tile shows, what it is held against, and its run over the quarters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from stratreport.present.pages.ahead import TOGETHER, core_motion
from stratreport.present.pages.reading import Reading, known
from stratreport.present.pages.rows import share

Better = Literal["higher", "lower"]
#: what a tile is compared with when that is no fixed number: last year, the plan, core, the cover needed
Against = Literal["prior year", "target", "core", "need"]
#: strategic bookings ÷ bookings: put together from two metrics, so that it is the same number as theirs
SHARE = "on_strategy_share"


@dataclass(frozen=True)
class TileSpec:
    """Which metric a tile shows, what it is held against, and which way is better.

    `target` is a fraction or None (then `against` says what is the comparison); `foot` is "money" when numerator and
    denominator are money, "count" when they are counts; `motion` narrows the metric; `multiple` shows it as "2.6×".
    """

    slug: str
    target: float | None
    better: Better = "higher"
    foot: Literal["money", "count"] = "money"
    against: Against = "prior year"
    motion: str = ""
    multiple: bool = False


QUOTA = TileSpec("quota_attainment", 1.0, against="target")
STRATEGY = TileSpec("strategic_motion_attainment", 1.0, against="target")
HIDDEN = TileSpec("masked_shortfall", 0.0, better="lower", against="target")
#: what the third to fifth tile show where opportunities and pipeline are connected, and else
AHEAD = (
    TileSpec(SHARE, None, against="target"),
    TileSpec("win_rate", None, foot="count", against="core", motion=TOGETHER),
    TileSpec("pipeline_coverage", None, against="need", motion=TOGETHER, multiple=True),
)
BEHIND = (HIDDEN, TileSpec("new_product_share", None), TileSpec("new_customer_share", None))
COVER = (QUOTA, STRATEGY, HIDDEN)


def summary_specs(reading: Reading) -> tuple[TileSpec, ...]:
    """Return the five measures of the summary: those that look ahead only when both of their tables say something."""
    _, rate, cover = AHEAD
    told = all(
        spec.slug in reading.book.metrics and known(value_of(reading, spec).value) is not None for spec in (rate, cover)
    )
    return (QUOTA, STRATEGY, *(AHEAD if told else BEHIND))


def value_of(reading: Reading, spec: TileSpec, *, period: str | None = None) -> Any:
    """Return the value of a tile in a period (default: that of the metric)."""
    scope = {"motion": spec.motion} if spec.motion else {}
    if spec.slug != SHARE:
        return reading.book.value(spec.slug, period=period, **scope)
    part, whole = (reading.book.value(slug, period=period) for slug in ("strategic_bookings", "bookings"))
    return replace(
        part, metric=SHARE, value=share(part.value, whole.value), numerator=part.value, denominator=whole.value,
        low=None, high=None, unit="ratio",
    )  # fmt: skip


def target_of(reading: Reading, spec: TileSpec) -> float | None:
    """Return what a tile is held against, None without: its own target, the plan, core, or the cover needed."""
    if spec.target is not None or spec.against == "prior year":
        return spec.target
    book = reading.book
    if spec.against == "need":
        return known(book.value("required_coverage", motion=spec.motion).value)
    if spec.against == "core":
        core = core_motion(reading)
        return known(book.value(spec.slug, motion=core[0]).value) if core else None
    return share(book.value("strategic_target").value, book.value("target").value)


def run_of(reading: Reading, spec: TileSpec, *, quarters: int = 8) -> tuple[float | None, ...]:
    """Return the values of a tile over the last quarters, oldest first; unknown is None."""
    return tuple(known(value_of(reading, spec, period=period).value) for period in reading.recent(quarters))
