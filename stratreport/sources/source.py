"""An opened source: the canonical tables, what was noticed on the way, and the digests of what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Self

import ibis

from stratreport.model import QualityItem
from stratreport.sources.engine import Engine


@dataclass(frozen=True)
class Source:
    """The data of one workspace, checked, inside an engine that this object owns.

    `tables` holds every required canonical table and the optional ones that are connected, each with exactly the
    canonical columns and kinds. `quality` is what the data-quality page shows; `inputs` maps file name to SHA-256.
    Use as a context manager, or call `close`.
    """

    tables: Mapping[str, ibis.Table]
    quality: tuple[QualityItem, ...]
    inputs: Mapping[str, str]
    label: str
    engine: Engine

    def bounds(self) -> tuple[date, date]:
        """Return the first and the last booking day."""
        booked = self.tables["bookings"].booked_on
        row = self.tables["bookings"].aggregate(first=booked.min(), last=booked.max()).to_pyarrow().to_pylist()[0]
        return row["first"], row["last"]

    def close(self) -> None:
        """Close the engine; the tables cannot be read any more."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
