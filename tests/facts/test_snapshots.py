"""The hand-over: what a region's snapshot holds, what it must not hold, and that regions make the company."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stratreport.errors import SourceError, UnknownName
from stratreport.facts import build_facts, cut, freeze
from stratreport.model import QualityItem
from stratreport.params.specs import CalendarSpec
from stratreport.snapshot import FRAMES, conform, read_snapshot

#: frames that speak of the company by declaration
COMPANY_FRAMES = ("company_cells", "company_quotas", "reconciliation", "quality")


@pytest.fixture
def three(make_toy: Any) -> Any:
    return company_of_three(make_toy())


@pytest.fixture(scope="module")
def facts(make_toy: Any) -> Any:
    """The facts of the company of three, for tests that only read them."""
    return company_of_three(make_toy()).facts()


def company_of_three(toy: Any) -> Any:
    """R in north (quota 1000), S in south (500), N in no region; a split between R and S, a return, awkward cents."""
    toy.rep("R")
    toy.rep("S", "south")
    toy.rep("N", None)
    toy.quota("R", "FY2026Q1", 1000.0)
    toy.quota("S", "FY2026Q1", 500.0)
    toy.product("new", "2026-01-01")
    toy.book("r1", "2026-01-15", 100.01, customer="CR")
    toy.book("r2", "2026-02-15", 33.33, customer="CR", product="new")
    toy.book("s1", "2026-02-16", 55.55, customer="CS", rep="S", persona="CFO")
    toy.book("n1", "2026-02-17", 7.07, customer="CN", rep="N")
    toy.book("x1", "2026-03-01", 0.05, customer="CX", credit=0.5)
    toy.book("x1", "2026-03-01", 0.05, customer="CX", credit=0.5, rep="S")
    toy.book("r3", "2026-03-05", -10.10, customer="CR", deal="Dr1")
    return toy


def bytes_of(frame: pd.DataFrame, name: str) -> str:
    return conform(frame, name).to_csv(index=False, float_format="%r")


def test_a_region_holds_its_own_rows_and_the_company_aggregates(facts: Any) -> None:
    north = cut(facts, scope="north")
    for name, frame in north.items():
        if "region" in frame:
            assert set(frame["region"]) <= {"north"}, name
    assert set(north["reps"]["rep_id"]) == {"R", "M1"}
    assert len(north["cells"])
    assert len(north["deals"]) == 4
    text = "".join(bytes_of(north[name], name) for name in FRAMES)
    for foreign in ("Name S", "Name N", "CS", "CN", "s1", "n1"):
        assert foreign not in text
    company = cut(facts, scope="company")
    assert set(company["cells"]["region"]) == {"north", "south", "unassigned"}
    assert north["company_cells"].equals(company["company_cells"])


def test_other_regions_cannot_change_a_regions_rows(three: Any) -> None:
    before = three.cut("north")
    for row in three.bookings:
        if row["rep_id"] in ("S", "N") and row["line_id"] != "x1":
            row["amount"] *= 3.7
            row["persona"] = "CFO"
    three.book("s2", "2026-03-03", 9999.99, customer="CT", rep="S")
    three.quota("N", "FY2026Q1", 77.0)
    three.reps["S"]["name"] = "Somebody Else"
    after = three.cut("north")
    for name in FRAMES:
        if name not in COMPANY_FRAMES:
            assert bytes_of(after[name], name) == bytes_of(before[name], name), name


def test_regions_and_unassigned_sum_to_the_company_to_the_cent(facts: Any) -> None:
    """north 100.01 + 33.33 + 0.025 − 10.10, south 55.55 + 0.025, nowhere 7.07: 185.91 in all, the lines' own sum."""
    company = cut(facts, scope="company")
    assert round(company["cells"]["actual"].sum(), 2) == 185.91
    for name in ("cells", "axes", "ansoff", "deals"):
        whole = company[name]
        parts = [cut(facts, scope=region)[name] for region in ("north", "south")]
        rest = whole[whole["region"] == "unassigned"]
        money = "amount" if name == "deals" else "actual"
        total = sum(part[money].sum() for part in (*parts, rest))
        assert total == pytest.approx(whole[money].sum(), abs=1e-6), name
        assert sum(map(len, (*parts, rest))) == len(whole)
    assert company["company_cells"]["actual"].sum() == pytest.approx(185.91)
    assert company["company_quotas"].to_dict("records") == [{"period": "FY2026Q1", "quota": 1500.0, "carriers": 2}]


