"""How sure a region's money shares are: bootstrap intervals over customers, per base and period."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms, strategic_lines
from stratreport.metrics.intervals import customer_totals, resampled
from stratreport.metrics.metric import Array, ratio

COLUMNS = (
    "amount", "actual_strategic", "actual_core", "new_product", "new_customer", "new_persona", "known_persona",
)  # fmt: skip
_AT = {name: position for position, name in enumerate(COLUMNS)}
KEYS = ("scope", "period")
TAIL = 0.025


def _over(part: str, *, whole: str = "amount") -> Callable[[Array], Array]:
    return lambda totals: ratio(totals[:, _AT[part]], totals[:, _AT[whole]])


STATISTICS = {
    "core": _over("actual_core"),
    "new_product": _over("new_product"),
    "new_customer": _over("new_customer"),
    "new_persona": _over("new_persona", whole="known_persona"),
}


def interval_frame(atoms: Atoms, *, targets: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    """Return 95% intervals per base for the current period and the trailing window.

    Columns in: targets = unit measures with scope, period, target_strategic (money). Columns out: scope, period and
    <name>_low, <name>_high for core, new_product, new_customer, new_persona (shares) and strategic (attainment).
    Customers (ultimate parents) are resampled `draws` times with one seed; ids and row order do not matter.
    Edge cases: fewer than two customers, no target, or a share that no draw moves: NaN. Source: metrics.md section 6.
    """
    base = targets[targets["kind"] == "base"].set_index(list(KEYS))["target_strategic"]
    periods = dict.fromkeys([atoms.window.current, atoms.window.label])
    wanted = [key for key in base.index if key[1] in periods]
    rows = []
    for scope, period in wanted:
        lines = strategic_lines(atoms, scope=scope, period=period)
        ends = _intervals(lines, asked=float(base[(scope, period)]), draws=draws, seed=seed)
        rows.append({"scope": scope, "period": period, **ends})
    names = [f"{name}_{end}" for name in ("strategic", *STATISTICS) for end in ("low", "high")]
    return pd.DataFrame(rows, columns=[*KEYS, *names])


def _intervals(lines: pd.DataFrame, *, asked: float, draws: int, seed: int) -> dict[str, float]:
    totals = customer_totals(lines, columns=list(COLUMNS))
    if len(totals) < 2:
        return {}
    drawn = resampled(totals, draws=draws, seed=seed)
    out: dict[str, float] = {}
    if asked > 0:
        sold = np.clip(drawn[:, _AT["actual_strategic"]], 0.0, asked) / asked
        out["strategic_low"], out["strategic_high"] = percentiles(sold)
    for name, statistic in STATISTICS.items():
        low, high = percentiles(statistic(drawn))
        if low < high:  # no customer, or every customer, has it: resampling cannot say how sure that is
            out[f"{name}_low"], out[f"{name}_high"] = low, high
    return out


def percentiles(values: Array) -> tuple[float, float]:
    """Return the 2.5% and 97.5% quantiles of the defined values; NaN when there are none.

    >>> percentiles(np.array([0.0, 1.0, np.nan]))
    (0.025, 0.975)
    """
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [TAIL, 1 - TAIL])
    return float(low), float(high)
