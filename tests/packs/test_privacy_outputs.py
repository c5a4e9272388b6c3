"""Where people are not shown by name, no output knows them: not the PDF, the HTML, the data book, nor any notebook."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest

from stratreport.snapshot import read_snapshot
from tests.packs.building import PERIOD, ROOT, Pack, build, copy_workspace, stratreport

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("privacy")]
REGION = "latam"


def workspace(folder: Path, display: str) -> Path:
    root = copy_workspace(ROOT, folder)
    path = root / "params" / "workspace.yaml"
    text = path.read_text(encoding="utf-8")
    assert "rep_display: names" in text
    path.write_text(text.replace("rep_display: names", f"rep_display: {display}"), encoding="utf-8")
    return root


@pytest.fixture(scope="module", params=["codes", "aggregate"])
def hidden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Pack]:
    root = workspace(tmp_path_factory.mktemp(request.param), request.param)
    return request.param, root, build(root, REGION, PERIOD)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """Return names and source ids of everybody in the region, from a workspace that shows them."""
    root = workspace(tmp_path_factory.mktemp("names"), "names")
    assert stratreport("metrics", REGION, "--workspace", str(root), "--period", PERIOD).code == 0
    reps = read_snapshot(root / "build" / "snapshots" / PERIOD / REGION).frames["reps"]
    return set(reps["name"]), set(reps["rep_id"])


def texts(root: Path, pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield every output as text: published files, executed notebooks, and what the command line prints."""
    with pdfplumber.open(pack.file("pdf")) as document:
        yield "pdf", " ".join((page.extract_text() or "") for page in document.pages)
    yield "pdf bytes", pack.file("pdf").read_bytes().decode("latin-1")
    yield "html", pack.file("html").read_text(encoding="utf-8")
    yield "manifest", json.dumps(pack.manifest, ensure_ascii=False)
    with zipfile.ZipFile(pack.file("xlsx")) as book:
        for name in book.namelist():
            yield f"xlsx {name}", book.read(name).decode("utf-8", "replace")
    for path in sorted((root / "build" / "runs").rglob("*.ipynb")):
        yield path.name, path.read_text(encoding="utf-8").encode().decode("unicode_escape", "replace")
    printed = stratreport("metrics", REGION, "--json", "--workspace", str(root), "--period", PERIOD)
    assert printed.code == 0, printed.err
    yield "metrics --json", printed.out


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0]+", " ", text)


def test_no_output_knows_a_name_or_a_source_id(
    hidden: tuple[str, Path, Pack], people: tuple[set[str], set[str]]
) -> None:
    _, root, pack = hidden
    names, ids = people
    pattern = re.compile(
        "|".join([*map(re.escape, sorted(names)), *(rf"\b{re.escape(item)}\b" for item in sorted(ids))])
    )
    found = {place: sorted(set(pattern.findall(plain(text)))) for place, text in texts(root, pack)}
    assert not {place: hits for place, hits in found.items() if hits}


def test_in_aggregate_mode_no_metric_is_a_persons(hidden: tuple[str, Path, Pack]) -> None:
    display, root, _ = hidden
    rows = [
        json.loads(line)
        for line in stratreport(
            "metrics", REGION, "--json", "--workspace", str(root), "--period", PERIOD
        ).out.splitlines()
    ]
    persons = [row for row in rows if "/rep:" in row["scope"]]
    assert bool(persons) == (display == "codes")
    if display == "aggregate":
        closed = [row for row in rows if "/manager:" in row["scope"] and row["caveat"] == "fewer than five"]
        assert closed  # the teams of the region are small
        assert all(row["value"] is None and row["numerator"] is None and row["n"] is None for row in closed)


def test_the_manifest_says_how_people_are_shown(hidden: tuple[str, Path, Pack]) -> None:
    display, _, pack = hidden
    assert pack.manifest["rep_display"] == display
