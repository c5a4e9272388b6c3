"""Over fifty control companies in which everybody sells on plan, nobody is called off strategy more often than stated.

The stated rates: reps, teams, and reps in a motion are corrected by Benjamini-Hochberg at `statistics.fdr` within each
region; where nobody is off strategy, that is the chance that a region has any false call at all. A region is called
off strategy at most once in twenty quarters (`findings.chance`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest

from stratreport.findings.chance import UNLIKELY
from tests.findings.control import Calls, Judged, calls_of, demo_workspace

SEEDS = 50
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500), pytest.mark.xdist_group("control")]


@pytest.fixture(scope="module")
def calls() -> list[Calls]:
    """Return the calls of every seed, on all cores: nothing is rendered, nothing touches the disk."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return list(pool.map(calls_of, range(1, SEEDS + 1)))


def over(calls: list[Calls], part: str) -> Judged:
    """Sum the counts of one kind of unit over all seeds."""
    each = [getattr(item, part) for item in calls]
    add: Callable[[str], int] = partial(_total, each)
    return Judged(add("tested"), add("called"), add("families"), add("families_called"))


def _total(each: list[Judged], name: str) -> int:
    return sum(getattr(item, name) for item in each)


def test_every_seed_is_another_company_with_enough_to_judge(calls):
    assert [item.seed for item in calls] == list(range(1, SEEDS + 1))
    for part, least in (("regions", 4), ("reps", 40), ("flags", 200), ("managers", 10)):
        assert all(getattr(item, part).tested >= least for item in calls), part
    assert len({(item.reps, item.flags, item.regions) for item in calls}) > 1


def test_a_region_on_plan_is_called_off_strategy_at_most_once_in_twenty(calls):
    found = over(calls, "regions")
    assert found.called <= UNLIKELY * found.tested, found


@pytest.mark.parametrize("part", ["reps", "flags", "managers"])
def test_in_a_region_on_plan_anybody_is_called_off_strategy_at_most_at_the_false_discovery_rate(calls, part):
    found, rate = over(calls, part), demo_workspace().strategies[-1].baseline.statistics.fdr
    assert found.families_called <= rate * found.families, found
    assert found.called <= rate * found.tested, found
