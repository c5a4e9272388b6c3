"""Measures over time: this quarter or window against one quarter earlier, the year so far, the same quarter a year ago.

Kinds base and motion; all strategic motions together are motion:strategic.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics import measures
from stratreport.metrics.bridge import midpoint_terms
from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import looked_up, sums, text
from stratreport.metrics.metric import column, ratio
from stratreport.metrics.scopes import named

STRATEGIC = "strategic"
QUARTERS = 4
NO_AHEAD = "no targets for the rest of the year"
YEAR_CUT = "not every quarter of the year has targets"
KEYS = ["kind", "scope", "period"]


def attained(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum the motions of bases to hit and target: of the base, of every motion, and of all strategic motions pooled.

    Columns in: those of `measures.motion_measures` by scope and period. Columns out: KEYS, hit, target (money).

    >>> toy = pd.DataFrame({"scope": "company", "period": "Q", "motion": ["core", "np", "nc"],
    ...                     "actual": [90.0, 30.0, 5.0], "target": [60.0, 20.0, 20.0],
    ...                     "cell_class": ["core", "strategic", "strategic"]})
    >>> motions = measures.motion_measures(toy, by=["scope", "period"])
    >>> attained(motions)[["scope", "hit", "target"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['company', 85.0, 100.0], ['company/motion:core', 60.0, 60.0], ['company/motion:nc', 5.0, 20.0],
     ['company/motion:np', 20.0, 20.0], ['company/motion:strategic', 35.0, 40.0]]
    """
    unit = ["scope", "period"]
    base = sums(rows, by=unit, of=["hit", "target"])
    base = base.assign(kind=text("base", base))
    motion = rows.assign(kind=text("motion", rows), scope=rows["scope"] + "/motion:" + named(rows["motion"]))
    pooled = sums(rows[rows["unit_class"] == "strategic"], by=unit, of=["actual", "target"])
    pooled = pooled.assign(
        kind=text("motion", pooled), scope=pooled["scope"] + f"/motion:{STRATEGIC}",
        hit=pooled["actual"].clip(lower=0.0, upper=pooled["target"]),
    )  # fmt: skip
    names = [*KEYS, "hit", "target"]
    return pd.concat([base[names], motion[names], pooled[names]], ignore_index=True)


