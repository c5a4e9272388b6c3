"""While too much of the bookings is unclassified, pages that judge people say so instead."""

from __future__ import annotations

import pytest

from stratreport.findings import detect
from stratreport.metrics import evaluate
from stratreport.pack.blocks import Notice
from stratreport.present.pages import catalogue, suspended
from stratreport.present.pages.reading import Reading
from stratreport.present.sentences import contradictions, narrate, unbacked_numbers
from tests.present.toys import Toy, snapshot


def reading(share: float) -> Reading:
    check = {"check": "unclassified", "severity": "info", "title": "No motion", "detail": "", "count": 3,
             "amount": 1e5, "share": share, "fix": "Give them a motion."}  # fmt: skip
    snap = snapshot(Toy(quality=[check]))
    book = evaluate(snap)
    return Reading(snap, book, narrate(snap, book, detect(snap, book)))


@pytest.fixture(scope="module")
def held() -> Reading:
    return reading(0.2)


def test_every_block_that_is_held_back_is_one_the_notebooks_can_ask_for():
    known = {("figure", name) for name in catalogue.FIGURES} | {("table", name) for name in catalogue.TABLES}
    known |= {("columns", name) for name in catalogue.COLUMNS}
    assert set(suspended.HELD) <= known


def test_the_notice_stands_once_a_page_with_share_and_limit(held):
    assert suspended.is_held(held, "figure", "people")
    block = suspended.notice(held, "figure", "people")
    assert isinstance(block, Notice)
    assert block.text.text == "20% of bookings have no motion; the limit is 10%. Nobody’s mix is judged."
    assert suspended.notice(held, "table", "groups") is None


def test_what_judges_nobody_stays(held):
    assert not suspended.is_held(held, "table", "product_lines")
    assert not suspended.is_held(reading(0.10), "figure", "people")


def test_titles_say_why_nobody_is_judged(held):
    words = held.words
    for page in ("people", "managers", "causes"):
        assert words.titles[page].text.replace("\u00a0", " ") == (
            "20% of bookings have no motion: too much to judge anybody’s mix"
        )
    assert words.status.word == "Not judged: too much is unclassified"
    for _, sentence in words.sentences():
        assert unbacked_numbers(sentence) == ()
        assert contradictions(sentence) == ()
