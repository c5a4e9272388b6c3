"""The year-end outlook: what it rests on, its bounds, its modes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stratreport.metrics.frames import atoms_of
from stratreport.metrics.outlook import (
    Outlook,
    covered,
    covered_together,
    outlook_of,
    scenarios,
    simulate,
    summary,
    year_end,
    year_end_rows,
    year_frame,
    year_to_date_strategic,
)
from stratreport.metrics.year_measures import Deals, History, Year, years_of
from stratreport.snapshot import Snapshot
from tests.metrics.leading_toys import connected, in_pipeline, planned, rows
from tests.metrics.toys import QUARTERS, deal, quick

money = st.floats(-200, 500, allow_nan=False)
draws_of = arrays(np.float64, (7, 3), elements=money)
targets_of = arrays(np.float64, 3, elements=st.floats(1, 300))


def year(**more: Any) -> Year:
    """Core and one strategic motion, one quarter to go; two due deals; eight quarters that brought nothing besides."""
    plain = Year(
        base="region:x", motions=("core", "np"), strategic=(False, True), booked=np.array([300.0, 20.0]),
        target=np.array([400.0, 100.0]), quotas=(150.0,),
        deals=Deals(np.array([40.0, 60.0]), np.array([1, 0]), np.array([1, 0])),
        history=History(
            whole=np.zeros((8, 2)), unborn=np.zeros((8, 2)), conversion=np.full(8, 0.5), won=np.array([5.0, 5.0]),
            lost=np.array([5.0, 5.0]), realised=1.0,
        ),
    )  # fmt: skip
    return replace(plain, **more)


def certain(won: float, lost: float) -> History:
    return replace(year().history, won=np.full(2, won), lost=np.full(2, lost))


def test_deals_that_always_or_never_close() -> None:
    sure = simulate(year(history=certain(1e9, 1e-9)), draws=50, seed=1)
    assert sure.tolist() == [[360.0, 60.0]] * 50
    never = simulate(year(history=certain(1e-9, 1e9)), draws=50, seed=1)
    assert never.tolist() == [[300.0, 20.0]] * 50


def test_an_even_chance_comes_half_the_time_and_no_deal_comes_in_part() -> None:
    ends = simulate(year(history=certain(1e9, 1e9)), draws=4000, seed=1)
    assert set(ends[:, 1]) == {20.0, 60.0}
    assert (ends[:, 1] == 60).mean() == pytest.approx(0.5, abs=0.03)
    assert np.corrcoef(ends.T)[0, 1] == pytest.approx(0, abs=0.06)


def test_few_outcomes_leave_the_chance_itself_uncertain() -> None:
    many = year(deals=Deals(np.ones(200), np.ones(200, dtype=int), np.ones(200, dtype=int)))
    known, vague = (simulate(replace(many, history=certain(n, n)), draws=2000, seed=1)[:, 1].std() for n in (1e6, 2.0))
    assert known == pytest.approx(np.sqrt(50), rel=0.1)
    assert vague > 5 * known


def test_what_is_not_born_yet_comes_from_whole_past_quarters_scaled_by_quota() -> None:
    past = np.column_stack([np.arange(8) / 10, np.arange(8) / 100])
    history = replace(certain(1e-9, 1e9), unborn=past)
    ends = simulate(year(history=history), draws=3000, seed=1) - [300.0, 20.0]
    assert {round(float(x), 6) for x in ends[:, 0]} == {round(15.0 * k, 6) for k in range(8)}
    np.testing.assert_allclose(ends[:, 1], ends[:, 0] / 10)  # motions of one quarter come together


def test_quarters_after_the_next_take_all_bookings_of_a_past_one() -> None:
    history = replace(certain(1e-9, 1e9), whole=np.full((8, 2), 0.2), unborn=np.full((8, 2), 0.1))
    ends = simulate(year(history=history, quotas=(100.0, 50.0, 10.0)), draws=10, seed=1)
    np.testing.assert_allclose(ends[0] - [300.0, 20.0], [10 + 10 + 2] * 2)


def test_the_seed_decides_and_nothing_else() -> None:
    one, same, other = (simulate(year(), draws=300, seed=seed) for seed in (1, 1, 2))
    assert one.tolist() == same.tolist()
    assert one.tolist() != other.tolist()


@quick
@given(draws_of, targets_of)
def test_the_share_is_bounded_and_a_plug_in_never_understates(ends: np.ndarray, target: np.ndarray) -> None:
    share = covered(ends, target)
    assert ((share >= 0) & (share <= 1)).all()
    assert share.mean() <= covered(ends.clip(min=0).mean(axis=0, keepdims=True), target)[0] + 1e-12
    if (ends >= 0).all():
        assert (covered_together(ends, target) >= share - 1e-12).all()


@quick
@given(draws_of, targets_of, st.floats(0.01, 1000))
def test_another_currency_changes_no_share(ends: np.ndarray, target: np.ndarray, factor: float) -> None:
    np.testing.assert_allclose(covered(ends * factor, target * factor), covered(ends, target), atol=1e-9)


def test_no_target_no_share() -> None:
    assert np.isnan(covered(np.ones((3, 1)), np.zeros(1))).all()


def test_scenarios_take_the_worst_and_the_best_quarter_seen() -> None:
    history = replace(
        year().history, conversion=np.array([0.25, 0.75]), unborn=np.array([[0.0, 0.0], [0.2, 0.1]]),
        whole=np.zeros((2, 2)),
    )  # fmt: skip
    low, base, high = scenarios(year(history=history))
    np.testing.assert_allclose(base - [300, 20], [30 + 15, 20 + 7.5])
    np.testing.assert_allclose(low - [300, 20], [15, 10])
    np.testing.assert_allclose(high - [300, 20], [45 + 30, 30 + 15])


def test_summary_by_mode() -> None:
    ten = np.arange(11.0)
    assert summary(ten, mode="simulated") == (5.0, 1.0, 9.0)
    capped = np.array([0.5] + [1.0] * 19)
    assert summary(capped, mode="simulated") == (0.975, 0.975, 1.0)  # its 10% quantile is 1, its mean is not
    assert summary(np.array([0.7]), mode="actual") == (0.7, 0.7, 0.7)
    assert np.isnan(summary(ten, mode="unknown")).all()


# ── through a snapshot ───────────────────────────────────────────────────────────────────────────────────────────────
# The toy's year: FY2026Q1 and Q2 are over, so Q3 and Q4 remain; each quarter asks core 60, new_product 30, new_customer
# 10 of a quota of 100. new_product books 12 a quarter.

TWO = ("FY2026Q3", "FY2026Q4")
REST = [row for period in TWO for row in planned(period=period)]
BOOKED = [deal("r", motion, amount, period=period, deal_id=f"{motion}{period}")
          for period in QUARTERS for motion, amount in (("core", 70.0), ("new_product", 12.0))]  # fmt: skip


def past(quarters: tuple[str, ...] = QUARTERS) -> list[dict[str, Any]]:
    """Ten due deals of 10 a quarter, one won, motion new_product."""
    return [
        in_pipeline(f"{period}{k}", 10, period=period, motion="new_product", won=10 if k == 0 else 0)
        for period in quarters for k in range(10)
    ]  # fmt: skip


def made(pipeline: list[dict[str, Any]], ahead: list[dict[str, Any]] = REST, **more: Any) -> Snapshot:
    return connected({"pipeline": pipeline, "plan_ahead": ahead}, deals=BOOKED, **more)


def outlook(snapshot: Snapshot) -> Outlook:
    return outlook_of(atoms_of(snapshot), draws=200, seed=1)


def test_the_year_by_hand() -> None:
    found = years_of(atoms_of(made([*past(), in_pipeline("a", 30, motion="new_product")])))[0]
    booked = dict(zip(found.motions, found.booked, strict=True))
    assert booked["new_product"] == 24
    assert dict(zip(found.motions, found.target, strict=True))["new_product"] == 120
    assert found.quotas == (100.0, 100.0)
    at = found.motions.index("new_product")
    assert found.history.whole[:, at].tolist() == pytest.approx([0.12] * 4)
    assert found.history.unborn[:, at].tolist() == pytest.approx([0.02] * 4)
    assert found.history.conversion.tolist() == [0.1] * 4
    assert found.deals.amount.tolist() == [30.0]
    assert found.deals.motion.tolist() == [at]


def test_four_quarters_of_history_make_scenarios_and_say_so() -> None:
    found = outlook(made([*past(), in_pipeline("a", 30, motion="new_product")]))
    assert (found.mode, found.draws) == ("scenarios", 0)
    rows_ = year_end_rows(found.totals, period="now")["year_end_strategic"].set_index("scope")
    # 24 booked, 30 due at 4 won of 40, 2 unborn, 12 in the last quarter: 41 of 120; all quarters alike
    new = rows_.loc["region:x/motion:new_product"]
    assert new["value"] == pytest.approx(41 / 120)
    assert new["low"] == pytest.approx(41 / 120)
    assert new["caveat"].startswith("scenarios")
    assert rows_.loc["region:x", "denominator"] == 160


def test_eight_quarters_are_simulated_and_fewer_than_two_say_nothing() -> None:
    found = outlook(long())
    assert (found.mode, found.draws) == ("simulated", 2000)
    total = year_end_rows(found.totals, period="now")["year_end_strategic"].set_index("scope").loc["region:x"]
    assert total["low"] <= total["value"] <= total["high"]
    assert total["value"] == pytest.approx(41 / 160, abs=0.01)
    one = outlook(made(past(QUARTERS[-1:])))
    assert one.mode == "unknown"
    assert year_end(one.totals)["caveat"].unique().tolist() == ["too few to judge"]


def long() -> Snapshot:
    """Eight quarters like the four of the toy."""
    ids = [f"FY{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in range(1, 5)][2:10]
    starts = pd.date_range("2024-07-01", periods=9, freq="3MS")
    periods = pd.DataFrame({
        "period": ids, "start": starts[:-1], "end": starts[1:], "fiscal_year": [item[:6] for item in ids],
        "quarter": [int(item[-1]) for item in ids], "complete": True,
    })  # fmt: skip
    lines = [deal("r", motion, amount, period=period, deal_id=f"{motion}{period}")
             for period in ids for motion, amount in (("core", 70.0), ("new_product", 12.0))]  # fmt: skip
    pipeline = [*past(tuple(ids)), in_pipeline("a", 30, motion="new_product")]
    plain = connected({"pipeline": pipeline, "plan_ahead": REST}, deals=lines,
                      carriers=[{"rep_id": "r", "periods": ids}])  # fmt: skip
    return Snapshot(meta=plain.meta, frames={**plain.frames, "periods": rows("periods", periods.to_dict("records"))},
                    path=plain.path)  # fmt: skip


def test_a_plan_that_does_not_reach_the_year_end_has_no_outlook() -> None:
    half = [row for row in REST if row["period"] == TWO[0]]
    found = outlook(made(past(), ahead=half))
    assert found.mode == "unknown"
    assert year_end(found.totals)["caveat"].unique().tolist() == ["no plan for the rest of the year"]
    so_far = year_to_date_strategic(year_frame(atoms_of(made(past(), ahead=half))))
    assert so_far["value"].isna().all()
    assert so_far["caveat"].unique().tolist() == ["no plan for the rest of the year"]


def test_the_year_so_far() -> None:
    found = year_to_date_strategic(year_frame(atoms_of(made(past())))).set_index("scope")
    assert found.loc["region:x", ["numerator", "denominator"]].tolist() == [24, 160]
    assert found.loc["region:x/motion:new_product", "value"] == 24 / 120


def test_a_year_that_is_over_is_what_it_came_to() -> None:
    plain = made(past())
    periods = plain.frames["periods"].assign(quarter=[1, 2, 3, 4], fiscal_year="FY2026")
    found = outlook(replace(plain, frames={**plain.frames, "periods": periods}))
    assert found.mode == "actual"
    total = found.totals.set_index(["metric", "motion"])
    new = total.loc[("year_end_strategic", "new_product")]
    assert (new["value"], new["low"], new["high"]) == (48 / 120, 48 / 120, 48 / 120)


def test_a_region_in_the_company_and_other_row_orders_say_the_same() -> None:
    plain = long()
    company = replace(plain, meta=replace(plain.meta, scope="company", region="company"))
    mixed = replace(plain, frames={n: f.sample(frac=1.0, random_state=3) for n, f in plain.frames.items()})
    own, whole, other = (outlook(item).totals for item in (plain, company, mixed))
    pd.testing.assert_frame_equal(own, whole[whole["base"] == "region:x"].reset_index(drop=True))
    pd.testing.assert_frame_equal(own, other)


def test_a_larger_due_pipeline_never_lowers_the_outlook() -> None:
    more = long()
    pipeline = more.frames["pipeline"]
    bigger = pipeline.assign(amount=pipeline["amount"].where(pipeline["won_amount"].notna(), pipeline["amount"] * 3))
    low, high = (outlook(item).totals for item in (more, replace(more, frames={**more.frames, "pipeline": bigger})))
    assert (high["value"].to_numpy() >= low["value"].to_numpy() - 1e-12).all()
    assert high["value"].sum() > low["value"].sum()
