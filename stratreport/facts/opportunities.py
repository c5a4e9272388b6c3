"""Opportunities: what the source says of each, what was known of it on the last day, and which motion it was."""

from __future__ import annotations

from typing import Any

import ibis
import pandas as pd

from stratreport.facts.classify import alike, business_days, levelled, unit_of
from stratreport.facts.engine import bring, column, given, settle
from stratreport.facts.ground import Ground
from stratreport.facts.spans import UNASSIGNED
from stratreport.facts.timeline import Era, Timeline
from stratreport.periods import Calendar

OPEN, WON, LOST = "open", "won", "lost"
DECIDED = (WON, LOST)


def told_opportunities(ground: Ground) -> Any:
    """Return every opportunity of the source with its outcome in our words, whenever it was created (settled).

    closed_on: the day it was won or lost, null for all others; said_closed_on: as the source has it. legible: the
    outcome is open, won or lost, and a won or lost one has a day. What is not legible is left out of every frame.
    """
    raw = ground.tables["opportunities"]
    word, day = raw.outcome.strip().lower(), column(raw, "closed_on", "date")
    decided = word.isin(DECIDED).fill_null(False)
    told = raw.select(
        "opportunity_id", "customer_id", "rep_id", "product_id", "created_on", "stage", "amount",
        persona=column(raw, "persona", "string").strip().nullif(""),
        outcome=word,
        closed_on=decided.ifelse(day, ibis.null("date")),
        said_closed_on=day,
        legible=(word == OPEN).fill_null(False) | (decided & given(day)),
    )  # fmt: skip
    return settle(told, ground.backend)


def known_opportunities(told: Any, timeline: Timeline) -> Any:
    """Return the legible opportunities created up to the last day, as known on it: a later outcome is still open.

    period: the quarter of closing, null while open. since_closed: it closed after the last day, so its stage today
    was not its stage then.
    """
    last = ibis.literal(timeline.last_day)
    over = (told.closed_on <= last).fill_null(False)
    known = told.filter(told.legible & (told.created_on <= last)).mutate(
        closed_on=over.ifelse(told.closed_on, ibis.null("date")),
        outcome=over.ifelse(told.outcome, OPEN),
        since_closed=given(told.closed_on) & ~over,
    )
    return in_period(known, "closed_on", timeline.calendar, "period")


def in_period(table: Any, day: str, calendar: Calendar, name: str) -> Any:
    """Return the table with one more column: the id of the period that holds the day of a column, or null."""
    schema = {"_period": "string", "_from": "date", "_until": "date"}
    listed = [(item.id, item.start, item.end) for item in calendar.periods]
    periods = bring(pd.DataFrame(listed, columns=list(schema)), schema)
    dated = table.left_join(periods, [table[day] >= periods["_from"], table[day] < periods["_until"]])
    return dated.rename({name: "_period"}).drop("_from", "_until")


def placed(items: Any, day: str, ground: Ground) -> Any:
    """Return the items with region and manager of their rep on the day of a column, at the latest the last day.

    UNASSIGNED where the rep had no assignment; a manager is null where nobody is named.
    """
    spans = ground.spans.table()
    where = spans.select(_who="rep_id", region="region", manager_id="manager_id", s_start="start", s_end="end")
    then = ibis.least(items[day], ibis.literal(ground.timeline.last_day))
    found = items.left_join(where, [items.rep_id == where["_who"], then >= where.s_start, then < where.s_end])
    return found.select(
        *items.columns, region=ibis.coalesce(found.region, UNASSIGNED), manager_id=found.manager_id.nullif("")
    )


def judged(items: Any, told: Any, ground: Ground, timeline: Timeline) -> Any:
    """Return items (kind, opportunity_id, period, judged_on) placed and with levels and motion (settled).

    Each is judged by the baseline of its period as of `judged_on`; items of periods without a strategy are left out. A
    customer is what it would be if it ordered that day: an opportunity with a newcomer is new business before the
    first order, and its own booking does not make it existing business.
    """
    described = settle(placed(_described(items, told, ground), "judged_on", ground), ground.backend)
    parts = [_of_era(described, era, ground, timeline) for era in alike(timeline.eras)]
    return settle(ibis.union(*parts) if len(parts) > 1 else parts[0], ground.backend)


def _described(items: Any, told: Any, ground: Ground) -> Any:
    """Add customer, product and buying role of each opportunity."""
    goods, accounts = ground.tables["products"], ground.tables["customers"]
    goods = goods.select(
        "product_id",
        product_line="line",
        launched_on=column(goods, "launched_on", "date"),
        replaces=column(goods, "replaces", "string"),
    )
    what = told.select("opportunity_id", "customer_id", "rep_id", "product_id", judged_persona="persona")
    joined = (
        items.join(what, "opportunity_id")
        .left_join(goods, "product_id")
        .left_join(accounts.select("customer_id", "segment"), "customer_id")
        .left_join(ground.parents, "customer_id")
    )
    return joined.select(
        *items.columns, "customer_id", "rep_id", "judged_persona", "product_line", "launched_on", "replaces",
        "segment", parent_id=ibis.coalesce(joined.parent_id, joined.customer_id),
    )  # fmt: skip


def _of_era(items: Any, era: Era, ground: Ground, timeline: Timeline) -> Any:
    """Return the items of one era, judged by its strategy."""
    unit = unit_of(era.strategy.axes)
    mine = items.filter(items.period.isin([period.id for period in era.periods]))
    asked = mine.group_by(unit=mine[unit], day=mine.judged_on).aggregate(ordered=ibis.literal(value=False))
    booked = business_days(ground.credited, unit).semi_join(asked, "unit")
    both = ibis.union(booked.mutate(asked=ibis.literal(value=False)), asked.mutate(asked=ibis.literal(value=True)))
    events = both.group_by("unit", "day").aggregate(ordered=both.ordered.any(), asked=both.asked.any())
    return levelled(mine, events, era.strategy, timeline)
