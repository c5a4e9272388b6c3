"""Read the strategies of a workspace: current versions, frozen baselines, and which fiscal quarters each covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from stratreport.errors import ParamsError, Place
from stratreport.params import codes
from stratreport.params.baselines import LOCK_FILE, STRATEGY_FOLDER, document_hash, lock_fault, read_lock
from stratreport.params.gather import Gathering
from stratreport.params.nodes import Document
from stratreport.params.ruling import Ruling
from stratreport.params.specs import CalendarSpec, StrategyPlan
from stratreport.params.strategy_build import build_strategy
from stratreport.params.strategy_model import StrategyFile
from stratreport.params.strategy_rules import strategy_faults
from stratreport.params.strategy_specs import PlanCalendar, Strategy
from stratreport.periods import Calendar, Period, build_calendar

LONGEST_YEAR = 372
_VERSIONED = re.compile(r"(?P<id>.+)\.v(?P<version>[1-9][0-9]*)")


#: strategies by id and version, with the document each was read from
Versions: TypeAlias = dict[tuple[str, int], tuple[Strategy, Document]]


@dataclass(frozen=True)
class Setting:
    """What a strategy must agree with: calendar, currency, ids of regions.

    None when the workspace file itself could not be read.
    """

    calendar: CalendarSpec | None
    currency: str | None
    regions: tuple[str, ...]


def plan_periods(spec: CalendarSpec, plan: PlanCalendar) -> tuple[Period, ...]:
    """Return the fiscal quarters that a strategy's calendar covers, in time order; empty outside a period table."""
    last = plan.fiscal_year_start + timedelta(days=LONGEST_YEAR * plan.years)
    try:
        calendar = build_calendar(spec, first=plan.fiscal_year_start, last=last)
    except ParamsError:
        return ()
    years = list(dict.fromkeys(period.fiscal_year for period in calendar.periods))[: plan.years]
    return tuple(period for period in calendar.periods if period.fiscal_year in years)


def read_strategies(gathering: Gathering, setting: Setting) -> tuple[StrategyPlan, ...]:
    """Return every strategy with the baseline that judges it, in time order; older versions only serve as baselines."""
    names = gathering.names(STRATEGY_FOLDER)
    if not names:
        gathering.fault(
            codes.REFERENCE,
            Place(STRATEGY_FOLDER),
            "no strategy is declared",
            "one file per strategy",
            f"write {STRATEGY_FOLDER}/<id>.yaml; see docs/adding.md",
        )
    locked, faults = read_lock(gathering.root / LOCK_FILE)
    gathering.faults += faults
    versions: Versions = {}
    for name in names:
        if read := _read(gathering, name, setting):
            versions[read[0].id, read[0].version] = read
    current = [pair for pair in versions.values() if not _VERSIONED.fullmatch(_stem(pair[1]))]
    _check_orphans(gathering, versions, {pair[0].id for pair in current})
    plans = [plan for pair in current if (plan := _plan(gathering, pair, versions, locked=dict(locked)))]
    plans.sort(key=lambda plan: (plan.current.calendar.fiscal_year_start, plan.current.id))
    _check_overlap(gathering, plans, setting, {pair[0].id: pair[1] for pair in current})
    return tuple(plans)


def _check_orphans(gathering: Gathering, versions: Versions, current: set[str]) -> None:
    for (strategy, version), (_, document) in versions.items():
        file = f"{STRATEGY_FOLDER}/{strategy}.yaml"
        if strategy not in current and file not in gathering.documents:
            gathering.fault(
                codes.REFERENCE,
                document.place("strategy", "id"),
                f"version {version} of {strategy} has no current version",
                f"the file {file}",
                "write it, or delete this file",
            )


def _stem(document: Document) -> str:
    return document.file.rpartition("/")[2].removesuffix(".yaml")


def _read(gathering: Gathering, name: str, setting: Setting) -> tuple[Strategy, Document] | None:
    read = gathering.read(f"{STRATEGY_FOLDER}/{name}", StrategyFile)
    if read is None:
        return None
    document, model = read[0], read[1].strategy
    _check_name(gathering, document, model.id, version=model.version)
    calendar = _calendar_of(
        gathering,
        document,
        setting,
        plan=PlanCalendar(model.calendar.fiscal_year_start, model.calendar.label, model.calendar.years),
    )
    gathering.faults += strategy_faults(Ruling(document, model, calendar, setting.currency, setting.regions))

    def period_id(text: str) -> str:
        found = calendar.loosely(text) if calendar else None
        return found.id if found else text

    return build_strategy(
        model, file=document.file, sha256=document_hash(document).removeprefix("sha256:"), period_id=period_id
    ), document


