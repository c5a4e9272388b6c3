"""The facts of a real wholesaler: AdventureWorks, 60,919 reseller order lines, read through its own workspace."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from stratreport.facts import build_facts, cut
from stratreport.params import load_workspace
from stratreport.periods import build_calendar
from stratreport.sources import open_source

pytestmark = pytest.mark.aw

EXAMPLE = Path(__file__).parents[2] / "examples" / "adventureworks"


@pytest.fixture(scope="module")
def facts() -> Any:
    workspace = load_workspace(EXAMPLE, env=os.environ)
    source = open_source(workspace)
    first, last = source.bounds()
    period = build_calendar(workspace.calendar, first=first, last=last).get("FY2014Q1")
    return build_facts(source, workspace, period)


def test_southwest_books_what_its_home_reps_sold(facts: Any) -> None:
    """The issue's own figures for FY2014Q1: 2,047 k of 2,460 k quota, by two sellers."""
    frames = cut(facts, scope="southwest")
    cells, quotas = (frames[name][frames[name]["period"] == "FY2014Q1"] for name in ("cells", "quotas"))
    assert round(cells["actual"].sum() / 1000) == 2047
    assert quotas["quota"].sum() == 2_460_000
    assert quotas["rep_id"].nunique() == 2


def test_nothing_is_dropped_and_targets_meet_quotas(facts: Any) -> None:
    """Every reported line is in a region or in `unassigned`, once; T = Q for everybody, for both strategies."""
    frames = cut(facts, scope="company")
    cells, deals, quotas = frames["cells"], frames["deals"], frames["quotas"]
    assert cells["actual"].sum() == pytest.approx(deals["amount"].sum())
    assert cells["actual"].sum() == pytest.approx(frames["ansoff"]["actual"].sum())
    assert cells[cells["region"] == "unassigned"]["actual"].sum() > 0
    keys = ["period", "region", "rep_id"]
    asked = cells.groupby(keys)["target"].sum().loc[quotas.set_index(keys).index]
    assert asked.tolist() == pytest.approx(quotas["quota"].tolist())


def test_what_the_data_says_about_itself(facts: Any) -> None:
    """4.5 % of all bookings have no region; the persona repeats the segment; every newness is knowable."""
    told = cut(facts, scope="southwest")["quality"].set_index("check")
    assert round(told.loc["unassigned_ever", "share"], 3) == 0.045
    assert "lookback_short" not in told.index
    assert facts.persona_adds_nothing
