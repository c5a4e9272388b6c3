"""A chapter succeeds only with proof, and a failure says where it is and how to get back there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from stratreport.errors import NotebookError
from stratreport.execute import engine
from stratreport.execute.chapter import DONE_MIME, ChapterJob, run_chapter

DONE = f"from IPython.display import display\ndisplay({{'{DONE_MIME}': {{}}}}, raw=True)"


def chapter(folder: Path, *cells: str, done: bool = True) -> ChapterJob:
    sources = ['snapshot = ""', *cells, *([DONE] if done else [])]
    book = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    book.cells = [nbformat.v4.new_code_cell(text, id=f"cell-{i}") for i, text in enumerate(sources)]
    book.cells[0].metadata["tags"] = ["parameters"]
    path = folder / "question.ipynb"
    nbformat.write(book, str(path))
    return ChapterJob(
        notebook=path,
        output=folder / "out" / "question.ipynb",
        snapshot=folder,
        pack="region",
        region="emea",
        reopen="make lab REGION=emea",
        timeout=20,
    )


def failure(job: ChapterJob) -> str:
    with pytest.raises(NotebookError) as caught:
        run_chapter(job)
    message = caught.value.message()
    assert "pack region, region emea, notebook question.ipynb" in message
    assert "reopen: make lab REGION=emea" in message
    return message


def outputs_text(book: nbformat.NotebookNode) -> str:
    return "".join(out.get("text", "") for cell in book.cells for out in cell.get("outputs", []))


def test_a_chapter_sees_its_snapshot_and_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "canary-7391")
    look = "import os\nprint(snapshot, 'canary' in ' '.join(os.environ.values()), os.environ.get('DB_PASSWORD'))"
    book = run_chapter(chapter(tmp_path, look))
    assert outputs_text(book).strip() == f"{tmp_path} False None"


def test_a_failing_cell_is_named_by_its_label(tmp_path: Path) -> None:
    message = failure(chapter(tmp_path, "#| label: fig-growth\nraise ValueError('no growth')"))
    assert 'cell "fig-growth" failed: ValueError: no growth' in message


def test_a_failing_cell_without_label_is_named_by_its_id(tmp_path: Path) -> None:
    assert 'cell "cell-2" failed: ZeroDivisionError' in failure(chapter(tmp_path, "a = 1", "a / 0"))


def test_a_cell_with_a_made_up_id_is_named_by_its_first_line(tmp_path: Path) -> None:
    job = chapter(tmp_path, "# a comment\nreview_of_nothing()\n1 + 1")
    book = nbformat.read(str(job.notebook), as_version=4)
    book.cells[1].id = "1d25e6d6"
    nbformat.write(book, str(job.notebook))
    assert 'cell "review_of_nothing()" failed: NameError' in failure(job)


def test_a_failing_display_fails_the_chapter(tmp_path: Path) -> None:
    broken = "class Broken:\n    def _repr_html_(self):\n        raise RuntimeError('cannot be shown')\nBroken()"
    assert "RuntimeError: cannot be shown" in failure(chapter(tmp_path, broken))


def test_a_killed_kernel_is_a_failure_whatever_papermill_writes(tmp_path: Path) -> None:
    job = chapter(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert "the kernel died" in failure(job)


def test_a_cell_that_hangs_is_a_failure(tmp_path: Path) -> None:
    job = chapter(tmp_path, "import time\ntime.sleep(60)")
    quick = ChapterJob(**{**job.__dict__, "timeout": 2})
    assert "ran longer than 2 s" in failure(quick)


def test_a_notebook_that_stops_before_its_sentinel_is_a_failure(tmp_path: Path) -> None:
    assert "ended without its sentinel" in failure(chapter(tmp_path, "a = 1", done=False))


def test_a_cell_may_not_flood_the_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CELL_OUTPUT_LIMIT", 100_000)
    assert "printed more than 100,000 bytes" in failure(chapter(tmp_path, "print('x' * 1_000_000)"))


def test_the_source_notebook_is_never_written(tmp_path: Path) -> None:
    job = chapter(tmp_path, "a = 1")
    before = job.notebook.read_bytes()
    run_chapter(job)
    assert job.notebook.read_bytes() == before
