"""What the cleaner of matplotlib's SVG promises: attributes, classes, own ids, a title, millimetres, equal bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from lxml import etree
from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from stratreport.brand import load_brand
from stratreport.present.charts.style import inches, rc_params, register_fonts, text_width
from stratreport.present.charts.svg import clean, figure_svg

TOKENS = load_brand(None).tokens
RAW = """<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt"
     viewBox="0 0 72 36"><metadata><x/></metadata><defs><style>*{fill:red}</style></defs><!-- note -->
 <g id="unused" onclick="x()"><path id="p1" style="fill: {bad}; stroke: none; white-space: pre" d="M 0 0
L 1 1"/><use xlink:href="#p1" x="3"/><use xlink:href="https://example.org/a.svg#b"/></g>
 <script>alert(1)</script><foreignObject/>
 <text style="font-size: 8px; font-weight: 600; font-family: 'DejaVu Sans'" transform="rotate(-0 1 2)">A  B</text>
</svg>"""


@pytest.fixture
def cleaned() -> str:
    return clean(RAW.replace("{bad}", TOKENS["bad"].upper()), slug="demo", title="Five & more", tokens=TOKENS)


def test_nothing_that_a_strict_page_refuses_is_left(cleaned: str) -> None:
    assert not re.search(r"style|<script|foreignObject|<!--|<\?xml|DOCTYPE|metadata|onclick|https://example", cleaned)


def test_styles_become_attributes_and_brand_colours_get_their_class_whatever_the_case(cleaned: str) -> None:
    path = etree.fromstring(cleaned).find(".//{*}path")
    assert path.get("class") == "f-bad"
    assert path.get("fill") == TOKENS["bad"].upper()
    assert path.get("d") == "M 0 0 L 1 1"


def test_ids_carry_the_chart_and_references_follow(cleaned: str) -> None:
    root = etree.fromstring(cleaned)
    assert [e.get("id") for e in root.iter() if e.get("id")] == ["demo-1"]
    assert root.find(".//{*}use").get("{http://www.w3.org/1999/xlink}href") == "#demo-1"


def test_the_title_comes_first_and_sizes_are_millimetres(cleaned: str) -> None:
    root = etree.fromstring(cleaned)
    assert root[0].tag.endswith("title")
    assert root[0].text == "Five & more"
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("25.4mm", "12.7mm", "0 0 72 36")


def test_text_stays_text_in_the_house_font(cleaned: str) -> None:
    text = etree.fromstring(cleaned).find(".//{*}text")
    assert (text.text, text.get("font-family"), text.get("font-size")) == ("A  B", "Source Sans Pro", "8")
    assert text.get("transform") is None


def figure() -> Figure:
    with rc_context(rc_params(TOKENS)):
        made = Figure(figsize=inches(100, 50))
        FigureCanvasSVG(made)
        axes = made.add_axes((0.2, 0.2, 0.7, 0.7))
        axes.bar(["a", "b"], [1, 2], color=TOKENS["good"], hatch="//")
        axes.set_title("Ünits & more")
        return made


def test_a_figure_keeps_its_physical_size_and_its_words() -> None:
    svg = figure_svg(figure(), slug="x", title="t", tokens=TOKENS)
    root = etree.fromstring(svg.encode())
    assert (root.get("width"), root.get("height")) == ("100mm", "50mm")
    assert "Ünits & more" in [e.text for e in root.iter("{*}text")]
    assert {e.get("font-family") for e in root.iter("{*}text")} == {"Source Sans Pro"}


def test_two_charts_never_share_an_id() -> None:
    one, two = (set(re.findall(r' id="([^"]+)"', figure_svg(figure(), slug=s, title="t", tokens=TOKENS))) for s in "ab")
    assert one
    assert not one & two


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from test_charts_svg import TOKENS, figure, figure_svg
sys.stdout.write(figure_svg(figure(), slug="x", title="t", tokens=TOKENS))
"""


def test_equal_bytes_whatever_the_hash_seed() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, os.path.dirname(__file__)], capture_output=True, check=True,  # noqa: PTH120
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


def test_the_house_font_is_registered_with_its_three_weights() -> None:
    found = {font.weight for font in font_manager.fontManager.ttflist if font.name == register_fonts()}
    assert {400, 600, 700} <= found


def test_text_is_measured_in_millimetres() -> None:
    # digits of the house font are tabular: ten ones are as wide as ten nines, and twice as wide as five
    ten = text_width("1" * 10, size=10)
    assert text_width("9" * 10, size=10) == pytest.approx(ten, rel=0.01)
    assert text_width("1" * 5, size=10) * 2 == pytest.approx(ten, rel=0.01)
    assert 10 * 10 * 25.4 / 72 * 0.4 < ten < 10 * 10 * 25.4 / 72 * 0.6  # a digit is about half an em
