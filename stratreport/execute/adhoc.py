"""An analyst's own notebook made runnable as a chapter: `review` opened if it was not, completion proven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from stratreport.errors import Fault, NotebookError, ParamsError, Place

SETUP = "from stratreport.review import open_review\n\nreview = open_review(snapshot)"
DONE = "review.done()"


def prepare(path: Path) -> Any:
    """Return the notebook with a parameters cell, an open review and a last cell that proves completion.

    Cells the author already wrote are never changed.
    Raises ParamsError when there is no such file, NotebookError when it is not a notebook.
    """
    if not path.is_file():
        raise ParamsError(
            [Fault("C120", Place(str(path)), "no such notebook", "a notebook file", "correct --notebook")]
        )
    try:
        book = nbformat.read(str(path), as_version=4)  # type: ignore[no-untyped-call]
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        raise NotebookError(
            f"not a notebook: {type(error).__name__}", where=str(path), fix="open it in JupyterLab and save it again"
        ) from error
    has_parameters = any("parameters" in cell.metadata.get("tags", []) for cell in book.cells)
    source = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    opened = "open_review(" in source
    front = [] if has_parameters else [_cell('snapshot = ""', "parameters")]
    setup = [] if opened else [_cell(SETUP, "setup")]
    position = _after_parameters(book.cells) if has_parameters else 0
    book.metadata.setdefault("kernelspec", {"name": "python3", "display_name": "Python 3", "language": "python"})
    book.cells = [*book.cells[:position], *front, *setup, *book.cells[position:]]
    if "review.done()" not in source:
        book.cells.append(_cell(_sentinel(source), "sentinel"))
    return book


def _sentinel(source: str) -> str:
    named = "review = open_review(" in source or "open_review(" not in source
    return DONE if named else "open_review(snapshot).done()"


def _after_parameters(cells: list[Any]) -> int:
    return 1 + next(i for i, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", []))


def _cell(source: str, tag: str) -> Any:
    metadata = {"tags": [tag, "internal"]}
    return nbformat.v4.new_code_cell(source, id=tag, metadata=metadata)  # type: ignore[no-untyped-call]
