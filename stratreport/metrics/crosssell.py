"""Selling more lines to whom we know: attach rate and whitespace (M27).

The measures frame "attachable" has one row per base (any new product) and per product line: eligible, attached
(customers, i.e. ultimate parents), first_purchase (money, the median of those who attached), since (NaN = no bookings
before the window, so nobody can be told to be an existing customer). What was booked before the first quarter that a
declared strategy covers is not classified and not in the snapshot: who bought a line only then still lacks it here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import Mask, among, grouped, only, plain, table
from stratreport.metrics.intervals import wilson
from stratreport.metrics.metric import TOO_FEW, Metric, column, ratio, tidy
from stratreport.metrics.scopes import COMPANY, scope_text

MIN_ELIGIBLE = 5
MIN_FIRST = 5
NO_HISTORY = "no bookings before the window"
NOBODY = "no customer is eligible"
COLUMNS = ("kind", "scope", "period", "eligible", "attached", "first_purchase", "since")


def attachable_frame(atoms: Atoms) -> pd.DataFrame:
    """Return eligible and attached customers over the trailing window, per base and per product line.

    Eligible for a line: net bookings above 0 before the window, and of the line none. Attached: of those, net bookings
    of the line above 0 within the window. Kind base: any product that counted as new on some booking of the window,
    instead of a line. first_purchase: the median over attached customers of the line's money on their first day with
    it.
    """
    rows: list[tuple[object, ...]] = []
    for base, lines in _bases(atoms):
        inside = among(lines["period"], atoms.window.trailing)
        product, line = plain(lines["product_id"]), plain(lines["product_line"])
        new = set(product[inside & (plain(lines["product_level"]) == "new")])
        tags: list[tuple[str, dict[str, str], Mask]] = [("base", {}, among(product, new))]
        names = sorted(str(name) for name in pd.unique(line[pd.notna(line)]))
        tags += [("product_line", {"product_line": name}, line == name) for name in names]
        money = {name: plain(lines[name]) for name in ("parent_id", "booked_on", "amount")}
        for kind, part, mine in tags:
            counts = attach_counts(table({**money, "inside": inside, "mine": mine}))
            rows.append((kind, scope_text(base, part), atoms.window.label, *counts))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _bases(atoms: Atoms) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each base with its lines up to the last quarter of the window; customers and days as numbers, for speed."""
    names = ["region", "period", "product_id", "product_line", "product_level", "amount"]
    lines = only(atoms.history, names).assign(
        parent_id=pd.factorize(atoms.history["parent_id"])[0],
        booked_on=atoms.history["booked_on"].to_numpy(dtype="datetime64[D]").astype(np.int64),
    )
    for region, own in lines.groupby("region", sort=True):
        yield f"region:{region}", own
    if atoms.company:
        yield COMPANY, lines


def attach_counts(lines: pd.DataFrame) -> tuple[float, float, float, float]:
    """Return eligible, attached, the median first purchase and how many lines lie before the window (NaN: none).

    Columns: parent_id, booked_on, amount, inside (within the window; else before it), mine (of the line). The first
    purchase is the money of the first day that brought any, so that cutting or naming deals changes nothing.

    >>> toy = pd.DataFrame({"parent_id": ["a", "b", "a", "c"], "booked_on": 1, "amount": [5.0, 5.0, 7.0, 9.0],
    ...                     "inside": [False, False, True, True], "mine": [False, False, True, True]})
    >>> attach_counts(toy)
    (2.0, 1.0, 7.0, 2.0)
    """
    inside, mine = (lines[name].to_numpy(dtype=bool) for name in ("inside", "mine"))
    if bool(inside.all()):
        return float("nan"), float("nan"), float("nan"), float("nan")
    amount, people = column(lines, "amount"), grouped(lines, by=["parent_id"])

    def buyers(rows: Mask) -> Mask:
        return np.asarray(people.sums(np.where(rows, amount, 0.0)) > 0, dtype=np.bool_)

    eligible = buyers(~inside) & ~buyers(~inside & mine)
    attached = eligible & buyers(inside & mine)
    sold = np.flatnonzero(inside & mine & attached[people.place])
    days = grouped({"who": people.place[sold], "day": plain(lines["booked_on"])[sold]}, by=["who", "day"])
    money = days.sums(amount[sold])
    first = money[money > 0][np.unique(days.keys["who"][money > 0], return_index=True)[1]]
    median = float(np.median(first)) if len(first) else float("nan")
    return float(eligible.sum()), float(attached.sum()), median, float((~inside).sum())


