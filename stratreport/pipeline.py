"""The sentence that calls the rooms in order: params, sources, facts, snapshot, chapters, pack, render, publish."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from stratreport.brand import Brand, load_brand
from stratreport.errors import PackError, UnknownName
from stratreport.execute.adhoc import prepare
from stratreport.execute.ahead import read_ahead
from stratreport.execute.chapter import ChapterJob, run_chapter
from stratreport.facts import CompanyFacts, build_facts, cut
from stratreport.facts import freeze as freeze_facts
from stratreport.facts.names import foreign_names
from stratreport.pack.blocks import Chapter, CoverFacts, Pack
from stratreport.pack.collect import collect_chapter
from stratreport.pack.manifest import dump, folder_digest, manifest, sha256
from stratreport.params import find_region, load_workspace, locate
from stratreport.params.specs import ChapterSpec, PackSpec, Strategy, Workspace
from stratreport.periods import Period, build_calendar
from stratreport.publish.swap import locked, pack_folder, staging, swap
from stratreport.publish.verify import scan_for_leaks, verify_files, verify_numbers, verify_sentences
from stratreport.sources import open_source

COMPANY = "company"
PRELIMINARY = "preliminary: the quarter is not complete"
Progress = Callable[[str, str], None]  # (region, what is happening)


def silent(region: str, event: str) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Prepared:
    """A workspace with its facts of one period, ready to be frozen for any region."""

    workspace: Workspace
    period: Period
    facts: CompanyFacts
    brand: Brand


@dataclass(frozen=True)
class Built:
    """A published pack: whose it is, where it lies, and the sentence a person should read first."""

    region: str
    period: str
    folder: Path
    verdict: str
    files: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


def build_root(workspace: Workspace) -> Path:
    """Return the folder of everything generated."""
    return workspace.root / "build"


@contextmanager
def prepared_facts(
    root: Path, *, period: str | None, environment: Mapping[str, str], scope: str = COMPANY
) -> Iterator[Prepared]:
    """Give the facts of a period (None = the latest complete quarter) while their source is open.

    An unknown `scope` (region id or "company") is refused before any data is read.
    """
    workspace = load_workspace(root, env=environment)
    check_scope(workspace, scope)
    brand = load_brand(workspace.brand)
    with open_source(workspace) as source:
        chosen = choose_period(workspace, source.bounds(), period)
        facts = build_facts(source, workspace, chosen)
        yield Prepared(workspace=workspace, period=chosen, facts=facts, brand=brand)


def choose_period(workspace: Workspace, bounds: tuple[date, date], period: str | None) -> Period:
    """Return the asked quarter, or the latest complete one, of the days the data covers (the as-of day included)."""
    first, last = bounds
    as_of = workspace.as_of or last
    calendar = build_calendar(workspace.calendar, first=first, last=max(last, as_of))
    return calendar.get(period) if period else calendar.latest_complete(as_of)


def check_scope(workspace: Workspace, scope: str) -> None:
    """Raise UnknownName, with the nearest region, unless `scope` is a declared region or "company"."""
    if scope != COMPANY:
        find_region(workspace, scope)


def regions_of(prepared: Prepared) -> tuple[str, ...]:
    """Return every region id in declared order, then the company."""
    return (*(region.id for region in prepared.workspace.regions), COMPANY)


def snapshot_folder(prepared: Prepared, scope: str) -> Path:
    """Return where the snapshot of a scope lies."""
    return build_root(prepared.workspace) / "snapshots" / prepared.period.id / scope


def freeze(prepared: Prepared, scope: str) -> Path:
    """Write the snapshot of a region (or the company) and return its folder."""
    folder = snapshot_folder(prepared, scope)
    freeze_facts(prepared.facts, scope=scope, path=folder, tokens=prepared.brand.tokens)
    return folder


def quality_notes(prepared: Prepared) -> list[dict[str, Any]]:
    """Return what the checks noticed over the company, one row per note, in the columns of `FRAMES["quality"]`."""
    frame = cut(prepared.facts, scope=COMPANY)["quality"]
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def build_pack(prepared: Prepared, scope: str, *, notebook: Path | None = None, progress: Progress = silent) -> Built:
    """Build, verify and publish the pack of one scope; the previous pack stays when anything fails."""
    spec = _pack_spec(prepared.workspace, scope)
    folder = pack_folder(build_root(prepared.workspace) / "packs", period=prepared.period.id, region=scope)
    with locked(folder), staging(folder) as stage:
        progress(scope, "snapshot")
        snapshot = freeze(prepared, scope)
        pack = run_pack(prepared, spec, snapshot=snapshot, notebook=notebook, progress=progress)
        verify_numbers(pack)
        progress(scope, "render")
        warnings = _render(prepared, pack, stage=stage)
        progress(scope, "publish")
        return dataclasses.replace(_publish(prepared, pack, stage=stage, folder=folder), warnings=warnings)


def run_pack(prepared: Prepared, spec: PackSpec, *, snapshot: Path, notebook: Path | None, progress: Progress) -> Pack:
    """Run every chapter of a pack on its snapshot and return the pack as data."""
    scope = snapshot.name
    kept = spec.kept(prepared.facts.connected)
    chapters = [*kept, *([_adhoc_chapter(notebook)] if notebook else [])]
    runs = build_root(prepared.workspace) / "runs" / prepared.period.id / scope
    with _prepared_notebooks(prepared.workspace, chapters, notebook) as paths, read_ahead(snapshot) as reading:

        def run(index: int) -> Chapter:
            chapter = chapters[index]
            job = _job(prepared, spec, paths[index], output=runs / f"{chapter.slug}.ipynb", snapshot=snapshot)
            book = run_chapter(dataclasses.replace(job, reading=reading))
            progress(scope, chapter.slug)
            return collect_chapter(book, slug=chapter.slug, title=chapter.title, number=index + 1)

        with ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1)) as pool:
            done = list(pool.map(run, range(len(chapters))))
    return _assemble(prepared, spec, scope=scope, chapters=done)


def _adhoc_chapter(notebook: Path) -> ChapterSpec:
    title = notebook.stem.replace("_", " ").replace("-", " ").capitalize()
    return ChapterSpec(notebook=str(notebook), title=title, slug="adhoc")


@contextmanager
def _prepared_notebooks(workspace: Workspace, chapters: list[ChapterSpec], adhoc: Path | None) -> Iterator[list[Path]]:
    import nbformat  # noqa: PLC0415  (only when chapters run)

    with tempfile.TemporaryDirectory(prefix="sr-nb-") as scratch:
        paths = [locate(workspace, chapter.notebook) for chapter in chapters[: len(chapters) - (adhoc is not None)]]
        if adhoc is not None:
            copy = Path(scratch) / adhoc.name
            nbformat.write(prepare(adhoc), str(copy))  # type: ignore[no-untyped-call]
            paths.append(copy)
        yield paths


def _job(prepared: Prepared, spec: PackSpec, notebook: Path, *, output: Path, snapshot: Path) -> ChapterJob:
    scope = snapshot.name
    reopen = f"make lab REGION={scope} PERIOD={prepared.period.id}  (then open {notebook.name})"
    return ChapterJob(notebook=notebook, output=output, snapshot=snapshot, pack=spec.id, region=scope, reopen=reopen)


def _pack_spec(workspace: Workspace, scope: str) -> PackSpec:
    kind = COMPANY if scope == COMPANY else "region"
    for spec in workspace.packs:
        if spec.scope == kind:
            return spec
    raise UnknownName("pack for scope", kind, [spec.scope for spec in workspace.packs], where="params/packs")


def _assemble(prepared: Prepared, spec: PackSpec, *, scope: str, chapters: list[Chapter]) -> Pack:
    covers = [block for chapter in chapters for block in chapter.blocks if isinstance(block, CoverFacts)]
    if len(covers) != 1:
        raise PackError(
            f"{len(covers)} covers",
            where=f"pack {spec.id}, region {scope}",
            expected="one",
            fix="call review.show_cover() once",
        )
    workspace, facts = prepared.workspace, prepared.facts
    complete = prepared.period.complete(facts.timeline.as_of)
    bare = [
        Chapter(c.slug, c.title, c.number, tuple(b for b in c.blocks if not isinstance(b, CoverFacts)))
        for c in chapters
    ]
    return Pack(
        title=spec.title,
        company=workspace.company,
        scope=COMPANY if scope == COMPANY else "region",
        region=scope,
        region_name=covers[0].region_name,
        period=prepared.period.id,
        period_label=covers[0].period_label,
        as_of=facts.timeline.as_of.isoformat(),
        currency=workspace.currency,
        locale=workspace.locale,
        paper=workspace.paper,
        prepared_for=spec.prepared_for,
        prepared_by=spec.prepared_by,
        status=spec.status if complete else PRELIMINARY,
        draft=not complete,
        source_line=workspace.source.label,
        tokens=prepared.brand.tokens,
        cover=covers[0],
        chapters=tuple(bare),
        lineage=dict(facts.inputs),
    )


def _render(prepared: Prepared, pack: Pack, *, stage: Path) -> tuple[str, ...]:
    from stratreport.render import render_html, render_pdf, write_databook  # noqa: PLC0415  (heavy)

    root = prepared.workspace.root
    name = f"{pack.region}-{pack.period}"
    with ThreadPoolExecutor(
        max_workers=1
    ) as pool:  # the PDF is set in a child process: the HTML can be written meanwhile
        printing = pool.submit(render_pdf, pack, workspace=root)
        page = render_html(pack, workspace=root, cache=build_root(prepared.workspace) / "cache")
        printed = printing.result()
    verify_sentences(pack, page.decode())
    (stage / f"{name}.html").write_bytes(page)
    (stage / f"{name}.pdf").write_bytes(printed.bytes)
    write_databook(pack, stage / f"{name}.xlsx")
    early = (f"{pack.period} is not complete on {pack.as_of}: the pack is preliminary",) if pack.draft else ()
    return (*early, *printed.warnings)


def _publish(prepared: Prepared, pack: Pack, *, stage: Path, folder: Path) -> Built:
    import hashlib  # noqa: PLC0415

    verify_files(stage, pages=1 + sum(chapter.pages for chapter in pack.chapters))
    content = manifest(
        _manifest_facts(prepared, pack),
        outputs={file.name: file for file in stage.iterdir()},
        package=Path(__file__).parent,
    )
    (stage / "manifest.json").write_text(dump(content), encoding="utf-8")
    scan_for_leaks(stage, foreign=foreign_names(prepared.facts, pack.region))
    names = sorted(file.name for file in stage.iterdir())
    swap(stage, folder, digest=hashlib.sha256(dump(content).encode()).hexdigest())
    files = tuple(folder / name for name in names)
    return Built(pack.region, pack.period, folder, pack.cover.verdict.text, files)


def _manifest_facts(prepared: Prepared, pack: Pack) -> dict[str, Any]:
    workspace, facts = prepared.workspace, prepared.facts
    spec, plan = _pack_spec(workspace, pack.region), facts.timeline.plan
    return {
        "company": pack.company,
        "region": pack.region,
        "period": pack.period,
        "as_of": pack.as_of,
        "verdict": pack.cover.verdict.text,
        "inputs": dict(facts.inputs),
        "params": dict(workspace.digests),
        "strategy": {"judged": _strategy_facts(plan.baseline), "current": _strategy_facts(plan.current)},
        "chapters": [chapter.slug for chapter in pack.chapters],
        "chapters_cut": [
            {"slug": item.slug, "title": item.title, "not_connected": list(item.needs)}
            for item in spec.cut(facts.connected)
        ],
        "rep_display": workspace.rep_display,
        "notebooks": _notebook_digests(prepared, pack),
        "templates": folder_digest(locate(workspace, "reports/templates/pack")),
        "brand": sha256(workspace.brand) if workspace.brand else None,
    }


def _strategy_facts(strategy: Strategy) -> dict[str, Any]:
    return {"id": strategy.id, "version": strategy.version, "sha256": strategy.sha256}


def _notebook_digests(prepared: Prepared, pack: Pack) -> dict[str, str]:
    kept = _pack_spec(prepared.workspace, pack.region).kept(prepared.facts.connected)
    return {chapter.slug: sha256(locate(prepared.workspace, chapter.notebook)) for chapter in kept}
