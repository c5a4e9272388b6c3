"""Faults of plan and data: they are looked for before anybody's selling is judged."""

from __future__ import annotations

import pytest

from stratreport.findings import Evidence, View, detect
from stratreport.findings.faults import EXPECTED_DEALS, data_faults, unreached_targets, unsupported_motions
from stratreport.findings.ladder import certainty, is_material, strategy_tone
from stratreport.findings.people import concentration, growth_shares, mix_verdicts, participation, quadrant
from stratreport.metrics import evaluate
from stratreport.params.specs import Support
from tests.present.toys import ON_PLAN, W1, Toy, meta, snapshot

YEAR = ("FY2025Q4", "FY2026Q1", "FY2026Q2")
DEALS = {"core": [20_000.0] * 35, "new_product": [10_000.0] * 20, "new_logo": [2_000.0] * 5}


def view(toy: Toy, **about: object) -> View:
    snap = snapshot(toy, about=meta(**about))
    return View(snap, evaluate(snap))


def check(name: str, *, share: float, severity: str = "warn") -> dict[str, object]:
    return {
        "check": name, "severity": severity, "title": name, "detail": "", "count": 3, "amount": 10.0, "share": share,
        "fix": "",
    }  # fmt: skip


def test_a_target_that_no_rep_comes_near_over_four_quarters_is_a_fault():
    found = list(unreached_targets(view(Toy(deals=DEALS, history=dict.fromkeys(YEAR, DEALS)))))
    assert [item.names["motion_id"] for item in found] == ["new_logo", "new_persona"]
    # 10k booked against 150k in every quarter: each of five reps has 8k of 120k over the year
    assert found[0]["median"].value == pytest.approx(8 / 120)
    assert found[0]["near"].value == 0


def test_it_needs_four_quarters():
    assert list(unreached_targets(view(Toy(deals=DEALS, history=dict.fromkeys(YEAR[:2], DEALS))))) == []


def test_a_target_worth_less_than_two_deals_a_year_accuses_nobody():
    # 60 deals a quarter, 5 reps, share 5%: 2.4 deals per rep and year are enough; 30 deals a quarter are not
    few = {"core": [40_000.0] * 20, "new_product": [20_000.0] * 8, "new_logo": [20_000.0] * 7}
    found = list(unreached_targets(view(Toy(deals=few, history=dict.fromkeys(YEAR, few)))))
    assert EXPECTED_DEALS > 35 * 4 / 5 * 0.05
    assert [item.names["motion_id"] for item in found] == []


def test_support_that_is_missing_is_listed_and_loud_only_when_the_motion_is_short():
    toy = Toy(support={"new_product": Support(enablement="certificate"), "core": Support()})
    found = {item.names["motion_id"]: item for item in unsupported_motions(view(toy))}
    assert set(found) == {"new_product"}
    assert found["new_product"].pattern == "pay_component+owner"
    assert found["new_product"].tone == "watch"
    quiet = list(unsupported_motions(view(Toy(deals=ON_PLAN, support=dict(toy.support)))))
    assert [item.tone for item in quiet] == ["neutral"]


@pytest.mark.parametrize(("share", "tone"), [(0.30, "watch"), (0.3001, "bad")])
def test_a_data_check_is_bad_only_beyond_its_tolerance(share, tone):
    found = list(data_faults(view(Toy(quality=[check("persona_unknown", share=share)]))))
    assert [item.tone for item in found] == [tone]


def test_an_error_is_bad_whatever_its_share():
    found = list(data_faults(view(Toy(quality=[check("late", share=0.0, severity="error")]))))
    assert [item.tone for item in found] == ["bad"]


def test_personas_that_add_nothing_are_found_and_their_share_is_not():
    snap = snapshot(Toy(), about=meta(persona_adds_nothing=True))
    rules = {item.rule: item for item in detect(snap, evaluate(snap))}
    assert "persona_adds_nothing" in rules
    slugs = {item.names.get("slug") for item in detect(snap, evaluate(snap)) if item.rule == "growth_share"}
    assert "new_persona_share" not in slugs


def test_growth_is_compared_with_the_same_quarter_last_year():
    found = {item.names["slug"]: item for item in growth_shares(view(Toy(deals=ON_PLAN, history={"FY2025Q3": W1})))}
    share = found["new_product_share"]
    assert share.pattern == "up"
    assert share["change"].value == pytest.approx(0.2 - 60 / 1100)
    alone = {item.pattern for item in growth_shares(view(Toy(deals=ON_PLAN)))}
    assert alone == {"alone"}


def test_participation_counts_carriers_and_says_count_when_few():
    found = next(iter(participation(view(Toy(reps=4)))))
    assert found.pattern == "count"
    assert found["reps"].value == 4


def test_groups_add_up_to_the_carriers():
    found = next(iter(quadrant(view(Toy(history=dict.fromkeys(YEAR, W1))))))
    names = ("executor", "comfort_zone_hitter", "builder", "at_risk", "too_few")
    assert sum(found[name].value or 0 for name in names if name in found.values) == 5
    assert found["judged"].value == 5


def test_rep_verdicts_come_from_the_null_and_are_counted_with_the_flags_tested():
    found = next(iter(mix_verdicts(view(Toy(deals=ON_PLAN, history=dict.fromkeys(YEAR, ON_PLAN))))))
    assert found["off"].value == 0
    assert found["tested"].value == 5 * 3
    assert found.certainty == "count_only"


def test_the_largest_deal_is_a_share_of_bookings_and_silent_without_any():
    found = next(iter(concentration(view(Toy()))))
    assert found["share"].value == pytest.approx(25 / 1100)
    assert list(concentration(view(Toy(deals={})))) == []


def test_the_colour_of_strategy_does_not_flap():
    steps = [0.81, 0.79, 0.81, 0.86]
    tones, before = [], None
    for value in steps:
        tones.append(strategy_tone(value, 0.8, band=0.05, sure=True, before=before))
        before = value
    assert tones == ["good", "watch", "watch", "good"]


def test_without_an_interval_nothing_is_proved():
    assert certainty(Evidence("m", "s", 0.1, n=100), 0.8, min_n=10) == "appears"


def test_nothing_is_never_material():
    assert not is_material(0.0, target=0.0, median_deal=0.0, share=0.05)
