"""Sales cycle (M30): days from creation to winning, with open opportunities censored."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.by_motion import TOGETHER, motions_of
from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import TOO_FEW, Metric, column, tidy
from stratreport.metrics.rates import MIN_JUDGED, MIN_SHOWN, newcombe
from stratreport.metrics.scopes import named
from stratreport.metrics.survival import NOT_REACHED, median_of_won

TABLES = ("opportunities",)
BELOW = "under 5 wins: no value; 5 to 9: value and interval, no judgement"
COLUMNS = ("kind", "scope", "period", "median", "low", "high", "won", "n")


def watched_opportunities(atoms: Atoms) -> pd.DataFrame:
    """Return the opportunities created in the quarters of the trend: scope, motion, outcome, days watched.

    One row per base. Days run from creation to closing, or for open ones to the last day of the reported quarter.
    Only the created are followed, so none enters the count because it took long (no left truncation).
    """
    closed, still = atoms.optional["opportunities"], atoms.optional["open_opportunities"]
    rows = pd.concat([part for part in (closed, still) if len(part)] or [closed])
    inside = (rows["kind"] == "base") & (rows["period"].isna() | rows["period"].isin(atoms.window.quarters))
    rows = rows[inside & rows["created_period"].isin(atoms.window.quarters)]
    days = (pd.to_datetime(rows["closed_on"]).fillna(last_day(atoms)) - pd.to_datetime(rows["created_on"])).dt.days
    return rows[["scope", "motion", "outcome"]].assign(days=days.astype(float).clip(lower=0.0))


def last_day(atoms: Atoms) -> pd.Timestamp:
    """Return the last day of the reported quarter."""
    end: pd.Timestamp = atoms.periods.set_index("period")["end"][atoms.window.current]
    return end - pd.Timedelta(days=1)


def cycle_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "cycle": the median days to winning of every base, its motions and the strategic ones.

    Columns: keys (period = the reported quarter), median, low, high (days), won, n (counts) and on rows of a motion
    is_core and the same of core: core_median, core_low, core_high, core_won.
    """
    rows = watched_opportunities(atoms)
    strategic, core = motions_of(atoms.motions, "strategic"), motions_of(atoms.motions, "core")
    out = []
    for scope, own in rows.groupby("scope", sort=True):
        beside = {f"core_{name}": value for name, value in _measured(own[own["motion"].isin(core)]).items()}
        out.append({"kind": "base", "scope": scope, **_measured(own)})
        groups = [*own.groupby(named(own["motion"]), sort=True), (TOGETHER, own[own["motion"].isin(strategic)])]
        out += [
            {"kind": "motion", "scope": f"{scope}/motion:{name}", "is_core": name in core, **beside, **_measured(part)}
            for name, part in groups if len(part)
        ]  # fmt: skip
    return pd.DataFrame(out, columns=[*COLUMNS, "is_core", *(f"core_{name}" for name in COLUMNS[3:])]).assign(
        period=atoms.window.current
    )


def _measured(rows: pd.DataFrame) -> dict[str, float]:
    outcome = rows["outcome"]
    won, lost = (outcome == "won").to_numpy(dtype=bool), (outcome == "lost").to_numpy(dtype=bool)
    found = median_of_won(rows["days"].to_numpy(dtype=float), won=won, lost=lost)
    return {"median": found.value, "low": found.low, "high": found.high, "won": float(won.sum()), "n": float(len(rows))}


def sales_cycle(cycle: pd.DataFrame) -> pd.DataFrame:
    """Median days from creation to winning, with open opportunities censored and losses a competing end.

    Formula: see `survival.median_of_won`; 95% interval. Columns: median, low, high (days), won, n (counts).
    numerator = won, denominator = opportunities followed, n = won. Pool: created in the quarters of the trend (eight).
    Edge cases: fewer than 5 wins: no value; more undecided than the wins can outweigh: "median not reached".
    Source: metrics.md M30.

    >>> toy = pd.DataFrame({"median": [90.0, np.nan, 30.0], "won": [12, 12, 2], "n": [40, 40, 3]})
    >>> sales_cycle(toy)[["value", "caveat"]].fillna(0).values.tolist()
    [[90.0, ''], [0.0, 'median not reached'], [0.0, 'too few to judge']]
    """
    won = column(cycle, "won")
    few = ~(won >= MIN_SHOWN)
    value, low, high = (np.where(few, np.nan, column(cycle, name)) for name in ("median", "low", "high"))
    caveat = np.where(few, TOO_FEW, np.where(np.isnan(value), NOT_REACHED, "")).astype(object)
    return tidy(
        cycle, value=value, low=low, high=high, numerator=won, denominator=column(cycle, "n"), n=won, caveat=caveat
    )


def sales_cycle_gap_to_core(cycle: pd.DataFrame) -> pd.DataFrame:
    """Median days to winning of a motion minus those of core: new motions are slower by nature.

    Formula: d - d_core, interval from both intervals (MOVER). Columns: those of `cycle_frame`. n = the fewer wins.
    Edge cases: fewer than 5 wins on either side, or a median not reached: no value; core itself has no row.
    Source: metrics.md M30.

    >>> toy = pd.DataFrame({"median": [90.0], "won": [12], "core_median": [60.0], "core_won": [50], "is_core": [False]})
    >>> sales_cycle_gap_to_core(toy)["value"].tolist()
    [30.0]
    """
    rows = cycle[~cycle["is_core"].fillna(value=True).astype(bool)].reset_index(drop=True)
    core = pd.DataFrame({name.removeprefix("core_"): rows[name] for name in rows.columns if name.startswith("core_")})
    own, core = sales_cycle(rows), sales_cycle(core)
    low, high = newcombe(own, core)
    value = column(own, "value") - column(core, "value")
    caveat = own["caveat"].where(own["caveat"] != "", core["caveat"])
    n = np.fmin(column(own, "n"), np.nan_to_num(column(core, "n")))
    return tidy(
        rows, value=value, low=low, high=high, numerator=column(own, "value"), denominator=column(core, "value"), n=n,
        caveat=caveat.to_numpy(),
    )  # fmt: skip


METRICS = (
    Metric(
        id="M30", slug="sales_cycle", label="Sales cycle", unit="days", direction="lower", range="0 or more",
        grain=("base", "motion"), needs=("cycle",), compute=sales_cycle, tables=TABLES,
        definition="Median days from creation to winning of the opportunities created in the last eight quarters.",
        formula="Kaplan-Meier with losses as a competing end, open opportunities censored; among those won",
        min_n=MIN_JUDGED, below=BELOW, source="metrics.md M30",
        edge_cases="Too much undecided at the longest follow-up: median not reached.",
    ),
    Metric(
        id="M30", slug="sales_cycle_gap_to_core", label="Sales cycle against core", unit="days", direction="lower",
        range="any", grain=("motion",), needs=("cycle",), compute=sales_cycle_gap_to_core, tables=TABLES,
        definition="Median days to winning of a motion minus those of core.", formula="d - d_core",
        min_n=MIN_JUDGED, below=BELOW, source="metrics.md M30", edge_cases="n is the fewer wins. Core itself has none.",
    ),
)  # fmt: skip
