"""The command line by itself: version, help, exit codes of a batch, what doctor looks at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stratreport import __version__
from stratreport.cli import doctor
from stratreport.cli.main import worst

STRATREPORT = str(Path(sys.executable).parent / "stratreport")


def test_version_and_help() -> None:
    version = subprocess.run([STRATREPORT, "--version"], check=True, capture_output=True, text=True)
    assert version.stdout == f"stratreport {__version__}\n"
    help_text = subprocess.run([STRATREPORT, "--help"], check=True, capture_output=True, text=True).stdout
    for command in ("report", "reports", "check", "demo", "metrics", "lab", "doctor"):
        assert f"  {command} " in help_text


def test_help_imports_nothing_heavy() -> None:
    heavy = {"pandas", "ibis", "papermill", "numpy", "pydantic"}
    look = f"import sys, stratreport.cli.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_option_is_a_usage_error() -> None:
    done = subprocess.run(
        [STRATREPORT, "report", "emea", "--periode", "x"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "--periode" in done.stderr


@pytest.mark.parametrize(
    ("codes", "code"), [([1], 1), ([1, 3], 3), ([3, 5, 1], 5), ([5, 4], 4), ([70, 4], 70), ([70, 6], 6), ([7, 1], 7)]
)
def test_the_gravest_failure_of_a_batch_decides_the_exit_code(codes: list[int], code: int) -> None:
    assert worst(codes) == code


def test_doctor_finds_this_machine_fit_and_names_what_it_looked_at(tmp_path: Path) -> None:
    rows = doctor.findings(tmp_path)
    assert [name for ok, name, _, _ in rows if not ok] == []
    assert {"Python", "weasyprint", "Pango", "kernel python3", "free space"} <= {name for _, name, _, _ in rows}


def test_doctor_names_a_version_below_its_floor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "version", lambda name: "1.0")
    assert {name for ok, name, _, _ in doctor.findings(tmp_path) if not ok} >= set(doctor.FLOORS)
