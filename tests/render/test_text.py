# ruff: noqa: S704 - markup is read back, not shown
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from stratreport.pack.blocks import Sentence
from stratreport.render.text import clean, keep, long_date, no_orphan
from stratreport.render.titles import WIDTH_MM, set_title, title_class, title_lines


def plain(markup: Markup) -> str:
    return Markup(str(markup).replace("<br>", "")).striptags()


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_that_turns_text(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set("\x00\x1b\u202e\u2066\u200b\ufeff")
    once.encode("utf-8")


def test_letters_of_every_script_survive() -> None:
    assert clean("Málaga 東京 Ελλάδα مرحبا") == "Málaga 東京 Ελλάδα مرحبا"


@given(st.text(alphabet="ab<>&\"' -0123456789€QFY."))
def test_keeping_together_changes_no_character_and_escapes_all(text: str) -> None:
    kept = keep(text)
    assert Markup(str(kept).replace('<span class="nb">', "").replace("</span>", "")).unescape() == clean(text)
    assert "<" not in str(kept).replace('<span class="nb">', "").replace("</span>", "")


def test_dates_initials_and_hyphenated_names_do_not_break() -> None:
    kept = str(keep("Move Flow-X by 15 December, says R. Meyer in Q3 FY2026"))
    for together in ("Flow-X", "15 December", "R. Meyer", "Q3 FY2026"):
        assert f'<span class="nb">{together}</span>' in kept


def test_the_last_two_words_of_a_title_stay_together_unless_it_has_but_two() -> None:
    assert no_orphan("one two three") == "one two\u00a0three"
    assert no_orphan("one two") == "one two"


def test_dates_in_words() -> None:
    assert long_date("2026-10-03", "en") == "3 October 2026"
    assert long_date("2026-10-03", "de") == "3 Oktober 2026"
    assert long_date("2026-13-03", "en") == "2026-13-03"


def test_a_title_of_two_lines_breaks_at_the_semicolon() -> None:
    title = Sentence("Legacy deals and deep discounts made the quota; without them North is €2.3m short of its target")
    assert title_lines(title) == 2
    assert "quota; <br>without" in str(set_title(title))


def test_a_title_of_one_line_has_no_break_and_one_of_three_is_set_tighter() -> None:
    assert "<br>" not in str(set_title(Sentence("Half the team made quota")))
    assert title_class(Sentence("Half the team made quota")) == "full"
    assert title_class(Sentence("Half the team made quota and more words " * 5)) == "tight"
    assert WIDTH_MM == 238  # pack.md: a page title is at most 238 mm wide


@given(st.lists(st.text(alphabet="abcdef<&;:,.", min_size=1, max_size=12), min_size=1, max_size=40))
def test_breaking_a_title_changes_no_word(words: list[str]) -> None:
    title = Sentence(" ".join(words))
    assert Markup(str(set_title(title)).replace("<br>", "")).unescape().split() == " ".join(words).split()
