"""Printed digits add up: steps between two printed totals, also where half-up rounding of each row would not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.present.footing import footed, footed_rows, money_of, printed
from stratreport.present.format import MILLIONS, THOUSANDS, UNITS

money = st.floats(-5e7, 5e7, allow_nan=False).map(lambda value: round(value, 2))
scales = st.sampled_from([MILLIONS, THOUSANDS, UNITS])


@given(st.floats(0, 5e7).map(lambda value: round(value, 2)), st.lists(money, max_size=14), scales)
def test_printed_steps_lead_from_one_printed_total_to_the_next(start: float, steps: list[float], scale: object) -> None:
    end = start + sum(steps)
    shown = footed(start, steps, end, scale=scale)
    if steps:
        assert printed(start, scale) + sum(shown) == printed(end, scale)
    if end >= 0:
        unit = money_of(1, scale)
        assert all(abs(units * unit - step) < unit * (1 + 1e-6) for units, step in zip(shown, steps, strict=True))


@given(st.lists(st.integers(-(10**6), 10**6), max_size=10), st.integers(0, 10**6))
def test_whole_numbers_are_printed_as_they_are(steps: list[int], start: int) -> None:
    assert footed(start, steps, start + sum(steps), scale=UNITS) == tuple(steps)


def test_a_quarter_whose_steps_each_round_up_still_ends_on_its_printed_total() -> None:
    """12.30 + 0.27 + 0.27 + 0.41 = 13.25 in full; rounded one by one 12.3 + 0.3 + 0.3 + 0.4 = 13.3, printed 13.2."""
    steps = [270_000.0, 270_000.0, 408_000.0]
    assert footed(12_300_000.0, steps, 13_248_000.0, scale=MILLIONS) == (3, 2, 4)


def test_a_real_disagreement_is_printed_not_rounded_away() -> None:
    assert footed(1_000.0, [250.0, 250.0], 1_600.0, scale=UNITS) == (250, 250)


def test_the_steps_of_each_run_foot_and_the_target_stands_alone() -> None:
    rows = [("total", 12.34e6), ("step", 1.33e6), ("step", -0.42e6), ("total", 13.25e6), ("step", -10.46e6),
            ("step", -0.31e6), ("total", 2.48e6), ("target", 5.94e6)]  # fmt: skip
    shown = footed_rows([{"kind": kind, "amount": amount} for kind, amount in rows], scale=MILLIONS)
    tenths = [round(value / 1e5) for value in shown]
    assert (tenths[0], tenths[3], tenths[6], tenths[7]) == (123, 133, 25, 59)
    assert sum(tenths[:3]) == tenths[3]
    assert sum(tenths[3:6]) == tenths[6]


@pytest.mark.parametrize("kinds", [(), ("total",), ("total", "total"), ("step",)])
def test_chains_without_a_run_round_every_row(kinds: tuple[str, ...]) -> None:
    assert footed_rows([{"kind": kind, "amount": 149.6} for kind in kinds], scale=UNITS) == (150.0,) * len(kinds)
