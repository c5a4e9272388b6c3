"""Checks of money: credit that sums to 1, lines that agree with themselves, returns that are told."""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue

from stratreport.model.context import Desk, row
from stratreport.model.faultlog import RowFault
from stratreport.model.quality import QualityItem
from stratreport.model.tables import LINE
from stratreport.model.values import share

CREDIT_TOLERANCE = 0.005
#: what must be the same in every credit row of one line
_SAME = ("deal_id", "booked_on", "customer_id", "product_id", "amount")


def check_lines(desk: Desk) -> None:
    """Credit sums to 1 over a line (overlay roles left aside); the rows of a split line agree.

    A line with a repeated key, without a readable share, or with people of unknown role is told as such and not twice.
    """
    if not desk.has("bookings"):
        return
    counted = desk.credited()
    extremes = {f"{end} {name}": getattr(counted[name], end)() for name in _SAME for end in ("min", "max")}
    lines = counted.group_by("line_id").aggregate(
        credit=counted.credit.sum(),
        at=counted[LINE].min(),
        once=counted.rep_id.nunique() == counted.count(),
        sure=~_doubtful(desk, counted).any(),
        **extremes,
    )
    rules = [(lines.once & lines.sure & ((lines.credit - 1).abs() > CREDIT_TOLERANCE), _SUM)]
    rules += [(lines.once & (lines[f"min {name}"] != lines[f"max {name}"]), _disagreement(name)) for name in _SAME]
    for what, wrong in desk.wrong(lines, rules):
        desk.faults("bookings", wrong.select(**{LINE: wrong["at"]}), what)


def _doubtful(desk: Desk, counted: ibis.Table) -> BooleanValue:
    """Return whether a share is missing, or nobody knows whether its representative's role takes part in credit."""
    missing = counted.credit.isnull()
    if not desk.context.overlay_roles:
        return missing
    if not desk.has("reps"):
        return missing | True
    reps = desk.tables["reps"]
    return missing | ~counted.rep_id.isin(reps.filter(reps.role.notnull()).rep_id)


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
