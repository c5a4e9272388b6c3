"""Groups are what a general groupby and a left merge give, whatever the keys and their order."""

from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.groups import grouped, looked_up, sums
from tests.metrics.toys import quick

KEYS = ["unit", "motion"]
rows = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None]), st.floats(-1e9, 1e9)), min_size=1, max_size=30
)


def _frame(items: list[tuple[str, str | None, float]]) -> pd.DataFrame:
    return pd.DataFrame(items, columns=[*KEYS, "money"]).astype({"unit": object, "motion": object})


@quick
@given(rows)
def test_sums_are_those_of_a_groupby_with_a_missing_key_last(items: list[tuple[str, str | None, float]]) -> None:
    frame = _frame(items)
    found = sums(frame, by=KEYS, of=["money"])
    plain = frame.groupby(KEYS, dropna=False)["money"].sum().reset_index()
    assert (
        found[KEYS].astype(object).fillna("-").to_numpy().tolist()
        == plain[KEYS].astype(object).fillna("-").to_numpy().tolist()
    )
    assert np.allclose(found["money"], plain["money"], rtol=1e-12, atol=1e-3)


@quick
@given(rows, st.randoms())
def test_no_order_of_rows_changes_a_digit(items: list[tuple[str, str | None, float]], chance: Random) -> None:
    mixed = list(items)
    chance.shuffle(mixed)
    before, after = (sums(_frame(part), by=["unit"], of=["money"])["money"].tolist() for part in (items, mixed))
    assert before == after


@quick
@given(rows)
def test_counts_are_of_different_known_values(items: list[tuple[str, str | None, float]]) -> None:
    frame = _frame(items)
    groups = grouped(frame, by=["unit"])
    for unit, several, size in zip(groups.keys["unit"], groups.distinct(frame["motion"]), groups.sizes(), strict=True):
        own = [motion for who, motion, _ in items if who == unit]
        assert (several, size) == (len(set(own) - {None}), len(own))


def test_the_largest_and_the_first_known_value_of_a_group() -> None:
    frame = _frame([("a", None, -5.0), ("a", "y", -7.0), ("b", "x", 1.0), ("b", "y", 3.0)])
    groups = grouped(frame, by=["unit"])
    assert groups.highest(frame["money"]).tolist() == [-5.0, 3.0]
    assert groups.first(frame["motion"]).tolist() == ["y", "x"]


def test_a_missing_value_adds_nothing_and_a_missing_key_finds_its_like() -> None:
    frame = _frame([("a", None, np.nan), ("a", None, 2.0), ("b", "x", 1.0)])
    assert sums(frame, by=["unit"], of=["money"])["money"].tolist() == [2.0, 1.0]
    of = pd.DataFrame({"unit": ["a"], "motion": [None], "found": [4]})
    found = looked_up(frame, on=KEYS, of=of)["found"].tolist()
    assert found[:2] == [4.0, 4.0]
    assert np.isnan(found[2])


def test_no_rows_give_no_groups() -> None:
    frame = _frame([("a", "x", 1.0)])[:0]
    assert sums(frame, by=KEYS, of=["money"]).columns.tolist() == [*KEYS, "money"]
    assert len(sums(frame, by=KEYS, of=["money"])) == 0
    assert looked_up(_frame([("a", "x", 1.0)]), on=KEYS, of=frame.rename(columns={"money": "n"}))["n"].isna().all()


@quick
@given(rows)
def test_keys_too_many_for_one_number_group_the_same(items: list[tuple[str, str | None, float]]) -> None:
    frame = _frame(items)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stratreport.metrics.groups.WIDEST", 3)
        narrow = sums(frame, by=KEYS, of=["money"])
    pd.testing.assert_frame_equal(narrow, sums(frame, by=KEYS, of=["money"]))
