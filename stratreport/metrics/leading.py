"""The measures frames of the leading indicators: what optional tables say about the quarters to come."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stratreport.metrics import (
    activity,
    buying,
    communication,
    coverage_measures,
    cycle,
    enablement,
    funnel,
    outlook,
    support,
)
from stratreport.metrics import win_rate as wins
from stratreport.metrics.frames import Atoms


def leading_frames(atoms: Atoms) -> Mapping[str, pd.DataFrame]:
    """Return the measures frames of the leading indicators by the name that `Metric.needs` uses."""
    coverage = coverage_measures.coverage_frame(atoms)
    return {
        "closed": wins.closed_frame(atoms),
        "cycle": cycle.cycle_frame(atoms),
        "coverage": coverage,
        "funnel": funnel.funnel_frame(atoms),
        **buying.buying_frames(atoms),
        "activities": activity.activity_frame(atoms),
        "enablement": enablement.enablement_frame(atoms),
        "first_sales": enablement.first_sale_frame(atoms),
        "year": outlook.year_frame(atoms),
        "signed": communication.signed_frame(atoms),
        "support": support.support_frame(atoms, coverage=coverage),
    }
