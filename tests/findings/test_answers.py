"""Every question of the executive has a rule and an answer, and nobody is judged on bookings nobody could classify."""

from __future__ import annotations

import pytest

from stratreport.findings import FACTS, RULES, Evidence, View, detect
from stratreport.findings.answers import QUESTIONS, answers
from stratreport.metrics import METRICS, evaluate
from tests.present.toys import ON_PLAN, W1, Toy, meta, snapshot

KNOWN = {metric.slug for metric in METRICS} | set(FACTS)
TABLES = ("pipeline_snapshots", "opportunities", "engagements", "enablement", "acknowledgements", "payouts")
YEAR = ("FY2025Q4", "FY2026Q1", "FY2026Q2")
CASES = {
    "off": Toy(), "on": Toy(deals=ON_PLAN, history=dict.fromkeys(YEAR, W1)), "nothing": Toy(deals={}),
    "no quota": Toy(quota=0.0), "one rep": Toy(reps=1),
}  # fmt: skip


@pytest.fixture(scope="module", params=list(CASES))
def found(request):
    snap = snapshot(CASES[request.param], about=meta(not_connected=TABLES))
    return detect(snap, evaluate(snap))


def test_each_of_the_twelve_questions_has_a_rule():
    assert {rule.number for rule in RULES} - {0} == set(QUESTIONS) == set(range(1, 13))


def test_a_fact_never_bears_the_name_of_a_metric():
    assert set(FACTS).isdisjoint(metric.slug for metric in METRICS)


def test_an_answer_is_always_there(found):
    told = answers(found)
    assert [item.number for item in told] == list(QUESTIONS)
    # a pay plan that is not connected is neither silent nor a zero
    assert next(item for item in told if item.number == 9).state == "not_connected"
    assert all(item.findings for item in told if item.state != "nothing")


def test_a_table_that_is_not_connected_gives_one_finding_without_a_number(found):
    silent = [item for item in found if item.pattern == "not_connected"]
    assert {item.rule for item in silent} == {rule.id for rule in RULES if rule.tables}
    assert all(not dict(item.values) and item.tone == "neutral" for item in silent)
    assert all(item.names["tables"] in item.caveat for item in silent)


def test_every_number_of_a_finding_names_its_metric_or_its_fact(found):
    used = {(item.id, value.metric) for item in found for value in dict(item.values).values()}
    assert {slug for _, slug in used} <= KNOWN
    assert all(isinstance(value, Evidence) for item in found for value in dict(item.values).values())


def test_at_most_three_findings_of_a_page_are_red(found):
    pages = {rule.id: rule.page for rule in RULES}
    red = [pages.get(item.rule, "overview") for item in found if item.tone == "bad"]
    assert all(red.count(page) <= 3 for page in red)


def unclassified(share: float) -> View:
    check = {"check": "unclassified", "severity": "info", "title": "No motion", "detail": "", "count": 3,
             "amount": 1e5, "share": share, "fix": "Give them a motion."}  # fmt: skip
    snap = snapshot(Toy(history=dict.fromkeys(YEAR, W1), quality=[check]))
    return View(snap, evaluate(snap))


@pytest.mark.parametrize(("share", "held"), [(0.10, False), (0.1001, True)])
def test_above_a_tenth_unclassified_nobody_is_judged(share, held):
    view = unclassified(share)
    told = {item.rule: item for item in detect(view.snapshot, view.book)}
    judging = {rule.id for rule in RULES if rule.judges}
    assert {"quadrant", "mix_verdicts", "manager_spread", "cause", "motion_gap"} <= judging
    assert bool(judging & set(told)) is not held
    assert (told["verdict"].pattern == "unclassified") is held
    assert told["unclassified"] is not None
