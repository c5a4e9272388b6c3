"""A verdict that its interval leaves open is a signal only where chance hardly gives it."""

from __future__ import annotations

import pytest

from stratreport.findings import View
from stratreport.findings.chance import chance_of
from stratreport.findings.verdict import verdict_of
from stratreport.metrics import evaluate
from tests.present.toys import ON_PLAN, W1, Toy, meta, snapshot

#: 25 deals on plan but for one: 310k of 400k strategic, just below the threshold
NEAR = {"core": [40_000.0] * 16, "new_product": [40_000.0] * 5, "new_logo": [55_000.0] * 2}


def view(toy: Toy, **about) -> View:
    snap = snapshot(toy, about=meta(**about))
    return View(snap, evaluate(snap))


def test_a_seller_of_the_familiar_is_hardly_chance_and_one_on_plan_is():
    assert (chance_of(view(Toy(deals=W1)), scope="region:north") or 0.0) < 0.01
    assert (chance_of(view(Toy(deals=ON_PLAN)), scope="region:north") or 0.0) > 0.3


def test_below_the_threshold_but_within_chance_is_no_verdict():
    found = verdict_of(view(Toy(deals=NEAR)))
    assert found["strategy"].value == pytest.approx(310 / 400)
    assert (found.pattern, found.certainty, found.tone) == ("within_chance", "count_only", "neutral")
    assert found["chance"].value is not None
    assert found["chance"].value > 0.05


def test_too_few_deals_have_no_chance():
    assert chance_of(view(Toy(deals={"core": [100_000.0] * 4})), scope="region:north") is None
    assert chance_of(view(Toy(deals={})), scope="region:north") is None


def test_a_region_of_a_company_is_judged_by_its_own_deals():
    snap = snapshot(Toy(), Toy(deals=ON_PLAN, region="south"), about=meta(scope="company", region="company"))
    seen = View(snap, evaluate(snap))
    alone = view(Toy())
    assert chance_of(seen, scope="region:north") == chance_of(alone, scope="region:north")
    assert (chance_of(seen, scope="region:south") or 0.0) > 0.3
