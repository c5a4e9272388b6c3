"""Payouts: what was paid, what of it for comfort, and what a gate would hold back (M37)."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import grouped
from stratreport.metrics.metric import TOO_FEW, Array, Metric, column, quotient, ratio, tidy
from stratreport.metrics.people import strategic_attained
from stratreport.metrics.scopes import COMPANY, keyed

TABLE = "payouts"
NOT_DECLARED = "pay plan not declared"
NO_PAYOUT = "nothing was paid"
HITTER = "comfort_zone_hitter"
#: the class of people with too few deals to be judged
UNJUDGED = "too_few"
KEYS = ["kind", "scope", "period"]


def payout_frame(atoms: Atoms) -> pd.DataFrame:
    """Return what was paid per unit and per component: kinds base, manager, rep, component; money `amount`.

    Managers and reps carry kind and scope; `people` counts who was paid.
    """
    rows = atoms.optional["payouts"]
    units = _sums(rows)
    parts = keyed(rows[rows["kind"] == "base"], kind="component", parts={"component": "component"})
    return pd.concat([units, _sums(parts)], ignore_index=True)


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    units = grouped(rows, by=KEYS)
    return units.frame({"amount": units.sums(rows["amount"]), "people": units.distinct(rows["rep_id"])})


def payout(payouts: pd.DataFrame) -> pd.DataFrame:
    """Variable pay of the period, in money; n = people paid.

    Columns: amount (money), people. Components of a base add up to it. Source: metrics.md M37.

    >>> payout(pd.DataFrame({"amount": [100.0], "people": [2]}))[["value", "n"]].values.tolist()
    [[100.0, 2.0]]
    """
    return tidy(payouts, value=column(payouts, "amount"), n=column(payouts, "people"))


def leakage_shares(people: pd.DataFrame) -> Array:
    """Return per rep the share of surplus that is comfort-zone surplus, s_core / s; 0 where nothing is in surplus.

    >>> leakage_shares(pd.DataFrame({"surplus": [40.0, 0.0], "surplus_core": [30.0, 0.0]})).tolist()
    [0.75, 0.0]
    """
    return np.nan_to_num(ratio(column(people, "surplus_core"), column(people, "surplus")))


def _money(people: pd.DataFrame, *, parts: Array) -> pd.DataFrame:
    """Return the sum of `parts` per scope; without an accelerator the pay plan is not declared."""
    paid = ~np.isnan(column(people, "payout"))
    units = grouped(people[paid], by=KEYS)
    value, whole = (
        np.where(units.sizes(~np.isnan(item)) > 0, units.sums(item), np.nan)
        for item in (parts[paid], column(people, "accelerator")[paid])
    )
    caveat = np.where(np.isnan(value), NOT_DECLARED, "").astype(object)
    return tidy(units.frame({}), value=value, numerator=value, denominator=whole, n=units.sizes(), caveat=caveat)


def accelerator_leakage(people: pd.DataFrame) -> pd.DataFrame:
    """Accelerator money that went to comfort-zone surplus.

    Formula: sum over quota carriers of accelerator x s_core / s, surpluses of the trailing window per motion.
    Columns: accelerator, surplus, surplus_core, payout (money). denominator = accelerator money paid to them.
    Edge cases: no surplus: 0; no pay plan declared: no value. Source: metrics.md M37.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "rep_id": ["a"], "payout": 9.0,
    ...                     "accelerator": 4.0, "surplus": 40.0, "surplus_core": 30.0})
    >>> accelerator_leakage(toy)["value"].tolist()
    [3.0]
    """
    return _money(people, parts=column(people, "accelerator") * leakage_shares(people))


def gate_whatif(people: pd.DataFrame) -> pd.DataFrame:
    """Accelerator money that a gate on strategy attainment would have held back.

    Formula: sum of the accelerator of quota carriers whose pooled strategy attainment over the trailing window is
    below the declared gate. Columns: accelerator, gate, payout, actual_strategic, target_strategic.
    denominator = accelerator money paid to them. Says nothing of what people would have done under a gate.
    Edge cases: no strategic target: not held back; no pay plan declared: no value. Source: metrics.md M37.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "rep_id": ["a", "b"], "payout": 9.0,
    ...                     "accelerator": [4.0, 3.0], "gate": 0.95, "actual_strategic": [90.0, 96.0],
    ...                     "target_strategic": 100.0})
    >>> gate_whatif(toy)[["value", "denominator"]].values.tolist()
    [[4.0, 7.0]]
    """
    attained = strategic_attained(people).round(9)
    return _money(people, parts=column(people, "accelerator") * (attained < people["gate"]).to_numpy(dtype=float))


def gated_payout(
    quota: Array, *, actual: Array, rate: Array, accelerated: Array, gate: float | None = None
) -> tuple[float, Array]:
    """Return what a plan pays in total and per product: `rate` to 100% of each quota, `accelerated` above it.

    With a `gate`, nothing is paid at the accelerated rate unless every product reaches that attainment; what lies above
    a quota is then paid at the plain rate. Rates are fractions of money. Source: metrics.md W9.

    >>> sales = {"quota": np.array([1000.0, 250, 400]), "actual": np.array([1200.0, 300, 320])}
    >>> rates = {"rate": np.array([0.02, 0.08, 0.05]), "accelerated": np.array([0.04, 0.12, 0.07])}
    >>> [round(gated_payout(sales["quota"], actual=sales["actual"], **rates, gate=g)[0], 9) for g in (None, 0.95)]
    [70.0, 64.0]
    """
    base, above = np.minimum(actual, quota), np.maximum(actual - quota, 0.0)
    shut = gate is not None and bool((actual / quota < gate).any())
    paid = base * rate + above * (rate if shut else accelerated)
    return float(paid.sum()), paid


def off_strategy_payout(classes: pd.DataFrame) -> pd.DataFrame:
    """Share of variable pay that went to people who made quota off strategy.

    Formula: payouts to comfort-zone hitters (quota made, strategy below its threshold and beyond chance: M20) /
    payouts to all quota carriers, trailing window. Columns: kind, scope, period, payout (money), quadrant.
    numerator and denominator are the money, n = people paid.
    Edge cases: nothing paid: no value; whom the null does not reject is not off strategy; everybody paid has too few
    deals: no value. Source: metrics.md M37, W15.

    >>> toy = pd.DataFrame({"kind": "base", "scope": "region:x", "period": "Q1", "payout": [60.0, 50.0, 30.0, 20.0],
    ...                     "quadrant": ["comfort_zone_hitter", "builder", "at_risk", "no_signal"]})
    >>> off_strategy_payout(toy)["value"].tolist()
    [0.375]
    """
    rows = classes.dropna(subset=["payout"])
    units, paid = grouped(rows, by=KEYS), column(rows, "payout")
    off = units.sums(np.where(rows["quadrant"] == HITTER, paid, 0.0))
    told = units.sizes(rows["quadrant"] != UNJUDGED) > 0
    out = units.frame({"n": units.sizes()})
    shares = quotient(out, numerator=off, denominator=units.sums(paid), missing=NO_PAYOUT)
    return shares.assign(
        value=shares["value"].where(told), numerator=shares["numerator"].where(told),
        caveat=shares["caveat"].where(told, TOO_FEW),
    )  # fmt: skip


def class_rows(people: pd.DataFrame, *, classes: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of `off_strategy_payout`: carriers with payout and the class each has in the own region.

    Columns in: those of `people_frame`; classes base, rep_id, quadrant of `classify_reps`. In a company snapshot every
    row stands once more under "company". Nobody at all gives no rows.
    """
    if people.empty:
        return pd.DataFrame(columns=[*KEYS, "payout", "quadrant"])
    local = people[people["base"] != COMPANY].merge(classes[["base", "rep_id", "quadrant"]], on=["base", "rep_id"])
    whole = bool((people["base"] == COMPANY).any())
    return pd.concat([local, local.assign(base=COMPANY, scope=COMPANY)], ignore_index=True) if whole else local


