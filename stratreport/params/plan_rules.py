"""What a plan says besides motions and targets: buying roles to meet, pay, the day of publication. They must fit."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.errors import Fault, did_you_mean
from stratreport.params.ruling import Ruling, number

#: an attainment above this was meant as a percentage
MAX_GATE = 2.0


def plan_faults(ruling: Ruling) -> Iterator[Fault]:
    """Yield what does not fit in `axes.persona.coverage`, `pay` and `published`."""
    yield from _coverage(ruling)
    yield from _pay(ruling)
    yield from _published(ruling)


def _coverage(ruling: Ruling) -> Iterator[Fault]:
    """Roles stand once each; the economic buyer is one of them (else of the courted personas), the stage of stages."""
    persona = ruling.model.axes.persona
    if persona.coverage is None:
        return
    path, coverage = ("axes", "persona", "coverage"), persona.coverage
    if "roles" in coverage.model_fields_set and not coverage.roles:
        yield ruling.fault(
            "C209", (*path, "roles"), "roles: an empty list", "at least one buying role", "name the roles, or delete it"
        )
    for at, role in enumerate(coverage.roles):
        if role in coverage.roles[:at]:
            yield ruling.fault("C16", (*path, "roles", at), f'the role "{role}" stands twice', "each once", "delete it")
    roles, buyer = coverage.roles or persona.new.list, coverage.economic_buyer
    if buyer is not None and buyer not in roles:
        yield ruling.fault(
            "C217",
            (*path, "economic_buyer"),
            f'the economic buyer "{buyer}" is none of the roles',
            "one of roles" if coverage.roles else "one of the personas that are new",
            did_you_mean(buyer, list(roles)),
        )
    stage, order = coverage.by_stage, [item.casefold() for item in coverage.stages]
    if stage is not None and stage.casefold() not in order:
        yield ruling.fault(
            "C217",
            (*path, "by_stage"),
            f'the stage "{stage}" is none of the stages',
            "one of stages, first to last",
            did_you_mean(stage, list(coverage.stages)),
        )


def _pay(ruling: Ruling) -> Iterator[Fault]:
    """A gate is an attainment, as a fraction, and more than nothing."""
    pay = ruling.model.pay
    if pay is None or 0 < pay.gate <= MAX_GATE:
        return
    percent = f"write {number(pay.gate / 100)} if {number(pay.gate)} % is meant"
    yield ruling.fault(
        "C217",
        ("pay", "gate"),
        f"gate: {number(pay.gate)}",
        f"an attainment as a fraction, above 0 and at most {number(MAX_GATE)}",
        percent if pay.gate else "write a fraction such as 0.95",
    )


def _published(ruling: Ruling) -> Iterator[Fault]:
    """A plan is published before the years it covers are over."""
    published, calendar = ruling.model.published, ruling.calendar
    if published is None or calendar is None or published < calendar.periods[-1].end:
        return
    yield ruling.fault(
        "C217",
        ("published",),
        f"published: {published}, after {calendar.periods[-1].id} ended",
        "a day before the years of the plan are over",
        "correct it",
    )