def attach_rate(attachable: pd.DataFrame) -> pd.DataFrame:
    """Share of existing customers without a product line who bought it within the trailing window (Wilson 95%).

    Formula: attached / eligible. Eligible: ultimate parents who bought before the window and never the line; of the
    base: never a product that is new in the window. Columns: eligible, attached (counts), since; n = eligible.
    Edge cases: no bookings before the window, no value; fewer than 5 eligible give the counts only. More of what a
    customer already owns is no cross-sell. Source: metrics.md M27.

    >>> toy = pd.DataFrame({"eligible": [10.0, 4.0], "attached": [3.0, 1.0], "since": 9.0})
    >>> attach_rate(toy)[["value", "numerator", "caveat"]].values.tolist()
    [[0.3, 3.0, ''], [nan, 1.0, 'too few to judge']]
    """
    hits, n = column(attachable, "attached"), column(attachable, "eligible")
    low, high = wilson(hits, n)
    why = [np.isnan(column(attachable, "since")), n <= 0, n < MIN_ELIGIBLE]
    caveat = np.select(why, [NO_HISTORY, NOBODY, TOO_FEW], default="").astype(object)
    value, low, high = (np.where(caveat == "", item, np.nan) for item in (ratio(hits, n), low, high))
    return tidy(attachable, value=value, low=low, high=high, numerator=hits, denominator=n, n=n, caveat=caveat)


def whitespace(attachable: pd.DataFrame) -> pd.DataFrame:
    """What the customers who still lack a product line would bring at the median first purchase, in money.

    Formula: (eligible - attached) x median first purchase of the attached. A size of the field, not a forecast: it
    asks nothing about need. Columns: eligible, attached (counts), first_purchase (money), since; numerator = those who
    still lack it, denominator = the median; n = attached. Edge cases: no bookings before the window, no value; fewer
    than 5 first purchases, no value. Source: metrics.md M27.

    >>> toy = pd.DataFrame({"eligible": [10.0], "attached": [6.0], "first_purchase": [50.0], "since": 9.0})
    >>> whitespace(toy)["value"].tolist()
    [200.0]
    """
    attached, median = column(attachable, "attached"), column(attachable, "first_purchase")
    without = column(attachable, "eligible") - attached
    why = [np.isnan(column(attachable, "since")), attached < MIN_FIRST]
    caveat = np.select(why, [NO_HISTORY, TOO_FEW], default="").astype(object)
    value = np.where(caveat == "", without * median, np.nan)
    return tidy(attachable, value=value, numerator=without, denominator=median, n=attached, caveat=caveat)


METRICS = (
    Metric(
        id="M27", slug="attach_rate", label="Attach rate", unit="ratio", direction="higher", range="0 to 1",
        grain=("base", "product_line"), needs=("attachable",), compute=attach_rate, min_n=MIN_ELIGIBLE,
        below="counts only", span="window",
        definition="Share of existing customers without a product line who bought it within the trailing window.",
        formula="attached / eligible; of a region or the company: any product that is new in the window",
        edge_cases="No bookings before the window: no value. A customer is an ultimate parent. Earlier bookings count "
        "from the first quarter that a declared strategy covers.",
        source="metrics.md M27",
    ),
    Metric(
        id="M27", slug="whitespace", label="Whitespace", unit="money", direction="target", range="0 or more",
        grain=("base", "product_line"), needs=("attachable",), compute=whitespace, min_n=MIN_FIRST, below="no value",
        span="window",
        definition="What the customers who still lack a product line would bring at the median first purchase.",
        formula="(eligible - attached) x median first purchase",
        edge_cases="No bookings before the window: no value. A size of the field, not a forecast. Earlier bookings "
        "count from the first quarter that a declared strategy covers.",
        source="metrics.md M27",
    ),
)  # fmt: skip
