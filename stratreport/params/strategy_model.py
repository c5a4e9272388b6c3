"""The YAML shape of a strategy file (metrics.md 3.2), as pydantic models: the edge, nothing behind it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from stratreport.params.fields import (
    Amount,
    Day,
    Flag,
    Id,
    Name,
    Number,
    Section,
    Share,
    Text,
    Texts,
    Whole,
    choice,
    describe,
    wrong,
)
from stratreport.params.judging_model import EligibilityModel, StatisticsModel, ThresholdsModel, TolerancesModel
from stratreport.params.models import Currency
from stratreport.params.nodes import Scalar

PER = ("company", "region", "rep")


class CalendarModel(Section):
    """The fiscal years the strategy covers."""

    fiscal_year_start: Day
    label: Text
    years: Whole = 1


class CurrencyModel(Section):
    """The reporting currency and the set of rates used."""

    report: Currency
    rates: Text | None = None


class MeasureModel(Section):
    """What is counted."""

    field: Name
    basis: Annotated[str, choice("net", "gross")] = "net"
    date: Annotated[str, choice("booked_on")] = "booked_on"
    currency: CurrencyModel


class ProductRule(Section):
    """When a product is new."""

    rule: Annotated[str, choice("launched_within")] = "launched_within"
    quarters: Whole
    launch_field: Name = "launched_on"
    exclude_replacements: Flag = True


class CustomerRule(Section):
    """When a customer is new."""

    rule: Annotated[str, choice("no_bookings_in_prior")] = "no_bookings_in_prior"
    months: Whole
    sticky_months: Whole = 12


class ReactivatedRule(Section):
    """When a customer is reactivated, and what it counts as."""

    dormant_months: Whole = 12
    counts_as: Annotated[str, choice("existing", "new")] = "existing"


class NewList(Section):
    """The values that are new."""

    list: Texts


TwoLevels = Annotated[str, choice("existing", "new")]
CustomerLevels = Annotated[str, choice("existing", "reactivated", "new")]
PersonaLevels = Annotated[str, choice("existing", "new", "unknown")]


class ProductModel(Section):
    """The product axis."""

    levels: tuple[TwoLevels, ...] = ("existing", "new")
    new: ProductRule


class CustomerModel(Section):
    """The customer axis."""

    grain: Annotated[str, choice("ultimate_parent", "account")] = "ultimate_parent"
    levels: tuple[CustomerLevels, ...] = ("existing", "reactivated", "new")
    new: CustomerRule
    reactivated: ReactivatedRule = ReactivatedRule()


class SegmentModel(Section):
    """The segment axis."""

    levels: tuple[TwoLevels, ...] = ("existing", "new")
    field: Name = "segment"
    snapshot: Annotated[str, choice("plan_start")] = "plan_start"
    new: NewList


class CoverageModel(Section):
    """Which buying roles an opportunity should have met, who of them decides on money, and by which stage."""

    roles: Texts = ()
    economic_buyer: Text | None = None
    by_stage: Text | None = None
    stages: Texts = ("qualify", "discover", "propose", "negotiate")


class PersonaModel(Section):
    """The persona axis."""

    levels: tuple[PersonaLevels, ...] = ("existing", "new", "unknown")
    source: Name = "contact_roles"
    attribution: Annotated[str, choice("primary")] = "primary"
    engaged_min_two_way: Whole = 1
    new: NewList
    unknown: Annotated[str, choice("as_existing", "exclude")] = "as_existing"
    coverage: CoverageModel | None = None


class AxesModel(Section):
    """The four axes."""

    product: ProductModel
    customer: CustomerModel
    segment: SegmentModel
    persona: PersonaModel


class WhereModel(Section):
    """Conditions, all of which must hold; each takes one value or a list."""

    product: Texts | None = None
    customer: Texts | None = None
    segment: Texts | None = None
    persona: Texts | None = None
    product_line: Texts | None = None


#: the value of `where: otherwise`
OTHERWISE = WhereModel()


def _where(value: object) -> object:
    if isinstance(value, Scalar):
        if value.text != "otherwise":
            raise wrong(
                describe(value), expected="conditions, or the word otherwise", fix="write {product: new} or otherwise"
            )
        return OTHERWISE
    return value


class TargetModel(Section):
    """A target in exactly one form; which one is checked by the rules."""

    share_of_quota: Share | None = None
    amount: dict[str, Amount] | None = None
    count: Amount | None = None
    ceiling: Share | None = None
    per: Annotated[str, choice(*PER)] = "company"


#: the value of `target: remainder`
REMAINDER = TargetModel()


def _target(value: object) -> object:
    if isinstance(value, Scalar):
        if value.text != "remainder":
            raise wrong(describe(value), expected="a target form", fix="write remainder, or {share_of_quota: 0.10}")
        return REMAINDER
    return value


TargetField = Annotated[TargetModel, BeforeValidator(_target)]


class SupportModel(Section):
    """What supports a motion besides a target."""

    pay_component: Text | None = None
    enablement: Text | None = None
    owner: Text | None = None


class MotionModel(Section):
    """One motion."""

    id: Id
    label: Text | None = None
    theme: Text | None = None
    where: Annotated[WhereModel, BeforeValidator(_where)]
    comfort_zone: Flag = False
    target: TargetField | None = None
    support: SupportModel = SupportModel()


class CountTargetModel(Section):
    """A target in customers."""

    id: Id
    where: WhereModel
    per: Annotated[str, choice("rep", "region")] = "rep"
    count: Amount
    weight: Share


class TagModel(Section):
    """An overlapping view."""

    id: Id
    where: WhereModel


class ScopeModel(Section):
    """Whom an override concerns."""

    region: Text


class OverrideModel(Section):
    """Other targets for a region in a span of quarters."""

    scope: ScopeModel
    first: Text = Field(alias="from")
    last: Text = Field(alias="to")
    targets: dict[str, TargetField]
    absorb_into: Text | None = None
    reason: Text
    approved_by: Text
    dated: Day
    restate: Flag = False
    new_total: Amount | None = None


class PayModel(Section):
    """How pay is to be read."""

    accelerator: Text
    gate: Amount = 0.95


class StrategyModel(Section):
    """`strategy:`."""

    id: Id
    version: Whole
    baseline_version: Whole
    calendar: CalendarModel
    measure: MeasureModel
    classify_as_of: Annotated[str, choice("booked_on")] = "booked_on"
    axes: AxesModel
    motions: tuple[MotionModel, ...]
    count_targets: tuple[CountTargetModel, ...] = ()
    tags: tuple[TagModel, ...] = ()
    balances: dict[str, dict[str, Number]] = Field(default_factory=dict)
    phasing: dict[str, Number]
    tolerances: TolerancesModel = TolerancesModel()
    thresholds: ThresholdsModel = ThresholdsModel()
    statistics: StatisticsModel = StatisticsModel()
    eligibility: EligibilityModel = EligibilityModel()
    overrides: tuple[OverrideModel, ...] = ()
    pay: PayModel | None = None
    published: Day | None = None


class StrategyFile(Section):
    """params/strategy/<id>.yaml."""

    strategy: StrategyModel
