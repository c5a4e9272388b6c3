"""The canonical tables as data: the one description that readers, checks, templates and documentation share.

Grain and columns: architecture.md section 5. Text stays text (ids keep leading zeros), dates are days, numbers are
64-bit floats; an empty cell is null, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "number", "date"]

#: physical line of the row in its file; carried through the checks, removed before anybody computes
LINE = "_line"


@dataclass(frozen=True)
class ColumnSpec:
    """One column: its kind, whether every row must have a value, an example cell and what it means (with unit)."""

    name: str
    kind: Kind
    required: bool
    example: str
    meaning: str


@dataclass(frozen=True)
class TableSpec:
    """One canonical table: columns in order, the key that must be unique, and what one row is."""

    name: str
    required: bool
    key: tuple[str, ...]
    grain: str
    columns: tuple[ColumnSpec, ...]

    def column(self, name: str) -> ColumnSpec:
        """Return the column of that name; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the columns a source must provide."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def example_row(self) -> str:
        """Return one row as it would stand in a CSV file."""
        return ",".join(column.example for column in self.columns)


def _text(name: str, example: str, meaning: str) -> ColumnSpec:
    return ColumnSpec(name.rstrip("?"), "text", not name.endswith("?"), example, meaning)


def _number(name: str, example: str, meaning: str) -> ColumnSpec:
    return ColumnSpec(name.rstrip("?"), "number", not name.endswith("?"), example, meaning)


def _date(name: str, example: str, meaning: str) -> ColumnSpec:
    return ColumnSpec(name.rstrip("?"), "date", not name.endswith("?"), example, meaning)


_REP = _text("rep_id", "R007", "the representative; `reps.rep_id`")
_CUSTOMER = _text("customer_id", "C0042", "the customer; `customers.customer_id`")
_OPPORTUNITY = _text("opportunity_id", "O9001", "the opportunity; `opportunities.opportunity_id`")

