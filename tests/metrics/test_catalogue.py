"""The catalogue is complete: every metric has its words, a function with a doctest, and rows in a book."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from stratreport.metrics import METRICS, Metric, evaluate
from stratreport.model import TABLES
from tests.metrics.toys import deal, snapshot

PROMISED = {
    "quota_attainment", "ramped_quota", "reps_at_quota", "attainment_distribution", "concentration_top_share",
    "strategic_attainment", "strategic_attainment_pooled", "masked_shortfall", "volume_shortfall",
    "strategic_motion_attainment", "strategic_motion_attainment_capped", "comfort_surplus",
    "clean_attainment", "comfort_zone_index", "excess_core_share", "mix_distance", "product_line_balance",
    "product_line_distance", "segment_balance", "segment_distance", "scorecard", "rep_quadrant",
    "new_product_share", "new_customer_share", "new_customers", "ansoff_bookings", "new_persona_share",
    "unclassified_share", "off_plan_share", "persona_unknown_share", "plan_to_quota", "motion_attainment",
    "motion_gap", "bookings", "quota", "target",
}  # fmt: skip


NUMBERS = {f"M{number:02d}" for number in range(1, 46)}


def test_the_catalogue_holds_every_number_of_the_handbook() -> None:
    assert {metric.id for metric in METRICS} == NUMBERS


def test_every_promised_metric_is_there_once() -> None:
    slugs = [metric.slug for metric in METRICS]
    assert len(slugs) == len(set(slugs))
    assert set(slugs) >= PROMISED


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.slug)
def test_every_metric_has_its_words(metric: Metric) -> None:
    assert metric.label
    assert metric.definition.endswith(".")
    assert metric.formula
    assert metric.range
    assert metric.source.startswith("metrics.md")
    assert metric.grain
    assert metric.edge_cases.endswith(".")
    assert bool(metric.min_n) == bool(metric.below)
    assert metric.min_n >= 0
    assert set(metric.tables) <= {name for name, table in TABLES.items() if not table.required}


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.slug)
def test_every_function_documents_itself(metric: Metric) -> None:
    function = metric.compute.func if isinstance(metric.compute, partial) else metric.compute
    assert function.__doc__
    assert ">>>" in function.__doc__


def test_every_metric_gets_rows_at_its_grains() -> None:
    rows = [deal("r", motion, 10 + k, deal_id=f"{motion}{k}") for motion in ("core", "new_product") for k in range(6)]
    snap = snapshot(rows, carriers=[{"rep_id": "r"}])
    lacking = tuple(sorted({name for metric in METRICS for name in metric.tables}))
    frame = evaluate(replace(snap, meta=replace(snap.meta, not_connected=lacking))).everything()
    assert set(frame["metric"]) == {metric.slug for metric in METRICS}
    units = frame.groupby("metric")["unit"].unique().str.join(",").to_dict()
    assert units == {metric.slug: metric.unit for metric in METRICS}
