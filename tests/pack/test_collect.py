"""Blocks are collected as data, in order, with the hiding and captioning conventions of the neighbours' tools."""

from __future__ import annotations

import nbformat
import pytest

from stratreport.errors import PackError
from stratreport.pack.blocks import MIME, Block, Figure, PageHead, Picture, Prose, Source, encode
from stratreport.pack.collect import collect_chapter


def show(block: Block, source: str = "review.show()", **metadata: object) -> nbformat.NotebookNode:
    output = nbformat.v4.new_output("display_data", data={MIME: encode(block), "text/html": "<p>for the lab only</p>"})
    return nbformat.v4.new_code_cell(source, outputs=[output], metadata=metadata)


def collect(*cells: nbformat.NotebookNode) -> tuple[Block, ...]:
    book = nbformat.v4.new_notebook(cells=list(cells))
    return collect_chapter(book, slug="balance", title="Balance", number=3).blocks


SOURCE = Source("source", "Bookings as of 5 October")
FIGURE = Figure("figure", svg="<svg/>", alt="", caption="", exhibit=None)


def test_blocks_and_markdown_enter_in_order_and_code_does_not() -> None:
    blocks = collect(nbformat.v4.new_markdown_cell("Some *words*"), nbformat.v4.new_code_cell("x = 1"), show(SOURCE))
    assert blocks == (Prose("prose", "Some *words*"), SOURCE)


@pytest.mark.parametrize(
    "tag", ["internal", "remove-cell", "remove_cell", "hide-cell", "parameters", "injected-parameters", "remove-output"]
)
def test_hidden_cells_stay_out(tag: str) -> None:
    assert collect(show(SOURCE, tags=[tag])) == ()


def test_quarto_options_caption_a_figure() -> None:
    cell = show(FIGURE, '#| label: fig-size\n#| fig-cap: "Deals by size"\n#| fig-alt: Most deals are small\nplot()')
    (figure,) = collect(cell)
    assert isinstance(figure, Figure)
    assert (figure.caption, figure.alt) == ("Deals by size", "Most deals are small")


def test_a_caption_stands_in_for_a_missing_alternative_text() -> None:
    (figure,) = collect(show(FIGURE, "#| fig-cap: Deals by size\nplot()"))
    assert isinstance(figure, Figure)
    assert figure.alt == "Deals by size"


def test_a_plain_png_becomes_a_picture_and_a_plain_value_becomes_text() -> None:
    png = nbformat.v4.new_output("display_data", data={"image/png": "aGk=\n", "text/plain": "<Figure>"})
    value = nbformat.v4.new_output("execute_result", data={"text/plain": "42"})
    picture, text = collect(
        nbformat.v4.new_code_cell("plot()", outputs=[png]), nbformat.v4.new_code_cell("6 * 7", outputs=[value])
    )
    assert isinstance(picture, Picture)
    assert picture.png_base64 == "aGk="
    assert text == Prose("prose", "```\n42\n```")


def test_html_of_a_notebook_is_never_collected() -> None:
    html = nbformat.v4.new_output("display_data", data={"text/html": "<script>alert(1)</script>"})
    assert collect(nbformat.v4.new_code_cell("show()", outputs=[html])) == ()


def test_the_heading_of_an_analysts_notebook_opens_its_page() -> None:
    head, rest = collect(nbformat.v4.new_markdown_cell("# Who buys twice?\n\nA look at repeat orders."))
    assert isinstance(head, PageHead)
    assert head.title.text == "Who buys twice?"
    assert rest == Prose("prose", "A look at repeat orders.")


def test_a_block_of_an_unknown_form_is_refused_by_place() -> None:
    output = nbformat.v4.new_output("display_data", data={MIME: {"kind": "hologram"}})
    with pytest.raises(PackError, match="balance, cell"):
        collect(nbformat.v4.new_code_cell("show()", outputs=[output]))
