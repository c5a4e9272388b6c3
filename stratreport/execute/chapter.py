"""Run one chapter: notebook in, executed notebook out, and a failure that names the cell and the way back to it."""

from __future__ import annotations

import logging
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillException, PapermillExecutionError

from stratreport.errors import EnvironmentFault, NotebookError
from stratreport.execute.engine import ENGINE, REPLIES_KEY, Replies, register

DONE_MIME = "application/vnd.stratreport.done.v1+json"

#: ids that Jupyter makes up; nobody sees them
GENERATED_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")

logging.getLogger("papermill").setLevel(logging.ERROR)


@dataclass(frozen=True)
class ChapterJob:
    """What to run: the notebook (already prepared), where its executed copy goes, and the names for messages.

    `reading` is the review computed ahead (`ahead.read_ahead`), None when the kernel computes it itself.
    `reopen` is the command that opens this notebook on this snapshot.
    """

    notebook: Path
    output: Path
    snapshot: Path
    pack: str
    region: str
    reopen: str
    timeout: int = 300
    reading: Path | None = None


def run_chapter(job: ChapterJob) -> Any:
    """Return the executed notebook node; raises NotebookError naming pack, region, notebook, cell label and `reopen`.

    Success = no exception, an ok reply from every code cell, and the sentinel of `review.done()` at the end.
    """
    register()
    job.output.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="sr-run-") as scratch:
            book = papermill.execute_notebook(
                str(job.notebook),
                str(job.output),
                parameters={"snapshot": str(job.snapshot.absolute())},
                engine_name=ENGINE,
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=job.timeout,
                working_folder=scratch,
                reading=str(job.reading or ""),
            )
    except PapermillExecutionError as error:
        raise _cell_failure(job, error) from error
    except CellTimeoutError as error:
        raise _failure(job, f"a cell ran longer than {job.timeout} s", "make the cell quicker") from error
    except DeadKernelError as error:
        raise _failure(job, "the kernel died (often: out of memory)", "use fewer rows or smaller figures") from error
    except (PapermillException, nbformat.ValidationError) as error:
        what = f"papermill refused the notebook: {error}"
        raise _failure(job, what, "see the notebook contract in docs/adding.md") from error
    except RuntimeError as error:
        raise EnvironmentFault(
            f"the kernel did not start: {error}", where=str(job.notebook.name), fix="run `stratreport doctor`"
        ) from error
    _prove(job, book)
    return book


def _prove(job: ChapterJob, book: Any) -> None:
    replies = Replies({int(index): status for index, status in book.metadata.get(REPLIES_KEY, {}).items()})
    unproven = replies.missing(book.cells)
    if unproven:
        cell = book.cells[unproven[0]]
        raise _failure(job, f'cell "{label(cell, unproven[0])}" never replied', "run it again")
    mimes = {mime for cell in book.cells for out in cell.get("outputs", []) for mime in out.get("data", {})}
    if DONE_MIME not in mimes:
        raise _failure(job, "the notebook ended without its sentinel", "end it with a cell `review.done()`")


def label(cell: Any, index: int) -> str:
    """Return what a person calls a cell: its `#| label`, else an id somebody chose, else its first line of code."""
    code = [line.strip() for line in cell.source.splitlines() if line.strip()]
    for line in code:
        if line.startswith("#| label:"):
            return str(line.split(":", 1)[1].strip())
    chosen = str(cell.get("id") or "")
    if chosen and not GENERATED_ID.fullmatch(chosen):
        return chosen
    plain = [line for line in code if not line.startswith("#")]
    return plain[0][:60] if plain else f"number {index + 1}"


def _cell_failure(job: ChapterJob, error: PapermillExecutionError) -> NotebookError:
    # papermill puts two marker cells in front (one at the top, one before the failing cell) and saves before it raises
    book = nbformat.read(str(job.output), as_version=4)  # type: ignore[no-untyped-call]
    position = min(error.cell_index + 2, len(book.cells) - 1)
    name = label(book.cells[position], error.cell_index)
    what = f'cell "{name}" failed: {error.ename}: {str(error.evalue).splitlines()[0] if error.evalue else ""}'
    return _failure(job, what.rstrip(": "), f"mend the cell; the executed notebook is {job.output}")


def _failure(job: ChapterJob, what: str, fix: str) -> NotebookError:
    where = f"pack {job.pack}, region {job.region}, notebook {job.notebook.name}"
    return NotebookError(what, where=where, fix=f"{fix}\n  reopen: {job.reopen}")
