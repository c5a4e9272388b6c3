"""Pipeline (M28): what is open for the next quarter, what is needed, and how much is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_TARGET, TOO_FEW, Array, Metric, column, ratio, tidy
from stratreport.metrics.rates import MIN_JUDGED

TABLES = ("pipeline_snapshots", "opportunities")
GRAIN = ("base", "motion", "manager", "manager/motion")
NO_PLAN_AHEAD = "no plan for the next quarter"
MET = "met"
NOTHING_CONVERTED = "nothing converted"
MIN_QUARTERS = 2
BELOW = f"under {MIN_JUDGED} opportunities or {MIN_QUARTERS} quarters: no value"
_Z = 1.959963984540054


def pipeline_open(coverage: pd.DataFrame) -> pd.DataFrame:
    """Open pipeline of the next quarter: amount expected to close in it, as it stands when the quarter opens.

    Columns: open (money), open_n (count). Edge cases: nothing open is 0. Source: metrics.md M28.

    >>> pipeline_open(pd.DataFrame({"open": [1200.0], "open_n": [9]}))[["value", "n"]].values.tolist()
    [[1200.0, 9.0]]
    """
    return tidy(coverage, value=column(coverage, "open"), n=column(coverage, "open_n"))


def target_ahead(coverage: pd.DataFrame) -> pd.DataFrame:
    """Target of the next quarter, as the judged plan sets it for the people who carry a quota then.

    Columns: target (money). Edge cases: no quotas for the next quarter: no value. Source: metrics.md M28.

    >>> target_ahead(pd.DataFrame({"target": [500.0, np.nan]}))["caveat"].tolist()
    ['', 'no plan for the next quarter']
    """
    value = column(coverage, "target")
    return tidy(coverage, value=value, n=np.nan, caveat=np.where(np.isnan(value), NO_PLAN_AHEAD, "").astype(object))


def remaining_of(coverage: pd.DataFrame) -> tuple[Array, Array]:
    """Return what is left of the next quarter's target, and a caveat where nothing is asked or nothing is left.

    Columns: target, remaining (money; absent: the target itself). Caveats: "no plan for the next quarter", "no
    target", "met".

    >>> remaining_of(pd.DataFrame({"target": [500.0, 500.0], "remaining": [200.0, -10.0]}))[1].tolist()
    ['', 'met']
    """
    target = column(coverage, "target")
    left = column(coverage, "remaining") if "remaining" in coverage else target
    caveat = np.select([np.isnan(target), ~(target > 0), ~(left > 0)], [NO_PLAN_AHEAD, NO_TARGET, MET], "")
    return left, caveat.astype(object)


def pipeline_coverage(coverage: pd.DataFrame) -> pd.DataFrame:
    """Open pipeline of the next quarter over what is left of its target.

    Formula: open / remaining target. Columns: open, target, remaining (money), open_n. Compare with
    required_coverage, never with a fixed multiple. Edge cases: no plan ahead or no target: no value; nothing left:
    "met". Source: metrics.md M28, W10.

    >>> pipeline_coverage(pd.DataFrame({"open": [1200.0], "target": [500.0], "open_n": [9]}))["value"].tolist()
    [2.4]
    """
    left, caveat = remaining_of(coverage)
    amount = column(coverage, "open")
    value = np.where(caveat == "", ratio(amount, left), np.nan)
    return tidy(
        coverage, value=value, numerator=amount, denominator=left, n=column(coverage, "open_n"), caveat=caveat
    )  # fmt: skip


def converted(coverage: pd.DataFrame) -> tuple[Array, Array, Array, Array]:
    """Return conversion, its 95% bounds (a ratio of sums, linearised) and a caveat.

    Formula: c = sum won amount / sum amount; se = sqrt(sum (won - c amount)^2 n / (n - 1)) / sum amount.

    >>> toy = {"history_won": [250.0], "history_amount": [1000.0], "history_n": [20], "history_quarters": [8]}
    >>> float(converted(pd.DataFrame(toy))[0][0])
    0.25
    """
    won, amount, n = (column(coverage, f"history_{name}") for name in ("won", "amount", "n"))
    value = ratio(won, amount)
    few = ~((n >= MIN_JUDGED) & (column(coverage, "history_quarters") >= MIN_QUARTERS) & (amount > 0))
    aa, ww, wa = (column(coverage, name) for name in ("aa", "ww", "wa"))
    spread = np.maximum(ww - 2 * value * wa + value**2 * aa, 0.0) * n / np.where(n > 1, n - 1, np.nan)
    reach = _Z * ratio(np.sqrt(spread), amount)
    value, low, high = (
        np.where(few, np.nan, item) for item in (value, np.maximum(value - reach, 0.0), value + reach)
    )  # fmt: skip
    return value, low, high, np.where(few, TOO_FEW, "").astype(object)


def snapshot_conversion(coverage: pd.DataFrame) -> pd.DataFrame:
    """Share of the amount in an opening pipeline, expected to close in its quarter, that was won by the quarter's end.

    Formula: sum of won amounts / sum of amounts over the last eight quarters with a known outcome. Not the win rate:
    slipped and shrunk deals count against it. Columns: history_won, history_amount (money), history_n,
    history_quarters. n = opportunities. Each unit and motion by its own history, never by that of the company.
    Edge cases: fewer than 10 opportunities or 2 quarters: "too few to judge". Source: metrics.md M28.

    >>> toy = {"history_won": [250.0, 9.0], "history_amount": [1e3, 9.0], "history_n": [20, 1], "history_quarters": 8}
    >>> snapshot_conversion(pd.DataFrame(toy))[["value", "caveat"]].fillna(0).values.tolist()
    [[0.25, ''], [0.0, 'too few to judge']]
    """
    value, low, high, caveat = converted(coverage)
    won, amount, n = (column(coverage, f"history_{name}") for name in ("won", "amount", "n"))
    return tidy(coverage, value=value, low=low, high=high, numerator=won, denominator=amount, n=n, caveat=caveat)


def required_coverage(coverage: pd.DataFrame) -> pd.DataFrame:
    """Pipeline needed per unit of target when it converts as it has converted.

    Formula: 1 / snapshot conversion (not 1 / win rate); bounds from those of the conversion. Columns: those of
    `snapshot_conversion`. Edge cases: too little history: no value, never that of another unit; nothing converted: no
    multiple is enough. Source: metrics.md M28, W10.

    >>> toy = {"history_won": [250.0], "history_amount": [1000.0], "history_n": [20], "history_quarters": [8]}
    >>> required_coverage(pd.DataFrame(toy))["value"].tolist()
    [4.0]
    """
    value, low, high, caveat = converted(coverage)
    caveat = np.where((caveat == "") & ~(value > 0), NOTHING_CONVERTED, caveat).astype(object)
    one = np.ones(len(value))
    return tidy(
        coverage, value=ratio(one, value), low=ratio(one, high), high=ratio(one, low),
        n=column(coverage, "history_n"), caveat=caveat,
    )  # fmt: skip


def pipeline_gap(coverage: pd.DataFrame) -> pd.DataFrame:
    """Pipeline that is missing for the next quarter's target at the historic conversion; 0 when there is enough.

    Formula: max(0, remaining target / conversion - open). numerator = pipeline needed, denominator = open pipeline
    (money). Columns: those of `pipeline_coverage` and `snapshot_conversion`.
    Edge cases: those of both. "met" is no gap: 0. Source: metrics.md M28, W10.

    >>> toy = {"open": [1200.0], "target": [500.0], "history_won": [250.0], "history_amount": [1000.0],
    ...        "history_n": [20], "history_quarters": [8]}
    >>> pipeline_gap(pd.DataFrame(toy))["value"].tolist()
    [800.0]
    """
    left, asked = remaining_of(coverage)
    conversion, _, _, history = converted(coverage)
    history = np.where((history == "") & ~(conversion > 0), NOTHING_CONVERTED, history)
    amount, needed = column(coverage, "open"), ratio(left, np.nan_to_num(conversion))
    met = asked == MET
    value = np.where(met, 0.0, np.where((asked == "") & (history == ""), np.maximum(needed - amount, 0.0), np.nan))
    caveat = np.where(asked != "", asked, history).astype(object)
    n = column(coverage, "history_n")
    return tidy(coverage, value=value, numerator=needed, denominator=amount, n=n, caveat=caveat)


def _metric(slug: str, label: str, definition: str, **more: str) -> Metric:
    compute = {metric.__name__: metric for metric in _FUNCTIONS}[slug]
    few = slug in ("snapshot_conversion", "required_coverage", "pipeline_gap")
    return Metric(
        id="M28", slug=slug, label=label, definition=definition, formula=more["formula"], compute=compute,
        unit="money" if slug in ("pipeline_open", "target_ahead", "pipeline_gap") else "ratio",
        direction="lower" if slug in ("pipeline_gap", "required_coverage") else "higher", range="0 or more",
        grain=GRAIN, needs=("coverage",), min_n=MIN_JUDGED if few else 0, below=BELOW if few else "",
        edge_cases=more["edges"], source="metrics.md M28, W10",
        tables=() if slug == "target_ahead" else TABLES,
    )  # fmt: skip


_FUNCTIONS = (
    pipeline_open, target_ahead, pipeline_coverage, snapshot_conversion, required_coverage, pipeline_gap,
)  # fmt: skip
METRICS = (
    _metric("pipeline_open", "Open pipeline", "Amount expected to close in the next quarter, when that quarter opens.",
            formula="sum of amounts", edges="Overdue and later expected closes do not count."),
    _metric("target_ahead", "Target ahead", "Target of the quarter after the reported one.",
            formula="sum of targets", edges="No quotas for that quarter: no value."),
    _metric("pipeline_coverage", "Pipeline coverage", "Open pipeline of the next quarter over what is left of its "
            "target.", formula="open / remaining target", edges="No target: no value. Nothing left: met."),
    _metric("snapshot_conversion", "Pipeline conversion", "Share of an opening pipeline's amount, expected to close "
            "in its quarter, won by the end of it, over the last eight quarters.",
            formula="sum of won amounts / sum of amounts", edges="By the unit's own history only; not the win rate."),
    _metric("required_coverage", "Required coverage", "Pipeline needed per unit of target at the historic conversion.",
            formula="1 / pipeline conversion", edges="Too little history: no value. Not 1 / win rate."),
    _metric("pipeline_gap", "Pipeline gap", "Pipeline missing for the next quarter's target at the historic "
            "conversion.", formula="max(0, remaining target / conversion - open)", edges="Enough pipeline: 0."),
)  # fmt: skip
