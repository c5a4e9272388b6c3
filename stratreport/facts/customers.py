"""Who is new: ultimate parents and, per day of business, whether a customer was new, reactivated or existing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis

from stratreport.facts.engine import missing, settle
from stratreport.params.specs import CustomerAxis

#: pointer doubling: five rounds flatten chains of up to 32 levels
ROUNDS = 5

#: fiscal years do not start on the same day every year; a look-back that misses the data by less than this is whole
DRIFT = timedelta(days=7)


def ultimate_parents(customers: Any, backend: Any) -> Any:
    """Return (customer_id, parent_id) with the account at the top of each chain; an account without parent is its own.

    A parent that is not in the table is the top of its chain. Cycles are refused by the model checks; here they end.
    """
    own = ibis.coalesce(customers.parent_id, customers.customer_id)
    links = settle(customers.select(customer_id=customers.customer_id, parent_id=own), backend)
    for _ in range(ROUNDS):
        upper = links.select(_of=links.customer_id, above=links.parent_id)
        joined = links.left_join(upper, links.parent_id == upper["_of"])
        raised = settle(
            joined.select("customer_id", "parent_id", above=ibis.coalesce(upper.above, links.parent_id)), backend
        )
        moved = raised.filter(raised.above != raised.parent_id).count().to_pandas()
        links = raised.select("customer_id", parent_id=raised.above)
        if not moved:
            break
    return links


def customer_days(events: Any, axis: CustomerAxis, history_start: date) -> Any:
    """Return (unit, day, customer_level, unknowable) for every day on which a customer (unit) did business.

    `events` has unit, day, ordered (a positive line that day; a day of returns only is not ordered) and may have asked:
    what would the customer be if it ordered that day? Asking leaves no trace: it makes nobody known on a later day.

    - acquired: ordered, and no order in the `months` before; new from then on for `sticky_months` (that day always).
    - reactivated: ordered, not new, and no order in the `dormant_months` before.
    - existing: everything else; a return never makes anybody new, active or reactivated.
    - unknowable: nothing before, but the data starts less than `months` before that day. Nobody can know whether such a
      customer is new; it is judged existing (no credit for what the data cannot show) and marked for the quality page.
    """
    before = ibis.window(group_by="unit", order_by="day", preceding=(None, 1))
    so_far = ibis.window(group_by="unit", order_by="day", preceding=None, following=0)
    order_day = events.ordered.ifelse(events.day, ibis.null("date"))
    seen = events.mutate(previous=order_day.max().over(before))
    start, reach = seen.previous, _back(seen.day, axis.months)
    covered = reach >= ibis.literal(history_start - DRIFT)
    buys = seen.ordered | seen.asked if "asked" in events.columns else seen.ordered
    first = buys & missing(start)
    marked = seen.mutate(
        wins=(first & covered) | (buys & (start < reach).fill_null(False)),
        doubts=first & ~covered,
        dormant=buys & (start < _back(seen.day, axis.dormant_months)).fill_null(False),
    )
    dated = marked.mutate(
        acquired=_latest(marked.wins & marked.ordered, marked.day, so_far),
        doubtful=_latest(marked.doubts & marked.ordered, marked.day, so_far),
    )
    is_new = dated.wins | _within(dated.day, dated.acquired, axis.sticky_months)
    return dated.select(
        "unit",
        "day",
        customer_level=ibis.cases((is_new, "new"), (dated.dormant, "reactivated"), else_="existing"),
        unknowable=(dated.doubts | _within(dated.day, dated.doubtful, axis.sticky_months)) & ~is_new,
    )


def _back(day: Any, months: int) -> Any:
    """Return the day `months` calendar months before each day."""
    return (day - ibis.interval(months=months)).cast("date")


def _latest(flag: Any, day: Any, window: Any) -> Any:
    """Return the latest day so far on which `flag` held, null before the first."""
    return flag.ifelse(day, ibis.null("date")).max().over(window)


def _within(day: Any, since: Any, months: int) -> Any:
    """Return whether `day` is `since` itself or lies in the `months` months after it; false when `since` is null."""
    inside = (day == since) | (day < (since + ibis.interval(months=months)).cast("date"))
    return inside.fill_null(False)
