"""Win rate (M29): raw with a Wilson interval, drawn toward its peers, and as a difference to core."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.by_motion import TOGETHER, spread
from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import among, grouped, plain
from stratreport.metrics.metric import TOO_FEW, Metric, column, tidy
from stratreport.metrics.rates import BELOW, MIN_JUDGED, MIN_SHOWN, fit_beta, newcombe, rate, shrink

TABLES = ("opportunities",)
SUMS = ("won", "closed", "won_amount")
NO_PEERS = "no peers to draw it toward"
#: kind -> its peers are those of the same kind, base and period
PEERS = ("motion", "manager", "rep")


def flag_closed(opportunities: pd.DataFrame) -> pd.DataFrame:
    """Return the opportunities that closed, with won and closed (1 or 0) and won_amount (money).

    Columns in: outcome (won, lost, open), amount. Opportunities in any other state are left out.

    >>> toy = pd.DataFrame({"outcome": ["won", "lost", "open"], "amount": [5.0, 7.0, 9.0]})
    >>> flag_closed(toy)[["won", "closed", "won_amount"]].values.tolist()
    [[1.0, 1.0, 5.0], [0.0, 1.0, 0.0]]
    """
    rows = opportunities[among(opportunities["outcome"], ("won", "lost"))]
    won = plain(rows["outcome"]) == "won"
    return rows.assign(
        won=won.astype(np.float64), closed=np.ones(len(rows)), won_amount=np.where(won, column(rows, "amount"), 0.0)
    )


def closed_frame(atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "closed": opportunities that closed in the period, per unit and motion.

    Columns: keys, won, closed (counts), won_amount (money), and on rows of a motion core_won, core_closed, is_core;
    prior_a, prior_b: the beta prior of the peers (motions, managers or reps of one base and period; the strategic
    motions together have none).
    """
    rows = spread(flag_closed(atoms.optional["opportunities"]), motions=atoms.motions, sums=SUMS)
    rows = rows[rows["kind"] != "rep/motion"].reset_index(drop=True)
    prior = np.full((len(rows), 2), np.nan)
    peers = np.flatnonzero(among(rows["kind"], PEERS) & (plain(rows["motion"]) != TOGETHER))
    keys = {name: plain(rows[name])[peers] for name in ("kind", "period", "scope")}
    keys["scope"] = np.array([scope.partition("/")[0] for scope in keys["scope"]], dtype=object)
    won, closed = column(rows, "won"), column(rows, "closed")
    for own in grouped(keys, by=[*keys]).members():
        where = peers[own]
        prior[where] = fit_beta(won[where], closed[where])
    return rows.assign(prior_a=prior[:, 0], prior_b=prior[:, 1])


def win_rate(closed: pd.DataFrame) -> pd.DataFrame:
    """Share of closed opportunities that were won, with a 95% Wilson interval; fewer than 5 closed give counts only.

    Formula: won / (won + lost), by the quarter of closing. Columns: won, closed (counts). Open opportunities do not
    count. Edge cases: nothing closed: no value. Source: metrics.md M29.

    >>> win_rate(pd.DataFrame({"won": [3], "closed": [10]}))[["value", "low", "high"]].round(4).values.tolist()
    [[0.3, 0.1078, 0.6032]]
    """
    return rate(closed, of="won", whole="closed")


def win_rate_shrunk(closed: pd.DataFrame) -> pd.DataFrame:
    """Win rate drawn toward that of its peers as far as few closed opportunities leave it uncertain; never a verdict.

    Formula: (won + a) / (closed + a + b), Beta(a, b) = the peers' prior (see `rates.fit_beta`); low and high = 95% of
    the posterior. Columns: won, closed, prior_a, prior_b. Peers: the motions, managers or reps of one region.
    Edge cases: no peers: no value. Source: metrics.md M29, W8.

    >>> toy = pd.DataFrame({"won": [3], "closed": [10], "prior_a": [2.0], "prior_b": [8.0]})
    >>> win_rate_shrunk(toy)["value"].tolist()
    [0.25]
    """
    won, n = column(closed, "won"), column(closed, "closed")
    value, low, high = shrink(won, n, prior=(column(closed, "prior_a"), column(closed, "prior_b")))
    caveat = np.where(np.isnan(value), NO_PEERS, "").astype(object)
    return tidy(closed, value=value, low=low, high=high, numerator=won, denominator=n, n=n, caveat=caveat)


def win_rate_gap_to_core(closed: pd.DataFrame) -> pd.DataFrame:
    """Win rate of a motion minus that of core in the same unit, as a fraction, with Newcombe's interval.

    Formula: w - w_core. Columns: won, closed, core_won, core_closed, is_core. numerator = w, denominator = w_core,
    n = the smaller number closed. Edge cases: fewer than 5 closed on either side: no value; core itself has no row.
    Source: metrics.md M29.

    >>> toy = pd.DataFrame({"won": [2], "closed": [10], "core_won": [5], "core_closed": [10], "is_core": [False]})
    >>> win_rate_gap_to_core(toy)[["value", "n"]].values.tolist()
    [[-0.3, 10.0]]
    """
    rows = closed[~closed["is_core"].fillna(value=True).astype(bool)] if "is_core" in closed else closed[:0]
    own, core = rate(rows, of="won", whole="closed"), rate(rows, of="core_won", whole="core_closed")
    low, high = newcombe(own, core)
    value = column(own, "value") - column(core, "value")
    n = np.fmin(column(rows, "closed"), np.nan_to_num(column(rows, "core_closed")))
    caveat = np.where(n < MIN_SHOWN, TOO_FEW, "").astype(object)
    return tidy(
        rows, value=value, low=low, high=high, numerator=column(own, "value"), denominator=column(core, "value"), n=n,
        caveat=caveat,
    )  # fmt: skip


METRICS = (
    Metric(
        id="M29", slug="win_rate", label="Win rate", unit="ratio", direction="higher", range="0 to 1",
        grain=("base", "motion", "manager", "rep", "manager/motion"), needs=("closed",), compute=win_rate,
        definition="Share of the opportunities closed in the period that were won.", formula="won / (won + lost)",
        min_n=MIN_JUDGED, below=BELOW, tables=TABLES, span="window", source="metrics.md M29",
        edge_cases="Open opportunities do not count; nothing closed: no value. motion:strategic is all strategic "
        "motions together.",
    ),
    Metric(
        id="M29", slug="win_rate_shrunk", label="Win rate, shrunk", unit="ratio", direction="higher", range="0 to 1",
        grain=PEERS, needs=("closed",), compute=win_rate_shrunk, tables=TABLES, span="window",
        definition="Win rate drawn toward that of its peers in the region as far as few closed opportunities leave it "
        "uncertain.",
        formula="(won + a) / (closed + a + b), Beta(a, b) from the peers by the method of moments",
        edge_cases="For display and sorting; never a verdict. Without peers: no value.",
        source="metrics.md M29, W8",
    ),
    Metric(
        id="M29", slug="win_rate_gap_to_core", label="Win rate against core", unit="points", direction="higher",
        range="-1 to 1", grain=("motion",), needs=("closed",), compute=win_rate_gap_to_core, tables=TABLES,
        definition="Win rate of a motion minus the win rate of core.", formula="w - w_core; Newcombe interval",
        min_n=MIN_JUDGED, below=BELOW, span="window", source="metrics.md M29",
        edge_cases="n is the smaller side. Core itself has none.",
    ),
)  # fmt: skip
