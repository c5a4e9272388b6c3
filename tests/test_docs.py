"""The documents say what the code does: generated pages are current, commands and targets are described."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["data.md", "metrics.md"])
def test_generated_pages_are_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == script("write_docs").PAGES[name](), "run `make docs`"


def test_the_calibration_page_is_what_its_script_writes_but_for_the_simulated_figures() -> None:
    """The simulation takes minutes, so figures are masked; numbers of teams, deals and reps are not."""
    calibration = script("calibration")
    blank = dict.fromkeys(calibration.DEALS, calibration.Outcome(*[0.5] * 6))
    page = (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")
    masked = [re.sub(r"\d+\.\d %", "x %", text) for text in (page, calibration.page(blank, blank, blank, blank))]
    assert masked[0] == masked[1], "run `make calibration`"


def test_every_make_target_a_person_reads_about_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", "docs/adding.md", "ARCHITECTURE.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
        assert named <= targets, f"{page} names make {named - targets}"


def test_every_command_is_in_the_readme_or_the_changelog() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "stratreport"), "--help"], check=True, capture_output=True, text=True
    )
    commands = re.findall(r"^  ([a-z]+) {2,}", done.stdout.split("Commands:")[1], re.MULTILINE)
    assert {"report", "reports", "check", "demo", "metrics", "doctor"} <= set(commands)
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name in commands if not re.search(rf"\b{name}\b", text)] == []


def test_every_link_to_a_file_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
