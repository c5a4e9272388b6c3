"""Whole sentences on hand-made snapshots: W1 of the handbook times a thousand, and what happens at its edges."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from stratreport.findings import FACTS, Finding, detect
from stratreport.metrics import METRICS, evaluate
from stratreport.params.specs import Support
from stratreport.present.format import NBSP, TITLE_CHARACTERS
from stratreport.present.sentences import Narrative, contradictions, narrate, unbacked_numbers
from stratreport.present.sentences.saying import NAME
from stratreport.snapshot import Snapshot
from tests.present.toys import ON_PLAN, W1, Toy, meta, snapshot

FEW = {"core": [100_000.0] * 4, "new_product": [20_000.0]}
LOW = {"core": [25_000.0] * 20, "new_product": [20_000.0] * 3}
FOUR_FIFTHS = {name: [amount * 0.8 for amount in amounts] for name, amounts in ON_PLAN.items()}
#: 350k of 400k strategic, on so few deals that the interval straddles the threshold
NEAR = {
    "core": [25_000.0] * 28, "new_product": [50_000.0] * 4, "new_logo": [50_000.0] * 3,
}  # fmt: skip
CASES: dict[str, tuple[Toy, ...]] = {
    "hit_off": (Toy(),),
    "hit_on": (Toy(deals=ON_PLAN),),
    "missed_on": (Toy(deals=FOUR_FIFTHS),),
    "missed_off": (Toy(deals=LOW),),
    "no_signal": (Toy(deals=FEW),),
    "no_deals": (Toy(deals={}),),
    "no_target": (Toy(shares={"core": 1.0}),),
    "no_quota": (Toy(quota=0.0),),
    "history": (Toy(history={"FY2025Q3": ON_PLAN, "FY2026Q1": W1, "FY2026Q2": W1}),),
    "returns": (Toy(deals={**W1, "new_persona": [-30_000.0]}),),
    "one_rep": (Toy(reps=1),),
    "company": (Toy(), Toy(deals=ON_PLAN, region="south")),
    "faults": (Toy(support={"new_product": Support()}, quality=[
        {"check": "persona_unknown", "severity": "warn", "title": "Persona unknown", "detail": "No role", "count": 12,
         "amount": 5e5, "share": 0.4, "fix": "Fill the role"},
    ]),),
}  # fmt: skip


def told(snap: Snapshot) -> Narrative:
    book = evaluate(snap)
    return narrate(snap, book, detect(snap, book))


def case(name: str) -> Snapshot:
    return snapshot(*CASES[name], about=meta(scope="company", region="company") if name == "company" else None)


@pytest.fixture(scope="module", params=list(CASES))
def narrative(request: pytest.FixtureRequest) -> Narrative:
    return told(case(request.param))


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_every_number_shown_is_computed(narrative):
    astray = {place: unbacked_numbers(item) for place, item in narrative.sentences() if unbacked_numbers(item)}
    assert astray == {}


def test_every_percentage_shown_agrees_with_its_value(narrative):
    assert [wrong for _, item in narrative.sentences() for wrong in contradictions(item)] == []


def test_every_claim_names_a_metric_or_a_declared_fact(narrative):
    known = {metric.slug for metric in METRICS} | set(FACTS) | {NAME}
    named = {claim.metric.partition(".")[0] for _, item in narrative.sentences() for claim in item.claims}
    assert named <= known


def test_titles_fit_two_lines_and_are_no_fragments(narrative):
    pages = {"summary", "bridge", "balance", "people", "managers", "lookahead", "causes", "method", "data"}
    assert pages <= set(narrative.titles)
    for item in narrative.titles.values():
        assert 20 <= len(item.text) <= TITLE_CHARACTERS
        assert item.text[0].isupper() or item.text[0].isdigit() or item.text[0] == "€"


def test_nothing_unknown_is_printed_as_a_word(narrative):
    for _, item in narrative.sentences():
        assert not re.search(r"\b(nan|inf|None(?! of)|NaT)\b|[{}]|  |of of|–%|–k", f"{item.lead}{item.text}")


def test_decisions_are_at_most_three_and_each_has_an_owner_line(narrative):
    assert len(narrative.decisions) <= 3
    assert len(narrative.decision_asides) == len(narrative.decisions)


def test_no_person_is_named_in_any_sentence(narrative):
    text = " ".join(item.text + item.lead for _, item in narrative.sentences())
    assert "-R1" not in text
    assert "-M1" not in text


def test_hit_and_off_strategy_reads_like_the_reference():
    words = told(case("hit_off"))
    assert (words.status.word, words.status.symbol, words.status.tone) == ("Off strategy", "▼", "bad")
    assert plain(words.cover_verdict.text) == "North beat its number, but covered only 25% of its strategic target."
    assert plain(words.titles["summary"].text) == (
        "North beat quota by 10% and missed its strategic target by 75%: the mix, not the volume, is the problem"
    )
    assert plain(words.cover_paragraph.text) == (
        "Bookings reached €1,100k, 110.0% of quota. Strategic bookings reached €100k, 25% of their target. "
        "The largest gap is €140k, in new products. A surplus of €400k in core business hides it."
    )
    assert plain(words.titles["bridge"].text) == (
        "A €400k surplus in core business carries the quota: without it North is at 70%, "
        "and strategic bookings are €300k short"
    )
    assert words.one_line == "North Q3 FY2026: Off strategy · 110.0% of quota · 25% of strategic target"
    assert plain(words.period_label) == "Q3 FY2026 · July to September 2026"


def test_what_happened_states_surplus_gap_and_participation():
    said = [plain(item.text) for item in told(case("hit_off")).happened]
    assert said == [
        "Core business booked €400k above target, while strategic motions stayed €300k below theirs.",
        "New products stayed €140k short of target, on three deals.",
        "All five representatives made quota.",
    ]


def test_bridge_notes_explain_every_row():
    snap = case("hit_off")
    book = evaluate(snap)
    notes = narrate(snap, book, detect(snap, book)).bridge_notes
    assert set(book.bridge()["step"]) - set(notes) <= {"strategic_gap"}
    assert plain(notes["gap:new_product"].text) == (
        "Three deals, €140k short of target; two of five representatives booked none of it."
    )
    assert plain(notes["gap:new_persona"].text) == "No deal in the quarter."
    assert (plain(notes["bookings"].lead), plain(notes["bookings"].text)) == (
        "€100k over quota.", "Without the largest deal, 108% of quota.",
    )  # fmt: skip


def test_on_plan_is_good_news_in_the_same_form():
    words = told(case("hit_on"))
    assert (words.status.word, words.status.symbol, words.status.tone) == ("On strategy", "▲", "good")
    assert plain(words.titles["summary"].text) == (
        "North made quota and covered 100% of its strategic target: the number is the strategy"
    )


def test_too_few_deals_are_counted_and_not_judged():
    words = told(case("no_signal"))
    assert words.status.word == "Too few deals to judge"
    assert words.status.tone == "neutral"
    assert plain(words.cover_verdict.text) == ("North closed five deals: too few to judge the mix.")
    assert plain(words.decisions[0].text) == (
        "Take no decision on the mix from this quarter; judge four quarters together."
    )


def test_nothing_booked_no_target_and_no_quota_are_said_as_such():
    assert plain(told(case("no_deals")).titles["summary"].text) == "North booked nothing in Q3 FY2026"
    assert plain(told(case("no_target")).cover_verdict.text) == (
        "North booked 110.0% of its quota; no strategic target is set for the quarter."
    )
    assert plain(told(case("no_quota")).cover_verdict.text) == "North booked €1,100k; no quota is set for the quarter."


def test_a_missing_support_of_a_failing_motion_is_a_fault_of_the_plan():
    words = told(case("faults"))
    assert plain(words.why[0].text) == (
        "No pay component, enablement programme or owner stands behind the target of €200k for new products: "
        "consistent with a fault of the plan."
    )
    assert plain(words.decisions[0].text) == (
        "Give new products a pay component, enablement programme and owner, or withdraw the target of €200k."
    )
    assert plain(words.decision_asides[0]) == "owner to be named, by 31 December 2026"


def test_what_is_not_connected_is_said_and_never_counted_as_zero():
    snap = snapshot(Toy(), about=meta(not_connected=("enablement", "payouts")))
    assert plain(told(snap).why[-1].text) == "Not connected: training and pay; their part in the result is open."


def test_the_company_counts_its_regions():
    words = told(case("company"))
    assert plain(words.titles["overview"].text) == "Both regions made quota; one on strategy"
    assert [plain(item.lead) for item in words.so_what["overview"]] == ["North is €300k short of its strategic target."]
    assert plain(words.decisions[0].text) == "Start with North: it holds 100% of the regions’ strategic gap."


def test_personas_that_add_nothing_are_said_once_and_shown_nowhere():
    words = told(snapshot(Toy(), about=meta(persona_adds_nothing=True)))
    assert words.notices["personas"].lead == "Personas add nothing here."
    assert "new_persona_share" not in {item.slug for item in words.definitions}


def test_dollars_and_an_explicit_calendar():
    starts = [date(2013, 5, 30), date(2013, 8, 30)]
    calendar = pd.DataFrame([{
        "period": "FY2014Q1", "start": pd.Timestamp(starts[0]), "end": pd.Timestamp(starts[1]), "fiscal_year": "FY2014",
        "quarter": 1, "complete": True,
    }])  # fmt: skip
    words = told(snapshot(Toy(), about=meta(currency="USD", period="FY2014Q1"), calendar=calendar))
    assert plain(words.period_label) == "Q1 FY2014 · 30 May to 29 August 2013"
    assert "$1,100k" in words.cover_paragraph.text


def test_the_due_date_is_the_end_of_the_next_quarter_when_the_calendar_reaches_it():
    snap = case("hit_off")
    later = replace(snap, frames={**snap.frames, "periods": pd.concat([snap.frames["periods"], pd.DataFrame([{
        "period": "FY2026Q4", "start": pd.Timestamp(2026, 10, 1), "end": pd.Timestamp(2027, 1, 1),
        "fiscal_year": "FY2026", "quarter": 4, "complete": False,
    }])], ignore_index=True)})  # fmt: skip
    assert plain(told(later).decision_asides[0]) == "Head of sales compensation, by 31 December 2026"


def test_one_seller_is_never_counted_out():
    words = told(case("one_rep"))
    text = " ".join(plain(f"{item.lead} {item.text}") for _, item in words.sentences())
    assert "holds 100%" not in text
    assert "flags tested" not in text


def test_a_quarter_of_weeks_at_the_end_of_the_calendar_names_no_day():
    calendar = pd.DataFrame([{
        "period": "FY2014Q1", "start": pd.Timestamp(2013, 5, 30), "end": pd.Timestamp(2013, 8, 30),
        "fiscal_year": "FY2014", "quarter": 1, "complete": True,
    }])  # fmt: skip
    words = told(snapshot(Toy(), about=meta(period="FY2014Q1"), calendar=calendar))
    assert words.decision_asides[0].endswith(", next review")


#: 281k of 400k strategic: below the threshold, the interval straddles it, and three large deals make it chance
LUMPY = {"core": [25_000.0] * 30, "new_product": [60_000.0] * 3, "new_logo": [20_000.0] * 5, "new_persona": [1_000.0]}
#: 270k of 400k on smaller deals: the interval straddles the threshold, and chance seldom gives as little
SMALLER = {"core": [25_000.0] * 30, "new_product": [30_000.0] * 4 + [10_000.0] * 5, "new_logo": [20_000.0] * 5}


def test_a_rate_needs_five_deals_in_words_too():
    few = told(case("hit_off")).bridge_notes["gap:new_logo"].text
    assert "%" not in few
    many = {**W1, "new_product": [12_000.0] * 5}
    assert plain(told(snapshot(Toy(deals=many))).bridge_notes["gap:new_product"].text).startswith("30% of target on")


def test_nobody_is_sent_to_a_programme_and_a_signal_changes_no_pay():
    words = told(snapshot(Toy(deals=SMALLER)))
    assert words.status.word == "Appears off strategy"
    said = " ".join(plain(item.text) for item in words.decisions)
    assert said == ("Change neither pay nor plan on this quarter alone: it is a signal, not proof; judge the next.")


def test_what_chance_gives_a_seller_on_plan_is_no_reason_to_act():
    words = told(snapshot(Toy(deals=LUMPY)))
    assert words.status.word == "Within chance of the plan"
    said = " ".join(plain(item.text) for item in words.decisions)
    assert said == "Take no decision on the mix from this quarter; judge four quarters together."


def test_a_decision_about_teams_needs_more_than_one_quarter():
    text = " ".join(item.text for item in told(case("hit_off")).decisions)
    assert "teams hold" not in text
    assert "programme" not in text


def test_the_ladder_of_words_holds_in_the_count_of_regions():
    toys = (Toy(), Toy(deals=NEAR, region="south"))
    words = told(snapshot(*toys, about=meta(scope="company", region="company")))
    assert plain(words.titles["overview"].text) == "Both regions made quota; one appears on strategy"


def test_a_surplus_in_a_strategic_motion_is_set_against_the_other_ones():
    deals = {"core": [25_000.0] * 24, "new_product": [20_000.0] * 15, "new_logo": [10_000.0] * 4}
    said = plain(told(snapshot(Toy(deals=deals))).happened[0].text)
    # 300k of 200k; the others have 40k of 200k
    assert (
        said == "New products booked €100k above target, while the other strategic motions stayed €160k below theirs."
    )


def test_too_few_deals_compare_no_shares():
    words = told(snapshot(Toy(deals=FEW, history={"FY2025Q3": ON_PLAN})))
    text = " ".join(plain(item.text) for item in (*words.happened, *words.so_what["balance"], words.titles["balance"]))
    assert "up from" not in text
    assert "down from" not in text
    assert "the plan was" not in text


def test_a_plan_that_changed_is_said_once():
    snap = case("history")
    assert "plan changed" not in told(snap).sources["summary"]
    cells = snap.frames["cells"].copy()
    last_year = (cells["period"] == "FY2025Q3") & (cells["motion"] == "new_product")
    cells.loc[last_year, "target"] *= 0.5
    changed = replace(snap, frames={**snap.frames, "cells": cells})
    said = [text for text in told(changed).sources.values() if "The plan changed since last year." in text]
    assert len(said) == 1


def test_the_footnote_follows_the_declared_customer_axis():
    assert "24 months without any" in told(case("hit_off")).sources["balance"]


def test_flags_are_told_with_every_people_page():
    lumpy = told(case("history")).so_what["people"]
    assert sum("tested" in item.lead for item in lumpy) == 1
    alone = told(case("one_rep")).so_what["people"]
    assert [item.lead for item in alone if "Flags" in item.lead] == ["Flags are not counted."]


#: ten hitters, two at risk, three executors, four builders, one within chance: 12 of 20 beyond chance, 7 on strategy
GROUPED = {"comfort_zone_hitter": 10, "at_risk": 2, "executor": 3, "builder": 4, "no_signal": 1, "too_few": 0}
COUNTS = {"quadrant": GROUPED | {"reps": 20, "judged": 20, "on_strategy": 7}, "mix_verdicts": {"off": 12, "judged": 20}}


def recounted(item: Finding) -> Finding:
    """Return a finding with the counts above in place of its own."""
    counts = COUNTS.get(item.rule, {})
    changed = {role: replace(item[role], value=float(number)) for role, number in counts.items()}
    roles = {**vars(item)["values"], **changed}
    return replace(item, values=roles, pattern="some" if "off" in changed else item.pattern)


def grouped(display: str) -> dict[str, set[float]]:
    """Return the values of every claim of a pack with those groups, by metric."""
    snap = snapshot(Toy(reps=20), about=meta(rep_display=display))
    book = evaluate(snap)
    found = [recounted(item) for item in detect(snap, book)]
    claims = [claim for _, item in narrate(snap, book, found).sentences() for claim in item.claims]
    return {claim.metric: {other.value for other in claims if other.metric == claim.metric} for claim in claims}


def test_no_sentence_gives_a_closed_group_away():
    """Beside the open ten, "12 beyond chance" would count the two at risk, and "7 on strategy" what is left."""
    said = grouped("names")
    assert {7.0} <= said["reps_on_strategy"]
    assert {12.0} <= said["reps_off_strategy"]
    closed = grouped("aggregate")
    assert not {"reps_on_strategy", "reps_off_strategy"} & set(closed)
    assert closed["rep_quadrant"] == {10.0}
