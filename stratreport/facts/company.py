"""The company's facts, computed once for all regions, and their frozen hand-over per region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from stratreport.errors import UnknownName
from stratreport.facts import aggregate, people, quality
from stratreport.facts.chapters import cut_chapters
from stratreport.facts.classify import classify
from stratreport.facts.ground import Ground
from stratreport.facts.lines import credited_lines
from stratreport.facts.optional import optional_frames
from stratreport.facts.pseudonyms import Codebook, codebook, disguise
from stratreport.facts.quotas import resolve_quotas, signed_quotas
from stratreport.facts.reconciliation import reconcile
from stratreport.facts.selling import Selling, read_selling, selling_items, selling_rows
from stratreport.facts.spans import UNASSIGNED, read_spans
from stratreport.facts.targets import resolve_targets
from stratreport.facts.timeline import Timeline, build_timeline
from stratreport.model import OPTIONAL, QualityItem
from stratreport.params.reach import quadrant
from stratreport.params.specs import Strategy, Workspace
from stratreport.periods import Period
from stratreport.snapshot import FRAMES, SCHEMA_VERSION, Meta, write_snapshot

COMPANY = "company"
UNASSIGNED_NAME = "No region on the booking date"


class Source(Protocol):
    """What facts need of a source; `stratreport.sources.Source` fits."""

    @property
    def tables(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def quality(self) -> tuple[QualityItem, ...]: ...  # noqa: D102
    @property
    def inputs(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class CompanyFacts:
    """Everything a snapshot of any scope is cut from.

    `frames` are the company's aggregated frames of `snapshot.FRAMES` (except deals, quality and reconciliation, which
    are cut per scope); `lines` the classified booking lines and `selling` the opportunities, still in the engine;
    `checks` what the data looked like.
    """

    workspace: Workspace
    timeline: Timeline
    frames: Mapping[str, pd.DataFrame]
    lines: Any
    selling: Selling | None
    checks: quality.Checks
    source_quality: tuple[QualityItem, ...]
    inputs: Mapping[str, str]
    label: str
    connected: tuple[str, ...]
    persona_adds_nothing: bool

    @property
    def regions(self) -> Mapping[str, str]:
        """Return the declared regions, id to name, in declared order."""
        return {region.id: region.name for region in self.workspace.regions}

    @property
    def codebook(self) -> Codebook:
        """Return how people are called outside the data wing."""
        return codebook(self.frames["reps"], salt=self.workspace.id, display=self.workspace.rep_display)


def build_facts(source: Source, workspace: Workspace, period: Period) -> CompanyFacts:
    """Return the company's facts up to and including `period`; classified, resolved and summed in the source's engine.

    Nothing after the end of `period` or after `workspace.as_of` has any influence, so the pack of a past quarter can be
    built again. Raises SourceError without bookings, UnknownName when no strategy covers the period, ParamsError when
    targets are negative.
    """
    tables = source.tables
    timeline = build_timeline(tables, workspace, period)
    spans = read_spans(tables, workspace, timeline)
    credited = credited_lines(tables, timeline, spans)
    judged = classify(credited, timeline, tables["bookings"].get_backend())
    lines = judged.filter(~judged.overlay)
    signed = signed_quotas(tables, timeline)
    quotas = resolve_quotas(tables, timeline, spans, signed)
    ground = Ground(tables, workspace, timeline, spans, credited, lines, quotas)
    selling = read_selling(ground)
    frames = {
        **_frames(lines, quotas, timeline),
        **optional_frames(ground, selling),
        "reps": people.people(tables, spans.managers),
    }
    return CompanyFacts(
        workspace=workspace,
        timeline=timeline,
        frames=frames,
        lines=lines,
        selling=selling,
        checks=quality.count_checks(judged, credited, signed.twice),
        source_quality=tuple(source.quality),
        inputs=dict(source.inputs),
        label=source.label,
        connected=tuple(name for name in OPTIONAL if name in tables),
        persona_adds_nothing=aggregate.persona_adds_nothing(lines),
    )


def freeze(facts: CompanyFacts, *, scope: str, path: Path, tokens: Mapping[str, str]) -> None:
    """Write the snapshot of one region (its id) or of the company ("company") to the folder `path`.

    A region's snapshot holds rows of that region only, plus the company aggregates of `snapshot.FRAMES`; the company's
    holds every region and `unassigned`. Raises UnknownName for a region that nobody declared.
    """
    if scope != COMPANY and scope not in facts.regions:
        raise UnknownName("region", scope, [*facts.regions, COMPANY])
    write_snapshot(_meta(facts, scope, tokens), cut(facts, scope=scope), path)


def cut(facts: CompanyFacts, *, scope: str) -> dict[str, pd.DataFrame]:
    """Return the frames of one scope as they are frozen, by name; people are called as the workspace says."""
    region = None if scope == COMPANY else scope
    frames = {name: _rows_of(frame, region) for name, frame in facts.frames.items()}
    name = facts.workspace.company if region is None else facts.regions[region]
    items = quality.quality_items(facts.checks, facts.frames, facts.timeline, region=region)
    doubts = selling_items(facts.selling, region)
    listed = [asdict(item) for item in (*quality.merged(facts.source_quality, items), *doubts)]
    rows = {**frames, **selling_rows(facts.selling, region), "deals": _deals(facts.lines, region)}
    told = rows | {
        "reps": people.people_of(frames["reps"], *(frame for frame in rows.values() if "manager_id" in frame)),
        "quality": pd.DataFrame(listed, columns=list(FRAMES["quality"])),
        "reconciliation": reconcile(facts.checks, facts.timeline.period.id, region=region, name=name),
    }
    return disguise(told, facts.codebook)


def _frames(lines: Any, quotas: pd.DataFrame, timeline: Timeline) -> dict[str, pd.DataFrame]:
    """Return the aggregated frames of the whole company."""
    grid = aggregate.cells(lines, resolve_targets(quotas, timeline))
    return {
        "periods": _periods(timeline),
        "quotas": _anonymous(aggregate.quota_rows(quotas)),
        "cells": _anonymous(grid),
        "axes": aggregate.axes(lines, quotas, timeline),
        "ansoff": aggregate.ansoff(lines),
        "counts": aggregate.counts(lines, quotas, timeline),
        "motions": _motions(timeline),
        "company_cells": aggregate.company_cells(lines, grid),
        "company_quotas": aggregate.company_quotas(quotas),
    }


def _periods(timeline: Timeline) -> pd.DataFrame:
    """Return every period with data up to the reported one."""
    listed = [
        (item.id, item.start, item.end, item.fiscal_year, item.quarter, item.complete(timeline.as_of))
        for item in timeline.periods
    ]
    return pd.DataFrame(listed, columns=list(FRAMES["periods"]))


def _motions(timeline: Timeline) -> pd.DataFrame:
    """Return the plan of the reported period in its order."""
    plan = timeline.plan.baseline
    listed = [
        (
            item.id, item.label, item.theme, item.cell_class, item.target.form, order, quadrant(plan, item.id),
            item.support.pay_component, item.support.enablement, item.support.owner,
        )
        for order, item in enumerate(plan.motions)
    ]  # fmt: skip
    return pd.DataFrame(listed, columns=list(FRAMES["motions"]))


def _deals(lines: Any, region: str | None) -> pd.DataFrame:
    """Return the classified lines of the scope, in the order of line and rep; `amount` is the credited money."""
    mine = lines if region is None else lines.filter(lines.region == region)
    told = mine.mutate(amount=mine.money.cast("float64"), manager_id=mine.manager_id.nullif(""))
    ordered = told.select(*FRAMES["deals"]).order_by("booked_on", "line_id", "rep_id")
    found: pd.DataFrame = ordered.to_pandas()
    return found


def _rows_of(frame: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """Return the region's rows; frames without region (periods, motions, company aggregates, reps) stay whole."""
    return frame if region is None or "region" not in frame else frame[frame["region"] == region]


