"""What the frames of optional tables stand on: the tables, the calendar, who was where, and the judged bookings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from stratreport.facts.customers import ultimate_parents
from stratreport.facts.spans import Spans
from stratreport.facts.timeline import Timeline
from stratreport.params.specs import Workspace


@dataclass(frozen=True)
class Ground:
    """Everything known once bookings are judged.

    `credited` are all booking lines up to the last day (for look-backs), `lines` the classified ones of the reported
    periods without overlay credit; both are tables of the engine. `quotas` are the resolved quotas (see `quotas`).
    """

    tables: Mapping[str, Any]
    workspace: Workspace
    timeline: Timeline
    spans: Spans
    credited: Any
    lines: Any
    quotas: pd.DataFrame

    @property
    def backend(self) -> Any:
        """Return the engine that holds the tables."""
        return self.tables["bookings"].get_backend()

    def has(self, *names: str) -> bool:
        """Return whether all these optional tables are connected."""
        return all(name in self.tables for name in names)

    @cached_property
    def parents(self) -> Any:
        """Return customer_id and the account at the top of its chain (see `ultimate_parents`), for every customer."""
        return ultimate_parents(self.tables["customers"], self.backend)
