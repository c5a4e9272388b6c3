"""How much of a segment's addressable accounts buy (M23).

The measures frame "addressable" has one row per base, segment and in all: accounts, active (counts).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.intervals import wilson
from stratreport.metrics.metric import TOO_FEW, Metric, column, ratio, tidy
from stratreport.metrics.scopes import keyed

MIN_ACCOUNTS = 5
TOO_MANY = "more active than addressable accounts: check the list"
NO_ACCOUNTS = "no addressable accounts"


def addressable_frame(atoms: Atoms) -> pd.DataFrame:
    """Return accounts and active accounts per base (kind base) and per segment (kind segment), at the period's end.

    Where customers carry no region only the company has accounts; a base without any has 0, which gives no value.
    """
    rows = atoms.optional["addressable"].assign(period=atoms.window.current)
    count = ["accounts", "active"]
    wide = rows.groupby(["period", "base"], dropna=False)[count].sum().reset_index()
    fine = rows.groupby(["period", "base", "segment"], dropna=False)[count].sum().reset_index()
    bases = atoms.cells.loc[atoms.cells["kind"] == "base", ["base"]].drop_duplicates()
    wide = bases.merge(wide, on="base", how="left").assign(period=atoms.window.current)
    wide = wide.assign(**wide[count].astype(float).fillna(0.0))
    parts = [keyed(wide, kind="base", parts={}), keyed(fine, kind="segment", parts={"segment": "segment"})]
    return pd.concat(parts, ignore_index=True).astype(dict.fromkeys(count, float))


def segment_penetration(addressable: pd.DataFrame) -> pd.DataFrame:
    """Share of a segment's addressable accounts (ultimate parents) that buy, with a 95% Wilson interval.

    Formula: active / accounts. Columns: accounts, active (counts); n = accounts. Edge cases: no account, no value; more
    active than addressable accounts is a fault of the list: no value, and the caveat says so; fewer than 5 accounts
    give the counts only. Source: metrics.md M23.

    >>> toy = pd.DataFrame({"accounts": [10, 4, 5], "active": [3, 1, 6]})
    >>> segment_penetration(toy)[["value", "numerator", "caveat"]].values.tolist()[:2]
    [[0.3, 3.0, ''], [nan, 1.0, 'too few to judge']]
    """
    active, n = column(addressable, "active"), column(addressable, "accounts")
    low, high = wilson(np.minimum(active, n), n)
    why = [n <= 0, active > n, n < MIN_ACCOUNTS]
    caveat = np.select(why, [NO_ACCOUNTS, TOO_MANY, TOO_FEW], default="").astype(object)
    known = caveat == ""
    value, low, high = (np.where(known, item, np.nan) for item in (ratio(active, n), low, high))
    return tidy(addressable, value=value, low=low, high=high, numerator=active, denominator=n, n=n, caveat=caveat)


METRICS = (
    Metric(
        id="M23", slug="segment_penetration", label="Segment penetration", unit="ratio", direction="higher",
        range="0 to 1", grain=("base", "segment"), needs=("addressable",), compute=segment_penetration,
        min_n=MIN_ACCOUNTS, below="counts only",
        definition="Share of a segment's addressable accounts that buy.",
        formula="active accounts / addressable accounts",
        edge_cases="No account: no value. More active than addressable: no value, the list is at fault.",
        source="metrics.md M23",
    ),
)  # fmt: skip
