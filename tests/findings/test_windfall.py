"""Deals beyond a quarter of a rep's annual quota, and what is left without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stratreport.findings import View
from stratreport.findings.windfall import tagged, windfall
from stratreport.metrics import evaluate
from tests.present.toys import ON_PLAN, Toy, meta, snapshot

#: five reps with 200k a quarter, 800k a year: a windfall is above 200k
EACH = 200_000.0


def whole(core: list[float], *, about=None) -> View:
    snap = snapshot(Toy(deals={**ON_PLAN, "core": core}), about=about)
    return View(snap, evaluate(snap))


@pytest.mark.parametrize(("size", "count"), [(EACH, 0), (EACH + 1, 1)])
def test_a_deal_is_a_windfall_above_a_quarter_of_the_annual_quota(size, count):
    assert len(tagged(whole([size, *[20_000.0] * 20]))) == count


def test_the_share_is_a_setting():
    strategy = meta().strategy
    strict = meta(strategy=replace(strategy, thresholds=replace(strategy.thresholds, windfall=0.125)))
    assert len(tagged(whole([EACH / 2 + 1, *[20_000.0] * 20], about=strict))) == 1


def test_quota_and_strategy_are_shown_without_it():
    (found,) = windfall(whole([300_000.0, *[20_000.0] * 20]))
    # 700k in core of which 300k is one deal, 400k strategic: 110% with, 80% without
    assert (found.pattern, found.tone) == ("changes", "watch")
    assert (found["deals"].value, found["amount"].value, found["policy"].value) == (1, 300_000.0, 0.25)
    assert found["quota_attainment"].value == pytest.approx(1.1)
    assert found["without_quota"].value == pytest.approx(0.8)
    assert found["without_strategy"].value == pytest.approx(1.0)


def test_a_windfall_that_decides_nothing_is_only_counted():
    (found,) = windfall(whole([250_000.0, *[20_000.0] * 40]))
    assert (found.pattern, found.tone) == ("some", "neutral")


def test_a_usual_quarter_says_nothing():
    assert list(windfall(whole([25_000.0] * 24))) == []
