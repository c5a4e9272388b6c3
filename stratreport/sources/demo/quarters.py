"""The demo company's clock: fiscal quarters as running numbers, days as ordinals.

Quarter 0 is FY2019Q1; FY2019 and FY2020 are look-back history without quotas, so that "no bookings in the prior
24 months" is honest when reporting starts in FY2021Q1.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FIRST_YEAR = 2019
REPORTED_FROM = 8  # FY2021Q1
LAST = 30  # FY2026Q3
PLANNED_TO = 31  # FY2026Q4: quotas are set for the whole year
AS_OF = date(2026, 10, 5).toordinal()
QUARTERS = range(LAST + 1)


def number(period: str) -> int:
    """Return the running number of a quarter id.

    >>> number("FY2021Q1")
    8
    """
    return (int(period[2:6]) - FIRST_YEAR) * 4 + int(period[7]) - 1


def label(quarter: int) -> str:
    """Return the id of a quarter.

    >>> label(30)
    'FY2026Q3'
    """
    return f"FY{FIRST_YEAR + quarter // 4}Q{quarter % 4 + 1}"


def first_day(quarter: int) -> int:
    """Return the ordinal of the first day of a quarter.

    >>> date.fromordinal(first_day(30)).isoformat()
    '2026-07-01'
    """
    return date(FIRST_YEAR + quarter // 4, quarter % 4 * 3 + 1, 1).toordinal()


def last_day(quarter: int) -> int:
    """Return the ordinal of the last day of a quarter."""
    return first_day(quarter + 1) - 1


def quarter_of(day: int) -> int:
    """Return the running number of the quarter of a day.

    >>> quarter_of(date(2026, 9, 30).toordinal())
    30
    """
    when = date.fromordinal(day)
    return (when.year - FIRST_YEAR) * 4 + (when.month - 1) // 3


def day(text: str) -> int:
    """Return the ordinal of an ISO date."""
    return date.fromisoformat(text).toordinal()


def sums(group: Ints, values: Floats, size: int) -> Floats:
    """Return the sum of `values` per group number, `size` groups.

    >>> sums(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [1.0, 0.0, 5.0]
    """
    return np.asarray(np.bincount(group, values, minlength=size), dtype=np.float64)


def workday(days: Ints, earliest: Ints) -> Ints:
    """Return the days with weekends moved back to Friday, never before `earliest`."""
    weekday = (days - 1) % 7
    return np.maximum(np.where(weekday > 4, days - (weekday - 4), days), earliest)
