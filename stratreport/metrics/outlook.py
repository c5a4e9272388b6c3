"""Year-end outlook (M40): how much of the year's plan will be covered, by simulation of what is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import NO_TARGET, TOO_FEW, Array, Metric, column, quotient, tidy
from stratreport.metrics.year_measures import Year, year_cells, years_of

Mode = Literal["actual", "simulated", "scenarios", "unknown"]
TABLES = ("opportunities", "pipeline_snapshots")
#: quarters of history a simulation needs; with fewer, but at least two, there are scenarios
MIN_HISTORY, MIN_SCENARIOS = 8, 2
MIN_DRAWS = 2000
TAIL = 0.1
#: the metrics whose rows `outlook_of` brings
SLUGS = ("year_end_outlook", "year_end_strategic")
NO_PLAN = "no plan for the rest of the year"
SCENARIOS = "scenarios: under eight quarters of history"
COLUMNS = (
    "base", "motion", "cell_class", "booked", "target", "pipeline_open", "expected", "low", "high",
)  # fmt: skip
TOTALS = ("base", "metric", "motion", "value", "low", "high", "numerator", "denominator", "mode")


@dataclass(frozen=True)
class Outlook:
    """The likely end of the fiscal year. `mode`: actual (it is over), simulated, scenarios or unknown.

    `rows`: one per base and motion with booked, target (money of the year), pipeline_open (due next quarter), expected
    (mean bookings at year-end), low, high (80%, or the low and high scenario). `totals`: the values of the metrics
    year_end_outlook and year_end_strategic. `draws` is 0 unless simulated.
    """

    mode: Mode
    draws: int
    rows: pd.DataFrame
    totals: pd.DataFrame


def covered(actual: Array, target: Array) -> Array:
    """Return the share of targets covered, one per row of actual (draws x motions), capped motion by motion.

    Formula: sum min(max(A, 0), T) / sum T; take the mean of it over draws, never of A first (W11). NaN when T is 0.

    >>> covered(np.array([[0.0], [200.0]]), np.array([100.0])).mean().item()
    0.5
    """
    asked = float(target.sum())
    if not asked > 0:
        return np.full(len(actual), np.nan)
    return np.asarray(np.clip(actual, 0.0, target).sum(axis=1) / asked)


def covered_together(actual: Array, target: Array) -> Array:
    """Return the share of the sum of targets covered by the sum of bookings, one per row (the pooled form of M08).

    >>> covered_together(np.array([[150.0, 0.0]]), np.array([100.0, 100.0])).tolist()
    [0.75]
    """
    return covered(actual.sum(axis=1, keepdims=True), target.sum(keepdims=True))


def simulate(year: Year, *, draws: int, seed: int) -> Array:
    """Return bookings at year-end, draws x motions: booked + due pipeline + what is not born yet.

    Per draw: the chance of every cell (stage x motion) from its beta, then each due opportunity won or not, at the
    realised share of its amount; the unborn bookings of the next quarter = those of a past quarter drawn at random,
    all motions together, as a share of quota; later quarters likewise from all bookings. One seed, one result; ids and
    row order do not matter.
    """
    rng = np.random.default_rng(seed)
    past = year.history
    out = np.tile(year.booked, (draws, 1))
    for ahead, quota in enumerate(year.quotas):
        shares = past.unborn if ahead == 0 else past.whole
        out += quota * shares[rng.integers(0, len(shares), size=draws)]
    deals = year.deals
    if len(deals.amount) == 0 or not year.quotas:
        return out
    order = np.argsort(deals.cell, kind="stable")  # by amount within a cell
    cells, first = np.unique(deals.cell[order], return_index=True)
    for cell, own in zip(cells, np.split(order, first[1:]), strict=True):
        chance = rng.beta(past.won[cell], past.lost[cell], size=(draws, 1)).astype(np.float32)
        comes = rng.random((draws, len(own)), dtype=np.float32) < chance
        out[:, deals.motion[own[0]]] += comes @ (deals.amount[own] * past.realised)
    return out


def scenarios(year: Year) -> Array:
    """Return bookings at year-end in a low, a base and a high scenario (3 x motions), for a short history.

    Base: the due pipeline at its mean chance plus the mean of what else was booked per quota. Low and high: the due
    pipeline scaled by the lowest and highest quarterly conversion over the pooled one, plus the past quarter with the
    least and the most else booked.
    """
    past, motions = year.history, len(year.motions)
    chance = past.won / (past.won + past.lost)
    deals = year.deals
    due = np.bincount(deals.motion, weights=deals.amount * past.realised * chance[deals.cell], minlength=motions)
    usual = float(past.conversion.mean())
    factors = [past.conversion.min() / usual, 1.0, past.conversion.max() / usual] if usual > 0 else [1.0] * 3
    out = np.tile(year.booked, (3, 1)) + (np.outer(factors, due) if year.quotas else 0.0)
    for ahead, quota in enumerate(year.quotas):
        shares = past.unborn if ahead == 0 else past.whole
        order = np.argsort(shares.sum(axis=1), kind="stable")
        out += quota * np.vstack([shares[order[0]], shares.mean(axis=0), shares[order[-1]]])
    return out


def mode_of(year: Year) -> Mode:
    """Return how the year's end can be told: see `Outlook.mode`."""
    if bool(np.isnan(year.target).any()):
        return "unknown"
    if not year.quotas:
        return "actual"
    known = len(year.history.whole)
    return "simulated" if known >= MIN_HISTORY else "scenarios" if known >= MIN_SCENARIOS else "unknown"


