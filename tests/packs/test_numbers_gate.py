"""A pack that says a number nobody computed is refused, and the one before it stays."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.packs.building import PERIOD, ROOT, copy_workspace, stratreport

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("numbers")]
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
PACK = """pack:
  id: region
  title: Quarterly strategy-execution review
  scope: region
  chapters:
    - {notebook: notebooks/one.ipynb, title: Summary, slug: summary}
"""
OPENING = [
    'snapshot = ""',
    "from stratreport.review import open_review\nreview = open_review(snapshot)",
    "review.show_cover()\nreview.show_page('summary')\nreview.show_verdict()",
]
INVENTED = (
    "from stratreport.pack.blocks import Notice, Sentence\n"
    "review.show(Notice('notice', 'Note', Sentence('We closed 4711 deals.')))"
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_workspace(ROOT, tmp_path_factory.mktemp("numbers"))
    (root / "params" / "packs" / "region.yaml").write_text(PACK)
    (root / "notebooks").mkdir()
    return root


def chapter(root: Path, *sources: str) -> None:
    cells = [
        nbformat.v4.new_code_cell(text, id=f"cell-{at}")
        for at, text in enumerate([*OPENING, *sources, "review.done()"])
    ]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), str(root / "notebooks" / "one.ipynb"))


def test_an_invented_number_is_named_with_its_chapter_and_nothing_is_published(workspace: Path) -> None:
    chapter(workspace)
    good = stratreport("report", "anz", "--workspace", str(workspace), "--period", PERIOD)
    assert good.code == 0, good.err
    folder = workspace / "build" / "packs" / PERIOD / "anz"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    chapter(workspace, INVENTED)
    bad = stratreport("report", "anz", "--workspace", str(workspace), "--period", PERIOD)
    assert bad.code == 1
    assert 'chapter summary: "We closed 4711 deals.": 4711 is not among the facts' in bad.err
    assert "Traceback" not in bad.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
