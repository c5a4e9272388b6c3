"""The rules a declared strategy obeys (metrics.md 3.3), as far as they can be checked without data.

Here: 1 motions, 8 selectors, 9 lists, 16 number of motions. Beside: 2 to 4 in `target_rules`, 5, 6 and balances in
`sum_rules`, 7 in `override_rules`, 15 in `strategies`; buying roles, pay and the day of publication in `plan_rules`.
Rules 4 (in money) and 10 to 14 need data and belong to facts; a hole under rule 17 is not a fault but a finding
(`support_holes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stratreport.errors import Fault, did_you_mean
from stratreport.params import strategy_model as m
from stratreport.params.override_rules import override_faults
from stratreport.params.plan_rules import plan_faults
from stratreport.params.reach import LEVELS, first_match
from stratreport.params.ruling import Ruling
from stratreport.params.strategy_build import build_axes, build_motion, selectors
from stratreport.params.strategy_specs import Strategy
from stratreport.params.sum_rules import sum_faults
from stratreport.params.target_rules import target_faults

MAX_MOTIONS = 6
_CONDITIONS = (*LEVELS, "product_line")


def strategy_faults(ruling: Ruling) -> tuple[Fault, ...]:
    """Return every breach of the rules that needs no data, in file order."""
    faults = [
        *_lists(ruling),
        *_order(ruling),
        *_distinct(ruling),
        *_selectors(ruling),
        *target_faults(ruling),
        *sum_faults(ruling),
        *_agreement(ruling),
        *override_faults(ruling),
        *plan_faults(ruling),
    ]
    if not faults:
        faults += _unreachable(ruling)
    return tuple(sorted(faults, key=lambda fault: (fault.place.line or 0, fault.place.column or 0)))


def support_holes(strategy: Strategy) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the strategic motions nothing supports in some respect, with what is missing (rule 17, metric M45).

    Core, off-plan and `otherwise` motions need no support: nothing new is asked of anybody.
    """
    found = []
    for motion in strategy.motions:
        missing = tuple(name for name in ("pay_component", "enablement", "owner") if not getattr(motion.support, name))
        if motion.cell_class == "strategic" and missing:
            found.append((motion.id, missing))
    return tuple(found)


def _order(ruling: Ruling) -> Iterator[Fault]:
    motions = ruling.model.motions
    last = [at for at, motion in enumerate(motions) if motion.where is m.OTHERWISE]
    if not last:
        yield ruling.fault(
            "C201",
            ("motions",),
            "no motion is `otherwise`",
            "one motion with where: otherwise, at the end",
            "add - {id: off_plan, where: otherwise}",
        )
    for at in last[1:]:
        yield ruling.fault(
            "C201",
            ("motions", at, "where"),
            f"a second `otherwise`: {motions[at].id}",
            f"one `otherwise`; {motions[last[0]].id} is the first",
            "delete one of them",
        )
    if len(last) == 1 and last[0] != len(motions) - 1:
        yield ruling.fault(
            "C201",
            ("motions", last[0], "where"),
            f"{motions[last[0]].id} takes everything before others are asked",
            "the motion with where: otherwise at the end",
            "move it to the end",
        )
    for at in last:
        yield from _otherwise(ruling, at)
    if len(motions) - len(last) > MAX_MOTIONS:
        yield ruling.fault(
            "C216",
            ("motions",),
            f"{len(motions) - len(last)} motions besides `otherwise`",
            f"at most {MAX_MOTIONS}",
            "merge motions, or turn some into tags",
        )


def _otherwise(ruling: Ruling, at: int) -> Iterator[Fault]:
    motion = ruling.model.motions[at]
    if motion.target is not None:
        yield ruling.fault(
            "C201",
            ("motions", at, "target"),
            f"{motion.id} is `otherwise` and has a target",
            "no target: nobody plans unmapped business",
            "delete the target",
        )
    if motion.comfort_zone:
        yield ruling.fault(
            "C201",
            ("motions", at, "comfort_zone"),
            f"{motion.id} is `otherwise` and the comfort zone",
            "unmapped business never counts as core",
            "delete comfort_zone, or write a motion for the core",
        )


def _distinct(ruling: Ruling) -> Iterator[Fault]:
    model = ruling.model
    labels = [build_motion(motion).label.casefold() for motion in model.motions]
    groups: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("motions", "id", [motion.id for motion in model.motions]),
        ("motions", "label", labels),
        ("count_targets", "id", [item.id for item in model.count_targets]),
        ("tags", "id", [item.id for item in model.tags]),
    )
    for section, key, names in groups:
        for at, name in enumerate(names):
            if name in names[:at]:
                yield ruling.fault(
                    "C16",
                    (section, at, key),
                    f'the {key} "{name}" stands twice in {section}',
                    f"one {key} each",
                    f"change one {key}",
                )


