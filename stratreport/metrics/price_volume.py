"""Price, volume and mix between the reported quarter and the same quarter a year ago (M38).

The measures frame "steps" has one row per base: actual, prior (bookings, money; prior NaN without such a quarter) and
the steps between them, in money: volume, mix, price, new, discontinued, unpriced.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import NO_YEAR, Metric, column, tidy
from stratreport.metrics.scopes import named

STEPS = ("volume", "mix", "price", "new", "discontinued", "unpriced")
LABELS = {
    "prior": "Bookings a year ago", "volume": "Volume", "mix": "Mix", "price": "Price", "new": "Added products",
    "discontinued": "Absent products", "unpriced": "Without units", "actual": "Bookings",
}  # fmt: skip
COLUMNS = ("step", "label", "value")


def price_volume_mix(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    """Split the change of money between two periods into volume, mix and price of the products sold in both.

    Formula, over products with units at both dates: volume = (U1 - U0) x mean price 0; mix = sum u1 p0 - U1 x mean
    price 0; price = sum u1 (p1 - p0). Products with money at one date only are `new` or `discontinued`; products whose
    net units are not positive at a date where they have money are `unpriced`. The six add up to the change.
    Columns: index = product; units, amount (money). Source: metrics.md M38, W4.

    >>> was = pd.DataFrame({"units": [100.0, 50.0], "amount": [1000.0, 1000.0]}, index=["x", "y"])
    >>> now = pd.DataFrame({"units": [140.0, 40.0], "amount": [1330.0, 880.0]}, index=["x", "y"])
    >>> {step: round(value, 6) for step, value in price_volume_mix(was, now).items() if value}
    {'volume': 400.0, 'mix': -200.0, 'price': 10.0}
    """
    every = before.index.union(after.index)
    here = [side.reindex(every)["amount"].notna().to_numpy() for side in (before, after)]
    units, money = ([column(side.reindex(every, fill_value=0.0), name) for side in (before, after)]
                    for name in ("units", "amount"))  # fmt: skip
    countable = [~here[k] | (units[k] > 0) for k in (0, 1)]
    priced = countable[0] & countable[1]
    both, change = priced & here[0] & here[1], money[1] - money[0]
    (u0, u1), (a0, a1) = ([item[both] for item in pair] for pair in (units, money))
    mean = float(a0.sum() / u0.sum()) if len(u0) else 0.0
    at_old_prices = float((u1 * a0 / u0).sum())
    return {
        "volume": float((u1.sum() - u0.sum()) * mean),
        "mix": at_old_prices - float(u1.sum()) * mean,
        "price": float(a1.sum()) - at_old_prices,
        "new": float(change[priced & ~here[0]].sum()),
        "discontinued": float(change[priced & ~here[1]].sum()),
        "unpriced": float(change[~priced].sum()),
    }


def step_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the steps of every base between the reported quarter and the same quarter a year ago.

    Lines without units are `unpriced`; units are credited like money, so that shared deals count once.
    """
    now, year_ago = atoms.window.current, atoms.window.last_year
    lines = atoms.deals[(atoms.deals["kind"] == "base") & atoms.deals["period"].isin([now, year_ago])]
    counted = lines["quantity"].notna() & (lines["quantity"] != 0)
    lines = lines.assign(units=lines["quantity"] * lines["credit"], product=named(lines["product_id"]), counted=counted)
    bases = atoms.cells.loc[atoms.cells["kind"] == "base", "base"]
    rows = [
        {"kind": "base", "scope": base, "period": now, **_steps(lines[lines["base"] == base], now=now, before=year_ago)}
        for base in sorted(bases.unique())
    ]
    return pd.DataFrame(rows, columns=["kind", "scope", "period", "actual", "prior", *STEPS, "n"])


def _steps(lines: pd.DataFrame, *, now: str, before: str | None) -> dict[str, float]:
    sides = [lines[lines["period"] == period] for period in (before, now)]
    actual, n = float(sides[1]["amount"].sum()), float((sides[1].groupby("deal_id")["amount"].sum() > 0).sum())
    if before is None or len(sides[0]) == 0:
        return {"actual": actual, "n": n}
    products = [
        side[side["counted"]].groupby("product").agg(units=("units", "sum"), amount=("amount", "sum")) for side in sides
    ]
    steps = price_volume_mix(*products)
    uncounted = [float(side.loc[~side["counted"], "amount"].sum()) for side in sides]
    steps["unpriced"] += uncounted[1] - uncounted[0]
    return {"actual": actual, "prior": float(sides[0]["amount"].sum()), "n": n, **steps}


