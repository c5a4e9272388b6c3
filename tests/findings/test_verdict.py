"""The region's verdict: patterns at, just below and just above each threshold, and the deal on which it hangs."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from stratreport.findings import Evidence, Finding, View, detect
from stratreport.findings.rules import RULES, limit_bad, rank
from stratreport.findings.verdict import one_deal, pattern_of
from stratreport.metrics import evaluate
from stratreport.snapshot import Snapshot
from tests.present.toys import ON_PLAN, W1, Toy, snapshot


@dataclass(frozen=True)
class FakeBook:
    """A book with chosen values: (slug, period or None) → evidence; everything else is unknown."""

    values: dict[str, Evidence] = field(default_factory=dict)

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Evidence:
        found = None if period or scope else self.values.get(slug)
        return found or Evidence(slug, "region:north", None)


def view(snap: Snapshot | None = None, **values: Evidence) -> View:
    return View(snap or snapshot(Toy()), FakeBook(values))


def evidence(slug: str, value: float | None, *, n: int = 60, low: float | None = None, high: float | None = None):
    return Evidence(slug, "region:north", value, n=n, low=low, high=high)


def judge(quota: float | None, strategy: float | None, *, n: int = 60, low: float = 0.0, high: float = 1.0):
    return pattern_of(
        evidence("quota_attainment", quota, n=n), evidence("strategy", strategy, n=n, low=low, high=high), view()
    )


@pytest.mark.parametrize(
    ("quota", "strategy", "pattern"),
    [
        (1.0, 0.8, "hit_on"), (1.0, 0.7999, "hit_off"), (1.0001, 0.8001, "hit_on"),
        (0.9999, 0.8, "missed_on"), (0.9999, 0.7999, "missed_off"),
        # a difference that no page can show is no difference
        (1.0, 0.799999, "hit_on"), (0.999999, 0.8, "hit_on"),
    ],
)  # fmt: skip
def test_reaching_a_threshold_counts_as_reaching_it(quota, strategy, pattern):
    assert judge(quota, strategy)[0] == pattern


@pytest.mark.parametrize(
    ("low", "high", "sure"),
    [(0.3, 0.79, "is"), (0.3, 0.8, "appears"), (0.3, 0.81, "appears"), (0.81, 0.9, "is"), (0.8, 0.9, "appears")],
)
def test_is_needs_an_interval_that_excludes_the_threshold(low, high, sure):
    assert judge(1.1, 0.5, low=low, high=high)[1] == sure


@pytest.mark.parametrize(
    ("n", "high", "pattern"),
    [
        (9, 0.3, "no_signal"), (10, 0.3, "hit_off"), (10, 0.9, "no_signal"), (19, 0.9, "no_signal"),
        (20, 0.9, "hit_off"),
    ],
)  # fmt: skip
def test_few_deals_give_no_verdict(n, high, pattern):
    assert judge(1.1, 0.2, n=n, low=0.1, high=high)[0] == pattern


def test_what_is_absent_is_said_before_anything_is_judged():
    assert judge(None, 0.5)[0] == "no_quota"
    assert judge(1.1, None)[0] == "no_target"
    assert judge(0.0, 0.0, n=0)[0] == "no_deals"


def test_one_deal_that_carries_the_quota_is_found():
    deals = {**ON_PLAN, "core": [*[20_000.0] * 20, 210_000.0]}
    snap = snapshot(Toy(deals=deals))
    found = list(one_deal(View(snap, evaluate(snap))))
    assert [(item.pattern, item["largest_deal"].value) for item in found] == [("quota", 210_000.0)]
    assert found[0]["without_quota"].value == pytest.approx(0.8)


def test_no_single_deal_is_named_when_none_decides():
    snap = snapshot(Toy(deals={**W1, "core": [25_000.0] * 44}))
    assert list(one_deal(View(snap, evaluate(snap)))) == []


def test_the_verdict_comes_first_then_money():
    snap = snapshot(Toy())
    found = detect(snap, evaluate(snap))
    assert found[0].rule == "verdict"
    money = [item.money or 0.0 for item in found[1:]]
    assert money == sorted(money, reverse=True)


def test_the_same_snapshot_gives_the_same_findings():
    snap = snapshot(Toy())
    book = evaluate(snap)
    assert detect(snap, book) == detect(snap, book)


def test_at_most_three_reds_stay_red_and_the_largest_money_keeps_them():
    found = rank(Finding(str(i), "motion_gap", "s", "bad", "is", money=float(i)) for i in range(5))
    kept = limit_bad(found)
    assert [(item.money, item.tone) for item in kept] == [
        (4.0, "bad"), (3.0, "bad"), (2.0, "bad"), (1.0, "watch"), (0.0, "watch"),
    ]  # fmt: skip


def test_rules_are_named_once_and_each_has_a_question():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all(rule.question.endswith("?") for rule in RULES)
