"""Fiscal periods: quarters of a company's own year, by months, by weeks (4-4-5) or by an explicit table.

Contract (filled by the periods room): see `Period` and `Calendar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Period:
    """One fiscal quarter: [start, end), `end` being the first day that no longer belongs to it.

    `id` is like "FY2026Q3"; `fiscal_year` like "FY2026"; `quarter` 1 to 4.
    """

    start: date
    end: date
    id: str
    fiscal_year: str
    quarter: int
