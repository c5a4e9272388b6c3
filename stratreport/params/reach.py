"""Which business each motion can take: every combination of axis levels sent through the first-match rule.

A combination is (product, customer, segment, persona) with the levels of `LEVELS`. A reactivated customer also counts
as what the strategy declares, an unknown persona as existing when the strategy says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import TypeAlias

from stratreport.params.strategy_specs import Axes, Motion, Selector, Strategy

#: the levels of every axis, in the order of a combination
LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "product": ("existing", "new"),
        "customer": ("existing", "reactivated", "new"),
        "segment": ("existing", "new"),
        "persona": ("existing", "new", "unknown"),
    }
)
Combination: TypeAlias = tuple[str, str, str, str]
_ANOTHER_LINE = "\0another line"
_QUADRANTS = MappingProxyType(
    {
        ("existing", "existing"): "penetration",
        ("new", "existing"): "product development",
        ("existing", "new"): "market development",
        ("new", "new"): "diversification",
    }
)


def accepted_levels(axes: Axes, selector: Selector) -> frozenset[str]:
    """Return the raw levels (or product lines) of a booking that satisfy one condition.

    `customer: existing` also takes reactivated when it counts as existing; `persona: existing` also takes unknown when
    unknown counts as existing. A product_line condition takes its values as they are.
    """
    values = set(selector.values)
    if selector.axis == "customer" and axes.customer.reactivated_counts_as in values:
        values.add("reactivated")
    if selector.axis == "persona" and axes.persona.unknown == "as_existing" and "existing" in values:
        values.add("unknown")
    return frozenset(values)


def reach(strategy: Strategy) -> Mapping[str, frozenset[Combination]]:
    """Return, for each motion id, the combinations of levels that can land in it; empty when no record can.

    Every combination is tried on every product line that a condition names and on one line that none names, so a
    condition on product lines restricts a motion without hiding the motions after it.
    """
    return first_match(strategy.axes, strategy.motions)


def first_match(axes: Axes, motions: Sequence[Motion]) -> Mapping[str, frozenset[Combination]]:
    """Return `reach` of a sequence of motions on its own."""
    found: dict[str, set[Combination]] = {motion.id: set() for motion in motions}
    lines = [*sorted(_named_lines(motions)), _ANOTHER_LINE]
    conditions = [(m.id, [(s.axis, accepted_levels(axes, s)) for s in m.where]) for m in motions]
    for combination in _combinations():
        for line in lines:
            record = {**dict(zip(LEVELS, combination, strict=True)), "product_line": line}
            taker = next((m for m, where in conditions if all(record[axis] in levels for axis, levels in where)), None)
            if taker is not None:
                found[taker].add(combination)
    return MappingProxyType({motion: frozenset(combinations) for motion, combinations in found.items()})


def quadrant(strategy: Strategy, motion_id: str) -> str | None:
    """Return the Ansoff quadrant all business of a motion falls in, None when it spans several or takes nothing.

    penetration (existing product, existing customer), product development (new product), market development (new
    customer), diversification (both); a reactivated customer sits where the strategy counts it.
    """
    counts_as = strategy.axes.customer.reactivated_counts_as
    sides = {
        (item[0], counts_as if item[1] == "reactivated" else item[1]) for item in reach(strategy).get(motion_id, ())
    }
    return _QUADRANTS[sides.pop()] if len(sides) == 1 else None


def _combinations() -> Iterator[Combination]:
    yield from product(LEVELS["product"], LEVELS["customer"], LEVELS["segment"], LEVELS["persona"])


def _named_lines(motions: Sequence[Motion]) -> set[str]:
    return {
        value for motion in motions for item in motion.where if item.axis == "product_line" for value in item.values
    }
