"""A toy company in a DuckDB of its own: say what was booked, get the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pytest

from stratreport.facts import CompanyFacts, build_facts, cut
from stratreport.facts.classify import classify
from stratreport.facts.lines import credited_lines
from stratreport.facts.spans import read_spans
from stratreport.facts.timeline import build_timeline
from stratreport.model import TABLES
from stratreport.params.specs import (
    Axes,
    CalendarSpec,
    CustomerAxis,
    Measure,
    Motion,
    PersonaAxis,
    PlanCalendar,
    ProductAxis,
    RegionSpec,
    SegmentAxis,
    Selector,
    SourceSpec,
    Strategy,
    StrategyPlan,
    Target,
    Workspace,
)
from stratreport.periods import Period, build_calendar

KINDS = {"text": "string", "number": "float64", "date": "date"}


@dataclass(frozen=True)
class ToySource:
    tables: Mapping[str, Any]
    quality: tuple[Any, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    label: str = "toy"


def as_table(backend: Any, name: str, rows: list[dict[str, Any]]) -> Any:
    spec = TABLES[name]
    schema = {column.name: KINDS[column.kind] for column in spec.columns}
    frame = pd.DataFrame([{key: row.get(key) for key in schema} for row in rows], columns=list(schema)).astype(object)
    memory = ibis.memtable(frame.where(frame.notna(), None), schema=schema)
    return backend.create_table(name, memory)


def motion(name: str, target: Target | float | None = None, **where: Any) -> Motion:
    """A motion: a number is a share of quota, None no target; `where` axis=level or (levels)."""
    selectors = tuple(
        Selector(axis, (levels,) if isinstance(levels, str) else tuple(levels)) for axis, levels in where.items()
    )
    asked = Target("share_of_quota", share=target) if isinstance(target, float) else target or Target("none")
    return Motion(
        id=name, label=name.title(), theme=None, where=selectors, otherwise=not where,
        comfort_zone=name == "core", target=asked,
    )  # fmt: skip


MOTIONS = (
    motion("new_product", 0.2, product="new"),
    motion("new_logo", 0.1, customer="new"),
    motion("core", Target("remainder"), product="existing", customer=("existing", "reactivated"), segment="existing"),
    motion("off_plan"),
)


def strategy(**changes: Any) -> Strategy:
    """FY2026; product new for 4 quarters; look-back 24 months, sticky 12, dormant 12; Life and CFO are new."""
    base = Strategy(
        id="toy-fy2026", version=1, baseline_version=1, calendar=PlanCalendar(date(2026, 1, 1), "FY2026"),
        measure=Measure("net", "net", "booked_on", "EUR"),
        axes=Axes(ProductAxis(4), CustomerAxis(24), SegmentAxis(("Life",)), PersonaAxis(("CFO",))),
        motions=MOTIONS, phasing={"Q1": 0.1, "Q2": 0.2, "Q3": 0.3, "Q4": 0.4},
    )  # fmt: skip
    return replace(base, **changes)


@dataclass
class Toy:
    """Tables as lists of rows with sensible defaults; `facts` and `cut` build from them."""

    bookings: list[dict[str, Any]] = field(default_factory=list)
    reps: dict[str, dict[str, Any]] = field(default_factory=dict)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    quotas: list[dict[str, Any]] = field(default_factory=list)
    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    strategies: tuple[Strategy, ...] = (strategy(),)
    optional: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    space: dict[str, Any] = field(default_factory=dict)

    def product(self, name: str, launched: str | None = "2015-01-01", **more: Any) -> None:
        row = {"product_id": name, "name": name, "line": "Line", "launched_on": _day(launched), **more}
        self.products[name] = row

    def customer(self, name: str, parent: str | None = None, segment: str | None = "Old") -> None:
        self.customers[name] = {"customer_id": name, "name": name, "parent_id": parent, "segment": segment}

    def rep(self, name: str, region: str | None = "north", **more: Any) -> None:
        """A rep of ten years' standing, assigned to one region all the time (None = to none)."""
        hired, left = _day(more.pop("hired", "2016-01-01")), _day(more.pop("left", None))
        self.reps[name] = {"rep_id": name, "name": f"Name {name}", "role": "rep", "hired_on": hired, "left_on": left}
        self.reps[name].update(more)
        if region:
            self.assign(name, region, "2016-01-01")

    def assign(self, rep: str, region: str, first: str, last: str | None = None, manager: str = "M1") -> None:
        row = {"rep_id": rep, "region": region, "manager_id": manager}
        self.assignments.append({**row, "valid_from": _day(first), "valid_to": _day(last)})

    def quota(self, rep: str, period: str | None, amount: float, starts_on: str | None = None) -> None:
        self.quotas.append({"rep_id": rep, "period": period, "starts_on": _day(starts_on), "amount": amount})

    def book(self, line: str, day: str, amount: float, **more: Any) -> None:
        """One line: of its own deal, to customer C, of product P, by rep R, unless said otherwise."""
        row = {"line_id": line, "deal_id": f"D{line}", "booked_on": _day(day), "amount": amount, "credit": 1.0}
        row |= {"rep_id": more.pop("rep", "R"), "customer_id": more.pop("customer", "C")}
        row |= {"product_id": more.pop("product", "P"), "deal_id": more.pop("deal", f"D{line}")}
        self.bookings.append({**row, **more})

    def add(self, table: str, **row: Any) -> None:
        """One row of an optional table, which is connected by it; days are ISO text."""
        dates = {column.name for column in TABLES[table].columns if column.kind == "date"}
        told = {name: _day(value) if name in dates else value for name, value in row.items()}
        self.optional.setdefault(table, []).append(told)

    def opportunity(self, name: str, created: str, closed: str | None = None, **more: Any) -> None:
        """One opportunity over 100: with customer C, for product P, of rep R, won where it has a closing day."""
        row = {"customer_id": more.pop("customer", "C"), "product_id": more.pop("product", "P")}
        row |= {"rep_id": more.pop("rep", "R"), "outcome": "won" if closed else "open", "stage": "propose"}
        row |= {"opportunity_id": name, "created_on": created, "closed_on": closed, "amount": 100.0}
        self.add("opportunities", **(row | more))

    def shot(self, day: str, name: str, close: str, amount: float = 100.0, **more: Any) -> None:
        """One opportunity as a snapshot of the pipeline shows it."""
        row = {"snapshot_on": day, "opportunity_id": name, "close_on": close, "amount": amount, "stage": "qualify"}
        self.add("pipeline_snapshots", **(row | more))

    def ground(self) -> None:
        """History from 2020 on: the old customer `past` buys the old product once a year, by nobody's rep."""
        self.customer("past")
        for year in range(2020, 2026):
            self.book(f"past{year}", f"{year}-01-05", 1.0, customer="past", rep="nobody")

    def source(self) -> ToySource:
        for row in (*self.bookings, *self.optional.get("opportunities", ())):
            if row["customer_id"] not in self.customers:
                self.customer(row["customer_id"])
            if row["product_id"] not in self.products:
                self.product(row["product_id"])
            if row["rep_id"] not in self.reps:
                self.rep(row["rep_id"], None if row["rep_id"] == "nobody" else "north")
        backend = ibis.duckdb.connect()
        rows = {
            "bookings": self.bookings, "reps": list(self.reps.values()), "assignments": self.assignments,
            "quotas": self.quotas, "products": list(self.products.values()), "customers": list(self.customers.values()),
        } | self.optional  # fmt: skip
        return ToySource({name: as_table(backend, name, listed) for name, listed in rows.items()})

    def workspace(self) -> Workspace:
        settings: dict[str, Any] = {
            "root": Path(), "id": "toy", "company": "Toy Works", "currency": "EUR", "locale": "en", "paper": "a4",
            "as_of": date(2026, 12, 31), "calendar": CalendarSpec(),
            "source": SourceSpec("toy", "csv", Path(), {}, {}, {}),
            "strategies": tuple(StrategyPlan(item, item) for item in self.strategies), "packs": (),
            "regions": (RegionSpec("north", "North", "north"), RegionSpec("south", "South", "south")),
            "brand": None, "rep_display": "names", "digests": {},
        }  # fmt: skip
        return Workspace(**(settings | self.space))

    def period(self, name: str) -> Period:
        return build_calendar(self.workspace().calendar, first=date(2024, 1, 1), last=date(2027, 12, 31)).get(name)

    def facts(self, period: str = "FY2026Q1") -> CompanyFacts:
        return build_facts(self.source(), self.workspace(), self.period(period))

    def cut(self, scope: str = "company", period: str = "FY2026Q1") -> dict[str, pd.DataFrame]:
        return cut(self.facts(period), scope=scope)

    def deals(self, period: str = "FY2026Q1") -> pd.DataFrame:
        """The classified lines by line id, without the frames that follow from them."""
        space, tables = self.workspace(), self.source().tables
        timeline = build_timeline(tables, space, self.period(period))
        credited = credited_lines(tables, timeline, read_spans(tables, space, timeline))
        return classify(credited, timeline, tables["bookings"].get_backend()).to_pandas().set_index("line_id")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.fixture(scope="session")
def make_toy() -> Callable[[], Toy]:
    """A company with history since 2020 and nothing booked in FY2026."""

    def make() -> Toy:
        made = Toy()
        made.ground()
        return made

    return make


@pytest.fixture
def toy(make_toy: Callable[[], Toy]) -> Toy:
    return make_toy()


@pytest.fixture
def make_strategy() -> Callable[..., Strategy]:
    return strategy


@pytest.fixture
def make_motion() -> Callable[..., Motion]:
    return motion
