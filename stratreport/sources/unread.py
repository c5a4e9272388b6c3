"""Cells that could not be read, by canonical column: they are null, but not empty, and nothing follows from them."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.model.context import Unread
from stratreport.model.faultlog import FaultLog
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.mapping import SourceMapping, TableMap

#: beyond that many cells the whole column counts as unread: the file is written otherwise than declared
_CELLS_TOLD_APART = 1_000


def unread_cells(mapping: SourceMapping, files: Mapping[str, FileSpec], log: FaultLog) -> Unread:
    """Return (table, column) → the lines whose cell did not convert; None means every line.

    A column that takes unread cells from a looked-up file counts as unread on every line.
    """
    found: dict[tuple[str, str], frozenset[int] | None] = {}
    for table in mapping.tables.values() if log.unread else ():
        for column in table.columns:
            lines = _lines(table, column, files, log)
            if lines is None or lines:
                found[table.table, column] = lines
    return found


def _lines(table: TableMap, column: str, files: Mapping[str, FileSpec], log: FaultLog) -> frozenset[int] | None:
    lines: set[int] = set()
    for ref, kind in table.columns[column].refs():
        unread = log.unread.get((files[ref.alias].shown, ref.column), set()) if ref.alias in files else set()
        if not unread or (kind == "text" and None not in unread):
            continue
        if ref.alias != table.base or None in unread or len(unread) > _CELLS_TOLD_APART:
            return None
        lines |= {line for line in unread if line is not None}
    return frozenset(lines)
