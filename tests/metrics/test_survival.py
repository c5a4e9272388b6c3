"""Kaplan-Meier: by hand, censoring never shortens a time, losses are an end of their own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.survival import CURVE, curve, first_day, median, median_of_won
from tests.metrics.toys import quick

watches = st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["won", "lost", "open"])), min_size=1, max_size=40)


def flags(kinds: list[str], kind: str) -> np.ndarray:
    return np.array([item == kind for item in kinds])


def split(found: list[tuple[int, str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    kinds = [kind for _, kind in found]
    return np.array([float(day) for day, _ in found]), flags(kinds, "won"), flags(kinds, "lost")


def test_the_curve_by_hand() -> None:
    # 5 watched: event 10; censored 15; events 20, 20; censored 30. S: 4/5, then 4/5 x 1/3
    days, happened = np.array([10.0, 15, 20, 20, 30]), np.array([True, False, True, True, False])
    rows = curve(days, happened=happened)
    assert rows["day"].tolist() == [10, 15, 20, 30]
    assert rows["share"].tolist() == pytest.approx([0.2, 0.2, 1 - 4 / 15, 1 - 4 / 15])
    assert rows["at_risk"].tolist() == [5, 4, 3, 1]
    assert rows["censored"].tolist() == [0, 1, 0, 1]
    assert ((rows["low"] <= rows["share"]) & (rows["share"] <= rows["high"]))[:3].all()


def test_nobody_and_nothing_yet() -> None:
    assert list(curve(np.array([]), happened=np.array([], dtype=bool)).columns) == list(CURVE)
    rows = curve(np.array([5.0, 9.0]), happened=np.array([False, False]))
    assert rows["share"].tolist() == [0, 0]
    assert np.isnan(median(np.array([5.0, 9.0]), happened=np.array([False, False])).value)


def test_a_median_that_is_not_reached_is_not_the_longest_watch() -> None:
    days, happened = np.array([10.0, 50, 50, 50]), np.array([True, False, False, False])
    assert np.isnan(median(days, happened=happened).value)


def test_first_day_of_a_share() -> None:
    assert first_day(np.array([3.0, 7.0]), share=np.array([0.5, 1.0])) == 3.0


@quick
@given(watches)
def test_the_share_never_falls_and_stays_a_share(found: list[tuple[int, str]]) -> None:
    days, won, _ = split(found)
    share = curve(days, happened=won)["share"].to_numpy()
    assert (np.diff(share) >= -1e-12).all()
    assert ((share >= -1e-12) & (share <= 1 + 1e-12)).all()


@quick
@given(watches)
def test_without_censoring_it_is_the_share_of_those_who_are_through(found: list[tuple[int, str]]) -> None:
    days = split(found)[0]
    rows = curve(days, happened=np.ones(len(days), dtype=bool))
    expected = [(days <= day).mean() for day in rows["day"]]
    np.testing.assert_allclose(rows["share"], expected, atol=1e-12)


@quick
@given(watches)
def test_without_losses_it_is_kaplan_meier(found: list[tuple[int, str]]) -> None:
    days, won, lost = split([(day, "open" if kind == "lost" else kind) for day, kind in found])
    np.testing.assert_equal(median_of_won(days, won=won, lost=lost).value, median(days, happened=won).value)


@quick
@given(watches)
def test_without_open_ones_it_is_the_median_of_the_wins(found: list[tuple[int, str]]) -> None:
    days, won, lost = split([(day, "lost" if kind == "open" else kind) for day, kind in found])
    own = np.sort(days[won])
    expected = own[(len(own) - 1) // 2] if len(own) else np.nan
    np.testing.assert_equal(median_of_won(days, won=won, lost=lost).value, expected)


@quick
@given(watches, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_the_interval_holds_the_median(found: list[tuple[int, str]], random) -> None:
    mixed = list(found)
    random.shuffle(mixed)
    one, other = (median_of_won(days, won=won, lost=lost) for days, won, lost in (split(found), split(mixed)))
    np.testing.assert_equal([one.value, one.low, one.high], [other.value, other.low, other.high])
    if not np.isnan(one.value):
        assert one.low <= one.value
        assert np.isnan(one.high) or one.value <= one.high


@quick
@given(watches, st.integers(2, 5))
def test_another_unit_of_time_scales_the_median(found: list[tuple[int, str]], factor: int) -> None:
    days, won, lost = split(found)
    np.testing.assert_equal(
        median_of_won(days * factor, won=won, lost=lost).value, median_of_won(days, won=won, lost=lost).value * factor
    )


def test_open_deals_lengthen_the_cycle() -> None:
    # wins after 10, 20, 30, 40: median 20; four deals open at 25 have outlived the first two
    days, still = np.array([10.0, 20, 30, 40]), np.full(4, 25.0)
    won, none = np.ones(4, dtype=bool), np.zeros(4, dtype=bool)
    assert median_of_won(days, won=won, lost=none).value == 20
    both = np.concatenate([days, still])
    assert median_of_won(both, won=np.append(won, none), lost=np.zeros(8, dtype=bool)).value == 30


def test_quick_losses_do_not_touch_the_days_of_the_won() -> None:
    days = np.array([10.0, 20, 30, 1, 1, 1, 1])
    won = np.array([True] * 3 + [False] * 4)
    assert median_of_won(days, won=won, lost=~won).value == 20


def test_losses_as_censored_wins_would_answer_another_question() -> None:
    days = np.array([10.0, 20, 30, 5, 5, 25, 25, 25, 25])
    won = np.array([True] * 3 + [False] * 6)
    assert median_of_won(days, won=won, lost=~won).value == 20
    assert median(days, happened=won).value == 30
