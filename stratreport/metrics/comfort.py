"""Comfort zone and mix: how far the unit leans on the familiar (M09, M10, M11)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_BOOKINGS, NO_QUOTA, NO_TARGET, Array, Metric, column, quotient, ratio, tidy

UNITS = ("base", "manager", "rep")


def comfort_surplus(units: pd.DataFrame) -> pd.DataFrame:
    """Core bookings beyond the core target, as a share of quota.

    Formula: s_core = sum surplus of core / Q, pooled. Columns: surplus_core, quota (money).
    Edge cases: quota 0 gives no value. Source: metrics.md identity 2, M09.

    >>> comfort_surplus(pd.DataFrame({"surplus_core": [400.0], "quota": [1000.0]}))["value"].tolist()
    [0.4]
    """
    return quotient(
        units, numerator=column(units, "surplus_core"), denominator=column(units, "quota"), missing=NO_QUOTA
    )


def clean_attainment(units: pd.DataFrame) -> pd.DataFrame:
    """Quota attainment had core over-selling not been credited; an accounting split, not a counterfactual.

    Formula: QA - s_core = (A - surplus of core) / Q. Columns: actual, surplus_core, quota (money).
    Edge cases: quota 0 gives no value. Source: metrics.md M09.

    >>> toy = pd.DataFrame({"actual": [1100.0], "surplus_core": [400.0], "quota": [1000.0]})
    >>> clean_attainment(toy)["value"].tolist()
    [0.7]
    """
    clean = column(units, "actual") - column(units, "surplus_core")
    return quotient(units, numerator=clean, denominator=column(units, "quota"), missing=NO_QUOTA)


def _core_shares(units: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Return core's share of bookings, core's share of target, and why either is unknown."""
    booked = ratio(column(units, "actual_core"), column(units, "actual"))
    planned = ratio(column(units, "target_core"), column(units, "target"))
    caveat = np.where(np.isnan(planned), NO_TARGET, np.where(np.isnan(booked), NO_BOOKINGS, ""))
    return booked, planned, caveat.astype(object)


def comfort_zone_index(units: pd.DataFrame) -> pd.DataFrame:
    """How much more of the bookings is core than the plan asks; above 1 leans on the familiar.

    Formula: (A_core / A) / (T_core / T). Columns: actual_core, actual, target_core, target (money).
    Edge cases: no value when bookings are not positive or core has no target; explodes for a small core target, so
    headline `excess_core_share`. numerator and denominator are the two shares. Source: metrics.md M10.

    >>> toy = pd.DataFrame({"actual_core": [1000.0], "actual": [1100.0], "target_core": [600.0], "target": [1000.0]})
    >>> comfort_zone_index(toy)["value"].round(5).tolist()
    [1.51515]
    """
    booked, planned, caveat = _core_shares(units)
    value = ratio(booked, planned)
    caveat = np.where(np.isnan(value) & (caveat == ""), NO_TARGET, caveat).astype(object)
    return tidy(units, value=value, numerator=booked, denominator=planned, caveat=caveat)


def excess_core_share(units: pd.DataFrame) -> pd.DataFrame:
    """Core's share of bookings less its share of the plan, in points (as a fraction: 0.31 is 31 points).

    Formula: A_core / A - T_core / T. Columns: actual_core, actual, target_core, target (money), core_low, core_high
    (bootstrap interval of A_core / A over customers, where computed).
    Edge cases: no value without target or positive bookings; leaves [-1, 1] only with returns. Source: metrics.md M10.

    >>> toy = pd.DataFrame({"actual_core": [1000.0], "actual": [1100.0], "target_core": [600.0], "target": [1000.0]})
    >>> excess_core_share(toy)["value"].round(4).tolist()
    [0.3091]
    """
    booked, planned, caveat = _core_shares(units)
    low, high = column(units, "core_low") - planned, column(units, "core_high") - planned
    return tidy(units, value=booked - planned, low=low, high=high, numerator=booked, denominator=planned, caveat=caveat)


