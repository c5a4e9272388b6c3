"""From template to sentence, and the check that finds numbers nobody computed."""

from __future__ import annotations

import pytest

from stratreport.findings import Evidence
from stratreport.pack.blocks import Claim, Sentence
from stratreport.present.format import NBSP, THOUSANDS, Formatter
from stratreport.present.sentences.check import contradictions, unbacked_numbers
from stratreport.present.sentences.saying import Voice, join, say, title

VOICE = Voice(Formatter("EUR", "en", THOUSANDS))


def fact(value: float, metric: str = "m") -> Evidence:
    return Evidence(metric, "region:north", value)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_a_said_value_keeps_its_claim_and_only_when_it_is_shown():
    said = {"a": VOICE.percent(fact(0.41)), "b": VOICE.money(fact(2e6))}
    sentence = say("Only {a} is shown.", said)
    assert sentence.text == "Only 41% is shown."
    assert sentence.claims == (Claim("m", "region:north", 0.41, "41%"),)


def test_a_count_that_opens_a_sentence_is_capital_in_text_and_claim():
    sentence = say("{n} of them.", n=VOICE.count(fact(7)))
    assert sentence.text == "Seven of them."
    assert sentence.claims[0].shown == "Seven"


def test_text_after_a_lead_starts_small_unless_the_lead_is_a_sentence():
    assert say("they wait.", lead="Groups are set by data;").text == "they wait."
    assert say("they wait.", lead="Groups are set.").text == "They wait."


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 5, "none of five teams"), (1, 5, "one of five teams"), (3, 5, "three of five teams"),
        (5, 5, "all five teams"), (2, 2, "both teams"), (14, 20, "14 of 20 teams"), (0, 1, "no team"),
        (1, 1, "the only team"),
        (0, 2, "neither team"), (10, 20, "10 of 20 teams"), (1, 20, "one of 20 teams"), (0, 20, "none of 20 teams"),
    ],
)  # fmt: skip
def test_parts_of_wholes(part, whole, shown):
    said = VOICE.out_of(fact(part), fact(whole), "team")
    assert plain(said.shown) == shown
    assert all(claim.shown in said.shown for claim in said.claims)
    assert unbacked_numbers(say("{x}", x=said)) == ()


def test_a_number_without_a_claim_is_found():
    claims = (Claim("m", "s", 0.41, "41%"),)
    assert unbacked_numbers(Sentence("41% on 12 deals, three of them new.", claims=claims)) == ("12", "three")
    assert unbacked_numbers(Sentence("141% of it", claims=claims)) == ("141",)
    assert unbacked_numbers(Sentence("In Q3 FY2026, 30 June 2026 and FY2026Q3, on 2026-10-05.")) == ()


def test_a_claim_that_the_sentence_does_not_show_is_found():
    assert unbacked_numbers(Sentence("Nothing.", claims=(Claim("m", "s", 1.0, "99%"),))) == ("99%",)


def test_names_with_digits_are_names():
    assert unbacked_numbers(say("{x} leads.", x=VOICE.name("Spectro 200"))) == ()


def test_a_percentage_that_differs_from_its_value_is_found():
    wrong = Sentence("41%", claims=(Claim("m", "s", 0.384, "41%"),))
    assert contradictions(wrong) == ("41% is not 0.384",)
    assert contradictions(say("{x}", x=VOICE.percent(fact(0.384)))) == ()
    assert contradictions(say("{x}", x=VOICE.percent(fact(-0.384)))) == ()


def test_joined_sentences_keep_all_claims_once():
    one, two = (say("{x} here.", x=VOICE.percent(fact(0.1))) for _ in range(2))
    assert join([one, two]).text == "10% here. 10% here."
    assert len(join([one, two]).claims) == 1


def test_a_title_takes_the_first_candidate_that_fits_two_lines():
    long, short = Sentence("word " * 40), Sentence("A short title")
    assert title(long, short).text == "A short title"
    assert title(short, long).text == "A short title"
