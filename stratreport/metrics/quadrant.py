"""The rep quadrant: quota attainment by strategy attainment, judged by the lumpy-deal null (M20)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import Metric, column, tidy
from stratreport.metrics.null import ALL, NO_SIGNAL, OFF_STRATEGY, TOO_FEW
from stratreport.params.specs import Thresholds

CLASSES = ("executor", "comfort_zone_hitter", "builder", "at_risk", NO_SIGNAL, TOO_FEW)
IS, APPEARS, COUNT_ONLY = "is", "appears", "count_only"
COLUMNS = (
    "rep_id", "manager_id", "n", "quota", "quota_attainment", "strategic", "expected", "p", "q", "verdict", "quadrant",
    "certainty",
)  # fmt: skip


def classify_reps(reps: pd.DataFrame, *, verdicts: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Put every quota carrier into a quadrant, and say how sure that is.

    Quota: QA >= thresholds.quota. Strategy: pooled strategy attainment >= thresholds.strategic, both over the trailing
    window. On strategy: executor (quota too) or builder. Below it and rejected by the null (off_strategy):
    comfort_zone_hitter (quota) or at_risk (neither). Below it within chance: no_signal. Too few deals: too_few.
    certainty: "is" for the first four; "appears" for no_signal (never a verdict on a person, never named, never asked
    for anything); "count_only" for too_few.
    Columns in: reps rep_id, manager_id, quota, actual of quota carriers; verdicts of `judge_reps`.
    Columns out: COLUMNS. Every carrier has exactly one class.
    Edge cases: no strategic target or no quota: too_few. Source: metrics.md M20, identity 8.

    >>> reps = pd.DataFrame({"rep_id": ["a", "b"], "manager_id": "m", "quota": 100.0, "actual": [120.0, 120.0]})
    >>> seen = pd.DataFrame({"rep_id": ["a", "b"], "motion": "all", "n": [20, 20], "value": [0.3, 0.9], "expected": 0.9,
    ...                      "p": [0.001, 0.5], "q": [0.002, 0.5], "verdict": ["off_strategy", "no_signal"]})
    >>> out = classify_reps(reps, verdicts=seen, thresholds=Thresholds())
    >>> out[["quadrant", "certainty"]].values.tolist()
    [['comfort_zone_hitter', 'is'], ['executor', 'is']]
    """
    overall = verdicts.loc[verdicts["motion"] == ALL, ["rep_id", "n", "value", "expected", "p", "q", "verdict"]]
    out = reps.merge(overall.rename(columns={"value": "strategic"}), on="rep_id", how="left")
    quota = column(out, "quota")
    attainment = column(out, "actual") / np.where(quota > 0, quota, np.nan)
    verdict = out["verdict"].fillna(TOO_FEW).to_numpy(dtype=object)
    strategic = column(out, "strategic")
    few = (verdict == TOO_FEW) | np.isnan(attainment)
    on_quota, on_plan = attainment.round(9) >= thresholds.quota, strategic.round(9) >= thresholds.strategic
    place = np.select(
        [few, on_plan & on_quota, on_plan, verdict != OFF_STRATEGY, on_quota],
        [CLASSES.index(TOO_FEW), 0, 2, CLASSES.index(NO_SIGNAL), 1], default=3,
    )  # fmt: skip
    sure = np.where(place == CLASSES.index(NO_SIGNAL), APPEARS, IS)
    return out.assign(
        n=out["n"].fillna(0).astype(int), quota_attainment=attainment, verdict=verdict,
        quadrant=np.array(CLASSES, dtype=object)[place], certainty=np.where(few, COUNT_ONLY, sure).astype(object),
    ).loc[:, list(COLUMNS)]  # fmt: skip


def rep_quadrant(classes: pd.DataFrame) -> pd.DataFrame:
    """Number of quota carriers in each quadrant over the trailing window; adds up to the carriers.

    Columns: scope, period, quadrant. Scope gains `/quadrant:<class>`. denominator = carriers. Source: metrics.md M20.

    >>> toy = pd.DataFrame({"scope": "region:x", "period": "Q1", "quadrant": ["builder", "too_few"]})
    >>> rep_quadrant(toy)["value"].tolist()
    [0.0, 0.0, 1.0, 0.0, 0.0, 1.0]
    """
    inside = pd.DataFrame({name: classes["quadrant"] == name for name in CLASSES})
    keys = ["scope", "period"]
    counts = pd.concat([classes[keys], inside], axis=1).groupby(keys)[list(CLASSES)].sum()
    long = counts.melt(var_name="quadrant", value_name="count", ignore_index=False).reset_index()
    total = counts.sum(axis=1).reindex(pd.MultiIndex.from_frame(long[keys])).to_numpy(dtype=float)
    long["scope"] = long["scope"] + "/quadrant:" + long["quadrant"]
    value = column(long, "count")
    return tidy(long.assign(kind="quadrant"), value=value, numerator=value, denominator=total, n=total)


METRICS = (
    Metric(
        id="M20", slug="rep_quadrant", label="Rep quadrant", unit="count", direction="target", range="0 or more",
        grain=("quadrant",), needs=("classes",), compute=rep_quadrant, min_n=10, below="too_few, no quadrant",
        definition="Quota carriers by quota attainment and strategy attainment over the trailing window.",
        formula="count of QA by strategy attainment, each at its threshold; below only when the null rejects",
        edge_cases="Below strategy but within chance: no_signal. Adds up to the carriers.", source="metrics.md M20",
        span="window",
    ),
)  # fmt: skip
