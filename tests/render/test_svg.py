from __future__ import annotations

import pytest

from stratreport.errors import RenderError
from stratreport.render.svg import admit

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="10mm" height="5mm" viewBox="0 0 10 5"><title>Two of ten</title>'


def draw(inside: str) -> str:
    return f"{HEAD}{inside}</svg>"


def test_a_plain_drawing_passes_unchanged_and_tells_its_size() -> None:
    drawing = admit(draw('<rect class="f-good" x="0" y="0" width="2" height="5" fill="#00737A"/>'))
    assert (drawing.width_mm, drawing.height_mm) == (10, 5)
    assert '<rect class="f-good"' in drawing.markup


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="x()" width="1" height="1"/>',
        "<foreignObject/>",
        '<image href="https://example.com/x.png"/>',
        '<use href="https://example.com/x.svg#a"/>',
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd"/>',
        '<rect fill="url(https://example.com/#a)" width="1" height="1"/>',
        '<rect style="fill:url(https://example.com/#a)" width="1" height="1"/>',
        '<rect width="calc(1px + 2px)" height="1"/>',
        '<animate attributeName="x"/>',
        "<a href='#x'/>",
    ],
)
def test_what_is_no_drawing_is_refused(inside: str) -> None:
    with pytest.raises(RenderError, match="a drawing was refused"):
        admit(draw(inside))


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<p>no</p>",
        "<svg",
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>no size</title></svg>',
    ],
)
def test_broken_drawings_are_refused(source: str) -> None:
    with pytest.raises(RenderError, match="a drawing was refused"):
        admit(source)


def test_a_drawing_without_words_is_refused_unless_alt_gives_them() -> None:
    bare = '<svg xmlns="http://www.w3.org/2000/svg" width="10mm" height="5mm" viewBox="0 0 10 5"/>'
    with pytest.raises(RenderError, match="no title"):
        admit(bare)
    assert "<title>Four deals &lt;b&gt;</title>" in admit(bare, "Four deals <b>").markup


def test_styles_become_attributes_and_comments_and_metadata_go() -> None:
    source = draw(
        '<!-- secret --><metadata><x/></metadata><style>*{fill:red}</style><rect style="fill: #fff; behavior: x"/>'
    )
    text = str(admit(source).markup)
    assert 'fill="#fff"' in text
    for gone in ("secret", "metadata", "style", "behavior"):
        assert gone not in text


def test_a_matplotlib_file_passes_with_its_size_in_points() -> None:
    source = (
        '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
        '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt" viewBox="0 0 72 36" '
        'xmlns="http://www.w3.org/2000/svg" version="1.1"><defs><path id="m" d="M0 0" style="stroke: #000"/></defs>'
        '<use xlink:href="#m" x="1" y="1"/></svg>'
    )
    drawing = admit(source, "One inch")
    assert (drawing.width_mm, drawing.height_mm) == pytest.approx((25.4, 12.7))
    assert 'xlink:href="#m"' in drawing.markup
