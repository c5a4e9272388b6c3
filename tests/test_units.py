"""Units say what a number means and whether numbers of its kind may be added."""

from __future__ import annotations

import pytest

from stratreport.errors import UnknownName
from stratreport.units import UNITS, find_unit


def test_only_money_and_counts_may_be_summed() -> None:
    assert {name for name, unit in UNITS.items() if unit.additive} == {"money", "count"}
    assert set(UNITS) == {"money", "ratio", "points", "count", "days"}


def test_every_unit_answers_to_its_own_name_and_says_what_it_means() -> None:
    assert all(find_unit(name).name == name and find_unit(name).meaning for name in UNITS)


def test_percent_is_not_a_unit() -> None:
    with pytest.raises(UnknownName) as caught:
        find_unit("point")
    assert str(caught.value) == (
        'error[C101]: unknown unit "point"\n'
        "  expected: a declared unit\n"
        "  fix: did you mean points? known: count, days, money, points, ratio"
    )
