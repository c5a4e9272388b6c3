"""A chapter that needs a table: declared in the pack, checked by name, cut when the table is not connected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stratreport.model import OPTIONAL
from stratreport.params import load_workspace
from stratreport.params.specs import OPTIONAL_TABLES, ChapterSpec, PackSpec

Make = Callable[..., Path]
Break = Callable[[str, str, str], str]

PACK = "params/packs/region.yaml"
LINE = "- {notebook: notebooks/summary.ipynb, title: Executive summary}"
NEEDY = "- {notebook: notebooks/summary.ipynb, title: Executive summary, needs: [%s]}"


def chapter(slug: str, *needs: str) -> ChapterSpec:
    return ChapterSpec(f"notebooks/{slug}.ipynb", slug.title(), slug, needs)


REVIEW = PackSpec(
    "region", "Review", "region",
    (chapter("summary"), chapter("lookahead", "opportunities", "pipeline_snapshots"), chapter("pay", "payouts")),
)  # fmt: skip


def test_the_names_a_chapter_may_need_are_the_optional_tables() -> None:
    assert OPTIONAL_TABLES == OPTIONAL


def test_a_pack_says_what_a_chapter_needs(make: Make) -> None:
    root = make()
    path = root / PACK
    path.write_text(path.read_text(encoding="utf-8").replace(LINE, NEEDY % "payouts, enablement"), encoding="utf-8")
    first, second = load_workspace(root, env={}).packs[0].chapters
    assert (first.needs, second.needs) == (("payouts", "enablement"), ())


def test_an_unknown_table_is_refused_with_the_nearest_name(break_line: Break) -> None:
    message = break_line(PACK, LINE, NEEDY % "payout")
    assert "params/packs/region.yaml:6" in message
    assert "did you mean payouts?" in message


def test_a_chapter_is_kept_when_all_its_tables_are_connected_and_else_cut_with_what_is_missing() -> None:
    connected = ("opportunities", "payouts")
    assert [item.slug for item in REVIEW.kept(connected)] == ["summary", "pay"]
    assert [(item.slug, item.needs) for item in REVIEW.cut(connected)] == [("lookahead", ("pipeline_snapshots",))]


def test_kept_and_cut_are_the_whole_pack_in_order() -> None:
    for connected in ((), OPTIONAL, ("payouts",)):
        slugs = [item.slug for item in (*REVIEW.kept(connected), *REVIEW.cut(connected))]
        assert sorted(slugs) == sorted(item.slug for item in REVIEW.chapters)
