from __future__ import annotations

import pytest
from sample_pack import page, sample

from stratreport.errors import RenderError
from stratreport.pack.blocks import Chapter, Notice, Pack, Prose, Sentence, Source, Verdict
from stratreport.render.pages import exhibits_of, pages_of, slugify


def notice(slot: str = "full", title: str = "n") -> Notice:
    return Notice(kind="notice", title=title, text=Sentence("t"), slot=slot)  # type: ignore[arg-type]


def pack(*blocks: object) -> Pack:
    return sample(chapters=(Chapter("c", "Chapter title", 3, blocks),))  # type: ignore[arg-type]


def test_every_page_head_starts_a_page_until_the_next() -> None:
    pages = pages_of(pack(page("a", "A", "", ""), notice(), page("b", "B", "", ""), notice(), notice()))
    assert [(p.slug, p.first, len(p.rows[0].full)) for p in pages] == [("a", True, 1), ("b", False, 2)]


def test_blocks_before_any_head_get_a_flowing_page_with_the_title_of_the_chapter() -> None:
    first, second = pages_of(pack(Prose("prose", "words"), page("b", "B", "", ""), notice()))
    assert (first.slug, first.head.title.text, first.flowing) == ("c", "Chapter title", True)
    assert not second.flowing


def test_runs_of_left_and_right_stand_side_by_side_and_full_ends_them() -> None:
    blocks = [notice("left", "1"), notice("right", "2"), notice("left", "3"), notice("full", "4"), notice("right", "5")]
    rows = pages_of(pack(page("a", "A", "", ""), *blocks))[0].rows
    assert [[b.title for b in part] for row in rows for part in (row.left, row.right, row.full)] == [  # type: ignore[union-attr]
        ["1", "3"], ["2"], [], [], [], ["4"], [], ["5"], [],
    ]  # fmt: skip


def test_blocks_without_a_slot_are_full_and_source_lines_leave_the_flow() -> None:
    verdict = Verdict("verdict", "On", "▲", "good", Sentence("x"))
    only = pages_of(pack(page("a", "A", "", ""), Source("source", "one."), verdict, Source("source", "two.")))[0]
    assert only.rows[0].full == (verdict,)
    assert only.source == "one. two."


def test_two_pages_with_one_id_are_refused() -> None:
    with pytest.raises(RenderError, match='"twice"'):
        pages_of(pack(page("twice", "A", "", ""), page("twice", "B", "", "")))


def test_an_empty_chapter_gives_no_page() -> None:
    assert pages_of(pack()) == ()


def test_exhibits_come_in_reading_order() -> None:
    assert [exhibit.slug for exhibit in exhibits_of(sample())][:3] == ["five-measures", "bridge", "ansoff"]


@pytest.mark.parametrize("text", ["", "../../etc", "東京", "A" * 300, "a'b\"<c>", "São Paulo"])
def test_a_slug_is_always_a_valid_id(text: str) -> None:
    slug = slugify(text)
    assert slug == slugify(slug)
    assert 0 < len(slug) <= 64
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in slug)


def test_what_is_shown_before_a_page_of_the_chapters_own_name_does_not_take_its_id() -> None:
    first, second = pages_of(pack(notice(), page("c", "C", "", ""), notice()))
    assert (first.slug, second.slug) == ("c-opening", "c")
