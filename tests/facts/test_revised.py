"""What a revised plan would say: other targets, other motions, other eligibility; the same bookings and quotas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stratreport.facts import freeze
from stratreport.params.specs import Eligibility, Override, StrategyPlan, Target
from stratreport.snapshot import read_snapshot


@pytest.fixture
def sold(toy: Any) -> Any:
    """North, quota 1000 in FY2026Q1: 50 of a new product, 30 to a new customer, 20 of the familiar."""
    toy.rep("R")
    toy.quota("R", "FY2026Q1", 1000.0)
    toy.product("new", "2026-01-01")
    toy.book("product", "2026-01-15", 50.0, customer="past", product="new")
    toy.book("logo", "2026-01-16", 30.0, customer="stranger")
    toy.book("core", "2026-01-17", 20.0, customer="past")
    return toy


def revise(toy: Any, **changes: Any) -> None:
    judge = toy.strategies[0]
    toy.space["strategies"] = (StrategyPlan(replace(judge, version=2, **changes), judge),)


def cells(toy: Any, scope: str = "north") -> dict[str, tuple[str, float, float]]:
    frame = toy.cut(scope)["revised_cells"]
    return {
        row.motion: (row.cell_class, pytest.approx(row.actual), pytest.approx(row.target)) for row in frame.itertuples()
    }


def test_a_plan_that_was_not_revised_has_no_revised_cells(sold: Any) -> None:
    assert cells(sold) == {}


def test_an_override_that_is_dropped_gives_the_target_back(sold: Any) -> None:
    override = Override(
        "north", "FY2026Q1", "FY2026Q4", {"new_logo": Target("share_of_quota", share=0.3)}, "core", "why", "who",
        date(2025, 1, 1),
    )  # fmt: skip
    sold.strategies = (replace(sold.strategies[0], overrides=(override,)),)
    revise(sold, overrides=())
    assert cells(sold) == {
        "new_product": ("strategic", 50.0, 200.0),
        "new_logo": ("strategic", 30.0, 100.0),
        "core": ("core", 20.0, 700.0),
        "off_plan": ("off_plan", 0.0, 0.0),
    }
    judged = sold.cut("north")["cells"].set_index("motion")["target"]
    assert judged["new_logo"] == pytest.approx(300.0), "the judge keeps its targets"


def test_motions_that_are_dropped_classify_the_bookings_anew(sold: Any) -> None:
    judge = sold.strategies[0]
    revise(sold, motions=tuple(item for item in judge.motions if item.id != "new_logo"))
    assert cells(sold) == {
        "new_product": ("strategic", 50.0, 200.0),
        "core": ("core", 20.0, 800.0),
        "off_plan": ("off_plan", 30.0, 0.0),
    }


def test_the_sum_of_bookings_is_that_of_the_judged_cells(sold: Any) -> None:
    sold.rep("S", "south")
    sold.book("far", "2026-02-15", 7.0, customer="past", rep="S")
    sold.book("free", "2026-02-15", 3.0, customer="past", rep="nobody")
    judge = sold.strategies[0]
    revise(sold, motions=tuple(item for item in judge.motions if item.id != "new_product"))
    for scope in ("north", "south", "company"):
        frames = sold.cut(scope)
        now = frames["cells"].query("period == 'FY2026Q1'")["actual"].sum()
        assert frames["revised_cells"]["actual"].sum() == pytest.approx(now)


def test_roles_the_revision_excludes_carry_no_quota_there(sold: Any) -> None:
    sold.rep("S", "north", role="overlay")
    sold.quota("S", "FY2026Q1", 500.0)
    revise(sold, eligibility=Eligibility(exclude_roles=("overlay",)))
    assert sum(target for _, _, target in _plain(sold)) == pytest.approx(1000.0)


def _plain(toy: Any) -> list[tuple[str, float, float]]:
    frame = toy.cut("north")["revised_cells"]
    return list(frame[["motion", "actual", "target"]].itertuples(index=False, name=None))


def test_meta_carries_the_revised_plan_and_the_judge_stays(sold: Any, tmp_path: Path) -> None:
    freeze(sold.facts(), scope="north", path=tmp_path / "plain", tokens={})
    assert read_snapshot(tmp_path / "plain").meta.revised is None
    revise(sold, published=date(2026, 2, 1))
    sold.space["min_group"] = 7
    freeze(sold.facts(), scope="north", path=tmp_path / "revised", tokens={})
    meta = read_snapshot(tmp_path / "revised").meta
    assert (meta.strategy.version, meta.current_version, meta.min_group) == (1, 2, 7)
    assert meta.revised is not None
    assert (meta.revised.version, meta.revised.published) == (2, date(2026, 2, 1))
