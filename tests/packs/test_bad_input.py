"""Wrong input: one paragraph with place, found, expected and fix, the right exit code, nothing published changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packs.building import ROOT, copy_workspace, stratreport

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("badinput")]
DATA = Path("data")


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of kind csv on the demo's files, in canonical form."""
    root = copy_workspace(ROOT, tmp_path_factory.mktemp("healthy"))
    done = stratreport("demo", "--workspace", str(root))
    assert done.code == 0, done.err
    shutil.copytree(root / "build" / "data" / "demo", root / DATA)
    (root / "params" / "sources" / "demo.yaml").write_text(
        "source:\n  kind: csv\n  root: data\n  label: bookings export\n"
    )
    return root


def edit(relative: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / relative
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{relative} has no {old!r}"
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    return change


def line(relative: str, number: int, change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    """Change the fields of one line (1-based) of a CSV file without quotes."""

    def apply(root: Path) -> None:
        path = root / relative
        lines = path.read_text(encoding="utf-8").split("\n")
        lines[number - 1] = ",".join(change(lines[number - 1].split(",")))
        path.write_text("\n".join(lines), encoding="utf-8")

    return apply


def remove(relative: str) -> Callable[[Path], None]:
    return lambda root: (root / relative).unlink()


def nothing(root: Path) -> None:
    """Leave the workspace as it is."""


def drop_column(relative: str, name: str) -> Callable[[Path], None]:
    return edit(relative, name, f"{name}_renamed")


def repeat_line(root: Path) -> None:
    path = root / DATA / "bookings.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Case:
    id: str
    spoil: Callable[[Path], None]
    code: int
    must_say: tuple[str, ...]
    region: str = "anz"
    words: tuple[str, ...] = ()


STRATEGY = "params/strategy/growth-fy2026.yaml"
CASES = (
    Case("unknown-region", nothing, 2, ('unknown region "anx"', "did you mean anz?"), region="anx"),
    Case("unknown-period", nothing, 2, ('unknown period "FY2026Q9"', "FY20"), words=("--period", "FY2026Q9")),
    Case(
        "period-without-data", nothing, 2, ('unknown period "FY1999Q1"', "the data covers FY2019Q1"),
        words=("--period", "FY1999Q1"),
    ),
    Case("missing-table", remove("data/quotas.csv"), 3, ("quotas", "rep_id", "amount", "fix:")),
    Case("missing-column", drop_column("data/bookings.csv", "product_id"), 3, ("bookings.csv:1", "product_id", "fix:")),
    Case(
        "wrong-type", line("data/bookings.csv", 12, lambda f: [*f[:8], "many", *f[9:]]), 3,
        ("error[D103]: data/bookings.csv:12", "number", "value hidden"),
    ),
    Case(
        "misspelt-region", line("data/assignments.csv", 4, lambda f: [f[0], "emae", *f[2:]]), 3,
        ("data/assignments.csv:4", '"emae" is not a declared region', "did you mean emea?", "params/regions/<id>.yaml"),
    ),
    Case("duplicate-key", repeat_line, 3, ("bookings.csv:", "line_id", "fix:")),
    Case("ragged-row", line("data/bookings.csv", 30, lambda f: [*f, "extra"]), 3, ("bookings.csv:30", "field", "fix:")),
    Case(
        "targets-do-not-add-up", edit(STRATEGY, "share_of_quota: 0.18", "share_of_quota: 0.98"), 2,
        ("growth-fy2026.yaml", "fix:"),
    ),
    Case("unknown-key", edit(STRATEGY, "  phasing:", "  phaisng:"), 2, ("growth-fy2026.yaml:", "phaisng", "phasing")),
    Case("no-strategy", lambda root: shutil.rmtree(root / "params" / "strategy"), 2, ("params/strategy", "fix:")),
    Case("no-data", lambda root: shutil.rmtree(root / DATA), 3, ("data", "does not exist", "fix:")),
    Case("no-workspace", lambda root: shutil.rmtree(root / "params"), 2, ("params/workspace.yaml", "--workspace")),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_bad_input_is_one_paragraph_and_leaves_the_previous_pack(case: Case, healthy: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(healthy, root, ignore=shutil.ignore_patterns("build"))
    previous = root / "build" / "packs" / "FY2026Q3" / "anz"
    previous.mkdir(parents=True)
    (previous / "anz-FY2026Q3.pdf").write_bytes(b"the good one")
    case.spoil(root)
    done = stratreport("report", case.region, "--workspace", str(root), *case.words)
    assert done.code == case.code, done.err
    for words in case.must_say:
        assert words in done.err, done.err
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 15, done.err
    assert (previous / "anz-FY2026Q3.pdf").read_bytes() == b"the good one"
    assert [path.name for path in (root / "build" / "packs" / "FY2026Q3").iterdir()] == ["anz"]


def test_every_fault_is_reported_at_once(healthy: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(healthy, root, ignore=shutil.ignore_patterns("build"))
    line("data/bookings.csv", 12, lambda f: [*f[:8], "many", *f[9:]])(root)
    drop_column("data/customers.csv", "segment")(root)
    done = stratreport("check", "--workspace", str(root))
    assert done.code == 3
    assert "bookings.csv:12" in done.err
    assert "customers.csv" in done.err


def test_debug_shows_the_traceback_when_asked(healthy: Path) -> None:
    done = stratreport("report", "anx", "--workspace", str(healthy), "--debug")
    assert "Traceback" in done.err
