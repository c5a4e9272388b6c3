"""What people were given: programmes passed, with the first sale that followed, and plan versions signed."""

from __future__ import annotations

from datetime import date

import pandas as pd

from stratreport.facts.engine import as_day, bring, rows
from stratreport.facts.ground import Ground
from stratreport.facts.quotas import read_people
from stratreport.facts.standing import standing
from stratreport.snapshot import OPTIONAL_FRAMES

_PASSED = {"rep_id": "string", "programme": "string", "certified_on": "date"}
_HELPS = {"h_period": "string", "h_motion": "string", "h_programme": "string"}


def certifications(ground: Ground) -> pd.DataFrame:
    """Return the programmes that people passed up to the last day, and the first sale each was for.

    Grain: person x programme. Who: everybody who stood in a team on some day of the reported quarter, placed where they
    stood at its end; whoever left before is not among them. `first_sale_on` is the day of the first positive booking,
    on or after certification, credited to the person in any region, in a motion that the programme supports by the plan
    of that quarter (the baseline, or the current version beside it); null = none yet. `watched_until` is the last day,
    or the day the person left if earlier. A programme passed twice counts from the first time.
    """
    table = ground.tables["enablement"]
    passed = rows(table.filter(table.certified_on <= ground.timeline.last_day).select(*_PASSED))
    first: pd.DataFrame = passed.groupby(["rep_id", "programme"], as_index=False).agg({"certified_on": "min"})
    found = first.merge(_here(ground), on="rep_id").merge(_first_sales(ground, first), how="left")
    left = {name: person.left_on for name, person in read_people(ground.tables).items()}
    ends = [min(left.get(rep) or date.max, ground.timeline.last_day) for rep in found["rep_id"]]
    return _ordered(found.assign(watched_until=pd.Series(ends, dtype=object)), "certifications")


def acknowledgements(ground: Ground) -> pd.DataFrame:
    """Return the plan versions that people signed up to the last day, by whoever `certifications` would show.

    Grain: person x plan version, the first signature. A version is "<strategy id>@<version>"; a bare number (or v2) is
    a version of the plan of the reported quarter.
    """
    table = ground.tables["acknowledgements"]
    signed = table.filter(table.on <= ground.timeline.last_day).select("rep_id", "plan_version", acknowledged_on="on")
    found = rows(signed)
    plan = ground.timeline.plan.current.id
    found = found.assign(plan_version=[_version(text, plan) for text in found["plan_version"]])
    first = found.groupby(["rep_id", "plan_version"], as_index=False)["acknowledged_on"].min()
    return _ordered(first.merge(_here(ground), on="rep_id"), "acknowledgements")


def _here(ground: Ground) -> pd.DataFrame:
    return standing(ground.tables, ground.spans, [ground.timeline.period]).drop(columns="period")


def _version(text: str, plan: str) -> str:
    """Return a plan version with its strategy.

    >>> _version("v2", "growth"), _version("growth@1", "growth")
    ('growth@2', 'growth@1')
    """
    spelt = text.strip()
    return spelt if "@" in spelt else f"{plan}@{spelt.removeprefix('v')}"


def _first_sales(ground: Ground, passed: pd.DataFrame) -> pd.DataFrame:
    """Return per person and programme the day of the first sale it supports, on or after certification."""
    names = ["rep_id", "programme", "first_sale_on"]
    days = [as_day(day) for day in passed["certified_on"]]
    known = passed.assign(certified_on=pd.Series(days, dtype=object, index=passed.index))
    helps = _supports(ground)
    if known.empty or helps.empty:
        return pd.DataFrame(columns=names).astype(object)
    lines, people, motions = ground.lines, bring(known, _PASSED), bring(helps, _HELPS)
    sold = lines.filter(lines.amount > 0).select("rep_id", "period", "motion", "booked_on")
    theirs = people.inner_join(sold, [people.rep_id == sold.rep_id, sold.booked_on >= people.certified_on])
    meant = theirs.inner_join(
        motions,
        [
            theirs.period == motions.h_period,
            theirs.motion == motions.h_motion,
            theirs.programme == motions.h_programme,
        ],
    )
    return rows(meant.group_by("rep_id", "programme").aggregate(first_sale_on=meant.booked_on.min()))[names]


def _supports(ground: Ground) -> pd.DataFrame:
    """Return which programme supports which motion in which quarter, by the judging plan and its current version."""
    plan = ground.timeline.plan
    found = {
        (period.id, motion.id, motion.support.enablement)
        for period, judge in ground.timeline.judged
        for strategy in ((judge, plan.current) if judge is plan.baseline else (judge,))
        for motion in strategy.motions
        if motion.support.enablement
    }
    return pd.DataFrame(sorted(found), columns=list(_HELPS))


def _ordered(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    columns = list(OPTIONAL_FRAMES[name])
    return frame[columns].sort_values(["region", "rep_id", columns[3]], ignore_index=True)
