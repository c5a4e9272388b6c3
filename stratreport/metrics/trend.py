"""Is the strategy gap closing, fast enough, and through execution: speed over time (M39).

Measures frames (see `trend_measures`): "trend" hit, target, prior_hit, prior_target (money, one quarter earlier);
"pace" hit, target (money, of the whole fiscal year), elapsed, left (quarters), why (text: why there is none); "shifts"
execution, reweighting (shares of target) of a base against the same quarter a year ago.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_TARGET, NO_YEAR, TOO_FEW, Metric, column, ratio, tidy

MIN_DEALS = 10
NO_EARLIER = "no period with targets one quarter earlier"
NO_GAP = "no gap to close"
YEAR_OVER = "the year is over"


def gap_closure(trend: pd.DataFrame) -> pd.DataFrame:
    """Share of the gap to plan one quarter earlier that has been closed since.

    Formula: ((1 - SA_before) - (1 - SA)) / (1 - SA_before), pooled; for a motion SA = min(A+, T) / T; over the trailing
    window against the window one quarter earlier, or a quarter against the one before. Columns: hit, target, prior_hit,
    prior_target (money), n (deals). numerator and denominator: gap closed and gap before, as shares of target.
    Edge cases: no target, or no targets one quarter earlier, no value; no gap before, no value; fewer than 10 deals, no
    value; negative when the gap widened; explodes when the gap before was small. Source: metrics.md M39.

    >>> toy = pd.DataFrame({"hit": [80.0], "target": [100.0], "prior_hit": [60.0], "prior_target": [100.0], "n": [20]})
    >>> gap_closure(toy)["value"].round(6).tolist()
    [0.5]
    """
    now = 1.0 - ratio(column(trend, "hit"), column(trend, "target"))
    before = 1.0 - ratio(column(trend, "prior_hit"), column(trend, "prior_target"))
    before = np.where(np.abs(before) < 1e-12, 0.0, before)
    why = [np.isnan(now), np.isnan(before), before <= 0, column(trend, "n") < MIN_DEALS]
    caveat = np.select(why, [NO_TARGET, NO_EARLIER, NO_GAP, TOO_FEW], default="").astype(object)
    value = np.where(caveat == "", ratio(before - now, before), np.nan)
    return tidy(trend, value=value, numerator=before - now, denominator=before, caveat=caveat)


def required_run_rate(pace: pd.DataFrame) -> pd.DataFrame:
    """What must be hit in each quarter left to reach the year's target, in money per quarter.

    Formula: (T_FY - hit_YTD) / quarters left; hit_YTD = sum over motions of min(A+ of the year so far, T_FY), for the
    strategic motions together pooled. Columns: hit, target (money, of the year), left (quarters), why.
    numerator = what is missing, denominator = quarters left. Edge cases: the year is over, quarters of the year without
    targets, no target: no value, the caveat says which; 0 once the target is reached. An average: targets of the
    quarters left may be phased. Source: metrics.md M39.

    >>> required_run_rate(pd.DataFrame({"hit": [60.0], "target": [100.0], "left": [2.0], "why": ""}))["value"].tolist()
    [20.0]
    """
    asked, left = column(pace, "target"), column(pace, "left")
    why = [pace["why"].to_numpy() != "", asked <= 0, left <= 0]
    caveat = np.select(why, [pace["why"].to_numpy(dtype=object), NO_TARGET, YEAR_OVER], default="").astype(object)
    missing = np.where(caveat == "", asked - column(pace, "hit"), np.nan)
    value = ratio(missing, left)
    return tidy(pace, value=value, numerator=missing, denominator=left, caveat=caveat)


def current_run_rate(pace: pd.DataFrame) -> pd.DataFrame:
    """What was hit in each quarter of the year so far, in money per quarter: set against `required_run_rate`.

    Formula: hit_YTD / quarters elapsed. Columns: hit, target (money, of the year), elapsed (quarters), why.
    Edge cases: as `required_run_rate`, but it stands when the year is over. Source: metrics.md M39.

    >>> toy = pd.DataFrame({"hit": [60.0], "target": [100.0], "elapsed": [2.0], "why": ""})
    >>> current_run_rate(toy)["value"].tolist()
    [30.0]
    """
    known = (pace["why"].to_numpy() == "") & (column(pace, "target") > 0)
    caveat = np.where(pace["why"].to_numpy() != "", pace["why"], np.where(known, "", NO_TARGET)).astype(object)
    hit, elapsed = np.where(known, column(pace, "hit"), np.nan), column(pace, "elapsed")
    value = ratio(hit, elapsed)
    return tidy(pace, value=value, numerator=hit, denominator=elapsed, caveat=caveat)


def attainment_change(shifts: pd.DataFrame, *, of: str) -> pd.DataFrame:
    """Part of the change of bottom-up strategic attainment on the same quarter a year ago, in points.

    Formula: identity 11: sum wbar dSA over reps (execution) or sum SAbar dw (reweighting of targets); the two add up to
    the change. Joiners and leavers are reweighting. Columns: `of`; n = reps with targets in both quarters.
    Edge cases: no such quarter with targets, no value. Source: metrics.md identity 11, M39.

    >>> attainment_change(pd.DataFrame({"execution": [0.15], "n": [2]}), of="execution")["value"].tolist()
    [0.15]
    """
    value = column(shifts, of)
    return tidy(shifts, value=value, caveat=np.where(np.isnan(value), NO_YEAR, "").astype(object))


_YEAR = "A quarter of the year without targets, or none for the rest of it: no value, the caveat says which."
_SHIFT = "No such quarter with targets: no value. Joiners and leavers are reweighting. Both terms add up to the change."
METRICS = (
    Metric(
        id="M39", slug="gap_closure", label="Gap closed", unit="ratio", direction="higher", range="1 or less",
        grain=("base", "motion"), needs=("trend",), compute=gap_closure, span="window", min_n=MIN_DEALS,
        below="no value",
        definition="Share of the gap to plan one quarter earlier that has been closed since.",
        formula="((1 - SA_before) - (1 - SA)) / (1 - SA_before), pooled, over the trailing window",
        edge_cases="No gap before or no targets one quarter earlier: no value. Negative when the gap widened; "
        "explodes when the gap before was small.", source="metrics.md M39",
    ),
    Metric(
        id="M39", slug="required_run_rate", label="Required per quarter left", unit="money", direction="target",
        range="0 or more", grain=("base", "motion"), needs=("pace",), compute=required_run_rate,
        definition="What must be hit in each quarter left to reach the year's target.",
        formula="(T_FY - hit_YTD) / quarters left, hit_YTD = sum of min(A+ of the year so far, T_FY)",
        edge_cases=_YEAR + " No quarter left: no value. An average: the targets left may be phased.",
        source="metrics.md M39",
    ),
    Metric(
        id="M39", slug="current_run_rate", label="Hit per quarter so far", unit="money", direction="higher",
        range="0 or more", grain=("base", "motion"), needs=("pace",), compute=current_run_rate,
        definition="What was hit in each quarter of the year so far.",
        formula="hit_YTD / quarters elapsed, hit_YTD = sum of min(A+ of the year so far, T_FY)", edge_cases=_YEAR,
        source="metrics.md M39",
    ),
    Metric(
        id="M39", slug="attainment_change_execution", label="Change by execution", unit="points", direction="higher",
        range="-1 to 1", grain=("base",), needs=("shifts",), compute=partial(attainment_change, of="execution"),
        definition="Change of bottom-up strategic attainment on a year ago that people's own attainment explains.",
        formula="sum over reps of mean(w) dSA, w = T_rep / T", edge_cases=_SHIFT, source="metrics.md identity 11, M39",
    ),
    Metric(
        id="M39", slug="attainment_change_reweighting", label="Change by reweighting", unit="points",
        direction="target", range="-1 to 1", grain=("base",), needs=("shifts",),
        compute=partial(attainment_change, of="reweighting"),
        definition="Change of bottom-up strategic attainment on a year ago that shifted targets and people explain.",
        formula="sum over reps of mean(SA) dw, w = T_rep / T", edge_cases=_SHIFT, source="metrics.md identity 11, M39",
    ),
)  # fmt: skip
