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
        "emea",
        (1.06, 1.10),
        (0.36, 0.44),
        ALL_STRATEGIC,
        ("M01", "M02"),
        "management",
        0.04,
        "Beats quota with the familiar: the teams of two of four managers sell existing products to existing "
        "customers; the other two are near plan. Trained, paid and supported alike, so not skill, not plan.",
    ),
    Story(
        "amer-east",
        (1.01, 1.05),
        (0.90, 1.0),
        (),
        (),
        "none",
        0.04,
        "Executes: quota met, every strategic motion near plan.",
    ),
    Story(
        "amer-west",
        (0.90, 0.94),
        (0.90, 1.0),
        (),
        (),
        "volume",
        0.03,
        "Builds: on strategy, short of volume in the core, with a healthy strategic pipeline for FY2026Q4.",
    ),
    Story(
        "latam",
        (0.80, 0.87),
        (0.45, 0.58),
        ("diversify", "new_product"),
        (),
        "enablement",
        0.05,
        "Misses both: one representative of eight is certified on the new products, and the pipeline is thin.",
    ),
    Story(
        "apac",
        (0.95, 1.0),
        (0.68, 0.76),
        ("new_segment",),
        (),
        "plan",
        0.12,
        "A plan fault: an override raised the new-segment target to 15 % of quota; nobody comes near, and the motion "
        "has neither enablement nor a pay component. One booking in eight has no buying role.",
    ),
    Story(
        "anz",
        (0.85, 1.10),
        (0.5, 1.0),
        (),
        (),
        "too_few",
        0.04,
        "Four representatives with two deals a quarter each: too few to judge anybody.",
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
        "emea-off",
        ("M01", "M02"),
        1.12,
        {"diversify": 0.10, "new_product": 0.12, "new_segment": 0.15, "new_logo": 0.17, "new_persona": 0.22},
        discount=0.19,
        legacy=True,
    ),
    Course(
        "emea-on",
        ("M03", "M04"),
        1.01,
        {"diversify": 0.78, "new_product": 0.88, "new_segment": 0.81, "new_logo": 0.84, "new_persona": 0.89},
    ),
    Course(
        "amer-east",
        ("M05", "M06", "M07"),
        1.03,
        {"diversify": 0.92, "new_product": 1.01, "new_segment": 0.88, "new_logo": 0.97, "new_persona": 0.93},
    ),
    Course(
        "amer-west",
        ("M08", "M09", "M10"),
        0.92,
        {"diversify": 1.04, "new_product": 0.94, "new_segment": 1.02, "new_logo": 0.91, "new_persona": 0.98},
    ),
    Course(
        "latam",
        ("M11", "M12"),
        0.84,
        {"diversify": 0.15, "new_product": 0.20, "new_segment": 0.75, "new_logo": 0.80, "new_persona": 0.80},
        drift_from="FY2025Q1",
    ),
    Course(
        "apac",
        ("M13", "M14", "M15"),
        0.975,
        {"diversify": 0.93, "new_product": 0.96, "new_segment": 0.09, "new_logo": 0.95, "new_persona": 0.95},
        drift_from="FY2025Q4",
    ),
    Course("anz", ("M16",), 0.97, dict.fromkeys(ALL_STRATEGIC, 0.80)),
)

#: share of bookings without a buying role before the story, and the course that loses its contact roles in FY2026
KNOWN_GAP = 0.035
