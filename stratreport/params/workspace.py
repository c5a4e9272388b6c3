"""Load a workspace: every params file read, bound and cross-checked; one error tells all faults of all files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, cast

from stratreport.errors import Fault, ParamsError, Place, UnknownName, did_you_mean
from stratreport.params import codes
from stratreport.params import models as m
from stratreport.params.actions import read_actions
from stratreport.params.company import REGIONS_FOLDER, fold, read_calendar, read_packs, read_regions
from stratreport.params.defaults import find_file
from stratreport.params.gather import Gathering
from stratreport.params.nodes import Document, origins, plain
from stratreport.params.places import resolve_folder, shown_folder
from stratreport.params.reading import read_document
from stratreport.params.specs import CalendarSpec, PackSpec, RegionSpec, SourceSpec, StrategyPlan, Workspace
from stratreport.params.strategies import Setting, plan_periods, read_strategies
from stratreport.periods import Period

WORKSPACE_FILE = "params/workspace.yaml"
SOURCES_FOLDER = "params/sources"
DEMO_FOLDER = "build/data/demo"


def load_workspace(root: Path, *, env: Mapping[str, str]) -> Workspace:
    """Return everything the workspace at `root` declares, frozen and validated.

    `env` answers `env:NAME` references; nothing else of the environment is read. Files: params/workspace.yaml,
    params/regions/*.yaml, params/packs/*.yaml (the packaged ones when absent), params/sources/*.yaml,
    params/strategy/*.yaml with params/strategy/baselines.lock, params/actions.yaml (optional).
    Raises ParamsError with every fault of every file.
    """
    gathering = Gathering(root.resolve())
    if not (root / WORKSPACE_FILE).is_file():
        raise ParamsError(
            [
                Fault(
                    codes.REFERENCE,
                    Place(WORKSPACE_FILE),
                    _no_workspace(root),
                    "a workspace: a folder with params/",
                    "run from a workspace or give --workspace DIR",
                )
            ]
        )
    read = gathering.read(WORKSPACE_FILE, m.WorkspaceFile)
    regions, packs = read_regions(gathering), read_packs(gathering)
    sources = _read_sources(gathering)
    calendar = read_calendar(gathering, read[0], read[1].workspace.calendar) if read else None
    currency = read[1].workspace.currency if read else None
    known = tuple(Path(name).stem for name in gathering.names(REGIONS_FOLDER, told=True))
    strategies = read_strategies(gathering, Setting(calendar, currency, known))
    source = _choose_source(gathering, read, sources, env)
    brand = _brand(gathering, read)
    actions = read_actions(gathering, calendar, known, strategies)
    if gathering.faults or read is None or calendar is None or source is None:
        raise ParamsError(gathering.faults)
    found = (calendar, source, strategies, packs, regions)
    return replace(_workspace(gathering, read[1].workspace, found, brand=brand), actions=actions)


def _no_workspace(root: Path) -> str:
    named = "the current folder" if root == Path() else f"the folder {root}"
    return f"no {WORKSPACE_FILE} in {named}" if root.is_dir() else f"{named} does not exist"


def plan_for(workspace: Workspace, period: Period) -> StrategyPlan:
    """Return the strategy plan whose fiscal years contain `period`.

    Raises UnknownName when no declared strategy covers it; the fix says which file to write.
    """
    covered: list[str] = []
    for plan in workspace.strategies:
        ids = [item.id for item in plan_periods(workspace.calendar, plan.current.calendar)]
        if period.id in ids:
            return plan
        covered.append(f"{plan.current.id} covers {ids[0]} to {ids[-1]}" if ids else plan.current.id)
    error = UnknownName("strategy for", period.id, [], where=Place("params/strategy"))
    error.what = f"no strategy covers {period.id}"
    error.expected = f"a strategy whose calendar holds {period.fiscal_year}"
    listing = f" ({'; '.join(covered)})" if covered else ""
    error.fix = f"write params/strategy/<id>.yaml for {period.fiscal_year}, or report another period{listing}"
    raise error


def find_region(workspace: Workspace, text: str) -> RegionSpec:
    """Return the region of that id; UnknownName suggests the nearest id, also when its name was written."""
    for region in workspace.regions:
        if region.id == text:
            return region
    ids = [region.id for region in workspace.regions]
    error = UnknownName("region", text, ids)
    meant = next((r.id for r in workspace.regions if fold(text) in {fold(r.id), fold(r.name), fold(r.key)}), None)
    if meant:
        error.fix = f"did you mean {meant}? known: {', '.join(sorted(ids))}"
    raise error


def locate(workspace: Workspace, name: str) -> Path:
    """Return the file or folder `name` of the workspace, else the packaged one; ParamsError when neither exists."""
    found = find_file(workspace.root, name)
    if found is None:
        raise ParamsError(
            [
                Fault(
                    codes.REFERENCE,
                    Place(name),
                    "there is no such file in the workspace or in the package",
                    "a file the pack can use",
                    f"create {name}, or correct the name",
                )
            ]
        )
    return found


def place_of(workspace: Workspace, file: str, *path: str | int) -> Place:
    """Return where the value at `path` of a params file stands, for faults that only the data can show.

    The file is read again; where the path or the file is gone, the nearest thing above it is returned.
    `place_of(workspace, strategy.file, "strategy", "axes", "segment", "new", "list", 0)` finds a segment's name.
    """
    document, _ = read_document(workspace.root / file, file=file)
    return document.place(*path) if document else Place(file)


Found = tuple[CalendarSpec, SourceSpec, tuple[StrategyPlan, ...], tuple[PackSpec, ...], tuple[RegionSpec, ...]]


def _workspace(gathering: Gathering, model: m.WorkspaceModel, found: Found, *, brand: Path | None) -> Workspace:
    calendar, source, strategies, packs, regions = found
    return Workspace(
        root=gathering.root,
        id=model.id,
        company=model.company,
        currency=model.currency,
        locale=model.locale,
        paper=cast("Literal['a4', 'letter']", model.paper),
        as_of=model.as_of,
        calendar=calendar,
        source=source,
        strategies=strategies,
        packs=packs,
        regions=regions,
        brand=brand,
        rep_display=cast("Literal['names', 'codes', 'aggregate']", model.rep_display),
        digests=dict(gathering.digests),
        min_group=model.privacy.min_group,
    )


Sources = Mapping[str, tuple[Document, m.SourceModel]]
Read = tuple[Document, m.WorkspaceFile] | None


def _read_sources(gathering: Gathering) -> Sources:
    found = {}
    for name in gathering.names(SOURCES_FOLDER):
        if read := gathering.read(f"{SOURCES_FOLDER}/{name}", m.SourceFile):
            found[name.removesuffix(".yaml")] = (read[0], read[1].source)
    return found


def _choose_source(gathering: Gathering, read: Read, sources: Sources, env: Mapping[str, str]) -> SourceSpec | None:
    if read is None:
        return None
    name = read[1].workspace.source
    if name in sources:
        return _source(gathering, name, sources[name], env)
    if name not in {item.removesuffix(".yaml") for item in gathering.names(SOURCES_FOLDER, told=True)}:
        gathering.fault(
            codes.REFERENCE,
            read[0].place("workspace", "source"),
            f'unknown source "{name}"',
            f"a file {SOURCES_FOLDER}/{name}.yaml",
            did_you_mean(name, list(sources)),
        )
    return None


def _source(
    gathering: Gathering, name: str, read: tuple[Document, m.SourceModel], env: Mapping[str, str]
) -> SourceSpec | None:
    document, model = read
    if model.root is None and model.kind != "demo":
        gathering.fault(
            codes.UNKNOWN_KEY,
            document.place("source"),
            'the key "root" is missing',
            "the folder of the data",
            "add root: env:NAME, or root: relative/path",
        )
        return None
    place = document.place("source", "root")
    folder = resolve_folder(model.root or DEMO_FOLDER, root=gathering.root, env=env, place=place)
    if isinstance(folder, Fault):
        gathering.faults.append(folder)
        return None
    section = document.node("source")
    content = cast("dict[str, Any]", plain(section)) if section else {}
    return SourceSpec(
        name=name,
        kind=model.kind,
        root=folder,
        files=_keyed(gathering, document, content, "files"),
        tables=_keyed(gathering, document, content, "tables"),
        origin=dict(origins(section)) if section else {},
        label=model.label or "",
        file=document.file,
        folder=shown_folder(model.root or DEMO_FOLDER, env=env),
    )


def _keyed(gathering: Gathering, document: Document, content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key) or {}
    if not isinstance(value, dict):
        gathering.fault(
            codes.WRONG_TYPE,
            document.place("source", key),
            f"{key}: not a mapping",
            "a mapping",
            "write keys and values",
        )
        return {}
    return value


def _brand(gathering: Gathering, read: Read) -> Path | None:
    if read is None or read[1].workspace.brand is None:
        return None
    name = read[1].workspace.brand
    found = find_file(gathering.root, name)
    if found is None:
        gathering.fault(
            codes.REFERENCE,
            read[0].place("workspace", "brand"),
            f'there is no file "{name}"',
            "a brand file",
            "correct the path, or delete the line to use the packaged brand",
        )
    return found
