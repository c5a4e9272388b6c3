from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.render.prose import render_markdown

TAGS = set(
    "p strong em ul ol li h3 h4 h5 h6 a code pre blockquote table thead tbody tr th td br hr del span".split()  # noqa: SIM905
)


@given(st.text(alphabet="<>/\"'=:()[]!`#*_|-\n abcdefgijlnoprstuv&;", max_size=200))
def test_no_markdown_makes_a_tag_or_attribute_of_its_own(text: str) -> None:
    html = str(render_markdown(text))
    assert {name.lower() for name in re.findall(r"</?([A-Za-z][A-Za-z0-9]*)", html)} <= TAGS
    assert not re.search(r"<[^>]*\s(on\w+|style|src)\s*=", html)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "//evil",
        "#x",
    ],
)
def test_links_of_other_kinds_become_words(url: str) -> None:
    assert "<a" not in str(render_markdown(f"[words]({url})"))
    assert "words" in str(render_markdown(f"[words]({url})"))


def test_known_links_stay() -> None:
    assert '<a href="https://example.com/x"' in str(render_markdown("[w](https://example.com/x)"))
    assert '<a href="mailto:a@example.com"' in str(render_markdown("[w](mailto:a@example.com)"))


def test_pictures_are_not_fetched() -> None:
    html = str(render_markdown("![the words](https://example.com/x.png)"))
    assert "the words" in html
    assert "example.com" not in html


def test_raw_html_is_shown() -> None:
    html = str(render_markdown("<script>alert(1)</script>\n\n<b onclick=x>y</b>"))
    assert "&lt;script&gt;" in html
    assert "<b" not in html


def test_headings_stay_below_the_page_title() -> None:
    assert [re.findall(r"<(h\d)>", str(render_markdown(f"{'#' * n} x")))[0] for n in (1, 2, 3, 6)] == [
        "h3",
        "h3",
        "h4",
        "h6",
    ]


def test_tables_align_by_class() -> None:
    html = str(render_markdown("| a | b |\n|---|---:|\n| x | 1 |"))
    assert '<td class="right">1</td>' in html
    assert "style" not in html
