"""Where the packaged notebooks, templates, brand and params live when a workspace has none of its own."""

from __future__ import annotations

from pathlib import Path

import stratreport


def defaults_root() -> Path:
    """Return the folder that holds the default notebooks/, reports/ and params/.

    `stratreport/_defaults` inside an installed wheel, otherwise the folder above the package (a checkout).
    """
    package = Path(stratreport.__file__).resolve().parent
    packaged = package / "_defaults"
    return packaged if packaged.is_dir() else package.parent


def find_file(root: Path, name: str) -> Path | None:
    """Return the file or folder `name` of the workspace at `root`, else the packaged one, else None."""
    return next((path for path in (root / name, defaults_root() / name) if path.exists()), None)
