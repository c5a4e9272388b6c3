"""What the strategy asks, as the generator needs it: a mirror of params/strategy/*.yaml, compared by a test.

The generator does not read params: data must not change because somebody edits a strategy.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stratreport.sources.demo.quarters import FIRST_YEAR, Floats, number

MOTIONS = ("diversify", "new_product", "new_segment", "new_logo", "new_persona", "core", "off_plan")
DIVERSIFY, NEW_PRODUCT, NEW_SEGMENT, NEW_LOGO, NEW_PERSONA, CORE, OFF_PLAN = range(7)
STRATEGIC = 5  # the first five motions

REGIONS = ("emea", "amer-east", "amer-west", "latam", "apac", "anz")
NEW_SEGMENTS = ("Life science", "Semiconductor")
NEW_PERSONAS = ("Finance", "Operations")
WINDOW = 8  # a product is new in its launch quarter and the seven that follow
PHASING = (0.20, 0.23, 0.24, 0.33)
RAMP = (0.0, 0.25, 0.5, 0.75, 1.0)

#: first fiscal year of a plan → share of quota of each strategic motion
SHARES: Mapping[int, tuple[float, ...]] = {
    2021: (0.02, 0.12, 0.03, 0.07, 0.06),
    2024: (0.03, 0.15, 0.05, 0.09, 0.08),
    2026: (0.04, 0.18, 0.06, 0.10, 0.10),
}

#: the one override: region, first quarter, last quarter, motion, share (absorbed into core)
OVERRIDE = ("apac", "FY2026Q1", "FY2026Q4", "new_segment", 0.15)


def target_shares(region: str, quarter: int) -> Floats:
    """Return the share of quota asked of each motion (core is the remainder, off plan has none); they sum to 1.

    >>> target_shares("apac", 30).round(2).tolist()
    [0.04, 0.18, 0.15, 0.1, 0.1, 0.43, 0.0]
    """
    year = FIRST_YEAR + quarter // 4
    strategic = list(SHARES[max((start for start in SHARES if start <= year), default=min(SHARES))])
    if overridden(region, quarter):
        strategic[MOTIONS.index(OVERRIDE[3])] = OVERRIDE[4]
    return np.array([*strategic, 1 - sum(strategic), 0.0])


def overridden(region: str, quarter: int) -> bool:
    """Return whether the override holds in a region and quarter."""
    where, first, last, *_ = OVERRIDE
    return region == where and number(first) <= quarter <= number(last)
