"""From the source's total to the scope's: steps that sum to the cent."""

from __future__ import annotations

import pandas as pd

from stratreport.facts.quality import ALL, Checks, total_of
from stratreport.facts.spans import UNASSIGNED

COLUMNS = ["step", "kind", "amount", "rows"]


def reconcile(checks: Checks, period: str, *, region: str | None, name: str) -> pd.DataFrame:
    """Return the steps of one period (COLUMNS): start, steps, total; start and steps sum to the total.

    A region goes from the company's credited bookings over the other regions and UNASSIGNED to its own; the company
    goes from all credit in the source over overlay credit to its own. Amounts are rounded to the cent.
    """
    now = checks.flags[checks.flags["period"] == period]
    company = _cents(now, ALL)
    if region is None:
        steps = [("Credit for overlay roles", _less((0.0, 0), _cents(now, "overlay")))]
        return _listed("All credit in the source", steps, (name, company))
    mine, nowhere = (_cents(now[now["region"] == key], ALL) for key in (region, UNASSIGNED))
    others = _less(company, mine, nowhere)
    steps = [("Other regions", _less((0.0, 0), others)), ("No region on the booking date", _less((0.0, 0), nowhere))]
    return _listed("Company bookings of the period", steps, (name, mine))


def _cents(flags: pd.DataFrame, flag: str) -> tuple[float, int]:
    """Return credited money, to the cent, and credited lines."""
    count, amount = total_of(flags, flag)
    return round(amount, 2), count


def _less(whole: tuple[float, int], *parts: tuple[float, int]) -> tuple[float, int]:
    """Return the whole less its parts, to the cent."""
    amount = whole[0] - sum(part[0] for part in parts)
    return round(amount, 2) + 0.0, whole[1] - sum(part[1] for part in parts)


def _listed(
    start: str, steps: list[tuple[str, tuple[float, int]]], total: tuple[str, tuple[float, int]]
) -> pd.DataFrame:
    """Return the rows; what the start must be follows from the total and the steps."""
    opening = (start, _less(total[1], *(step for _, step in steps)))
    kinds = ["start", *("step" for _ in steps), "total"]
    found = [(name, kind, *row) for (name, row), kind in zip([opening, *steps, total], kinds, strict=True)]
    return pd.DataFrame(found, columns=COLUMNS)
