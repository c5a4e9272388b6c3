"""All regions: one failure never stops the others, and the summary names it with the way back."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from stratreport.sources.demo import write_demo
from tests.packs.building import PERIOD, ROOT, copy_workspace, stratreport

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("batch")]
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
TINY = """pack:
  id: {scope}
  title: Quarterly strategy-execution review
  scope: {scope}
  chapters:
    - {{notebook: notebooks/tiny.ipynb, title: Summary, slug: summary}}
"""


@pytest.fixture
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace with packs of one short chapter, which fails for Latin America."""
    root = copy_workspace(ROOT, tmp_path_factory.mktemp("batch"))
    for scope in ("region", "company"):
        (root / "params" / "packs" / f"{scope}.yaml").write_text(TINY.format(scope=scope))
    sources = [
        'snapshot = ""',
        "from stratreport.review import open_review\nreview = open_review(snapshot)",
        "assert review.meta.region != 'latam', 'no chapter for latam'",
        "review.show_cover()",
        "review.show_page('overview' if review.meta.scope == 'company' else 'summary')",
        "review.done()",
    ]
    cells = [nbformat.v4.new_code_cell(text, id=f"cell-{number}") for number, text in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    (root / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), str(root / "notebooks" / "tiny.ipynb"))
    return root


def test_one_failing_region_leaves_the_others_published(tiny: Path) -> None:
    done = stratreport("reports", "--workspace", str(tiny))
    assert done.code == 1, done.err
    built = {path.name for path in (tiny / "build" / "packs" / PERIOD).iterdir() if not path.name.startswith(".")}
    assert built == {"emea", "amer-east", "amer-west", "apac", "anz", "company"}
    assert "latam: error[R100]" in done.err
    assert "no chapter for latam" in done.err
    assert "reopen: make lab REGION=latam" in done.err
    assert [line.split(":")[0] for line in done.out.splitlines() if not line.startswith(" ")] == [
        region for region in declared(tiny) if region != "latam"
    ]


def declared(root: Path) -> list[str]:
    """The region ids in the order of their files, then the company."""
    return [*sorted(path.stem for path in (root / "params" / "regions").glob("*.yaml")), "company"]


def test_no_name_of_another_region_is_in_a_pack(tiny: Path, tmp_path: Path) -> None:
    """The leak scan runs in every build; here it must trip on a planted name."""
    book = nbformat.read(str(tiny / "notebooks" / "tiny.ipynb"), as_version=4)
    write_demo(tmp_path)
    stolen = (tmp_path / "reps.csv").read_text().splitlines()[1].split(",")[1]
    planted = nbformat.v4.new_code_cell(f"import pandas as pd\npd.DataFrame({{'seller': ['{stolen}']}})", id="planted")
    book.cells.insert(4, planted)
    nbformat.write(book, str(tiny / "notebooks" / "tiny.ipynb"))
    done = stratreport("reports", "--workspace", str(tiny), "--period", "FY2026Q2")
    assert done.code == 6, done.err
    assert "names that this pack must not show" in done.err
    assert stolen not in done.err
    published = {
        path.name for path in (tiny / "build" / "packs" / "FY2026Q2").iterdir() if not path.name.startswith(".")
    }
    assert "company" in published
    assert len(published) == 2  # the company, and the region the person belongs to
