"""The measures frames of the leading indicators: what optional tables say about the quarters to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

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

BUILDERS: Mapping[str, Callable[[Atoms], pd.DataFrame]] = {
    "closed": wins.closed_frame,
    "cycle": cycle.cycle_frame,
    "funnel": funnel.funnel_frame,
    "activities": activity.activity_frame,
    "enablement": enablement.enablement_frame,
    "first_sales": enablement.first_sale_frame,
    "year": outlook.year_frame,
    "signed": communication.signed_frame,
}
BUYING = frozenset({"buying", "personas"})
ALL = BUYING | BUILDERS.keys()


def leading_frames(atoms: Atoms, *, wanted: Set[str] = ALL) -> Mapping[str, pd.DataFrame]:
    """Return the measures frames of the leading indicators that are `wanted`, by the name that `Metric.needs` uses."""
    coverage = coverage_measures.coverage_frame(atoms)
    return {
        "coverage": coverage,
        "support": support.support_frame(atoms, coverage=coverage),
        **{name: build(atoms) for name, build in BUILDERS.items() if name in wanted},
        **(buying.buying_frames(atoms) if BUYING & wanted else {}),
    }
