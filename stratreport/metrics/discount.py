"""How far below list price a motion is sold: is the mix bought with price (M31).

The measures frame "priced" has one row per base and per motion: net, list (money of lines with a list price), covered
(share of the bookings that have one), core_net, core_list, n (deals), low, high (bootstrap of the base).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import grouped, looked_up, sums, text
from stratreport.metrics.intervals import bootstrap, customer_totals
from stratreport.metrics.metric import TOO_FEW, Array, Metric, column, ratio, tidy
from stratreport.metrics.scopes import named
from stratreport.params.specs import Statistics

MIN_DEALS = 5
NO_LIST = "no list prices"
NO_CORE = "no list prices in core"
KEYS = ["kind", "scope", "period"]
_MONEY = ["net", "list", "size", "priced_size"]


def price_lines(deals: pd.DataFrame) -> pd.DataFrame:
    """Add to booking lines what a discount is computed from, all credited: net and list of the lines with a list price.

    Columns in: amount (credited), list_amount (of the whole line), credit. Columns out: plus net, list (0 without a
    list price), size (the absolute amount), priced_size. A list price of 0, or of another sign than the amount, is
    none.

    >>> toy = pd.DataFrame({"amount": [40.0, 9.0], "list_amount": [100.0, np.nan], "credit": [0.5, 1.0]})
    >>> price_lines(toy)[["net", "list", "size", "priced_size"]].values.tolist()
    [[40.0, 50.0, 40.0, 40.0], [0.0, 0.0, 9.0, 0.0]]
    """
    amount, listed = column(deals, "amount"), np.nan_to_num(column(deals, "list_amount") * column(deals, "credit"))
    priced = (listed != 0) & (amount * listed >= 0)
    size = np.abs(amount)
    return deals.assign(
        net=np.where(priced, amount, 0.0), list=np.where(priced, listed, 0.0), size=size,
        priced_size=np.where(priced, size, 0.0),
    )  # fmt: skip


def price_frame(atoms: Atoms, *, statistics: Statistics) -> pd.DataFrame:
    """Return list and net money per base and per motion of the base, with the interval of the base.

    The interval resamples customers (ultimate parents), for the reported quarter and the trailing window.
    """
    lines = price_lines(atoms.deals[atoms.deals["kind"] == "base"])
    ends = _intervals(lines, atoms=atoms, statistics=statistics)
    base = looked_up(_summed(lines, by=KEYS), on=KEYS, of=ends)
    motion = _summed(lines, by=[*KEYS, "motion"])
    classes = atoms.motions.set_index("motion")["cell_class"]
    core = sums(motion[motion["motion"].map(classes) == "core"], by=KEYS, of=["net", "list"])
    motion = looked_up(motion, on=KEYS, of=core.rename(columns={"net": "core_net", "list": "core_list"}))
    motion = motion.assign(kind=text("motion", motion), scope=motion["scope"] + "/motion:" + named(motion["motion"]))
    return pd.concat([base, motion], ignore_index=True)


def _summed(lines: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    units = grouped(lines, by=by)
    money = {name: units.sums(lines[name]) for name in _MONEY}
    deals = units.distinct(lines["deal_id"], inside=column(lines, "list") > 0)
    return units.frame({**money, "n": deals, "covered": ratio(money["priced_size"], money["size"])})


def _intervals(lines: pd.DataFrame, *, atoms: Atoms, statistics: Statistics) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    live = lines[lines["period"].isin([atoms.window.current, atoms.window.label]) & (lines["list"] != 0)]
    for key, own in live.groupby(KEYS, sort=True):
        totals = customer_totals(own, columns=["net", "list"])
        ends = bootstrap(totals, statistic=_depth, draws=statistics.bootstrap, seed=statistics.seed)
        rows.append((*key, *ends))
    return pd.DataFrame(rows, columns=[*KEYS, "low", "high"])


def _depth(totals: Array) -> Array:
    return 1.0 - ratio(totals[:, 0], totals[:, 1])


def _note(priced: pd.DataFrame, *, known: npt.NDArray[np.bool_]) -> Array:
    """Return why there is no value, or how much of the bookings has a list price when not all has."""
    covered = column(priced, "covered")
    partly = np.array([f"list price known for {share:.2f} of bookings" for share in covered], dtype=object)
    few = column(priced, "n") < MIN_DEALS
    return np.where(~known, NO_LIST, np.where(few, TOO_FEW, np.where(covered < 1 - 1e-9, partly, ""))).astype(object)


def discount(priced: pd.DataFrame) -> pd.DataFrame:
    """How far net money lies below list price, as a share of list.

    Formula: 1 - sum net / sum list over lines with a list price. Columns: net, list (money), covered, n (deals with a
    list price), low, high (bootstrap over customers, at base). Edge cases: no list price at all, no value; lines
    without one are left out and the covered share of bookings is said in the caveat; fewer than 5 deals give the money
    only.
    Negative when sold above list. Source: metrics.md M31.

    >>> toy = pd.DataFrame({"net": [80.0], "list": [100.0], "covered": [0.5], "n": [5]})
    >>> discount(toy)[["value", "caveat"]].round(6).values.tolist()
    [[0.2, 'list price known for 0.50 of bookings']]
    """
    net, listed = column(priced, "net"), column(priced, "list")
    caveat = _note(priced, known=listed > 0)
    shown = (caveat != NO_LIST) & (caveat != TOO_FEW)
    value, low, high = (
        np.where(shown, item, np.nan)
        for item in (1.0 - ratio(net, listed), column(priced, "low"), column(priced, "high"))
    )
    return tidy(priced, value=value, low=low, high=high, numerator=net, denominator=listed, caveat=caveat)


def discount_gap_to_core(priced: pd.DataFrame) -> pd.DataFrame:
    """A motion's discount less that of core, in points: above 0 it is sold with more price than the familiar.

    Formula: discount of the motion - discount of core. Columns: those of `discount`, core_net, core_list (money).
    numerator and denominator are the two discounts. Edge cases: no list price in either, no value; fewer than 5 deals
    of the motion, no value. 0 for core itself. Source: metrics.md M31.

    >>> toy = pd.DataFrame({"net": [70.0], "list": [100.0], "core_net": [90.0], "core_list": [100.0], "covered": 1.0,
    ...                     "n": [9]})
    >>> discount_gap_to_core(toy)["value"].round(6).tolist()
    [0.2]
    """
    own = discount(priced)
    core = 1.0 - ratio(column(priced, "core_net"), column(priced, "core_list"))
    caveat = np.where(own["value"].notna() & np.isnan(core), NO_CORE, own["caveat"]).astype(object)
    return tidy(priced, value=own["value"].to_numpy() - core, numerator=own["value"], denominator=core, caveat=caveat)


_EDGE = "Lines without a list price are left out, the covered share is said. No list price at all: no value."
METRICS = (
    Metric(
        id="M31", slug="discount", label="Discount", unit="ratio", direction="lower", range="1 or less",
        grain=("base", "motion"), needs=("priced",), compute=discount, min_n=MIN_DEALS, below="money only",
        definition="How far net money lies below list price, as a share of list.",
        formula="1 - sum net / sum list, over lines with a list price",
        edge_cases=_EDGE + " Negative when sold above list.", source="metrics.md M31",
    ),
    Metric(
        id="M31", slug="discount_gap_to_core", label="Discount beyond core", unit="points", direction="lower",
        range="real", grain=("motion",), needs=("priced",), compute=discount_gap_to_core, min_n=MIN_DEALS,
        below="no value", definition="A motion's discount less that of core.",
        formula="discount of the motion - discount of core", edge_cases=_EDGE + " 0 for core itself.",
        source="metrics.md M31",
    ),
)  # fmt: skip
