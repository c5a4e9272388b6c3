"""From the bound YAML of a strategy to the frozen `Strategy`; no judgement here, see `strategy_rules`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

from stratreport.params import strategy_model as m
from stratreport.params import strategy_specs as s

PeriodId = Callable[[str], str]


def build_strategy(model: m.StrategyModel, *, file: str, sha256: str, period_id: PeriodId) -> s.Strategy:
    """Return the frozen strategy; `period_id` spells the quarters of overrides the way the calendar does."""
    return s.Strategy(
        id=model.id,
        version=model.version,
        baseline_version=model.baseline_version,
        calendar=s.PlanCalendar(model.calendar.fiscal_year_start, model.calendar.label, model.calendar.years),
        measure=_measure(model.measure),
        axes=build_axes(model.axes),
        motions=tuple(build_motion(item) for item in model.motions),
        phasing=dict(model.phasing),
        count_targets=tuple(
            s.CountTarget(c.id, selectors(c.where), cast("Literal['rep', 'region']", c.per), c.count, c.weight)
            for c in model.count_targets
        ),
        tags=tuple(s.Tag(tag.id, selectors(tag.where)) for tag in model.tags),
        balances=tuple(
            s.Balance(cast("Literal['product_line', 'segment']", axis), dict(shares))
            for axis, shares in model.balances.items()
        ),
        tolerances=s.Tolerances(**model.tolerances.model_dump()),
        thresholds=s.Thresholds(**model.thresholds.model_dump()),
        statistics=s.Statistics(**model.statistics.model_dump()),
        eligibility=s.Eligibility(**model.eligibility.model_dump()),
        overrides=tuple(_override(item, period_id) for item in model.overrides),
        persona_coverage=_coverage(model.axes.persona.coverage),
        pay=s.Pay(model.pay.accelerator, model.pay.gate) if model.pay else None,
        published=model.published,
        file=file,
        sha256=sha256,
    )


def build_axes(model: m.AxesModel) -> s.Axes:
    """Return the four frozen axes."""
    product, customer, segment, persona = model.product, model.customer, model.segment, model.persona
    return s.Axes(
        product=s.ProductAxis(
            product.new.quarters, product.new.launch_field, product.new.exclude_replacements, product.levels
        ),
        customer=s.CustomerAxis(
            months=customer.new.months,
            sticky_months=customer.new.sticky_months,
            dormant_months=customer.reactivated.dormant_months,
            reactivated_counts_as=customer.reactivated.counts_as,
            grain=cast("Literal['ultimate_parent', 'account']", customer.grain),
            levels=customer.levels,
        ),
        segment=s.SegmentAxis(segment.new.list, segment.field, segment.snapshot, segment.levels),
        persona=s.PersonaAxis(
            new=persona.new.list,
            source=persona.source,
            attribution=persona.attribution,
            engaged_min_two_way=persona.engaged_min_two_way,
            unknown=cast("Literal['as_existing', 'exclude']", persona.unknown),
            levels=persona.levels,
        ),
    )


def selectors(where: m.WhereModel) -> tuple[s.Selector, ...]:
    """Return the conditions of a `where` in a fixed order of axes."""
    return tuple(s.Selector(axis, values) for axis, values in where if values)


def target_forms(model: m.TargetModel | None) -> tuple[s.TargetForm, ...]:
    """Return the forms a target was written in; exactly one is right."""
    if model is None:
        return ("none",)
    if model is m.REMAINDER:
        return ("remainder",)
    forms: tuple[s.TargetForm, ...] = ("share_of_quota", "amount", "count", "ceiling")
    return tuple(form for form in forms if getattr(model, form) is not None)


def build_target(model: m.TargetModel | None) -> s.Target:
    """Return the frozen target in the first form that was written."""
    written = target_forms(model)
    form: s.TargetForm = written[0] if written else "none"
    if model is None or form in ("none", "remainder"):
        return s.Target(form)
    share = model.ceiling if form == "ceiling" else model.share_of_quota
    per = cast("Literal['company', 'region', 'rep']", model.per)
    return s.Target(form, share=share, amounts=dict(model.amount or {}), count=model.count, per=per)


def _coverage(model: m.CoverageModel | None) -> s.PersonaCoverage | None:
    return s.PersonaCoverage(model.roles, model.economic_buyer, model.by_stage, model.stages) if model else None


def _measure(model: m.MeasureModel) -> s.Measure:
    return s.Measure(model.field, model.basis, model.date, model.currency.report, model.currency.rates)


def build_motion(model: m.MotionModel) -> s.Motion:
    """Return the frozen motion; without a label its id is spelt out."""
    return s.Motion(
        id=model.id,
        label=model.label or model.id.replace("_", " ").replace("-", " ").capitalize(),
        theme=model.theme,
        where=selectors(model.where),
        otherwise=model.where is m.OTHERWISE,
        comfort_zone=model.comfort_zone,
        target=build_target(model.target),
        support=s.Support(**model.support.model_dump()),
    )


def _override(model: m.OverrideModel, period_id: PeriodId) -> s.Override:
    return s.Override(
        region=model.scope.region,
        first=period_id(model.first),
        last=period_id(model.last),
        targets={motion: build_target(target) for motion, target in model.targets.items()},
        absorb_into=model.absorb_into,
        reason=model.reason,
        approved_by=model.approved_by,
        dated=model.dated,
        restate=model.restate,
        new_total=model.new_total,
    )
