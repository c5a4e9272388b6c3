"""The planted stories, as data: what a reader of FY2026Q3 must find, and how each team's execution gets there.

`STORIES` is what tests and reviewers read. `COURSES` is what the generator follows: until `drift_from` a team sells
near plan (`CALM`), then it moves in a straight line to its values of FY2026Q3, so that the last eight quarters have a
trend and the years before are calm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

CauseClass = Literal["management", "none", "volume", "enablement", "plan", "too_few"]
PERIOD = "FY2026Q3"


@dataclass(frozen=True)
class Story:
    """One planted story of `PERIOD`.

    `quota` and `strategic` are the ranges of quota attainment and of pooled strategic-motion attainment (fractions);
    `weak_motions` miss their target clearly; `managers` cause it (manager ids); `cause` is the class a careful reader
    arrives at; `persona_unknown` is the share of bookings without a buying role.
    """

    region: str
    quota: tuple[float, float]
    strategic: tuple[float, float]
    weak_motions: tuple[str, ...]
    managers: tuple[str, ...]
    cause: CauseClass
    persona_unknown: float
    note: str


ALL_STRATEGIC = ("diversify", "new_product", "new_segment", "new_logo", "new_persona")

STORIES: tuple[Story, ...] = (
    Story(
        region="emea",
        quota=(1.06, 1.10),
        strategic=(0.36, 0.44),
        weak_motions=ALL_STRATEGIC,
        managers=("M01", "M02"),
        cause="management",
        persona_unknown=0.04,
        note="Beats quota with the familiar: the teams of two of four managers sell existing products to existing "
        "customers; the other two are near plan. Trained, paid and supported alike, so not skill, not plan.",
    ),
    Story(
        region="amer-east",
        quota=(1.01, 1.05),
        strategic=(0.90, 1.0),
        weak_motions=(),
        managers=(),
        cause="none",
        persona_unknown=0.04,
        note="Executes: quota met, every strategic motion near plan.",
    ),
    Story(
        region="amer-west",
        quota=(0.90, 0.94),
        strategic=(0.90, 1.0),
        weak_motions=(),
        managers=(),
        cause="volume",
        persona_unknown=0.03,
        note="Builds: on strategy, short of volume in the core, with a healthy strategic pipeline for FY2026Q4.",
    ),
    Story(
        region="latam",
        quota=(0.80, 0.87),
        strategic=(0.45, 0.58),
        weak_motions=("diversify", "new_product"),
        managers=(),
        cause="enablement",
        persona_unknown=0.05,
        note="Misses both: one representative of eight is certified on the new products, and the pipeline is thin.",
    ),
    Story(
        region="apac",
        quota=(0.95, 1.0),
        strategic=(0.70, 0.80),
        weak_motions=("new_segment",),
        managers=(),
        cause="plan",
        persona_unknown=0.12,
        note="A plan fault: an override raised the new-segment target to 15 % of quota; nobody comes near, and the "
        "motion has neither enablement nor a pay component. One euro in eight has no buying role.",
    ),
    Story(
        region="anz",
        quota=(0.85, 1.10),
        strategic=(0.5, 1.0),
        weak_motions=(),
        managers=(),
        cause="too_few",
        persona_unknown=0.04,
        note="Four representatives with two deals a quarter each: too few to judge anybody.",
    ),
)


@dataclass(frozen=True)
class Course:
    """How one team (all reps of `managers`) sells at the end of the story; attainments are fractions of target.

    `discount` is the mean discount of its core deals, `legacy` pushes photometry and service in its core business.
    """

    name: str
    managers: tuple[str, ...]
    quota: float
    attained: Mapping[str, float]
    drift_from: str = "FY2024Q3"
    discount: float = 0.11
    legacy: bool = False


CALM_QUOTA, CALM_STRATEGIC, CALM_NOISE = 1.0, 0.95, 0.04  # noise of teams and quarters, none in the last quarter
OFF_PLAN_SHARE = 0.02  # of bookings, everywhere: an existing customer moves into a new segment

COURSES: tuple[Course, ...] = (
    Course(
        name="emea-off",
        managers=("M01", "M02"),
        quota=1.12,
        attained={"diversify": 0.06, "new_product": 0.09, "new_segment": 0.1, "new_logo": 0.12, "new_persona": 0.17},
        legacy=True,
        discount=0.19,
    ),
    Course(
        name="emea-on",
        managers=("M03", "M04"),
        quota=1.01,
        attained={"diversify": 0.9, "new_product": 0.97, "new_segment": 0.92, "new_logo": 0.94, "new_persona": 0.99},
    ),
    Course(
        name="amer-east",
        managers=("M05", "M06", "M07"),
        quota=1.03,
        attained={"diversify": 0.92, "new_product": 1.01, "new_segment": 0.88, "new_logo": 0.97, "new_persona": 0.93},
    ),
    Course(
        name="amer-west",
        managers=("M08", "M09", "M10"),
        quota=0.92,
        attained={"diversify": 1.04, "new_product": 0.94, "new_segment": 1.02, "new_logo": 0.91, "new_persona": 0.98},
    ),
    Course(
        name="latam",
        managers=("M11", "M12"),
        quota=0.84,
        attained={"diversify": 0.15, "new_product": 0.2, "new_segment": 0.75, "new_logo": 0.8, "new_persona": 0.8},
        drift_from="FY2025Q1",
    ),
    Course(
        name="apac",
        managers=("M13", "M14", "M15"),
        quota=0.975,
        attained={"diversify": 0.98, "new_product": 1.02, "new_segment": 0.09, "new_logo": 0.97, "new_persona": 0.99},
        drift_from="FY2025Q4",
    ),
    Course(
        name="anz",
        managers=("M16",),
        quota=0.97,
        attained={"diversify": 0.8, "new_product": 0.8, "new_segment": 0.8, "new_logo": 0.8, "new_persona": 0.8},
    ),
)

#: share of bookings without a buying role before the stories; from FY2025Q4 on each region moves to its own
KNOWN_GAP = 0.035
