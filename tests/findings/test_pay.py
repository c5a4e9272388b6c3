"""Does pay follow the strategy: an association with its interval, and exact money."""

from __future__ import annotations

import pytest

from stratreport.findings.pay import pay
from tests.findings.fakes import seen, value


@pytest.mark.parametrize(
    ("quota", "strategy", "verdict"),
    [
        (value(0.9, 0.7, 0.97), value(-0.4, -0.7, -0.1), ("quota_only", "is", "bad")),
        (value(0.9, 0.7, 0.97), value(-0.1, -0.5, 0.3), ("quota_only", "appears", "bad")),
        (value(0.9, 0.7, 0.97), value(0.5, 0.1, 0.8), ("aligned", "is", "watch")),
        (value(0.3, -0.1, 0.6), value(0.1, -0.3, 0.4), ("open", "appears", "watch")),
        (value(None), value(None), ("too_few", "count_only", "watch")),
    ],
)
def test_pay_follows_quota_strategy_or_neither(quota, strategy, verdict):
    off = value(0.375, numerator=60e3, denominator=160e3)
    (found,) = pay(seen({"pay_for_quota": quota, "pay_for_strategy": strategy, "off_strategy_payout": off}))
    assert (found.pattern, found.certainty, found.tone) == verdict
    assert (found.money, found["off_money"].value) == (60e3, 60e3)


def test_nobody_paid_off_strategy_is_no_fault_of_pay():
    values = {"pay_for_quota": value(0.9, 0.7, 0.97), "pay_for_strategy": value(-0.4, -0.7, -0.1),
              "off_strategy_payout": value(0.0, numerator=0.0, denominator=1e5)}  # fmt: skip
    assert next(iter(pay(seen(values)))).tone == "neutral"


def test_an_undeclared_pay_plan_leaves_leakage_and_gate_unknown():
    (found,) = pay(seen())
    assert found.get("leakage") is None
    assert found.get("gate") is None