def trend_frame(atoms: Atoms, *, motions: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return every unit's attainment in the quarter and the trailing window, and one quarter earlier.

    Columns in: motions and units as `frames.motion_frame` and `frames.unit_frame` give them. The window is set against
    the window that ends one quarter earlier, when every quarter of that one has targets; the quarter against the one
    before.
    """
    window, cells = atoms.window, atoms.cells[atoms.cells["kind"] == "base"]
    planned, jobs = set(cells.loc[cells["target"] > 0, "period"]), {window.label: window.trailing}
    jobs[window.current] = (window.current,)
    earlier = {label: _earlier(quarters, known=window.quarters) for label, quarters in jobs.items()}
    past = [
        cells[cells["period"].isin(quarters)].assign(period=label)
        for label, quarters in earlier.items()
        if quarters and set(quarters) <= planned
    ]
    own = motions[(motions["kind"] == "base") & motions["period"].isin(list(jobs))]
    before = measures.motion_measures(pd.concat([cells[:0], *past], ignore_index=True), by=["scope", "period"])
    before = attained(before).rename(columns={"hit": "prior_hit", "target": "prior_target"})
    rows = looked_up(attained(own), on=KEYS, of=before)
    counts = _deals(atoms, motions=own, units=units)
    return looked_up(rows, on=["scope", "period"], of=counts).fillna({"n": 0.0})


def _earlier(quarters: tuple[str, ...], *, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many quarters, ending one quarter earlier; none when the trend does not reach that far back."""
    start = known.index(quarters[0]) if quarters[0] in known else 0
    return known[start - 1 : start - 1 + len(quarters)] if start >= 1 else ()


def _deals(atoms: Atoms, *, motions: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return the deals of every base, motion and of all strategic motions in the periods of `motions`."""
    names, periods = ["scope", "period", "n"], list(motions["period"].unique())
    by_motion = motions.assign(scope=motions["scope"] + "/motion:" + named(motions["motion"]))[names]
    classes = atoms.motions.set_index("motion")["cell_class"]
    lines = atoms.deals[(atoms.deals["kind"] == "base") & atoms.deals["period"].isin(periods)]
    pooled = measures.deal_measures(lines[lines["motion"].map(classes) == "strategic"], by=["scope", "period"])
    pooled = pooled.assign(scope=pooled["scope"] + f"/motion:{STRATEGIC}")[names]
    return pd.concat([units.loc[units["kind"] == "base", names], by_motion, pooled], ignore_index=True)


def pace_frame(atoms: Atoms) -> pd.DataFrame:
    """Return what was hit of the whole fiscal year's target so far, and the quarters elapsed and left.

    A surplus of an early quarter fills the target of a later one: cells of the year are summed before they are capped.
    """
    current = atoms.periods[atoms.periods["period"] == atoms.window.current].iloc[0]
    year, elapsed = str(current["fiscal_year"]), int(current["quarter"])
    past = atoms.periods[(atoms.periods["fiscal_year"] == year) & (atoms.periods["start"] <= current["start"])]
    cells = atoms.cells[(atoms.cells["kind"] == "base") & atoms.cells["period"].isin(past["period"])]
    ahead = atoms.optional["plan_ahead"]
    ahead = ahead[(ahead["kind"] == "base") & ahead["period"].astype(str).str.startswith(f"{year}Q")]
    classes = atoms.motions.set_index("motion")["cell_class"]
    coming = ahead.assign(cell_class=ahead["motion"].map(classes).fillna("off_plan"), actual=0.0)
    names = ["scope", "motion", "cell_class", "actual", "target"]
    whole = pd.concat([part[names] for part in (cells, coming) if len(part)], ignore_index=True)
    planned = cells.loc[cells["target"] > 0, "period"].nunique()
    left, given = QUARTERS - elapsed, ahead["period"].nunique()
    why = YEAR_CUT if planned < elapsed else (NO_AHEAD if given < left else "")
    rows = attained(measures.motion_measures(whole.assign(period=atoms.window.current), by=["scope", "period"]))
    return rows.assign(elapsed=float(elapsed), left=float(left), why=why)


def shift_terms(before: pd.DataFrame, after: pd.DataFrame) -> tuple[float, float]:
    """Split the change of bottom-up attainment between two quarters into execution and reweighting, people changing.

    Formula: identity 11; who has a target at one date only is taken to sell at the rate of that date, so that joiners
    and leavers are reweighting, never execution. Columns: index = rep, hit, target (money). NaN when either side has no
    target at all.

    >>> was = pd.DataFrame({"hit": [50.0], "target": [100.0]}, index=["a"])
    >>> now = pd.DataFrame({"hit": [60.0, 100.0], "target": [100.0, 100.0]}, index=["a", "joined"])
    >>> [round(term, 6) for term in shift_terms(was, now)]
    [0.075, 0.225]
    """
    every = before.index.union(after.index)
    sides = [side.reindex(every, fill_value=0.0) for side in (before, after)]
    targets = column(sides[0], "target"), column(sides[1], "target")
    if targets[0].sum() <= 0 or targets[1].sum() <= 0:
        return float("nan"), float("nan")
    rates = [ratio(column(side, "hit"), target) for side, target in zip(sides, targets, strict=True)]
    filled = [np.nan_to_num(np.where(np.isnan(rates[k]), rates[1 - k], rates[k])) for k in (0, 1)]
    return midpoint_terms(targets, (filled[0], filled[1]))


def shift_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the two terms of every base against the same quarter a year ago; n = reps with targets at both dates."""
    now, before = atoms.window.current, atoms.window.last_year
    cells = atoms.cells[(atoms.cells["kind"] == "base") & atoms.cells["period"].isin([now, before])]
    finest = ["scope", "period", "region", "manager_id", "rep_id", "motion", "cell_class"]
    cells = sums(cells, by=finest, of=["actual", "target"])
    by = ["scope", "period", "region", "rep_id"]
    people = looked_up(measures.bottom_up_hits(cells, by=by), on=by, of=sums(cells, by=by, of=["target"]))
    people = people.rename(columns={"hit_bottom_up": "hit"}).assign(rep=named(people["rep_id"]))
    rows: list[tuple[object, ...]] = []
    for scope, own in people.groupby("scope", sort=True):
        was, is_ = (
            own[own["period"] == when].set_index(["region", "rep"])[["hit", "target"]] for when in (before, now)
        )
        both = was.index[was["target"] > 0].intersection(is_.index[is_["target"] > 0])
        rows.append(("base", scope, now, *shift_terms(was, is_), float(len(both))))
    return pd.DataFrame(rows, columns=[*KEYS, "execution", "reweighting", "n"])
