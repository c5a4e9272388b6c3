"""An analyst's notebook needs nothing special: the review is opened and completion is proven for it."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from stratreport.errors import NotebookError, ParamsError
from stratreport.execute.adhoc import prepare


def write(path: Path, *sources: str, tags: tuple[str, ...] = ()) -> Path:
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(text) for text in sources]
    if tags:
        book.cells[0].metadata["tags"] = list(tags)
    nbformat.write(book, str(path))
    return path


def sources(path: Path) -> list[str]:
    return [cell.source for cell in prepare(path).cells]


def test_a_bare_question_gets_parameters_an_open_review_and_a_sentinel(tmp_path: Path) -> None:
    path = write(tmp_path / "q.ipynb", "review.deals.head()")
    assert sources(path) == [
        'snapshot = ""',
        "from stratreport.review import open_review\n\nreview = open_review(snapshot)",
        "review.deals.head()",
        "review.done()",
    ]


def test_what_the_author_wrote_is_kept(tmp_path: Path) -> None:
    mine = ('snapshot = ""', "from stratreport.review import open_review\nr = open_review(snapshot)", "r.deals")
    path = write(tmp_path / "q.ipynb", *mine, tags=("parameters",))
    assert sources(path) == [*mine, "open_review(snapshot).done()"]


def test_cells_we_add_never_enter_the_pack(tmp_path: Path) -> None:
    added = [cell for cell in prepare(write(tmp_path / "q.ipynb", "1")).cells if cell.source != "1"]
    assert all("internal" in cell.metadata.tags for cell in added)


@pytest.mark.parametrize("content", ["", "not a notebook", "{}"])
def test_a_file_that_is_no_notebook_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "q.ipynb"
    path.write_text(content)
    with pytest.raises(NotebookError, match="not a notebook"):
        prepare(path)


def test_a_missing_notebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="no such notebook"):
        prepare(tmp_path / "absent.ipynb")
