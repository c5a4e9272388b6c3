"""Credited booking lines: who sold what to whom, in which period, region and team; a row per line and credited rep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import pandas as pd

from stratreport.errors import InternalError
from stratreport.facts.customers import ultimate_parents
from stratreport.facts.engine import MONEY, bring, column, given, settle
from stratreport.facts.spans import UNASSIGNED, Spans
from stratreport.facts.timeline import Timeline
from stratreport.params.specs import RepDisplay


def credited_lines(tables: Mapping[str, Any], timeline: Timeline, spans: Spans, *, display: RepDisplay) -> Any:
    """Return every booking up to the timeline's last day, enriched, once per line and credited rep (settled).

    Adds period (null outside the calendar), region and manager on the booking date (UNASSIGNED, "" when there is none),
    names, role, ultimate parent, segment, product facts, `judged_on` and `judged_persona` (see `original_lines`),
    and `money` = amount × credit as an exact decimal. Raises InternalError when a join changed the number of rows.
    """
    backend = tables["bookings"].get_backend()
    bookings = _clean(tables["bookings"], timeline)
    parents = ultimate_parents(tables["customers"], backend)
    joined = _with_period(bookings, timeline)
    for other, left, right in _partners(tables, parents, display):
        joined = joined.left_join(other, joined[left] == other[right]).drop(right)
    joined = _with_region(joined, spans, tables["reps"], display)
    joined = _with_original(joined, original_lines(bookings))
    settled = settle(_finished(joined), backend)
    _no_fan_out(bookings, settled)
    return settled


def original_lines(bookings: Any) -> Any:
    """Return, per return line (amount ≤ 0), the order it belongs to: line_id, original_on, original_persona.

    The original is a positive line of the same deal booked on or before the return: of the same product if there is
    one, then the latest. A return without original is absent here and is judged as of its own date.
    """
    lines = bookings.select("line_id", "deal_id", "product_id", "booked_on", "persona", "amount").distinct()
    returns = lines.filter(lines.amount <= 0)
    orders = lines.filter(lines.amount > 0).rename(lambda name: f"o_{name}")
    pairs = returns.inner_join(orders, [returns.deal_id == orders.o_deal_id, orders.o_booked_on <= returns.booked_on])
    same = (pairs.product_id == pairs.o_product_id).cast("int8")
    best = ibis.window(group_by=pairs.line_id, order_by=[same.desc(), pairs.o_booked_on.desc(), pairs.o_line_id.asc()])
    ranked = pairs.mutate(rank=ibis.row_number().over(best))
    return ranked.filter(ranked["rank"] == 0).select(
        o_line="line_id", original_on="o_booked_on", original_persona="o_persona"
    )


def _clean(bookings: Any, timeline: Timeline) -> Any:
    """Return the canonical columns of bookings up to the last day; a blank persona is null."""
    persona = column(bookings, "persona", "string")
    kept = bookings.filter(bookings.booked_on <= ibis.literal(timeline.last_day))
    return kept.select(
        "line_id", "deal_id", "booked_on", "rep_id", "customer_id", "product_id", "amount", "credit",
        persona=persona.strip().nullif(""),
        list_amount=column(bookings, "list_amount", "float64"),
        quantity=column(bookings, "quantity", "float64"),
    )  # fmt: skip


def _with_period(bookings: Any, timeline: Timeline) -> Any:
    schema = {"period": "string", "p_start": "date", "p_end": "date"}
    frame = pd.DataFrame([(item.id, item.start, item.end) for item in timeline.periods], columns=list(schema))
    periods = bring(frame, schema)
    inside = [bookings.booked_on >= periods.p_start, bookings.booked_on < periods.p_end]
    return bookings.left_join(periods, inside).drop("p_start", "p_end")


def _partners(tables: Mapping[str, Any], parents: Any, display: RepDisplay) -> list[tuple[Any, str, str]]:
    """Return the dimension tables to join: (table with unique key, key in bookings, key in the table)."""
    reps, products, customers = tables["reps"], tables["products"], tables["customers"]
    return [
        (reps.select(_rep="rep_id", rep=shown(reps, display), role="role"), "rep_id", "_rep"),
        (
            products.select(
                _product="product_id",
                product="name",
                product_line="line",
                launched_on=column(products, "launched_on", "date"),
                replaces=column(products, "replaces", "string"),
            ),
            "product_id",
            "_product",
        ),
        (customers.select(_customer="customer_id", customer="name", segment="segment"), "customer_id", "_customer"),
        (parents.select(_account="customer_id", parent_id="parent_id"), "customer_id", "_account"),
    ]


def shown(reps: Any, display: RepDisplay) -> Any:
    """Return what may be printed for a person: the name, the id (codes) or nothing (aggregate)."""
    return {"names": reps.name, "codes": reps.rep_id}.get(display, ibis.literal(""))


def _with_region(lines: Any, spans: Spans, reps: Any, display: RepDisplay) -> Any:
    """Add region and manager on the booking date; a manager without a row in reps is shown by the id."""
    table = spans.table()
    managers = reps.select(_manager="rep_id", manager=shown(reps, display))
    where = table.select(_who="rep_id", region="region", manager_id="manager_id", s_start="start", s_end="end")
    on_the_day = [lines.rep_id == where["_who"], lines.booked_on >= where.s_start, lines.booked_on < where.s_end]
    placed = lines.left_join(where, on_the_day).drop("_who", "s_start", "s_end")
    named = placed.left_join(managers, placed.manager_id == managers["_manager"]).drop("_manager")
    return named.mutate(manager=ibis.coalesce(named.manager, named.manager_id)) if display != "aggregate" else named


def _with_original(lines: Any, originals: Any) -> Any:
    return lines.left_join(originals, lines.line_id == originals.o_line)


def _finished(lines: Any) -> Any:
    """Return the lines with defaults, judged date and money."""
    found = given(lines.o_line)
    return lines.mutate(
        region=ibis.coalesce(lines.region, UNASSIGNED),
        manager_id=ibis.coalesce(lines.manager_id, ""),
        parent_id=ibis.coalesce(lines.parent_id, lines.customer_id),
        judged_on=ibis.coalesce(lines.original_on, lines.booked_on),
        judged_persona=found.ifelse(lines.original_persona, lines.persona),
        returned=lines.amount < 0,
        orphaned=(lines.amount < 0) & ~found,
        money=(lines.amount * lines.credit).cast(MONEY),
    ).drop("o_line", "original_on", "original_persona")


def _no_fan_out(bookings: Any, lines: Any) -> None:
    """Raise InternalError when joins multiplied or lost lines (a key of some table was not unique)."""
    before, after = bookings.count().to_pandas(), lines.count().to_pandas()
    if before != after:
        raise InternalError(
            f"{before} credited lines became {after} after joining", fix="check that every table's key is unique"
        )
