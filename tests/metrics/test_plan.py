"""Target changes during the year: counted while in force, a revision said aloud."""

from __future__ import annotations

from datetime import date

import pandas as pd

from stratreport.metrics.plan import REVISED, plan_changes, plan_rows
from stratreport.params.specs import Override

OVERRIDE = Override("emea", "FY2026Q2", "FY2026Q3", {}, "core", "regulation", "evp", date(2026, 4, 1))
UNITS = pd.DataFrame(
    [("base", "region:emea", "FY2026Q1"), ("base", "region:emea", "FY2026Q3"), ("base", "region:apac", "FY2026Q3"),
     ("base", "company", "FY2026Q3"), ("rep", "region:emea/rep:r", "FY2026Q3")],
    columns=["kind", "scope", "period"],
)  # fmt: skip


def test_an_override_counts_in_its_region_and_span() -> None:
    out = plan_changes(plan_rows(UNITS, overrides=[OVERRIDE], revised=False))
    assert out["value"].tolist() == [0, 1, 0, 1]
    assert set(out["caveat"]) == {""}


def test_a_revised_plan_is_said() -> None:
    assert set(plan_changes(plan_rows(UNITS, overrides=[], revised=True))["caveat"]) == {REVISED}
