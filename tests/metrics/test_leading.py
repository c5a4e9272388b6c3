"""The leading indicators through a snapshot: what counts, what is too few, what is not connected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from stratreport.metrics import METRICS, Book, evaluate
from tests.metrics.leading_toys import (
    AHEAD,
    HISTORY,
    book,
    closed,
    connected,
    in_pipeline,
    lead,
    met,
    opportunity,
    planned,
    signed,
)
from tests.metrics.toys import NOW, PLAN, deal, snapshot

TABLES = ("opportunities", "pipeline_snapshots", "engagements", "activities", "enablement", "acknowledgements")
WINDOW = "FY2025Q3..FY2026Q2"


# ── not connected ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_that_is_not_connected_is_said_and_never_a_zero() -> None:
    found = evaluate(connected({"plan_ahead": planned()}, meta={"not_connected": TABLES}))
    silent = [metric for metric in METRICS if set(metric.tables) & set(TABLES)]
    assert len(silent) >= 20
    for metric in silent:
        value = found.value(metric.slug)
        assert value.value is None, metric.slug
        assert value.caveat.startswith("not connected: "), metric.slug
    assert "0" not in {str(value) for value in found.select("pipeline_open")["value"]}


def test_connected_and_empty_is_too_few() -> None:
    found = lead(snapshot([deal("r", "core", 9)], carriers=[{"rep_id": "r"}]))
    assert found.value("win_rate").value is None
    assert found.value("pipeline_coverage").value is None


# ── M29 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_win_rates_of_motions_strategic_ones_together_and_core_beside() -> None:
    found = book({"opportunities": closed("core", 6, 4) + closed("new_product", 2, 6) + closed("new_customer", 1, 3)})
    assert found.value("win_rate").numerator == 9
    assert found.value("win_rate", motion="core").value == 0.6
    assert found.value("win_rate", motion="new_customer").value is None
    together = found.value("win_rate", motion="strategic")
    assert (together.numerator, together.denominator, together.value) == (3, 12, 0.25)
    gap = found.value("win_rate_gap_to_core", motion="new_product")
    assert gap.value == pytest.approx(0.25 - 0.6)
    assert (gap.numerator, gap.denominator) == (0.25, 0.6)
    assert gap.n == 8
    assert gap.low is not None
    assert gap.high is not None
    assert gap.low < -0.35 < gap.high
    assert found.value("win_rate_gap_to_core", motion="core").value is None


def test_open_and_unnamed_motions() -> None:
    rows = [opportunity("o", "open"), *closed("core", 5, 0), *(row | {"motion": None} for row in closed("x", 3, 2))]
    found = book({"opportunities": rows})
    assert found.value("win_rate").n == 10
    assert found.value("win_rate", motion="unknown").value == 0.6


def test_a_rep_is_drawn_toward_the_reps_of_the_region() -> None:
    rows = [row for k in range(6) for row in closed("core", 4, 4, rep_id=f"r{k}")] + closed("core", 3, 0)
    shrunk = book({"opportunities": rows}, reps=6).value("win_rate_shrunk", rep="r")
    assert shrunk.value is not None
    assert 27 / 51 < shrunk.value < 0.6


# ── M28 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_coverage_requirement_and_gap() -> None:
    now = [in_pipeline("a", 50), in_pipeline("b", 40), in_pipeline("late", 500, close_period="FY2026Q4")]
    found = book({"pipeline": HISTORY + now, "plan_ahead": planned()})
    assert found.value("pipeline_open").value == 90
    assert found.value("target_ahead", motion="core").value == 60
    assert found.value("target_ahead", motion="strategic").value == 40
    assert found.value("pipeline_coverage", motion="core").value == 1.5
    conversion = found.value("snapshot_conversion", motion="core")
    assert (conversion.value, conversion.n) == (0.25, 16)
    assert found.value("required_coverage", motion="core").value == 4
    assert found.value("pipeline_gap", motion="core").value == 60 * 4 - 90
    assert found.value("pipeline_gap", manager="m", motion="core").value == 150


def test_a_motion_without_history_borrows_none() -> None:
    found = book({"pipeline": [*HISTORY, in_pipeline("n", 70, motion="new_product")], "plan_ahead": planned()})
    assert found.value("pipeline_coverage", motion="new_product").value == pytest.approx(70 / 30)
    for slug in ("snapshot_conversion", "required_coverage", "pipeline_gap"):
        value = found.value(slug, motion="new_product")
        assert (value.value, value.caveat) == (None, "too few to judge")


def test_one_quarter_of_history_is_too_few_and_the_running_one_does_not_count() -> None:
    one = [row | {"period": "FY2026Q2", "close_period": "FY2026Q2"} for row in HISTORY]
    running = [row | {"period": AHEAD, "close_period": AHEAD, "won_amount": float("nan")} for row in HISTORY[:8]]
    found = book({"pipeline": one + running, "plan_ahead": planned()})
    assert found.value("snapshot_conversion").caveat == "too few to judge"
    assert found.value("pipeline_open").value == 800


def test_nothing_asked_and_nothing_converted() -> None:
    dead = [row | {"won_amount": 0.0} for row in HISTORY]
    found = book({"pipeline": dead, "plan_ahead": planned()})
    assert found.value("required_coverage", motion="core").caveat == "nothing converted"
    assert found.value("pipeline_gap", motion="core").value is None
    assert found.value("pipeline_coverage", motion="off_plan").caveat in (
        "no target",
        "not reported for this scope and period",
    )
    assert book({"pipeline": HISTORY}).value("pipeline_coverage").caveat == "no plan for the next quarter"


def test_twice_the_money_changes_no_ratio() -> None:
    def made(factor: float) -> Book:
        rows = [
            row | {"amount": row["amount"] * factor, "won_amount": row["won_amount"] * factor}
            for row in [*HISTORY, in_pipeline("a", 50)]
        ]
        return book({"pipeline": rows, "plan_ahead": planned({k: v * factor for k, v in PLAN.items()})})

    one, two = made(1.0), made(2.0)
    for slug in ("pipeline_coverage", "snapshot_conversion", "required_coverage"):
        was, now = one.value(slug, motion="core"), two.value(slug, motion="core")
        assert [now.value, now.low, now.high] == pytest.approx([was.value, was.low, was.high]) or was.low is None
    assert two.value("pipeline_gap", motion="core").value == 2 * (one.value("pipeline_gap", motion="core").value or 0)


# ── M30, M41 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def aged(name: str, outcome: str, days: int, **more: Any) -> dict[str, Any]:
    start = pd.Timestamp("2026-04-01")
    return opportunity(name, outcome, created_on=start, closed_on=start + pd.Timedelta(days=days), **more)


def test_cycle_by_motion_and_against_core() -> None:
    core = [aged(f"c{k}", "won", day) for k, day in enumerate((10, 20, 30, 40, 50))]
    new = [aged(f"n{k}", "won", day, motion="new_product") for k, day in enumerate((60, 60, 70, 70, 70))]
    found = book({"opportunities": core + new + closed("core", 0, 9)})
    assert found.value("sales_cycle", motion="core").value == 30
    assert found.value("sales_cycle", motion="new_product").value == 70
    assert found.value("sales_cycle", motion="strategic").n == 5
    assert found.value("sales_cycle_gap_to_core", motion="new_product").value == 40
    few = book({"opportunities": core[:4]}).value("sales_cycle")
    assert (few.value, few.numerator, few.caveat) == (None, 4, "too few to judge")


def test_who_was_created_before_the_followed_quarters_is_not_followed() -> None:
    old = [aged(f"o{k}", "won", 5, created_period="FY2020Q1") for k in range(9)]
    assert book({"opportunities": old}).value("sales_cycle").value is None


def test_too_much_undecided_is_not_reached() -> None:
    rows = [aged(f"c{k}", "won", 10) for k in range(6)] + [
        opportunity(f"u{k}", "open", created_on="2026-04-01") for k in range(20)
    ]
    value = book({"opportunities": rows}).value("sales_cycle")
    assert (value.value, value.caveat, value.n) == (None, "median not reached", 6)


def test_the_three_terms_add_up_and_need_ten_closed() -> None:
    rows = closed("core", 5, 5) + closed("new_product", 4, 5)
    company = [{"period": NOW, "motion": m, "won": 8, "lost": 8, "won_amount": 160.0} for m in ("core", "new_product")]
    found = book({"opportunities": rows, "company_funnel": company})
    terms = [found.value(f"funnel_{name}", motion="core").value for name in ("count", "win_rate", "deal_size")]
    assert sum(term for term in terms if term is not None) == pytest.approx(
        np.log(50 / 240)
    )  # 60 a quarter, 4 quarters
    assert terms[1:] == pytest.approx([0.0, np.log(10 / 20)])
    assert found.value("funnel_count", motion="new_product").caveat == "too few to judge"
    assert found.value("funnel_count", motion="off_plan").value is None


def test_nothing_won_has_no_log() -> None:
    company = [{"period": NOW, "motion": "core", "won": 8, "lost": 8, "won_amount": 160.0}]
    found = book({"opportunities": closed("core", 0, 12), "company_funnel": company})
    for name in ("count", "win_rate", "deal_size"):
        value = found.value(f"funnel_{name}", motion="core")
        assert (value.value, value.caveat) == (None, "nothing won")


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────────


def full() -> dict[str, list[dict[str, Any]]]:
    return {
        "opportunities": closed("core", 6, 4) + closed("new_product", 5, 6) + [opportunity("z", "open")],
        "pipeline": [*HISTORY, in_pipeline("a", 50), in_pipeline("b", 20, motion=None)], "plan_ahead": planned(),
        "engagements": [met(f"core-won-{k}-r", "cfo") for k in range(4)],
        "activities": [{"period": NOW, "region": "x", "rep_id": "r", "manager_id": "m", "kind": "call",
                        "motion": "core", "count": 9}],
        "acknowledgements": [signed("r", "2026-05-01")],
    }  # fmt: skip


def test_the_order_of_rows_changes_nothing() -> None:
    made = connected(full())
    mixed = replace(made, frames={n: f.sample(frac=1.0, random_state=5) for n, f in made.frames.items()})
    one, other = (
        lead(item).frame.sort_values(["metric", "scope", "period"], ignore_index=True) for item in (made, mixed)
    )
    pd.testing.assert_frame_equal(one, other)


def test_the_frames_of_a_snapshot_are_not_touched() -> None:
    made = connected(full())
    before = {name: frame.copy(deep=True) for name, frame in made.frames.items()}
    lead(made)
    for name, frame in made.frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_a_region_says_the_same_in_the_company() -> None:
    own, company = book(full()), book(full(), scope="company")
    leading = {metric.slug for metric in METRICS if set(metric.tables) & set(TABLES)} | {"system_alignment"}
    mine = own.frame[own.frame["metric"].isin(leading)].set_index(["metric", "scope", "period"])
    theirs = company.frame.set_index(["metric", "scope", "period"]).loc[mine.index]
    pd.testing.assert_frame_equal(mine, theirs)
    assert company.value("win_rate", region="company").n == own.value("win_rate").n


def test_the_window_pools_quarters() -> None:
    rows = closed("core", 3, 2) + [
        row | {"period": "FY2026Q1", "opportunity_id": f"{row['opportunity_id']}*"} for row in closed("core", 1, 4)
    ]
    found = book({"opportunities": rows})
    assert found.value("win_rate").period == WINDOW
    assert found.value("win_rate").value == 0.4
    assert found.value("win_rate", period=NOW).value == 0.6
