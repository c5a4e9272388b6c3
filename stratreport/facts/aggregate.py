"""Each fact at its own grain, summed inside the engine; only sums and counts come out, never ratios."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stratreport.facts.classify import matches
from stratreport.facts.engine import given, money, rows
from stratreport.facts.quotas import COLUMNS as QUOTA_COLUMNS
from stratreport.facts.spans import UNASSIGNED
from stratreport.facts.targets import KEYS
from stratreport.facts.timeline import Era, Timeline
from stratreport.params.specs import CountTarget

#: the label of a line or customer whose source names no product line or segment
NOT_STATED = "not stated"

AXES = ("product_line", "segment")


def cells(lines: Any, targets: pd.DataFrame) -> pd.DataFrame:
    """Return period × region × rep × manager × motion: every motion for every carrier, and all other bookings.

    actual: credited money. deals, customers: distinct deals and ultimate parents with a positive line (a return alone
    is no deal). largest_deal: the largest deal's credited money in the cell, 0 when there is none.
    """
    keys = [*KEYS, "motion"]
    won = lines.amount > 0
    by_deal = lines.group_by([*keys, "deal_id"]).aggregate(
        money=lines.money.sum(), won=won.any(), largest=lines.money.sum(where=won)
    )
    sums = rows(
        by_deal.group_by(keys).aggregate(
            actual=money(by_deal.money),
            deals=by_deal.won.cast("int64").sum(),
            largest_deal=by_deal.largest.max().fill_null(0).cast("float64"),
        )
    )
    customers = rows(lines.group_by(keys).aggregate(customers=lines.parent_id.nunique(where=won)))
    grid = targets.merge(sums, how="outer", on=keys).merge(customers, how="left", on=keys)
    return _filled(grid, ["actual", "target", "largest_deal"], ["deals", "customers"]).sort_values(
        keys, ignore_index=True
    )


def axes(lines: Any, quotas: pd.DataFrame, timeline: Timeline) -> pd.DataFrame:
    """Return period × region × axis × level: credited money, the part in strategic motions, deals, the declared plan.

    target: the level's share × the region's quota where the strategy declares a balance for the axis (0 for a level
    that it does not name), null where it declares none.
    """
    wide = [_axis(lines, quotas, timeline, name) for name in AXES]
    return pd.concat(wide, ignore_index=True).sort_values(["period", "region", "axis", "level"], ignore_index=True)


def ansoff(lines: Any) -> pd.DataFrame:
    """Return period × region × product level × market × persona level: credited money (sums to bookings) and deals."""
    keys = ["period", "region", "product_level", "market", "persona_level"]
    found = lines.group_by(keys).aggregate(actual=money(lines.money), deals=_deals(lines))
    return rows(found).sort_values(keys, ignore_index=True)


def counts(lines: Any, quotas: pd.DataFrame, timeline: Timeline) -> pd.DataFrame:
    """Return period × region × rep × count target: ultimate parents with a matching positive line, and the target.

    A target per rep is asked of every carrier, times the ramped share of the quarter spent in the region; a target per
    region has no rep. `weight` is the declared weight of the scorecard.
    """
    parts = [_counted(lines, quotas, era, item) for era in timeline.eras for item in era.strategy.count_targets]
    names = ["period", "region", "rep_id", "count_target", "actual", "target", "weight"]
    filled = [part for part in parts if len(part)]
    frame = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=names)
    return frame[names].sort_values(names[:4], ignore_index=True)


def company_cells(lines: Any, grid: pd.DataFrame) -> pd.DataFrame:
    """Return period × motion over all regions and UNASSIGNED: money, targets, distinct deals."""
    keys = ["period", "motion"]
    sums = rows(lines.group_by(keys).aggregate(actual=money(lines.money), deals=_deals(lines)))
    targets = grid.groupby(keys, as_index=False)["target"].sum()
    found = targets.merge(sums, how="outer", on=keys)
    return _filled(found, ["actual", "target"], ["deals"]).sort_values(keys, ignore_index=True)


def company_quotas(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return per period the sum of ramped quotas and the number of people who carry one."""
    carriers = quotas[quotas["carrier"]]
    return carriers.groupby("period", as_index=False).agg(quota=("quota", "sum"), carriers=("rep_id", "nunique"))


