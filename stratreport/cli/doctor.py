"""What a machine needs, looked at one thing at a time; nothing is changed."""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

#: the lowest versions without a known hole (docs/adr/0008-security-floors.md)
FLOORS = {"weasyprint": "70.0", "nbconvert": "7.17.2", "jinja2": "3.1.6", "pyarrow": "26.0.0", "papermill": "2.7.0"}
FREE_BYTES = 500_000_000
Row = tuple[bool, str, str, str]


def findings(workspace: Path) -> list[Row]:
    """Return rows (ok, name, what was found, how to fix it)."""
    return [
        _python(),
        *(_floor(name, floor) for name, floor in FLOORS.items()),
        _pango(),
        *_fonts(),
        _kernel(),
        _space(workspace),
    ]


def _python() -> Row:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return sys.version_info >= (3, 11), "Python", found, "install Python 3.11 or newer"


def _floor(name: str, floor: str) -> Row:
    fix = "run `make setup`"
    try:
        found = version(name)
    except PackageNotFoundError:
        return False, name, "missing", fix
    return _numbers(found) >= _numbers(floor), name, f"{found} (at least {floor})", fix


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


def _pango() -> Row:
    fix = "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    try:
        import weasyprint  # noqa: PLC0415
    except OSError as error:
        return False, "Pango", str(error).splitlines()[0], fix
    return True, "Pango", f"loaded by WeasyPrint {weasyprint.__version__}", fix


def _fonts() -> list[Row]:
    rows: list[Row] = []
    for package in ("font-source-sans-pro", "font-source-serif-pro"):
        try:
            rows.append((True, package, version(package), ""))
        except PackageNotFoundError:
            rows.append((False, package, "missing", "run `make setup`"))
    return rows


def _kernel() -> Row:
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415

    names = sorted(KernelSpecManager().find_kernel_specs())
    return "python3" in names, "kernel python3", ", ".join(names) or "none", "run `make setup`"


def _space(workspace: Path) -> Row:
    free = shutil.disk_usage(workspace).free
    return free > FREE_BYTES, "free space", f"{free / 1e9:.1f} GB", "free at least 0.5 GB"
