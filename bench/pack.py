"""One warm pack against the stock way, in one run: seconds, peak memory, and the ratio.

Stock way: the papermill command line per notebook, `jupyter nbconvert --to html` per notebook, `weasyprint` per page,
one after the other, on the same snapshot. Ours: `stratreport report`, everything from params to published pack.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
REGION = "emea"
PAGE = 4096


@dataclass(frozen=True)
class Run:
    """Seconds and peak memory (MB, resident, the whole process tree) of a command."""

    seconds: float
    megabytes: float


def children(pid: int) -> list[int]:
    """Return the process and all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += children(int(child))
        except OSError:
            continue
    return found


def resident(pid: int) -> int:
    """Return the resident bytes of a process, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def measure(command: list[str]) -> Run:
    """Run a command to its end; fails when the command fails."""
    peak = 0
    started = time.perf_counter()
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process:
        stop = threading.Event()

        def watch() -> None:
            nonlocal peak
            while not stop.wait(0.05):
                peak = max(peak, sum(resident(pid) for pid in children(process.pid)))

        watcher = threading.Thread(target=watch)
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - started
        stop.set()
        watcher.join()
        if code:
            log.seek(0)
            raise SystemExit(f"{' '.join(command)} failed\n{log.read().decode()[-2000:]}")
    return Run(seconds, peak / 1e6)


def stock(notebooks: list[Path], snapshot: Path, folder: Path) -> Run:
    """Build the same chapters with the tools as they come."""
    runs: list[Run] = []
    for notebook in notebooks:
        executed, page = folder / notebook.name, folder / f"{notebook.stem}.html"
        runs.append(measure([str(BIN / "papermill"), str(notebook), str(executed), "-p", "snapshot", str(snapshot)]))
        runs.append(measure([str(BIN / "jupyter"), "nbconvert", "--to", "html", "--no-input", str(executed)]))
        runs.append(measure([str(BIN / "weasyprint"), str(page), str(folder / f"{notebook.stem}.pdf")]))
    return Run(sum(run.seconds for run in runs), max(run.megabytes for run in runs))


def main() -> None:
    """Measure both and print the ratio."""
    report = [str(BIN / "stratreport"), "report", REGION, "--workspace", str(ROOT)]
    measure(report)  # warm: demo data, font caches, bytecode
    ours = measure(report)
    from stratreport.params import load_workspace  # noqa: PLC0415

    workspace = load_workspace(ROOT, env=os.environ)
    spec = next(pack for pack in workspace.packs if pack.scope == "region")
    snapshot = max((ROOT / "build" / "snapshots").glob(f"*/{REGION}"))
    with tempfile.TemporaryDirectory() as folder:
        theirs = stock([ROOT / chapter.notebook for chapter in spec.chapters], snapshot, Path(folder))
    help_run = min((measure([str(BIN / "stratreport"), "--help"]) for _ in range(5)), key=lambda run: run.seconds)
    cores = os.cpu_count()
    print(f"one warm pack, {len(spec.chapters)} chapters, {cores} cores")
    print(f"  stratreport report   {ours.seconds:6.1f} s  {ours.megabytes:6.0f} MB peak, all processes")
    print(f"  the stock way        {theirs.seconds:6.1f} s  {theirs.megabytes:6.0f} MB peak, all processes")
    print(f"  ratio                {theirs.seconds / ours.seconds:6.1f} x faster")
    print(f"  stratreport --help   {help_run.seconds:6.2f} s")
    print(f"  target 30 s, 1000 MB: {'met' if ours.seconds < 30 and ours.megabytes < 1000 else 'MISSED'}")


if __name__ == "__main__":
    main()
