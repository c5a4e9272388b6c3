"""The rep quadrant: every carrier in exactly one class, and how sure it is."""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.metrics import evaluate
from stratreport.metrics.quadrant import CLASSES, classify_reps
from stratreport.params.specs import Thresholds
from tests.metrics.toys import MOTIONS, QUARTERS, deal, snapshot


def classed(*, qa: float, value: float | None, verdict: str) -> tuple[str, str]:
    reps = pd.DataFrame({"rep_id": ["r"], "manager_id": ["m"], "quota": [100.0], "actual": [qa * 100]})
    seen = pd.DataFrame(
        {"rep_id": ["r"], "motion": ["all"], "n": [12], "value": [value], "expected": [0.9], "p": [0.1], "q": [0.1],
         "verdict": [verdict]}
    )  # fmt: skip
    out = classify_reps(reps, verdicts=seen, thresholds=Thresholds()).iloc[0]
    return out["quadrant"], out["certainty"]


@pytest.mark.parametrize(
    ("qa", "value", "verdict", "expected"),
    [
        (1.0, 0.8, "no_signal", ("executor", "is")),
        (1.0, 0.79, "off_strategy", ("comfort_zone_hitter", "is")),
        (1.0, 0.79, "no_signal", ("no_signal", "appears")),
        (0.99, 0.8, "no_signal", ("builder", "is")),
        (0.99, 0.1, "off_strategy", ("at_risk", "is")),
        (0.99, 0.1, "no_signal", ("no_signal", "appears")),
        (1.5, 0.1, "too_few", ("too_few", "count_only")),
        (1.5, None, "too_few", ("too_few", "count_only")),
    ],
)
def test_at_and_around_the_thresholds(qa: float, value: float | None, verdict: str, expected: tuple[str, str]) -> None:
    assert classed(qa=qa, value=value, verdict=verdict) == expected


def test_a_carrier_without_verdict_or_target_is_counted_as_too_few() -> None:
    reps = pd.DataFrame({"rep_id": ["r"], "manager_id": ["m"], "quota": [100.0], "actual": [0.0]})
    none = pd.DataFrame(columns=["rep_id", "motion", "n", "value", "expected", "p", "q", "verdict"])
    assert classify_reps(reps, verdicts=none, thresholds=Thresholds())["quadrant"].tolist() == ["too_few"]


def test_a_seller_of_core_alone_beside_on_plan_peers() -> None:
    """Four quarters, 24 deals each: `core` books 110 of 100 in core alone, the others sell the plan's 60/30/10."""
    rows = []
    for quarter in QUARTERS:
        rows += [deal("core", "core", 110 / 6, deal_id=f"c{quarter}{k}", period=quarter) for k in range(6)]
        for rep in ("one", "two"):
            mix = ["core"] * 3 + ["new_product"] * 2 + ["new_customer"]
            sizes = [20.0, 20.0, 20.0, 15.0, 15.0, 10.0]
            rows += [
                deal(rep, motion, size, deal_id=f"{rep}{quarter}{k}", period=quarter)
                for k, (motion, size) in enumerate(zip(mix, sizes, strict=True))
            ]
    book = evaluate(snapshot(rows, carriers=[{"rep_id": name} for name in ("core", "one", "two")]))
    found = book.quadrants.set_index("rep_id")
    assert found.loc["core", ["quadrant", "certainty"]].tolist() == ["comfort_zone_hitter", "is"]
    assert found.loc["one", ["quadrant", "certainty"]].tolist() == ["executor", "is"]
    assert {name: book.value("rep_quadrant", quadrant=name).value for name in CLASSES} == {
        "executor": 2, "comfort_zone_hitter": 1, "builder": 0, "at_risk": 0, "no_signal": 0, "too_few": 0,
    }  # fmt: skip
    tested, raised = book.flags
    assert tested == 3 * int((MOTIONS["cell_class"] == "strategic").sum())
    assert raised >= 1
