"""Reach by brute force: which combinations of levels each motion can take."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.params import specs as s
from stratreport.params.reach import LEVELS, accepted_levels, quadrant, reach

AXES = s.Axes(s.ProductAxis(8), s.CustomerAxis(24), s.SegmentAxis(("a",)), s.PersonaAxis(("b",)))


def motion(name: str, **where: str | list[str]) -> s.Motion:
    selectors = tuple(
        s.Selector(axis, tuple(values) if isinstance(values, list) else (values,)) for axis, values in where.items()
    )
    return s.Motion(name, name, None, selectors, not where, comfort_zone=False, target=s.Target("none"))


def strategy(*motions: s.Motion, axes: s.Axes = AXES) -> s.Strategy:
    calendar = s.PlanCalendar(date(2026, 1, 1), "FY2026")
    measure = s.Measure("acv", "net", "booked_on", "EUR")
    return s.Strategy("x", 1, 1, calendar, measure, axes, motions, {})


PLAN = strategy(
    motion("diversify", product="new", customer="new"),
    motion("new_product", product="new"),
    motion("new_logo", customer="new"),
    motion("new_persona", persona="new"),
    motion("core", product="existing", customer=["existing"], segment="existing", persona="existing"),
    motion("off_plan"),
)


def test_all_thirty_six_combinations_land_somewhere_once() -> None:
    reached = reach(PLAN)
    landed = [combination for combinations in reached.values() for combination in combinations]
    assert sorted(landed) == sorted(product(*LEVELS.values()))
    assert {name: len(found) for name, found in reached.items()} == {
        "diversify": 6,  # 2 segments × 3 personas
        "new_product": 12,  # existing and reactivated × 6
        "new_logo": 6,
        "new_persona": 4,  # existing and reactivated × 2 segments
        "core": 4,  # existing and reactivated × existing and unknown persona
        "off_plan": 4,  # the same in a new segment
    }


def test_reactivated_and_unknown_count_as_declared() -> None:
    assert accepted_levels(AXES, s.Selector("customer", ("existing",))) == {"existing", "reactivated"}
    assert accepted_levels(AXES, s.Selector("persona", ("existing",))) == {"existing", "unknown"}
    assert accepted_levels(AXES, s.Selector("persona", ("new",))) == {"new"}
    strict = s.Axes(
        s.ProductAxis(8), s.CustomerAxis(24, reactivated_counts_as="new"), s.SegmentAxis(("a",)),
        s.PersonaAxis(("b",), unknown="exclude"),
    )  # fmt: skip
    assert accepted_levels(strict, s.Selector("customer", ("existing",))) == {"existing"}
    assert accepted_levels(strict, s.Selector("customer", ("new",))) == {"new", "reactivated"}
    assert accepted_levels(strict, s.Selector("persona", ("existing",))) == {"existing"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("diversify", "diversification"),
        ("new_product", "product development"),
        ("new_logo", "market development"),
        ("new_persona", "penetration"),
        ("core", "penetration"),
    ],
)
def test_quadrant_is_the_one_all_business_of_a_motion_shares(name: str, expected: str) -> None:
    assert quadrant(PLAN, name) == expected


def test_a_motion_over_two_quadrants_has_none() -> None:
    plan = strategy(motion("segment", segment="new"), motion("rest"))
    assert quadrant(plan, "segment") is None
    assert quadrant(plan, "absent") is None


def test_a_motion_behind_a_wider_one_is_unreachable() -> None:
    plan = strategy(motion("wide", product="new"), motion("narrow", product="new", customer="new"), motion("rest"))
    assert reach(plan)["narrow"] == frozenset()


def test_a_product_line_restricts_without_hiding_what_follows() -> None:
    plan = strategy(motion("line", product_line="A"), motion("wide", product="new"), motion("rest"))
    assert len(reach(plan)["line"]) == 36
    assert len(reach(plan)["wide"]) == 18
    hidden = strategy(motion("both", product_line=["A", "B"]), motion("one", product_line="A"), motion("rest"))
    assert reach(hidden)["one"] == frozenset()


AXIS_LEVELS = {**LEVELS, "product_line": ("A", "B")}
wheres = st.dictionaries(
    st.sampled_from(sorted(AXIS_LEVELS)), st.integers(0, 6), min_size=1, max_size=3
).map(lambda picks: {axis: [AXIS_LEVELS[axis][n % len(AXIS_LEVELS[axis])]] for axis, n in picks.items()})  # fmt: skip


@given(st.lists(wheres, max_size=5))
def test_nothing_is_lost_and_order_decides(found: list[dict[str, list[str]]]) -> None:
    motions = [motion(f"m{n}", **where) for n, where in enumerate(found)]
    reached = reach(strategy(*motions, motion("rest")))
    assert set().union(*reached.values()) == set(product(*LEVELS.values()))
    first = reach(strategy(*motions[:1], motion("rest")))
    if motions:
        assert reached["m0"] == first["m0"]
