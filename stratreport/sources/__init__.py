"""Sources: where the data comes from. Files become canonical, checked tables inside a locked DuckDB."""

from __future__ import annotations

from stratreport.sources.opening import SOURCES, SourceKind, open_source
from stratreport.sources.source import Source

__all__ = ["SOURCES", "Source", "SourceKind", "open_source"]
