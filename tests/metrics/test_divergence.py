"""When the divergence from plan has a value, and why not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stratreport.metrics import evaluate
from stratreport.metrics.divergence import INFINITE, axis_divergence, divergence, theil_index
from tests.metrics.toys import deal, snapshot

FINE = {
    "n": 50, "positive": 100.0, "target": 100.0, "placed": 1.0, "cells": 3.0, "entropy": 0.5, "divergence": 0.2,
    "divergence_js": 0.05, "divergence_placed": 0.15, "divergence_product": 0.1, "divergence_market": 0.05,
}  # fmt: skip


def mix(**changes: float) -> pd.DataFrame:
    return pd.DataFrame([{"kind": "base", "scope": "region:x", "period": "Q", **FINE, **changes}])


@pytest.mark.parametrize(
    ("changes", "kl", "js", "product"),
    [
        ({}, "", "", ""),
        ({"n": 49}, "too few to judge", "too few to judge", "too few to judge"),
        ({"target": 0.0}, "no target", "no target", "no target"),
        ({"positive": 0.0}, "no bookings", "no bookings", "no bookings"),
        ({"divergence": np.inf}, INFINITE, "", ""),
        ({"divergence_placed": np.inf}, "", "", INFINITE),
        ({"placed": 0.0}, "", "", "a motion spans several quadrants: no plan per quadrant"),
    ],
)
def test_why_there_is_no_value(changes: dict[str, float], kl: str, js: str, product: str) -> None:
    rows = mix(**changes)
    for out, caveat in (
        (divergence(rows, of="divergence"), kl), (divergence(rows, of="divergence_js"), js),
        (axis_divergence(rows, of="divergence_product"), product),
    ):  # fmt: skip
        assert out["caveat"].tolist() == [caveat]
        assert out["value"].isna().tolist() == [caveat != ""]


def test_the_parts_name_their_sum() -> None:
    parts = [axis_divergence(mix(), of=f"divergence_{axis}").iloc[0] for axis in ("product", "market")]
    assert sum(part["value"] for part in parts) == pytest.approx(parts[0]["denominator"])


def test_theil_needs_bookings_not_a_plan() -> None:
    assert theil_index(mix(target=0.0))["value"].tolist() == pytest.approx([np.log(3) - 0.5])
    assert theil_index(mix(positive=0.0))["caveat"].tolist() == ["no bookings"]
    assert theil_index(mix(n=10))["caveat"].tolist() == ["too few to judge"]


def test_a_region_on_plan_does_not_diverge_and_one_off_it_does() -> None:
    plan = {"core": 60.0, "new_product": 30.0, "new_customer": 10.0}
    for shift, near in ((0.0, True), (25.0, False)):
        sold = {**plan, "core": 60.0 + shift, "new_product": 30.0 - shift}
        rows = [
            deal("r", motion, money / 20, deal_id=f"{motion}{k}") for motion, money in sold.items() for k in range(20)
        ]
        book = evaluate(snapshot(rows, carriers=[{"rep_id": "r"}]))
        value, parts = book.value("plan_divergence").value, ("plan_divergence_product", "plan_divergence_market")
        assert value is not None
        assert (value < 1e-9) == near
        # each motion of the toy plan is one quadrant, so the split adds up to the divergence over motions
        assert sum(book.value(slug).value or 0 for slug in parts) == pytest.approx(value, abs=1e-9)
