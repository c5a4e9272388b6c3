"""What people were taught, told and met: buying roles, activity, enablement, communication, alignment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from stratreport.metrics import Book, evaluate
from stratreport.params.specs import PersonaCoverage
from tests.metrics.leading_toys import HISTORY, book, connected, lead, met, opportunity, planned, signed
from tests.metrics.toys import NOW, STRATEGY

# ── M25 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

ROLES = replace(STRATEGY, persona_coverage=PersonaCoverage(("cfo", "ciso"), "cfo", by_stage="discover"))


def test_roles_count_at_the_fixed_stage_only() -> None:
    rows = [opportunity(f"o{k}", "won" if k % 2 else "lost") for k in range(10)]
    seen = [met(f"o{k}", "cfo") for k in range(5)] + [met(f"o{k}", "ciso", stage="Negotiate") for k in range(10)]
    seen += [met("o0", "ciso", stage="Discover"), met("o1", "porter"), met("o1", "cfo", stage="propose")]
    found = book({"opportunities": rows, "engagements": seen}, strategy=ROLES)
    assert found.value("persona_coverage").value == 6 / 20
    assert found.value("persona_coverage", persona="cfo").value == 0.5
    assert found.value("persona_coverage", persona="ciso").value == 0.1
    assert found.value("full_coverage").numerator == 1
    assert found.value("economic_buyer_coverage").value == 0.5
    assert found.value("contacts_per_opportunity").value == pytest.approx(7 / 10)


def test_before_the_first_engagement_nobody_wrote_down_who_was_met() -> None:
    rows = [opportunity(f"o{k}", "won", created_on="2026-03-01" if k < 5 else "2026-04-02") for k in range(10)]
    found = book({"opportunities": rows, "engagements": [met("o9", "cfo")]}, strategy=ROLES)
    assert found.value("full_coverage").n == 5


def test_stages_nobody_ordered_are_no_reason_for_a_zero() -> None:
    deals = [opportunity(f"o{k}", "won") for k in range(10)]
    odd = [met(f"o{k}", "cfo", stage="discovery" if k < 4 else "Discover") for k in range(10)]
    found = book({"opportunities": deals, "engagements": odd}, strategy=ROLES)
    for slug in ("persona_coverage", "full_coverage", "economic_buyer_coverage", "contacts_per_opportunity"):
        value = found.value(slug)
        assert (value.value, value.low, value.caveat) == (None, None, "stages not in the declared order"), slug
    fewer = book({"opportunities": deals, "engagements": odd[1:]}, strategy=ROLES)
    assert fewer.value("persona_coverage").value == 6 / 20
    wrong = replace(STRATEGY, persona_coverage=PersonaCoverage(("cfo",), by_stage="pilot"))
    assert book({"opportunities": deals, "engagements": odd[5:]}, strategy=wrong).value("full_coverage").value is None


def test_without_a_declaration_the_courted_roles_at_any_time_and_no_economic_buyer() -> None:
    rows = [opportunity(f"o{k}", "lost") for k in range(10)]
    found = book({"opportunities": rows, "engagements": [met(f"o{k}", "cfo", stage="odd") for k in range(4)]})
    assert found.value("persona_coverage").value == 0.4
    assert found.value("economic_buyer_coverage").caveat == "no economic buyer declared"


# ── M32, M33, M34, M44, M45 ──────────────────────────────────────────────────────────────────────────────────────────


def taught(programmes: dict[str, str | None]) -> pd.DataFrame:
    plain = connected({}).frames["motions"]
    return plain.assign(enablement=plain["motion"].map(programmes).astype(object).where(lambda x: x.notna(), None))


def with_motions(frames: dict[str, list[dict[str, Any]]], motions: pd.DataFrame, **more: Any) -> Book:
    made = connected(frames, **more)
    return lead(replace(made, frames={**made.frames, "motions": motions}))


def test_activity_without_an_opportunity_is_not_strategic() -> None:
    row = {"period": NOW, "region": "x", "rep_id": "r", "manager_id": "m", "kind": "meeting"}
    rows = [{**row, "motion": motion, "count": count} for motion, count in (("new_product", 3), ("core", 4), (None, 5))]
    found = book({"activities": rows})
    for scope in ({}, {"rep": "r"}, {"manager": "m"}):
        value = found.value("strategic_activity_share", **scope)
        assert (value.value, value.n) == (0.25, 12)


def test_activity_that_no_opportunity_could_be_linked_to_is_not_none() -> None:
    row = {"period": NOW, "region": "x", "rep_id": "r", "manager_id": "m", "kind": "meeting", "count": 12}
    found = evaluate(connected({"activities": [row]}, meta={"not_connected": ("opportunities",)}))
    value = found.value("strategic_activity_share")
    assert (value.value, value.caveat) == (None, "not connected: opportunities")


def certified(rep: str, programme: str, on: str, **more: Any) -> dict[str, Any]:
    return {"region": "x", "rep_id": rep, "manager_id": "m", "programme": programme, "certified_on": on,
            "watched_until": "2026-06-30", **more}  # fmt: skip


def test_enablement_of_a_unit_means_every_programme() -> None:
    motions = taught({"new_product": "npi", "new_customer": "hunt"})
    rows = [certified(f"r{k}", "npi", "2026-01-01") for k in range(6)] + [certified("r0", "hunt", "2026-01-01")]
    rows += [certified("r1", "yoga", "2026-01-01"), certified("left", "npi", "2026-01-01")]
    found = with_motions({"certifications": rows}, motions, carriers=[{"rep_id": f"r{k}"} for k in range(8)])
    assert found.value("enablement_coverage").value == 1 / 8
    assert found.value("enablement_coverage", programme="npi").value == 6 / 8
    assert found.value("enablement_coverage", manager="m", programme="hunt").numerator == 1
    assert found.value("enablement_coverage", programme="yoga").value is None


def test_a_plan_that_names_no_programme_has_no_coverage() -> None:
    found = book({"certifications": [certified("r", "npi", "2026-01-01")]}, reps=9)
    assert found.value("enablement_coverage").caveat == "the plan names no programme"
    assert found.value("time_to_first_strategic_sale").value is None


def test_time_to_the_first_sale_watches_who_has_not_sold() -> None:
    motions = taught({"new_product": "npi"})
    sold = [certified(f"r{k}", "npi", "2026-01-01", first_sale_on=f"2026-01-{11 + 10 * k}") for k in range(3)]
    rows = sold + [certified(f"s{k}", "npi", "2026-06-28") for k in range(2)]
    found = with_motions({"certifications": rows}, motions)
    value = found.value("time_to_first_strategic_sale", programme="npi")
    # two were watched for two days only: of the three others half had sold by day 20
    assert (value.value, value.numerator, value.n) == (20, 3, 5)
    steps = found.first_sale_curve("npi")
    assert steps["day"].tolist() == [2, 10, 20, 30]
    assert steps["share"].tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert len(found.first_sale_curve("other")) == 0


def test_who_signed_the_current_version_and_how_soon() -> None:
    plan = replace(STRATEGY, published=date(2026, 4, 1))
    rows = [signed(f"r{k}", f"2026-04-{11 + k:02d}") for k in range(4)] + [signed("r4", "2026-04-02", "toy@0")]
    people = [{"rep_id": f"r{k}"} for k in range(6)]
    found = book({"acknowledgements": rows}, carriers=people, strategy=plan)
    assert found.value("plan_acknowledged").value == 4 / 6
    days = found.value("days_to_acknowledge")
    assert (days.value, days.numerator, days.n) == (12, 4, 6)
    silent = book({"acknowledgements": rows}, carriers=people)
    assert silent.value("plan_acknowledged").value == 4 / 6
    assert silent.value("days_to_acknowledge").caveat == "publication date not declared"
    few = book({"acknowledgements": rows[:1]}, carriers=people, strategy=plan)
    assert few.value("days_to_acknowledge").caveat == "median not reached"


def test_alignment_counts_what_the_plan_gives() -> None:
    found = book({"pipeline": HISTORY, "plan_ahead": planned()})
    # core: target, pipeline goal, manager metric; strategic motions: target and manager metric of six each
    assert found.value("system_alignment", motion="core").value == 3 / 6
    assert found.value("system_alignment", motion="new_product").value == 2 / 6
    assert (found.value("system_alignment").numerator, found.value("system_alignment").denominator) == (4, 12)
    assert found.value("system_alignment", motion="off_plan").value is None


def test_a_pipeline_goal_that_cannot_be_told_is_no_hole() -> None:
    found = book({"plan_ahead": planned()})  # no pipeline at all: core has target and manager metric of five
    assert found.value("system_alignment", motion="core").value == 2 / 5
    assert (found.value("system_alignment").numerator, found.value("system_alignment").denominator) == (4, 10)
