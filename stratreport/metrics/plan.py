"""Is the plan itself fit to judge by: how often targets moved during the year (M43).

The measures frame "plan" has one row per base and period: changes (overrides in force), revised (whether a newer plan
version than the judged baseline exists).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stratreport.metrics.metric import Metric, column, tidy
from stratreport.params.specs import Override

REVISED = "the plan was revised; the baseline is judged"


def plan_rows(units: pd.DataFrame, *, overrides: Sequence[Override], revised: bool) -> pd.DataFrame:
    """Count the overrides in force per base and period.

    Columns in: kind, scope (region:<id> or company), period. Columns out: plus changes, revised. An override counts
    from its first to its last period; the company counts those of every region.
    """
    base = units.loc[units["kind"] == "base", ["kind", "scope", "period"]].reset_index(drop=True)
    changes = [
        sum(
            scope in (f"region:{item.region}", "company") and item.first <= period <= item.last and ".." not in period
            for item in overrides
        )
        for scope, period in zip(base["scope"], base["period"], strict=True)
    ]
    return base.assign(changes=np.array(changes, dtype=float), revised=revised, n=np.nan)


def plan_changes(plan: pd.DataFrame) -> pd.DataFrame:
    """Number of target overrides in force: each moved targets during the year.

    Columns: changes (count), revised. Edge cases: a newer version than the baseline is said in the caveat.
    Source: metrics.md M43.

    >>> plan_changes(pd.DataFrame({"changes": [1.0], "revised": [False]}))["value"].tolist()
    [1.0]
    """
    caveat = np.where(plan["revised"].astype(bool), REVISED, "").astype(object)
    return tidy(plan, value=column(plan, "changes"), caveat=caveat)


METRICS = (
    Metric(
        id="M43", slug="plan_changes", label="Target changes during the year", unit="count", direction="lower",
        range="0 or more", grain=("base",), needs=("plan",), compute=plan_changes,
        definition="Overrides of targets that are in force.", formula="count(overrides in force)",
        edge_cases="A newer plan version than the baseline is said in the caveat.", source="metrics.md M43",
    ),
)  # fmt: skip
