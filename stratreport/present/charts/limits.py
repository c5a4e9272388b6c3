"""Axis limits that hold the thresholds and the bulk of the points; far outliers are clipped, never squeeze the rest."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FENCE = 2.5
PAD = 0.04
MAX_TICKS = 9


@dataclass(frozen=True)
class Limits:
    """The ends of an axis and the distance of its ticks."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Return where `value` sits between the ends, 0 to 1, held inside."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def clips(self, value: float) -> bool:
        """Return whether `value` lies beyond an end."""
        return not self.low <= value <= self.high

    def ticks(self) -> list[float]:
        """Return the ticks inside the ends.

        >>> Limits(0.65, 1.0, 0.1).ticks()
        [0.7, 0.8, 0.9, 1.0]
        """
        first = math.ceil(self.low / self.step - 1e-9)
        last = math.floor(self.high / self.step + 1e-9)
        return [round(index * self.step, 6) for index in range(first, last + 1)]


def limits_around(values: Sequence[float], *, around: float, reach: float, cap: float | None = None) -> Limits:
    """Return limits that hold `around` ± `reach` and every value inside the fence of 2.5 quartile ranges.

    `cap` is the natural top of the measure (1 for capped attainment): the axis ends there and needs no reach above.
    Fewer than five values are all held.

    >>> limits = limits_around([0.9, 1.0, 1.1, 1.2, 9.0], around=1.0, reach=0.3)
    >>> limits.clips(9.0), limits.clips(1.2)
    (True, False)
    """
    low_fence, high_fence = _fences(values)
    held = [value for value in values if low_fence <= value <= high_fence]
    low, high = min([around - reach, *held]), max([around + reach, *held])
    pad = PAD * (high - low)
    low = low if low == 0 else low - pad
    high = cap if cap is not None and high <= cap + reach else high + pad
    return Limits(max(low, 0.0) if min([0.0, *held]) >= 0 else low, high, _step(high - low))


def _fences(values: Sequence[float]) -> tuple[float, float]:
    if len(values) < 5:
        return -math.inf, math.inf
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    room = FENCE * max(third - first, 0.05)
    return first - room, third + room


def _step(span: float) -> float:
    return next((step for step in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0) if span / step <= MAX_TICKS), span / 5)