def outlook_of(atoms: Atoms, *, draws: int, seed: int) -> Outlook:
    """Return the year-end outlook of every base of a snapshot; `mode` is that of its own base.

    At least 2,000 draws are made. A region's outlook is the same in its own pack and in the company's.
    Source: metrics.md M40, W11.
    """
    years, draws = years_of(atoms), max(draws, MIN_DRAWS)
    rows, totals = [], []
    for year in years:
        mode = mode_of(year)
        ends = _ends(year, mode=mode, draws=draws, seed=seed)
        rows += _motion_rows(year, mode=mode, ends=ends)
        totals += _total_rows(year, mode=mode, ends=ends)
    own = next((year for year in years if year.base == "company" or not atoms.company), None)
    mode = mode_of(own) if own else "unknown"
    return Outlook(
        mode=mode, draws=draws if mode == "simulated" else 0, rows=pd.DataFrame(rows, columns=list(COLUMNS)),
        totals=pd.DataFrame(totals, columns=list(TOTALS)),
    )  # fmt: skip


def _ends(year: Year, *, mode: Mode, draws: int, seed: int) -> Array:
    if mode == "simulated":
        return simulate(year, draws=draws, seed=seed)
    return scenarios(year) if mode == "scenarios" else year.booked[None, :]


def summary(values: Array, *, mode: Mode) -> tuple[float, float, float]:
    """Return value, low and high of draws (mean, 10% and 90%), of scenarios (base, low, high) or of what is known.

    The mean of draws that mostly reach a cap lies outside their quantiles: the interval is widened to hold it.

    >>> summary(np.array([0.2, 0.5, 0.9]), mode="scenarios")
    (0.5, 0.2, 0.9)
    """
    if mode == "unknown":
        return (float("nan"),) * 3
    if mode == "simulated":
        low, high = np.quantile(values, [TAIL, 1 - TAIL])
        mean = float(values.mean())
        return mean, min(mean, float(low)), max(mean, float(high))
    first, middle, last = float(values[0]), float(values[len(values) // 2]), float(values[-1])
    return middle, min(first, middle, last), max(first, middle, last)


def _motion_rows(year: Year, *, mode: Mode, ends: Array) -> list[tuple[object, ...]]:
    due = np.bincount(year.deals.motion, weights=year.deals.amount, minlength=len(year.motions))
    return [
        (year.base, name, "strategic" if year.strategic[k] else "other", float(year.booked[k]), float(year.target[k]),
         float(due[k]), *summary(ends[:, k], mode=mode))
        for k, name in enumerate(year.motions)
    ]  # fmt: skip


def _total_rows(year: Year, *, mode: Mode, ends: Array) -> list[tuple[object, ...]]:
    own = np.array(year.strategic, dtype=bool)
    jobs: list[tuple[str, str | None, Array, Array, Array]] = [
        ("year_end_outlook", None, covered(ends, year.target), ends, year.target),
        ("year_end_strategic", None, covered_together(ends[:, own], year.target[own]), ends[:, own], year.target[own]),
    ]
    for k in np.flatnonzero(own & (year.target > 0)):
        part, asked = ends[:, [k]], year.target[[k]]
        jobs.append(("year_end_strategic", year.motions[k], covered(part, asked), part, asked))
    return [
        (year.base, slug, motion, *summary(values, mode=mode), summary(money.sum(axis=1), mode=mode)[0],
         float(asked.sum()), mode)
        for slug, motion, values, money, asked in jobs
    ]  # fmt: skip


def outlook_frame(totals: pd.DataFrame, *, slug: str, period: str) -> pd.DataFrame:
    """Return the measures of one metric from `Outlook.totals`: keys, value, low, high, numerator, denominator, mode."""
    rows = totals[totals["metric"] == slug].reset_index(drop=True)
    whole = rows["motion"].isna()
    part = "/motion:" + rows["motion"].astype(object).where(~whole, "").astype(str)
    return rows.assign(
        kind=np.where(whole, "base", "motion"), scope=rows["base"] + part.where(~whole, ""), period=period
    )


def year_end_rows(totals: pd.DataFrame, *, period: str) -> dict[str, pd.DataFrame]:
    """Return the tidy rows of the metrics `SLUGS` from `Outlook.totals`."""
    return {slug: year_end(outlook_frame(totals, slug=slug, period=period)) for slug in SLUGS}


def year_end(outlook: pd.DataFrame) -> pd.DataFrame:
    """Share of the year's plan covered at its end, with what is likely still to come.

    Formula: mean over draws of sum min(max(A, 0), T) / sum T, A = booked + due pipeline + unborn; low and high = 10%
    and 90% of the draws. Columns: value, low, high, numerator (expected bookings), denominator (target of the year),
    mode. Edge cases: the year is over: what it came to; 2 to 7 quarters of history: low, base and high scenario, and
    the caveat says so; fewer, or no plan for the rest of the year: no value. Source: metrics.md M40, W11.

    >>> toy = pd.DataFrame({"value": [0.7], "low": [0.6], "high": [0.8], "denominator": [500.0], "mode": ["scenarios"]})
    >>> year_end(toy)[["value", "caveat"]].values.tolist()
    [[0.7, 'scenarios: under eight quarters of history']]
    """
    names = ("value", "low", "high", "numerator", "denominator")
    value, low, high, money, target = (column(outlook, name) for name in names)
    mode = outlook["mode"].to_numpy(dtype=object)
    caveat = np.select(
        [np.isnan(target), target <= 0, mode == "unknown", mode == "scenarios"],
        [NO_PLAN, NO_TARGET, TOO_FEW, SCENARIOS], "",
    ).astype(object)  # fmt: skip
    return tidy(
        outlook, value=value, low=low, high=high, numerator=money, denominator=target, n=np.nan, caveat=caveat
    )  # fmt: skip


def year_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "year": booked_capped and target (money of the fiscal year) of strategic motions.

    Kinds: motion, and base = the strategic motions together, their bookings summed before they are capped.
    """
    cells = year_cells(atoms)
    own = cells[cells["cell_class"] == "strategic"]
    whole = own.groupby("base", sort=True)[["booked", "target"]].sum(min_count=1).reset_index()
    parts = pd.concat([
        whole.assign(kind="base", scope=whole["base"]),
        own.assign(kind="motion", scope=own["base"] + "/motion:" + own["motion"].astype(str)),
    ], ignore_index=True)  # fmt: skip
    capped = parts["booked"].clip(lower=0.0, upper=parts["target"])
    return parts.assign(booked_capped=capped, period=atoms.window.current)


def year_to_date_strategic(year: pd.DataFrame) -> pd.DataFrame:
    """Share of the fiscal year's strategic target that is booked so far.

    Formula: min(max(A, 0), T) / T, A = bookings of the year to the end of the reported quarter, T = the target of
    the whole year; at base over the sums of the strategic motions. Columns: booked_capped, target (money).
    Edge cases: no plan for the rest of the year or no target: no value. Exact. Source: metrics.md M40.

    >>> year_to_date_strategic(pd.DataFrame({"booked_capped": [200.0], "target": [700.0]}))["value"].round(4).tolist()
    [0.2857]
    """
    target = column(year, "target")
    booked = column(year, "booked_capped")
    missing = np.where(np.isnan(target), NO_PLAN, NO_TARGET)
    out = quotient(year, numerator=booked, denominator=target, missing="", n=np.nan)
    return out.assign(caveat=np.where(out["value"].isna(), missing, "").astype(object))


_EDGES = (
    "The year is over: what it came to. 2 to 7 quarters of history: scenarios, and the caveat says so; fewer: no "
    "value. Cells are pooled at the base. Each region by its own history."
)
METRICS = (
    Metric(
        id="M40", slug="year_to_date_strategic", label="Strategy plan of the year, booked", unit="ratio",
        direction="higher", range="0 to 1", grain=("base", "motion"), needs=("year",), compute=year_to_date_strategic,
        definition="Share of the fiscal year's strategic target that is booked so far.",
        formula="min(A, T of the year) / T of the year", source="metrics.md M40",
        edge_cases="No plan for the rest of the year: no value.",
    ),
    Metric(
        id="M40", slug="year_end_outlook", label="Strategy attainment at year-end", unit="ratio", direction="higher",
        range="0 to 1", grain=("base",), needs=("outlook",), compute=year_end, tables=TABLES,
        definition="Share of the whole year's plan likely covered at its end, over all motions; 80% interval.",
        formula="mean over draws of sum min(A, T) / sum T", edge_cases=_EDGES, source="metrics.md M40, W11",
        min_n=MIN_HISTORY, below="2 to 7 quarters: scenarios; fewer: no value",
    ),
    Metric(
        id="M40", slug="year_end_strategic", label="Strategic motions at year-end", unit="ratio", direction="higher",
        range="0 to 1", grain=("base", "motion"), needs=("outlook",), compute=year_end, tables=TABLES,
        definition="Share of the year's strategic target likely covered at its end; 80% interval.",
        formula="mean over draws of min(sum A, sum T) / sum T, strategic motions", edge_cases=_EDGES,
        source="metrics.md M40, W11", min_n=MIN_HISTORY, below="2 to 7 quarters: scenarios; fewer: no value",
    ),
)  # fmt: skip