def test_the_reconciliation_leads_from_the_company_to_the_region(facts: Any) -> None:
    """Seven credited lines: R 4, S 2, N 1."""
    steps = cut(facts, scope="north")["reconciliation"]
    assert steps["kind"].tolist() == ["start", "step", "step", "total"]
    assert steps["rows"].tolist() == [7, -2, -1, 4]
    assert steps["amount"].iloc[0] == 185.91
    assert steps["amount"].iloc[2] == -7.07
    assert steps["amount"].iloc[:-1].sum() == pytest.approx(steps["amount"].iloc[-1], abs=1e-9)
    assert steps["step"].iloc[-1] == "North"


def test_what_is_frozen_is_what_was_cut_and_the_same_twice(facts: Any, three: Any, tmp_path: Path) -> None:
    again = three.facts()
    for scope in ("north", "company"):
        freeze(facts, scope=scope, path=tmp_path / scope, tokens={"ink": "#000000"})
        freeze(again, scope=scope, path=tmp_path / f"{scope}-again", tokens={"ink": "#000000"})
        read = read_snapshot(tmp_path / scope)
        frames = cut(facts, scope=scope)
        for name in FRAMES:
            assert bytes_of(read.frames[name], name) == bytes_of(frames[name], name)
        for file in sorted((tmp_path / scope).iterdir()):
            assert file.read_bytes() == (tmp_path / f"{scope}-again" / file.name).read_bytes(), file.name


def test_meta_says_whose_snapshot_it_is(facts: Any, tmp_path: Path) -> None:
    freeze(facts, scope="north", path=tmp_path / "north", tokens={})
    freeze(facts, scope="company", path=tmp_path / "company", tokens={})
    north, company = (read_snapshot(tmp_path / scope).meta for scope in ("north", "company"))
    assert (north.scope, north.region, north.region_name) == ("region", "north", "North")
    assert dict(north.region_names) == {"north": "North"}
    assert (company.scope, company.region, company.region_name) == ("company", "company", "Toy Works")
    assert set(company.region_names) == {"north", "south", "unassigned"}
    assert (north.period, north.as_of, north.connected) == ("FY2026Q1", "2026-12-31", ())
    assert "pipeline_snapshots" in north.not_connected