def change_step(steps: pd.DataFrame, *, of: str) -> pd.DataFrame:
    """One step between the bookings of the same quarter a year ago and those of the reported quarter, in money.

    Columns: `of` (volume, mix, price, new, discontinued, unpriced), prior (money). The six steps add up to
    `bookings_change`. Edge cases: no such quarter, no value. Source: metrics.md M38.

    >>> change_step(pd.DataFrame({"volume": [400.0], "prior": [2000.0]}), of="volume")["value"].tolist()
    [400.0]
    """
    known = ~np.isnan(column(steps, "prior"))
    caveat = np.where(known, "", NO_YEAR).astype(object)
    return tidy(steps, value=np.where(known, column(steps, of), np.nan), caveat=caveat)


def bookings_change(steps: pd.DataFrame) -> pd.DataFrame:
    """Bookings of the reported quarter less those of the same quarter a year ago, in money.

    Columns: actual, prior (money): numerator and denominator. Edge cases: no such quarter, no value.
    Source: metrics.md M38.

    >>> bookings_change(pd.DataFrame({"actual": [2210.0], "prior": [2000.0]}))["value"].tolist()
    [210.0]
    """
    actual, prior = column(steps, "actual"), column(steps, "prior")
    caveat = np.where(np.isnan(prior), NO_YEAR, "").astype(object)
    return tidy(steps, value=actual - prior, numerator=actual, denominator=prior, caveat=caveat)


def step_rows(values: dict[str, float | None], *, prior: float | None, actual: float | None) -> pd.DataFrame:
    """Return the bars from last year's bookings to this year's: step, label, value; none without a year ago.

    >>> step_rows({"volume": 400.0, "mix": -190.0}, prior=2000.0, actual=2210.0)["value"].tolist()
    [2000.0, 400.0, -190.0, 2210.0]
    """
    if prior is None or actual is None:
        return pd.DataFrame(columns=list(COLUMNS))
    bars = [("prior", prior), *((name, values[name]) for name in STEPS if values.get(name)), ("actual", actual)]
    return pd.DataFrame([(step, LABELS[step], value) for step, value in bars], columns=list(COLUMNS))


_EDGE = "No quarter a year ago: no value."
_WORDS = {
    "volume": ("Volume effect", "Change from selling more or fewer units, at last year's mean price.",
               "(U1 - U0) x mean p0"),
    "mix": ("Mix effect", "Change from selling dearer or cheaper products, at last year's prices.",
            "sum u1 p0 - U1 x mean p0"),
    "price": ("Price effect", "Change from prices of products sold in both quarters.", "sum u1 (p1 - p0)"),
    "new": ("New in the comparison", "Bookings of products that sold nothing in the quarter a year ago.", "sum a1"),
    "discontinued": ("Gone from the comparison", "Bookings a year ago of products that sold nothing now, negative.",
                     "- sum a0"),
    "unpriced": ("Change without units", "Change of lines and products without positive net units.", "sum (a1 - a0)"),
}  # fmt: skip
METRICS = (
    Metric(
        id="M38", slug="bookings_change", label="Change of bookings on a year ago", unit="money", direction="higher",
        range="real", grain=("base",), needs=("steps",), compute=bookings_change,
        definition="Bookings of the reported quarter less those of the same quarter a year ago.", formula="A1 - A0",
        edge_cases=_EDGE, source="metrics.md M38",
    ),
    *(
        Metric(
            id="M38", slug=f"pvm_{step}", label=label, unit="money", direction="target", range="real", grain=("base",),
            needs=("steps",), compute=partial(change_step, of=step), definition=definition, formula=formula,
            edge_cases=_EDGE + " The six steps add up to the change of bookings.", source="metrics.md M38",
        )
        for step, (label, definition, formula) in _WORDS.items()
    ),
)  # fmt: skip
