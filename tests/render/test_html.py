"""The HTML edition: one file that asks for nothing, under a policy that its own content fulfils."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sample_pack import COVER, exhibit, page, sample

from stratreport.brand import LIGHT
from stratreport.errors import RenderError
from stratreport.pack.blocks import Notice, Picture, Prose, Sentence, Table, TableCell, TableColumn
from stratreport.render import render_html
from stratreport.render.document import MOST_ROWS, shown

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "</title>",
    "</style>",
    '<link rel=attachment href="file:///etc/hostname">',
    "=HYPERLINK(1)",
    "<!-- x",
    "' onclick='x",
    '" style="color:red',
)


class Reader(HTMLParser):
    """Collects tags with their attributes, and the visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)
        if "id" in dict(attrs):
            self.ids.append(str(dict(attrs)["id"]))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.words.append(data)

    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def policy(html: str) -> str:
    return str(next(a["content"] for t, a in Reader(html).tags if a.get("http-equiv") == "Content-Security-Policy"))


def test_the_policy_names_the_hashes_of_the_only_style_sheet_and_the_only_script(html: str) -> None:
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        contents = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(contents) == 1
        digest = base64.b64encode(hashlib.sha256(contents[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy(html)
    assert policy(html).startswith("default-src 'none'")
    assert html.index("Content-Security-Policy") < html.index("<title>") < html.index("<style>")


def test_no_element_carries_style_or_a_handler(html: str) -> None:
    for tag, attributes in Reader(html).tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag


def test_nothing_is_asked_from_outside(html: str) -> None:
    for tag, attributes in Reader(html).tags:
        for name in ("src", "href", "xlink:href", "action", "srcset", "poster", "data"):
            address = attributes.get(name)
            if address is not None and not (tag == "a" and address.startswith("https://example.com/")):
                assert address.startswith(("#", "data:image/png;base64,")), (tag, name, address)
    css = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)[0]
    assert "@import" not in css
    assert all(url.startswith("data:font/woff2;") for url in re.findall(r"url\(([^)]*)\)", css))


def test_every_link_inside_leads_to_an_id_and_ids_are_unique(html: str) -> None:
    reader = Reader(html)
    assert len(reader.ids) == len(set(reader.ids))
    inside = {str(a["href"])[1:] for t, a in reader.tags if t == "a" and str(a.get("href", "")).startswith("#")}
    assert inside <= set(reader.ids)
    assert {"summary", "bridge", "balance", "people", "question", "main"} <= inside


def test_the_document_has_one_h1_and_an_h2_per_page_and_no_level_is_skipped(html: str) -> None:
    levels = [int(t[1]) for t, _ in Reader(html).tags if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 5
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_it_is_a_whole_document_with_language_landmarks_and_skip_link(html: str) -> None:
    tags = [t for t, _ in Reader(html).tags]
    assert html.startswith("<!DOCTYPE html>")
    assert dict(Reader(html).tags)["html"] == {"lang": "en"}
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    assert ("a", {"class": "skip", "href": "#main"}) in Reader(html).tags


def test_every_table_has_heads_with_scope_and_every_drawing_a_title(html: str) -> None:
    for tag, attributes in Reader(html).tags:
        if tag == "th":
            assert attributes.get("scope") in ("col", "row")
    for drawing in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        assert re.match(r"<svg[^>]*><title>[^<]+</title>", drawing)


def test_the_data_behind_an_exhibit_is_shown_with_units(html: str) -> None:
    text = Reader(html).text()
    assert "Show data: Bridge from quota to on-strategy bookings" in text
    assert "3,100,000.50" in text
    assert "91.3%" in text
    assert shown(None, "ratio") == "–"


def test_long_exhibits_are_cut_with_a_count(small: Any) -> None:
    many = exhibit("many", "Many")
    many = type(many)(many.slug, many.title, ("n",), ("count",), tuple((i,) for i in range(MOST_ROWS + 7)))
    table = Table("table", "c", (TableColumn("n"),), ((TableCell("1"),),), many)
    assert "7 more rows are in the data book" in render_html(small(table)).decode()


def test_every_token_has_a_light_and_a_dark_value_and_chart_classes(html: str) -> None:
    for name in LIGHT:
        assert re.search(rf"--{name}:light-dark\(#[0-9A-F]{{6}},#[0-9A-F]{{6}}\)", html)
        assert f".f-{name}{{fill:var(--{name})}}" in html


def test_hostile_words_appear_as_words_everywhere(small: Any) -> None:
    all_words = " ".join(HOSTILE)
    table = Table(
        "table",
        all_words,
        (TableColumn(all_words),),
        ((TableCell(all_words, sub=all_words),),),
        exhibit("x", all_words),
    )
    pack = small(
        page("p", all_words, all_words, all_words, (("actual", all_words),)),
        table,
        Notice("notice", all_words, Sentence(all_words, lead=all_words)),
        Prose("prose", "`" + all_words + "`"),
        company=all_words, prepared_for=all_words, prepared_by=all_words, title=all_words, region_name=all_words,
        source_line=all_words, status=all_words, lineage={all_words: all_words}, period_label=all_words,
    )  # fmt: skip
    html = render_html(pack).decode()
    reader = Reader(html)
    text = reader.text()
    for word in HOSTILE:
        assert text.count(re.sub(r"\s+", " ", word)) >= 5, word
    assert "49" not in text
    tags = [t for t, _ in reader.tags]
    assert tags.count("script") == 1
    assert "link" not in tags
    assert "img" not in tags


def test_text_that_turns_direction_is_defused(small: Any) -> None:
    html = render_html(small(Notice("notice", "ab\u202edc", Sentence("x\u2066y\x00z")))).decode()
    assert "abdc" in html
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", html)


def test_tokens_that_are_no_colours_are_refused() -> None:
    with pytest.raises(RenderError, match="token"):
        render_html(sample(tokens={"ink": "red;} body{display:none"}))


def test_a_picture_must_be_a_png(small: Any) -> None:
    evil = base64.b64encode(b"<svg onload=alert(1)>").decode()
    for data in (evil, "no base64 !", '"><script>'):
        with pytest.raises(RenderError, match="no PNG"):
            render_html(small(Picture("picture", data, "a", "c")))


def test_unknown_paper_and_empty_packs_are_refused(small: Any) -> None:
    with pytest.raises(RenderError, match="a4 or letter"):
        render_html(sample(paper="a5"))
    with pytest.raises(RenderError, match="no page"):
        render_html(small())


def test_a_cover_without_a_verdict_gives_a_plain_masthead(small: Any) -> None:
    bare = type(COVER)("cover", "", Sentence(""), Sentence(""), (), "", "")
    html = render_html(small(Notice("notice", "n", Sentence("t")), cover=bare)).decode()
    assert 'class="masthead"' in html
    assert 'class="cover"' not in html
    assert [t for t, _ in Reader(html).tags].count("h1") == 1


def test_the_bytes_are_the_same_in_another_process_with_another_hash_seed(html: str) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from sample_pack import sample; "
        "from stratreport.render import render_html; sys.stdout.buffer.write(render_html(sample()))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, check=True, cwd=root,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(root), "TZ": "Asia/Tokyo", "PATH": ""},
    )  # fmt: skip
    assert done.stdout.decode("utf-8") == html


def test_the_whole_file_stays_under_a_megabyte(html: str) -> None:
    assert len(html.encode()) < 1_000_000
