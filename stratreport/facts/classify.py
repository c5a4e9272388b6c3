"""What each line was on the day it was booked: levels on four axes, market and motion, by the strategy in force."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import ibis
import pandas as pd

from stratreport.facts.customers import customer_days
from stratreport.facts.engine import bring, missing, settle
from stratreport.facts.timeline import Era, Timeline, new_since
from stratreport.params.reach import accepted_levels
from stratreport.params.specs import Axes, Motion, Selector, Strategy

#: credit shares that sum to this much hold the whole line
WHOLE = 0.995


def classify(lines: Any, timeline: Timeline, backend: Any) -> Any:
    """Return the lines of the reported periods with their levels, market, motion and flags (settled in the engine).

    Each period is judged by the baseline of its own strategy, every axis as of `judged_on` (the booking date; for a
    return the date of its original), so a later as-of date never moves a past line. `overlay` marks credit that
    repeats what others hold: of a role that the strategy excludes, on a line that the other roles hold in full.
    """
    judged = [_judge(lines, era, timeline) for era in alike(timeline.eras)]
    return settle(ibis.union(*judged) if len(judged) > 1 else judged[0], backend)


def alike(eras: tuple[Era, ...]) -> list[Era]:
    """Return the eras with those of the same rules made one: targets may differ, classification does not."""
    merged: dict[Hashable, Era] = {}
    for era in eras:
        rules = _rules(era.strategy)
        known = merged.get(rules)
        merged[rules] = Era(known.strategy, (*known.periods, *era.periods)) if known else era
    return list(merged.values())


def _rules(strategy: Strategy) -> Hashable:
    """Return everything of a strategy that decides levels, motions and flags."""
    motions = tuple((item.id, item.where, item.otherwise, item.cell_class) for item in strategy.motions)
    return strategy.axes, motions, strategy.eligibility.exclude_roles


def _judge(lines: Any, era: Era, timeline: Timeline) -> Any:
    """Return the lines of one era with levels by its strategy."""
    mine = lines.filter(lines.period.isin([period.id for period in era.periods]))
    events = business_days(lines, unit_of(era.strategy.axes))
    placed = levelled(_with_overlay(mine, era.strategy), events, era.strategy, timeline)
    strategic = [motion.id for motion in era.strategy.motions if motion.cell_class == "strategic"]
    rest = next(motion.id for motion in era.strategy.motions if motion.otherwise)
    return placed.mutate(strategic=placed.motion.isin(strategic), unclassified=placed.motion == rest)


def unit_of(axes: Axes) -> str:
    """Return the column that holds who is new or not: the ultimate parent, or the account."""
    return "parent_id" if axes.customer.grain == "ultimate_parent" else "customer_id"


def business_days(lines: Any, unit: str) -> Any:
    """Return unit, day, ordered: the days on which lines are judged, and whether there was a positive one."""
    return lines.group_by(unit=lines[unit], day=lines.judged_on).aggregate(ordered=(lines.amount > 0).any())


def levelled(items: Any, events: Any, strategy: Strategy, timeline: Timeline) -> Any:
    """Return lines or opportunities of one strategy with customer_level, unknowable, the other levels, market, motion.

    `items` have judged_on, judged_persona (which becomes persona), the unit, segment, product_line, launched_on and
    replaces; `events` (see `customer_days`) hold every pair of unit and judged_on.
    """
    axes, unit = strategy.axes, unit_of(strategy.axes)
    days = customer_days(events, axes.customer, timeline.history_start).rename(_unit="unit", _day="day")
    windowed = _with_launch_window(items, axes, timeline)
    known = windowed.left_join(days, [windowed[unit] == days["_unit"], windowed.judged_on == days["_day"]])
    found = known.drop("_unit", "_day").mutate(
        product_level=_product_level(known, axes),
        segment_level=_listed(known.segment, axes.segment.new),
        persona_level=persona_level(known.judged_persona, axes),
    )
    placed = found.mutate(market=_market(found, axes), motion=_motion(found, strategy), persona=found.judged_persona)
    return placed.drop("new_since", "judged_persona")


def _with_overlay(lines: Any, strategy: Strategy) -> Any:
    """Add `overlay`: an excluded role's credit where the credit of the other roles already makes the line whole."""
    roles = [role.lower() for role in strategy.eligibility.exclude_roles]
    excluded = lines.role.lower().isin(roles).fill_null(False)
    held = excluded.ifelse(0.0, lines.credit).sum().over(ibis.window(group_by=lines.line_id))
    return lines.mutate(overlay=excluded & (held >= WHOLE))


def matches(lines: Any, where: tuple[Selector, ...], axes: Axes) -> Any:
    """Return the condition that every selector of `where` holds: any of its values on its axis.

    A reactivated customer also matches the level it counts as; an unknown persona also matches `existing` when the
    strategy says `unknown: as_existing`. An empty `where` matches every line.
    """
    conditions = [
        lines[_column(item.axis)].isin(sorted(accepted_levels(axes, item))).fill_null(False) for item in where
    ]
    return ibis.and_(ibis.literal(True), *conditions)


def _column(axis: str) -> str:
    return axis if axis == "product_line" else f"{axis}_level"


def _with_launch_window(lines: Any, axes: Axes, timeline: Timeline) -> Any:
    """Add `new_since`: the first launch day that makes a product new in the period of `judged_on`."""
    schema = {"w_start": "date", "w_end": "date", "new_since": "date"}
    quarters = axes.product.quarters
    frame = pd.DataFrame(
        [(item.start, item.end, new_since(timeline, item, quarters)) for item in timeline.periods], columns=list(schema)
    )
    windows = bring(frame, schema)
    inside = [lines.judged_on >= windows.w_start, lines.judged_on < windows.w_end]
    return lines.left_join(windows, inside).drop("w_start", "w_end")


def _product_level(lines: Any, axes: Axes) -> Any:
    """New from launch for `quarters` fiscal quarters (an order before launch is new too); no launch date = existing."""
    is_new = (lines.launched_on >= lines.new_since).fill_null(False)
    if axes.product.exclude_replacements:
        is_new &= missing(lines.replaces)
    return is_new.ifelse("new", "existing")


def _listed(values: Any, new: tuple[str, ...]) -> Any:
    return values.isin(list(new)).fill_null(False).ifelse("new", "existing")


def persona_level(persona: Any, axes: Axes) -> Any:
    """Return new for the listed buying roles, existing for the others, unknown for none."""
    return missing(persona).ifelse("unknown", _listed(persona, axes.persona.new))


def _market(lines: Any, axes: Axes) -> Any:
    newcomers = ["new"] + (["reactivated"] if axes.customer.reactivated_counts_as == "new" else [])
    is_new = lines.customer_level.isin(newcomers)
    return ibis.cases(
        (is_new & (lines.segment_level == "new"), "new segment"), (is_new, "new customer"), else_="existing customer"
    )


def _motion(lines: Any, strategy: Strategy) -> Any:
    """Return the first motion whose `where` matches; what nothing matches goes to the `otherwise` motion."""
    branches = [(matches(lines, motion.where, strategy.axes), motion.id) for motion in _ordered(strategy)]
    rest = next(motion.id for motion in strategy.motions if motion.otherwise)
    return ibis.cases(*branches, else_=rest) if branches else ibis.literal(rest)


def _ordered(strategy: Strategy) -> list[Motion]:
    return [motion for motion in strategy.motions if not motion.otherwise]