def mix_distance(units: pd.DataFrame) -> pd.DataFrame:
    """Share of bookings that would have to move to another motion to match the plan (total variation distance).

    Formula: 1/2 sum |p_k - q_k|, p = shares of positive bookings, q = shares of target. Columns: misplaced = money in
    the wrong motions, positive (money), target. Edge cases: no value without target or positive bookings.
    Has a chance floor above 0: see `mix_distance_excess`. Source: metrics.md identity 5, M11.

    >>> toy = pd.DataFrame({"misplaced": [340.0], "positive": [1100.0], "target": [1.0]})
    >>> mix_distance(toy)["value"].round(5).tolist()
    [0.30909]
    """
    wrong, booked = column(units, "misplaced"), column(units, "positive")
    value = ratio(wrong, booked)
    why = np.where(column(units, "target") > 0, NO_BOOKINGS, NO_TARGET)
    caveat = np.where(np.isnan(value), why, "").astype(object)
    return tidy(units, value=value, numerator=wrong, denominator=booked, caveat=caveat)


def mix_distance_excess(units: pd.DataFrame) -> pd.DataFrame:
    """Mix distance less what chance alone gives a seller who is on plan with as few and as uneven deals.

    Formula: TVD - E0, E0 = 1/2 sum sqrt(2 q (1 - q) / (pi n_eff)), n_eff = (sum a)^2 / sum a^2. Columns: misplaced,
    positive, target, chance_weight = sum sqrt(q (1 - q)), n_effective. Edge cases: may be negative; no value as for
    `mix_distance`. Source: metrics.md M11, section 6.

    >>> toy = pd.DataFrame({"misplaced": [30.0], "positive": [100.0], "target": [1.0], "n_effective": [10.0],
    ...                     "chance_weight": [0.489898 + 0.4 + 0.3 + 0.3]})
    >>> mix_distance_excess(toy)["value"].round(3).tolist()
    [0.112]
    """
    out = mix_distance(units)
    noise = ratio(np.full(len(units), 2 / np.pi), column(units, "n_effective"))
    floor = column(units, "chance_weight") * np.sqrt(noise) / 2
    return out.assign(value=out["value"].to_numpy() - floor, numerator=out["value"], denominator=floor)


METRICS = (
    Metric(
        id="M09", slug="comfort_surplus", label="Core surplus", unit="ratio", direction="lower", range="0 or more",
        grain=UNITS, needs=("units",), compute=comfort_surplus,
        definition="Core bookings beyond the core target, as a share of quota.", formula="surplus of core / Q",
        edge_cases="Quota 0: no value.", source="metrics.md M09",
    ),
    Metric(
        id="M09", slug="clean_attainment", label="Attainment without core surplus", unit="ratio", direction="higher",
        range="real", grain=UNITS, needs=("units",), compute=clean_attainment,
        definition="Quota attainment had core over-selling not been credited.", formula="(A - surplus of core) / Q",
        edge_cases="An accounting split, not a counterfactual. Quota 0: no value.", source="metrics.md M09",
    ),
    Metric(
        id="M10", slug="comfort_zone_index", label="Comfort-zone index", unit="ratio", direction="target",
        range="0 to T / T_core", grain=UNITS, needs=("units",), compute=comfort_zone_index,
        definition="Core's share of bookings over its share of the plan.", formula="(A_core / A) / (T_core / T)",
        edge_cases="No value when A is not positive or core has no target.", source="metrics.md M10",
    ),
    Metric(
        id="M10", slug="excess_core_share", label="Excess core share", unit="points", direction="target",
        range="-1 to 1", grain=UNITS, needs=("units",), compute=excess_core_share,
        definition="Core's share of bookings less its share of the plan.", formula="A_core / A - T_core / T",
        edge_cases="No value without target or positive bookings.", source="metrics.md M10",
    ),
    Metric(
        id="M11", slug="mix_distance", label="Mix distance", unit="ratio", direction="lower", range="0 to 1",
        grain=UNITS, needs=("units",), compute=mix_distance,
        definition="Share of bookings that would have to move to match the plan.", formula="1/2 sum |p_k - q_k|",
        edge_cases="No value without target or positive bookings.", source="metrics.md M11",
    ),
    Metric(
        id="M11", slug="mix_distance_excess", label="Mix distance beyond chance", unit="points", direction="lower",
        range="-1 to 1", grain=UNITS, needs=("units",), compute=mix_distance_excess,
        definition="Mix distance less what chance alone gives an on-plan seller with as few deals.",
        formula="TVD - 1/2 sum sqrt(2 q (1 - q) / (pi n_eff))", edge_cases="May be negative.",
        source="metrics.md M11, section 6",
    ),
)  # fmt: skip
