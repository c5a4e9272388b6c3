"""Measures of the look-ahead: the pipeline that opens the next quarter, its target, and how pipelines converted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.by_motion import spread
from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import among, known, plain, table
from stratreport.metrics.metric import column

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
    parts = [_pipeline(atoms, ahead=ahead), _asked(atoms, ahead=ahead)]
    quarters = [f"in {quarter}" for quarter in atoms.window.quarters]
    sums = [*OPEN, *HISTORY, *quarters, "target", "planned"]
    lines = table({
        **{name: np.concatenate([plain(part[name]) for part in parts]) for name in (*KEYS, "motion")},
        **{name: np.concatenate([column(part, name) for part in parts]) for name in sums},
    })  # fmt: skip
    rows = spread(lines, motions=atoms.motions, sums=sums, by=KEYS)
    scopes, asked = plain(rows["scope"]), column(rows, "planned") > 0
    planned = frozenset(scopes[asked])
    told = np.array([scope.partition("/motion:")[0] in planned for scope in scopes], dtype=bool)
    seen = sum((column(rows, quarter) > 0 for quarter in quarters), start=np.zeros(len(rows)))
    return table({
        **{name: plain(rows[name]) for name in KEYS},
        "period": np.full(len(rows), atoms.window.current, dtype=object),
        **{name: column(rows, name) for name in OPEN},
        "target": np.where(told, column(rows, "target"), np.nan),
        **{name: column(rows, name) for name in HISTORY},
        "history_quarters": seen,
    })  # fmt: skip


def _pipeline(atoms: Atoms, *, ahead: str | None) -> pd.DataFrame:
    """Return due pipelines, the next quarter's as `OPEN` and past ones as `HISTORY`, marked "in <quarter>"."""
    rows = atoms.optional["pipeline"]
    rows = rows[among(rows["kind"], KINDS) & (plain(rows["close_period"]) == plain(rows["period"]))]
    period, amount, won = plain(rows["period"]), column(rows, "amount"), column(rows, "won_amount")
    coming = among(period, {ahead})
    judged = among(period, atoms.window.quarters) & ~np.isnan(won)
    past, due = np.where(judged, amount, 0.0), np.where(judged, won, 0.0)
    inside = coming | judged
    columns = {
        **{name: plain(rows[name]) for name in (*KEYS, "motion")},
        "open": np.where(coming, amount, 0.0), "open_n": coming.astype(np.float64), "history_won": due,
        "history_amount": past, "history_n": judged.astype(np.float64), "aa": past**2, "ww": due**2, "wa": past * due,
        **{f"in {name}": (judged & (period == name)).astype(np.float64) for name in atoms.window.quarters},
    }  # fmt: skip
    return table({name: values[inside] for name, values in columns.items()})


def _asked(atoms: Atoms, *, ahead: str | None) -> pd.DataFrame:
    rows = atoms.optional["plan_ahead"]
    rows = rows[among(rows["kind"], KINDS) & among(rows["period"], {ahead})]
    return table({
        **{name: plain(rows[name]) for name in (*KEYS, "motion")},
        "target": column(rows, "target"), "planned": np.ones(len(rows)),
    })  # fmt: skip


def judged_pipeline(atoms: Atoms, *, kinds: tuple[str, ...] = ("base",)) -> pd.DataFrame:
    """Return the opening pipelines of the trend's quarters, expected to close in their quarter, with known outcome."""
    rows = atoms.optional["pipeline"]
    judged = among(rows["kind"], kinds) & among(rows["period"], atoms.window.quarters) & known(rows, ["won_amount"])
    due: pd.DataFrame = rows[judged & (plain(rows["close_period"]) == plain(rows["period"]))]
    return due
