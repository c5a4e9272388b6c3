"""Build packs by the command line a person uses, and read them back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PERIOD = "FY2026Q3"
AW_DATA = Path(os.environ.get("STRATREPORT_ADVENTUREWORKS", ROOT.parent / "shared" / "data" / "adventureworks"))


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str


def stratreport(*words: str, cwd: Path = ROOT, **variables: str) -> Result:
    environment = {**os.environ, "NO_COLOR": "1", **variables}
    command = [str(BIN / "stratreport"), *words]
    done = subprocess.run(command, check=False, cwd=cwd, env=environment, capture_output=True, text=True, timeout=280)
    return Result(done.returncode, done.stdout, done.stderr)


def copy_workspace(source: Path, target: Path) -> Path:
    """Copy what makes a workspace: params, and its own brand when it has one."""
    for name in ("params", "reports"):
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
    return target


@dataclass(frozen=True)
class Pack:
    """A published pack on disk."""

    folder: Path
    said: str

    def file(self, suffix: str) -> Path:
        (found,) = self.folder.glob(f"*.{suffix}")
        return found

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))


def build(workspace: Path, region: str, period: str | None, *words: str, **variables: str) -> Pack:
    chosen = ("--period", period) if period else ()
    done = stratreport("report", region, "--workspace", str(workspace), *chosen, *words, **variables)
    assert done.code == 0, done.err
    (folder,) = (workspace / "build" / "packs").glob(f"{period or '*'}/{region}")
    return Pack(folder, done.out)


def values(workspace: Path, region: str, period: str, **variables: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return `stratreport metrics REGION --json` keyed by metric, scope and period."""
    done = stratreport("metrics", region, "--json", "--workspace", str(workspace), "--period", period, **variables)
    assert done.code == 0, done.err
    rows = [json.loads(line) for line in done.out.splitlines()]
    return {(row["metric"], row["scope"], row["period"]): row for row in rows}