def _anonymous(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with "no manager" as null."""
    managers = frame["manager_id"].astype(object)
    return frame.assign(manager_id=managers.where(managers != "", None))


def _revised(timeline: Timeline) -> Strategy | None:
    """Return the current version of the reported plan, None when it is the baseline that judges."""
    plan = timeline.plan
    return plan.current if plan.current.version != plan.baseline.version else None


def _meta(facts: CompanyFacts, scope: str, tokens: Mapping[str, str]) -> Meta:
    """Return what the snapshot says about itself."""
    space, timeline = facts.workspace, facts.timeline
    region = None if scope == COMPANY else scope
    everywhere = {**facts.regions, UNASSIGNED: UNASSIGNED_NAME}
    names = everywhere if region is None else {region: facts.regions[region]}
    return Meta(
        schema_version=SCHEMA_VERSION,
        workspace=space.id,
        company=space.company,
        scope=COMPANY if region is None else "region",
        region=scope,
        region_name=space.company if region is None else facts.regions[region],
        region_names=names,
        period=timeline.period.id,
        as_of=timeline.as_of.isoformat(),
        currency=space.currency,
        locale=space.locale,
        paper=space.paper,
        rep_display=space.rep_display,
        strategy=timeline.plan.baseline,
        revised=_revised(timeline),
        min_group=space.min_group,
        current_version=timeline.plan.current.version,
        connected=facts.connected,
        not_connected=tuple(name for name in OPTIONAL if name not in facts.connected),
        tokens=dict(tokens),
        source_line=facts.label,
        persona_adds_nothing=facts.persona_adds_nothing,
        inputs=facts.inputs,
        cut_chapters=cut_chapters(
            space.packs, scope=COMPANY if region is None else "region", connected=facts.connected
        ),
    )
