"""How each team executes, quarter by quarter: share of quota booked in each motion, and how many deals it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratreport.sources.demo.people import SEATS
from stratreport.sources.demo.plan import (
    MOTIONS,
    NEW_SEGMENT,
    OFF_PLAN,
    OVERRIDE,
    PHASING,
    STRATEGIC,
    overridden,
    target_shares,
)
from stratreport.sources.demo.quarters import LAST, QUARTERS, REPORTED_FROM, Floats, Ints, number
from stratreport.sources.demo.stories import (
    CALM_NOISE,
    CALM_QUOTA,
    CALM_STRATEGIC,
    COURSES,
    OFF_PLAN_SHARE,
    Course,
)

#: deals of one rep in an average quarter; Australia and New Zealand closes two, always
DEALS = {"emea-off": 9.5, "emea-on": 9.0, "amer-east": 9.5, "amer-west": 9.0, "latam": 8.0, "apac": 8.5, "anz": 2.0}
STEADY = "anz"
LOOK_BACK_PACE = 0.55
SMALL_TICKET = 0.2  # size of the few new-segment deals where the target is out of reach


@dataclass(frozen=True)
class Paths:
    """Per course and quarter: `quota` attainment, `money` share of quota per motion, `size` factor of its deals."""

    quota: Floats  # course × quarter
    money: Floats  # course × quarter × motion
    size: Floats  # course × quarter × motion

    def chances(self) -> Floats:
        """Return the probability that a deal belongs to each motion: money by size of deal."""
        weight = self.money / self.size
        return np.asarray(weight / weight.sum(axis=2, keepdims=True))


def course_of_seats() -> Ints:
    """Return the number of the course that each seat follows (by its manager)."""
    by_manager = {manager: i for i, course in enumerate(COURSES) for manager in course.managers}
    return np.array([by_manager[manager] for _, manager, _ in SEATS])


def region_of(course: Course) -> str:
    """Return the region of a course."""
    return next(region for region, manager, _ in SEATS if manager in course.managers)


def pace(course: Course, quarter: int) -> float:
    """Return the expected deals of one full rep in a quarter, by the season."""
    season = 1.0 if course.name == STEADY else PHASING[quarter % 4] / 0.25
    return DEALS[course.name] * season * (LOOK_BACK_PACE if quarter < REPORTED_FROM else 1.0)


def progress(course: Course, quarter: int) -> float:
    """Return how far the story has come: 0 until `drift_from`, 1 in the last quarter.

    >>> progress(COURSES[0], 22), progress(COURSES[0], 26), progress(COURSES[0], 30)
    (0.0, 0.5, 1.0)
    """
    start = number(course.drift_from)
    return float(np.clip((quarter - start) / (LAST - start), 0.0, 1.0))


def _one(course: Course, quarter: int, noise: Floats, *, balanced: bool) -> tuple[float, Floats]:
    """Return quota attainment and money per motion of one course in one quarter."""
    target = target_shares(region_of(course), quarter)
    done = 0.0 if balanced else progress(course, quarter)
    end = np.array([course.attained[motion] for motion in MOTIONS[:STRATEGIC]])
    calm = 1.0 if balanced else CALM_STRATEGIC
    wobble = noise * (0.0 if balanced or quarter == LAST else CALM_NOISE)
    attained = calm * (1 - done) + end * done + wobble[1:]
    if not balanced and overridden(region_of(course), quarter):  # out of reach from its first day
        motion = MOTIONS.index(OVERRIDE[3])
        attained[motion] = end[motion] * (2 - done)
    quota = float(CALM_QUOTA * (1 - done) + course.quota * done + wobble[0])
    money = np.zeros(len(MOTIONS))
    money[:STRATEGIC] = target[:STRATEGIC] * attained
    money[OFF_PLAN] = 0.0 if balanced else OFF_PLAN_SHARE * quota
    money[STRATEGIC] = quota - money.sum()
    if quarter < REPORTED_FROM:
        money[[0, 2, 3]] = 0.0  # nobody is known to be new before there is history
    return quota, money


def build_paths(rng: np.random.Generator, *, balanced: bool) -> Paths:
    """Return the execution of every course; `balanced` is the control: everybody on plan, no trend, no team effect."""
    shape = (len(COURSES), len(QUARTERS))
    quota, money, size = np.ones(shape), np.zeros((*shape, len(MOTIONS))), np.ones((*shape, len(MOTIONS)))
    noise = rng.normal(size=(*shape, 1 + STRATEGIC))
    for i, course in enumerate(COURSES):
        for quarter in QUARTERS:
            quota[i, quarter], money[i, quarter] = _one(course, quarter, noise[i, quarter], balanced=balanced)
    if not balanced:
        apac = next(i for i, course in enumerate(COURSES) if course.name == "apac")
        size[apac, number("FY2026Q1") :, NEW_SEGMENT] = SMALL_TICKET
    return Paths(quota, money, size)
