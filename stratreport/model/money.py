"""Checks of money: credit that sums to 1, lines that agree with themselves, returns that are told."""

from __future__ import annotations

from stratreport.model.context import Desk, row
from stratreport.model.faultlog import RowFault
from stratreport.model.quality import QualityItem
from stratreport.model.tables import LINE
from stratreport.model.values import share

CREDIT_TOLERANCE = 0.005
#: what must be the same in every credit row of one line
_SAME = ("deal_id", "booked_on", "customer_id", "product_id", "amount")


def check_credit(desk: Desk) -> None:
    """The credit shares of a line sum to 1 over its representatives, overlay roles left aside; none is negative."""
    if not desk.has("bookings"):
        return
    table = desk.tables["bookings"]
    what = RowFault(
        "D122", "", "credit is below 0 or above 1", "a share between 0 and 1", "write 0.5 for half the credit, not 50"
    )
    desk.faults("bookings", table.filter((table.credit < 0) | (table.credit > 1)), what)
    if desk.context.overlay_roles and desk.has("reps"):
        reps = desk.tables["reps"]
        overlay = reps.filter(reps.role.isin(desk.context.overlay_roles)).select("rep_id")
        table = table.anti_join(overlay, "rep_id")
    lines = table.group_by("line_id").aggregate(credit=table.credit.sum(), line=table[LINE].min())
    wrong = lines.filter((lines.credit - 1).abs() > CREDIT_TOLERANCE).select(lines.line.name(LINE))
    what = RowFault(
        "D122", "", "the credit of this line does not sum to 1 over its representatives", "shares that sum to 1",
        "correct the shares; a line without a split has credit 1",
    )  # fmt: skip
    desk.faults("bookings", wrong, what)


def check_line_agreement(desk: Desk) -> None:
    """Rows that split one line agree on deal, day, customer, product and the whole amount."""
    if not desk.has("bookings"):
        return
    table = desk.tables["bookings"]
    kinds = {f"n_{name}": table[name].nunique() for name in _SAME}
    lines = table.group_by("line_id").aggregate(n=table.count(), line=table[LINE].min(), **kinds)
    split = lines.filter(lines.n > 1)
    for name in _SAME:
        wrong = split.filter(split[f"n_{name}"] > 1).select(split.line.name(LINE))
        what = RowFault(
            "D123", "", f"the rows of this split line differ in {name}", "one value per line",
            "repeat the whole line for every representative; only rep_id and credit differ",
        )  # fmt: skip
        desk.faults("bookings", wrong, what)


def tell_returns(desk: Desk) -> None:
    """Count negative lines; they stay in, net."""
    if not desk.has("bookings"):
        return
    table = desk.tables["bookings"]
    money = table.amount * table.credit
    found = row(table.aggregate(n=(money < 0).sum(), amount=money.sum(where=money < 0), all=money.sum()))
    if found["n"]:
        desk.log.note(
            QualityItem(
                "returns", "info", "Returns", f"{found['n']:,} negative lines are counted net.",
                found["n"], found["amount"], share(found["amount"], found["all"]),
            )
        )  # fmt: skip
