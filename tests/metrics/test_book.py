"""One value by name: oracles through the whole evaluation, unknown as None with a reason, JSON without NaN."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from stratreport.errors import MetricError, UnknownName
from stratreport.metrics import METRICS, Book, as_json_rows, evaluate
from stratreport.metrics.quadrant import CLASSES
from stratreport.snapshot import Snapshot
from tests.metrics.toys import MOTIONS, NOW, QUARTERS, STRATEGY, deal, snapshot, with_statistics

W1_PLAN = {"core": 600.0, "new_product": 200.0, "new_customer": 200.0, "off_plan": 0.0}
W1_LINES = [deal("r", "core", 1000), deal("r", "new_product", 60), deal("r", "new_customer", 40)]


@pytest.fixture(scope="module")
def w1() -> Book:
    """W1 as one rep of a region, this quarter only; new customer and new persona are one motion (targets 150 + 50)."""
    return evaluate(snapshot(W1_LINES, carriers=[{"rep_id": "r", "quota": 1000.0, "plan": W1_PLAN, "periods": [NOW]}]))


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("quota_attainment", 1.10), ("strategic_attainment", 0.70), ("strategic_attainment_pooled", 0.70),
        ("masked_shortfall", 0.30), ("volume_shortfall", 0.0), ("strategic_motion_attainment", 0.25),
        ("strategic_motion_attainment_capped", 0.25), ("mix_distance", 0.30909), ("comfort_zone_index", 1.51515),
        ("excess_core_share", 0.30909), ("clean_attainment", 0.70), ("comfort_surplus", 0.40), ("plan_to_quota", 1.0),
        ("bookings", 1100.0), ("quota", 1000.0), ("target", 1000.0), ("strategic_gap", 300.0), ("ramped_quota", 1000.0),
        ("quota_attainment_without_largest_deal", 0.10), ("off_plan_share", 0.0), ("scorecard", 0.70),
    ],
)  # fmt: skip
def test_w1_at_region_and_rep(w1: Book, slug: str, value: float) -> None:
    assert w1.value(slug).value == pytest.approx(value, abs=5e-6)
    if "rep" in w1.metrics[slug].grain:
        assert w1.value(slug, rep="r").value == pytest.approx(value, abs=5e-6)


def test_w1_money_behind_the_ratios(w1: Book) -> None:
    assert w1.value("masked_shortfall").numerator == 300
    assert w1.value("mix_distance").numerator == pytest.approx(340)
    assert w1.value("motion_gap", motion="new_product").value == 140
    assert w1.value("motion_surplus", rep="r", motion="core").value == 400
    assert w1.value("motion_attainment", motion="new_product").value == pytest.approx(0.3)
    assert w1.value("motion_share", motion="core").value == pytest.approx(1000 / 1100)
    assert w1.value("motion_plan_share", motion="core").value == pytest.approx(0.6)


def test_w1_waterfall_of_region_manager_and_rep(w1: Book) -> None:
    rows = w1.bridge()
    assert rows.set_index("step").loc["bookings", "amount"] == 1100
    for scope in ({"region": "x"}, {"manager": "m"}, {"rep": "r"}):
        pd.testing.assert_frame_equal(w1.bridge(**scope), rows)
    with pytest.raises(MetricError, match="for a region, a manager or a rep"):
        w1.bridge(motion="core")


def test_a_value_names_itself(w1: Book) -> None:
    value = w1.value("motion_gap", rep="r", motion="core")
    assert (value.metric, value.scope) == ("motion_gap", "region:x/rep:r/motion:core")
    assert (value.period, value.unit, value.n, value.caveat) == (NOW, "money", 1, "")


def test_unknown_names_are_errors_with_a_suggestion(w1: Book) -> None:
    with pytest.raises(UnknownName, match='unknown metric "quota_attainmnt"') as error:
        w1.value("quota_attainmnt")
    assert error.value.fix.startswith("did you mean quota_attainment?")
    with pytest.raises(UnknownName, match='unknown scope "motoin"'):
        w1.value("motion_gap", motoin="core")


def test_what_is_not_reported_is_none_with_a_reason(w1: Book) -> None:
    for value in (w1.value("motion_gap", motion="mars"), w1.value("bookings", period="FY1999Q1")):
        assert value.value is None
        assert value.caveat == "not reported for this scope and period"


def test_absent_is_never_zero() -> None:
    book = evaluate(snapshot(W1_LINES, carriers=[{"rep_id": "r", "quota": 0.0, "plan": {"core": 0.0}}]))
    for slug, caveat in {
        "quota_attainment": "quota is zero", "strategic_attainment": "no target", "masked_shortfall": "no target",
        "volume_shortfall": "no target", "strategic_motion_attainment": "no target", "comfort_surplus": "quota is zero",
        "excess_core_share": "no target", "mix_distance": "no target", "scorecard": None, "target": "no target",
        "product_line_balance": "no plan declared for this axis", "new_product_share": "too few to judge",
    }.items():  # fmt: skip
        value = book.value(slug)
        assert value.value is None, slug
        assert caveat is None or value.caveat == caveat
    assert book.value("bookings").value == 1100


def test_a_region_without_bookings() -> None:
    book = evaluate(snapshot([], carriers=[{"rep_id": "r"}]))
    assert book.value("quota_attainment").value == 0.0
    assert book.value("strategic_attainment").value == 0.0
    assert book.value("volume_shortfall").value == 1.0
    assert book.value("mix_distance").caveat == "no bookings"
    assert book.value("new_product_share").value is None
    assert book.value("rep_quadrant", quadrant="too_few").value == 1


def test_an_open_quarter_says_so() -> None:
    snap = snapshot(W1_LINES, carriers=[{"rep_id": "r"}])
    periods = snap.periods.assign(complete=snap.periods["period"] != NOW)
    book = evaluate(Snapshot(snap.meta, {**snap.frames, "periods": periods}, snap.path))
    assert book.value("bookings").caveat == "period not complete"
    assert book.value("bookings", period=book.window.label).caveat == "period not complete"
    assert book.value("bookings", period=QUARTERS[0]).caveat == ""


def test_the_window_sums_its_quarters_before_it_caps() -> None:
    """Core 120 in one quarter and 0 in the next is on target over the window (60 + 60), not half of it."""
    strategy = replace(STRATEGY, thresholds=replace(STRATEGY.thresholds, window_quarters=2))
    plan = {"core": 60.0}
    rows = [deal("r", "core", 120, period=QUARTERS[2])]
    book = evaluate(snapshot(rows, carriers=[{"rep_id": "r", "plan": plan}], strategy=strategy))
    assert book.window.label == f"{QUARTERS[2]}..{NOW}"
    assert book.value("strategic_attainment", period=book.window.label).value == 1.0
    assert book.value("strategic_attainment", period=NOW).value == 0.0


def test_the_window_stops_where_targets_begin() -> None:
    """Two quarters of bookings are never set against one quarter of targets."""
    rows = [deal("r", "core", 60, period=period) for period in QUARTERS]
    snap = snapshot(rows, carriers=[{"rep_id": "r", "periods": QUARTERS[2:]}])
    book = evaluate(snap)
    assert book.window.trailing == QUARTERS[2:]
    assert book.value("motion_attainment", motion="core", period=book.window.label).value == 1.0


def test_json_rows_have_the_declared_keys_and_no_nan(w1: Book) -> None:
    rows = as_json_rows(w1)
    names = ["metric", "scope", "period", "value", "low", "high", "numerator", "denominator", "unit", "n", "caveat"]
    assert all(list(row) == names for row in rows)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert {row["metric"] for row in rows} <= {metric.slug for metric in METRICS}
    assert any(row["metric"] == "rep_quadrant" for row in rows)
    assert all(row["caveat"] for row in rows if row["value"] is None)


def test_one_row_per_metric_scope_and_period(w1: Book) -> None:
    assert not w1.everything().duplicated(["metric", "scope", "period"]).any()


def test_select_returns_the_rows_of_one_metric(w1: Book) -> None:
    rows = w1.select("motion_gap", under="region:x/motion:")
    assert sorted(rows["scope"]) == [f"region:x/motion:{name}" for name in sorted(MOTIONS["motion"])]
    assert len(w1.select("rep_quadrant")) == len(CLASSES)
    with pytest.raises(UnknownName):
        w1.select("nothing")


def test_intervals_are_seeded_and_hold_the_value() -> None:
    rows = [deal(f"r{k % 3}", "new_product" if k % 4 == 0 else "core", 10 + k, parent_id=f"p{k}") for k in range(40)]
    carriers = [{"rep_id": f"r{k}"} for k in range(3)]
    one, two = (evaluate(snapshot(rows, carriers=carriers, strategy=with_statistics(seed=5))) for _ in range(2))
    share = one.value("new_product_share")
    assert share == two.value("new_product_share")
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    assert 0 < share.low < share.value < share.high < 1
    other = evaluate(snapshot(rows, carriers=carriers, strategy=with_statistics(seed=6))).value("new_product_share")
    assert other.value == share.value
    assert other.low != share.low
