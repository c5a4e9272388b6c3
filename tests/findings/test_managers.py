"""Teams off strategy: named by a verdict beyond chance over more than one quarter, or not at all."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from stratreport.findings.managers import manager_spread, teams_off
from tests.findings.fakes import seen, value
from tests.present.toys import meta

COLUMNS = ("base", "manager_id", "reps", "n", "value", "expected", "p", "q", "verdict", "quota", "actual",
           "quota_attainment", "gap")  # fmt: skip
OFF = ("region:north", "north-M1", 2, 60, 0.3, 0.95, 0.0005, 0.001, "off_strategy", 4e5, 4.4e5, 1.1, 2e5)
ON = ("region:north", "north-M2", 3, 80, 0.96, 0.96, 0.6, 0.6, "no_signal", 6e5, 6.6e5, 1.1, 1e4)
FEW = ("region:north", "north-M2", 3, 6, 0.2, None, None, None, "too_few", 6e5, 6.6e5, 1.1, 1e5)


def judged(*rows, **more):
    return seen(manager_verdicts=pd.DataFrame(rows, columns=list(COLUMNS)), **more)


@pytest.mark.parametrize(
    ("rows", "pattern", "off", "tested"),
    [((OFF, ON), "some", 1, 2), ((ON,), "none", 0, 1), ((OFF,), "all", 1, 1), ((FEW,), "too_few", 0, 0)],
)
def test_the_spread_counts_teams_tested_and_raised(rows, pattern, off, tested):
    (found,) = manager_spread(judged(*rows))
    assert (found.pattern, found["off"].value, found["judged"].value) == (pattern, off, tested)
    assert (found["tested"].value, found["raised"].value, found["quarters"].value) == (tested, off, 4)


def test_a_team_off_strategy_is_named_with_what_the_verdict_rests_on():
    (found,) = teams_off(judged(OFF, ON))
    assert found.names == {"manager": "north-M1", "manager_id": "north-M1"}
    assert [found[role].value for role in ("strategic", "expected", "deals")] == [0.3, 0.95, 60]
    assert found.money == 2e5
    assert next(iter(manager_spread(judged(OFF, ON)))).names["managers"] == "north-M1"


def test_one_quarter_names_nobody():
    short = judged(OFF, ON, window=SimpleNamespace(trailing=("FY2026Q3",), label="FY2026Q3"))
    assert list(teams_off(short)) == []
    assert next(iter(manager_spread(short))).names["managers"] == ""


def test_in_aggregate_nobody_is_named_and_the_count_stays():
    closed = judged(OFF, ON, about=meta(rep_display="aggregate"))
    assert list(teams_off(closed)) == []
    (found,) = manager_spread(closed)
    assert (found.names["managers"], found["off"].value) == ("", 1)


def test_who_leads_nobody_now_is_not_counted():
    gone = ("region:north", "north-M9", *OFF[2:])
    (found,) = manager_spread(judged(gone, ON))
    assert (found.pattern, found["judged"].value) == ("none", 1)


def test_another_region_is_not_read():
    (found,) = manager_spread(judged(("region:south", *OFF[1:])))
    assert found.pattern == "too_few"


@pytest.mark.parametrize(("gap", "tone"), [(2e5, "bad"), (199_999, "watch")])
def test_red_only_where_the_gap_is_material_per_quarter(gap, tone):
    # T = 1,000k a quarter: 50k a quarter over four
    (found,) = manager_spread(judged((*OFF[:-1], gap), ON))
    assert found.tone == tone


def test_the_share_between_managers_is_said_when_it_is_known():
    (found,) = manager_spread(judged(OFF, ON, values={"manager_effect": value(0.6, 0.2, 0.9)}))
    assert (found["icc"].value, found["icc"].metric) == (0.6, "manager_effect")


def test_a_book_that_judges_no_teams_gives_too_few():
    (found,) = manager_spread(seen())
    assert (found.pattern, found.tone, found.certainty) == ("too_few", "neutral", "count_only")


def causes(**classes: str) -> pd.DataFrame:
    """Short motions of equal gap, each with its class."""
    return pd.DataFrame([
        {"base": "region:north", "motion": motion, "cause": cause, "short": True, "gap": 1e5}
        for motion, cause in classes.items()
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("classes", "named"),
    [
        ({"new_product": "management", "new_logo": "management"}, True),
        ({"new_product": "enablement", "new_logo": "enablement"}, False),
        ({"new_product": "plan"}, False), ({"new_product": "data"}, False),
        ({"new_product": "enablement", "new_logo": "management"}, True),  # half of it is not most of it
    ],
)  # fmt: skip
def test_environment_comes_before_the_person(classes, named):
    view = judged(OFF, ON, motion_causes=causes(**classes))
    assert bool(list(teams_off(view))) is named
    (found,) = manager_spread(view)
    assert bool(found.names["managers"]) is named
    assert (found.pattern, found["off"].value, found.tone) == ("some", 1, "bad" if named else "watch")


def test_where_all_teams_are_off_no_manager_is_named():
    assert list(teams_off(judged(OFF))) == []
    (found,) = manager_spread(judged(OFF))
    assert (found.pattern, found.names["managers"], found.tone) == ("all", "", "watch")
