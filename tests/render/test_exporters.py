from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from stratreport.errors import RenderError
from stratreport.pack.blocks import MIME, Notice, Sentence, encode
from stratreport.render.exporters import BRAND_FILE, StratreportHTMLExporter


def notebook() -> nbformat.NotebookNode:
    block = encode(Notice("notice", "Personas not connected", Sentence("Nothing is said.")))
    shown = new_output("display_data", data={MIME: block, "text/html": "<b>stale</b>"})
    cell = new_code_cell("secret_code()", outputs=[shown])
    return new_notebook(cells=[new_markdown_cell("# Do large deals explain it?\n\n<script>x</script>"), cell])


def test_a_notebook_becomes_one_branded_page_without_its_code(tmp_path: Path) -> None:
    brand = tmp_path / BRAND_FILE
    brand.parent.mkdir(parents=True)
    brand.write_text('meta: {name: Acme}\ncolor: {primary: "#5B1A5E"}\n', encoding="utf-8")
    html, resources = StratreportHTMLExporter().from_notebook_node(
        notebook(), resources={"metadata": {"name": "my_question", "path": str(tmp_path / "notebooks")}}
    )
    assert resources["output_extension"] == ".html"
    for expected in ("Do large deals explain it?", "Personas not connected", "Acme", "#5B1A5E", "&lt;script&gt;"):
        assert expected in html
    assert "secret_code" not in html
    assert "stale" not in html


def test_a_notebook_that_shows_nothing_is_an_error_not_an_empty_page(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="no page"):
        StratreportHTMLExporter().from_notebook_node(
            new_notebook(cells=[new_code_cell("x = 1")]), resources={"metadata": {"name": "n", "path": str(tmp_path)}}
        )


def test_nbconvert_finds_the_exporter_by_name() -> None:
    found = [point.value for point in entry_points(group="nbconvert.exporters") if point.name == "stratreport-html"]
    assert found == ["stratreport.render.exporters:StratreportHTMLExporter"]
