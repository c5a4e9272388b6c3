"""The scorecard: W6, count targets with their weights, and the order of the three means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics import evaluate
from stratreport.metrics.scorecard import (
    RENORMALISED,
    geometric,
    scorecard,
    scorecard_geometric,
    weakest_link,
    weighted,
)
from stratreport.snapshot import FRAMES, Snapshot, conform
from tests.metrics.toys import NOW, deal, quick, snapshot

KEY = {"kind": "base", "scope": "region:x", "period": "Q"}
W6 = pd.DataFrame({**KEY, "attainment": [1.0, 0.6, 0.2], "weight": [0.5, 0.3, 0.2]})


def test_w6() -> None:
    means = [compute(W6)["value"].iloc[0] for compute in (scorecard, scorecard_geometric, weakest_link)]
    assert means == pytest.approx([0.72, 0.621801, 0.2], abs=5e-7)
    assert scorecard(W6)["caveat"].tolist() == [""]


def test_a_component_without_target_drops_out_and_says_so() -> None:
    out = scorecard(W6.assign(attainment=[np.nan, 0.6, 0.2]))
    assert out["value"].iloc[0] == pytest.approx((0.3 * 0.6 + 0.2 * 0.2) / 0.5)
    assert out["caveat"].tolist() == [RENORMALISED]
    assert out["n"].tolist() == [2]


def test_nothing_to_score_is_unknown() -> None:
    out = scorecard(W6.assign(attainment=np.nan))
    assert out["value"].isna().all()
    assert out["caveat"].tolist() == ["no target"]


def test_one_component_at_zero_makes_the_geometric_mean_zero() -> None:
    assert geometric(np.array([1.0, 0.0]), np.array([0.9, 0.1])) == 0.0


@quick
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 1)), min_size=1, max_size=6))
def test_weakest_below_geometric_below_weighted(rows: list[tuple[float, float]]) -> None:
    attainment, weight = (np.array(column) for column in zip(*rows, strict=True))
    middle, top = geometric(attainment, weight), weighted(attainment, weight)
    assert attainment.min() - 1e-9 <= middle <= top + 1e-9


def test_count_targets_enter_with_their_declared_weight() -> None:
    """All targets met but new products at half: .85. One of two new customers, weight .1: (.85 + .05) / 1.1."""
    rows = [deal("r", "core", 60), deal("r", "new_product", 15), deal("r", "new_customer", 10)]
    snap = snapshot(rows, carriers=[{"rep_id": "r"}])
    counts = pd.DataFrame(
        [
            {
                "period": NOW,
                "region": "x",
                "rep_id": "r",
                "count_target": "logos",
                "actual": 1.0,
                "target": 2.0,
                "weight": 0.1,
            }
        ],
        columns=list(FRAMES["counts"]),
    )
    book = evaluate(Snapshot(snap.meta, {**snap.frames, "counts": conform(counts, "counts")}, snap.path))
    value = book.value("scorecard")
    assert value.value == pytest.approx(0.90 / 1.1)
    assert value.caveat == RENORMALISED
    assert evaluate(snap).value("scorecard").value == pytest.approx(0.85)
