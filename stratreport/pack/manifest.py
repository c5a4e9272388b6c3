"""The manifest of a pack: what went in and what came out, each with its hash; no clock: same inputs, same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = (
    "duckdb",
    "ibis-framework",
    "matplotlib",
    "nbclient",
    "numpy",
    "pandas",
    "papermill",
    "seaborn",
    "weasyprint",
)
SCHEMA = 1


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def folder_digest(folder: Path, pattern: str = "*") -> str:
    """Return one SHA-256 over the files below a folder that match `pattern`, names included, in path order."""
    total = hashlib.sha256()
    for file in sorted(path for path in folder.rglob(pattern) if path.is_file()):
        total.update(file.relative_to(folder).as_posix().encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def manifest(facts: Mapping[str, Any], *, outputs: Mapping[str, Path], package: Path) -> dict[str, Any]:
    """Return the manifest as plain containers: `facts` of the pack, library versions, hashes of code and outputs."""
    return {
        "schema": SCHEMA,
        **facts,
        "code": {"package": version("stratreport"), "sha256": folder_digest(package, "*.py")},
        "libraries": {name: version(name) for name in LIBRARIES},
        "outputs": {
            name: {"sha256": sha256(path), "bytes": path.stat().st_size} for name, path in sorted(outputs.items())
        },
    }


def dump(content: Mapping[str, Any]) -> str:
    """Return the manifest as text: sorted, indented, ending in a newline."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
