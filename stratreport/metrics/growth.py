"""Growth moves: new products, new customers, new personas (M21, M22, M26) and what is unknown (M43).

The measures frame "shares" has one row per unit: amount (net bookings) and, in money, new_product, new_customer,
new_persona, known_persona, unknown_persona, unclassified; deals n and deals with such business n_new_product,
n_new_customer, n_new_persona, n_known_persona; customers and new_customers (distinct ultimate parents).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from stratreport.metrics.groups import grouped, known, looked_up, plain, sums
from stratreport.metrics.intervals import wilson
from stratreport.metrics.metric import NO_BOOKINGS, TOO_FEW, Metric, column, quotient, ratio, tidy, withheld

UNITS = ("base", "manager", "rep")
FLAGS = ("new_product", "new_customer", "new_persona", "known_persona")
MIN_DEALS = 5
MAX_UNKNOWN = 0.30
UNKNOWN_PERSONA = "too many unknown personas"


def flag_lines(deals: pd.DataFrame) -> pd.DataFrame:
    """Add the credited money of each line that counts as new on an axis, is of unknown persona, or is unclassified.

    Columns in: amount, product_level, customer_level, segment_level, persona_level, motion. Columns out: plus
    new_product, new_customer, new_persona, known_persona, unknown_persona, unclassified (money, 0 where not).
    A line is unclassified when its product, customer or segment level or its motion is unknown.

    >>> toy = pd.DataFrame({"amount": [5.0], "product_level": ["new"], "customer_level": ["existing"],
    ...                     "segment_level": [None], "persona_level": ["unknown"], "motion": ["core"]})
    >>> flag_lines(toy)[["new_product", "new_customer", "unknown_persona", "unclassified"]].values.tolist()
    [[5.0, 0.0, 5.0, 5.0]]
    """
    amount = column(deals, "amount")
    product, customer, persona = (plain(deals[f"{name}_level"]) for name in ("product", "customer", "persona"))
    unknown = pd.isna(persona) | (persona == "unknown")
    whole = known(deals, ["product_level", "customer_level", "segment_level", "motion"])
    inside = {
        "new_product": product == "new", "new_customer": customer == "new", "new_persona": persona == "new",
        "known_persona": ~unknown, "unknown_persona": unknown, "unclassified": ~whole,
    }  # fmt: skip
    return deals.assign(**{name: np.where(mine, amount, 0.0) for name, mine in inside.items()})


def share_measures(flagged: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Sum flagged lines to units: money, deals and customers.

    Columns in: those of `flag_lines` plus `by`, deal_id, parent_id. Columns out: see the module. A deal counts for a
    flag when its net flagged money is positive; a customer likewise.
    """
    money = ["amount", *FLAGS, "unknown_persona", "unclassified"]
    deals = _positive(flagged, by=by, each="deal_id", of=["amount", *FLAGS]).add_prefix("n_")
    named = flagged[flagged["parent_id"].notna()]
    customers = _positive(named, by=by, each="parent_id", of=["amount", "new_customer"])
    out = sums(flagged, by=by, of=money)
    out = looked_up(out, on=by, of=deals.rename(columns={"n_amount": "n", **{f"n_{key}": key for key in by}}))
    names = {"amount": "customers", "new_customer": "new_customers"}
    return looked_up(out, on=by, of=customers.rename(columns=names))


def _positive(lines: pd.DataFrame, *, by: Sequence[str], each: str, of: Sequence[str]) -> pd.DataFrame:
    """Count per unit the deals, or customers, that have a positive sum of each column."""
    whole = sums(lines, by=[*by, each], of=of)
    units = grouped(whole, by=by)
    return units.frame({name: units.sizes(whole[name] > 0) for name in of})


def money_share(shares: pd.DataFrame, *, of: str, whole: str = "amount") -> pd.DataFrame:
    """Share of net bookings that has a property; fewer than 5 deals give counts only.

    Formula: A_of / A. Columns: `of`, `whole` (money), n (deals), `of`_low and `of`_high (bootstrap over customers,
    where computed). Edge cases: no positive bookings, no value; returns may push it out of [0, 1].

    >>> toy = pd.DataFrame({"amount": [100.0, 9.0], "new_product": [20.0, 9.0], "n": [8, 1]})
    >>> money_share(toy, of="new_product")[["value", "caveat"]].values.tolist()
    [[0.2, ''], [nan, 'too few to judge']]
    """
    part, all_of_it = column(shares, of), column(shares, whole)
    out = quotient(
        shares, numerator=part, denominator=all_of_it, missing=NO_BOOKINGS,
        low=column(shares, f"{of}_low"), high=column(shares, f"{of}_high"),
    )  # fmt: skip
    few = (column(shares, "n") < MIN_DEALS) & (all_of_it > 0)
    return withheld(out, where=few, why=TOO_FEW)


def deal_share(shares: pd.DataFrame, *, of: str, whole: str = "n") -> pd.DataFrame:
    """Share of deals that have a property, with a 95% Wilson interval; fewer than 5 deals give counts only.

    Formula: count(deals with it) / count(deals). Columns: n_`of`, `whole` (counts).

    >>> out = deal_share(pd.DataFrame({"n": [10], "n_new_product": [3]}), of="new_product")
    >>> out[["value", "low", "high"]].round(4).values.tolist()
    [[0.3, 0.1078, 0.6032]]
    """
    hits, n = column(shares, f"n_{of}"), column(shares, whole)
    low, high = wilson(hits, n)
    few = n < MIN_DEALS
    value, low, high = (np.where(few, np.nan, item) for item in (ratio(hits, n), low, high))
    caveat = np.where(n <= 0, NO_BOOKINGS, np.where(few, TOO_FEW, "")).astype(object)
    return tidy(shares, value=value, low=low, high=high, numerator=hits, denominator=n, n=n, caveat=caveat)


