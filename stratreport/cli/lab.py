"""JupyterLab on the chapters, bound to a fresh snapshot, with `review` already open in every new notebook."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from stratreport.errors import EnvironmentFault
from stratreport.params.specs import Workspace

STARTUP = """# written by `stratreport lab`: `review` is open in every notebook of this session
from stratreport.review import open_review

review = open_review()
"""


def lab_environment(workspace: Workspace, *, snapshot: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the lab: the snapshot, and an IPython folder whose start-up file opens the review."""
    ipython = workspace.root.absolute() / "build" / "lab" / "ipython"
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "00-review.py").write_text(STARTUP, encoding="utf-8")
    return {**environment, "STRATREPORT_SNAPSHOT": str(snapshot.absolute()), "IPYTHONDIR": str(ipython)}


def open_lab(workspace: Workspace, *, snapshot: Path, environment: Mapping[str, str]) -> None:
    """Start JupyterLab on the workspace's notebooks; raises EnvironmentFault when it is not installed."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise EnvironmentFault(
            "JupyterLab is not installed", where="jupyterlab", fix="run `make lab REGION=…`, which installs it"
        )
    folder = workspace.root / "notebooks"
    folder = folder if folder.is_dir() else workspace.root
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={folder}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    env = lab_environment(workspace, snapshot=snapshot, environment=environment)
    subprocess.run(command, env=env, check=False)  # noqa: S603  (our own interpreter)
