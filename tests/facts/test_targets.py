"""Targets as money: each declared form, the remainder, overrides, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratreport.errors import ParamsError
from stratreport.facts.targets import resolve_targets
from stratreport.facts.timeline import Era
from stratreport.params.specs import Override, Target
from stratreport.periods import Period

Q1 = Period(date(2026, 1, 1), date(2026, 4, 1), "FY2026Q1", "FY2026", 1)
Q2 = Period(date(2026, 4, 1), date(2026, 7, 1), "FY2026Q2", "FY2026", 2)

#: a and b in north, c in south, d without a region, e excluded
QUOTAS = pd.DataFrame(
    [
        ("FY2026Q1", "north", "a", "M", 600.0, 1.0, True),
        ("FY2026Q1", "north", "b", "M", 200.0, 0.5, True),
        ("FY2026Q1", "south", "c", "M", 800.0, 1.0, True),
        ("FY2026Q1", "unassigned", "d", "", 400.0, 1.0, True),
        ("FY2026Q1", "south", "e", "M", 0.0, 1.0, False),
    ],
    columns=["period", "region", "rep_id", "manager_id", "quota", "ramped_share", "carrier"],
)


def resolved(strategy: Any, quotas: pd.DataFrame = QUOTAS) -> pd.DataFrame:
    """Motions × reps."""
    found = resolve_targets(quotas, SimpleNamespace(eras=(Era(strategy, (Q1, Q2)),)))
    return found.pivot_table(index="motion", columns="rep_id", values="target", aggfunc="sum")


@pytest.fixture
def plan(make_strategy: Any, make_motion: Any) -> Any:
    """One motion in the form under test, the remainder to core."""

    def build(target: Target, **changes: Any) -> Any:
        core = make_motion("core", Target("remainder"), product="existing")
        asked = make_motion("asked", target, product="new")
        return make_strategy(motions=(asked, core, make_motion("off_plan")), **changes)

    return build


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        (Target("share_of_quota", share=0.1), {"a": 60.0, "b": 20.0, "c": 80.0, "d": 40.0}),
        (Target("ceiling", share=0.1), {"a": 60.0, "b": 20.0, "c": 80.0, "d": 40.0}),
        (Target("amount", amounts={"Q1": 100.0, "Q2": 7.0}), {"a": 30.0, "b": 10.0, "c": 40.0, "d": 20.0}),
        (Target("amount", amounts={"Q1": 100.0}, per="region"), {"a": 75.0, "b": 25.0, "c": 100.0, "d": 0.0}),
        (Target("amount", amounts={"Q1": 100.0}, per="rep"), {"a": 100.0, "b": 50.0, "c": 100.0, "d": 100.0}),
        (Target("count", count=5.0), {"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0}),
        (Target("none"), {"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0}),
    ],
    ids=["share", "ceiling", "company", "region", "rep", "count", "none"],
)
def test_every_form_in_money(plan: Any, target: Target, asked: dict[str, float]) -> None:
    """Quotas a 600, b 200 (half a quarter), c 800, d 400 (no region): 2000 in all, north 800, south 800."""
    found = resolved(plan(target))
    assert found.loc["asked"].to_dict() == pytest.approx(asked)
    assert found.loc["core"].to_dict() == pytest.approx(
        {rep: quota - asked[rep] for rep, quota in {"a": 600.0, "b": 200.0, "c": 800.0, "d": 400.0}.items()}
    )
    assert found.loc["off_plan"].sum() == 0.0


def test_a_target_that_leaves_less_than_nothing_is_refused_by_name(plan: Any) -> None:
    """500 per region fits (800 each); 1000 per region leaves −200 in both."""
    resolved(plan(Target("amount", amounts={"Q1": 500.0}, per="region")))
    with pytest.raises(ParamsError) as caught:
        resolved(plan(Target("amount", amounts={"Q1": 1000.0}, per="region"), file="params/strategy/toy.yaml"))
    text = str(caught.value)
    for part in ("params/strategy/toy.yaml", "core has -200.00 left in region north, FY2026Q1", "region south"):
        assert part in text
    assert len(caught.value.faults) == 2


def override(region: str, first: str, last: str, absorb: str | None = "core", **targets: Target) -> Override:
    return Override(region, first, last, targets, absorb, "regulation", "evp", date(2025, 12, 1))


def test_an_override_moves_the_difference_and_keeps_the_total(plan: Any) -> None:
    """North asks 30 % in Q1 instead of 10 %: +120 for a, +40 for b, taken from core; south and Q2 stay."""
    base = plan(Target("share_of_quota", share=0.1))
    changed = replace(
        base, overrides=(override("north", "FY2026Q1", "FY2026Q1", asked=Target("share_of_quota", share=0.3)),)
    )
    later = QUOTAS.assign(period="FY2026Q2")
    found, after = resolved(changed), resolved(changed, later)
    assert found.loc["asked"].to_dict() == pytest.approx({"a": 180.0, "b": 60.0, "c": 80.0, "d": 40.0})
    assert found.sum().to_dict() == pytest.approx({"a": 600.0, "b": 200.0, "c": 800.0, "d": 400.0})
    assert after.equals(resolved(base, later))


def test_an_amount_in_a_regions_override_is_that_regions(plan: Any) -> None:
    base = plan(Target("share_of_quota", share=0.1))
    asked = Target("amount", amounts={"Q1": 80.0})
    found = resolved(replace(base, overrides=(override("north", "FY2026Q1", "FY2026Q4", asked=asked),)))
    assert found.loc["asked"].to_dict() == pytest.approx({"a": 60.0, "b": 20.0, "c": 80.0, "d": 40.0})


def test_an_override_without_absorption_changes_the_total(plan: Any) -> None:
    base = plan(Target("share_of_quota", share=0.1))
    less = override("south", "FY2026Q1", "FY2026Q1", None, asked=Target("share_of_quota", share=0.05))
    assert resolved(replace(base, overrides=(less,)))["c"].sum() == pytest.approx(760.0)


def test_an_override_that_overdraws_its_absorber_is_refused(plan: Any) -> None:
    base = plan(Target("share_of_quota", share=0.1))
    more = override("south", "FY2026Q1", "FY2026Q1", asked=Target("share_of_quota", share=1.5))
    with pytest.raises(ParamsError, match=r"core has -400\.00 left in region south"):
        resolved(replace(base, overrides=(more,)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(1.0, 1e7), min_size=1, max_size=8),
    st.floats(0.0, 0.5),
    st.floats(0.0, 0.5),
)
def test_targets_sum_to_the_quota_of_every_rep(quotas: list[float], first: float, second: float) -> None:
    """T = Q (rule 2) whatever the quotas, for a share, an amount within the share's bounds, and the remainder."""
    frame = pd.DataFrame({"rep_id": [f"r{i}" for i in range(len(quotas))], "quota": quotas}).assign(
        period="FY2026Q1", region="north", manager_id="M", ramped_share=1.0, carrier=True
    )
    amount = Target("amount", amounts={"Q1": second * sum(quotas)})
    targets = {"x": Target("share_of_quota", share=first), "y": amount, "core": Target("remainder")}
    motions = [SimpleNamespace(id=name, target=target) for name, target in targets.items()]
    found = resolved(SimpleNamespace(motions=motions, overrides=(), file="", id="toy"), frame)
    assert found.sum().sort_index().tolist() == pytest.approx(frame.set_index("rep_id")["quota"].sort_index().tolist())
    assert (found >= 0).all().all()
