"""On the demo company every planted story is found in its region, and none that was not planted."""

from __future__ import annotations

import pytest

from stratreport.findings import FACTS, RULES
from stratreport.findings.answers import answers
from stratreport.metrics import METRICS
from stratreport.sources.demo.stories import STORIES, Story

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("stories")]
SCOPES = (*(story.region for story in STORIES), "company")
KNOWN = {metric.slug for metric in METRICS} | set(FACTS)
QUIET = ("amer-east", "amer-west", "anz")


@pytest.fixture(params=STORIES, ids=lambda story: story.region)
def story(request) -> Story:
    return request.param


def test_the_class_of_cause_is_the_planted_one(demo, story):
    (found,) = demo(story.region).of("cause")
    assert found.pattern == story.cause


def test_the_motions_that_miss_are_planted_and_the_weightiest_is_named(demo, story):
    behind = [item.names["motion_id"] for item in demo(story.region).of("motion_gap")]
    assert set(behind) <= set(story.weak_motions)
    assert bool(behind) is bool(story.weak_motions)


def test_each_missed_motion_has_the_cause_of_its_story(demo, story):
    found = {item.names["motion_id"]: item.pattern for item in demo(story.region).of("causes")}
    assert set(found.values()) <= {story.cause}


def test_exactly_the_managers_of_the_story_are_named(demo, story):
    assert {item.names["manager_id"] for item in demo(story.region).of("manager")} == set(story.managers)


def test_a_plan_fault_is_found_where_it_was_planted_only(demo, story):
    (found,) = demo(story.region).of("plan_fault")
    assert (found.pattern != "none") is (story.cause == "plan")
    if story.cause == "plan":
        assert (found.names["motion_id"], found.pattern) == ("new_segment", "unreached+unsupported")


def test_missing_training_is_red_where_it_was_planted_only(demo, story):
    red = {item.names["programme"] for item in demo(story.region).of("enablement") if item.tone == "bad"}
    assert red == ({"npi_cert"} if story.cause == "enablement" else set())


@pytest.mark.parametrize("region", QUIET)
def test_where_nothing_was_planted_no_strategic_motion_is_red(demo, region):
    red = [item.id for item in demo(region).findings if item.tone == "bad" and item.names.get("motion_id")]
    assert red == []
    verdict = demo(region).findings[0]
    assert verdict.tone != "bad"


def test_a_healthy_strategic_pipeline_is_seen_where_it_was_planted(demo):
    found = {item.names["motion_id"]: item for item in demo("amer-west").of("coverage")}
    assert found["strategic"].pattern == "covered"
    thin = {item.names["motion_id"]: item for item in demo("latam").of("coverage")}
    assert (thin["strategic"].pattern, thin["strategic"].certainty) == ("short", "is")


@pytest.mark.parametrize("scope", SCOPES)
def test_every_question_has_an_answer(demo, scope):
    told = answers(demo(scope).findings)
    assert len(told) == 12
    connected = demo(scope).snapshot.meta.not_connected == ()
    assert not (connected and [item.number for item in told if item.state == "not_connected"])


@pytest.mark.parametrize("scope", SCOPES)
def test_quota_strategy_hidden_gap_and_unclassified_are_always_told(demo, scope):
    verdict, known = demo(scope).findings[0], {item.id for item in demo(scope).findings}
    assert verdict.rule == "verdict"
    assert all(verdict[role].known for role in ("quota_attainment", "attainment", "masked"))
    assert f"unclassified_share:{verdict.scope}" in known


@pytest.mark.parametrize("scope", SCOPES)
def test_every_number_behind_a_finding_is_a_metric_or_a_declared_fact(demo, scope):
    book = demo(scope).book
    for item in demo(scope).findings:
        for role, evidence in dict(item.values).items():
            assert evidence.metric in KNOWN, f"{item.id}: {role}"
            rows = book.frame[book.frame["metric"] == evidence.metric]
            if len(rows) and evidence.value is not None and evidence.metric not in FACTS:
                same = rows[(rows["scope"] == evidence.scope) & (rows["period"] == evidence.period)]
                assert same["value"].tolist() == [evidence.value], f"{item.id}: {role}"


@pytest.mark.parametrize("scope", SCOPES)
def test_at_most_three_reds_stand_on_a_page_and_flags_come_with_their_tests(demo, scope):
    pages = {rule.id: rule.page for rule in RULES}
    red = [pages.get(item.rule, "overview") for item in demo(scope).findings if item.tone == "bad"]
    assert all(red.count(page) <= 3 for page in set(red))
    for rule in ("mix_verdicts", "quadrant", "manager_spread", "manager"):
        for item in demo(scope).of(rule):
            assert item["tested"].known, item.id
            assert item["raised"].known, item.id
