"""Groups of people: whatever is closed cannot be worked out from what is printed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.privacy import WITHHELD, cover, fewer_than, public_rows

SIZES = st.lists(st.integers(0, 12), max_size=9)
SMALLEST = st.integers(2, 8)


@given(SIZES, SMALLEST)
def test_total_less_open_groups_never_stands_for_one_group_nor_for_too_few_people(
    sizes: list[int], smallest: int
) -> None:
    covered = cover(sizes, smallest=smallest)
    closed = [size for at, size in enumerate(sizes) if not covered.open(at)]
    if closed and covered.total:
        left = sum(sizes) - sum(size for at, size in enumerate(sizes) if covered.open(at))
        assert len(closed) >= 2
        assert left >= smallest


@given(SIZES, SMALLEST)
def test_no_open_group_is_smaller_than_the_smallest(sizes: list[int], smallest: int) -> None:
    covered = cover(sizes, smallest=smallest)
    assert all(size == 0 or size >= smallest for at, size in enumerate(sizes) if covered.open(at))


@given(SIZES, SMALLEST)
def test_nothing_is_closed_without_need(sizes: list[int], smallest: int) -> None:
    covered = cover(sizes, smallest=smallest)
    small = [size for size in sizes if 0 < size < smallest]
    if not small:
        assert set(covered.reasons) <= {""}
    withheld = [size for size, reason in zip(sizes, covered.reasons, strict=True) if reason == WITHHELD]
    still_open = [size for at, size in enumerate(sizes) if size and covered.open(at)]
    assert not withheld or not still_open or max(withheld) <= min(still_open)
    before = [*small, *sorted(withheld)[:-1]]  # what was closed before the last one was withheld
    assert not withheld or len(before) < 2 or sum(before) < smallest


@pytest.mark.parametrize(
    ("sizes", "closed"),
    [
        ([8, 6, 5], []),  # nobody to hide
        ([8, 3, 6], [1, 2]),  # one small group takes the next smallest with it
        ([9, 3, 2, 7], [1, 2]),  # two small groups of five people together hide each other
        ([9, 1, 2, 7], [1, 2, 3]),  # three people together would still be a group too small
        ([0, 4, 9], [1, 2]),  # a group of nobody hides nobody
    ],
)
def test_worked_on_paper(sizes: list[int], closed: list[int]) -> None:
    covered = cover(sizes, smallest=5)
    assert [at for at in range(len(sizes)) if not covered.open(at)] == closed
    assert covered.total


def test_a_whole_that_is_too_small_itself_may_not_be_printed_beside_its_groups() -> None:
    assert not cover([3], smallest=5).total
    assert not cover([2, 2], smallest=5).total


def frame(**scopes: float) -> pd.DataFrame:
    rows = [("quota", scope.replace("__", ":").replace("_S_", "/"), "Q1", value) for scope, value in scopes.items()]
    out = pd.DataFrame(rows, columns=["metric", "scope", "period", "value"])
    return out.assign(low=0.0, high=1.0, numerator=1.0, denominator=1.0, n=9.0, caveat="")


BOOK = frame(
    region__x=20.0, region__x_S_manager__a=8.0, region__x_S_manager__b=6.0, region__x_S_manager__c=3.0,
    region__x_S_manager__c_S_motion__core=2.0, region__x_S_rep__r1=1.0, region__x_S_rep__r1_S_motion__core=1.0,
)  # fmt: skip
TEAMS = {("region:x/manager:a", "Q1"): 8, ("region:x/manager:b", "Q1"): 6, ("region:x/manager:c", "Q1"): 3}


def test_in_aggregate_mode_no_row_is_a_persons_and_small_teams_are_closed_with_a_reason() -> None:
    public = public_rows(BOOK, display="aggregate", teams=TEAMS).set_index("scope")
    assert not [scope for scope in public.index if "rep:" in scope]
    assert public.loc["region:x/manager:a", "value"] == 8.0
    assert public.loc["region:x/manager:c", "caveat"] == fewer_than(5)
    assert public.loc["region:x/manager:c/motion:core", "caveat"] == fewer_than(5)
    assert public.loc["region:x/manager:b", "caveat"] == WITHHELD
    closed = public[public["caveat"] != ""]
    assert closed[["value", "low", "high", "numerator", "denominator", "n"]].isna().all(axis=None)


def test_a_team_nobody_counted_is_closed() -> None:
    public = public_rows(BOOK, display="aggregate", teams={}).set_index("scope")
    assert public.loc["region:x/manager:a", "caveat"] == fewer_than(5)
    assert public.loc["region:x", "value"] == 20.0


@pytest.mark.parametrize("display", ["names", "codes"])
def test_other_modes_change_nothing(display: str) -> None:
    pd.testing.assert_frame_equal(public_rows(BOOK, display=display, teams=TEAMS), BOOK)


def test_numbers_of_people_per_group_are_closed_like_the_groups() -> None:
    rows = frame(
        region__x_S_quadrant__executor=8.0, region__x_S_quadrant__builder=1.0, region__x_S_quadrant__at_risk=6.0
    )
    public = public_rows(rows.assign(metric="rep_quadrant"), display="aggregate", teams={})
    assert public["value"].isna().tolist() == [False, True, True]