def off_strategy_rows(people: pd.DataFrame, *, classes: pd.DataFrame) -> pd.DataFrame:
    """Return `off_strategy_payout` of people by the class each has: see `class_rows`."""
    return off_strategy_payout(class_rows(people, classes=classes))


_WORDS = partial(Metric, needs=("people",), grain=("base",), tables=(TABLE,), span="window")
METRICS = (
    Metric(
        id="M37", slug="payout", label="Variable pay", unit="money", direction="target", range="any",
        grain=("base", "manager", "component", "rep"), needs=("payouts",), tables=(TABLE,), compute=payout,
        definition="Variable pay of the period, and by pay component.", formula="sum of payouts",
        edge_cases="Where the rep stood at the end of the quarter; people without a quota count too.",
        source="metrics.md M37",
    ),
    _WORDS(
        id="M37", slug="off_strategy_payout", label="Paid off strategy", unit="ratio", direction="lower",
        range="0 to 1", compute=off_strategy_payout, source="metrics.md M37, W15", needs=("paid_classes",),
        definition="Share of variable pay that went to people who made quota but are off strategy beyond chance.",
        formula="payouts of comfort-zone hitters / payouts of all quota carriers",
        edge_cases="Whom the null does not reject is not off strategy. Everybody paid has too few deals: no value.",
    ),
    _WORDS(
        id="M37", slug="accelerator_leakage", label="Accelerator leakage", unit="money", direction="lower",
        range="0 or more", compute=accelerator_leakage, source="metrics.md M37",
        definition="Accelerator money that went to comfort-zone surplus over the trailing window.",
        formula="sum of accelerator x s_core / s per rep", edge_cases="No surplus: 0. Pay plan not declared: no value.",
    ),
    _WORDS(
        id="M37", slug="gate_whatif", label="Held back by a gate", unit="money", direction="lower", range="0 or more",
        compute=gate_whatif, source="metrics.md M37, W9",
        definition="Accelerator money of quota carriers whose strategy attainment over the trailing window is below "
        "the declared gate.",
        formula="sum of accelerator where pooled SA_strat < gate",
        edge_cases="Ignores how behaviour would change. Pay plan not declared: no value.",
    ),
)  # fmt: skip
