"""A metric over the trailing year at every quarter of the trend: money is summed first, then divided and capped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from stratreport.metrics.metric import Array

#: ratio metrics that roll, by the two metrics whose sums they are: numerator over denominator
SUMS: Mapping[str, tuple[str, str]] = {
    "quota_attainment": ("bookings", "quota"),
    "strategic_motion_attainment": ("strategic_bookings", "strategic_target"),
}
#: ratio metrics that roll by their own numerator and denominator
OWN = frozenset({"new_product_share", "new_customer_share", "new_persona_share"})
MASKED = "masked_shortfall"
CAPPED = frozenset({"strategic_motion_attainment"})


class Valued(Protocol):
    """What rolling needs of a book."""

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Any:
        """Return the value of a metric."""


def rolling(
    book: Valued, slug: str, *, periods: Sequence[str], quarters: int, motions: Sequence[str] = ()
) -> tuple[float | None, ...]:
    """Return a metric over the last `quarters` at each of `periods`, None before a full year of quarters is known.

    Formula: quota attainment = sum bookings / sum quota; strategy attainment = min(max(sum of strategic bookings, 0),
    sum of targets) / sum of targets; shares = sum of numerators / sum of denominators; hidden shortfall =
    min(surplus, gap) / target, all from actual and target per motion of `motions` summed first.
    Units: ratio. Edge cases: a quarter without value, or a denominator that is not positive: None. At the last quarter
    it equals the metric of the trailing window. Raises UnknownName through the book for an unknown slug.
    """
    if slug == MASKED:
        parts = [_motion_money(book, period, motions) for period in periods]
        return _over(parts, quarters=quarters, ratio=_masked)
    pairs = [_pair(book, slug, period=period) for period in periods]
    return _over(pairs, quarters=quarters, ratio=lambda sums: _share(sums, capped=slug in CAPPED))


def _pair(book: Valued, slug: str, *, period: str) -> Array | None:
    if slug in SUMS:
        both = [book.value(name, period=period).value for name in SUMS[slug]]
    else:
        found = book.value(slug, period=period)
        both = [found.numerator, found.denominator]
    return None if None in both else np.array([both], dtype=float)


def _motion_money(book: Valued, period: str, motions: Sequence[str]) -> Array | None:
    rows = []
    for motion in motions:
        actual = book.value("bookings", period=period, motion=motion).value
        target = book.value("target", period=period, motion=motion).value
        rows.append((actual or 0.0, target or 0.0))
    return np.array(rows, dtype=float) if any(target for _, target in rows) else None


def _over(parts: Sequence[Array | None], *, quarters: int, ratio: Any) -> tuple[float | None, ...]:
    """Return `ratio` of the sums over every full run of quarters.

    >>> one = np.array([[1.0, 2.0]])
    >>> _over([one, one, None], quarters=2, ratio=lambda sums: float(sums[0, 0]))
    (None, 2.0, None)
    """
    out: list[float | None] = []
    for at in range(len(parts)):
        run = parts[max(0, at - quarters + 1) : at + 1]
        known = [part for part in run if part is not None]
        out.append(ratio(np.sum(known, axis=0)) if len(known) == quarters else None)
    return tuple(out)


def _share(sums: Array, *, capped: bool) -> float | None:
    part, whole = float(sums[0, 0]), float(sums[0, 1])
    if whole <= 0:
        return None
    return min(max(part, 0.0), whole) / whole if capped else part / whole


def _masked(sums: Array) -> float | None:
    """Return min(surplus, gap) over the whole target; None without a target.

    >>> _masked(np.array([[130.0, 100.0], [10.0, 50.0]]))
    0.2
    """
    difference, target = sums[:, 0] - sums[:, 1], float(sums[:, 1].sum())
    surplus, gap = float(difference.clip(min=0).sum()), float((-difference).clip(min=0).sum())
    return min(surplus, gap) / target if target > 0 else None
