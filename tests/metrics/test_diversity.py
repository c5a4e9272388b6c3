"""How many motions carry the bookings."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from stratreport.metrics import evaluate
from stratreport.metrics.diversity import effective_motions, effective_motions_entropy, motion_entropy, motion_hhi
from tests.metrics.toys import deal, snapshot

Compute = Callable[[pd.DataFrame], pd.DataFrame]


def test_two_equal_motions_count_as_two() -> None:
    rows = [deal("r", "core", 50), deal("r", "new_product", 50)]
    book = evaluate(snapshot(rows, carriers=[{"rep_id": "r"}]))
    assert book.value("motion_hhi").value == pytest.approx(0.5)
    assert book.value("effective_motions").value == pytest.approx(2)
    assert book.value("effective_motions_entropy").value == pytest.approx(2)


def test_a_net_return_is_no_motion_that_carries() -> None:
    rows = [deal("r", "core", 50), deal("r", "new_product", -50)]
    book = evaluate(snapshot(rows, carriers=[{"rep_id": "r"}]))
    assert book.value("effective_motions").value == 1
    assert book.value("motion_entropy").value == 0


@pytest.mark.parametrize("compute", [motion_hhi, motion_entropy, effective_motions, effective_motions_entropy])
def test_nothing_booked_is_unknown(compute: Compute) -> None:
    out = compute(pd.DataFrame({"hhi": [float("nan")], "entropy": [0.0], "positive": [0.0], "n": [0]})).iloc[0]
    assert pd.isna(out["value"])
    assert out["caveat"] == "no bookings"
