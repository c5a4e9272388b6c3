"""What earlier reviews committed to: params/actions.yaml, optional, checked against regions, quarters and motions."""

from __future__ import annotations

from typing import Literal, cast

from stratreport.errors import did_you_mean
from stratreport.params import codes
from stratreport.params import models as m
from stratreport.params.gather import Gathering
from stratreport.params.nodes import Document
from stratreport.params.specs import ActionSpec, CalendarSpec, StrategyPlan
from stratreport.params.strategies import plan_periods
from stratreport.periods import Calendar

ACTIONS_FILE = "params/actions.yaml"
COMPANY = "company"


def read_actions(
    gathering: Gathering, spec: CalendarSpec | None, regions: tuple[str, ...], strategies: tuple[StrategyPlan, ...]
) -> tuple[ActionSpec, ...]:
    """Return the commitments in file order, none without the file; what they refer to must be declared.

    `region` is a declared region or "company", `review` a quarter that some strategy covers, `motion` a motion of some
    strategy; while a strategy has faults of its own, only regions are checked. A metric's slug is not checked here:
    params do not know metrics.
    """
    if not (gathering.root / ACTIONS_FILE).exists():
        return ()
    strategies = () if gathering.faults else strategies
    read = gathering.read(ACTIONS_FILE, m.ActionsFile)
    if read is None:
        return ()
    document, models = read[0], read[1].actions
    years = {period for plan in strategies if spec for period in plan_periods(spec, plan.current.calendar)}
    calendar = Calendar(tuple(sorted(years))) if years else None
    motions = sorted({motion.id for plan in strategies for motion in plan.current.motions + plan.baseline.motions})
    for at, item in enumerate(models):
        _distinct(gathering, document, at, [other.id for other in models])
        _known(gathering, document, (at, "region"), item.region, [*regions, COMPANY])
        if item.motion is not None and motions:
            _known(gathering, document, (at, "motion"), item.motion, motions)
        if calendar is not None:
            _review(gathering, document, at, item, calendar)
    return tuple(_spec(item, calendar) for item in models)


def _spec(item: m.ActionModel, calendar: Calendar | None) -> ActionSpec:
    period = calendar.loosely(item.review) if calendar else None
    return ActionSpec(
        id=item.id,
        region=item.region,
        review=period.id if period else item.review,
        text=item.text,
        owner=item.owner,
        due=item.due,
        status=cast("Literal['open', 'done', 'dropped']", item.status),
        metric=item.metric,
        motion=item.motion,
    )


def _distinct(gathering: Gathering, document: Document, at: int, ids: list[str]) -> None:
    if ids[at] in ids[:at]:
        place = document.place("actions", at, "id")
        gathering.fault(
            codes.COLLISION, place, f'the id "{ids[at]}" stands for two actions', "one id each", "change one id"
        )


def _known(gathering: Gathering, document: Document, path: tuple[int, str], found: str, known: list[str]) -> None:
    if found not in known:
        gathering.fault(
            codes.UNKNOWN_NAME,
            document.place("actions", *path),
            f'unknown {path[1]} "{found}"',
            f"a declared {path[1]}" + (" or company" if path[1] == "region" else ""),
            did_you_mean(found, known),
        )


def _review(gathering: Gathering, document: Document, at: int, item: m.ActionModel, calendar: Calendar) -> None:
    """A review is of a quarter that some strategy covers, and what it asks is due after that quarter began."""
    period = calendar.loosely(item.review)
    ids = [each.id for each in calendar.periods]
    if period is None:
        gathering.fault(
            codes.UNKNOWN_NAME,
            document.place("actions", at, "review"),
            f'review: "{item.review}" is no quarter of a declared strategy',
            f"a quarter from {ids[0]} to {ids[-1]}",
            did_you_mean(item.review, ids),
        )
    elif item.due < period.start:
        gathering.fault(
            codes.WRONG_TYPE,
            document.place("actions", at, "due"),
            f"due: {item.due}, before {period.id} began on {period.start}",
            "a day after the review",
            "correct the day or the review",
        )
