"""Checks between tables: references that resolve, parents that do not go in circles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis

from stratreport.model.context import Desk, listing, row
from stratreport.model.faultlog import RowFault
from stratreport.model.quality import QualityItem
from stratreport.model.tables import LINE


@dataclass(frozen=True)
class Reference:
    """A column that names a row of another table; `strict` ones must resolve, others are told with what happens."""

    table: str
    column: str
    target: str
    key: str
    strict: bool = True
    otherwise: str = ""


REFERENCES: tuple[Reference, ...] = (
    Reference("bookings", "rep_id", "reps", "rep_id"),
    Reference("bookings", "customer_id", "customers", "customer_id"),
    Reference("bookings", "product_id", "products", "product_id"),
    Reference("assignments", "rep_id", "reps", "rep_id"),
    Reference("quotas", "rep_id", "reps", "rep_id"),
    Reference("assignments", "manager_id", "reps", "rep_id", False, "they are shown by id"),
    Reference("customers", "parent_id", "customers", "customer_id", False, "the id itself is the group"),
    Reference("products", "replaces", "products", "product_id", False, "the product still counts as a replacement"),
    Reference("opportunities", "rep_id", "reps", "rep_id"),
    Reference("opportunities", "customer_id", "customers", "customer_id"),
    Reference("opportunities", "product_id", "products", "product_id"),
    Reference("pipeline_snapshots", "opportunity_id", "opportunities", "opportunity_id", False, "they are left out"),
    Reference("engagements", "opportunity_id", "opportunities", "opportunity_id", False, "they are left out"),
    Reference("activities", "rep_id", "reps", "rep_id", False, "they are left out"),
    Reference("activities", "opportunity_id", "opportunities", "opportunity_id", False, "they count in no motion"),
    Reference("enablement", "rep_id", "reps", "rep_id", False, "they are left out"),
    Reference("payouts", "rep_id", "reps", "rep_id", False, "they are left out"),
    Reference("acknowledgements", "rep_id", "reps", "rep_id", False, "they are left out"),
)


def references_of(table: str) -> tuple[Reference, ...]:
    """Return the references that the rows of `table` hold."""
    return tuple(reference for reference in REFERENCES if reference.table == table)


def reference_fault(desk: Desk, reference: Reference) -> RowFault:
    """Return what is wrong with a row whose strict reference names nothing."""
    file = desk.context.shown(reference.target)
    return RowFault(
        "D121",
        "",
        f"{reference.column} names nothing in {file}",
        f"a {reference.key} of {reference.target}",
        f"add the missing row to {file}, or correct {reference.column}",
    )


def tell_orphans(desk: Desk, reference: Reference, orphans: ibis.Table) -> None:
    """Count the rows whose lenient reference names nothing."""
    found = row(orphans.aggregate(n=orphans.count(), ids=orphans[reference.column].nunique()))
    desk.log.note(
        QualityItem(
            "orphans",
            "warn",
            f"{reference.table}.{reference.column} without a row in {reference.target}",
            f"{found['n']:,} rows name {found['ids']:,} ids that {reference.target} does not hold; "
            f"{reference.otherwise}.",
            found["n"],
            fix=f"Add them to {desk.context.file(reference.target)}.",
        )
    )


def check_hierarchy(desk: Desk) -> None:
    """No customer is its own ancestor."""
    if not desk.has("customers"):
        return
    table = desk.tables["customers"]
    above = table.filter(table.parent_id.notnull() & (table.parent_id != table.customer_id))
    pairs = above.select("customer_id", "parent_id", LINE).to_pyarrow().to_pydict()
    parents = dict(zip(pairs["customer_id"], pairs["parent_id"], strict=True))
    lines = dict(zip(pairs["customer_id"], pairs[LINE], strict=True))
    for circle in find_circles(parents):
        where = sorted(lines[member] for member in circle)
        desk.log.add(
            "D126",
            desk.context.place("customers", where[0]),
            f"the parents of {len(circle)} accounts go in a circle (lines {listing(where)})",
            "a parent above every account, ending at the top",
            "empty the parent_id of the topmost account",
        )


def find_circles(parents: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return every circle in a child → parent mapping once, starting at its smallest member.

    >>> find_circles({"a": "b", "b": "a", "c": "a"})
    [('a', 'b')]
    """
    settled: set[str] = set()
    circles = []
    for start in sorted(parents):
        path: dict[str, None] = {}
        node: str | None = start
        while node is not None and node not in settled and node not in path:
            path[node] = None
            node = parents.get(node)
        if node is not None and node in path:
            members = list(path)
            members = members[members.index(node) :]
            turn = members.index(min(members))
            circles.append(tuple(members[turn:] + members[:turn]))
        settled |= set(path)
    return circles
