"""What a shortfall is consistent with: one class at a time, environment before person, and only beyond chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from stratreport.metrics import Book
from stratreport.metrics.book import FRAME_COLUMNS
from stratreport.metrics.cause_evidence import required_coverage
from stratreport.metrics.cause_units import manager_causes
from stratreport.metrics.causes import CLASSES, CauseLimits, classify, main_causes
from stratreport.metrics.frames import atoms_of
from stratreport.metrics.plan_faults import faults_of
from stratreport.params.specs import Override, Support, Target
from stratreport.snapshot import Snapshot, conform
from tests.metrics.leading_toys import closed, connected, in_pipeline
from tests.metrics.toys import MOTIONS, QUARTERS, STRATEGY, deal

LIMITS = CauseLimits()
#: short by 50 of 100, beyond chance, and nothing speaks for any cause
PLAIN = {
    "motion": "np", "gap": 50.0, "attainment": 0.5, "n": 20, "beyond": True, "own": True, "unclassified": 0.0,
    "certified": 1.0, "coverage": 5.0, "required": 4.0, "win_rate": 0.3, "p_worse": 0.5, "closed": 10, "sold": 10,
    "deal_size_ratio": 1.0, "discount": 0.1, "peer_discount": 0.1, "slipped": 0.0,
}  # fmt: skip
SIGNS: dict[str, dict[str, Any]] = {
    "data": {"unclassified": 0.11}, "enablement": {"certified": 0.49}, "pipeline": {"coverage": 3.9},
    "conversion": {"p_worse": 0.91}, "deal_size": {"deal_size_ratio": 0.74}, "timing": {"slipped": 50.0},
}  # fmt: skip


def cause(faulty: frozenset[str] = frozenset(), **changes: Any) -> str:
    rows = pd.DataFrame([{**PLAIN, **changes}])
    return str(classify(rows, limits=LIMITS, deal=10.0, faulty=faulty)["cause"].iloc[0])


@pytest.mark.parametrize("name", SIGNS)
def test_each_sign_alone_gives_its_class(name: str) -> None:
    assert cause(**SIGNS[name]) == name


def test_a_plan_at_fault_and_deep_discounts_are_signs_too() -> None:
    assert cause(faulty=frozenset({"np"})) == "plan"
    assert cause(discount=0.16) == "deal_size"
    assert cause() == "none"


def test_the_first_class_wins_environment_before_person() -> None:
    """With every sign at once the plan is named; take the signs away one by one and the next class follows."""
    names = list(SIGNS)
    everything = {key: value for signs in SIGNS.values() for key, value in signs.items()}
    assert cause(faulty=frozenset({"np"}), **everything) == "plan"
    for position, name in enumerate(names):
        left = {key: value for later in names[position:] for key, value in SIGNS[later].items()}
        assert cause(**left) == name


@pytest.mark.parametrize("name", ["pipeline", "conversion", "deal_size", "timing"])
def test_nothing_is_said_of_a_person_within_chance(name: str) -> None:
    assert cause(own=False, **SIGNS[name]) == "none"
    assert cause(own=False, certified=0.0, **SIGNS[name]) == "enablement"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"n": 9}, "too_few"),
        ({"gap": 9.9}, "none"),
        ({"attainment": 0.8}, "none"),
        ({"beyond": False}, "none"),
        ({"gap": 10.0, "n": 10}, "enablement"),
    ],
)
def test_small_gaps_few_deals_and_chance_have_no_cause(changes: dict[str, Any], expected: str) -> None:
    assert cause(**{"certified": 0.0, **changes}) == expected


def test_rates_of_few_are_not_compared() -> None:
    assert cause(p_worse=0.99, closed=4) == "none"
    assert cause(deal_size_ratio=0.1, sold=4) == "none"


@pytest.mark.parametrize("name", ["certified", "coverage", "p_worse", "slipped", "unclassified", "deal_size_ratio"])
def test_what_is_not_connected_is_skipped(name: str) -> None:
    signs = {"certified": 0.0, "coverage": 0.0, "p_worse": 1.0, "slipped": 99.0, "unclassified": 1.0,
             "deal_size_ratio": 0.1}  # fmt: skip
    assert cause(**{name: signs[name]}) != "none"
    assert cause(**{name: float("nan")}) == "none"


def test_a_rep_counts_once_with_the_class_of_most_money() -> None:
    rows = pd.DataFrame(
        {"base": "x", "rep_id": ["a", "a", "b", "c"], "manager_id": "m", "short": [True, True, False, False],
         "cause": ["enablement", "pipeline", "none", "too_few"], "gap": [10.0, 30.0, 99.0, 5.0]}
    )  # fmt: skip
    assert main_causes(rows)["cause"].tolist() == ["pipeline", "none", "too_few"]


def test_a_manager_is_tagged_by_more_than_half_of_the_judged_team() -> None:
    """Team m: two of three judged share a class (one has too few deals); team k: one of two is only half."""
    rows = pd.DataFrame(
        {"base": "x", "rep_id": list("abcdef"), "manager_id": ["m"] * 4 + ["k"] * 2, "short": True, "gap": 10.0,
         "cause": ["pipeline", "pipeline", "timing", "too_few", "plan", "data"]}
    )  # fmt: skip
    tags = manager_causes(rows, limits=LIMITS)
    assert tags[["manager_id", "cause", "reps"]].to_numpy().tolist() == [["m", "pipeline", 3]]
    assert tags["share"].tolist() == pytest.approx([2 / 3])


def test_few_opening_opportunities_borrow_the_conversion_of_all() -> None:
    rows = pd.DataFrame({"motion": ["a"] * 10 + ["b"] * 2, "amount": 100.0, "won_amount": [50.0] * 10 + [0.0] * 2})
    found = required_coverage(rows, motions=("a", "b"))
    assert found == {"a": 2.0, "b": pytest.approx(1200 / 500)}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [({}, True), ({"attainment": 0.3}, False), ({"median": 0.3}, False), ({"carriers": 4}, False), ({"q": 0.2}, False)],
)
def test_a_plan_is_at_fault_only_when_nobody_comes_near_beyond_chance(changes: dict[str, Any], fault: bool) -> None:
    row = {"motion": "np", "attainment": 0.1, "median": 0.0, "carriers": 5, "q": 0.01, **changes}
    found = faults_of(pd.DataFrame([row]), suspects=frozenset({"np"}), rate=0.1)
    assert found == (frozenset({"np"}) if fault else frozenset())
    assert not faults_of(pd.DataFrame([row]), suspects=frozenset(), rate=0.1)


#: eight reps with ten deals of 10 a quarter: who sells what of the plan core 60, new_product 30, new_customer 10
ON_PLAN = ["core"] * 6 + ["new_product"] * 3 + ["new_customer"]
OFF_PLAN = ["core"] * 10
NO_CUSTOMER = ["core"] * 7 + ["new_product"] * 3


def sales(mixes: dict[str, list[str]], managers: dict[str, str]) -> list[dict[str, Any]]:
    return [
        deal(rep, motion, 10.0, deal_id=f"{rep}{quarter}{k}", period=quarter, manager_id=managers[rep])
        for rep, mix in mixes.items() for quarter in QUARTERS for k, motion in enumerate(mix)
    ]  # fmt: skip


def region(
    mixes: dict[str, list[str]], *, supported: bool = True, overrides: tuple[Override, ...] = (), **frames: Any
) -> Book:
    """Region x: the first half of the reps under m1, the others under m2; new_customer may be without support."""
    names = list(mixes)
    managers = {rep: "m1" if at < len(names) / 2 else "m2" for at, rep in enumerate(names)}
    motions = tuple(
        replace(motion, support=Support(enablement="cert", pay_component="npi")) for motion in STRATEGY.motions
    )
    made = connected(
        frames, strategy=replace(STRATEGY, motions=motions, overrides=overrides), deals=sales(mixes, managers),
        carriers=[{"rep_id": rep, "manager_id": managers[rep]} for rep in names],
    )  # fmt: skip
    named = MOTIONS.assign(enablement="cert", pay_component="npi")
    if not supported:
        named.loc[named["motion"] == "new_customer", ["enablement", "pay_component"]] = None
    frame = conform(named, "motions")
    atoms = atoms_of(Snapshot(meta=made.meta, frames={**made.frames, "motions": frame}, path=made.path))
    nothing = pd.DataFrame(columns=list(FRAME_COLUMNS))  # judgements rest on the atoms alone
    return Book(frame=nothing, base="region:x", window=atoms.window, atoms=atoms, strategy=made.meta.strategy)


def trained(reps: list[str]) -> list[dict[str, Any]]:
    return [
        {"region": "x", "rep_id": rep, "manager_id": "m", "programme": "cert", "certified_on": date(2025, 8, 1),
         "first_sale_on": None, "watched_until": date(2026, 6, 30)}
        for rep in reps
    ]  # fmt: skip


REPS = [f"r{number}" for number in range(8)]


def test_on_plan_nothing_has_a_cause() -> None:
    book = region(dict.fromkeys(REPS, ON_PLAN))
    assert set(book.motion_causes["cause"]) == {"none"}
    assert set(book.causes["cause"]) == {"none"}
    assert book.manager_causes.empty
    assert book.value("root_cause", cause="none").value == 8


def test_half_the_teams_off_strategy_is_management_where_the_others_reach_it() -> None:
    mixes = {rep: OFF_PLAN if at < 4 else ON_PLAN for at, rep in enumerate(REPS)}
    book = region(mixes, certifications=trained(REPS))
    assert book.manager_verdicts.set_index("manager_id")["verdict"].to_dict() == {
        "m1": "off_strategy", "m2": "no_signal",
    }  # fmt: skip
    assert set(book.motion_causes["cause"]) == {"management"}


def test_untrained_everywhere_is_enablement_before_anything_personal() -> None:
    mixes = {rep: OFF_PLAN if at < 4 else ON_PLAN for at, rep in enumerate(REPS)}
    book = region(mixes, certifications=trained(REPS[:2]))
    assert set(book.motion_causes["cause"]) == {"enablement"}
    whole = book.causes.set_index("rep_id")
    assert set(whole.loc["r0", "cause"]) == {"none"}  # trained, and no table tells more
    assert set(whole.loc["r3", "cause"]) == {"enablement"}


def test_everybody_off_strategy_is_not_one_manager() -> None:
    """Without pipeline, wins or training nothing explains it: none, never management."""
    book = region(dict.fromkeys(REPS, OFF_PLAN))
    assert set(book.manager_verdicts["verdict"]) == {"off_strategy"}
    assert set(book.motion_causes["cause"]) == {"none"}


def test_a_thin_opening_pipeline_is_pipeline() -> None:
    """Each quarter opens with 20 of new_product due, half of it won: 2x is needed, 20 / 240 is there."""
    opening = [
        in_pipeline(f"{quarter}{k}", 10, period=quarter, motion="new_product", won=5, rep_id=REPS[k])
        for quarter in QUARTERS for k in range(2)
    ]  # fmt: skip
    book = region(dict.fromkeys(REPS, OFF_PLAN), pipeline=opening)
    found = book.motion_causes.set_index("motion")
    assert found.loc["new_product", "cause"] == "pipeline"
    assert found.loc["new_product", "required"] == pytest.approx(2.0)
    assert found.loc["new_product", "coverage"] == pytest.approx(20 / 240)
    assert book.manager_causes["cause"].tolist() == ["pipeline", "pipeline"]


def test_worse_wins_than_the_others_are_conversion() -> None:
    """r0 to r3 lose 19 of 20, the others 8 of 20: below their rate with near certainty."""
    mixes = {rep: OFF_PLAN if at < 4 else ON_PLAN for at, rep in enumerate(REPS)}
    lost = [row for at, rep in enumerate(REPS)
            for row in closed("new_product", 1 if at < 4 else 12, 19 if at < 4 else 8, rep_id=rep)]  # fmt: skip
    book = region(mixes, opportunities=lost)
    rows = book.causes[book.causes["motion"] == "new_product"].set_index("rep_id")
    assert rows.loc["r0", "cause"] == "conversion"
    assert rows.loc["r0", "win_rate"] == pytest.approx(0.05)
    assert rows.loc["r0", "peer_win_rate"] == pytest.approx(51 / 140)
    assert rows.loc["r7", "cause"] == "none"


def test_a_motion_nobody_reaches_and_nobody_supports_is_the_plan() -> None:
    """No rep sells new_customer, which has neither pay nor training where the other motion has both."""
    book = region(dict.fromkeys(REPS, NO_CUSTOMER), supported=False)
    found = book.motion_causes.set_index("motion")["cause"]
    assert found.to_dict() == {"new_product": "none", "new_customer": "plan"}
    assert set(book.verdicts["motion"]) == {"all", "new_product"}  # nobody is judged on it


def test_with_support_it_is_not_the_plan_unless_an_override_raised_it() -> None:
    mixes = dict.fromkeys(REPS, NO_CUSTOMER)
    assert "plan" not in set(region(mixes).motion_causes["cause"])
    raised = Override(
        region="x", first=QUARTERS[0], last=QUARTERS[-1], absorb_into="core", reason="", approved_by="",
        targets={"new_customer": Target("share_of_quota", share=0.2)}, dated=date(2025, 7, 1),
    )  # fmt: skip
    book = region(mixes, overrides=(raised,))
    assert book.motion_causes.set_index("motion").loc["new_customer", "cause"] == "plan"
    over = replace(raised, last=QUARTERS[1])
    assert "plan" not in set(region(mixes, overrides=(over,)).motion_causes["cause"])


def test_reps_with_a_handful_of_deals_are_too_few() -> None:
    """Two deals a quarter: eight in the window, below ten."""
    book = region({rep: ["core", "core"] for rep in REPS})
    assert set(book.motion_causes["cause"]) == {"too_few"}
    assert set(book.causes["cause"]) == {"too_few"}
    assert book.value("root_cause", cause="too_few").value == 8


def test_every_class_is_known() -> None:
    assert {"plan", *SIGNS, "none", "too_few"} == set(CLASSES)
