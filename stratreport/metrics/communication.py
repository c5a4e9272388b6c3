"""Strategy communication (M44): who has signed the current plan version, and how soon."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.carriers import current_carriers
from stratreport.metrics.cycle import last_day
from stratreport.metrics.frames import KEYS, Atoms
from stratreport.metrics.metric import TOO_FEW, Metric, column, tidy
from stratreport.metrics.rates import BELOW, MIN_JUDGED, MIN_SHOWN, rate
from stratreport.metrics.scopes import scoped
from stratreport.metrics.survival import NOT_REACHED, median

TABLES = ("acknowledgements",)
NOT_PUBLISHED = "publication date not declared"


def signed_carriers(atoms: Atoms) -> pd.DataFrame:
    """Return one row per unit (base, manager) and quota carrier: signed (1 or 0), days (NaN without publication).

    The plan is the current version ("<id>@<version>"). Days run from its publication, or from the day of hiring if
    that is later, to the signature or the last day of the reported quarter. A signature before that day is 0 days.
    """
    reading = atoms.reading
    signed = atoms.optional["acknowledgements"]
    signed = signed[(signed["kind"] == "base") & (signed["plan_version"] == f"{reading.id}@{reading.version}")]
    when = pd.to_datetime(signed.groupby("rep_id")["acknowledged_on"].min())
    rows = scoped(current_carriers(atoms)).assign(period=atoms.window.current)
    rows = rows[rows["kind"] != "rep"].reset_index(drop=True)
    when.index = when.index.astype(object)
    hires = pd.to_datetime(atoms.people.drop_duplicates("rep_id").set_index("rep_id")["hired_on"])
    on, hired = (pd.Series(days.reindex(rows["rep_id"]).to_numpy(), rows.index) for days in (when, hires))
    start = pd.Series(
        None if reading.published is None else pd.Timestamp(reading.published), index=rows.index, dtype="datetime64[ns]"
    )
    start = start.where(~(hired > start), hired)
    days = (on.fillna(last_day(atoms)) - start).dt.days.astype(float).clip(lower=0.0)
    return rows.assign(signed=on.notna().astype(float), days=days)


def signed_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "signed": signed, carriers (counts), median, low, high (days) of base and manager."""
    out = []
    for keys, rows in signed_carriers(atoms).groupby(KEYS, sort=True):
        signed, days = rows["signed"].to_numpy(dtype=bool), rows["days"].to_numpy(dtype=float)
        known = bool(np.isfinite(days).all())
        found = median(days, happened=signed) if known else None
        ends = (found.value, found.low, found.high) if found else (np.nan,) * 3
        out.append((*keys, float(signed.sum()), float(len(rows)), *ends, known))
    columns = [*KEYS, "signed", "carriers", "median", "low", "high", "published"]
    return pd.DataFrame(out, columns=columns)


def plan_acknowledged(signed: pd.DataFrame) -> pd.DataFrame:
    """Share of the quarter's quota carriers who have signed the current plan version, with a 95% Wilson interval.

    Formula: carriers who signed / carriers. Columns: signed, carriers (counts). Signed is not understood.
    Edge cases: fewer than 5 carriers: counts only. Source: metrics.md M44.

    >>> plan_acknowledged(pd.DataFrame({"signed": [9], "carriers": [12]}))["value"].tolist()
    [0.75]
    """
    return rate(signed, of="signed", whole="carriers")


def days_to_acknowledge(signed: pd.DataFrame) -> pd.DataFrame:
    """Median days from publication of the current plan version to its signature; who has not signed is censored.

    Formula: Kaplan-Meier median over carriers, 95% interval; a rep hired later starts on the day of hiring. Columns:
    median, low, high (days), signed, carriers, published (false: no date declared).
    Edge cases: fewer than 5 carriers or no publication date: no value; half have not signed: "median not reached".
    Source: metrics.md M44.

    >>> toy = pd.DataFrame({"median": [14.0], "signed": [9], "carriers": [12], "published": [True]})
    >>> days_to_acknowledge(toy)[["value", "n"]].values.tolist()
    [[14.0, 12.0]]
    """
    n, published = column(signed, "carriers"), column(signed, "published") == 1
    few = ~(n >= MIN_SHOWN)
    value, low, high = (
        np.where(few | ~published, np.nan, column(signed, name)) for name in ("median", "low", "high")
    )  # fmt: skip
    caveat = np.select([~published, few, np.isnan(value)], [NOT_PUBLISHED, TOO_FEW, NOT_REACHED], "").astype(object)
    hits = column(signed, "signed")
    return tidy(signed, value=value, low=low, high=high, numerator=hits, denominator=n, n=n, caveat=caveat)


METRICS = (
    Metric(
        id="M44", slug="plan_acknowledged", label="Plan signed", unit="ratio", direction="higher", range="0 to 1",
        grain=("base", "manager"), needs=("signed",), compute=plan_acknowledged, min_n=MIN_JUDGED, below=BELOW,
        definition="Share of the quarter's quota carriers who have signed the current plan version.",
        formula="carriers who signed / carriers", edge_cases="Signed is not understood.", source="metrics.md M44",
        tables=TABLES,
    ),
    Metric(
        id="M44", slug="days_to_acknowledge", label="Days to signing", unit="days", direction="lower",
        range="0 or more", grain=("base", "manager"), needs=("signed",), compute=days_to_acknowledge,
        definition="Median days from publication of the current plan version to its signature.",
        formula="Kaplan-Meier median over carriers; who has not signed is censored", min_n=MIN_JUDGED,
        below="under 5 carriers: no value; 5 to 9: value and interval, no judgement", source="metrics.md M44",
        edge_cases="No publication date: no value. Half have not signed: median not reached. A rep hired later starts "
        "on the day of hiring.",
        tables=TABLES,
    ),
)  # fmt: skip
