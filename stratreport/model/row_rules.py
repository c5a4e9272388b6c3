"""Rules a row must meet on its own or against another table; asked in one question per table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import ibis
from ibis.expr.types import BooleanValue

from stratreport.model.context import Desk
from stratreport.model.faultlog import RowFault
from stratreport.model.links import Reference, reference_fault, references_of, tell_orphans
from stratreport.model.tables import TABLES

EARLIEST, LATEST = date(1950, 1, 1), date(2200, 1, 1)
Rule = tuple[BooleanValue, RowFault | Reference]


def check_rows(desk: Desk) -> None:
    """Required cells are filled, days are real, measures in range, references resolve (lenient ones are told)."""
    for name, table in desk.tables.items():
        if TABLES[name].required:
            _check_filled(desk, name, table)
        rules = [
            *_absent(desk, name, table),
            *_unreal(name, table),
            *_own(desk, name, table),
            *_references(desk, name, table),
        ]
        for what, wrong in desk.wrong(table, rules):
            if isinstance(what, Reference):
                tell_orphans(desk, what, wrong)
            else:
                desk.faults(name, wrong, what)


def _check_filled(desk: Desk, name: str, table: ibis.Table) -> None:
    if not table.count().to_pyarrow().as_py():
        fix = f"fill it; a row looks like: {TABLES[name].example_row}"
        desk.log.add("D107", desk.context.place(name), f"{name} holds no rows", f"{TABLES[name].grain} per row", fix)


def _absent(desk: Desk, name: str, table: ibis.Table) -> Iterator[Rule]:
    spec = TABLES[name]
    for column in spec.needed:
        expected = f"a value in every row: {spec.column(column).meaning}"
        fix = "fill the cell, or remove the row"
        empty = table[column].isnull() & ~desk.unread(name, column)
        yield empty, RowFault("D112", "", f'column "{column}" is empty', expected, fix)


def _unreal(name: str, table: ibis.Table) -> Iterator[Rule]:
    for column in TABLES[name].columns:
        if column.kind == "date" and (name, column.name) != ("assignments", "valid_to"):
            found = f'column "{column.name}" holds a day before 1950 or after 2200'
            fix = "correct the day; leave it empty when it is unknown or open"
            yield ~table[column.name].between(EARLIEST, LATEST), RowFault("D127", "", found, "a real day", fix)


def _own(desk: Desk, name: str, table: ibis.Table) -> Iterator[Rule]:
    rules = _RULES.get(name)
    if rules is not None:
        yield from rules(desk, table)


def _booking_rules(desk: Desk, table: ibis.Table) -> Iterator[Rule]:  # noqa: ARG001 - all rules have the same form
    out = RowFault(
        "D122", "", "credit is below 0 or above 1", "a share between 0 and 1", "write 0.5 for half the credit, not 50"
    )
    yield (table.credit < 0) | (table.credit > 1), out


def _span_rules(desk: Desk, table: ibis.Table) -> Iterator[Rule]:  # noqa: ARG001
    what = RowFault("D124", "", "the span ends before it starts", "valid_from ≤ valid_to", "correct the two days")
    yield table.valid_to < table.valid_from, what


def _quota_rules(desk: Desk, table: ibis.Table) -> Iterator[Rule]:
    yield table.amount < 0, RowFault("D125", "", "the quota is negative", "0 or more", "correct the amount")
    found, fix = "period and starts_on are both empty or both given", "give the period, or the first day of the quarter"
    unread = desk.unread("quotas", "period") | desk.unread("quotas", "starts_on")
    both = RowFault("D125", "", found, "exactly one of the two", fix)
    yield (table.period.isnull() == table.starts_on.isnull()) & ~unread, both


_RULES: Mapping[str, Callable[[Desk, ibis.Table], Iterator[Rule]]] = {
    "bookings": _booking_rules,
    "assignments": _span_rules,
    "quotas": _quota_rules,
}


def _references(desk: Desk, name: str, table: ibis.Table) -> Iterator[Rule]:
    for reference in references_of(name):
        if desk.has(reference.target) and _whole(desk, reference):
            column, target = table[reference.column], desk.tables[reference.target]
            orphan = column.notnull() & ~column.isin(target[reference.key])
            yield orphan, reference_fault(desk, reference) if reference.strict else reference


def _whole(desk: Desk, reference: Reference) -> bool:
    """Return whether every row of the target has its key: with a key missing, its orphans may be no orphans."""
    key = desk.tables[reference.target][reference.key]
    return not key.isnull().any().fill_null(False).to_pyarrow().as_py()
