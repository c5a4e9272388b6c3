"""The exact identities of the bridge: the two worked oracles, then random signed cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.errors import MetricError
from stratreport.metrics.bridge import bridge, change_terms, mix_and_volume, split_cells
from stratreport.metrics.measures import bottom_up_hits, motion_measures, unit_measures
from tests.metrics.toys import W1, W2, quick

money = st.integers(-10_000, 50_000).map(lambda cents: cents / 10)
asked = st.one_of(st.just(0.0), st.integers(1, 30_000).map(lambda cents: cents / 10))


def frame_of(rows: list[tuple[float, float, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["actual", "target", "cell_class"])
    return frame.assign(motion=[f"m{k}" for k in range(len(frame))], u="u")


cells = st.lists(
    st.tuples(money, asked, st.sampled_from(["core", "strategic", "off_plan"])), min_size=1, max_size=7
).map(frame_of)


def unit_of(frame: pd.DataFrame) -> pd.Series:
    """The measures of all cells as one unit."""
    return unit_measures(motion_measures(frame, by=["u"]), by=["u"]).iloc[0]


def scale_of(frame: pd.DataFrame) -> float:
    return float(frame["actual"].abs().sum() + frame["target"].sum() + 1.0)


def test_w1_quota_made_with_core_alone() -> None:
    b = bridge(W1, quota=1000)
    assert (b.quota_attainment, b.cover, b.strategic_attainment) == (1.1, 1.0, 0.7)
    assert (b.surplus_core, b.surplus_strategic, b.surplus_off_plan, b.returns) == (0.4, 0.0, 0.0, 0.0)
    assert (b.gap, b.volume_shortfall, b.masked_shortfall) == (0.3, 0.0, 0.3)


def test_w1_cells_and_mix_terms() -> None:
    split = split_cells(W1)
    assert split["hit"].tolist() == [600, 60, 40, 0]
    assert split["surplus"].tolist() == [400, 0, 0, 0]
    assert split["gap"].tolist() == [0, 140, 110, 50]
    terms = mix_and_volume(W1)
    assert terms["mix"].to_list() == pytest.approx([340, -160, -125, -55])
    assert terms["mix"].abs().sum() / 2 == pytest.approx(340)


def test_w2_cover_off_plan_and_returns() -> None:
    b = bridge(W2, quota=1000)
    assert (b.quota_attainment, b.cover) == (0.9, 0.9)
    assert b.strategic_attainment == pytest.approx(0.83333, abs=5e-6)
    assert (b.surplus_core, b.surplus_off_plan, b.returns, b.gap) == (0.1, 0.1, 0.05, 0.15)
    assert b.masked_shortfall == pytest.approx(150 / 900)
    assert b.volume_shortfall == 0.0


def test_unknown_is_none_never_zero() -> None:
    unplanned = bridge(W1.assign(target=0.0), quota=1000)
    assert (unplanned.strategic_attainment, unplanned.masked_shortfall, unplanned.volume_shortfall) == (
        None,
        None,
        None,
    )
    assert bridge(W1, quota=0).quota_attainment is None
    assert bridge(W1, quota=None).surplus_core is None


def test_nothing_booked_is_all_volume_shortfall() -> None:
    b = bridge(W1.assign(actual=0.0), quota=1000)
    assert (b.strategic_attainment, b.volume_shortfall, b.masked_shortfall) == (0.0, 1.0, 0.0)


def test_a_net_negative_unit_is_shown_not_clipped() -> None:
    assert bridge(W1.assign(actual=[-200.0, 0, 0, 0]), quota=1000).quota_attainment == -0.2


def test_a_negative_target_is_refused() -> None:
    with pytest.raises(MetricError, match="a target is negative or missing"):
        split_cells(W1.assign(target=[-1.0, 1, 1, 1]))


@quick
@given(cells)
def test_every_cell_splits_without_remainder(frame: pd.DataFrame) -> None:
    split = split_cells(frame)
    tolerance = 1e-9 * scale_of(frame)
    assert split["actual"].to_list() == pytest.approx(
        (split["hit"] + split["surplus"] - split["returns"]).to_list(), abs=tolerance
    )
    assert split["target"].to_list() == pytest.approx((split["hit"] + split["gap"]).to_list(), abs=tolerance)
    assert (split[["hit", "surplus", "gap", "returns"]] >= 0).all(axis=None)


@quick
@given(cells, st.integers(1, 10_000))
def test_identity_2_and_3_foot(frame: pd.DataFrame, quota: int) -> None:
    b, unit = bridge(frame, quota=quota), unit_of(frame)
    tolerance = 1e-9 * scale_of(frame)
    surplus = (b.surplus_core or 0) + (b.surplus_strategic or 0) + (b.surplus_off_plan or 0)
    covered = (b.cover or 0) * (b.strategic_attainment or 0)
    assert b.quota_attainment == pytest.approx(covered + surplus - (b.returns or 0), abs=tolerance)
    assert 1 - (b.quota_attainment or 0) == pytest.approx(
        1 - (b.cover or 0) + (b.gap or 0) - surplus + (b.returns or 0), abs=tolerance
    )
    assert unit["actual"] / quota == pytest.approx(b.quota_attainment, abs=tolerance)


@quick
@given(cells)
def test_identity_4_shortfall_is_volume_plus_masked(frame: pd.DataFrame) -> None:
    b = bridge(frame, quota=1000)
    if b.strategic_attainment is None or b.volume_shortfall is None or b.masked_shortfall is None:
        assert frame["target"].sum() == 0
        return
    parts = (b.strategic_attainment, b.volume_shortfall, b.masked_shortfall)
    assert sum(parts) == pytest.approx(1, abs=1e-9)
    assert all(-1e-12 <= part <= 1 + 1e-12 for part in parts)
    volume = frame["actual"].clip(lower=0).sum() / frame["target"].sum()
    assert b.volume_shortfall == pytest.approx(max(1 - volume, 0), abs=1e-9)
    assert b.masked_shortfall == pytest.approx(min(volume, 1) - b.strategic_attainment, abs=1e-9)


@quick
@given(cells)
def test_identity_5_sandwich(frame: pd.DataFrame) -> None:
    unit = unit_of(frame)
    if unit["target"] <= 0 or unit["positive"] <= 0:
        assert np.isnan(unit["misplaced"])
        return
    distance, volume = unit["misplaced"] / unit["positive"], min(unit["positive"] / unit["target"], 1)
    attained = unit["hit"] / unit["target"]
    assert -1e-12 <= distance <= 1 + 1e-12
    assert volume * (1 - distance) - 1e-9 <= attained <= volume + 1e-9
    assert volume - attained <= volume * distance + 1e-9


@quick
@given(cells)
def test_identity_5_equality_when_volume_is_on_target(frame: pd.DataFrame) -> None:
    booked, planned = frame["actual"].clip(lower=0).sum(), frame["target"].sum()
    if booked <= 0 or planned <= 0:
        return
    unit = unit_of(frame.assign(actual=frame["actual"].clip(lower=0) * planned / booked))
    assert unit["hit"] / unit["target"] == pytest.approx(1 - unit["misplaced"] / unit["positive"], abs=1e-9)


@quick
@given(cells)
def test_identity_6_mix_and_volume_foot(frame: pd.DataFrame) -> None:
    terms, unit = mix_and_volume(frame), unit_of(frame)
    tolerance = 1e-9 * scale_of(frame)
    if unit["target"] <= 0 or unit["positive"] <= 0:
        assert terms[["volume", "mix"]].isna().all(axis=None)
        return
    difference = frame["actual"].clip(lower=0) - frame["target"]
    assert (terms["volume"] + terms["mix"]).to_list() == pytest.approx(difference.to_list(), abs=tolerance)
    assert terms["mix"].sum() == pytest.approx(0, abs=tolerance)
    assert terms["mix"].abs().sum() / 2 == pytest.approx(unit["misplaced"], abs=tolerance)


@quick
@given(cells)
def test_identity_7_core_and_strategic_parts(frame: pd.DataFrame) -> None:
    unit = unit_of(frame)
    tolerance = 1e-9 * scale_of(frame)
    for measure in ("hit", "target"):
        parts = unit[f"{measure}_core"] + unit[f"{measure}_strategic"]
        assert unit[measure] == pytest.approx(parts, abs=tolerance)


@quick
@given(st.lists(st.tuples(asked, asked, asked, asked), min_size=1, max_size=6))
def test_identity_8_full_attainment_is_capped_by_quota_attainment(rows: list[tuple[float, ...]]) -> None:
    frame = frame_of([(a, t, "core") for a, t, _, _ in rows])
    if frame["target"].sum() > 0:
        b = bridge(frame, quota=frame["target"].sum())
        assert (b.strategic_attainment or 0) <= min(b.quota_attainment or 0, 1) + 1e-9


@quick
@given(st.lists(st.tuples(asked, asked, st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1, max_size=12))
def test_identity_9_bottom_up_never_exceeds_pooled(rows: list[tuple[float, float, str, str]]) -> None:
    fine = pd.DataFrame(rows, columns=["actual", "target", "rep", "motion"]).assign(cell_class="strategic", u="u")
    fine = fine.groupby(["u", "rep", "motion", "cell_class"]).sum().reset_index()
    pooled = unit_of(fine)["hit"]
    assert bottom_up_hits(fine, by=["u"])["hit_bottom_up"].iloc[0] <= pooled + 1e-9 * scale_of(fine)


def test_identity_9_may_reverse_with_returns() -> None:
    fine = pd.DataFrame(
        {
            "u": "u",
            "rep": ["a", "b"],
            "motion": "np",
            "cell_class": "strategic",
            "actual": [100.0, -100.0],
            "target": [100.0, 0.0],
        }
    )
    assert bottom_up_hits(fine, by=["u"])["hit_bottom_up"].tolist() == [100]
    assert unit_of(fine)["hit"] == 0


@quick
@given(cells)
def test_identity_10_merging_non_negative_cells_never_lowers(frame: pd.DataFrame) -> None:
    frame = frame.assign(actual=frame["actual"].clip(lower=0), cell_class="strategic")
    merged = frame.assign(motion="m0")
    assert unit_of(frame)["hit"] <= unit_of(merged)["hit"] + 1e-9 * scale_of(frame)


positive = st.integers(1, 1000).map(float)


@quick
@given(st.lists(st.tuples(positive, positive, positive, positive), min_size=1, max_size=6))
def test_identity_11_change_is_execution_plus_reweighting(rows: list[tuple[float, float, float, float]]) -> None:
    was = pd.DataFrame([(min(h, t), t) for h, t, _, _ in rows], columns=["hit", "target"])
    now = pd.DataFrame([(min(h, t), t) for _, _, h, t in rows], columns=["hit", "target"])
    change = now["hit"].sum() / now["target"].sum() - was["hit"].sum() / was["target"].sum()
    assert sum(change_terms(was, now)) == pytest.approx(change, abs=1e-9)


def test_identity_11_refuses_units_that_differ() -> None:
    one = pd.DataFrame({"hit": [1.0], "target": [2.0]})
    with pytest.raises(MetricError, match="the same units"):
        change_terms(one, one.set_axis(["other"]))


@quick
@given(st.floats(0, 100))
def test_identity_12_shifting_money_to_a_gap_raises_attainment_only(shift: float) -> None:
    moved = W1.assign(actual=W1["actual"] + np.array([-shift, shift, 0, 0]))
    before, after = bridge(W1, quota=1000), bridge(moved, quota=1000)
    assert after.quota_attainment == pytest.approx(before.quota_attainment)
    assert (after.strategic_attainment or 0) - (before.strategic_attainment or 0) == pytest.approx(
        shift / 1000, abs=1e-9
    )


@quick
@given(cells, st.integers(0, 6), st.integers(0, 5000))
def test_attainment_rises_with_bookings_and_is_flat_above_target(frame: pd.DataFrame, which: int, more: int) -> None:
    at = which % len(frame)
    raised = frame.assign(actual=[a + (more if k == at else 0) for k, a in enumerate(frame["actual"])])
    before, after = unit_of(frame), unit_of(raised)
    assert after["hit"] >= before["hit"] - 1e-9
    assert after["actual"] - before["actual"] == pytest.approx(more, abs=1e-6)
    if frame["actual"].iloc[at] >= frame["target"].iloc[at]:
        assert after["hit"] == pytest.approx(before["hit"], abs=1e-9 * scale_of(frame))
    if frame["cell_class"].iloc[at] == "core":
        assert after["actual_strategic"] == before["actual_strategic"]
        assert after["hit_strategic"] == before["hit_strategic"]


@quick
@given(cells, st.floats(0.01, 1000))
def test_scaling_money_scales_measures(frame: pd.DataFrame, factor: float) -> None:
    scaled = frame.assign(actual=frame["actual"] * factor, target=frame["target"] * factor)
    before, after = unit_of(frame).drop("u").astype(float), unit_of(scaled).drop("u").astype(float)
    for name in ("hit", "surplus", "gap", "returns", "misplaced", "surplus_core", "actual_strategic"):
        assert after[name] == pytest.approx(before[name] * factor, rel=1e-6, abs=1e-6, nan_ok=True)


@quick
@given(cells)
def test_an_all_zero_cell_changes_nothing(frame: pd.DataFrame) -> None:
    zero = pd.DataFrame({"actual": [0.0], "target": [0.0], "cell_class": ["strategic"], "motion": ["zero"], "u": ["u"]})
    before, after = unit_of(frame), unit_of(pd.concat([frame, zero]))
    assert after.drop("u").to_list() == pytest.approx(before.drop("u").to_list(), nan_ok=True)


@quick
@given(cells)
def test_inputs_are_not_mutated(frame: pd.DataFrame) -> None:
    before = frame.copy(deep=True)
    split_cells(frame)
    mix_and_volume(frame)
    bridge(frame, quota=10)
    unit_of(frame)
    pd.testing.assert_frame_equal(frame, before)
