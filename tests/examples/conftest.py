"""The AdventureWorks workspace, opened once; without the data CI fails, a laptop skips and says why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratreport.params import CalendarSpec, Workspace, load_workspace
from stratreport.periods import Calendar, build_calendar
from stratreport.sources import Source, open_source

ROOT = Path(__file__).parents[2] / "examples" / "adventureworks"


@pytest.fixture(scope="session")
def adventureworks() -> Workspace:
    """Return the declared workspace; skips only outside CI and only when the data folder is not there."""
    workspace = load_workspace(ROOT, env=os.environ)
    if not workspace.source.root.is_dir():
        reason = f"no AdventureWorks data in {workspace.source.root}: set STRATREPORT_ADVENTUREWORKS"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return workspace


@pytest.fixture(scope="session")
def source(adventureworks: Workspace) -> Iterator[Source]:
    """Return the opened source."""
    with open_source(adventureworks) as opened:
        yield opened


def calendar_of(spec: CalendarSpec, source: Source) -> Calendar:
    """Return the calendar over the days the data cover."""
    first, last = source.bounds()
    return build_calendar(spec, first=first, last=last)


@pytest.fixture(scope="session")
def calendar(adventureworks: Workspace, source: Source) -> Calendar:
    """Return the company's calendar over the days the data cover."""
    return calendar_of(adventureworks.calendar, source)
