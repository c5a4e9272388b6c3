"""Re-reading a finished pack: a number nobody computed is found wherever it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stratreport.errors import PackError
from stratreport.pack.audit import audit
from stratreport.pack.blocks import (
    Chapter,
    Claim,
    Columns,
    CoverFacts,
    Exhibit,
    ListColumn,
    Pack,
    PageHead,
    Prose,
    Sentence,
    Table,
    TableCell,
    TableColumn,
    Tile,
    Tiles,
)
from stratreport.pack.numbers import contradictions, numbers_in, unshown
from stratreport.publish.verify import verify_numbers, verify_sentences

PERIOD = "FY2026Q3"
BACKED = Sentence(
    "North booked 104.6% of quota.", claims=(Claim("quota_attainment", "region:north", 1.046, "104.6%", PERIOD),)
)
EXHIBIT = Exhibit(
    "lines", "Lines", ("Line", "Bookings", "Plan"), ("text", "money", "money"), (("Flow-X 300", 3.42e6, 3e6),)
)


def pack(*blocks, cover=BACKED) -> Pack:
    facts = CoverFacts("cover", "", cover, Sentence("No more."), (), "North", "Q3 FY2026")
    return Pack(
        "Review", "Toy", "region", "north", "North", PERIOD, "", "2026-10-05", "EUR", "en", "a4", "", "", "final",
        "toy", {}, facts, (Chapter("summary", "Summary", 1, tuple(blocks)),),
    )  # fmt: skip


def listed(sentence: Sentence) -> Columns:
    return Columns("columns", (ListColumn("Why", (sentence,)),))


def table(text: str, *, sort: float | None = None, sub: str = "") -> Table:
    columns = (TableColumn("Line", "left"), TableColumn("Bookings"))
    return Table("table", "Lines", columns, ((TableCell("Flow-X 300"), TableCell(text, sub=sub, sort=sort)),), EXHIBIT)


def wrong(found: Pack) -> list[str]:
    return [item.wrong for item in audit(found)]


def test_a_pack_whose_numbers_are_all_claims_has_no_fault():
    assert audit(pack(listed(BACKED), table("3.4", sort=3.42e6))) == ()


@pytest.mark.parametrize(
    "text", ["North booked 104.6% of quota on 12 deals.", "North booked 104.6% of quota, two deals."]
)
def test_a_number_without_a_claim_is_found_in_any_sentence(text):
    found = audit(pack(listed(replace(BACKED, text=text))))
    assert [(item.chapter, item.text) for item in found] == [("summary", text)]


def test_a_claim_shown_as_another_number_is_found():
    said = Sentence("€3.6m is missing.", claims=(Claim("motion_gap", "region:north", 3.42e6, "€3.6m", PERIOD),))
    assert wrong(pack(listed(said))) == ["€3.6m is not 3.42e+06"]


def test_labels_carry_digits_of_their_own():
    said = Sentence("In Q3 FY2026, from July to 30 September 2026, as of 2026-10-05, nothing moved.")
    assert audit(pack(listed(said))) == ()


@pytest.mark.parametrize(
    ("cell", "faults"),
    [
        (table("3.4"), 0), (table("3.5"), 0), (table("3.7"), 1),  # 3.42m; a row that foots may move by one digit
        (table("+0.4"), 0),  # bookings less plan
        (table("114%", sort=1.14), 0), (table("120%", sort=1.14), 1),
        (table("3.4", sub="8 deals"), 1), (table("Flow-X 300"), 0), (table("f6429453dedc"), 0),
    ],
)  # fmt: skip
def test_a_cell_shows_a_value_of_its_exhibit(cell, faults):
    assert len(audit(pack(cell))) == faults


def test_a_tile_shows_a_value_of_its_exhibit():
    tile = Tile("Bookings", "€3.4m", "0.4 above plan", "▲", "good", "", "of €3.0m", "", "")
    block = Tiles("tiles", (tile,), EXHIBIT)
    assert audit(pack(block)) == ()
    assert wrong(pack(replace(block, tiles=(replace(tile, value="€4.4m"),)))) == [
        "4.4 is not among the values of lines"
    ]


def test_one_metric_has_one_value_on_all_pages():
    other = replace(BACKED.claims[0], value=1.0461)
    assert audit(pack(listed(replace(BACKED, claims=(other,)))))
    later = replace(other, period="FY2026Q2")
    assert audit(pack(listed(replace(BACKED, claims=(later,))))) == ()


def test_one_value_has_one_text_in_one_format():
    said = Sentence("North booked 105% of quota.", claims=(replace(BACKED.claims[0], shown="105%"),))
    assert audit(pack(listed(said))) == ()  # another number of digits
    told = Sentence("North booked 104.5% of quota.", claims=(replace(BACKED.claims[0], value=1.0455, shown="104.5%"),))
    assert audit(pack(listed(told), cover=told)) == ()
    assert audit(pack(listed(told)))


def test_what_an_analyst_writes_is_left_alone():
    head = PageHead("page", Sentence("My 10 accounts"), "", "", "mine")
    own = replace(table("12.5", sort=1.0), exhibit=replace(EXHIBIT, slug="table-1"))
    assert audit(pack(head, Prose("prose", "We saw 17 of them."), own)) == ()
    assert audit(pack(replace(head, measure="Bookings")))


def test_a_pack_with_a_fault_is_refused_by_chapter_sentence_and_number():
    bad = pack(listed(Sentence("It has 12 deals.")))
    with pytest.raises(PackError, match=r'chapter summary: "It has 12 deals\.": 12 is not among the facts'):
        verify_numbers(bad)
    verify_numbers(pack(listed(BACKED)))


def test_every_sentence_stands_in_the_rendered_page_word_for_word():
    said = pack(listed(BACKED))
    page = "<p>North booked <b>104.6%</b> of quota.</p><p>No more.</p>"
    verify_sentences(said, page)
    with pytest.raises(PackError, match="not printed as written"):
        verify_sentences(said, page.replace("104.6", "104.7"))


@pytest.mark.parametrize(
    ("text", "value"), [("€3.4m", 3.42e6), ("1,250", 1250.0), ("1.250", 1250.0), ("7,5 %", 0.075), ("2.6×", 2.6)]
)
def test_numbers_are_read_in_any_locale_and_scale(text, value):
    (found,) = numbers_in(text)
    assert found.shows(value)
    assert not found.shows(value * 1.2)


def test_a_part_of_a_whole_is_a_ratio():
    assert unshown("3 of 4", [0.75]) == ()
    assert unshown("3 of 4", [0.7]) == ("3", "4")


def test_words_and_names_contradict_nothing():
    said = Sentence(
        "Three deals", claims=(Claim("deals", "s", 3.0, "Three deals"), Claim("name", "", None, "Flow-X 3"))
    )
    assert contradictions(said) == ()


def test_words_of_the_data_keep_their_digits_and_second_lines_are_read():
    words = table("All others (4)")
    named = replace(words, rows=((TableCell("Flow-X"), TableCell("All others (4)", sort="All others (4)")),))
    assert audit(pack(named)) == ()
    below = replace(words, rows=((TableCell("Flow-X"), TableCell("On plan", sub="on plan: 96%", sort="On plan")),))
    assert wrong(pack(below)) == ["96 is not among the values of lines"]
