"""Two file formats, one door: open a file, know its columns, then read the wanted ones in their kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from stratreport.model import Kind
from stratreport.model.faultlog import FaultLog
from stratreport.sources.delimited import Delimited, open_delimited, read_rows
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.files import Content, decode
from stratreport.sources.parquet import parquet_header, read_parquet
from stratreport.sources.typed import convert

Wants = Mapping[str, frozenset[Kind]]


class Reading(Protocol):
    """An opened file: its column names, and its rows on demand."""

    @property
    def header(self) -> tuple[str, ...]:
        """Return the column names in file order."""
        ...

    def rows(self, wants: Wants, log: FaultLog) -> pa.Table | None:
        """Return the wanted columns in their kinds plus the line, or None after noting faults."""
        ...


@dataclass(frozen=True)
class TextReading:
    """An opened delimited file."""

    source: Delimited

    @property
    def header(self) -> tuple[str, ...]:
        """Return the column names in file order."""
        return self.source.header

    def rows(self, wants: Wants, log: FaultLog) -> pa.Table | None:
        """Return the wanted columns in their kinds plus the line, or None after noting faults."""
        table = read_rows(self.source, tuple(wants), log)
        return None if table is None else convert(self.source.file, table, wants, log)


@dataclass(frozen=True)
class ParquetReading:
    """An opened Parquet file."""

    file: FileSpec
    content: Content
    header: tuple[str, ...]

    def rows(self, wants: Wants, log: FaultLog) -> pa.Table | None:
        """Return the wanted columns in their kinds plus the row number, or None after noting faults."""
        return read_parquet(self.file, self.content, wants, log)


def open_text(file: FileSpec, content: Content, log: FaultLog) -> Reading | None:
    """Return the opened text file, or None after noting faults."""
    text = decode(file, content, log)
    source = None if text is None else open_delimited(file, text, log)
    return None if source is None else TextReading(source)


def open_parquet(file: FileSpec, content: Content, log: FaultLog) -> Reading | None:
    """Return the opened Parquet file, or None after noting faults."""
    header = parquet_header(file, content, log)
    return None if header is None else ParquetReading(file, content, header)


#: format → how a file of it is opened
FORMATS: Mapping[str, Callable[[FileSpec, Content, FaultLog], Reading | None]] = {
    "csv": open_text,
    "parquet": open_parquet,
}
