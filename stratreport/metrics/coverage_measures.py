"""Measures of the look-ahead: the pipeline that opens the next quarter, its target, and how pipelines converted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.by_motion import spread
from stratreport.metrics.frames import Atoms

KINDS = ("base", "manager")
KEYS = ["kind", "scope"]
OPEN = ("open", "open_n")
HISTORY = ("history_won", "history_amount", "history_n", "aa", "ww", "wa")


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
    pipeline, asked = _pipeline(atoms, ahead=ahead), _asked(atoms, ahead=ahead)
    quarters = [f"in {quarter}" for quarter in atoms.window.quarters]
    sums = [*OPEN, *HISTORY, *quarters, "target", "planned"]
    lines = pd.concat([part for part in (pipeline, asked) if len(part)] or [pipeline], ignore_index=True)
    lines = (
        lines.reindex(columns=[*KEYS, "motion", *sums])
        .astype(dict.fromkeys(sums, np.float64))
        .fillna(dict.fromkeys(sums, 0.0))
    )
    rows = spread(lines, motions=atoms.motions, sums=sums, by=KEYS)
    planned = set(rows.loc[rows["planned"] > 0, "scope"])
    known = rows["scope"].str.split("/motion:").str[0].isin(planned)
    seen = (rows[quarters] > 0).sum(axis=1).astype(float)
    rows = rows.assign(period=atoms.window.current, target=rows["target"].where(known), history_quarters=seen)
    return rows[[*KEYS, "period", *OPEN, "target", *HISTORY, "history_quarters"]]


def _pipeline(atoms: Atoms, *, ahead: str | None) -> pd.DataFrame:
    """Return due pipelines, the next quarter's as `OPEN` and past ones as `HISTORY`, marked "in <quarter>"."""
    rows = atoms.optional["pipeline"][[*KEYS, "period", "close_period", "motion", "amount", "won_amount"]]
    rows = rows[rows["kind"].isin(KINDS) & (rows["close_period"] == rows["period"])]
    amount, won = rows["amount"].astype(float), rows["won_amount"].astype(float)
    coming = rows["period"] == ahead
    judged = rows["period"].isin(atoms.window.quarters) & won.notna()
    past, due = amount.where(judged, 0.0), won.where(judged, 0.0)
    return rows.assign(
        open=amount.where(coming, 0.0), open_n=coming.astype(float), history_won=due, history_amount=past,
        history_n=judged.astype(float), aa=past**2, ww=due**2, wa=past * due,
        **{f"in {quarter}": (judged & (rows["period"] == quarter)).astype(float) for quarter in atoms.window.quarters},
    )[coming | judged]  # fmt: skip


def _asked(atoms: Atoms, *, ahead: str | None) -> pd.DataFrame:
    rows = atoms.optional["plan_ahead"]
    rows = rows[rows["kind"].isin(KINDS) & (rows["period"] == ahead)]
    return rows.assign(target=rows["target"].astype(float), planned=1.0)


def judged_pipeline(atoms: Atoms, *, kinds: tuple[str, ...] = ("base",)) -> pd.DataFrame:
    """Return the opening pipelines of the trend's quarters, expected to close in their quarter, with known outcome."""
    rows = atoms.optional["pipeline"]
    judged = rows["kind"].isin(kinds) & rows["period"].isin(atoms.window.quarters) & rows["won_amount"].notna()
    return rows[judged & (rows["close_period"] == rows["period"])]
