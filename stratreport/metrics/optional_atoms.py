"""The optional frames of a snapshot as atoms: labelled by reported period and by unit, like deals."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stratreport.metrics.groups import among, known, plain, text
from stratreport.metrics.scopes import COMPANY, Window, relabel, scoped, with_base
from stratreport.snapshot import FRAMES
from stratreport.snapshot.optional_layout import OPTIONAL_FRAMES

#: frames whose period says when something was reviewed or is planned, not when it happened: kept as they are
UNLABELLED = frozenset({"actions", "plan_ahead"})
#: the rows of `opportunities` that are still open; their period is null
OPEN = "open_opportunities"


def optional_atoms(frames: Mapping[str, pd.DataFrame], *, window: Window, company: bool) -> Mapping[str, pd.DataFrame]:
    """Return every optional frame by its name, ready to be summed by kind, scope and period.

    Rows with a `period` stand under the quarters of the trend and once more under the trailing window; periods after
    the reported quarter (the pipeline that opens the next one) under their own id; plan_ahead and actions keep theirs.
    `open_opportunities` are the opportunities without a closing period, labelled only by unit. Frames with a region
    carry `base` (in a company snapshot every row once more under "company"; a row without a region only there); frames
    of people carry `kind` and `scope` and stand once per kind of unit. The `kind` of an activity becomes `activity`.
    Nothing is dropped for want of a motion. A table that is not connected gives an empty frame with all columns.

    >>> window = Window("Q1", ("Q1",), ("Q1",), None, None, frozenset())
    >>> rows = optional_atoms({}, window=window, company=False)["payouts"]
    >>> len(rows), {"kind", "scope", "base", "period"} <= set(rows.columns)
    (0, True)
    """
    source = {name: frames[name] if name in frames else _empty(name) for name in OPTIONAL_FRAMES}
    past = _past(frames.get("periods"), window=window)
    source["activities"] = source["activities"].rename(columns={"kind": "activity"})
    deals = source["opportunities"]
    out = {
        name: _units(frame if name in UNLABELLED else _labelled(frame, window=window, past=past), company=company)
        for name, frame in source.items()
    }
    out[OPEN] = _units(deals[deals["period"].isna()], company=company)
    return out


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object) for column in FRAMES[name]})


def _past(periods: pd.DataFrame | None, *, window: Window) -> frozenset[str]:
    """Return the periods up to the reported one."""
    if periods is None:
        return frozenset(window.quarters)
    start = periods.set_index("period")["start"]
    return frozenset(str(period) for period in start.index[start <= start[window.current]])


def _labelled(frame: pd.DataFrame, *, window: Window, past: frozenset[str]) -> pd.DataFrame:
    if "period" not in frame.columns or frame.empty:
        return frame
    period = plain(frame["period"])
    return relabel(frame, window=window, kept=pd.notna(period) & ~among(period, past))


def _units(frame: pd.DataFrame, *, company: bool) -> pd.DataFrame:
    if "region" not in frame.columns:
        return frame
    if frame.empty:
        added = ["base", "kind", "scope"] if "manager_id" in frame.columns else ["base"]
        return frame.assign(**dict.fromkeys(added, text("", frame)))
    based = with_base(frame, company=company)
    inside = known(based, ["region"]) | (plain(based["base"]) == COMPANY)
    based = based if inside.all() else based[inside].reset_index(drop=True)
    return scoped(based) if "manager_id" in frame.columns else based
