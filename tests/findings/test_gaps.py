"""Largest gap, the surplus that hides it, who carries it, which teams: counted by hand on small toys."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from stratreport.findings import View
from stratreport.findings.gaps import carried, carriers, hidden_by, motion_gaps, teams
from stratreport.metrics import evaluate
from stratreport.snapshot import Snapshot, conform
from tests.present.toys import ON_PLAN, W1, Toy, snapshot


def view(toy: Toy) -> View:
    snap = snapshot(toy)
    return View(snap, evaluate(snap))


def with_cells(toy: Toy, **actual: list[float]) -> View:
    """Return the view of a toy whose reps booked exactly these amounts in a motion (one per rep)."""
    snap = snapshot(toy)
    cells = snap.frames["cells"].copy()
    for motion, amounts in actual.items():
        cells.loc[cells["motion"] == motion, "actual"] = amounts
    changed: Snapshot = replace(snap, frames={**snap.frames, "cells": conform(cells, "cells")})
    return View(changed, evaluate(changed))


def test_w1_has_two_material_gaps_and_one_that_is_exactly_at_the_floor():
    found = {item.names["motion_id"]: item.money for item in motion_gaps(view(Toy()))}
    # T = 1,000k: floor 50k and the median deal of 25k; gaps 140k, 110k, 50k
    assert found == {"new_product": 140_000.0, "new_logo": 110_000.0, "new_persona": 50_000.0}


def test_a_gap_just_below_the_floor_is_not_spoken_of():
    found = {item.names["motion_id"] for item in motion_gaps(view(Toy(deals={**W1, "new_persona": [100.0]})))}
    assert found == {"new_product", "new_logo"}


def test_a_gap_below_one_median_deal_is_not_spoken_of():
    deals = {"core": [200_000.0] * 5, "new_product": [60_000.0], "new_logo": [40_000.0]}
    assert list(motion_gaps(view(Toy(deals=deals)))) == []


def test_the_surplus_that_hides_the_gap_is_the_core_of_w1():
    found = list(hidden_by(view(Toy())))
    assert [(item.names["motion_id"], item["surplus"].value, item.money) for item in found] == [
        ("core", 400_000.0, 300_000.0)
    ]


def test_on_plan_hides_nothing():
    assert list(hidden_by(view(Toy(deals=ON_PLAN)))) == []
    assert list(motion_gaps(view(Toy(deals=ON_PLAN)))) == []


@pytest.mark.parametrize(
    ("booked", "few", "share", "pattern"),
    [
        # 6 reps with a target of 40k each; shortfalls are 40k less what they booked
        ([0, 40_000, 40_000, 40_000, 40_000, 30_000], 1, 0.8, "concentrated"),
        ([0, 0, 0, 0, 0, 0], 3, 0.5, "spread"),
        ([0, 0, 20_000, 20_000, 20_000, 20_000], 2, 0.5, "concentrated"),
        ([90_000, 0, 0, 10_000, 20_000, 20_000], 2, 80 / 150, "concentrated"),
    ],
)
def test_the_fewest_reps_who_hold_half_of_the_shortfall(booked, few, share, pattern):
    toy = Toy(quota=1_200_000.0, reps=6)
    found = carried(with_cells(toy, new_product=booked), "new_product")
    assert found["carriers"].value == few
    assert found["share"].value == pytest.approx(share)
    assert found.pattern == pattern


def test_carriers_are_counted_and_never_named():
    found = next(iter(carriers(view(Toy()))))
    assert not any("R1" in text for text in found.names.values())


def test_half_of_the_teams_can_hold_the_shortfall():
    # reps 1, 3, 5 report to M2, reps 2, 4 to M1 (see toys); only M2's reps sell the strategy
    deals = {name: list(amounts) for name, amounts in ON_PLAN.items()}
    snap = snapshot(Toy(deals=deals, reps=4))
    cells = snap.frames["cells"].copy()
    weak = cells["manager_id"].str.endswith("M1") & cells["motion"].isin(["new_product", "new_logo", "new_persona"])
    cells.loc[weak, "actual"] = 0.0
    changed = replace(snap, frames={**snap.frames, "cells": conform(cells, "cells")})
    found = list(teams(View(changed, evaluate(changed))))
    assert [(item.pattern, item["carriers"].value, item["teams"].value) for item in found] == [("some", 1.0, 2.0)]
    assert found[0]["share"].value == pytest.approx(1.0)


def test_teams_with_too_few_deals_are_not_compared():
    assert list(teams(view(Toy(deals={"core": [100_000.0] * 4})))) == []


def test_all_teams_below_the_threshold_is_another_pattern():
    assert [item.pattern for item in teams(view(Toy()))] == ["all"]


def test_frames_are_left_as_they_were():
    snap = snapshot(Toy())
    before = {name: frame.copy() for name, frame in snap.frames.items()}
    seen = View(snap, evaluate(snap))
    for rule in (motion_gaps, hidden_by, carriers, teams):
        list(rule(seen))
    for name, frame in before.items():
        pd.testing.assert_frame_equal(snap.frames[name], frame)


def test_carriers_are_counted_over_the_trailing_quarters_and_without_leavers():
    before = {name: list(amounts) for name, amounts in ON_PLAN.items()}
    snap = snapshot(Toy(history={"FY2026Q1": before, "FY2026Q2": before}))
    reps = snap.frames["reps"].copy()
    reps.loc[reps["rep_id"] == "north-R5", "left_on"] = pd.Timestamp(2026, 8, 31)
    changed = replace(snap, frames={**snap.frames, "reps": conform(reps, "reps")})
    found = carried(View(changed, evaluate(changed)), "new_product")
    assert found["quarters"].value == 3
    assert found["reps"].value == 4


def test_no_team_is_above_its_whole_target():
    found = list(teams(with_cells(Toy(reps=4), new_product=[0.0, 500_000.0] * 2)))
    assert all((item["highest"].value or 0) <= 1.0 for item in found)
