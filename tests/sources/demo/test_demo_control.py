"""The balanced control: the same noise, nobody off strategy."""

from __future__ import annotations

from pathlib import Path

import pytest

from stratreport.sources.demo import write_demo
from stratreport.sources.demo.company import build_company
from stratreport.sources.demo.paths import build_paths
from stratreport.sources.demo.people import SEATS
from stratreport.sources.demo.plan import MOTIONS, STRATEGIC, target_shares
from stratreport.sources.demo.quarters import REPORTED_FROM, sums
from stratreport.sources.demo.stories import COURSES


@pytest.mark.parametrize("seed", [1, 2])
def test_in_the_control_every_team_sells_the_planned_mix_up_to_chance(seed: int) -> None:
    company = build_company(seed=seed, balanced=True)
    deals, units = company.selling.deals, company.units
    reported = (units.quarter >= REPORTED_FROM) & ~units.gap
    asked = sum(
        units.quota[i] * target_shares(_region(company, i), int(units.quarter[i]))[:STRATEGIC].sum()
        for i in reported.nonzero()[0]
    )
    course = units.course[deals.unit]
    strategic = (deals.motion < STRATEGIC) & reported[deals.unit]
    sold = company.selling.money * strategic
    assert sold.sum() == pytest.approx(asked, rel=0.06)
    size = len(COURSES)
    rate = sums(course, strategic.astype(float), size) / sums(course, reported[deals.unit].astype(float), size)
    assert max(rate) - min(rate[:-1]) < 0.08, "no team stands out"


def _region(company, unit: int) -> str:
    return SEATS[company.units.seat[unit]][0]


def test_the_control_has_no_trend_and_no_off_plan() -> None:
    company = build_company(seed=3, balanced=True)
    paths = build_paths(company.streams["paths"], balanced=True)
    assert (paths.quota == 1.0).all()
    assert (paths.money[..., MOTIONS.index("off_plan")] == 0).all()
    assert (paths.size == 1.0).all()


def test_the_control_is_written_like_the_story(tmp_path: Path) -> None:
    write_demo(tmp_path / "control", variant="control")
    write_demo(tmp_path / "story")
    names = {path.name for path in (tmp_path / "story").iterdir()}
    assert {path.name for path in (tmp_path / "control").iterdir()} == names
    assert (tmp_path / "control/customers.csv").read_bytes() == (tmp_path / "story/customers.csv").read_bytes()
    assert (tmp_path / "control/bookings.csv").read_bytes() != (tmp_path / "story/bookings.csv").read_bytes()
