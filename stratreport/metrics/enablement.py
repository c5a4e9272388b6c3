"""Enablement (M33, M34): who has passed the programmes of the plan, how soon the first strategic sale follows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.carriers import current_carriers
from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import TOO_FEW, Array, Metric, column, tidy, withheld
from stratreport.metrics.rates import BELOW, MIN_JUDGED, MIN_SHOWN, rate
from stratreport.metrics.scopes import keyed, scoped
from stratreport.metrics.survival import NOT_REACHED, Flags, curve, median

TABLES = ("enablement",)
NO_PROGRAMME = "the plan names no programme"


def programmes_of(motions: pd.DataFrame) -> tuple[str, ...]:
    """Return the programmes that the plan's motions name as their enablement, in plan order.

    >>> programmes_of(pd.DataFrame({"order": [1, 0, 2], "enablement": ["b", "a", None]}))
    ('a', 'b')
    """
    named = motions.sort_values("order")["enablement"].dropna()
    return tuple(dict.fromkeys(str(name) for name in named))


def enablement_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "enablement": carriers, certified (counts) of base, manager and each programme.

    Carriers: who carries a quota in the reported quarter (see `current_carriers`). certified of a unit: passed every
    programme the plan names; of a programme: passed it. programmes = how many the plan names.
    """
    carriers, named = current_carriers(atoms), programmes_of(atoms.motions)
    passed = atoms.optional["certifications"]
    passed = passed.loc[passed["kind"] == "base", ["base", "rep_id", "programme"]].drop_duplicates()
    have = passed[passed["programme"].isin(named)].groupby(["base", "rep_id"]).size()
    mine = pd.MultiIndex.from_frame(carriers[["base", "rep_id"]])
    every = np.nan_to_num(have.reindex(mine).to_numpy(dtype=float)) == len(named)
    rows = carriers.assign(programme=None, certified=(every & bool(named)).astype(float))
    parts = [rows]
    for name in named:
        has = pd.MultiIndex.from_frame(passed.loc[passed["programme"] == name, ["base", "rep_id"]])
        parts.append(carriers.assign(programme=name, certified=mine.isin(has).astype(float)))
    units = scoped(pd.concat(parts, ignore_index=True)).assign(carriers=1.0, period=atoms.window.current)
    units = units[units["kind"] != "rep"]
    whole, single = units[units["programme"].isna()], units[units["programme"].notna()]
    kinds = (single["kind"] + "/programme").str.removeprefix("base/")
    single = single.assign(kind=kinds, scope=single["scope"] + "/programme:" + single["programme"].astype(str))
    both = pd.concat([whole, single], ignore_index=True)
    summed = both.groupby(["kind", "scope", "period"], sort=True)[["certified", "carriers"]].sum().reset_index()
    return summed.assign(programmes=float(len(named)))


def enablement_coverage(enablement: pd.DataFrame) -> pd.DataFrame:
    """Share of the quarter's quota carriers who have passed the programmes the plan names, with a Wilson interval.

    Formula: certified carriers / carriers; of a unit: every programme passed, of a programme: that one.
    Columns: certified, carriers (counts), programmes (named by the plan). Passing is not capability.
    Edge cases: fewer than 5 carriers: counts only; no programme named: no value. Source: metrics.md M33.

    >>> toy = pd.DataFrame({"certified": [6, 1, 0], "carriers": [12, 4, 12], "programmes": [2, 2, 0]})
    >>> enablement_coverage(toy)[["value", "caveat"]].fillna(0).values.tolist()
    [[0.5, ''], [0.0, 'too few to judge'], [0.0, 'the plan names no programme']]
    """
    out = rate(enablement, of="certified", whole="carriers")
    blank = column(enablement, "programmes") == 0
    return withheld(out, where=blank, why=NO_PROGRAMME, of=("value", "low", "high", "numerator"))


def watched_sellers(atoms: Atoms) -> pd.DataFrame:
    """Return one row per base and rep x programme passed: base, programme, days watched, happened (first sale made).

    Only programmes the plan names. Days run from certification to the first won deal in a motion that the programme
    supports, or to the last day the rep was watched. Who was certified and never watched again counts 0 days.
    """
    rows = atoms.optional["certifications"]
    rows = rows[(rows["kind"] == "base") & rows["programme"].isin(programmes_of(atoms.motions))]
    sold = pd.to_datetime(rows["first_sale_on"])
    until = sold.fillna(pd.to_datetime(rows["watched_until"]))
    days = (until - pd.to_datetime(rows["certified_on"])).dt.days.astype(float).clip(lower=0.0)
    return rows[["base", "programme"]].assign(days=days, happened=sold.notna())


