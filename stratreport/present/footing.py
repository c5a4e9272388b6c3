"""Steps that foot in the digits as printed: largest-remainder rounding between two printed totals."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stratreport.present.format import Scale, round_half_up

#: raw money that does not foot to a thousandth of a printed unit is never rounded into agreement
TOLERANCE = 1e-3


def printed(value: float, scale: Scale) -> int:
    """Return money as a whole number of the last printed digit, rounded half away from zero.

    >>> from stratreport.present.format import MILLIONS
    >>> printed(13_248_389.88, MILLIONS)
    132
    """
    return int(round_half_up(value / scale.divisor, scale.digits).scaleb(scale.digits))


def money_of(units: int, scale: Scale) -> float:
    """Return the money that a number of last printed digits stands for."""
    return units * scale.divisor / 10.0**scale.digits


def finer(scale: Scale) -> Scale:
    """Return the scale of exhibits that foot: one more decimal where the pack's unit has decimals.

    What footing moves is then a digit that no sentence prints, so rows and words never disagree.

    >>> from stratreport.present.format import MILLIONS, THOUSANDS
    >>> finer(MILLIONS).digits, finer(THOUSANDS).digits
    (2, 0)
    """
    return replace(scale, digits=scale.digits + 1) if scale.digits else scale


def footed(start: float, steps: Sequence[float], end: float, *, scale: Scale) -> tuple[int, ...]:
    """Return the steps from `start` to `end` in last printed digits, so that the printed rows add up exactly.

    Formula: floor every step, then one more digit for the largest remainders until
    printed(start) + sum(steps) = printed(end). Totals keep their own rounding; a step differs from its true value by
    less than one digit. Edge cases: steps that do not foot before rounding are rounded one by one, so that a real
    disagreement stays visible; with a negative total on an exact half a step may move by one whole digit.

    >>> from stratreport.present.format import MILLIONS
    >>> footed(12_300_000, [540_000, 340_000, 69_000], 13_249_000, scale=MILLIONS)
    (5, 3, 1)
    """
    unit = money_of(1, scale)
    true = [step / unit for step in steps]
    if abs(math.fsum([start / unit, *true, -end / unit])) > TOLERANCE:
        return tuple(printed(step, scale) for step in steps)
    shown = [math.floor(step) for step in true]
    left = printed(end, scale) - printed(start, scale) - sum(shown)
    ranked = sorted(range(len(shown)), key=lambda i: (shown[i] - true[i], i), reverse=left < 0)
    for i in ranked[: abs(left)]:
        shown[i] += 1 if left > 0 else -1
    return tuple(shown)


def footed_rows(rows: Sequence[Mapping[Any, Any]], *, scale: Scale) -> tuple[float, ...]:
    """Return the money to print for every row of a chain of totals and the steps between them.

    Columns: kind ("step", else a total), amount. A run of steps is footed between the total before and the total
    after it; the target row and what stands outside a run is rounded by itself.

    >>> from stratreport.present.format import MILLIONS
    >>> chain = [("total", 12.3e6), ("step", 0.54e6), ("step", 0.34e6), ("step", 0.069e6), ("total", 13.249e6)]
    >>> footed_rows([{"kind": kind, "amount": amount} for kind, amount in chain], scale=MILLIONS)
    (12300000.0, 500000.0, 300000.0, 100000.0, 13200000.0)
    """
    amounts = [float(row["amount"]) for row in rows]
    units = [printed(amount, scale) for amount in amounts]
    for first, last in _runs([row["kind"] == "step" for row in rows]):
        units[first:last] = footed(amounts[first - 1], amounts[first:last], amounts[last], scale=scale)
    return tuple(money_of(unit, scale) for unit in units)


def _runs(steps: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) of every run of steps that stands between two totals.

    >>> list(_runs([False, True, True, False, True, False, True]))
    [(1, 3), (4, 5)]
    """
    totals = [i for i, step in enumerate(steps) if not step]
    yield from ((a + 1, b) for a, b in itertools.pairwise(totals) if b - a > 1)