def _unreachable(ruling: Ruling) -> Iterator[Fault]:
    axes, motions = build_axes(ruling.model.axes), [build_motion(motion) for motion in ruling.model.motions]
    reached = first_match(axes, motions)
    for at, motion in enumerate(motions):
        if reached[motion.id] or motion.otherwise:
            continue
        wanted = first_match(axes, [motion])[motion.id]
        takers = [item.id for item in motions[:at] if reached[item.id] & wanted]
        yield ruling.fault(
            "C201",
            ("motions", at, "where"),
            f"no record can reach {motion.id}: {' and '.join(takers)} takes it first",
            "motions from the narrowest to the widest",
            f"move {motion.id} before {takers[0]}, or delete it",
        )


def _selectors(ruling: Ruling) -> Iterator[Fault]:
    sections: tuple[tuple[str, Sequence[m.MotionModel | m.CountTargetModel | m.TagModel]], ...] = (
        ("motions", ruling.model.motions),
        ("count_targets", ruling.model.count_targets),
        ("tags", ruling.model.tags),
    )
    for section, items in sections:
        for at, item in enumerate(items):
            if item.where is not m.OTHERWISE:
                yield from _where(ruling, (section, at, "where"), item.where)


def _where(ruling: Ruling, path: tuple[str | int, ...], where: m.WhereModel) -> Iterator[Fault]:
    for axis in where.model_fields_set:
        if not getattr(where, axis):
            yield ruling.fault(
                "C209",
                (*path, axis),
                f"{axis}: an empty list",
                "at least one value",
                "write a value, or delete the key",
            )
    if not where.model_fields_set:
        yield ruling.fault(
            "C208",
            path,
            "where: no condition",
            f"a condition on {', '.join(_CONDITIONS)}",
            "write one, such as {product: new}",
        )
    for selector in selectors(where):
        levels = LEVELS.get(selector.axis)
        for at, value in enumerate(selector.values):
            if levels and value not in levels:
                yield ruling.fault(
                    "C208",
                    (*path, selector.axis, at),
                    f'unknown {selector.axis} level "{value}"',
                    f"a level of the {selector.axis} axis",
                    did_you_mean(value, levels),
                )


def _lists(ruling: Ruling) -> Iterator[Fault]:
    axes = ruling.model.axes
    new = {"segment": axes.segment.new.list, "persona": axes.persona.new.list}
    for axis, values in new.items():
        if not values:
            yield ruling.fault(
                "C209",
                ("axes", axis, "new", "list"),
                f"{axis}: the list of what is new is empty",
                "at least one value",
                f"name the {axis}s the strategy courts",
            )
    for axis in ("product", "customer", "segment", "persona"):
        if missing := {"existing", "new"} - set(getattr(axes, axis).levels):
            yield ruling.fault(
                "C208",
                ("axes", axis, "levels"),
                f"{axis}: the level {' and '.join(sorted(missing))} is missing",
                f"levels: [{', '.join(LEVELS[axis])}]",
                "add it",
            )
    if not ruling.model.motions:
        yield ruling.fault("C209", ("motions",), "motions: an empty list", "at least one motion", "declare the motions")
    if not ruling.model.eligibility.ramp:
        yield ruling.fault(
            "C209",
            ("eligibility", "ramp"),
            "ramp: an empty list",
            "the share of quota in each month after hiring",
            "write [1] for no ramp",
        )


def _agreement(ruling: Ruling) -> Iterator[Fault]:
    report, customer = ruling.model.measure.currency.report, ruling.model.axes.customer
    if ruling.currency and report != ruling.currency:
        yield ruling.fault(
            "C213",
            ("measure", "currency", "report"),
            f"report: {report}",
            f"the workspace's currency {ruling.currency}",
            f"write report: {ruling.currency}, or change workspace.currency",
        )
    told = "dormant_months" in customer.reactivated.model_fields_set
    if told and customer.reactivated.dormant_months >= customer.new.months:
        yield ruling.fault(
            "C210",
            ("axes", "customer", "reactivated", "dormant_months"),
            f"dormant_months: {customer.reactivated.dormant_months}",
            f"fewer than the {customer.new.months} months after which a customer is new",
            "lower it",
        )
