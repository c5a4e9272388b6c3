"""Activity mix (M32): how much of the customer activity served the strategic motions. Evidence of effort only."""

from __future__ import annotations

import pandas as pd

from stratreport.metrics.by_motion import motions_of
from stratreport.metrics.frames import KEYS, Atoms
from stratreport.metrics.metric import Metric
from stratreport.metrics.rates import BELOW, MIN_JUDGED, rate


def activity_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "activities": keys, strategic and activities (counts) of base, manager and rep."""
    rows, strategic = atoms.optional["activities"], motions_of(atoms.motions, "strategic")
    count = rows["count"].astype(float)
    rows = rows.assign(activities=count, strategic=count.where(rows["motion"].isin(strategic), 0.0))
    return rows.groupby(KEYS, sort=True)[["activities", "strategic"]].sum().reset_index()


def strategic_activity_share(activities: pd.DataFrame) -> pd.DataFrame:
    """Share of customer activities that served an opportunity in a strategic motion, with a 95% Wilson interval.

    Formula: activities in strategic motions / all activities. Columns: strategic, activities (counts). An activity
    that is not linked to an opportunity counts as not strategic; without opportunities none could be linked, and there
    is no value. Logging is biased: effort, never a verdict.
    Edge cases: fewer than 5: counts only. Source: metrics.md M32.

    >>> strategic_activity_share(pd.DataFrame({"strategic": [12], "activities": [40]}))["value"].tolist()
    [0.3]
    """
    return rate(activities, of="strategic", whole="activities")


METRICS = (
    Metric(
        id="M32", slug="strategic_activity_share", label="Activity in strategic motions", unit="ratio",
        direction="higher", range="0 to 1", grain=("base", "manager", "rep"), needs=("activities",),
        compute=strategic_activity_share, min_n=MIN_JUDGED, below=BELOW, source="metrics.md M32",
        definition="Share of customer activities that served an opportunity in a strategic motion.",
        formula="activities in strategic motions / all activities", tables=("activities", "opportunities"),
        span="window",
        edge_cases="Not linked to an opportunity: not strategic. Evidence of effort, never a verdict.",
    ),
)  # fmt: skip