_ALL = (
    TableSpec(
        "bookings", True, ("line_id", "rep_id"), "one deal line and credited representative",
        (
            _text("line_id", "L000001", "the deal line; repeats only for split credit"),
            _text("deal_id", "D00001", "the deal or order the line belongs to"),
            _date("booked_on", "2026-07-14", "the day that decides period, region and what counts as new"),
            _REP,
            _number("credit", "1", "this representative's share of the line, a fraction; sums to 1 over a line"),
            _CUSTOMER,
            _text("product_id", "P10", "the product; `products.product_id`"),
            _text("persona?", "Finance", "buying role of the primary contact; empty = unknown"),
            _number("amount", "12500.00", "the whole line, net, reporting currency; returns are negative"),
            _number("list_amount?", "14000.00", "the line at list price, reporting currency"),
            _number("quantity?", "2", "units"),
        ),
    ),
    TableSpec(
        "reps", True, ("rep_id",), "one person: representative or manager",
        (
            _text("rep_id", "R007", "stable id"),
            _text("name", "Ada Example", "the name people read"),
            _text("role", "account executive", "what they do; the strategy excludes roles such as overlay"),
            _date("hired_on?", "2023-02-01", "first day; starts the quota ramp"),
            _date("left_on?", "", "last day; empty = still here"),
        ),
    ),
    TableSpec(
        "assignments", True, ("rep_id", "valid_from"), "one representative in one region under one manager for a span",
        (
            _REP,
            _text("region", "emea", "the key of a declared region (params/regions); any other value is refused"),
            _text("manager_id", "R001", "the manager; `reps.rep_id`"),
            _date("valid_from", "2025-01-01", "first day of the span"),
            _date("valid_to?", "", "last day of the span, inclusive; empty = open"),
        ),
    ),
    TableSpec(
        "quotas", True, ("rep_id", "period", "starts_on"), "one representative's quota for one quarter or year",
        (
            _REP,
            _text("period?", "FY2026Q3", "a quarter, or a year such as FY2026 that the plan phases"),
            _date("starts_on?", "", "or the first day of the quarter; one of the two is given"),
            _number("amount", "450000", "quota as signed, reporting currency; zero is allowed, less is not"),
        ),
    ),
    TableSpec(
        "products", True, ("product_id",), "one product",
        (
            _text("product_id", "P10", "stable id"),
            _text("name", "Flow-X 200", "the name people read"),
            _text("line", "Flow-X analysers", "product line"),
            _date("launched_on?", "2025-04-01", "first day of sale; empty = never counts as new"),
            _text("replaces?", "", "the product it replaces; a replacement is not new"),
        ),
    ),
    TableSpec(
        "customers", True, ("customer_id",), "one customer account",
        (
            _text("customer_id", "C0042", "stable id"),
            _text("name", "Example Works", "the name people read"),
            _text("parent_id?", "", "the account above it; empty = its own parent"),
            _text("segment", "Process industry", "the segment at plan start"),
            _text("region?", "emea", "the key of the region that may sell to it; needed to count who could be won"),
        ),
    ),
    TableSpec(
        "periods", False, ("period",), "one fiscal quarter",
        (
            _text("period", "FY2026Q3", "the label"),
            _date("start", "2026-07-01", "first day"),
            _date("end", "2026-10-01", "the first day that no longer belongs to it"),
        ),
    ),
    TableSpec(
        "opportunities", False, ("opportunity_id",), "one opportunity",
        (
            _OPPORTUNITY,
            _CUSTOMER,
            _REP,
            _text("product_id", "P10", "the product; `products.product_id`"),
            _text("persona?", "Finance", "buying role of the primary contact"),
            _date("created_on", "2026-02-03", "the day it was opened"),
            _date("closed_on?", "", "the day it was won or lost"),
            _text("stage", "proposal", "stage today"),
            _number("amount", "80000", "value, reporting currency"),
            _text("outcome", "open", "open, won or lost"),
        ),
    ),
    TableSpec(
        "pipeline_snapshots", False, ("snapshot_on", "opportunity_id"), "one opportunity as it stood on one day",
        (
            _date("snapshot_on", "2026-07-01", "the day"),
            _OPPORTUNITY,
            _text("stage", "proposal", "stage on that day"),
            _number("amount", "80000", "value on that day, reporting currency"),
            _date("close_on", "2026-09-15", "expected close on that day"),
            _text("motion_hint?", "", "the motion the owner expects"),
        ),
    ),
    TableSpec(
        "engagements", False, ("opportunity_id", "persona"), "one buying role met in one opportunity",
        (
            _OPPORTUNITY,
            _text("persona", "Finance", "buying role"),
            _date("first_two_way_on", "2026-03-02", "the first exchange in both directions"),
            _text("stage", "discovery", "stage at that time"),
        ),
    ),
    TableSpec(
        "activities", False, (), "one customer activity",
        (
            _REP,
            _date("on", "2026-07-02", "the day"),
            _text("kind", "meeting", "what it was"),
            _text("opportunity_id?", "O9001", "the opportunity it served"),
            _CUSTOMER,
        ),
    ),
    TableSpec(
        "enablement", False, ("rep_id", "programme"), "one programme passed by one representative",
        (_REP, _text("programme", "npi_cert", "the programme"), _date("certified_on", "2026-01-20", "the day")),
    ),
    TableSpec(
        "payouts", False, ("rep_id", "period", "component"), "one pay component of one representative and quarter",
        (
            _REP,
            _text("period", "FY2026Q3", "the quarter"),
            _text("component", "npi", "the pay component"),
            _number("amount", "3200", "paid, reporting currency"),
        ),
    ),
    TableSpec(
        "acknowledgements", False, ("rep_id", "plan_version"), "one plan version signed by one representative",
        (_REP, _text("plan_version", "1", "the version"), _date("on", "2026-01-12", "the day")),
    ),
    TableSpec(
        "fx_rates", False, ("currency", "period"), "one plan rate",
        (
            _text("currency", "USD", "ISO code"),
            _text("period", "FY2026", "the period it holds for"),
            _number("rate", "0.92", "reporting currency per unit"),
        ),
    ),
)  # fmt: skip

#: name → spec, required tables first
TABLES: Mapping[str, TableSpec] = MappingProxyType({spec.name: spec for spec in _ALL})
REQUIRED: tuple[str, ...] = tuple(spec.name for spec in _ALL if spec.required)
OPTIONAL: tuple[str, ...] = tuple(spec.name for spec in _ALL if not spec.required)
