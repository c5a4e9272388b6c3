"""Managers: teams judged as one seller, the spread between them, and shrinkage toward the group."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from stratreport.metrics.managers import (
    NO_SPREAD,
    TOO_FEW_MANAGERS,
    judge_managers,
    manager_effect,
    manager_effect_eta,
)
from stratreport.metrics.null import NO_SIGNAL, OFF_STRATEGY, TOO_FEW
from stratreport.metrics.shrinkage import shrunk_frame, strategic_shrunk
from stratreport.params.specs import Statistics
from tests.metrics.sellers import SELLER, SHARES, Frames, team

FAST = Statistics(bootstrap=400)


def led(frames: Frames, sizes: list[int]) -> Frames:
    """The reps of a team under managers m0, m1 ...: the first sizes[0] reps, then the next sizes[1] ..."""
    names = [f"m{manager}" for manager, size in enumerate(sizes) for _ in range(size)]
    boss = {f"r{rep:03d}": name for rep, name in enumerate(names)}
    first, second = (frame.assign(manager_id=frame["rep_id"].map(boss)) for frame in frames)
    return first, second


def test_the_team_that_sells_the_familiar_is_found_and_its_neighbours_are_not() -> None:
    """Eight deals a rep: nobody can be judged alone (fewer than 10), five of them together can."""
    cells, deals = led(team([SELLER] * 5 + [SHARES] * 10, n=8, seed=3, sigma=0.5), [5, 5, 5])
    found = judge_managers(cells, deals=deals, statistics=FAST).set_index("manager_id")
    assert found["verdict"].to_dict() == {"m0": OFF_STRATEGY, "m1": NO_SIGNAL, "m2": NO_SIGNAL}
    assert found["n"].to_dict() == {"m0": 40, "m1": 40, "m2": 40}


def test_the_value_is_the_pooled_attainment_of_the_team() -> None:
    cells, deals = led(team([SHARES] * 4, n=12, seed=5), [2, 2])
    found = judge_managers(cells, deals=deals, statistics=FAST).set_index("manager_id")["value"]
    own = cells[(cells["manager_id"] == "m0") & (cells["cell_class"] == "strategic")]
    assert found["m0"] == pytest.approx(min(own["actual"].sum() / own["target"].sum(), 1.0))


def test_a_team_of_one_is_a_person_and_few_deals_are_few() -> None:
    cells, deals = led(team([SELLER] * 5, n=40, seed=3), [1, 4])
    found = judge_managers(cells, deals=deals, statistics=FAST).set_index("manager_id")
    assert found.loc["m0", "verdict"] == TOO_FEW
    assert found.loc["m0", "n"] == 40
    cells, deals = led(team([SELLER] * 4, n=4, seed=3), [2, 2])
    assert set(judge_managers(cells, deals=deals, statistics=FAST)["verdict"]) == {TOO_FEW}


def test_bookings_without_a_manager_judge_nobody() -> None:
    cells, deals = led(team([SHARES] * 4, n=12, seed=5), [2])
    assert judge_managers(cells, deals=deals, statistics=FAST)["manager_id"].tolist() == ["m0"]


@pytest.mark.parametrize("n", [5, 10])
def test_managers_of_on_plan_teams_are_left_alone(n: int) -> None:
    """Twelve regions of four teams of four on-plan reps: at most the stated rate of managers gets a verdict."""
    accused = []
    for seed in range(12):
        cells, deals = led(team([SHARES] * 16, n=n, seed=400 + seed, sigma=0.83), [4, 4, 4, 4])
        rows = judge_managers(cells, deals=deals, statistics=FAST, threshold=0.8)
        accused.append(float((rows["verdict"] == OFF_STRATEGY).mean()))
    assert np.mean(accused) <= FAST.fdr


def people(teams: dict[str, list[float]]) -> pd.DataFrame:
    """Quota carriers with these strategy attainments (of a target of 100), by manager; 10 equal deals each."""
    rows = [(manager, value) for manager, values in teams.items() for value in values]
    return pd.DataFrame(
        {
            "kind": "base", "base": "region:x", "scope": "region:x", "period": "Q",
            "rep_id": [f"r{number}" for number in range(len(rows))], "manager_id": [row[0] for row in rows],
            "actual_strategic": [100 * row[1] for row in rows], "target_strategic": 100.0, "actual": 250.0,
            "n": 10.0, "n_effective": 10.0,
        }
    )  # fmt: skip


W7_TEAMS = {"a": [0.9, 0.8, 0.7], "b": [0.5, 0.4, 0.6], "c": [0.3, 0.2, 0.4]}


def test_three_managers_are_too_few_however_clear_they_look() -> None:
    """W7 is such a case: ICC .86, but from three managers nothing is said."""
    for metric in (manager_effect, manager_effect_eta):
        row = metric(people(W7_TEAMS)).iloc[0]
        assert math.isnan(row["value"])
        assert (row["caveat"], row["denominator"], row["n"]) == (TOO_FEW_MANAGERS, 3, 9)


def test_six_managers_are_enough_and_small_teams_stay_out() -> None:
    """W7 twice: SSB .76, SSW .12, MSB .152, MSW .01, F 15.2 (5 and 12 df); ICC 14.2 / 17.2, eta squared .76 / .88."""
    twice = people({**W7_TEAMS, **{name * 2: values for name, values in W7_TEAMS.items()}, "small": [0.1, 0.9]})
    row = manager_effect(twice).iloc[0]
    assert row["value"] == pytest.approx(14.2 / 17.2)
    assert row["low"] < row["value"] < row["high"]
    assert (row["denominator"], row["n"]) == (6, 18)
    assert manager_effect_eta(twice)["value"].iloc[0] == pytest.approx(0.76 / 0.88)


def test_six_managers_of_equals_have_no_spread_to_share_out() -> None:
    row = manager_effect(people({name: [0.5] * 3 for name in "abcdef"})).iloc[0]
    assert math.isnan(row["value"])
    assert row["caveat"] == NO_SPREAD


def test_a_rep_is_drawn_to_the_team_by_the_chance_of_few_deals() -> None:
    """Team a: pooled .5 of T, so p = (50 + 50) / 500 = .2 of bookings, smoothed (.2 x 20 + .5) / 21.

    s2 = p (1 - p) / 10 x (250 / 100)^2; two reps 0 and 1 around .5: tau2 = .5 / 1 - s2; so B = s2 / .5.
    """
    frame = shrunk_frame(people({"a": [0.0, 1.0]}))
    rows = strategic_shrunk(frame[frame["kind"] == "rep"])
    p = (0.2 * 20 + 0.5) / 21
    b = p * (1 - p) / 10 * 6.25 / 0.5
    assert rows["value"].to_list() == pytest.approx([b * 0.5, b * 0.5 + 1 - b])
    assert rows["numerator"].to_list() == [0.0, 1.0]
    assert rows["denominator"].to_list() == pytest.approx([0.5, 0.5])
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["value"] <= rows["high"]).all()


def test_a_rep_alone_and_a_manager_are_drawn_to_the_region() -> None:
    frame = shrunk_frame(people({"a": [0.2, 0.4], "b": [0.9]}))
    mean = frame.set_index("scope")["mean"]
    assert mean["region:x/rep:r2"] == pytest.approx(0.5)
    assert mean["region:x/rep:r0"] == pytest.approx(0.3)
    assert mean[["region:x/manager:a", "region:x/manager:b"]].to_list() == pytest.approx([0.5, 0.5])


def test_shrinking_never_leaves_the_span_between_rep_and_team() -> None:
    rows = strategic_shrunk(shrunk_frame(people({"a": [0.1, 0.5, 0.9], "b": [0.0, 0.2, 1.0]})))
    low = rows[["numerator", "denominator"]].min(axis=1)
    high = rows[["numerator", "denominator"]].max(axis=1)
    assert ((rows["value"] >= low - 1e-12) & (rows["value"] <= high + 1e-12)).all()


def test_a_rep_without_deals_takes_the_mean_and_one_without_target_has_no_value() -> None:
    toy = people({"a": [0.2, 0.4, 0.6]})
    toy.loc[0, ["n", "n_effective"]] = [0.0, np.nan]
    toy.loc[1, ["target_strategic", "actual_strategic"]] = [0.0, 0.0]
    rows = strategic_shrunk(shrunk_frame(toy)).set_index("scope")
    assert rows.loc["region:x/rep:r0", "value"] == pytest.approx(rows.loc["region:x/rep:r0", "denominator"])
    assert math.isnan(rows.loc["region:x/rep:r0", "low"])
    assert math.isnan(rows.loc["region:x/rep:r1", "value"])
    assert rows.loc["region:x/rep:r1", "caveat"] == "no target"
