"""Measures of the look-ahead: the pipeline that opens the next quarter, its target, and how pipelines converted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.by_motion import spread
from stratreport.metrics.frames import Atoms

KINDS = ("base", "manager")
KEYS = ["kind", "scope"]


def next_period(atoms: Atoms) -> str | None:
    """Return the quarter after the reported one; None when neither calendar, plan nor pipeline knows it.

    Source: the calendar of the data, else the first quarter of the plan ahead, else that of the pipeline.
    """
    calendar = atoms.periods
    end = calendar.set_index("period")["end"][atoms.window.current]
    later = [str(period) for period in calendar.loc[calendar["start"] >= end, "period"]]
    planned = sorted({str(period) for period in atoms.optional["plan_ahead"]["period"]})
    pipeline = atoms.optional["pipeline"]
    known = {*atoms.window.quarters, atoms.window.label, *calendar["period"].astype(str)}
    opened = sorted({str(period) for period in pipeline["period"]} - known)
    return next(iter([*later, *planned, *opened]), None)


def coverage_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "coverage", one row per base, manager and motion, under the reported quarter.

    Columns: keys; open (money of the next quarter's opening pipeline expected to close in it), open_n; target =
    remaining (money asked of the next quarter; nothing is booked when it opens; NaN without a plan ahead); history_won,
    history_amount (money), history_n, history_quarters: opportunities of the opening pipelines of the trend's quarters
    with a known outcome, expected to close in their quarter; squares: aa, ww, wa (sums of squares and products).
    """
    ahead = next_period(atoms)
    past, coming = _history(atoms), _coming(atoms, ahead=ahead)
    asked = _asked(atoms, ahead=ahead)
    rows = coming.merge(past, on=KEYS, how="outer").merge(asked, on=KEYS, how="outer")
    counts = [name for name in rows.columns if name not in (*KEYS, "target")]
    rows[counts] = rows[counts].fillna(0.0)
    known = rows["scope"].str.split("/motion:").str[0].isin(set(asked["scope"]))
    return rows.assign(period=atoms.window.current, target=rows["target"].where(rows["target"].notna() | ~known, 0.0))


def _local(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["kind"].isin(KINDS)]


def _coming(atoms: Atoms, *, ahead: str | None) -> pd.DataFrame:
    rows = _local(atoms.optional["pipeline"])
    rows = rows[(rows["period"] == ahead) & (rows["close_period"] == ahead)]
    rows = rows.assign(open=rows["amount"].astype(float), open_n=1.0)
    return _spread(rows, atoms=atoms, sums=["open", "open_n"], by=KEYS)


def _asked(atoms: Atoms, *, ahead: str | None) -> pd.DataFrame:
    rows = _local(atoms.optional["plan_ahead"])
    rows = rows[rows["period"] == ahead]
    return _spread(rows.assign(target=rows["target"].astype(float)), atoms=atoms, sums=["target"], by=KEYS)


def _history(atoms: Atoms) -> pd.DataFrame:
    rows = judged_pipeline(atoms, kinds=KINDS)
    amount, won = rows["amount"].astype(float), rows["won_amount"].astype(float)
    rows = rows.assign(history_won=won, history_amount=amount, history_n=1.0, aa=amount**2, ww=won**2, wa=won * amount)
    sums = ["history_won", "history_amount", "history_n", "aa", "ww", "wa"]
    quarters = _spread(rows, atoms=atoms, sums=sums, by=[*KEYS, "period"])
    quarters = quarters.assign(history_quarters=1.0)
    return quarters.groupby(KEYS, sort=True)[[*sums, "history_quarters"]].sum().reset_index()


def judged_pipeline(atoms: Atoms, *, kinds: tuple[str, ...] = ("base",)) -> pd.DataFrame:
    """Return the opening pipelines of the trend's quarters, expected to close in their quarter, with known outcome."""
    rows = atoms.optional["pipeline"]
    rows = rows[rows["kind"].isin(kinds) & rows["period"].isin(atoms.window.quarters)]
    return rows[(rows["close_period"] == rows["period"]) & rows["won_amount"].notna()]


def _spread(rows: pd.DataFrame, *, atoms: Atoms, sums: list[str], by: list[str]) -> pd.DataFrame:
    out = spread(rows.astype(dict.fromkeys(sums, np.float64)), motions=atoms.motions, sums=sums, by=by)
    return out[[*by, *sums]]
