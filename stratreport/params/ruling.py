"""A strategy before the rules: what was bound, where it stood, and what it must agree with."""

from __future__ import annotations

from dataclasses import dataclass

from stratreport.errors import Fault
from stratreport.params.nodes import Document
from stratreport.params.strategy_model import StrategyModel
from stratreport.periods import Calendar

QUARTER_KEYS = ("Q1", "Q2", "Q3", "Q4")
#: how far declared sums may be off 1: rounding of the written numbers, nothing more
ROUNDING = 1e-6


@dataclass(frozen=True)
class Ruling:
    """A bound strategy and what it must agree with; None where the workspace could not be read."""

    document: Document
    model: StrategyModel
    calendar: Calendar | None
    currency: str | None
    regions: tuple[str, ...]

    def fault(self, code: str, path: tuple[str | int, ...], *says: str) -> Fault:
        """Return a fault at the value of `path` below `strategy:`, saying what was found, expected, and the fix."""
        found, expected, fix = says
        return Fault(code, self.document.place("strategy", *path), found, expected, fix)


def number(value: float) -> str:
    """Return a number as a person writes it, free of binary noise.

    >>> number(0.1 + 0.2), number(1.0)
    ('0.3', '1')
    """
    return f"{value:.9g}"
