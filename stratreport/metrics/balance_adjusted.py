"""One policy number for what-ifs: quota attainment marked down by the money in the wrong cells (M19)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.comfort import mix_distance
from stratreport.metrics.metric import NO_QUOTA, Metric, column, ratio, tidy


def balance_adjusted_attainment(units: pd.DataFrame) -> pd.DataFrame:
    """Quota attainment times the share of bookings that lies where the plan wants it.

    Formula: QA x (1 - TVD). Columns: actual, quota, misplaced, positive, target (money). numerator = QA, denominator =
    the factor. Hides which half failed: for ranking what-ifs, never the headline, and not for a rep.
    Edge cases: no value where attainment or mix distance has none (quota 0, no target, no positive bookings); a
    negative attainment stays negative. Source: metrics.md M19.

    >>> toy = pd.DataFrame({"actual": [1100.0], "quota": [1000.0], "misplaced": [340.0], "positive": [1100.0],
    ...                     "target": [1000.0]})
    >>> balance_adjusted_attainment(toy)["value"].round(6).tolist()
    [0.76]
    """
    attained, distance = ratio(column(units, "actual"), column(units, "quota")), mix_distance(units)
    kept = 1.0 - distance["value"].to_numpy(dtype=float)
    caveat = np.where(np.isnan(attained), NO_QUOTA, distance["caveat"]).astype(object)
    return tidy(units, value=attained * kept, numerator=attained, denominator=kept, caveat=caveat)


METRICS = (
    Metric(
        id="M19", slug="balance_adjusted_attainment", label="Balance-adjusted attainment", unit="ratio",
        direction="higher", range="0 to quota attainment, when that is not negative", grain=("base", "manager"),
        needs=("units",), compute=balance_adjusted_attainment,
        definition="Quota attainment times the share of bookings that lies where the plan wants it.",
        formula="A / Q x (1 - TVD)",
        edge_cases="Quota 0, no target or no positive bookings: no value. Never the headline; not for a rep.",
        source="metrics.md M19",
    ),
)  # fmt: skip
