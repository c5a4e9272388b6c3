"""Balance on one axis: W5, an axis without a plan, returns, and that one axis hides joint imbalance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.balances import axis_balance, axis_distance, level_attainment, level_strategic_share
from tests.metrics.toys import quick

KEY = {"base": "region:x", "period": "Q", "axis": "segment"}


def levels(actual: list[float], target: list[float]) -> pd.DataFrame:
    names = [f"level {k}" for k in range(len(actual))]
    return pd.DataFrame({**KEY, "level": names, "actual": actual, "target": target, "strategic": 0.0})


def test_w5_total_variation() -> None:
    assert axis_distance(levels([80, 10, 10], [50, 30, 20]), axis="segment")["value"].tolist() == pytest.approx([0.30])


def test_balance_by_hand() -> None:
    out = axis_balance(levels([80, 10, -10], [50, 30, 20]), axis="segment").iloc[0]
    assert (out["value"], out["numerator"], out["denominator"]) == (0.6, 60, 100)


def test_no_plan_is_unknown_never_perfect() -> None:
    rows = levels([80, 20], [np.nan, np.nan])
    for out in (axis_balance(rows, axis="segment").iloc[0], axis_distance(rows, axis="segment").iloc[0]):
        assert pd.isna(out["value"])
        assert out["caveat"] == "no plan declared for this axis"
    assert level_attainment(rows)["caveat"].unique().tolist() == ["no plan declared for this axis"]


def test_a_level_outside_the_plan_counts_as_misplaced() -> None:
    out = axis_distance(levels([50, 50], [100, np.nan]), axis="segment").iloc[0]
    assert out["value"] == pytest.approx(0.5)


def test_share_of_a_level_that_came_through_strategy() -> None:
    rows = levels([80, 0], [50, 50]).assign(strategic=[20.0, 0.0])
    assert level_strategic_share(rows)["value"].tolist()[0] == 0.25
    assert level_strategic_share(rows)["caveat"].tolist()[1] == "no bookings"


@quick
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100), st.sampled_from("ab")), min_size=2, max_size=8))
def test_one_axis_is_never_further_off_than_the_joint_mix(rows: list[tuple[int, int, str]]) -> None:
    joint = levels([float(a) for a, _, _ in rows], [float(t) for _, t, _ in rows])
    marginal = joint.assign(level=[name for _, _, name in rows]).groupby([*KEY, "level"]).sum().reset_index()
    if joint["actual"].sum() > 0:
        near, far = (axis_distance(frame, axis="segment")["value"].iloc[0] for frame in (marginal, joint))
        assert near <= far + 1e-9