def first_sale_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "first_sales": median, low, high (days), sold, n (counts) of base and programme."""
    rows = watched_sellers(atoms)
    groups = [
        *((base, None, own) for base, own in rows.groupby("base", sort=True)),
        *((base, name, own) for (base, name), own in rows.groupby(["base", "programme"], sort=True)),
    ]
    found = pd.DataFrame([{"base": base, "programme": name, **_measured(own)} for base, name, own in groups],
                         columns=["base", "programme", "median", "low", "high", "sold", "n"])  # fmt: skip
    whole, single = found[found["programme"].isna()], found[found["programme"].notna()]
    parts = [
        keyed(whole, kind="base", parts={}), keyed(single, kind="programme", parts={"programme": "programme"}),
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).assign(period=atoms.window.current)


def _watches(rows: pd.DataFrame) -> tuple[Array, Flags]:
    return rows["days"].to_numpy(dtype=float), rows["happened"].to_numpy(dtype=bool)


def _measured(rows: pd.DataFrame) -> dict[str, float]:
    days, happened = _watches(rows)
    found = median(days, happened=happened)
    counts = {"sold": float(happened.sum()), "n": float(len(rows))}
    return {"median": found.value, "low": found.low, "high": found.high, **counts}


def first_sale_curve(atoms: Atoms, *, base: str, programme: str | None = None) -> pd.DataFrame:
    """Return the Kaplan-Meier curve of the time to the first strategic sale: see `survival.curve`.

    Columns out: day, share (with a first sale by then), low, high, at_risk, censored; empty with nobody certified.
    """
    rows = watched_sellers(atoms)
    rows = rows[rows["base"] == base]
    if programme is not None:
        rows = rows[rows["programme"] == programme]
    days, happened = _watches(rows)
    return curve(days, happened=happened)


def time_to_first_strategic_sale(first_sales: pd.DataFrame) -> pd.DataFrame:
    """Median days from passing a programme to the first sale in a motion it supports; who has not sold is censored.

    Formula: Kaplan-Meier median over rep x programme, 95% interval. Columns: median, low, high (days), sold, n.
    numerator = first sales made, denominator = n = certifications.
    Edge cases: fewer than 5 certifications: no value; half have not sold: "median not reached". Source: metrics.md M34.

    >>> toy = pd.DataFrame({"median": [80.0, np.nan, 9.0], "sold": [9, 3, 1], "n": [12, 12, 4]})
    >>> time_to_first_strategic_sale(toy)[["value", "caveat"]].fillna(0).values.tolist()
    [[80.0, ''], [0.0, 'median not reached'], [0.0, 'too few to judge']]
    """
    n = column(first_sales, "n")
    few = ~(n >= MIN_SHOWN)
    value, low, high = (np.where(few, np.nan, column(first_sales, name)) for name in ("median", "low", "high"))
    caveat = np.where(few, TOO_FEW, np.where(np.isnan(value), NOT_REACHED, "")).astype(object)
    sold = column(first_sales, "sold")
    return tidy(first_sales, value=value, low=low, high=high, numerator=sold, denominator=n, n=n, caveat=caveat)


METRICS = (
    Metric(
        id="M33", slug="enablement_coverage", label="Enablement coverage", unit="ratio", direction="higher",
        range="0 to 1", grain=("base", "manager", "programme", "manager/programme"), needs=("enablement",),
        compute=enablement_coverage, min_n=MIN_JUDGED, below=BELOW, source="metrics.md M33", tables=TABLES,
        definition="Share of the quarter's quota carriers who have passed the programmes the plan names.",
        formula="certified carriers / carriers; of a unit: every programme passed",
        edge_cases="No programme named: no value. Passing is not capability.",
    ),
    Metric(
        id="M34", slug="time_to_first_strategic_sale", label="Time to first strategic sale", unit="days",
        direction="lower", range="0 or more", grain=("base", "programme"), needs=("first_sales",),
        compute=time_to_first_strategic_sale, min_n=MIN_JUDGED,
        below="under 5 certifications: no value; 5 to 9: value and interval, no judgement",
        source="metrics.md M34", tables=("enablement",),
        definition="Median days from passing a programme to the first sale in a motion it supports.",
        formula="Kaplan-Meier median over rep x programme; who has not sold yet is censored",
        edge_cases="Fewer than half have sold: median not reached. A leaver is watched until leaving.",
    ),
)  # fmt: skip
