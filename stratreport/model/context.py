"""What the checks know besides the tables: file names for messages, the calendar, declared regions and roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import ibis
from ibis.expr.types import BooleanValue

from stratreport.errors import Place
from stratreport.model.faultlog import FaultLog, RowFault
from stratreport.model.tables import LINE
from stratreport.periods import CalendarRule

T = TypeVar("T")
#: (table, column) → the lines whose cell is there but could not be read; None means every line
Unread = Mapping[tuple[str, str], frozenset[int] | None]


@dataclass(frozen=True)
class CheckContext:
    """What is declared: `files` maps table to its file below `folder`; `region_keys` are assignments.region's values.

    `unread` are the cells that could not be read: null in the tables, and already told.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    calendar: CalendarRule | None = None
    as_of: date | None = None
    overlay_roles: tuple[str, ...] = ()
    region_keys: tuple[str, ...] = ()
    folder: str = ""
    unread: Unread = field(default_factory=dict)

    def file(self, table: str) -> str:
        """Return the file of `table`, or the table's name when it is not known."""
        return self.files.get(table, table)

    def shown(self, table: str) -> str:
        """Return the file of `table` with the declared folder: for faults, never for what is published."""
        return f"{self.folder.rstrip('/')}/{self.file(table)}" if self.folder else self.file(table)

    def place(self, table: str, line: int | None = None) -> Place:
        """Return a place in the file of `table`."""
        return Place(self.shown(table), line)


@dataclass(frozen=True)
class Desk:
    """What every check is given: the tables that could be read (with `LINE`), the context, and the log."""

    tables: Mapping[str, ibis.Table]
    context: CheckContext
    log: FaultLog

    def has(self, *names: str) -> bool:
        """Return whether all these tables could be read."""
        return all(name in self.tables for name in names)

    def overlay(self) -> ibis.Table | None:
        """Return the rep_ids whose roles the strategy excludes from credit; None when there are none to exclude."""
        if not self.context.overlay_roles or "reps" not in self.tables:
            return None
        reps = self.tables["reps"]
        return reps.filter(reps.role.isin(self.context.overlay_roles)).select("rep_id")

    def credited(self) -> ibis.Table:
        """Return the bookings that count: overlay roles shadow a line, their rows would count it twice."""
        bookings, overlay = self.tables["bookings"], self.overlay()
        return bookings if overlay is None else bookings.anti_join(overlay, "rep_id")

    def unread(self, name: str, column: str) -> BooleanValue:
        """Return whether the cell of `column` could not be read; such a cell is null, and no fault follows from it."""
        lines = self.context.unread.get((name, column), frozenset())
        if not lines:
            return ibis.literal(lines is None)
        return self.tables[name][LINE].isin(sorted(lines))

    def wrong(self, table: ibis.Table, rules: Sequence[tuple[BooleanValue, T]]) -> Iterator[tuple[T, ibis.Table]]:
        """Yield each rule's meaning with the rows it is true for, when there are any; one question for all rules."""
        if not rules:
            return
        counts = row(table.aggregate(**{str(index): test.sum() for index, (test, _) in enumerate(rules)}))
        for index, (test, what) in enumerate(rules):
            if counts[str(index)]:
                yield what, table.filter(test)

    def faults(self, table: str, bad: ibis.Table, what: RowFault) -> None:
        """Note every row of `bad` (which has `LINE`) as the same fault of `table`; the file is filled in."""
        found = rows(bad.aggregate(lines=bad[LINE].collect(), total=bad.count()))[0]
        if found["total"]:
            lines = sorted(found["lines"])
            row = RowFault(what.code, self.context.shown(table), what.found, what.expected, what.fix)
            self.log.add_rows(row, lines, found["total"])


def rows(expression: ibis.Table) -> list[dict[str, Any]]:
    """Return the rows of a small result as plain dictionaries."""
    return list(expression.to_pyarrow().to_pylist())


def row(expression: ibis.Table) -> dict[str, Any]:
    """Return the only row of an aggregate."""
    return rows(expression)[0]


def listing(names: Sequence[object], limit: int = 8) -> str:
    """Return the first names, comma-separated, and how many more there are.

    >>> listing(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    """
    shown = ", ".join(str(name) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"
