"""The YAML shape of how a strategy is judged: tolerances, thresholds, statistics, eligibility."""

from __future__ import annotations

from stratreport.params.fields import Amount, Section, Seed, Share, Texts, Whole


class TolerancesModel(Section):
    """How far totals may be off."""

    plan_to_quota: Share = 0.02
    unclassified_max: Share = 0.10
    persona_unknown_max: Share = 0.30


class ThresholdsModel(Section):
    """Where judgement starts."""

    quota: Amount = 1.0
    strategic: Share = 0.8
    hysteresis: Share = 0.05
    window_quarters: Whole = 4
    materiality: Share = 0.05
    windfall: Share = 0.25


class StatisticsModel(Section):
    """Minimum n, false-discovery rate, bootstrap draws, seed."""

    min_n_rate: Whole = 5
    min_n_flag: Whole = 10
    fdr: Share = 0.10
    bootstrap: Whole = 2000
    seed: Seed = 20260101


class EligibilityModel(Section):
    """Who carries quota and how it ramps."""

    exclude_roles: Texts = ()
    ramp: tuple[Share, ...] = (1.0,)
