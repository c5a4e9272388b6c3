"""Rule 7: overrides of one region never overlap in time, keep the total or state the new one, and never reach back."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.errors import Fault, did_you_mean
from stratreport.params import strategy_model as m
from stratreport.params.ruling import ROUNDING, Ruling, number
from stratreport.params.target_rules import form_faults, share_of
from stratreport.periods import Period

Span = tuple[Period, Period]


def override_faults(ruling: Ruling) -> Iterator[Fault]:
    """Yield what is wrong with the overrides, one by one and against each other."""
    spans: list[Span | None] = []
    for at, override in enumerate(ruling.model.overrides):
        yield from _scope_faults(ruling, at, override)
        span, faults = _span(ruling, at, override)
        spans.append(span)
        yield from faults
        yield from _overlaps(ruling, at, spans)
        yield from _retroactive(ruling, at, override, span)
        yield from _target_faults(ruling, at, override)
        yield from _total_faults(ruling, at, override)


def _scope_faults(ruling: Ruling, at: int, override: m.OverrideModel) -> Iterator[Fault]:
    ids = ruling.regions
    region = override.scope.region
    if ids and region not in ids:
        yield ruling.fault(
            "C207",
            ("overrides", at, "scope", "region"),
            f'unknown region "{region}"',
            "the id of a declared region",
            did_you_mean(region, ids),
        )


def _span(ruling: Ruling, at: int, override: m.OverrideModel) -> tuple[Span | None, list[Fault]]:
    """Return the first and last quarter of an override; spellings like 2026Q2 are understood."""
    calendar = ruling.calendar
    if calendar is None:
        return None, []
    ids = [period.id for period in calendar.periods]
    faults, found = [], []
    for key, text in (("from", override.first), ("to", override.last)):
        period = calendar.loosely(text) or next((item for item in calendar.periods if item.id == text), None)
        if period is None:
            faults.append(
                ruling.fault(
                    "C207",
                    ("overrides", at, key),
                    f'{key}: "{text}" is no quarter of this strategy',
                    f"a quarter from {ids[0]} to {ids[-1]}",
                    did_you_mean(text, ids),
                )
            )
        else:
            found.append(period)
    if len(found) == 2 and found[0] > found[1]:
        faults.append(
            ruling.fault(
                "C207",
                ("overrides", at, "to"),
                f"the override ends in {found[1].id}, before {found[0].id}",
                "from before to",
                "swap from and to",
            )
        )
    return ((found[0], found[1]) if len(found) == 2 and not faults else None), faults


def _overlaps(ruling: Ruling, at: int, spans: list[Span | None]) -> Iterator[Fault]:
    mine, region = spans[at], ruling.model.overrides[at].scope.region
    for other, span in enumerate(spans[:at]):
        same = ruling.model.overrides[other].scope.region == region
        if same and mine and span and mine[0] <= span[1] and span[0] <= mine[1]:
            shared = max(mine[0], span[0]).id
            first = ruling.document.place("strategy", "overrides", other)
            yield ruling.fault(
                "C207",
                ("overrides", at),
                f"two overrides of {region} in {shared}, the other at {first}",
                "one override per region and quarter",
                "end one before the other begins",
            )


def _retroactive(ruling: Ruling, at: int, override: m.OverrideModel, span: Span | None) -> Iterator[Fault]:
    if span and override.dated > span[0].start and not override.restate:
        yield ruling.fault(
            "C207",
            ("overrides", at, "dated"),
            f"dated {override.dated}, after {span[0].id} began on {span[0].start}",
            "an override dated before its first quarter",
            "start it in a later quarter, or write restate: true (the headline still judges the baseline)",
        )


def _target_faults(ruling: Ruling, at: int, override: m.OverrideModel) -> Iterator[Fault]:
    path = ("overrides", at, "targets")
    ids = [motion.id for motion in ruling.model.motions if motion.where is not m.OTHERWISE]
    if not override.targets:
        yield ruling.fault("C209", path, "targets: no target", "at least one motion", "name a motion and its target")
    for name, target in override.targets.items():
        if name not in ids:
            yield ruling.fault(
                "C207", (*path, name), f'unknown motion "{name}"', "a motion with a target", did_you_mean(name, ids)
            )
        elif target is m.REMAINDER:
            yield ruling.fault(
                "C207",
                (*path, name),
                f"{name}: remainder in an override",
                "a share_of_quota, amount, count or ceiling",
                "name the motion in absorb_into instead",
            )
        else:
            yield from form_faults(ruling, (*path, name), target, motion=name)


def _total_faults(ruling: Ruling, at: int, override: m.OverrideModel) -> Iterator[Fault]:
    """Keep the total (absorb_into, or changes that cancel out) or state the new one as a share of quota (new_total)."""
    into, total = override.absorb_into, override.new_total
    if into is not None and total is not None:
        yield ruling.fault(
            "C207",
            ("overrides", at, "new_total"),
            "absorb_into and new_total",
            "one of them: the total is kept, or it is new",
            "delete one of them",
        )
    elif into is not None:
        yield from _absorb_faults(ruling, at, override, into=into)
    elif total is None and (change := _change(ruling, override)) is not None and abs(change) > ROUNDING:
        yield ruling.fault(
            "C207",
            ("overrides", at),
            f"the targets of {override.scope.region} change by {number(change)} of quota",
            "totals that stay, or a new total",
            "add absorb_into: <motion>, or new_total:",
        )
    elif total is None and _change(ruling, override) is None:
        yield ruling.fault(
            "C207",
            ("overrides", at),
            "neither absorb_into nor new_total",
            "totals that stay, or a new total",
            "add absorb_into: <motion>, or new_total:",
        )


def _absorb_faults(ruling: Ruling, at: int, override: m.OverrideModel, *, into: str) -> Iterator[Fault]:
    path = ("overrides", at, "absorb_into")
    able = [motion.id for motion in ruling.model.motions if motion.target is not None and motion.target.count is None]
    motions = {motion.id: motion for motion in ruling.model.motions}
    if into not in able:
        yield ruling.fault(
            "C207",
            path,
            f'absorb_into: "{into}" has no target in money',
            "a motion with a target in money",
            did_you_mean(into, able),
        )
    elif into in override.targets:
        yield ruling.fault(
            "C207",
            path,
            f"{into} has a target of its own in this override",
            "a motion that it leaves alone",
            "name another motion",
        )
    elif (change := _change(ruling, override)) is not None:
        left = (
            share_of(motions[into].target) if motions[into].target is not m.REMAINDER else _remainder(ruling)
        ) or 0.0
        if motions[into].target is not None and left - change < -ROUNDING:
            yield ruling.fault(
                "C207",
                path,
                f"{into} would fall to {number(left - change)} of quota",
                "a target of at least 0",
                "ask less, or absorb into another motion",
            )


def _change(ruling: Ruling, override: m.OverrideModel) -> float | None:
    """Return by how much the shares of quota change, None when that depends on amounts."""
    before = {motion.id: motion.target for motion in ruling.model.motions}
    change = 0.0
    for name, target in override.targets.items():
        old = before.get(name)
        was = _remainder(ruling) if old is m.REMAINDER else share_of(old)
        now = share_of(target)
        if was is None or now is None:
            return None
        change += now - was
    return change


def _remainder(ruling: Ruling) -> float | None:
    targets = [motion.target for motion in ruling.model.motions]
    if any(target is not None and target.amount is not None for target in targets):
        return None
    return 1.0 - sum(share for target in targets if (share := share_of(target)) is not None)
