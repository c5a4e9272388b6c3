"""Checks of people: one region at a time, quotas that fit the calendar, bookings without an assignment told."""

from __future__ import annotations

from typing import Any

import ibis

from stratreport.errors import nearest
from stratreport.model.context import Desk, listing, row, rows
from stratreport.model.faultlog import RowFault
from stratreport.model.quality import QualityItem
from stratreport.model.tables import LINE
from stratreport.model.values import share
from stratreport.periods import Calendar, build_calendar


def check_overlaps(desk: Desk) -> None:
    """A representative is in one region at a time: spans do not overlap (both ends inclusive)."""
    if not desk.has("assignments"):
        return
    table = desk.tables["assignments"]
    window = ibis.window(group_by="rep_id", order_by="valid_from")
    ordered = table.mutate(
        before=table.valid_to.fill_null(ibis.date(9999, 12, 31)).lag().over(window),
        since=table.valid_from.lag().over(window),
    )
    # two spans that start on one day repeat a key, which is told as such
    overlap = (ordered.before >= ordered.valid_from) & (ordered.since < ordered.valid_from)
    what = RowFault(
        "D124", "", "this span overlaps the one before it: the representative would be in two places",
        "spans one after the other", "end the earlier span the day before (valid_to is inclusive)",
    )  # fmt: skip
    told = desk.context.unread.keys() & {("assignments", "valid_from"), ("assignments", "valid_to")}
    if not told:
        desk.faults("assignments", ordered.filter(overlap), what)


def check_quotas(desk: Desk) -> None:
    """The periods and first days that quotas name exist in the calendar."""
    rule = desk.context.calendar
    if rule is None or not desk.has("quotas", "bookings"):
        return
    table = desk.tables["quotas"]
    bookings = desk.tables["bookings"]
    span = row(bookings.aggregate(first=bookings.booked_on.min(), last=bookings.booked_on.max()))
    starts = row(table.aggregate(first=table.starts_on.min(), last=table.starts_on.max()))
    days = [day for day in (*span.values(), *starts.values(), desk.context.as_of) if day is not None]
    if not days:
        return
    calendar = build_calendar(rule, first=min(days), last=max(days))
    _check_starts(desk, table, calendar)
    _check_labels(desk, table, calendar)
    if rule.pattern == "table" and starts["first"] and ("quotas", "starts_on") not in desk.context.unread:
        _check_table(desk, table, calendar)


def _check_starts(desk: Desk, table: ibis.Table, calendar: Calendar) -> None:
    firsts = [period.start for period in calendar.periods]
    what = RowFault(
        "D125", "", 'column "starts_on" is not the first day of a period', "a first day of the declared calendar",
        "correct the day, or `calendar` in params/workspace.yaml",
    )  # fmt: skip
    desk.faults("quotas", table.filter(table.starts_on.notnull() & table.starts_on.notin(firsts)), what)


def _check_labels(desk: Desk, table: ibis.Table, calendar: Calendar) -> None:
    known = {label for period in calendar.periods for label in (period.id, period.fiscal_year)}
    labelled = table.filter(table.period.notnull())
    named = rows(labelled.group_by("period").aggregate(line=labelled[LINE].min(), n=labelled.count()))
    years = {calendar.periods[0].fiscal_year, calendar.periods[-1].fiscal_year}
    form = f"{calendar.periods[-1].id} or {calendar.periods[-1].fiscal_year}"
    for label in sorted(named, key=lambda item: item["line"]):
        if label["period"] in known or _same_form(label["period"], years):
            continue
        hit = nearest(label["period"], sorted(known))
        desk.log.add(
            "D125", desk.context.place("quotas", label["line"]),
            f'"{label["period"]}" is not a period ({label["n"]:,} rows)', f"a quarter or year such as {form}",
            f"did you mean {hit}?" if hit else "correct the label",
        )  # fmt: skip


