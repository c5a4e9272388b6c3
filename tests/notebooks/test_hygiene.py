"""Source notebooks are thin, stripped and readable top to bottom; the rules of the notebook contract as tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from stratreport.present.pages import catalogue
from stratreport.review import Review

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TAGS = {"parameters", "setup", "section", "finding", "figure", "table", "appendix", "internal", "sentinel"}
MOST_CELLS, MOST_LINES = 15, 6


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def book(request: pytest.FixtureRequest) -> Any:
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


def code(book: Any) -> list[Any]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def test_every_chapter_of_the_packs_has_its_notebook() -> None:
    named = {
        name
        for path in (ROOT / "params" / "packs").glob("*.yaml")
        for name in re.findall(r"notebooks/\S+\.ipynb", path.read_text())
    }
    assert {f"notebooks/{path.name}" for path in NOTEBOOKS} == named


def test_it_is_a_valid_notebook_of_python_3(book: Any) -> None:
    nbformat.validate(book)
    assert book.metadata.kernelspec.name == "python3"
    assert set(book.metadata) <= {"kernelspec", "language_info"}


def test_nothing_that_was_run_is_kept(book: Any) -> None:
    for cell in code(book):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert set(cell.metadata) <= {"tags"}


def test_cell_ids_say_what_the_cell_is(book: Any) -> None:
    ids = [cell.id for cell in book.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", cell_id) for cell_id in ids)


def test_it_opens_with_its_title_then_parameters_then_setup_and_ends_with_the_sentinel(book: Any) -> None:
    assert book.cells[0].cell_type == "markdown"
    assert book.cells[0].source.startswith("# ")
    assert tags(book.cells[0]) == ["internal"]
    assert [tags(cell) for cell in book.cells[1:3]] == [["parameters"], ["setup"]]
    assert book.cells[2].source == "from stratreport.review import open_review\n\nreview = open_review(snapshot)"
    assert (tags(book.cells[-1]), book.cells[-1].source) == (["sentinel"], "review.done()")


def test_there_is_one_parameters_cell_with_typed_literals(book: Any) -> None:
    [cell] = [cell for cell in code(book) if "parameters" in tags(cell)]
    for line in cell.source.splitlines():
        statement, comment = line.split("#", 1)
        assert comment.strip().startswith("type: ")
        [assigned] = ast.parse(statement).body
        assert isinstance(assigned, ast.Assign)
        ast.literal_eval(assigned.value)


def test_cells_are_few_short_and_tagged(book: Any) -> None:
    assert len(code(book)) <= MOST_CELLS
    for cell in code(book):
        assert len(cell.source.splitlines()) <= MOST_LINES
        assert tags(cell)
        assert set(tags(cell)) <= TAGS


def test_it_imports_the_review_and_nothing_else(book: Any) -> None:
    imported = [
        node
        for cell in code(book)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert [ast.unparse(node) for node in imported] == ["from stratreport.review import open_review"]


def test_every_call_asks_the_review_for_something_that_exists(book: Any) -> None:
    known = {
        "show_page": catalogue.HEADS, "show_source": catalogue.SOURCES, "show_columns": catalogue.COLUMNS,
        "show_table": catalogue.TABLES, "show_figure": catalogue.FIGURES, "show_tiles": catalogue.TILES,
    }  # fmt: skip
    for cell in code(book)[2:]:
        [statement] = ast.parse(cell.source).body
        assert isinstance(statement, ast.Expr)
        call = statement.value
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        assert hasattr(Review, call.func.attr)
        for argument in call.args:
            assert ast.literal_eval(argument) in known[call.func.attr]
