"""Targets as money: what each motion asks of each rep and quarter, resolved from the declared form."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from stratreport.errors import Fault, ParamsError, Place
from stratreport.facts.spans import UNASSIGNED
from stratreport.facts.timeline import Era, Timeline
from stratreport.params.specs import Override, Strategy, Target

KEYS = ["period", "region", "rep_id", "manager_id"]
COLUMNS = [*KEYS, "motion", "target"]

#: money below which a negative target is rounding, not a fault
CENT = 0.005


def resolve_targets(quotas: pd.DataFrame, timeline: Timeline) -> pd.DataFrame:
    """Return the target of every carrier row of `quotas` for every motion of its strategy (COLUMNS), money ≥ 0.

    share_of_quota and ceiling: share × quota. amount per company or region: the quarter's amount, spread over carriers
    by ramped quota; per rep: the amount × the row's ramped share of the quarter. remainder: quota less all other
    targets. otherwise, none and count: 0. Overrides replace the targets of a region in a span of quarters; the
    difference goes to `absorb_into`, so the total stays.

    Raises ParamsError with one fault per motion, region and period whose target is negative.
    """
    parts = [_of_era(quotas, era) for era in timeline.eras]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _of_era(quotas: pd.DataFrame, era: Era) -> pd.DataFrame:
    """Return the targets of one era in long form."""
    numbers = {period.id: period.quarter for period in era.periods}
    mine = quotas[quotas["carrier"] & quotas["period"].isin(list(numbers))].reset_index(drop=True)
    mine = mine.assign(quarter="Q" + mine["period"].map(numbers).astype(str))
    wide = _wide(mine, era.strategy)
    for override in era.strategy.overrides:
        wide = _overridden(wide, mine, override)
    _refuse_negative(wide, mine, era.strategy)
    long = mine[KEYS].join(wide.clip(lower=0.0)).melt(id_vars=KEYS, var_name="motion", value_name="target")
    return long[COLUMNS]


def _wide(mine: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """Return one column of money per motion, in plan order, aligned with the rows of `mine`."""
    targets = {motion.id: motion.target for motion in strategy.motions}
    wide = pd.DataFrame({name: _resolved(target, mine) for name, target in targets.items()}, index=mine.index)
    for name, target in targets.items():
        if target.form == "remainder":
            wide[name] = mine["quota"] - wide.drop(columns=name).sum(axis=1)
    return wide


def _resolved(target: Target, mine: pd.DataFrame) -> pd.Series:
    """Return a target's money per row; remainder, count and none are 0 here."""
    if target.form in ("share_of_quota", "ceiling"):
        return mine["quota"] * (target.share or 0.0)
    if target.form == "amount":
        return mine["quarter"].map(dict(target.amounts)).fillna(0.0).astype(float) * _weight(target.per, mine)
    return pd.Series(0.0, index=mine.index)


def _weight(per: str, mine: pd.DataFrame) -> pd.Series:
    """Return each row's part of an amount: by ramped quota within company or region, by ramped time per rep."""
    if per == "rep":
        return mine["ramped_share"]
    unit = ["period"] if per == "company" else ["period", "region"]
    total = mine.groupby(unit)["quota"].transform("sum")
    part = (mine["quota"] / total.where(total > 0)).fillna(0.0)
    return part if per == "company" else part.where(mine["region"] != UNASSIGNED, 0.0)


def _overridden(wide: pd.DataFrame, mine: pd.DataFrame, override: Override) -> pd.DataFrame:
    """Return the targets with one override applied to the rows of its region and span."""
    inside = (mine["region"] == override.region) & mine["period"].between(override.first, override.last)
    scope, out = mine[inside], wide.copy()
    for name, target in override.targets.items():
        of_region = _resolved(_within_region(target), scope)
        if target.form == "remainder":
            of_region = scope["quota"] - out.loc[inside].drop(columns=name).sum(axis=1)
        if override.absorb_into:
            out.loc[inside, override.absorb_into] += out.loc[inside, name] - of_region
        out.loc[inside, name] = of_region
    return out


def _within_region(target: Target) -> Target:
    """An amount in a region's override is that region's, not the company's."""
    if target.form != "amount" or target.per != "company":
        return target
    return Target("amount", amounts=target.amounts, per="region")


def _refuse_negative(wide: pd.DataFrame, mine: pd.DataFrame, strategy: Strategy) -> None:
    """Raise one ParamsError that names every motion, region and period with a target below zero (rules 2 and 3)."""
    faults = list(_negative(wide, mine, strategy))
    if faults:
        raise ParamsError(faults)


def _negative(wide: pd.DataFrame, mine: pd.DataFrame, strategy: Strategy) -> Iterable[Fault]:
    for name in wide.columns:
        below = mine[wide[name] < -CENT].assign(short=-wide[name])
        for (region, period), rows in below.groupby(["region", "period"]):
            yield Fault(
                code="C203",
                place=Place(strategy.file or strategy.id),
                found=f"{name} has {-rows['short'].sum():,.2f} left in region {region}, {period}, {len(rows)} reps",
                expected="targets that leave at least 0 for every rep",
                fix=f"lower the other targets or raise the quotas of {region} in {period}",
            )
