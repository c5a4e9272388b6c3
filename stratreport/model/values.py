"""Checks of single tables: keys that must be unique, one spelling per value, bookings worth a word."""

from __future__ import annotations

from functools import reduce

from ibis.expr.types import BooleanValue

from stratreport.model.context import Desk, row, rows
from stratreport.model.quality import QualityItem
from stratreport.model.tables import LINE, TABLES

#: text that groups money: two spellings of one value would split it
_GROUPING = (("assignments", "region"), ("customers", "segment"), ("products", "line"), ("bookings", "persona"))


def check_keys(desk: Desk) -> None:
    """Every key is unique: (line_id, rep_id) for bookings, and so on as the model says."""
    for name, table in desk.tables.items():
        key = TABLES[name].key
        if not key:
            continue
        keyed = table.filter(_told_apart(desk, name))
        groups = keyed.group_by(list(key)).aggregate(first=keyed[LINE].min(), again=keyed[LINE].max(), n=keyed.count())
        repeated = groups.filter(groups.n > 1)
        found = row(
            repeated.aggregate(first=repeated["first"].collect(), again=repeated.again.collect(), n=repeated.count())
        )
        pairs = sorted(zip(found["again"] or [], found["first"] or [], strict=True))
        for again, first in pairs[:3]:
            desk.log.add(
                "D120",
                desk.context.place(name, again),
                f"the key ({', '.join(key)}) of line {first} is repeated",
                f"{TABLES[name].grain}, once",
                "remove one of the two rows, or correct its key",
            )
        if len(pairs) > 3:
            desk.log.add(
                "D120", desk.context.place(name), f"{len(pairs) - 3:,} more keys ({', '.join(key)}) are repeated",
                f"{TABLES[name].grain}, once", "remove the repeated rows",
            )  # fmt: skip


def _told_apart(desk: Desk, name: str) -> BooleanValue:
    """Return whether a row has its whole key: cells that are empty or could not be read are told as such."""
    spec, table = TABLES[name], desk.tables[name]
    tests = [~desk.unread(name, column) for column in spec.key]
    tests += [table[column].notnull() for column in spec.key if spec.column(column).required]
    return reduce(lambda left, right: left & right, tests)


def tell_future(desk: Desk) -> None:
    """Count bookings dated after the as-of date."""
    as_of = desk.context.as_of
    if as_of is None or not desk.has("bookings"):
        return
    table = desk.credited()
    late = table.filter(table.booked_on > as_of)
    found = row(late.aggregate(n=late.count(), amount=(late.amount * late.credit).sum()))
    if found["n"]:
        desk.log.note(
            QualityItem(
                "booked_after_as_of", "warn", "Bookings after the as-of date",
                f"{found['n']:,} lines are dated after {as_of}.", found["n"], found["amount"], None,
                "Correct the dates, or move as_of in params/workspace.yaml.",
            )
        )  # fmt: skip


def check_spelling(desk: Desk) -> None:
    """One spelling per group: values that differ only by upper and lower case would split money."""
    for name, column in _GROUPING:
        if not desk.has(name):
            continue
        table = desk.tables[name]
        present = table.filter(table[column].notnull())
        spelt = present.group_by(spelling=present[column]).aggregate(at=present[LINE].min())
        folded = spelt.group_by(folded=spelt.spelling.lower()).aggregate(
            spellings=spelt.spelling.collect(), at=spelt["at"].max(), n=spelt.count()
        )
        for clash in rows(folded.filter(folded.n > 1)):
            both = " and ".join(f'"{text}"' for text in sorted(clash["spellings"]))
            desk.log.add(
                "D129", desk.context.place(name, clash["at"]), f'column "{column}" spells one value as {both}',
                "one spelling", "choose one spelling in the source, or map both with `values`",
            )  # fmt: skip


def tell_unknown_persona(desk: Desk) -> None:
    """Count the bookings whose buying role is unknown."""
    if not desk.has("bookings"):
        return
    table = desk.credited()
    money = table.amount * table.credit
    found = row(
        table.aggregate(
            n=table.persona.isnull().sum(),
            amount=money.sum(where=table.persona.isnull()),
            all=money.sum(),
            rows=table.count(),
        )
    )
    if found["n"]:
        desk.log.note(
            QualityItem(
                "persona_unknown", "warn", "Buying role unknown",
                f"{found['n']:,} of {found['rows']:,} booking lines name no buying role; "
                "they earn no credit for new personas.",
                found["n"], found["amount"], share(found["amount"], found["all"]),
                "Record the primary contact's role on the opportunity.",
            )
        )  # fmt: skip


def share(part: float | None, whole: float | None) -> float | None:
    """Return part ÷ whole, None when the whole is zero or unknown.

    >>> share(1.0, 4.0), share(1.0, 0.0)
    (0.25, None)
    """
    return None if part is None or not whole else part / whole
