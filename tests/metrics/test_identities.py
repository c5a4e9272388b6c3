"""Identities 1 to 12 of the handbook (2.1) on random signed cells, to 1e-9 of their scale.

`test_bridge` holds them at work on the worked examples; here each stands once, as it is written down.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stratreport.metrics import attainment, comfort, quota
from stratreport.metrics.bridge import change_terms, mix_and_volume, split_cells
from stratreport.metrics.measures import bottom_up_hits, motion_measures, unit_measures
from tests.metrics.toys import quick

signed = st.floats(-1e6, 1e7, allow_nan=False).map(lambda value: round(value, 2))
asked = st.one_of(st.just(0.0), st.floats(0.01, 1e7).map(lambda value: round(value, 2)))
owed = st.floats(1, 1e8)
classes = st.sampled_from(["core", "strategic", "off_plan"])


def frame_of(rows: list[tuple[float, float, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["actual", "target", "cell_class"])
    return frame.assign(motion=[f"m{k}" for k in range(len(frame))], u="u")


cells = st.lists(st.tuples(signed, asked, classes), min_size=1, max_size=8).map(frame_of)
planned_cells = cells.filter(lambda frame: frame["target"].sum() > 0)
gentle_cells = planned_cells.map(lambda frame: frame.assign(actual=frame["actual"].clip(lower=0.0)))


class Unit:
    """One unit: its measures, its metrics and the scale of its money."""

    def __init__(self, frame: pd.DataFrame, *, q: float = 1.0) -> None:
        self.rows = unit_measures(motion_measures(frame, by=["u"]), by=["u"]).assign(quota=q, n=1)
        self.money = self.rows.iloc[0]
        self.tolerance = 1e-9 * float(frame["actual"].abs().sum() + frame["target"].sum() + 1.0)

    def of(self, compute: object) -> float:
        return float(compute(self.rows)["value"].iloc[0])  # type: ignore[operator]


@quick
@given(cells, owed)
def test_identity_1_definitions(frame: pd.DataFrame, q: float) -> None:
    unit = Unit(frame, q=q)
    booked, planned = frame["actual"].sum(), frame["target"].sum()
    assert unit.of(quota.quota_attainment) * q == pytest.approx(booked, abs=unit.tolerance)
    assert unit.of(quota.plan_to_quota) * q == pytest.approx(planned, abs=unit.tolerance)
    reached = unit.of(attainment.strategic_attainment_pooled)
    if planned > 0:
        hits = sum(min(max(a, 0.0), t) for a, t in zip(frame["actual"], frame["target"], strict=True))
        assert reached * planned == pytest.approx(hits, abs=unit.tolerance)
        assert 0.0 <= reached <= 1.0 + 1e-12
    else:
        assert np.isnan(reached)


@quick
@given(planned_cells, owed)
def test_identity_2_bridge(frame: pd.DataFrame, q: float) -> None:
    unit = Unit(frame, q=q)
    covered = unit.of(quota.plan_to_quota) * unit.of(attainment.strategic_attainment_pooled)
    surplus = sum(unit.money[f"surplus_{name}"] for name in ("core", "strategic", "off_plan"))
    total = covered * q + surplus - unit.money["returns"]
    assert total == pytest.approx(unit.of(quota.quota_attainment) * q, abs=unit.tolerance)


@quick
@given(cells, owed)
def test_identity_3_gap_form(frame: pd.DataFrame, q: float) -> None:
    unit, m = Unit(frame, q=q), Unit(frame).money
    right = (q - m["target"]) + m["gap"] - m["surplus"] + m["returns"]
    assert right == pytest.approx(q - m["actual"], abs=unit.tolerance + 1e-9 * q)


@quick
@given(planned_cells)
def test_identity_4_masked_and_volume_shortfall(frame: pd.DataFrame) -> None:
    unit = Unit(frame)
    reached, lacking, masked = (
        unit.of(compute)
        for compute in (
            attainment.strategic_attainment_pooled, attainment.volume_shortfall, attainment.masked_shortfall,
        )
    )  # fmt: skip
    assert reached + lacking + masked == pytest.approx(1.0, abs=1e-9)
    assert min(lacking, masked) >= 0
    volume = frame["actual"].clip(lower=0).sum() / frame["target"].sum()
    assert lacking == pytest.approx(max(1 - volume, 0.0), abs=1e-9)
    assert masked == pytest.approx(min(volume, 1.0) - reached, abs=1e-9)
    assert masked * unit.money["target"] == pytest.approx(
        min(unit.money["surplus"], unit.money["gap"]), abs=unit.tolerance
    )


@quick
@given(planned_cells)
def test_identity_5_sandwich(frame: pd.DataFrame) -> None:
    assume(frame["actual"].max() > 0)
    unit = Unit(frame)
    distance, reached = unit.of(comfort.mix_distance), unit.of(attainment.strategic_attainment_pooled)
    volume = min(frame["actual"].clip(lower=0).sum() / frame["target"].sum(), 1.0)
    assert volume * (1 - distance) - 1e-9 <= reached <= volume + 1e-9
    assert unit.of(attainment.masked_shortfall) <= volume * distance + 1e-9


@quick
@given(planned_cells)
def test_identity_6_mix_and_volume(frame: pd.DataFrame) -> None:
    assume(frame["actual"].max() > 0)
    unit, terms = Unit(frame), mix_and_volume(frame)
    difference = frame["actual"].clip(lower=0) - frame["target"]
    assert (terms["volume"] + terms["mix"]).to_list() == pytest.approx(difference.to_list(), abs=unit.tolerance)
    assert terms["mix"].sum() == pytest.approx(0, abs=unit.tolerance)
    wrong = unit.of(comfort.mix_distance) * frame["actual"].clip(lower=0).sum()
    assert terms["mix"].abs().sum() / 2 == pytest.approx(wrong, abs=unit.tolerance)


@quick
@given(planned_cells)
def test_identity_7_core_and_strategic(frame: pd.DataFrame) -> None:
    unit = Unit(frame)
    m = unit.money
    weight = m["target_core"] / m["target"]
    core = m["hit_core"] / m["target_core"] if m["target_core"] > 0 else 0.0
    rest = unit.of(attainment.strategic_motion_attainment_capped) if m["target_strategic"] > 0 else 0.0
    assert weight * core + (1 - weight) * rest == pytest.approx(
        unit.of(attainment.strategic_attainment_pooled), abs=1e-9
    )


@quick
@given(gentle_cells)
def test_identity_8_the_mechanical_trap(frame: pd.DataFrame) -> None:
    unit = Unit(frame, q=frame["target"].sum())
    reached = unit.of(attainment.strategic_attainment_pooled)
    assert reached <= min(unit.of(quota.quota_attainment), 1.0) + 1e-9


fine_cells = st.lists(
    st.tuples(signed, asked, st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1, max_size=12
).map(lambda rows: pd.DataFrame(rows, columns=["actual", "target", "rep", "motion"])
      .groupby(["rep", "motion"], as_index=False).sum().assign(cell_class="strategic", u="u"))  # fmt: skip


@quick
@given(fine_cells)
def test_identity_9_bottom_up_is_the_target_weighted_mean_of_reps(frame: pd.DataFrame) -> None:
    hits = bottom_up_hits(frame, by=["u"])["hit_bottom_up"].iloc[0]
    reps = bottom_up_hits(frame, by=["rep"]).set_index("rep")["hit_bottom_up"]
    asked_of = frame.groupby("rep")["target"].sum()
    own = (reps / asked_of.where(asked_of > 0)).fillna(0.0)
    assert (own * asked_of).sum() == pytest.approx(hits, abs=Unit(frame).tolerance)


@quick
@given(fine_cells)
def test_identity_9_bottom_up_never_exceeds_pooled_on_non_negative_cells(frame: pd.DataFrame) -> None:
    frame = frame.assign(actual=frame["actual"].clip(lower=0.0))
    unit = Unit(frame)
    assert bottom_up_hits(frame, by=["u"])["hit_bottom_up"].iloc[0] <= unit.money["hit"] + unit.tolerance


@quick
@given(gentle_cells, st.integers(0, 7), st.floats(0, 1), st.floats(0, 1))
def test_identity_10_splitting_a_cell_never_raises_attainment(
    frame: pd.DataFrame, which: int, booked: float, planned: float
) -> None:
    row = frame.iloc[which % len(frame)]
    parts = pd.DataFrame(
        {
            "actual": [row["actual"] * booked, row["actual"] * (1 - booked)],
            "target": [row["target"] * planned, row["target"] * (1 - planned)],
            "cell_class": row["cell_class"], "motion": [row["motion"], "part"], "u": "u",
        }
    )  # fmt: skip
    finer = pd.concat([frame.drop(index=frame.index[which % len(frame)]), parts], ignore_index=True)
    whole, split = Unit(frame), Unit(finer)
    assert split.money["hit"] <= whole.money["hit"] + whole.tolerance
    for name in ("actual", "target"):
        assert split.money[name] == pytest.approx(whole.money[name], abs=whole.tolerance)


def test_identity_10_netting_breaks_it_with_signed_cells() -> None:
    """Split 0 of 10 into 10 of 10 and -10 of 0: attainment jumps from 0 to 1; so returns are netted first."""
    whole = frame_of([(0.0, 10.0, "strategic")])
    parts = frame_of([(10.0, 10.0, "strategic"), (-10.0, 0.0, "strategic")])
    assert [Unit(frame).of(attainment.strategic_attainment_pooled) for frame in (whole, parts)] == [0.0, 1.0]


teams = st.lists(st.tuples(st.floats(0, 1), st.floats(1, 1e6), st.floats(0, 1), st.floats(1, 1e6)), min_size=1)


@quick
@given(teams)
def test_identity_11_execution_and_reweighting(rows: list[tuple[float, float, float, float]]) -> None:
    was = pd.DataFrame([(rate * target, target) for rate, target, _, _ in rows], columns=["hit", "target"])
    now = pd.DataFrame([(rate * target, target) for _, _, rate, target in rows], columns=["hit", "target"])
    change = now["hit"].sum() / now["target"].sum() - was["hit"].sum() / was["target"].sum()
    assert sum(change_terms(was, now)) == pytest.approx(change, abs=1e-9)


@quick
@given(planned_cells, st.floats(0, 1))
def test_identity_12_a_shift_from_surplus_to_gap_raises_attainment_alone(frame: pd.DataFrame, part: float) -> None:
    split = split_cells(frame)
    assume(split["surplus"].max() > 0)
    assume(((split["gap"] > 0) & (split["actual"] >= 0)).any())
    source = split["surplus"].idxmax()
    sink = split["gap"].where((split["gap"] > 0) & (split["actual"] >= 0)).idxmax()
    money = part * min(split["surplus"][source], split["gap"][sink])
    moved = frame.copy()
    moved.loc[source, "actual"] -= money
    moved.loc[sink, "actual"] += money
    before, after = Unit(frame), Unit(moved)
    assert after.money["actual"] == pytest.approx(before.money["actual"], abs=before.tolerance)
    gained = (
        after.of(attainment.strategic_attainment_pooled) - before.of(attainment.strategic_attainment_pooled)
    ) * before.money["target"]
    assert gained == pytest.approx(money, abs=before.tolerance)


@quick
@given(planned_cells, st.integers(0, 7), st.floats(0, 1))
def test_identity_12_raising_a_target_that_is_exceeded_raises_attainment(
    frame: pd.DataFrame, which: int, part: float
) -> None:
    """Why the baseline is frozen: a target can be gamed."""
    split = split_cells(frame)
    at = frame.index[which % len(frame)]
    more = part * split["surplus"][at]
    raised = frame.assign(target=frame["target"].where(frame.index != at, frame["target"] + more))
    before, after = (Unit(side).of(attainment.strategic_attainment_pooled) for side in (frame, raised))
    assert after >= before - 1e-9


@quick
@given(cells, owed, st.integers(0, 7), st.floats(1, 1e6))
def test_quota_attainment_rises_with_every_booking(frame: pd.DataFrame, q: float, which: int, more: float) -> None:
    at = frame.index[which % len(frame)]
    raised = frame.assign(actual=frame["actual"].where(frame.index != at, frame["actual"] + more))
    before, after = (Unit(side, q=q).of(quota.quota_attainment) for side in (frame, raised))
    assert after > before


@quick
@given(gentle_cells, owed, st.floats(1, 100))
def test_a_higher_quota_never_raises_attainment_of_net_bookings(frame: pd.DataFrame, q: float, times: float) -> None:
    before, after = (Unit(frame, q=quota_).of(quota.quota_attainment) for quota_ in (q, q * times))
    assert after <= before + 1e-12


@quick
@given(fine_cells)
def test_who_has_no_target_is_left_out_of_the_mean(frame: pd.DataFrame) -> None:
    """T = 0 is "no target": neither 0 nor 1 in the mean of those who have one."""
    assume(frame["target"].sum() > 0)
    stranger = pd.DataFrame(
        {"rep": ["new"], "motion": ["x"], "actual": [5e5], "target": [0.0], "cell_class": "strategic", "u": "u"}
    )
    rows = pd.concat([frame, stranger], ignore_index=True)
    for compute in (attainment.strategic_attainment, attainment.strategic_motion_attainment):
        alone = unit_measures(motion_measures(stranger, by=["u"]), by=["u"]).assign(hit_bottom_up=0.0)
        assert compute(alone)[["value", "caveat"]].iloc[0].isna().tolist() == [True, False]
        assert compute(alone)["caveat"].tolist() == ["no target"]
    before, after = (bottom_up_hits(side, by=["u"])["hit_bottom_up"].iloc[0] for side in (frame, rows))
    assert before == pytest.approx(after, abs=Unit(rows).tolerance)
