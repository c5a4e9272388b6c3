"""Funnel against the company (M41): is it the number of opportunities, the win rate or the deal size?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.by_motion import spread
from stratreport.metrics.frames import KEYS, Atoms, base_cells
from stratreport.metrics.groups import looked_up, only, plain, rows_of, table, text
from stratreport.metrics.intervals import wilson
from stratreport.metrics.metric import NO_TARGET, TOO_FEW, Array, Metric, column, ratio, tidy
from stratreport.metrics.rates import MIN_JUDGED
from stratreport.metrics.win_rate import SUMS, flag_closed

TABLES = ("opportunities",)
NOTHING_WON = "nothing won"
NO_REFERENCE = "no company reference"


def funnel_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "funnel": closed opportunities of the trailing window beside target and company.

    Columns: keys (kinds base, motion), won, closed (counts), won_amount, target (money), company_won, company_closed
    (counts), company_won_amount (money): the company's over the same window and motion, all regions.
    """
    label, plan = atoms.window.label, atoms.motions
    opportunities = atoms.optional["opportunities"]
    own = rows_of(only(opportunities, [*KEYS, "motion", "outcome", "amount"]), kind="base", period=label)
    asked = spread(rows_of(base_cells(atoms), period=label), motions=plan, sums=["target"])
    rows = spread(flag_closed(own), motions=plan, sums=SUMS)
    rows = looked_up(rows, on=KEYS, of=only(asked, [*KEYS, "target"]))
    everywhere = rows_of(atoms.optional["company_funnel"], period=label)
    everywhere = everywhere.assign(closed=everywhere["won"] + everywhere["lost"], kind="base", scope="")
    company = spread(everywhere, motions=plan, sums=SUMS)
    # the parts after the base
    within = np.array([scope[len(scope.partition("/")[0]) :] for scope in rows["scope"]], dtype=object)
    whole = table({"within": plain(company["scope"]), **{f"company_{name}": column(company, name) for name in SUMS}})
    return looked_up(rows.assign(within=text(within, rows)), on=["within"], of=whole)


def terms(funnel: pd.DataFrame) -> dict[str, tuple[Array, Array]]:
    """Return actual and reference of each term: count (N, N*), win_rate (w, w*), deal_size (d, d*).

    Formula: N = closed, w = won / closed, d = won amount / won; w* and d* of the company, N* = T / (w* d*), so that
    ln(A/T) = ln(N/N*) + ln(w/w*) + ln(d/d*) exactly, A = N w d = the amount won. Columns: those of `funnel_frame`.

    >>> toy = pd.DataFrame({"closed": [20], "won": [4], "won_amount": [200.0], "target": [300.0],
    ...                     "company_closed": [40], "company_won": [10], "company_won_amount": [400.0]})
    >>> {name: (float(a[0]), float(b[0])) for name, (a, b) in terms(toy).items()}
    {'count': (20.0, 30.0), 'win_rate': (0.2, 0.25), 'deal_size': (50.0, 40.0)}
    """
    closed, won, amount = (column(funnel, name) for name in ("closed", "won", "won_amount"))
    all_closed, all_won, all_amount = (column(funnel, f"company_{name}") for name in ("closed", "won", "won_amount"))
    rate, size = ratio(all_won, all_closed), ratio(all_amount, all_won)
    needed = ratio(column(funnel, "target"), np.nan_to_num(rate * size))
    return {
        "count": (closed, needed), "win_rate": (ratio(won, closed), rate), "deal_size": (ratio(amount, won), size),
    }  # fmt: skip


