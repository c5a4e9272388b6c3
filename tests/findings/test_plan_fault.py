"""Is the plan at fault, what does the selling system lack, and what would the revised plan say."""

from __future__ import annotations

import pytest

from stratreport.findings import View
from stratreport.findings.plan_fault import alignment, plan_fault, revised_plan
from stratreport.metrics import evaluate
from stratreport.params.specs import Support
from tests.findings.fakes import seen, value, with_frame
from tests.present.toys import ON_PLAN, Toy, meta, snapshot

YEAR = ("FY2025Q4", "FY2026Q1", "FY2026Q2")
#: 60 deals a quarter: a target of 5% is worth two deals per rep and year, and nobody sells a new persona
UNREACHED = {"core": [20_000.0] * 35, "new_product": [10_000.0] * 20, "new_logo": [30_000.0] * 5}
NOTHING = Support()


def whole(toy: Toy) -> View:
    snap = snapshot(toy)
    return View(snap, evaluate(snap))


@pytest.mark.parametrize(
    ("support", "pattern", "missing"),
    [
        ({}, "unreached", ""), ({"new_persona": NOTHING}, "unreached+unsupported", "pay_component+enablement+owner"),
        ({"new_persona": Support("pay", None, "VP")}, "unreached+unsupported", "enablement"),
    ],
)  # fmt: skip
def test_a_target_out_of_reach_is_a_fault_of_the_plan(support, pattern, missing):
    toy = Toy(deals=UNREACHED, history=dict.fromkeys(YEAR, UNREACHED), support=support)
    (found,) = plan_fault(whole(toy))
    assert (found.pattern, found.names["motion_id"], found.names["missing"]) == (pattern, "new_persona", missing)
    assert found["motions"].value == 1
    assert found["gap"].value == 50_000.0


@pytest.mark.parametrize(
    ("support", "pattern"), [(NOTHING, "unsupported"), (Support("pay", None, "VP"), "none"), (Support(), "unsupported")]
)
def test_one_missing_support_alone_is_no_fault(support, pattern):
    (found,) = plan_fault(whole(Toy(support={"new_product": support})))
    assert found.pattern == pattern


def test_a_motion_on_plan_needs_nothing():
    (found,) = plan_fault(whole(Toy(deals=ON_PLAN, support={"new_product": NOTHING})))
    assert (found.pattern, found.tone, found["gap"].value) == ("none", "neutral", None)


def test_the_weakest_motion_of_the_selling_system_is_named():
    values = {"system_alignment/motion:new_product": value(0.5), "system_alignment/motion:new_logo": value(1.0),
              "system_alignment/motion:new_persona": value(0.8)}  # fmt: skip
    (found,) = alignment(seen(values, toy=Toy(support={"new_product": Support("pay", None, "VP")})))
    assert (found.pattern, found.names["motion_id"], found.names["missing"]) == ("holes", "new_product", "enablement")
    assert found["motions"].value == 2


def test_a_complete_or_unknown_system_is_said_as_such():
    all_there = {
        f"system_alignment/motion:{motion}": value(1.0) for motion in ("new_product", "new_logo", "new_persona")
    }
    assert next(iter(alignment(seen(all_there)))).pattern == "complete"
    assert next(iter(alignment(seen()))).pattern == "unknown"


def revised(target: float, actual: float = 100_000.0):
    rows = [
        {"period": "FY2026Q3", "region": "north", "motion": "new", "label": "New", "cell_class": "strategic",
         "actual": actual, "target": target},
        {"period": "FY2026Q3", "region": "north", "motion": "core", "label": "Core", "cell_class": "core",
         "actual": 1e6, "target": 1e6 - target},
    ]  # fmt: skip
    values = {"strategic_motion_attainment": value(0.25), "strategic_attainment_pooled": value(0.7)}
    return with_frame(seen(values, about=meta(current_version=2)), "revised_cells", rows)


@pytest.mark.parametrize(
    ("target", "pattern", "strategic"),
    # W1 asks 400k and has 100k; a change of target is material from 50k, of attainment from five points
    [
        (200_000.0, "higher", 0.5),
        (400_000.0, "same", 0.25),
        (390_000.0, "same", 100 / 390),
        (800_000.0, "lower", 0.125),
    ],
)
def test_a_revision_is_told_when_it_changes_something_material(target, pattern, strategic):
    (found,) = revised_plan(revised(target))
    assert found.pattern == pattern
    assert found["strategic_revised"].value == pytest.approx(strategic)
    assert found["target_revised"].value == target
    assert found["attainment_revised"].value == pytest.approx((min(1e5, target) + min(1e6, 1e6 - target)) / 1e6)


def test_without_a_revision_there_is_none():
    (found,) = revised_plan(seen())
    assert (found.pattern, found["version"].value, found["baseline_version"].value) == ("none", 1, 1)
