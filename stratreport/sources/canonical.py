"""A folder in canonical form needs no mapping: one file per table, named after it, columns named as in the model."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.errors import Place, did_you_mean, nearest
from stratreport.model import REQUIRED, TABLES, QualityItem, TableSpec
from stratreport.model.faultlog import FaultLog
from stratreport.params.specs import SourceSpec
from stratreport.sources.expressions import column_of
from stratreport.sources.file_specs import FileSpec, shown_path
from stratreport.sources.loading import Reading
from stratreport.sources.mapping import TableMap


def canonical_files(
    spec: SourceSpec, suffix: str, declared: Mapping[str, FileSpec], log: FaultLog
) -> dict[str, FileSpec]:
    """Return table → file: declared ones, then `<table>.<suffix>` where it exists; required ones must be there."""
    files = {name: file for name, file in declared.items() if name in TABLES}
    for name in declared.keys() - files.keys():
        fix = f"{did_you_mean(name, list(TABLES))}; or map it under `tables`"
        log.add("C201", declared[name].place, f'"{name}" is not a canonical table', "a canonical table", fix)
    for name in TABLES:
        path = f"{name}.{suffix}"
        if name not in files and (spec.root / path).exists():
            place = Place(shown_path(spec.folder, path))
            files[name] = FileSpec(alias=name, path=path, place=place, folder=spec.folder)
    for name in REQUIRED:
        if name not in files:
            missing_table(TABLES[name], Place(shown_path(spec.folder, f"{name}.{suffix}")), log)
    return files


def missing_table(spec: TableSpec, place: Place, log: FaultLog) -> None:
    """Note that a required table is not there, with the columns it needs and a row to copy."""
    needed = ", ".join(column.name if column.required else f"{column.name} (optional)" for column in spec.columns)
    log.add(
        "D110",
        place,
        f"the required table {spec.name} is missing",
        f"{spec.grain}; columns {needed}",
        f"add it; a row looks like: {spec.example_row}",
    )


def canonical_tables(
    readings: Mapping[str, Reading], files: Mapping[str, FileSpec], log: FaultLog
) -> dict[str, TableMap]:
    """Return the mapping of every opened file onto its table; missing columns are faults, extra ones are told."""
    tables = {}
    for name, reading in readings.items():
        spec, file = TABLES[name], files[name]
        missing = [column for column in spec.needed if column not in reading.header]
        extra = [column for column in reading.header if column not in spec.names]
        for column in missing:
            _missing_column(spec, column, extra, file, log)
        if missing:
            continue
        if extra:
            log.note(
                QualityItem(
                    "extra_columns", "info", f"Columns of {file.path} that are not used",
                    f"{', '.join(extra)}: not part of the canonical table {name}.", len(extra),
                )
            )  # fmt: skip
        columns = {
            column.name: column_of(name, column.name, column.kind)
            for column in spec.columns
            if column.name in reading.header
        }
        tables[name] = TableMap(name, name, (), (), columns, None, file.place)
    return tables


def _missing_column(spec: TableSpec, column: str, extra: list[str], file: FileSpec, log: FaultLog) -> None:
    hit = nearest(column, extra)
    meaning = spec.column(column).meaning
    unlike = (
        f"none of the other columns ({', '.join(extra)}) looks like it" if extra else "no other column looks like it"
    )
    log.add(
        "D111",
        Place(file.shown, 1),
        f'column "{column}" is missing' + (f'; "{hit}" looks like it' if hit else f"; {unlike}"),
        f"{spec.name} with the columns {', '.join(spec.needed)} ({column}: {meaning})",
        f'rename "{hit}" to {column}'
        if hit
        else f'add a column named {column} to the file: {meaning}, for example "{spec.column(column).example}"',
    )