def _check_name(gathering: Gathering, document: Document, found: str, *, version: int) -> None:
    stem = _stem(document)
    match = _VERSIONED.fullmatch(stem)
    if match and match["id"] == found and int(match["version"]) != version:
        gathering.fault(
            codes.REFERENCE,
            document.place("strategy", "version"),
            f"version {version} in a file of v{match['version']}",
            f"version: {match['version']}",
            "correct the version, or rename the file",
        )
    elif found != (match["id"] if match else stem):
        gathering.fault(
            codes.REFERENCE,
            document.place("strategy", "id"),
            f'the id "{found}" is not the name of its file',
            f"id: {match['id'] if match else stem}",
            "correct the id, or rename the file",
        )


def _calendar_of(gathering: Gathering, document: Document, setting: Setting, *, plan: PlanCalendar) -> Calendar | None:
    """Return the quarters the strategy covers; its start must open the fiscal year of its label."""
    if setting.calendar is None:
        return None
    periods = plan_periods(setting.calendar, plan)
    place = document.place("strategy", "calendar", "fiscal_year_start")
    if not periods:
        gathering.fault(
            codes.CALENDAR,
            place,
            f"{plan.fiscal_year_start} lies outside the period table",
            "the first day of a declared fiscal year",
            "extend workspace.calendar.table",
        )
        return None
    if periods[0].start != plan.fiscal_year_start or periods[0].quarter != 1:
        gathering.fault(
            codes.CALENDAR,
            place,
            f"{plan.fiscal_year_start} is not the first day of a fiscal year",
            f"a first day such as {_year_start(setting.calendar, plan.fiscal_year_start)}",
            "correct it, or correct workspace.calendar",
        )
        return None
    if periods[0].fiscal_year != plan.label:
        gathering.fault(
            codes.CALENDAR,
            document.place("strategy", "calendar", "label"),
            f'the label "{plan.label}" for the year that starts on {plan.fiscal_year_start}',
            f"label: {periods[0].fiscal_year}",
            f"write label: {periods[0].fiscal_year}, or correct workspace.calendar",
        )
    return Calendar(periods)


def _year_start(spec: CalendarSpec, near: date) -> date:
    calendar = build_calendar(spec, first=near - timedelta(days=LONGEST_YEAR), last=near + timedelta(days=LONGEST_YEAR))
    starts = [period.start for period in calendar.periods if period.quarter == 1] or [calendar.first]
    return min(starts, key=lambda start: abs(start - near))


def _plan(
    gathering: Gathering,
    pair: tuple[Strategy, Document],
    versions: Versions,
    *,
    locked: dict[str, str],
) -> StrategyPlan | None:
    """Return the plan with its baseline; rule 15: the baseline exists and is frozen by hash."""
    strategy, document = pair
    place = document.place("strategy", "baseline_version")
    wanted = (strategy.id, strategy.baseline_version)
    if strategy.baseline_version > strategy.version:
        gathering.fault(
            "C215",
            place,
            f"baseline_version {strategy.baseline_version} is later than version {strategy.version}",
            f"a version from 1 to {strategy.version}",
            "correct it",
        )
        return None
    if wanted not in versions:
        file = f"{STRATEGY_FOLDER}/{strategy.id}.v{strategy.baseline_version}.yaml"
        if file not in gathering.documents:
            gathering.fault(
                "C215",
                place,
                f"there is no version {strategy.baseline_version} of {strategy.id}",
                f"the file {file}",
                f"put the published version {strategy.baseline_version} there",
            )
        return None
    for key, (_, written) in versions.items():
        name = f"{key[0]}@{key[1]}"
        if key == wanted or (key[0] == strategy.id and name in locked):
            fault = lock_fault(name, document_hash(written), place=written.place("strategy", "version"), locked=locked)
            gathering.faults += [fault] if fault else []
    baseline, written = versions[wanted]
    off = {fault.place.file for fault in gathering.faults if fault.code == codes.CALENDAR}
    if baseline.calendar != strategy.calendar and not off & {strategy.file, baseline.file}:
        gathering.fault(
            "C215",
            written.place("strategy", "calendar"),
            f"{strategy.id}@{baseline.version} covers other years than version {strategy.version}",
            "the same calendar in every version",
            "start a new strategy for other years",
        )
        return None
    return StrategyPlan(current=strategy, baseline=baseline)


def _check_overlap(
    gathering: Gathering, plans: list[StrategyPlan], setting: Setting, documents: dict[str, Document]
) -> None:
    taken: dict[str, str] = {}
    for plan in plans:
        strategy = plan.current
        periods = plan_periods(setting.calendar, strategy.calendar) if setting.calendar else ()
        shared = [period.id for period in periods if period.id in taken]
        if shared:
            gathering.fault(
                "C201",
                documents[strategy.id].place("strategy", "calendar"),
                f"{strategy.id} and {taken[shared[0]]} both cover {shared[0]}",
                "one strategy per fiscal quarter",
                "change calendar.fiscal_year_start or years of one of them",
            )
        taken.update({period.id: strategy.id for period in periods})