def new_persona_share(shares: pd.DataFrame) -> pd.DataFrame:
    """Share of bookings with a known buying role that was bought by a role the strategy courts.

    Formula: A_new persona / A_known persona. Columns: new_persona, known_persona, unknown_persona, amount (money), n,
    persona_unknown_max (the plan's tolerance, 30% when absent).
    Edge cases: more bookings of unknown persona than tolerated: no value ("too many unknown personas").
    Source: metrics.md M26.

    >>> toy = pd.DataFrame({"new_persona": [20.0, 20.0], "known_persona": [100.0, 50.0], "unknown_persona": [0.0, 50.0],
    ...                     "amount": [100.0, 100.0], "n": [9, 9]})
    >>> new_persona_share(toy)[["value", "caveat"]].values.tolist()
    [[0.2, ''], [nan, 'too many unknown personas']]
    """
    out = money_share(shares, of="new_persona", whole="known_persona")
    unknown = ratio(column(shares, "unknown_persona"), column(shares, "amount"))
    limit = np.nan_to_num(column(shares, "persona_unknown_max"), nan=MAX_UNKNOWN)
    refused = np.nan_to_num(unknown) > limit
    return withheld(out, where=refused, why=UNKNOWN_PERSONA)


def new_customers(shares: pd.DataFrame) -> pd.DataFrame:
    """Number of customers (ultimate parents) who count as new and bought in the period.

    Columns: new_customers, customers (counts). denominator = all customers who bought. Source: metrics.md M22.

    >>> new_customers(pd.DataFrame({"new_customers": [3], "customers": [12]}))[["value", "denominator"]].values.tolist()
    [[3.0, 12.0]]
    """
    value, whole = column(shares, "new_customers"), column(shares, "customers")
    return tidy(shares, value=value, numerator=value, denominator=whole, n=whole)


def whole_share(shares: pd.DataFrame, *, of: str) -> pd.DataFrame:
    """Share of net bookings with a fault, whatever the number of deals: exact, for data quality.

    >>> whole_share(pd.DataFrame({"amount": [100.0], "unclassified": [4.0]}), of="unclassified")["value"].tolist()
    [0.04]
    """
    return quotient(shares, numerator=column(shares, of), denominator=column(shares, "amount"), missing=NO_BOOKINGS)


def off_plan_share(units: pd.DataFrame) -> pd.DataFrame:
    """Share of net bookings in motions that the plan calls off plan (no money target).

    Formula: A_off plan / A. Columns: plan_off_plan, actual (money). Edge cases: no positive bookings, no value.
    Source: metrics.md M43.

    >>> off_plan_share(pd.DataFrame({"plan_off_plan": [10.0], "actual": [100.0]}))["value"].tolist()
    [0.1]
    """
    part = column(units, "plan_off_plan")
    return quotient(units, numerator=part, denominator=column(units, "actual"), missing=NO_BOOKINGS)


def _share(
    slug: str, label: str, definition: str, *, id_: str, compute: Callable[[pd.DataFrame], pd.DataFrame]
) -> Metric:
    return Metric(
        id=id_, slug=slug, label=label, unit="ratio", direction="lower" if id_ == "M43" else "higher",
        range="0 to 1, beyond it only with returns", grain=UNITS, needs=("shares",), compute=compute,
        definition=definition, formula="part / whole, net money; deal shares: deals / deals",
        min_n=0 if id_ == "M43" else MIN_DEALS, below="" if id_ == "M43" else "counts only",
        edge_cases="No positive bookings: no value.", source=f"metrics.md {id_}",
    )  # fmt: skip


METRICS = (
    _share("new_product_share", "New-product share", "Share of bookings from products in their launch window.",
           id_="M21", compute=partial(money_share, of="new_product")),
    _share("new_product_deal_share", "Deals with a new product", "Share of deals that contain a new product.",
           id_="M21", compute=partial(deal_share, of="new_product")),
    _share("new_customer_share", "New-customer share", "Share of bookings from new customers.",
           id_="M22", compute=partial(money_share, of="new_customer")),
    _share("new_customer_deal_share", "Deals with a new customer", "Share of deals closed with a new customer.",
           id_="M22", compute=partial(deal_share, of="new_customer")),
    Metric(
        id="M22", slug="new_customers", label="New customers", unit="count", direction="higher", range="0 or more",
        grain=UNITS, needs=("shares",), compute=new_customers,
        definition="Customers (ultimate parents) who count as new and bought in the period.",
        formula="count distinct parents", edge_cases="A customer whose net bookings are not positive is not counted.",
        source="metrics.md M22",
    ),
    _share("new_persona_share", "New-persona share", "Share of bookings of known persona bought by a courted role.",
           id_="M26", compute=new_persona_share),
    _share("new_persona_deal_share", "Deals with a new persona", "Share of deals of known persona with a courted role.",
           id_="M26", compute=partial(deal_share, of="new_persona", whole="n_known_persona")),
    _share("unclassified_share", "Unclassified share", "Share of bookings that could not be classified.",
           id_="M43", compute=partial(whole_share, of="unclassified")),
    _share("persona_unknown_share", "Unknown persona", "Share of bookings whose buying role is unknown.",
           id_="M43", compute=partial(whole_share, of="unknown_persona")),
    Metric(
        id="M43", slug="off_plan_share", label="Off-plan share", unit="ratio", direction="lower",
        range="0 to 1, beyond it only with returns", grain=UNITS, needs=("units",), compute=off_plan_share,
        definition="Share of bookings in motions without a money target.", formula="A_off plan / A",
        edge_cases="No positive bookings: no value.", source="metrics.md M43",
    ),
)  # fmt: skip
