"""The waterfall foots: on the oracles step by step, on random signed cells to a billionth."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.waterfall import bridge_rows
from tests.metrics.toys import W1, W2, quick

ORDER = ["new_product", "new_customer", "new_persona", "core", "off_plan", "legacy"]
CLASS = {"core": "core", "off_plan": "off_plan", "legacy": "off_plan"}
LABELS = pd.DataFrame(
    [
        {"motion": m, "label": m.title(), "cell_class": CLASS.get(m, "strategic"), "order": k}
        for k, m in enumerate(ORDER)
    ]
)
money = st.integers(-10_000, 50_000).map(lambda cents: cents / 10)
asked = st.one_of(st.just(0.0), st.integers(1, 30_000).map(lambda cents: cents / 10))
cells = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(ORDER), money, asked), min_size=1, max_size=12).map(
    lambda rows: pd.DataFrame(rows, columns=["rep_id", "motion", "actual", "target"])
)


def steps(rows: pd.DataFrame) -> dict[str, float]:
    return dict(zip(rows["step"], rows["amount"], strict=True))


def test_w1_steps() -> None:
    rows = bridge_rows(W1, quota=1000, labels=LABELS)
    assert steps(rows) == {
        "quota": 1000, "surplus:core": 400, "gap:new_product": -140, "gap:new_customer": -110, "gap:new_persona": -50,
        "bookings": 1100, "less_core": -1000, "strategic_bookings": 100, "strategic_target": 400, "strategic_gap": -300,
    }  # fmt: skip
    assert rows["share_of_quota"].iloc[1] == 0.4
    assert rows["start"].tolist()[:3] == [0, 1000, 1400]


def test_w2_steps_show_cover_off_plan_and_returns() -> None:
    assert steps(bridge_rows(W2, quota=1000, labels=LABELS)) == {
        "quota": 1000, "cover": -100, "surplus:core": 100, "surplus:off_plan": 100, "gap:new_product": -150,
        "returns": -50, "bookings": 900, "less_core": -700, "less_off_plan": -50, "strategic_bookings": 150,
        "strategic_target": 300, "strategic_gap": -150,
    }  # fmt: skip


def test_a_reached_strategic_target_has_no_gap() -> None:
    rows = bridge_rows(W1.assign(actual=[600.0, 300, 150, 50]), quota=1000, labels=LABELS)
    assert steps(rows)["strategic_gap"] == 0
    assert steps(rows)["surplus:new_product"] == 100


def test_without_quota_there_are_no_shares() -> None:
    assert bridge_rows(W1, quota=0, labels=LABELS)["share_of_quota"].isna().all()


@pytest.mark.parametrize("grain", ["unit", "rep"])
@quick
@given(frame=cells, quota=st.integers(0, 9000))
def test_rows_foot_at_either_grain(grain: str, frame: pd.DataFrame, quota: int) -> None:
    rows = bridge_rows(frame, quota=quota, labels=LABELS, grain="rep" if grain == "rep" else "unit")
    tolerance = 1e-9 * float(frame["actual"].abs().sum() + frame["target"].sum() + quota + 1)
    at = {step: k for k, step in enumerate(rows["step"])}
    amounts, end = rows["amount"].tolist(), rows["end"].tolist()
    assert sum(amounts[: at["bookings"]]) == pytest.approx(amounts[at["bookings"]], abs=tolerance)
    assert amounts[at["bookings"]] == pytest.approx(frame["actual"].sum(), abs=tolerance)
    assert end[at["bookings"] - 1] == pytest.approx(end[at["bookings"]], abs=tolerance)
    assert sum(amounts[at["bookings"] : at["strategic_bookings"]]) == pytest.approx(
        amounts[at["strategic_bookings"]], abs=tolerance
    )
    assert end[at["strategic_gap"]] == pytest.approx(
        min(amounts[at["strategic_bookings"]], amounts[at["strategic_target"]]), abs=tolerance
    )


@quick
@given(cells)
def test_at_unit_grain_a_motion_never_has_both_surplus_and_gap(frame: pd.DataFrame) -> None:
    rows = bridge_rows(frame, quota=100, labels=LABELS)
    assert rows["motion"].dropna().is_unique


@quick
@given(cells)
def test_row_order_changes_nothing(frame: pd.DataFrame) -> None:
    ordered = bridge_rows(frame, quota=100, labels=LABELS)
    shuffled = bridge_rows(frame.iloc[::-1], quota=100, labels=LABELS)
    pd.testing.assert_frame_equal(ordered, shuffled)
