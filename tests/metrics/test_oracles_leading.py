"""Oracles of the handbook for the leading indicators: W8 (shrinkage), W10, W11, W13, W17."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stratreport.metrics.buying import (
    contacts_per_opportunity,
    economic_buyer_coverage,
    full_coverage,
    persona_coverage,
    roles_met,
)
from stratreport.metrics.funnel import funnel_count, funnel_deal_size, funnel_win_rate
from stratreport.metrics.intervals import wilson
from stratreport.metrics.outlook import covered, covered_together
from stratreport.metrics.pipeline import pipeline_coverage, pipeline_gap, required_coverage, snapshot_conversion
from stratreport.metrics.rates import shrink
from stratreport.params.specs import PersonaCoverage


def test_w8_wilson() -> None:
    low, high = wilson(np.array([3.0, 0, 5, 30]), np.array([10.0, 5, 5, 100]))
    assert low.round(4).tolist() == [0.1078, 0, 0.5655, 0.2189]
    assert high.round(4).tolist() == [0.6032, 0.4345, 1, 0.3958]


def test_w8_a_beta_prior_draws_three_of_ten_to_a_quarter() -> None:
    value, low, high = shrink(np.array([3.0]), np.array([10.0]), prior=(np.array([2.0]), np.array([8.0])))
    assert value.tolist() == [0.25]
    assert low[0] < 0.25 < high[0]


W10 = pd.DataFrame(
    {"open": [1200.0], "open_n": [12], "target": [500.0], "remaining": [500.0], "history_won": [250.0],
     "history_amount": [1000.0], "history_n": [40], "history_quarters": [8]}
)  # fmt: skip


def test_w10_coverage() -> None:
    assert pipeline_coverage(W10)["value"].tolist() == [2.4]
    assert snapshot_conversion(W10)["value"].tolist() == [0.25]
    assert required_coverage(W10)["value"].tolist() == [4.0]
    assert pipeline_gap(W10)["value"].tolist() == [800.0]


def test_w10_the_open_pipeline_brings_300_and_the_plug_in_outlook_is_five_sevenths() -> None:
    hits, brought = 200.0, 1200.0 * 0.25
    assert brought == 300
    assert covered(np.array([[hits + brought]]), np.array([700.0])).round(4).tolist() == [0.7143]


def test_w11_a_plug_in_of_the_mean_overstates() -> None:
    draws, target = np.array([[0.0], [200.0]]), np.array([100.0])
    assert covered(draws.mean(axis=0, keepdims=True), target).tolist() == [1.0]
    assert covered(draws, target).mean() == 0.5
    assert covered_together(draws, target).mean() == 0.5


def test_w13_funnel() -> None:
    actual = {"closed": [20], "won": [4], "won_amount": [200.0], "target": [300.0]}
    company = {"company_closed": [40], "company_won": [10], "company_won_amount": [400.0]}  # .25 x 40
    terms = [
        compute(pd.DataFrame({**actual, **company})) for compute in (funnel_count, funnel_win_rate, funnel_deal_size)
    ]
    assert [round(float(term["value"].iloc[0]), 4) for term in terms] == [-0.4055, -0.2231, 0.2231]
    assert [float(term["denominator"].iloc[0]) for term in terms] == [30, 0.25, 40]
    assert sum(float(term["value"].iloc[0]) for term in terms) == pytest.approx(np.log(200 / 300), abs=1e-12)


def test_w17_buying_roles() -> None:
    plan = PersonaCoverage(("EB", "TB", "UB"), economic_buyer="EB")
    met = {"o1": ["EB", "TB"], "o2": ["TB"], "o3": ["EB", "TB", "UB"], "o4": []}
    seen = pd.DataFrame(
        [{"opportunity_id": deal, "persona": role, "stage": "qualify"} for deal, roles in met.items() for role in roles]
    )
    found = roles_met(pd.DataFrame({"opportunity_id": list(met)}), engagements=seen, coverage=plan)
    assert found["met"].sum() / found["roles"].sum() == 0.5
    assert found[["full", "economic_buyer"]].mean().tolist() == [0.25, 0.5]
    columns = ["n", "roles", "met", "full", "economic_buyer", "contacts", "contacts_squared"]
    ten = pd.DataFrame([found[columns].sum() * 3])  # the same four, three times: enough to show a value
    assert persona_coverage(ten)["value"].tolist() == [0.5]
    assert full_coverage(ten)["value"].tolist() == [0.25]
    assert economic_buyer_coverage(ten)["value"].tolist() == [0.5]
    assert contacts_per_opportunity(ten)["value"].tolist() == [1.5]
