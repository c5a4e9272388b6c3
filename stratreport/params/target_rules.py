"""Rules 2 to 4 of a strategy: one form per target, shares that leave a remainder, targets that add up to the quota."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.errors import Fault, did_you_mean
from stratreport.params import strategy_model as m
from stratreport.params.ruling import QUARTER_KEYS, ROUNDING, Ruling, number
from stratreport.params.strategy_build import target_forms

_FORMS = "share_of_quota, amount, count, ceiling or remainder"


def target_faults(ruling: Ruling) -> Iterator[Fault]:
    """Yield what is wrong with the targets of the motions, one by one and together."""
    for at, motion in enumerate(ruling.model.motions):
        if motion.where is not m.OTHERWISE:
            yield from form_faults(ruling, ("motions", at, "target"), motion.target, motion=motion.id)
    remainders = [at for at, motion in enumerate(ruling.model.motions) if motion.target is m.REMAINDER]
    for at in remainders[1:]:
        first = ruling.model.motions[remainders[0]].id
        yield ruling.fault(
            "C202",
            ("motions", at, "target"),
            f"{ruling.model.motions[at].id} is a second remainder",
            f"at most one remainder; {first} is the first",
            "give one of them a share_of_quota",
        )
    yield from _sum_faults(ruling, remainder=bool(remainders))


def form_faults(
    ruling: Ruling, path: tuple[str | int, ...], target: m.TargetModel | None, *, motion: str
) -> Iterator[Fault]:
    """Yield a fault unless a target has exactly one form and its quarters are complete."""
    if target is None:
        yield ruling.fault(
            "C202", path, f"{motion} has no target", f"one of {_FORMS}", "add target: {share_of_quota: 0.10}"
        )
        return
    forms = target_forms(target)
    if len(forms) != 1:
        found = f"{motion} has {' and '.join(forms)}" if forms else f"the target of {motion} is empty"
        yield ruling.fault("C202", path, found, f"exactly one of {_FORMS}", "keep one form")
    if "per" in target.model_fields_set and forms not in (("amount",), ("count",)):
        yield ruling.fault(
            "C202",
            (*path, "per"),
            f"{motion}: per without amount or count",
            "per only says whose amount it is",
            "delete per",
        )
    if target.amount is not None:
        yield from quarter_faults(ruling, (*path, "amount"), tuple(target.amount))


def quarter_faults(ruling: Ruling, path: tuple[str | int, ...], keys: tuple[str, ...]) -> Iterator[Fault]:
    """Yield a fault for every key that is not a quarter, and one for the quarters without a key."""
    for key in keys:
        if key not in QUARTER_KEYS:
            yield ruling.fault(
                "C208", (*path, key), f'unknown quarter "{key}"', "Q1, Q2, Q3 and Q4", did_you_mean(key, QUARTER_KEYS)
            )
    if missing := [key for key in QUARTER_KEYS if key not in keys]:
        yield ruling.fault(
            "C209",
            path,
            f"{path[-1]}: {', '.join(missing)} missing",
            "Q1, Q2, Q3 and Q4",
            "write all four quarters; 0 is an answer",
        )


def share_of(target: m.TargetModel | None) -> float | None:
    """Return the share of quota a target asks for, None when that depends on data or is the remainder."""
    if target is None:
        return None
    return target.ceiling if target.ceiling is not None else target.share_of_quota


def _sum_faults(ruling: Ruling, *, remainder: bool) -> Iterator[Fault]:
    targets = [motion.target for motion in ruling.model.motions]
    total = sum(share for target in targets if (share := share_of(target)) is not None)
    if total > 1 + ROUNDING and remainder:
        yield ruling.fault(
            "C202",
            ("motions",),
            f"shares of quota add up to {number(total)}",
            f"at most 1, or the remainder is {number(1 - total)}",
            "lower the shares",
        )
    tolerance = ruling.model.tolerances.plan_to_quota
    in_money = any(target is not None and target.amount is not None for target in targets)
    asked = any(share_of(target) is not None for target in targets)
    if (
        asked
        and not remainder
        and (total - 1 > tolerance + ROUNDING or (total < 1 - tolerance - ROUNDING and not in_money))
    ):
        yield ruling.fault(
            "C204",
            ("motions",),
            f"shares of quota add up to {number(total)}",
            f"1 within {number(tolerance)} (tolerances.plan_to_quota)",
            "correct the shares, or give one motion target: remainder",
        )
