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

#: columns that pass through the joins as they are
KEPT = (
    "line_id", "deal_id", "period", "booked_on", "rep_id", "rep", "customer_id", "customer", "segment", "product_id",
    "product", "product_line", "launched_on", "replaces", "persona", "amount", "credit", "list_amount", "quantity",
)  # fmt: skip


def credited_lines(tables: Mapping[str, Any], timeline: Timeline, spans: Spans) -> Any:
    """Return every booking up to the timeline's last day, enriched, once per line and credited rep (settled).

    Adds period (null outside the calendar), region and manager on the booking date (UNASSIGNED, "" when there is none),
    names, role, ultimate parent, segment, product facts, `judged_on` and `judged_persona` (see `original_lines`),
    and `money` = amount × credit as an exact decimal. Raises InternalError when a join changed the number of rows.
    """
    backend = tables["bookings"].get_backend()
    bookings = _clean(tables["bookings"], timeline)
    parents = ultimate_parents(tables["customers"], backend)
    joined = bookings
    for other, conditions in _partners(bookings, tables, parents):
        joined = joined.left_join(other, conditions)
    placed = _placed(joined, bookings, (timeline, spans), _people(tables["reps"], "manager"))
    originals = original_lines(bookings)
    settled = settle(_finished(placed.left_join(originals, bookings.line_id == originals.o_line)), backend)
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


def _partners(bookings: Any, tables: Mapping[str, Any], parents: Any) -> list[tuple[Any, Any]]:
    """Return the dimension tables to join, each with its condition; their keys are unique."""
    products, customers = tables["products"], tables["customers"]
    people = _people(tables["reps"], "rep")
    goods = products.select(
        _product="product_id",
        product="name",
        product_line="line",
        launched_on=column(products, "launched_on", "date"),
        replaces=column(products, "replaces", "string"),
    )
    accounts = customers.select(_customer="customer_id", customer="name", segment="segment")
    tops = parents.select(_account="customer_id", top="parent_id")
    return [
        (people, bookings.rep_id == people["_rep"]),
        (goods, bookings.product_id == goods["_product"]),
        (accounts, bookings.customer_id == accounts["_customer"]),
        (tops, bookings.customer_id == tops["_account"]),
    ]


def _people(reps: Any, name: str) -> Any:
    return reps.select(**{f"_{name}": reps.rep_id, name: reps.name, f"{name}_role": reps.role})


def _placed(joined: Any, bookings: Any, when: tuple[Timeline, Spans], managers: Any) -> Any:
    """Join period, and region and manager on the booking date."""
    timeline, spans = when
    schema = {"period": "string", "p_start": "date", "p_end": "date"}
    frame = pd.DataFrame([(item.id, item.start, item.end) for item in timeline.periods], columns=list(schema))
    periods, table = bring(frame, schema), spans.table()
    where = table.select(_who="rep_id", place="region", boss="manager_id", s_start="start", s_end="end")
    day = bookings.booked_on
    return (
        joined.left_join(periods, [day >= periods.p_start, day < periods.p_end])
        .left_join(where, [bookings.rep_id == where["_who"], day >= where.s_start, day < where.s_end])
        .left_join(managers, where.boss == managers["_manager"])
    )


def _finished(lines: Any) -> Any:
    """Return the lines with defaults, judged date and money; a manager without a row in reps is shown by the id."""
    found = given(lines.o_line)
    return lines.select(
        *KEPT,
        role="rep_role",
        region=ibis.coalesce(lines.place, UNASSIGNED),
        manager_id=ibis.coalesce(lines.boss, ""),
        manager=ibis.coalesce(lines.manager, lines.boss),
        parent_id=ibis.coalesce(lines.top, lines.customer_id),
        judged_on=ibis.coalesce(lines.original_on, lines.booked_on),
        judged_persona=found.ifelse(lines.original_persona, lines.persona),
        returned=lines.amount < 0,
        orphaned=(lines.amount < 0) & ~found,
        money=(lines.amount * lines.credit).cast(MONEY),
    )


def _no_fan_out(bookings: Any, lines: Any) -> None:
    """Raise InternalError when joins multiplied or lost lines (a key of some table was not unique)."""
    before, after = bookings.count().to_pandas(), lines.count().to_pandas()
    if before != after:
        raise InternalError(
            f"{before} credited lines became {after} after joining", fix="check that every table's key is unique"
        )
