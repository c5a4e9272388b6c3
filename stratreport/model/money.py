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


def check_lines(desk: Desk) -> None:
    """Credit lies in [0, 1] and sums to 1 over a line (overlay roles left aside); the rows of a split line agree."""
    if not desk.has("bookings"):
        return
    table = desk.tables["bookings"]
    out = RowFault(
        "D122", "", "credit is below 0 or above 1", "a share between 0 and 1", "write 0.5 for half the credit, not 50"
    )
    desk.faults("bookings", table.filter((table.credit < 0) | (table.credit > 1)), out)
    counted = desk.credited()
    extremes = {f"{end} {name}": getattr(counted[name], end)() for name in _SAME for end in ("min", "max")}
    lines = counted.group_by("line_id").aggregate(credit=counted.credit.sum(), at=counted[LINE].min(), **extremes)
    tests = {"credit": (_SUM, (lines.credit - 1).abs() > CREDIT_TOLERANCE)}
    tests |= {name: (_disagreement(name), lines[f"min {name}"] != lines[f"max {name}"]) for name in _SAME}
    counts = row(lines.aggregate(**{name: test.sum() for name, (_, test) in tests.items()}))
    for name, (what, test) in tests.items():
        if counts[name]:
            desk.faults("bookings", lines.filter(test).select(**{LINE: lines["at"]}), what)


_SUM = RowFault(
    "D122",
    "",
    "the credit of this line does not sum to 1 over its representatives",
    "shares that sum to 1",
    "correct the shares; a line without a split has credit 1",
)


def _disagreement(name: str) -> RowFault:
    return RowFault(
        "D123",
        "",
        f"the rows of this split line differ in {name}",
        "one value per line",
        "repeat the whole line for every representative; only rep_id and credit differ",
    )


def tell_returns(desk: Desk) -> None:
    """Count negative lines; they stay in, net."""
    if not desk.has("bookings"):
        return
    table = desk.credited()
    money = table.amount * table.credit
    found = row(table.aggregate(n=(money < 0).sum(), amount=money.sum(where=money < 0), all=money.sum()))
    if found["n"]:
        desk.log.note(
            QualityItem(
                "returns", "info", "Returns", f"{found['n']:,} negative lines are counted net.",
                found["n"], found["amount"], share(found["amount"], found["all"]),
            )
        )  # fmt: skip
