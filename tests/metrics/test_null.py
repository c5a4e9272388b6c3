"""The lumpy-deal null: on-plan reps are left alone, sellers who ignore the plan are found, nothing else matters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from stratreport.metrics.null import ALL, NO_SIGNAL, OFF_STRATEGY, TOO_FEW, adjust, flag_counts, judge_reps
from stratreport.metrics.null_draws import Peers, drawn, noise_of
from stratreport.params.specs import Statistics
from tests.metrics.sellers import CLASSES, NAMES, SELLER, SHARES, Frames, team
from tests.metrics.toys import quick

FAST = Statistics(bootstrap=600)


def overall(frames: Frames, *, statistics: Statistics = FAST) -> pd.DataFrame:
    judged = judge_reps(frames[0], deals=frames[1], statistics=statistics)
    return judged[judged["motion"] == ALL].reset_index(drop=True)


@pytest.mark.parametrize(("n", "expected", "naive"), [(10, 0.849, 0.38), (40, 0.923, 0.13)])
def test_the_null_reproduces_the_handbook(n: int, expected: float, naive: float) -> None:
    """Section 6: pooled non-core attainment of an on-plan rep with equal deals, and what a fixed cut would accuse."""
    rows = overall(team([SHARES] * 200, n=n, seed=4), statistics=Statistics(bootstrap=2000))
    assert rows["expected"].iloc[0] == pytest.approx(expected, abs=0.01)
    assert (rows["value"].round(9) < 0.8).mean() == pytest.approx(naive, abs=0.1)


@pytest.mark.parametrize("n", [10, 20, 40])
@pytest.mark.parametrize("sigma", [0.0, 0.83])
def test_on_plan_reps_are_accused_no_more_often_than_stated(n: int, sigma: float) -> None:
    reps = 240
    p = overall(team([SHARES] * reps, n=n, seed=11, sigma=sigma))["p"]
    for level in (0.05, 0.10):
        slack = 3 * np.sqrt(level * (1 - level) / reps)
        assert (p <= level).mean() <= level + slack


def test_teams_of_on_plan_reps_rarely_see_any_flag() -> None:
    """Benjamini-Hochberg at 10%: with nobody off plan at most about one team in ten has any verdict."""
    teams = [judge_reps(cells, deals=deals, statistics=FAST) for cells, deals in
             (team([SHARES] * 8, n=20, seed=100 + k, sigma=0.83) for k in range(40))]  # fmt: skip
    accused = [bool((rows.loc[rows["motion"] == ALL, "verdict"] == OFF_STRATEGY).any()) for rows in teams]
    flagged = [flag_counts(rows)[1] > 0 for rows in teams]
    slack = 3 * np.sqrt(0.1 * 0.9 / 40)
    assert np.mean(accused) <= 0.1 + slack
    assert np.mean(flagged) <= 0.1 + slack


def test_five_deals_are_too_few_whatever_they_show() -> None:
    frames = team([SELLER] * 3, n=5, seed=1)
    judged = judge_reps(frames[0], deals=frames[1], statistics=FAST)
    assert set(judged["verdict"]) == {TOO_FEW}
    assert judged[["p", "q"]].isna().all(axis=None)
    assert flag_counts(judged) == (0, 0)


def test_half_a_team_off_plan_gets_verdicts_and_the_other_half_does_not() -> None:
    rows = overall(team([SELLER] * 6 + [SHARES] * 6, n=40, seed=6, sigma=0.5))
    assert (rows["verdict"].iloc[:6] == OFF_STRATEGY).sum() >= 5
    assert (rows["verdict"].iloc[6:] == OFF_STRATEGY).sum() <= 1


def test_one_large_deal_decides_neither_way() -> None:
    """Nine deals of ten in strategic motions are worth 1 each, the tenth is core and worth 9: half the money is core.

    Both reps' plan is half core. Money says on plan for the first and for its mirror image (nine core deals, one large
    strategic one) too; every deal counts once: nine and one in ten, where half were expected.
    """
    rows, cells = [], []
    for rep, (many, few) in {"a": ("a", "core"), "b": ("core", "a")}.items():
        motions, sizes = [many] * 9 + [few], [1.0] * 9 + [9.0]
        rows += [
            {"rep_id": rep, "deal_id": f"{rep}{k}", "parent_id": "p", "motion": motion, "amount": size}
            for k, (motion, size) in enumerate(zip(motions, sizes, strict=True))
        ]
        cells += [
            {"rep_id": rep, "motion": name, "cell_class": CLASSES[name], "actual": 9.0, "target": 9.0}
            for name in ("core", "a")
        ]
    found = overall((pd.DataFrame(cells), pd.DataFrame(rows)))
    assert found["value"].to_list() == [1.0, 1.0]
    assert found["tested"].to_list() == pytest.approx([0.9 / 0.5, 0.1 / 0.5], rel=0.03)


def exact(*, volume: float) -> Frames:
    """Four reps with 40 equal deals exactly on plan: 24 core, 8 a, 4 b, 4 c; bookings = volume x target 1000."""
    mix = ["core"] * 24 + ["a"] * 8 + ["b"] * 4 + ["c"] * 4
    reps, size = [f"r{k}" for k in range(4)], 1000 * volume / 40
    deals = [
        {"rep_id": rep, "deal_id": f"{rep}-{k}", "parent_id": "p", "motion": motion, "amount": size}
        for rep in reps for k, motion in enumerate(mix)
    ]  # fmt: skip
    cells = [
        {"rep_id": rep, "motion": name, "cell_class": CLASSES[name], "actual": 1000 * share * volume,
         "target": 1000 * share}
        for rep in reps for name, share in zip(NAMES, SHARES, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(cells), pd.DataFrame(deals)


def test_missing_volume_is_not_missing_strategy() -> None:
    """Half the volume on a perfect mix: attainment is half, the share tested is all of the planned one."""
    rows = overall(exact(volume=0.5))
    assert rows["value"].to_list() == pytest.approx([0.5] * 4)
    assert rows["tested"].to_list() == pytest.approx([1.0] * 4, rel=0.03)
    assert set(rows["verdict"]) == {NO_SIGNAL}


def test_volume_beyond_the_plan_may_all_be_core() -> None:
    """Twice the volume: a rep is asked for half the planned share, for then the strategic targets are reached."""
    rows = overall(exact(volume=2.0))
    assert rows["tested"].to_list() == pytest.approx([2.0] * 4, rel=0.03)


def test_where_strategic_deals_are_large_fewer_of_them_are_on_plan() -> None:
    """Strategic deals four times the size of core ones: one deal in seven is on plan."""
    plan = {"core": 600.0, "a": 400.0}
    reps = [f"r{k}" for k in range(8)]
    deals = [
        {"rep_id": rep, "deal_id": f"{rep}-{k}", "parent_id": "p", "motion": "a" if k < 3 else "core",
         "amount": (400.0 / 3 if k < 3 else 600.0 / 18) * (1 + 0.01 * k)}
        for rep in reps for k in range(21)
    ]  # fmt: skip
    cells = [
        {"rep_id": rep, "motion": name, "cell_class": CLASSES[name], "actual": target, "target": target}
        for rep in reps for name, target in plan.items()
    ]  # fmt: skip
    rows = overall((pd.DataFrame(cells), pd.DataFrame(deals)))
    assert rows["p"].min() > 0.2


def test_money_of_simulated_sellers_is_on_plan_where_strategic_deals_are_large() -> None:
    """Four times the size: a tenth of all deals (.4 / 4 against .6) brings two fifths of the money."""
    peers = Peers(sizes=np.full(7, 100.0), factor=np.array([4.0, 1.0]))
    found = drawn(np.array([0.4]), peers=peers, n=400, noise=noise_of(400, statistics=Statistics(bootstrap=500)))
    assert found.chance[1] == pytest.approx(0.1 / 0.7, abs=1e-4)
    assert found.money[1].mean() == pytest.approx(0.4, abs=0.01)


def test_a_reached_strategic_target_is_never_off_strategy() -> None:
    """Twice the volume, all of the extra in core: the strategic targets are met in full."""
    frames = team([SHARES] * 4, n=40, seed=3)
    extra = np.where(frames[0]["motion"] == "core", 1000.0, 0.0)
    rows = overall((frames[0].assign(actual=frames[0]["target"] + extra), frames[1]))
    assert set(rows["verdict"]) == {NO_SIGNAL}


def test_at_or_above_the_threshold_nobody_is_off_strategy() -> None:
    frames = team([SELLER] * 3, n=40, seed=8)
    judged = judge_reps(frames[0], deals=frames[1], statistics=FAST, threshold=0.0)
    assert OFF_STRATEGY not in set(judged["verdict"])


def test_a_rep_without_strategic_target_is_left_out() -> None:
    cells, deals = team([SHARES] * 2, n=20, seed=2)
    target = cells["target"].where((cells["rep_id"] != "r000") | (cells["motion"] == "core"), 0.0)
    assert set(judge_reps(cells.assign(target=target), deals=deals, statistics=FAST)["rep_id"]) == {"r001"}


def test_a_rep_alone_is_judged_by_the_rep_s_own_sizes() -> None:
    rows = overall(team([SHARES], n=20, seed=2))
    assert rows["p"].notna().all()


def test_lines_of_a_deal_count_once() -> None:
    cells, deals = team([SHARES] * 3, n=12, seed=2)
    halves = pd.concat([deals.assign(amount=deals["amount"] / 2)] * 2)
    whole, split = (judge_reps(cells, deals=frame, statistics=FAST) for frame in (deals, halves))
    pd.testing.assert_frame_equal(whole, split)


def test_order_names_and_inputs_do_not_matter() -> None:
    cells, deals = team([SHARES, SELLER, SHARES], n=15, seed=9, sigma=0.5)
    before = cells.copy(deep=True), deals.copy(deep=True)
    plain = judge_reps(cells, deals=deals, statistics=FAST)
    shuffled = judge_reps(cells.iloc[::-1], deals=deals.iloc[::-1], statistics=FAST)
    pd.testing.assert_frame_equal(plain, shuffled)
    names = {"r000": "zz", "r001": "aa", "r002": "mm"}
    renamed = judge_reps(cells.replace({"rep_id": names}), deals=deals.replace({"rep_id": names}), statistics=FAST)
    order = plain.assign(rep_id=plain["rep_id"].map(names)).sort_values(["rep_id", "motion"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(order, renamed.sort_values(["rep_id", "motion"]).reset_index(drop=True))
    pd.testing.assert_frame_equal(cells, before[0])
    pd.testing.assert_frame_equal(deals, before[1])


def test_money_in_another_unit_changes_nothing() -> None:
    cells, deals = team([SHARES, SELLER, SHARES], n=15, seed=9, sigma=0.5)
    scaled = cells.assign(actual=cells["actual"] * 1024, target=cells["target"] * 1024)
    rows = judge_reps(scaled, deals=deals.assign(amount=deals["amount"] * 1024), statistics=FAST)
    pd.testing.assert_frame_equal(rows, judge_reps(cells, deals=deals, statistics=FAST))


@quick
@given(st.lists(st.floats(1e-6, 1.0), min_size=1, max_size=30))
def test_adjustment_agrees_with_scipy(p: list[float]) -> None:
    assert adjust(np.array(p)).tolist() == pytest.approx(false_discovery_control(p).tolist())