def log_term(funnel: pd.DataFrame, *, term: str) -> pd.DataFrame:
    """Log ratio of one term of the funnel to its reference; the three terms add up to the log of amount won / target.

    Formula: ln(N/N*), ln(w/w*) or ln(d/d*), see `terms`. numerator and denominator = the term and its reference.
    n = closed opportunities. The win rate has a 95% interval (Wilson of w over w*).
    Edge cases: fewer than 10 closed, no target, nothing won here or in the company: no value for any term, or the sum
    would not foot. Source: metrics.md M41, W13.

    >>> toy = pd.DataFrame({"closed": [20], "won": [4], "won_amount": [200.0], "target": [300.0],
    ...                     "company_closed": [40], "company_won": [10], "company_won_amount": [400.0]})
    >>> [float(log_term(toy, term=name)["value"].round(4)[0]) for name in ("count", "win_rate", "deal_size")]
    [-0.4055, -0.2231, 0.2231]
    """
    found = terms(funnel)
    closed, target = column(funnel, "closed"), column(funnel, "target")
    reference, nothing = ~(column(funnel, "company_won_amount") > 0), ~(column(funnel, "won_amount") > 0)
    few, aimless = ~(closed >= MIN_JUDGED), ~(target > 0)
    caveat = np.select(
        [few, aimless, nothing, reference], [TOO_FEW, NO_TARGET, NOTHING_WON, NO_REFERENCE], ""
    ).astype(object)  # fmt: skip
    actual, needed = found[term]
    blank = caveat != ""
    logs = _log(ratio(actual, needed), blank=blank)
    low, high = np.full(len(logs), np.nan), np.full(len(logs), np.nan)
    if term == "win_rate":
        low, high = (_log(ratio(end, needed), blank=blank) for end in wilson(column(funnel, "won"), closed))
    return tidy(
        funnel, value=logs, low=low, high=high, numerator=actual, denominator=needed, n=closed, caveat=caveat
    )  # fmt: skip


def _log(values: Array, *, blank: Array) -> Array:
    out: Array = np.full(len(values), np.nan)
    np.log(values, out=out, where=~blank.astype(bool) & (np.nan_to_num(values) > 0))
    return out


def funnel_count(funnel: pd.DataFrame) -> pd.DataFrame:
    """Log ratio of closed opportunities to those the target needs at the company's win rate and deal size.

    Formula: ln(N/N*), see `log_term`. Source: metrics.md M41.

    >>> toy = pd.DataFrame({"closed": [20], "won": [5], "won_amount": [200.0], "target": [200.0],
    ...                     "company_closed": [40], "company_won": [10], "company_won_amount": [400.0]})
    >>> funnel_count(toy)["value"].tolist()
    [0.0]
    """
    return log_term(funnel, term="count")


def funnel_win_rate(funnel: pd.DataFrame) -> pd.DataFrame:
    """Log ratio of the win rate to the company's.

    Formula: ln(w/w*), see `log_term`. Source: metrics.md M41.

    >>> toy = pd.DataFrame({"closed": [20], "won": [5], "won_amount": [200.0], "target": [200.0],
    ...                     "company_closed": [40], "company_won": [10], "company_won_amount": [400.0]})
    >>> funnel_win_rate(toy)["value"].tolist()
    [0.0]
    """
    return log_term(funnel, term="win_rate")


def funnel_deal_size(funnel: pd.DataFrame) -> pd.DataFrame:
    """Log ratio of the mean amount won to the company's.

    Formula: ln(d/d*), see `log_term`. Source: metrics.md M41.

    >>> toy = pd.DataFrame({"closed": [20], "won": [5], "won_amount": [200.0], "target": [200.0],
    ...                     "company_closed": [40], "company_won": [10], "company_won_amount": [400.0]})
    >>> funnel_deal_size(toy)["value"].tolist()
    [0.0]
    """
    return log_term(funnel, term="deal_size")


_EDGES = (
    "Fewer than 10 closed, no target or nothing won: no value for any of the three. The amount won is that of the "
    "opportunities and may differ from bookings. In the company's own rows only the count can differ."
)
METRICS = tuple(
    Metric(
        id="M41", slug=slug, label=label, unit="index", direction="higher", range="any", grain=("base", "motion"),
        needs=("funnel",), compute=compute, definition=definition, formula=formula, min_n=MIN_JUDGED,
        below="no value", edge_cases=_EDGES, source="metrics.md M41, W13", tables=TABLES, span="window",
    )
    for slug, label, compute, definition, formula in (
        ("funnel_count", "Funnel: opportunities", funnel_count,
         "Log of closed opportunities over those the target needs at the company's win rate and deal size.",
         "ln(N / N*), N* = T / (w* d*)"),
        ("funnel_win_rate", "Funnel: win rate", funnel_win_rate,
         "Log of the win rate over the company's in the same motion.", "ln(w / w*)"),
        ("funnel_deal_size", "Funnel: deal size", funnel_deal_size,
         "Log of the mean amount won over the company's in the same motion.", "ln(d / d*)"),
    )
)  # fmt: skip