def test_an_unknown_scope_and_an_empty_source_are_refused(facts: Any, three: Any, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean north"):
        freeze(facts, scope="nroth", path=tmp_path / "x", tokens={})
    with pytest.raises(UnknownName, match="no strategy covers FY2025Q4"):
        three.facts("FY2025Q4")
    three.bookings.clear()
    with pytest.raises(SourceError, match="there are no bookings"):
        build_facts(three.source(), three.workspace(), three.period("FY2026Q1"))
    three.book("late", "2026-08-01", 1.0)
    with pytest.raises(SourceError, match="after FY2026Q1"):
        three.facts()


def told(facts: Any, scope: str) -> dict[str, dict[str, Any]]:
    return cut(facts, scope=scope)["quality"].set_index("check").to_dict("index")


def test_quality_counts_and_weighs_in_its_own_scope(facts: Any) -> None:
    """North: 4 lines of 123.265; S of south knows its buyer on one of two lines; N has no region."""
    north, company = told(facts, "north"), told(facts, "company")
    assert (north["persona_unknown"]["count"], company["persona_unknown"]["count"]) == (4, 6)
    assert north["persona_unknown"]["share"] == pytest.approx(1.0)
    assert north["persona_unknown"]["severity"] == "warn"
    assert (north["returns"]["count"], north["returns"]["amount"]) == (1, -10.10)
    assert north["split"]["count"] == 1
    assert company["split"]["count"] == 2
    for scope in (north, company):
        assert (scope["unassigned"]["count"], scope["unassigned"]["amount"]) == (1, 7.07)
        assert scope["unassigned"]["share"] == pytest.approx(7.07 / 185.91)
    assert "no_quota" not in north
    assert (company["no_quota"]["count"], company["no_quota"]["amount"]) == (1, 7.07)


def test_quality_tells_what_the_tables_lack(toy: Any) -> None:
    toy.product("bare", None, line=None)
    toy.customer("plain", segment=None)
    toy.quota("R", "FY2026", 1000.0)
    toy.quota("R", "FY2026Q1", 100.0)
    toy.rep("G", None)
    toy.quota("G", "FY2026Q1", 50.0)
    toy.book("a", "2026-02-01", 10.0, product="bare", customer="plain")
    found = told(toy.facts(), "company")
    for check in ("no_launch_date", "no_segment", "no_product_line"):
        assert (found[check]["count"], found[check]["amount"]) == (1, 10.0)
    twice = found["quota_twice"]
    assert (twice["count"], twice["severity"], twice["fix"]) == (1, "warn", "Keep one of the two.")
    assert (found["quota_unassigned"]["count"], found["quota_unassigned"]["amount"]) == (1, 50.0)


def test_bookings_before_the_calendar_are_counted_and_nothing_else_is_said_of_them(toy: Any) -> None:
    """The calendar holds one quarter; the six yearly lines of the ground lie before it."""
    table = (("FY2026Q1", date(2026, 1, 1)),)
    toy.space["calendar"] = CalendarSpec("table", table=table, table_end=date(2026, 3, 31))
    toy.book("a", "2026-02-01", 10.0)
    outside = told(toy.facts(), "company")["outside_calendar"]
    assert (outside["count"], outside["severity"], outside["title"]) == (6, "info", "Booked outside the calendar")
    assert outside["fix"] == "Extend the period table."
    assert pd.isna(outside["amount"])


def test_a_plan_that_misses_the_quota_is_told(toy: Any, make_strategy: Any, make_motion: Any) -> None:
    toy.strategies = (make_strategy(motions=(make_motion("core", 0.9, product="existing"), make_motion("rest"))),)
    toy.quota("R", "FY2026Q1", 1000.0)
    toy.book("a", "2026-02-01", 10.0)
    item = told(toy.facts(), "north")["plan_to_quota"]
    assert (item["amount"], item["share"]) == pytest.approx((-100.0, -0.1))


def test_the_sources_items_are_told_once(three: Any) -> None:
    source = three.source()
    items = tuple(QualityItem(check, "info", check, "", 1) for check in ("returns", "unassigned", "orphans"))
    source = type(source)(source.tables, items)
    facts = build_facts(source, three.workspace(), three.period("FY2026Q1"))
    checks = cut(facts, scope="north")["quality"]["check"].tolist()
    assert checks[:2] == ["unassigned_ever", "orphans"]
    assert len(checks) == len(set(checks))
    assert set(asdict(items[0])) == set(FRAMES["quality"])


@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms())
def test_the_order_of_rows_changes_nothing(three: Any, chance: random.Random) -> None:
    """Permuting every table leaves every frame byte for byte the same."""
    before = three.cut()
    for name in ("bookings", "assignments", "quotas"):
        chance.shuffle(getattr(three, name))
    for name in ("reps", "products", "customers"):
        rows = list(getattr(three, name).items())
        chance.shuffle(rows)
        setattr(three, name, dict(rows))
    after = three.cut()
    for name in FRAMES:
        assert bytes_of(after[name], name) == bytes_of(before[name], name), name


@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-500_000, 2_000_000), min_size=1, max_size=12), st.randoms())
def test_cutting_every_line_in_two_halves_keeps_all_money(toy: Any, cents: list[int], pick: random.Random) -> None:
    """Lines of random cents, spread over time, people and products; each cut in two halves of the same deal and day."""
    made = type(toy)(strategies=toy.strategies)
    made.ground()
    made.rep("S", "south")
    for number, amount in enumerate(cents):
        day = date(2024, 6, 1).toordinal() + pick.randrange(650)
        made.book(
            f"{number}", date.fromordinal(day).isoformat(), amount / 100, rep=pick.choice("RS"),
            customer=pick.choice("XYZ"), product=pick.choice("PQ"), persona=pick.choice(["CFO", None]),
        )  # fmt: skip
    whole = made.cut()
    made.bookings = [
        {**row, "line_id": f"{row['line_id']}{half}", "amount": row["amount"] / 2}
        for row in made.bookings
        for half in "ab"
    ]
    halves = made.cut()
    for name in ("cells", "axes", "ansoff", "company_cells"):
        money = ["actual", "target", "strategic"] if name == "axes" else ["actual"]
        pd.testing.assert_frame_equal(halves[name][money], whole[name][money])
