"""What people were paid, per quarter and pay component, in the team where they stood."""

from __future__ import annotations

import pandas as pd

from stratreport.facts.engine import rows
from stratreport.facts.ground import Ground
from stratreport.facts.standing import placed, standing
from stratreport.snapshot import OPTIONAL_FRAMES

KEYS = ["period", "region", "rep_id", "manager_id", "component"]


def payouts(ground: Ground) -> pd.DataFrame:
    """Return quarter x region x rep x manager x pay component: what was paid, in reporting currency.

    A person stands where they stood when the quarter ended (see `standing`); pay for a quarter in which they stood
    nowhere is UNASSIGNED, so that the company's total is whole. Quarters without data or after the reported one are
    left out; a claw-back is negative and stays so.
    """
    paid = rows(ground.tables["payouts"].select("rep_id", "period", "component", "amount"))
    calendar, reported = ground.timeline.calendar, ground.timeline.periods
    spelt = {text: calendar.loosely(text) for text in paid["period"].unique()}
    ids = {text: period.id for text, period in spelt.items() if period in reported}
    paid = paid.assign(period=paid["period"].map(ids).astype(object)).dropna(subset=["period"])
    found = placed(paid, standing(ground.tables, ground.spans, reported), ["period", "rep_id"])
    summed = found.groupby(KEYS, as_index=False, dropna=False)["amount"].sum()
    managers = summed["manager_id"].astype(object)
    told: pd.DataFrame = summed.assign(manager_id=managers.where(managers.notna(), None))
    return told[list(OPTIONAL_FRAMES["payouts"])]
