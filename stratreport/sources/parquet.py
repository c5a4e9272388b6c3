"""Parquet to typed columns: the same kinds, checks and messages as delimited text."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet as pq

from stratreport.errors import Place
from stratreport.model import LINE, Kind
from stratreport.model.faultlog import FaultLog, RowFault
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.files import Content
from stratreport.sources.typed import Cells, convert_cells

_MAGIC = b"PAR1"
_ARROW: Mapping[Kind, pa.DataType] = {"text": pa.string(), "number": pa.float64(), "date": pa.date32()}


def parquet_header(file: FileSpec, content: Content, log: FaultLog) -> tuple[str, ...] | None:
    """Return the column names, or None when this is not a plain (unencrypted, readable) Parquet file."""
    if not content.data:
        log.add("D107", Place(file.shown), "the file is empty (0 bytes)", "a Parquet file", "export it again")
        return None
    if not (content.data.startswith(_MAGIC) and content.data.endswith(_MAGIC)):
        log.add(
            "D108", Place(file.shown), "this is not a plain Parquet file", "Parquet, not encrypted", "export it again"
        )
        return None
    try:
        return tuple(pq.read_schema(pa.BufferReader(content.data)).names)
    except (pa.ArrowInvalid, OSError):
        log.add("D108", Place(file.shown), "the Parquet file is damaged", "a readable Parquet file", "export it again")
        return None


def read_parquet(
    file: FileSpec, content: Content, wants: Mapping[str, frozenset[Kind]], log: FaultLog
) -> pa.Table | None:
    """Return the wanted columns in their kinds plus `LINE` (the row number, from 1)."""
    try:
        table = pq.read_table(pa.BufferReader(content.data), columns=list(wants))
    except (pa.ArrowInvalid, OSError):
        log.add("D108", Place(file.shown), "the Parquet file is damaged", "a readable Parquet file", "export it again")
        return None
    lines = pa.chunked_array([pa.array(range(1, table.num_rows + 1), pa.int32())])
    names, arrays = [LINE], [lines]
    for column, kinds in wants.items():
        for kind in sorted(kinds):
            names.append(f"{column}:{kind}")
            arrays.append(_as_kind(Cells(file, column, table[column], lines), kind, log))
    return pa.table(arrays, names=names)


def _as_kind(cells: Cells, kind: Kind, log: FaultLog) -> pa.ChunkedArray:
    """Return a column as `kind`: natively when the stored type says the same, through text when it is text."""
    stored = cells.values.type
    if pa.types.is_dictionary(stored):
        cells = Cells(cells.file, cells.column, pc.cast(cells.values, stored.value_type), cells.lines)
        stored = stored.value_type
    if pa.types.is_string(stored) or pa.types.is_large_string(stored) or pa.types.is_string_view(stored):
        return convert_cells(
            Cells(cells.file, cells.column, pc.cast(cells.values, pa.string()), cells.lines), kind, log
        )
    if kind == "number" and (
        pa.types.is_integer(stored) or pa.types.is_floating(stored) or pa.types.is_decimal(stored)
    ):
        return _finite(cells, log)
    if kind == "date" and (pa.types.is_date(stored) or pa.types.is_timestamp(stored)):
        return _day(cells, log)
    if kind == "text" and pa.types.is_integer(stored):
        return pc.cast(cells.values, pa.string())
    if pa.types.is_null(stored):
        return pc.cast(cells.values, _ARROW[kind])
    log.unreadable(cells.file.shown, cells.column, [None])
    log.add(
        "D103",
        Place(cells.file.shown),
        f'column "{cells.column}" is stored as {stored}',
        f"a {kind}",
        f"store it as a {kind}",
    )
    return pa.chunked_array([pa.nulls(len(cells.values), _ARROW[kind])])


def _finite(cells: Cells, log: FaultLog) -> pa.ChunkedArray:
    numbers = pc.cast(cells.values, pa.float64())
    bad = pc.fill_null(pc.invert(pc.is_finite(numbers)), fill_value=False)
    cells.wrong(
        bad, log, RowFault("D103", "", "NaN or infinity (value hidden)", "a finite number", "store null when unknown")
    )
    return pc.add(numbers, 0.0)


def _day(cells: Cells, log: FaultLog) -> pa.ChunkedArray:
    days = pc.cast(cells.values, pa.date32(), safe=False)
    if pa.types.is_timestamp(cells.values.type):
        if cells.values.type.tz:
            log.add(
                "D103", Place(cells.file.shown), f'column "{cells.column}" is an instant with a time zone', "a day",
                "store the business day: which day an instant belongs to depends on the zone",
            )  # fmt: skip
            return days
        bad = pc.fill_null(pc.not_equal(pc.cast(days, cells.values.type), cells.values), fill_value=False)
        cells.wrong(
            bad, log, RowFault("D103", "", "a time of day (value hidden)", "a day", "store the business day only")
        )
    return days
