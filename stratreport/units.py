"""Units: what a number means and whether numbers of its kind may be added.

The catalogue is closed: `UNITS`. Percent is not a unit here; ratios are fractions and become percent only in `present`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stratreport.errors import UnknownName


@dataclass(frozen=True)
class Unit:
    """A kind of number: `name`, what it `meaning`s, and whether a sum over units of observation is `additive`.

    `signed` says whether values below zero make sense (returns make money negative; a count is never).
    """

    name: str
    meaning: str
    additive: bool
    signed: bool


MONEY = Unit(
    "money", "an amount in the reporting currency, in whole units and not thousands", additive=True, signed=True
)
RATIO = Unit(
    "ratio",
    "a fraction of 1; ratios combine as sum over sum, never as a sum or a plain mean",
    additive=False,
    signed=True,
)
POINTS = Unit("points", "a difference of two ratios as a fraction: 0.05 is five points", additive=False, signed=True)
COUNT = Unit("count", "a number of things: deals, customers, reps", additive=True, signed=False)
DAYS = Unit("days", "a span between two dates; spans combine as a median, never as a sum", additive=False, signed=True)

#: ratios closer than this are the same ratio wherever one is compared with a threshold (half of the last digit shown)
SAME = 5e-5

#: every unit by name
UNITS: Mapping[str, Unit] = MappingProxyType({unit.name: unit for unit in (MONEY, RATIO, POINTS, COUNT, DAYS)})


def reaches(ratio: float, threshold: float) -> bool:
    """Return whether a ratio is at or above a threshold, within `SAME`; the one comparison behind words and colours.

    >>> reaches(0.799999984, 0.8), reaches(0.7999, 0.8), reaches(1.2, 1.0)
    (True, False, True)
    """
    return ratio >= threshold - SAME - 1e-12


def find_unit(name: str) -> Unit:
    """Return the unit of that name.

    Raises UnknownName, with the nearest unit, for any other name.

    >>> find_unit("money").additive, find_unit("ratio").additive
    (True, False)
    """
    if name not in UNITS:
        raise UnknownName("unit", name, list(UNITS))
    return UNITS[name]
