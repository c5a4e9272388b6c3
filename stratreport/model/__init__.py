"""Model: what the data is: canonical tables, their columns, keys and units, and the checks that judge them."""

from __future__ import annotations

from stratreport.model.quality import QualityItem, Severity
from stratreport.model.tables import LINE, OPTIONAL, REQUIRED, TABLES, ColumnSpec, Kind, TableSpec

__all__ = ["LINE", "OPTIONAL", "REQUIRED", "TABLES", "ColumnSpec", "Kind", "QualityItem", "Severity", "TableSpec"]
