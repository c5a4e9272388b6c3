"""The catalogue: every metric stratreport knows, in reading order. Nothing registers itself."""

from __future__ import annotations

from stratreport.metrics import (
    ansoff,
    attainment,
    balances,
    comfort,
    growth,
    motions,
    participation,
    plan,
    quadrant,
    quota,
    scorecard,
)
from stratreport.metrics.metric import Metric

METRICS: tuple[Metric, ...] = (
    *quota.METRICS,
    *participation.METRICS,
    *attainment.METRICS,
    *comfort.METRICS,
    *motions.METRICS,
    *balances.METRICS,
    *scorecard.METRICS,
    *quadrant.METRICS,
    *growth.METRICS,
    *plan.METRICS,
    *ansoff.METRICS,
)
