"""The promise of the verdicts, by simulation: few on-plan reps are accused, a seller of the familiar is found.

The full figures are in docs/calibration.md (`make calibration`); these runs are smaller, seeded and hold the bounds.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from stratreport.params.specs import Statistics
from tests.metrics.sellers import UNEVEN, Outcome, outcome

pytestmark = pytest.mark.slow
FDR = Statistics().fdr
TEAM = 20
TEAMS = 16
#: teams with one seller of the familiar, by sigma: equal deals need few draws (their p is exact), so more teams
LONE = {0.0: 120, UNEVEN: 40}


@cache
def lone(n: int, *, sigma: float) -> Outcome:
    """One seller of the familiar among 19 on-plan reps."""
    return outcome(1, of=TEAM, n=n, teams=LONE[sigma], sigma=sigma, draws=2000 if sigma else 200)


@pytest.mark.parametrize("n", [5, 10, 20, 40])
def test_on_plan_reps_are_accused_no_more_often_than_the_stated_rate(n: int) -> None:
    """Nobody is off plan, deals vary with a coefficient of variation of 1; every accusation is false."""
    seen = outcome(0, of=TEAM, n=n, teams=TEAMS, draws=200)
    slack = 3 * np.sqrt(FDR * (1 - FDR) / TEAMS)
    assert seen.accused <= FDR
    assert seen.flagged <= FDR
    assert seen.wrong <= FDR + slack  # without any true case: the share of teams with a false verdict


def test_a_fixed_cut_would_accuse_a_third_of_them() -> None:
    """What the null is for: at 10 deals the cut at 0.8 accuses at least ten times as many as the stated rate allows."""
    seen = outcome(0, of=TEAM, n=10, teams=8, draws=200)
    assert seen.cut >= 0.3


@pytest.mark.parametrize("sigma", [0.0, UNEVEN])
@pytest.mark.parametrize(("n", "power"), [(20, 0.65), (40, 0.95)])
def test_a_lone_seller_of_the_familiar_gets_a_verdict(n: int, power: float, sigma: float) -> None:
    """90/5/5/0 where 60/20/10/10 is planned, after the correction over 20 reps; equal and uneven deals.

    The bound of one standard error is the noise of these teams: the long run (docs) is above the promise.
    """
    seen = lone(n, sigma=sigma)
    assert seen.found >= power - np.sqrt(power * (1 - power) / LONE[sigma])
    assert seen.noticed >= power
    assert seen.accused <= FDR


def test_half_a_team_is_found_and_the_other_half_is_left_alone() -> None:
    seen = outcome(10, of=TEAM, n=20, teams=8, draws=200)
    assert seen.found >= 0.8
    assert seen.wrong <= FDR
