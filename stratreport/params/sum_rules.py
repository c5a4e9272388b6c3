"""Rules 5 and 6 of a strategy, and its balances: numbers that must add up to 1."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.errors import Fault, did_you_mean
from stratreport.params import codes
from stratreport.params.ruling import ROUNDING, Ruling, number
from stratreport.params.target_rules import quarter_faults

_BALANCE_AXES = ("product_line", "segment")


def sum_faults(ruling: Ruling) -> Iterator[Fault]:
    """Yield a fault for weights above 1, and for phasing and balances that do not add up to 1."""
    yield from _weights(ruling)
    yield from _phasing(ruling)
    yield from _balances(ruling)


def _weights(ruling: Ruling) -> Iterator[Fault]:
    """Rule 5: count targets take their weights, the money motions share what is left of 1 in proportion to target."""
    total = sum(item.weight for item in ruling.model.count_targets)
    if total > 1 + ROUNDING:
        yield ruling.fault(
            "C205",
            ("count_targets",),
            f"the weights of count_targets add up to {number(total)}",
            "at most 1; the money motions share the rest",
            "lower the weights",
        )


def _phasing(ruling: Ruling) -> Iterator[Fault]:
    phasing = ruling.model.phasing
    yield from quarter_faults(ruling, ("phasing",), tuple(phasing))
    for key, share in phasing.items():
        if share < 0:
            yield ruling.fault(
                "C206", ("phasing", key), f"phasing: {key} is {number(share)}", "a fraction of at least 0", "correct it"
            )
    total = sum(phasing.values())
    if abs(total - 1) > ROUNDING:
        yield ruling.fault(
            "C206",
            ("phasing",),
            f"phasing adds up to {number(total)}",
            "1",
            f"spread the other {number(1 - total)}" if total < 1 else f"take {number(total - 1)} away",
        )


def _balances(ruling: Ruling) -> Iterator[Fault]:
    for axis, shares in ruling.model.balances.items():
        path = ("balances", axis)
        if axis not in _BALANCE_AXES:
            yield ruling.fault(
                "C208",
                path,
                f'unknown balance "{axis}"',
                "a plan per product_line or segment",
                did_you_mean(axis, _BALANCE_AXES),
            )
        for level, share in shares.items():
            if not 0 <= share <= 1:
                yield ruling.fault(
                    "C208", (*path, level), f"{level}: {number(share)}", "a fraction from 0 to 1", "correct it"
                )
        total = sum(shares.values())
        if abs(total - 1) > ROUNDING:
            yield ruling.fault(
                codes.SUM,
                path,
                f"the shares of {axis} add up to {number(total)}",
                "1",
                "name every level of the axis and make the shares add up",
            )