def _same_form(label: str, years: set[str]) -> bool:
    """Return whether `label` is a year or quarter of the calendar's own form, merely outside the days covered."""
    shape = {"".join("9" if char.isdigit() else char for char in year) for year in years}
    year, _, quarter = label.partition("Q")
    form = "".join("9" if char.isdigit() else char for char in year)
    return form in shape and quarter in ("", "1", "2", "3", "4") and not (label.endswith("Q"))


def _check_table(desk: Desk, table: ibis.Table, calendar: Calendar) -> None:
    """Note periods of an explicit table, within the span of the quotas, on whose first day no quota starts."""
    started = {item["starts_on"] for item in rows(table.select("starts_on").distinct())} - {None}
    silent = [p.id for p in calendar.periods if min(started) <= p.start <= max(started) and p.start not in started]
    if silent:
        desk.log.add(
            "D125", desk.context.place("quotas"), f"no quota starts with {listing(silent)}",
            "a quota for every period of the declared table", "correct `calendar.table`, or add the quotas",
        )  # fmt: skip


def located(bookings: ibis.Table, assignments: ibis.Table) -> ibis.Table:
    """Return the bookings that have an assignment on their day (a semi-join; valid_to is inclusive, null is open)."""
    spans = assignments.select("rep_id", "valid_from", "valid_to")
    return bookings.semi_join(
        spans,
        [
            bookings.rep_id == spans.rep_id,
            bookings.booked_on >= spans.valid_from,
            spans.valid_to.isnull() | (bookings.booked_on <= spans.valid_to),
        ],
    )


def tell_unassigned(desk: Desk) -> None:
    """Count the bookings whose representative had no region on that day; they land in `unassigned`, never dropped."""
    if not desk.has("bookings", "assignments"):
        return
    table = desk.credited()
    everything = _money(table)
    inside = _money(located(table, desk.tables["assignments"]))
    count, amount = everything["n"] - inside["n"], everything["amount"] - inside["amount"]
    if count:
        desk.log.note(
            QualityItem(
                "unassigned", "warn", "Bookings without a region",
                f"{count:,} of {everything['n']:,} booking lines are credited to people without a region on that day; "
                "they count for the company, in no region.",
                count, amount, share(amount, everything["amount"]), "Add the missing spans to the assignments.",
            )
        )  # fmt: skip


def _money(table: ibis.Table) -> dict[str, Any]:
    found = row(table.aggregate(n=table.count(), amount=(table.amount * table.credit).sum()))
    return {"n": found["n"], "amount": found["amount"] or 0.0}


def check_regions(desk: Desk) -> None:
    """Every region people are assigned to is declared; declared ones without people are told.

    An undeclared region would take its people's bookings out of the region they belong to, without a number changing
    anywhere else.
    """
    if not desk.has("assignments") or not desk.context.region_keys:
        return
    table = desk.tables["assignments"]
    keys = desk.context.region_keys
    named = rows(table.group_by("region").aggregate(line=table[LINE].min(), n=table.count()))
    for item in sorted(named, key=lambda item: item["line"]):
        if item["region"] and item["region"] not in keys:
            _undeclared(desk, item)
    empty = sorted(set(keys) - {item["region"] for item in named})
    if empty:
        desk.log.note(
            QualityItem(
                "empty_regions", "warn", "Declared regions without people",
                f"Nobody was ever assigned to {listing(empty)}.", len(empty), fix="Check the region's key.",
            )
        )  # fmt: skip


def _undeclared(desk: Desk, item: dict[str, Any]) -> None:
    keys = desk.context.region_keys
    hit = nearest(item["region"], keys)
    many = f" ({item['n']:,} rows, this is the first)" if item["n"] > 1 else ""
    desk.log.add(
        "D131",
        desk.context.place("assignments", item["line"]),
        f'column "region": "{item["region"]}" is not a declared region{many}',
        f"the key of a region in params/regions: {listing(sorted(keys))}",
        (f"did you mean {hit}? " if hit else "") + "correct the value, or declare params/regions/<id>.yaml",
    )