def persona_adds_nothing(lines: Any) -> bool:
    """Return whether persona merely repeats segment: one persona within each segment, two or more overall."""
    known = lines.filter(given(lines.persona))
    per_segment = known.group_by("segment").aggregate(kinds=known.persona.nunique())
    kinds, most = known.persona.nunique().to_pandas(), per_segment.kinds.max().to_pandas()
    return bool(kinds >= 2 and most == 1)


def _axis(lines: Any, quotas: pd.DataFrame, timeline: Timeline, name: str) -> pd.DataFrame:
    keys = ["period", "region", "level"]
    named = lines.mutate(level=lines[name].fill_null(NOT_STATED))
    sums = rows(
        named.group_by(keys).aggregate(
            actual=money(named.money),
            strategic=money(named.money, named.strategic),
            deals=_deals(named),
        )
    )
    found = _planned_levels(quotas, timeline, name).merge(sums, how="outer", on=keys)
    declared = {period.id for period, strategy in timeline.judged for item in strategy.balances if item.axis == name}
    plan = found["target"].fillna(0.0).where(found["period"].isin(declared))
    return _filled(found.assign(target=plan, axis=name), ["actual", "strategic"], ["deals"])


def _planned_levels(quotas: pd.DataFrame, timeline: Timeline, name: str) -> pd.DataFrame:
    """Return the declared share of each level times each region's quota."""
    shares = pd.DataFrame(
        [
            (period.id, level, share)
            for period, strategy in timeline.judged
            for balance in strategy.balances
            if balance.axis == name
            for level, share in balance.shares.items()
        ],
        columns=["period", "level", "share"],
    ).astype({"period": object, "level": object, "share": float})
    regions = quotas.groupby(["period", "region"], as_index=False).agg(quota=("quota", "sum"))
    planned = regions.merge(shares, on="period")
    return planned.assign(target=planned["quota"] * planned["share"])[["period", "region", "level", "target"]]


def _counted(lines: Any, quotas: pd.DataFrame, era: Era, item: CountTarget) -> pd.DataFrame:
    """Return one count target over one era."""
    ids = [period.id for period in era.periods]
    keys = ["period", "region"] + (["rep_id"] if item.per == "rep" else [])
    hits = lines.filter(lines.period.isin(ids) & (lines.amount > 0) & matches(lines, item.where, era.strategy.axes))
    actual = rows(hits.group_by(keys).aggregate(actual=hits.parent_id.nunique().cast("float64")))
    carriers = quotas[quotas["carrier"] & quotas["period"].isin(ids)]
    if item.per == "rep":
        asked = carriers.groupby(keys, as_index=False).agg(target=("ramped_share", "sum"))
    else:
        asked = carriers[carriers["region"] != UNASSIGNED][keys].drop_duplicates().assign(target=1.0, rep_id=None)
    found = asked.merge(actual, how="left", on=keys).fillna({"actual": 0.0})
    return found.assign(target=found["target"] * item.count, count_target=item.id, weight=item.weight)


def _deals(lines: Any) -> Any:
    """Return the number of distinct deals with a positive line."""
    return lines.deal_id.nunique(where=lines.amount > 0)


def _filled(frame: pd.DataFrame, amounts: list[str], numbers: list[str]) -> pd.DataFrame:
    """Return the frame with nothing as 0: what was not booked or not asked is known to be nothing."""
    kinds = dict.fromkeys(amounts, "float64") | dict.fromkeys(numbers, "int64")
    return frame.assign(**{name: frame[name].fillna(0) for name in kinds}).astype(kinds)


def quota_rows(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return the quotas without the columns that only targets need."""
    return quotas[[name for name in QUOTA_COLUMNS if name != "ramped_share"]]
