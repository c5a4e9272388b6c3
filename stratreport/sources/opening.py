"""Open a workspace's source: read, type, compose and check everything, then raise every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import ibis

from stratreport.errors import Place, UnknownName, did_you_mean
from stratreport.model import LINE, REQUIRED, TABLES, Kind
from stratreport.model.checks import CheckContext, examine, raise_faults
from stratreport.model.context import Unread
from stratreport.model.faultlog import FaultLog
from stratreport.params.specs import SourceSpec, Workspace
from stratreport.sources.canonical import canonical_files, canonical_tables, missing_table
from stratreport.sources.compose import Loaded, compose
from stratreport.sources.controls import check_controls
from stratreport.sources.demo_folder import ensure_demo
from stratreport.sources.engine import Engine
from stratreport.sources.expressions import Ref
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.files import read_content
from stratreport.sources.loading import FORMATS, Reading
from stratreport.sources.mapping import SourceMapping, TableMap, parse_mapping
from stratreport.sources.source import Source
from stratreport.sources.unread import unread_cells


def _as_it_is(root: Path) -> None:
    """Leave the folder alone."""


@dataclass(frozen=True)
class SourceKind:
    """A kind of source: the format of its files, and what happens to the folder before they are read."""

    format: str
    prepare: Callable[[Path], None] = _as_it_is


#: kind → how it is opened
SOURCES: Mapping[str, SourceKind] = MappingProxyType(
    {"csv": SourceKind("csv"), "parquet": SourceKind("parquet"), "demo": SourceKind("csv", ensure_demo)}
)


@dataclass
class _Opened:
    """What has been read so far."""

    files: dict[str, FileSpec] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)


def open_source(workspace: Workspace) -> Source:
    """Return the workspace's data as checked canonical tables in an engine of its own, locked down.

    Raises SchemaError (or ParamsError when only the mapping is wrong) with every fault of every file at once,
    SourceUnavailable when a file changes while it is read, UnknownName for an unknown kind of source.
    """
    spec = workspace.source
    if spec.kind not in SOURCES:
        raise UnknownName("kind of source", spec.kind, list(SOURCES), where=spec.file or None)
    SOURCES[spec.kind].prepare(spec.root)
    log = FaultLog()
    opened, mapping = _read_headers(spec, log)
    engine = Engine()
    try:
        tables = _load(engine, opened, mapping, log)
        examine(tables, _context(workspace, mapping, opened, unread=unread_cells(mapping, opened.files, log)), log)
        raise_faults(log)
        engine.lock()
    except BaseException:
        engine.close()
        raise
    return Source(
        tables=MappingProxyType({name: table.drop(LINE) for name, table in tables.items()}),
        quality=tuple(log.quality),
        inputs=MappingProxyType(dict(sorted(opened.inputs.items()))),
        label=spec.label or spec.name,
        engine=engine,
    )


def _context(workspace: Workspace, mapping: SourceMapping, opened: _Opened, *, unread: Unread) -> CheckContext:
    roles = {role for plan in workspace.strategies for role in plan.current.eligibility.exclude_roles}
    return CheckContext(
        files={
            name: opened.files[table.base].path for name, table in mapping.tables.items() if table.base in opened.files
        },
        calendar=workspace.calendar,
        as_of=workspace.as_of,
        overlay_roles=tuple(sorted(roles)),
        region_keys=tuple(region.key for region in workspace.regions),
        folder=workspace.source.folder,
        unread=unread,
    )


def _read_headers(spec: SourceSpec, log: FaultLog) -> tuple[_Opened, SourceMapping]:
    """Open every file that is needed and return it with the mapping, declared or canonical."""
    if not spec.root.is_dir():
        log.add(
            "D101", Place(spec.file or spec.name), f"the data folder {spec.folder or spec.root} does not exist",
            "a folder with the data files", "correct `root`, or set the environment variable it names",
        )  # fmt: skip
        raise_faults(log)
    declared = parse_mapping(spec, log)
    raise_faults(log)  # a wrong mapping says nothing true about the data
    if spec.tables:
        needed = [alias for table in declared.tables.values() for alias in table.aliases]
        needed += [table.control.ref.alias for table in declared.tables.values() if table.control]
        opened = _open({alias: declared.files[alias] for alias in dict.fromkeys(needed)}, spec, log)
        for name in REQUIRED:
            if name not in spec.tables:
                missing_table(TABLES[name], Place(spec.file or spec.name), log)
        tables = {name: table for name, table in declared.tables.items() if _columns_exist(table, opened, log)}
        return opened, SourceMapping(declared.files, tables)
    files = canonical_files(spec, SOURCES[spec.kind].format, declared.files, log)
    opened = _open(files, spec, log)
    return opened, SourceMapping(files, canonical_tables(opened.readings, files, log))


def _open(files: Mapping[str, FileSpec], spec: SourceSpec, log: FaultLog) -> _Opened:
    opened = _Opened(files=dict(files))
    for alias, file in files.items():
        content = read_content(file, spec.root, log)
        if content is None:
            continue
        opened.inputs[file.path] = content.sha256
        reading = FORMATS[SOURCES[spec.kind].format](file, content, log)
        if reading is not None:
            opened.readings[alias] = reading
    return opened


def _references(table: TableMap) -> Iterable[tuple[Ref, Kind]]:
    """Yield every file column a table reads, with the kind it is read as."""
    for expression in table.columns.values():
        yield from expression.refs()
    for join in table.joins:
        yield from ((ref, "text") for ref in join.left)
        yield from ((Ref(join.alias, column, join.place), "text") for column in join.right)
    yield from ((condition.ref, "text") for condition in table.where)
    if table.control:
        yield table.control.ref, "number"
        yield from ((condition.ref, "text") for condition in table.control.where)


def _columns_exist(table: TableMap, opened: _Opened, log: FaultLog) -> bool:
    """Return whether every column a mapping names exists; SQL in a name is simply not a column."""
    good = True
    for ref, _ in _references(table):
        reading = opened.readings.get(ref.alias)
        if reading is None:
            good = False
        elif ref.column not in reading.header:
            good = False
            log.add(
                "C17",
                ref.place,
                f'"{ref.column}" is not a column of {opened.files[ref.alias].shown}',
                "a column of that file",
                did_you_mean(ref.column, reading.header),
            )
    return good


def _load(engine: Engine, opened: _Opened, mapping: SourceMapping, log: FaultLog) -> dict[str, ibis.Table]:
    """Return the canonical tables, computed once inside the engine; tables with faults are left out."""
    wants: dict[str, dict[str, set[Kind]]] = {}
    for table in mapping.tables.values():
        for ref, kind in _references(table):
            wants.setdefault(ref.alias, {}).setdefault(ref.column, set()).add(kind)
    rows = {}
    for alias, columns in wants.items():
        read = opened.readings[alias].rows({name: frozenset(kinds) for name, kinds in columns.items()}, log)
        if read is not None:
            rows[alias] = read
    raw = {alias: engine.lend(f"raw_{alias}", read) for alias, read in rows.items()}
    loaded = Loaded(rows, raw, opened.files)
    tables = {}
    for name, table in mapping.tables.items():
        if all(alias in raw for alias in table.aliases):
            composed = compose(table, loaded, log)
            if composed is not None:
                tables[name] = engine.keep(name, composed)
    check_controls(mapping, tables, loaded, log)
    for alias in raw:
        engine.give_back(f"raw_{alias}")
    return tables
