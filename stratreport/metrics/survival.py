"""Times to an event that has not happened to everybody yet: Kaplan-Meier, by scipy.stats.ecdf (section 6)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.intervals import CONFIDENCE, wilson
from stratreport.metrics.metric import Array

NOT_REACHED = "median not reached"
CURVE = ("day", "share", "low", "high", "at_risk", "censored")
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Days:
    """A median of days with its 95% interval; NaN where the curve does not reach it."""

    value: float
    low: float
    high: float


def curve(days: Array, *, happened: Flags) -> pd.DataFrame:
    """Return the share to whom it has happened by each day: one minus the Kaplan-Meier curve, with a 95% interval.

    `days` = time watched (>= 0), `happened` = it ended with the event; else the watch ended without (censored).
    Columns out: day, share, low, high (log-log interval), at_risk (watched up to that day), censored (watches that
    ended on that day without the event). Empty without anybody; low and high NaN where the interval is undefined.
    Source: scipy.stats.ecdf, metrics.md M34.

    >>> curve(np.array([10.0, 20.0, 30.0]), happened=np.array([True, False, True]))[["day", "share"]].values.tolist()
    [[10.0, 0.33333333333333337], [20.0, 0.33333333333333337], [30.0, 1.0]]
    """
    if len(days) == 0:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in CURVE})
    points, at = np.unique(days, return_inverse=True)
    watched = np.bincount(at)[::-1].cumsum()[::-1]
    censored = np.bincount(at, weights=~happened)
    shares = {"share": np.zeros(len(points)), "low": np.nan, "high": np.nan}
    if bool(happened.any()):
        found = _left(days, happened=happened)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore", RuntimeWarning)  # no interval where all or none are left: it stays NaN
            ends = found.confidence_interval(CONFIDENCE, method="log-log")
            drawn = {"share": found, "low": ends.high, "high": ends.low}
            shares = {name: 1 - np.asarray(item.evaluate(points)) for name, item in drawn.items()}
    return pd.DataFrame({"day": points, **shares, "at_risk": watched, "censored": censored})


def _left(days: Array, *, happened: Flags) -> Any:
    """Return scipy's survival function of right-censored days; at least one of them must have happened."""
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415 - a second of import, only where a table is connected

    return ecdf(CensoredData(uncensored=days[happened], right=days[~happened])).sf


def first_day(days: Array, *, share: Array, level: float = 0.5) -> float:
    """Return the first day on which a rising share reaches a level; NaN when it never does.

    >>> first_day(np.array([1.0, 2.0]), share=np.array([0.4, 0.5])), first_day(np.array([1.0]), share=np.array([0.1]))
    (2.0, nan)
    """
    reached = np.flatnonzero(np.nan_to_num(share) >= level - 1e-12)
    return float(days[reached[0]]) if len(reached) else float("nan")


def median(days: Array, *, happened: Flags) -> Days:
    """Return the Kaplan-Meier median: the day by which it has happened to half, with its interval.

    The interval holds the days on which the band of the curve contains one half (Brookmeyer & Crowley 1982).
    NaN: not reached.

    >>> median(np.array([10.0, 20.0, 30.0, 25.0]), happened=np.array([True, True, True, False])).value
    20.0
    """
    rows = curve(days, happened=happened)
    day = rows["day"].to_numpy(dtype=float)
    value, low, high = (first_day(day, share=rows[name].to_numpy(dtype=float)) for name in ("share", "high", "low"))
    return Days(value, low, high)


def median_of_won(days: Array, *, won: Flags, lost: Flags) -> Days:
    """Return the days by which half of the opportunities that are won are won; open ones count up to their age.

    A loss ends the chance to win: it is a competing end, neither a win nor a deal still under way. Formula: S = the
    Kaplan-Meier curve of days to any close (open: censored); won by t: W(t) = sum of S's drops x share of wins in them;
    median = first t with W(t) / (W + S W / (1 - S)) >= 1/2, W and S at the longest follow-up: what is undecided
    there is taken to be won as often as the rest. Without losses it is the Kaplan-Meier median, without open deals
    the median of the wins. Interval: the days between which the curve crosses the Wilson bounds of 1/2 with as many
    trials as wins (Woodruff 1952). NaN: nothing won, or not reached. Source: metrics.md M30, docs/adr/0011.

    >>> yes, no = np.array([True, True, False, True]), np.array([False, False, True, False])
    >>> median_of_won(np.array([10.0, 20.0, 99.0, 30.0]), won=yes, lost=no).value
    20.0
    """
    wins = int(won.sum())
    if wins == 0:
        return Days(float("nan"), float("nan"), float("nan"))
    day = np.unique(days)
    left = np.asarray(_left(days, happened=won | lost).evaluate(day))
    drops = -np.diff(left, prepend=1.0)
    at = np.searchsorted(day, days)
    wins_on, ends_on = (np.bincount(at, weights=flags, minlength=len(day)) for flags in (won, won | lost))
    by = np.cumsum(drops * np.divide(wins_on, ends_on, out=np.zeros(len(day)), where=ends_on > 0))
    whole = by[-1] + (left[-1] * by[-1] / (1 - left[-1]) if left[-1] < 1 else 0.0)
    bounds = wilson(np.array([wins / 2]), np.array([float(wins)]))
    value, low, high = (
        first_day(day, share=by / whole, level=level) for level in (0.5, *(float(b[0]) for b in bounds))
    )
    return Days(value, low, high)
