"""The frozen specs of a declared strategy (metrics.md 3.2); plain dataclasses, JSON-serialisable, no I/O.

Shares are fractions of 1, money is in the reporting currency, dates are ISO dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

TargetForm = Literal["share_of_quota", "amount", "count", "remainder", "ceiling", "none"]
CellClass = Literal["core", "strategic", "off_plan"]


@dataclass(frozen=True)
class PlanCalendar:
    """The fiscal years a strategy covers: from `fiscal_year_start`, `years` long; `label` names the first."""

    fiscal_year_start: date
    label: str
    years: int = 1


@dataclass(frozen=True)
class Measure:
    """What is counted: `field` (acv, tcv, net), `basis` (net), the `date` that decides, report currency and FX set."""

    field: str
    basis: str
    date: str
    currency: str
    rates: str | None = None


@dataclass(frozen=True)
class ProductAxis:
    """A product is new for `quarters` fiscal quarters from the quarter of its launch (`launch_field`)."""

    quarters: int
    launch_field: str = "launched_on"
    exclude_replacements: bool = True
    levels: tuple[str, ...] = ("existing", "new")


@dataclass(frozen=True)
class CustomerAxis:
    """A customer is new without bookings in the prior `months`, and stays new for `sticky_months` after the first.

    Without bookings for `dormant_months` (fewer than `months`) it is reactivated, counted as `reactivated_counts_as`.
    """

    months: int
    sticky_months: int = 12
    dormant_months: int = 12
    reactivated_counts_as: str = "existing"
    grain: Literal["ultimate_parent", "account"] = "ultimate_parent"
    levels: tuple[str, ...] = ("existing", "reactivated", "new")


@dataclass(frozen=True)
class SegmentAxis:
    """Segments in `new` are the ones the strategy enters; all others are existing."""

    new: tuple[str, ...]
    field: str = "segment"
    snapshot: str = "plan_start"
    levels: tuple[str, ...] = ("existing", "new")


@dataclass(frozen=True)
class PersonaAxis:
    """Buying roles in `new` are the ones the strategy courts; an unknown persona counts as `unknown`."""

    new: tuple[str, ...]
    source: str = "contact_roles"
    attribution: str = "primary"
    engaged_min_two_way: int = 1
    unknown: Literal["as_existing", "exclude"] = "as_existing"
    levels: tuple[str, ...] = ("existing", "new", "unknown")


@dataclass(frozen=True)
class Axes:
    """The four axes on which business is existing or new, always as of the booking date."""

    product: ProductAxis
    customer: CustomerAxis
    segment: SegmentAxis
    persona: PersonaAxis


@dataclass(frozen=True)
class Selector:
    """One condition of a `where`: `axis` is product, customer, segment, persona or product_line; any of `values`."""

    axis: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """What is asked of a motion, in exactly one form.

    share_of_quota: `share` of the ramped quota · amount: `amounts` per fiscal quarter (keys Q1..Q4) for each `per`
    (company | region | rep; company and region amounts are spread over reps by ramped quota) · count: `count`, never
    money · remainder: quota less every other target · ceiling: `share` of quota above which surplus is flagged.
    """

    form: TargetForm
    share: float | None = None
    amounts: Mapping[str, float] = field(default_factory=dict)
    count: float | None = None
    per: Literal["company", "region", "rep"] = "company"


@dataclass(frozen=True)
class Support:
    """What the plan gives a motion besides a target; None = nobody declared it."""

    pay_component: str | None = None
    enablement: str | None = None
    owner: str | None = None


@dataclass(frozen=True)
class Motion:
    """A way to grow that the strategy names; the first motion whose `where` matches takes the booking line."""

    id: str
    label: str
    theme: str | None
    where: tuple[Selector, ...]
    otherwise: bool
    comfort_zone: bool
    target: Target
    support: Support = Support()

    @property
    def cell_class(self) -> CellClass:
        """Return core (comfort zone), off_plan (no money target) or strategic (metrics.md 2.0)."""
        if self.comfort_zone:
            return "core"
        return "off_plan" if self.target.form in ("none", "count") else "strategic"


@dataclass(frozen=True)
class CountTarget:
    """A target in numbers of customers, for the scorecard only, never summed with money."""

    id: str
    where: tuple[Selector, ...]
    per: Literal["rep", "region"]
    count: float
    weight: float


@dataclass(frozen=True)
class Tag:
    """An overlapping view of bookings that is never footed."""

    id: str
    where: tuple[Selector, ...]


@dataclass(frozen=True)
class Override:
    """Other targets for a scope (region) in a span of quarters; the difference is absorbed into one motion.

    `first` and `last` are period ids of the calendar. Without `absorb_into` the changes cancel out, or `new_total`
    states what all targets of the region now add up to, as a share of its quota.
    """

    region: str
    first: str
    last: str
    targets: Mapping[str, Target]
    absorb_into: str | None
    reason: str
    approved_by: str
    dated: date
    restate: bool = False
    new_total: float | None = None


@dataclass(frozen=True)
class Tolerances:
    """How far totals may be off before a page degrades; fractions."""

    plan_to_quota: float = 0.02
    unclassified_max: float = 0.10
    persona_unknown_max: float = 0.30


@dataclass(frozen=True)
class Thresholds:
    """Where judgement starts; fractions. `window_quarters` is the trailing window of rep-level judgement.

    A deal above `windfall` of its rep's annual quota is a windfall.
    """

    quota: float = 1.0
    strategic: float = 0.8
    hysteresis: float = 0.05
    window_quarters: int = 4
    materiality: float = 0.05
    windfall: float = 0.25


@dataclass(frozen=True)
class Statistics:
    """Minimum n, false-discovery rate, bootstrap draws and the seed of every simulation."""

    min_n_rate: int = 5
    min_n_flag: int = 10
    fdr: float = 0.10
    bootstrap: int = 2000
    seed: int = 20260101


@dataclass(frozen=True)
class Eligibility:
    """Who is a quota carrier, and how the quota ramps: `ramp[m]` of a full quota in month m after hiring, then 1."""

    exclude_roles: tuple[str, ...] = ()
    ramp: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class Balance:
    """A declared plan on one axis (product_line or segment): share of quota per level, sum 1."""

    axis: Literal["product_line", "segment"]
    shares: Mapping[str, float]


@dataclass(frozen=True)
class PersonaCoverage:
    """Which buying roles an opportunity should have met, by which stage, and which of them decides on money.

    roles empty: the courted personas (`Axes.persona.new`). economic_buyer None: not declared. by_stage None: at any
    time. stages: the stages of an open opportunity, first to last.
    """

    roles: tuple[str, ...] = ()
    economic_buyer: str | None = None
    by_stage: str | None = None
    stages: tuple[str, ...] = ("qualify", "discover", "propose", "negotiate")


@dataclass(frozen=True)
class Pay:
    """How pay is to be read: `accelerator` is the component paid above quota, `gate` an attainment for a what-if.

    Absent in a strategy: the pay plan is not declared, and leakage and the gate have no value.
    """

    accelerator: str
    gate: float = 0.95


@dataclass(frozen=True)
class Strategy:
    """One version of the declared strategy (metrics.md 3.2)."""

    id: str
    version: int
    baseline_version: int
    calendar: PlanCalendar
    measure: Measure
    axes: Axes
    motions: tuple[Motion, ...]
    phasing: Mapping[str, float]
    count_targets: tuple[CountTarget, ...] = ()
    tags: tuple[Tag, ...] = ()
    balances: tuple[Balance, ...] = ()
    tolerances: Tolerances = Tolerances()
    thresholds: Thresholds = Thresholds()
    statistics: Statistics = Statistics()
    eligibility: Eligibility = Eligibility()
    overrides: tuple[Override, ...] = ()
    persona_coverage: PersonaCoverage | None = None
    pay: Pay | None = None
    published: date | None = None
    file: str = ""
    sha256: str = ""

    def motion(self, motion_id: str) -> Motion:
        """Return the motion of that id; KeyError when there is none."""
        return next(item for item in self.motions if item.id == motion_id)
