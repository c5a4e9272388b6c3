"""What chance alone gives: how often a unit exactly on plan would show no more strategy with such deals."""

from __future__ import annotations

import pandas as pd

from stratreport.findings.view import View
from stratreport.metrics.null import ALL, judge_reps

#: a verdict that its interval leaves open is still no signal when chance gives it more often than this
UNLIKELY = 0.05
_UNIT = "unit"


def chance_of(view: View, *, scope: str) -> float | None:
    """Return the chance that a whole region (or company) on plan shows as little in the judged period; None if unknown.

    The lumpy-deal null of `metrics.null` with the unit as one seller: its deals, its sizes, its mix of targets. Unknown
    below the minimum number of deals or without a strategic target. Source: metrics.md section 6.
    """
    region = scope.removeprefix("region:") if scope.startswith("region:") else None
    cells, deals = (_own(view.frame(name), region) for name in ("cells", "deals"))
    if cells.empty or deals.empty:
        return None
    classes = view.motions["cell_class"]
    cells = cells.assign(rep_id=_UNIT, cell_class=cells["motion"].map(classes).fillna("off_plan"))
    parents = deals["parent_id"].fillna(deals["customer_id"])
    deals = deals.assign(rep_id=_UNIT, parent_id=parents)
    rows = judge_reps(cells, deals=deals, statistics=view.statistics, threshold=view.thresholds.strategic)
    found = rows.loc[rows["motion"] == ALL, "p"].dropna()
    return float(found.iloc[0]) if len(found) else None


def _own(frame: pd.DataFrame, region: str | None) -> pd.DataFrame:
    return frame if region is None else frame.loc[frame["region"] == region]
