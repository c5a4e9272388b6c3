"""The neighbours' own tools are clients: papermill's and nbconvert's command lines, and JupyterLab's kernels."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from stratreport.cli.lab import lab_environment
from stratreport.params import load_workspace
from tests.packs.building import BIN, PERIOD, ROOT, Pack

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demo")]


def run(*words: str, cwd: Path) -> str:
    done = subprocess.run(words, check=False, cwd=cwd, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_papermill_runs_a_chapter_on_our_engine_and_nbconvert_sets_it(demo: Path, anz: Pack, tmp_path: Path) -> None:
    snapshot = demo / "build" / "snapshots" / PERIOD / "anz"
    out = tmp_path / "balance.ipynb"
    chapter = ROOT / "notebooks" / "balance.ipynb"
    run(
        str(BIN / "papermill"),
        "--engine",
        "stratreport",
        str(chapter),
        str(out),
        "-p",
        "snapshot",
        str(snapshot),
        cwd=tmp_path,
    )
    executed = json.loads(out.read_text(encoding="utf-8"))
    assert executed["metadata"]["papermill"]["parameters"] == {"snapshot": str(snapshot)}
    run(str(BIN / "jupyter"), "nbconvert", "--to", "stratreport-html", str(out), cwd=tmp_path)
    page = (tmp_path / "balance.html").read_text(encoding="utf-8")
    assert "default-src" in page
    assert "Product lines" in page
    assert "<svg" in page
    assert "review.show" not in page  # code never enters


def test_papermill_on_our_engine_fails_when_a_display_fails(tmp_path: Path) -> None:
    broken = "class Broken:\n    def _repr_html_(self):\n        raise RuntimeError('cannot be shown')\nBroken()"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(broken)], metadata=kernel)
    nbformat.write(book, str(tmp_path / "q.ipynb"))
    words = [str(BIN / "papermill"), "--engine", "stratreport", "q.ipynb", "out.ipynb"]
    done = subprocess.run(words, check=False, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode != 0
    assert "cannot be shown" in done.stderr


def test_in_the_lab_a_cell_runs_as_it_stands(demo: Path, anz: Pack) -> None:
    workspace = load_workspace(demo, env=os.environ)
    snapshot = demo / "build" / "snapshots" / PERIOD / "anz"
    environment = lab_environment(workspace, snapshot=snapshot, environment=os.environ)
    question = "print(review.meta.region, len(review.deals) > 0)"
    chapter = nbformat.read(str(ROOT / "notebooks" / "bridge.ipynb"), as_version=4)
    cells = [nbformat.v4.new_code_cell(question), *[cell for cell in chapter.cells if cell.cell_type == "code"]]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    client = NotebookClient(book, timeout=100, kernel_name="python3")
    with client.setup_kernel(env=environment):
        for index, cell in enumerate(book.cells):
            client.execute_cell(cell, index)
    assert book.cells[0].outputs[0].text.strip() == "anz True"


def test_the_lab_says_what_to_run_when_it_is_not_installed(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from stratreport.cli import lab
    from stratreport.errors import EnvironmentFault

    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EnvironmentFault, match="JupyterLab is not installed"):
        lab.open_lab(load_workspace(demo, env=os.environ), snapshot=demo, environment=os.environ)
