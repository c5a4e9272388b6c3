"""Pay: what was paid, whether it follows quota or strategy, what went to comfort, what a gate would hold back."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from stratreport.metrics import evaluate
from stratreport.metrics.pay import pay_for_quota, pay_for_strategy
from stratreport.metrics.payouts import (
    HITTER,
    NO_PAYOUT,
    NOT_DECLARED,
    accelerator_leakage,
    class_rows,
    gate_whatif,
    off_strategy_payout,
)
from stratreport.params.specs import Pay
from tests.metrics.leading_toys import connected
from tests.metrics.toys import NOW, QUARTERS, STRATEGY, deal

KEY = {"kind": "base", "base": "region:x", "scope": "region:x", "period": "Q"}


def people(**columns: Any) -> pd.DataFrame:
    """Quota carriers of one region with quota 100, target of strategic motions 40, and these columns."""
    size = max(len(value) for value in columns.values() if isinstance(value, list))
    fill = {"quota": 100.0, "actual": 100.0, "target_strategic": 40.0, "actual_strategic": 40.0, "payout": 10.0}
    rows = pd.DataFrame({**fill, **columns}, index=range(size)).assign(**KEY)
    return rows.assign(rep_id=[f"r{number}" for number in range(size)])


def test_pay_that_follows_bookings_ignores_strategy() -> None:
    """Twelve reps: paid in the order of bookings, strategic in the opposite order."""
    order = list(range(12))
    rows = people(payout=order, actual=order, actual_strategic=[float(36 - k) for k in order])
    assert pay_for_quota(rows)["value"].tolist() == [1.0]
    assert pay_for_strategy(rows)["value"].tolist() == [-1.0]


def test_the_interval_holds_the_correlation_and_is_the_same_every_time() -> None:
    rows = people(payout=[float(k % 7) for k in range(14)], actual=[float(k) for k in range(14)])
    row, again = pay_for_quota(rows).iloc[0], pay_for_quota(rows.iloc[::-1]).iloc[0]
    assert -1 <= row["low"] < row["value"] < row["high"] <= 1
    assert row.equals(again)


def test_nine_reps_are_too_few_and_reps_without_payout_do_not_count() -> None:
    rows = people(payout=[1.0 * k for k in range(9)] + [np.nan] * 5, actual=[float(k) for k in range(14)])
    row = pay_for_quota(rows).iloc[0]
    assert math.isnan(row["value"])
    assert (row["n"], row["caveat"]) == (9, "too few to judge")


def test_nobody_paid_gives_no_row_to_be_called_too_few() -> None:
    assert pay_for_quota(people(payout=[np.nan] * 12)).empty


def test_leakage_is_the_accelerator_of_comfort() -> None:
    """8 x 30 / 40 + 4 x 0 (no surplus at all) = 6 of 12."""
    rows = people(accelerator=[8.0, 4.0], surplus=[40.0, 0.0], surplus_core=[30.0, 0.0])
    row = accelerator_leakage(rows).iloc[0]
    assert (row["value"], row["denominator"], row["n"]) == (6.0, 12.0, 2)


def test_a_gate_shuts_at_its_own_number_only_below_it() -> None:
    """Gate .95 of 40 = 38: 38 passes, 37.9 does not, and who has no strategic target is not held back."""
    rows = people(
        accelerator=[1.0, 2.0, 4.0], gate=0.95, actual_strategic=[38.0, 37.9, 0.0], target_strategic=[40.0, 40.0, 0.0]
    )
    assert gate_whatif(rows)["value"].tolist() == [2.0]


def test_without_a_declared_pay_plan_money_is_unknown_and_not_zero() -> None:
    rows = people(accelerator=[np.nan, np.nan], gate=np.nan, surplus=40.0, surplus_core=30.0)
    for metric in (accelerator_leakage, gate_whatif):
        row = metric(rows).iloc[0]
        assert math.isnan(row["value"])
        assert row["caveat"] == NOT_DECLARED


def test_only_who_is_beyond_chance_is_paid_off_strategy() -> None:
    classes = pd.DataFrame(
        {"base": "region:x", "rep_id": ["r0", "r1", "r2", "r3"],
         "quadrant": [HITTER, "no_signal", "executor", "at_risk"]}
    )  # fmt: skip
    row = off_strategy_payout(class_rows(people(payout=[30.0, 20.0, 40.0, 10.0]), classes=classes)).iloc[0]
    assert (row["value"], row["n"]) == (0.3, 4)
    nothing = off_strategy_payout(class_rows(people(payout=[0.0, 0.0]), classes=classes)).iloc[0]
    assert math.isnan(nothing["value"])
    assert nothing["caveat"] == NO_PAYOUT


def test_one_person_judged_is_enough_for_a_share_nobody_judged_is_not() -> None:
    classes = pd.DataFrame({"base": "region:x", "rep_id": ["r0", "r1"], "quadrant": ["too_few", "executor"]})
    some = off_strategy_payout(class_rows(people(payout=[30.0, 20.0]), classes=classes)).iloc[0]
    assert (some["value"], some["caveat"]) == (0.0, "")
    none = off_strategy_payout(class_rows(people(payout=[30.0]), classes=classes.iloc[:1])).iloc[0]
    assert math.isnan(none["value"])
    assert (none["caveat"], none["n"]) == ("too few to judge", 1)


def test_the_company_adds_up_the_classes_of_its_regions() -> None:
    here, there = people(payout=[30.0]), people(payout=[10.0]).assign(base="region:y", scope="region:y")
    whole = pd.concat([here, there]).assign(base="company", scope="company")
    classes = pd.DataFrame({"base": ["region:x", "region:y"], "rep_id": "r0", "quadrant": [HITTER, "executor"]})
    rows = off_strategy_payout(class_rows(pd.concat([here, there, whole]), classes=classes)).set_index("scope")
    assert rows["value"].to_dict() == {"region:x": 1.0, "region:y": 0.0, "company": 0.75}


def paid(component: str, amount: float, *, period: str = NOW, rep: str = "r") -> dict[str, Any]:
    """One payout of one component."""
    where = {"region": "x", "rep_id": rep, "manager_id": "m"}
    return {"period": period, **where, "component": component, "amount": amount}


def test_payouts_through_a_snapshot() -> None:
    """Quota 100 a quarter, plan core 60 / strategic 40; booked 400 in core over the year: s = s_core, all leaks.

    Paid: commission 5 and accelerator 2 in each of four quarters; strategy attainment 0, so a gate holds all 8 back.
    """
    rows = [paid(name, money, period=quarter) for quarter in QUARTERS for name, money in (("base", 5), ("fast", 2))]
    plan = replace(STRATEGY, pay=Pay(accelerator="fast", gate=0.95))
    deals = [deal("r", "core", 100.0, period=quarter, deal_id=quarter) for quarter in QUARTERS]
    book = evaluate(connected({"payouts": rows}, strategy=plan, deals=deals))
    assert book.value("payout").value == 7
    assert book.value("payout", component="fast").value == 2
    assert book.value("payout", rep="r").value == 7
    assert book.value("payout", period=book.window.label).value == 28
    assert book.value("accelerator_leakage").value == pytest.approx(8)
    assert book.value("gate_whatif").value == pytest.approx(8)
    assert book.value("pay_for_quota").caveat == "too few to judge"
    assert book.value("off_strategy_payout").value is None  # four deals: too few to judge anybody
    assert book.value("off_strategy_payout").caveat == "too few to judge"


def test_a_table_that_is_not_connected_is_said_so() -> None:
    book = evaluate(connected({}, meta={"not_connected": ("payouts",)}))
    for slug in ("payout", "pay_for_quota", "pay_for_strategy", "off_strategy_payout", "gate_whatif"):
        found = book.value(slug)
        assert found.value is None
        assert found.caveat == "not connected: payouts"
