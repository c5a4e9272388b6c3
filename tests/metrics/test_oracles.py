"""The oracles of the metrics handbook (2.4), number by number; those of a topic are in test_oracles_<topic>.py.

W3, W12 and W14 do not exist in the handbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from stratreport.metrics.attainment import (
    masked_shortfall,
    strategic_attainment_pooled,
    strategic_motion_attainment,
    volume_shortfall,
)
from stratreport.metrics.balances import axis_distance
from stratreport.metrics.bridge import bridge, mix_and_volume, split_cells
from stratreport.metrics.comfort import (
    clean_attainment,
    comfort_surplus,
    comfort_zone_index,
    excess_core_share,
    mix_distance,
)
from stratreport.metrics.concentration import herfindahl
from stratreport.metrics.divergence import divergence
from stratreport.metrics.diversity import effective_motions, effective_motions_entropy
from stratreport.metrics.intervals import wilson
from stratreport.metrics.measures import motion_measures, unit_measures
from stratreport.metrics.mix_measures import entropy, jensen_shannon, kullback_leibler
from stratreport.metrics.null import adjust
from stratreport.metrics.price_volume import price_volume_mix
from stratreport.metrics.quota import plan_to_quota, quota_attainment
from stratreport.metrics.scorecard import geometric, scorecard, scorecard_geometric, weakest, weakest_link, weighted
from tests.metrics.toys import W1, W2

NUMBERS = sorted({*range(1, 18)} - {3, 12, 14})
Compute = Callable[[pd.DataFrame], pd.DataFrame]


def unit(cells: pd.DataFrame, *, quota: float) -> pd.DataFrame:
    measured = unit_measures(motion_measures(cells.assign(u="u"), by=["u"]), by=["u"])
    return measured.assign(quota=quota, n=10)


def value(compute: Compute, measures: pd.DataFrame) -> float:
    return float(compute(measures)["value"].iloc[0])


@pytest.mark.parametrize("number", NUMBERS)
def test_every_oracle_is_a_test(number: int) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_oracles*.py")))
    assert re.search(rf"^def test_w{number}_", pages, re.MULTILINE)


def test_w1_cells() -> None:
    split = split_cells(W1)
    assert split[["hit", "surplus", "gap"]].to_numpy().tolist() == [
        [600, 400, 0],
        [60, 0, 140],
        [40, 0, 110],
        [0, 0, 50],
    ]
    terms = mix_and_volume(W1)["mix"]
    assert terms.to_list() == pytest.approx([340, -160, -125, -55])
    assert terms.clip(lower=0).sum() == pytest.approx(340)


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        (quota_attainment, 1.10), (strategic_attainment_pooled, 0.70), (volume_shortfall, 0.0),
        (masked_shortfall, 0.30), (strategic_motion_attainment, 0.25), (mix_distance, 0.30909),
        (comfort_zone_index, 1.51515), (excess_core_share, 0.309), (clean_attainment, 0.70), (comfort_surplus, 0.40),
    ],
)  # fmt: skip
def test_w1_measures(compute: Compute, expected: float) -> None:
    digits = 5e-4 if compute is excess_core_share else 5e-6
    assert value(compute, unit(W1, quota=1000)) == pytest.approx(expected, abs=digits)


def test_w1_bridge_and_sandwich() -> None:
    b, measured = bridge(W1, quota=1000), unit(W1, quota=1000)
    assert (b.quota_attainment, b.strategic_attainment, b.surplus_core, b.gap) == (1.1, 0.7, 0.4, 0.3)
    assert pytest.approx(b.quota_attainment) == 0.70 + 0.40
    least = 1.0 - value(mix_distance, measured)
    assert least == pytest.approx(0.6909, abs=5e-5)
    assert least <= value(strategic_attainment_pooled, measured) <= 1.0


def test_w2_cover_off_plan_and_returns() -> None:
    b, measured = bridge(W2, quota=1000), unit(W2, quota=1000)
    assert (b.cover, b.surplus_core, b.surplus_off_plan, b.returns, b.gap) == (0.9, 0.1, 0.1, 0.05, 0.15)
    assert b.strategic_attainment == pytest.approx(0.83333, abs=5e-6)
    assert pytest.approx(b.quota_attainment) == 0.75 + 0.20 - 0.05
    assert pytest.approx(1 - (b.quota_attainment or 0)) == 0.10 + 0.15 - 0.20 + 0.05
    assert value(plan_to_quota, measured) == 0.9
    assert value(masked_shortfall, measured) == pytest.approx(0.16667, abs=5e-6)
    assert value(volume_shortfall, measured) == 0.0


def test_w4_price_volume_mix() -> None:
    plan = pd.DataFrame({"units": [100.0, 50.0], "amount": [1000.0, 1000.0]}, index=["x", "y"])
    actual = pd.DataFrame({"units": [140.0, 40.0], "amount": [140 * 9.5, 40 * 22.0]}, index=["x", "y"])
    steps = price_volume_mix(plan, actual)
    assert [steps[name] for name in ("volume", "mix", "price")] == pytest.approx([400, -200, 10])
    assert sum(steps.values()) == pytest.approx(2210 - 2000)


P, Q = np.array([0.8, 0.1, 0.1]), np.array([0.5, 0.3, 0.2])


def test_w5_distances_of_two_mixes() -> None:
    assert kullback_leibler(P, Q) == pytest.approx(0.196827, abs=5e-7)
    assert kullback_leibler(Q, P) == pytest.approx(0.233211, abs=5e-7)
    assert jensen_shannon(P, Q) == pytest.approx(0.052122, abs=5e-7)
    assert jensen_shannon(P, Q) / np.log(2) == pytest.approx(0.075196, abs=5e-7)
    assert np.sqrt(kullback_leibler(P, Q) / 2) == pytest.approx(0.313709, abs=5e-7)
    levels = pd.DataFrame(
        {"base": "b", "period": "Q", "axis": "segment", "level": list("abc"), "actual": P, "target": Q}
    )
    distance = axis_distance(levels, axis="segment")["value"].iloc[0]
    assert distance == pytest.approx(0.30)
    assert distance <= np.sqrt(kullback_leibler(P, Q) / 2)


def test_w5_diversity_of_a_mix() -> None:
    assert herfindahl(P) == pytest.approx(0.66)
    assert entropy(P) == pytest.approx(0.639032, abs=5e-7)
    mix = pd.DataFrame({"hhi": [herfindahl(P)], "entropy": [entropy(P)], "positive": [1.0], "n": [50]})
    assert value(effective_motions, mix) == pytest.approx(1.51515, abs=5e-6)
    assert value(effective_motions_entropy, mix) == pytest.approx(1.894646, abs=5e-7)


def test_w5_divergence_has_a_value_from_fifty_deals() -> None:
    mix = pd.DataFrame({"divergence": [kullback_leibler(P, Q)] * 2, "positive": 1.0, "target": 1.0, "n": [49, 50]})
    assert divergence(mix, of="divergence")["value"].to_list() == pytest.approx(
        [np.nan, 0.196827], abs=5e-7, nan_ok=True
    )


def test_w6_means_of_a_scorecard() -> None:
    attainment, weight = np.array([1.0, 0.6, 0.2]), np.array([0.5, 0.3, 0.2])
    expected = [0.72, 0.621801, 0.2]
    assert [mean(attainment, weight) for mean in (weighted, geometric, weakest)] == pytest.approx(expected, abs=5e-7)
    rows = pd.DataFrame({"kind": "base", "scope": "x", "period": "Q", "attainment": attainment, "weight": weight})
    found = [value(compute, rows) for compute in (scorecard, scorecard_geometric, weakest_link)]
    assert found == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(3, 10, 0.1078, 0.6032), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (30, 100, 0.2189, 0.3958)],
)
def test_w8_wilson_limits(hits: int, n: int, low: float, high: float) -> None:
    found = [float(end[0]) for end in wilson(np.array([hits]), np.array([n]))]
    assert found == pytest.approx([low, high], abs=5e-5)


def test_w16_benjamini_hochberg() -> None:
    p = np.array([0.001, 0.008, 0.039, 0.041, 0.22])
    assert adjust(p).tolist() == pytest.approx([0.005, 0.02, 0.05125, 0.05125, 0.22])
    assert adjust(p).tolist() == pytest.approx(false_discovery_control(p).tolist())
