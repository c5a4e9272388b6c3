"""Reps together: how many are at quota, how attainment is spread, how much hangs on a few (M03, M04, M05).

The measures frame "carriers" has one row per quota carrier, scope and period: actual, quota (money).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from stratreport.metrics.groups import Groups, grouped, table
from stratreport.metrics.intervals import wilson
from stratreport.metrics.metric import NO_BOOKINGS, TOO_FEW, Array, Metric, column, ratio, tidy

_JUST_OVER = float(np.nextafter(1.2, 2.0))
#: band id -> [from, to) of quota attainment; 120% itself belongs to 100 to 120
BANDS: Mapping[str, tuple[float, float]] = {
    "under_50": (-np.inf, 0.5), "50_to_80": (0.5, 0.8), "80_to_100": (0.8, 1.0), "100_to_120": (1.0, _JUST_OVER),
    "over_120": (_JUST_OVER, np.inf),
}  # fmt: skip
QUANTILES: Mapping[str, float] = {"min": 0.0, "p25": 0.25, "median": 0.5, "p75": 0.75, "max": 1.0}
MIN_REPS = 5
MIN_REPS_PARETO = 10
_GROUP = ["kind", "scope", "period"]


def _attainment(carriers: pd.DataFrame) -> pd.DataFrame:
    """Return carriers with a quota above 0 and their attainment `qa`, free of rounding noise at the edges."""
    qa = ratio(column(carriers, "actual"), column(carriers, "quota")).round(9)
    return carriers.assign(qa=qa)[~np.isnan(qa)]


def reps_at_quota(carriers: pd.DataFrame) -> pd.DataFrame:
    """Share of quota carriers who made their ramped quota ("participation"), with a 95% Wilson interval.

    Formula: count(QA >= 1) / count(carriers with a ramped quota above 0). Columns: kind, scope, period, actual, quota.
    numerator and denominator are the counts; n = carriers. Edge cases: fewer than 5 carriers give the counts without a
    ratio ("too few to judge"); a rep whose quota is 0 is not counted. Source: metrics.md M03.

    >>> key = {"kind": "base", "scope": "region:x", "period": "Q1"}
    >>> toy = pd.DataFrame({**key, "quota": 100.0, "actual": [120.0, 100, 99, 10, 0]})
    >>> reps_at_quota(toy)[["value", "numerator", "n"]].values.tolist()
    [[0.4, 2.0, 5.0]]
    """
    rows = _attainment(carriers)
    units = grouped(rows, by=_GROUP)
    hits, n = units.sizes(rows["qa"] >= 1), units.sizes()
    low, high = wilson(hits, n)
    few = n < MIN_REPS
    value, low, high = (np.where(few, np.nan, item) for item in (ratio(hits, n), low, high))
    caveat = np.where(few, TOO_FEW, "").astype(object)
    keys = units.frame({})
    return tidy(keys, value=value, low=low, high=high, numerator=hits, denominator=n, n=n, caveat=caveat)


def attainment_distribution(carriers: pd.DataFrame) -> pd.DataFrame:
    """Number of quota carriers in each band of attainment: below 50%, 50-80, 80-100, 100-120, above 120.

    Columns: kind, scope, period, actual, quota. Scope gains `/band:<id>` (see BANDS). Lower bounds belong to a
    band, so 100% is at quota; 120% belongs to 100-120. Bands add up to the carriers (denominator).
    Source: metrics.md M04.

    >>> key = {"kind": "base", "scope": "region:x", "period": "Q1"}
    >>> toy = pd.DataFrame({**key, "quota": 100.0, "actual": [120.0, 100, 99, 10]})
    >>> attainment_distribution(toy)["value"].tolist()
    [1.0, 0.0, 1.0, 2.0, 0.0]
    """
    rows = _attainment(carriers)
    qa, units = column(rows, "qa"), grouped(rows, by=_GROUP)
    value = np.concatenate([units.sizes((qa >= low) & (qa < high)) for low, high in BANDS.values()])
    total = np.tile(units.sizes(), len(BANDS))
    keys = _parts(units, part="band", names=BANDS)
    return tidy(keys, value=value, numerator=value, denominator=total, n=total)


def _parts(units: Groups, *, part: str, names: Collection[str]) -> pd.DataFrame:
    """Return the keys of all units once per name of a part of their scope, name by name."""
    scope = np.concatenate([units.keys["scope"] + f"/{part}:{name}" for name in names])
    period = np.tile(units.keys["period"], len(names))
    return table({"kind": np.full(len(scope), part, dtype=object), "scope": scope, "period": period})


def attainment_quantile(carriers: pd.DataFrame) -> pd.DataFrame:
    """Quantiles of attainment over quota carriers: minimum, quartiles, median, maximum (linear interpolation).

    Columns: kind, scope, period, actual, quota. Scope gains `/quantile:<id>` (min, p25, median, p75, max).
    n = carriers. Source: metrics.md M04.

    >>> key = {"kind": "base", "scope": "region:x", "period": "Q1"}
    >>> toy = pd.DataFrame({**key, "quota": 100.0, "actual": [120.0, 80, 100]})
    >>> attainment_quantile(toy)["value"].tolist()
    [0.8, 0.9, 1.0, 1.1, 1.2]
    """
    rows = _attainment(carriers)
    qa, units = column(rows, "qa"), grouped(rows, by=_GROUP)
    n = units.sizes()
    ordered, last = qa[np.lexsort((qa, units.place))], np.cumsum(n).astype(np.intp) - 1
    value = []
    for share in QUANTILES.values():
        at = share * (n - 1)
        below = last - (n - 1 - np.floor(at)).astype(np.intp)
        low, high = ordered[below], ordered[np.minimum(below + 1, last)]
        value.append(low + (high - low) * (at % 1))
    keys = _parts(units, part="quantile", names=QUANTILES)
    return tidy(keys, value=np.concatenate(value), n=np.tile(n, len(QUANTILES)))


def top_share(amounts: Array) -> tuple[float, int]:
    """Return the share of positive bookings held by the top fifth of sellers, and how many sellers that is.

    With fewer than 10 sellers the top two are named instead. NaN when nothing was booked.

    >>> top_share(np.array([50.0, 30.0, 20.0]))
    (0.8, 2)
    """
    booked = np.sort(np.maximum(amounts, 0.0))[::-1]
    top = min(2, len(booked)) if len(booked) < MIN_REPS_PARETO else int(np.ceil(0.2 * len(booked)))
    whole = float(booked.sum())
    return (float(booked[:top].sum() / whole) if whole > 0 else float("nan")), top


def concentration_top_share(carriers: pd.DataFrame) -> pd.DataFrame:
    """Share of bookings that the top fifth of quota carriers holds: key-person risk.

    Formula: bookings of the top ceil(20%) of carriers / bookings of all, positive bookings only. Columns: scope,
    period, actual (money). n = carriers. Edge cases: fewer than 10 carriers: the top two instead, said in the caveat.
    Source: metrics.md M05.

    >>> key = {"kind": "base", "scope": "region:x", "period": "Q1"}
    >>> toy = pd.DataFrame({**key, "actual": [50.0, 30, 20], "quota": 10.0})
    >>> concentration_top_share(toy)[["value", "caveat"]].values.tolist()
    [[0.8, 'top 2 of 3 reps']]
    """
    units, actual = grouped(carriers, by=_GROUP), column(carriers, "actual")
    teams = [actual[rows] for rows in units.members()]
    tops = [top_share(team) for team in teams]
    value, whole = np.array([share for share, _ in tops]), np.array([team.clip(0).sum() for team in teams])
    named = [
        f"top {top} of {len(team)} reps" if len(team) < MIN_REPS_PARETO else ""
        for (_, top), team in zip(tops, teams, strict=True)
    ]
    caveat = np.where(np.isnan(value), NO_BOOKINGS, np.array(named, dtype=object)).astype(object)
    keys, n = units.frame({}), units.sizes()
    return tidy(keys, value=value, numerator=value * whole, denominator=whole, n=n, caveat=caveat)


METRICS = (
    Metric(
        id="M03", slug="reps_at_quota", label="Reps at quota", unit="ratio", direction="higher", range="0 to 1",
        grain=("base", "manager"), needs=("carriers",), compute=reps_at_quota, min_n=MIN_REPS, below="counts only",
        definition="Share of quota carriers who made their ramped quota.", formula="count(QA >= 1) / count(carriers)",
        edge_cases="Reps with a quota of 0 are not counted. Wilson interval.", source="metrics.md M03",
    ),
    Metric(
        id="M04", slug="attainment_distribution", label="Attainment bands", unit="count", direction="target",
        range="0 or more", grain=("band",), needs=("carriers",), compute=attainment_distribution, min_n=15,
        below="dot strip, no histogram", definition="Quota carriers per band of attainment.",
        formula="count(carriers in band)", edge_cases="100% is at quota, 120% belongs to 100-120.",
        source="metrics.md M04",
    ),
    Metric(
        id="M04", slug="attainment_quantile", label="Attainment quantiles", unit="ratio", direction="target",
        range="real", grain=("quantile",), needs=("carriers",), compute=attainment_quantile,
        definition="Minimum, quartiles, median and maximum of attainment over quota carriers.",
        formula="quantile of QA", edge_cases="Linear between neighbours; reps with a quota of 0 are not counted.",
        source="metrics.md M04",
    ),
    Metric(
        id="M05", slug="concentration_top_share", label="Top fifth's share", unit="ratio", direction="lower",
        range="0 to 1", grain=("base", "manager"), needs=("carriers",), compute=concentration_top_share,
        min_n=MIN_REPS_PARETO, below="share of the top two",
        definition="Share of bookings that the top fifth of quota carriers holds.",
        formula="bookings of top ceil(20%) / bookings", edge_cases="Positive bookings only.", source="metrics.md M05",
    ),
)  # fmt: skip
