"""What a revised plan would say of the quarters that its baseline judges; it never judges them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from stratreport.facts.classify import alike, classify
from stratreport.facts.engine import money, rows
from stratreport.facts.ground import Ground
from stratreport.facts.quotas import resolve_quotas, signed_quotas
from stratreport.facts.targets import resolve_targets
from stratreport.facts.timeline import Era, Timeline
from stratreport.snapshot import OPTIONAL_FRAMES

KEYS = ["period", "region", "motion"]
_COLUMNS = list(OPTIONAL_FRAMES["revised_cells"])


def revised_cells(ground: Ground) -> pd.DataFrame:
    """Return quarter x region x motion of the judged era by the current version of its plan: bookings and target.

    Empty while the current version is the baseline. Classification, eligibility, phasing, targets and overrides are all
    the current version's; bookings, quotas as signed and teams are the same. Money, every motion of the plan.
    """
    timeline = ground.timeline
    plan = timeline.plan
    era = next((item for item in timeline.eras if item.strategy is plan.baseline), None)
    if era is None or plan.current.version == plan.baseline.version:
        return pd.DataFrame(columns=_COLUMNS)
    told = replace(timeline, eras=(Era(plan.current, era.periods),))
    quotas = resolve_quotas(ground.tables, told, ground.spans, signed_quotas(ground.tables, told))
    targets = resolve_targets(quotas, told).groupby(KEYS, as_index=False)["target"].sum()
    lines = _lines(ground, told, era)
    actual = rows(lines.group_by(KEYS).aggregate(actual=money(lines.money)))
    found = targets.merge(actual, how="outer", on=KEYS).fillna({"actual": 0.0, "target": 0.0})
    motions = [(item.id, item.label, item.cell_class) for item in plan.current.motions]
    named = found.merge(pd.DataFrame(motions, columns=["motion", "label", "cell_class"]), on="motion")
    listed: pd.DataFrame = named[_COLUMNS].sort_values(KEYS, ignore_index=True)
    return listed


def _lines(ground: Ground, told: Timeline, era: Era) -> Any:
    """Return the era's lines by the current version; classified anew only if it classifies otherwise."""
    if len(alike((era, *told.eras))) == 1:
        return ground.lines.filter(ground.lines.period.isin([period.id for period in era.periods]))
    judged = classify(ground.credited, told, ground.backend)
    return judged.filter(~judged.overlay)
