"""The reading of a snapshot, computed once for all the chapters of a run instead of once in every kernel."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stratreport.execute.engine import warm_kernels
from stratreport.execute.warm import run_apart

#: module:function that computes the review of a snapshot folder and writes it to a file
COMPUTE = "stratreport.review:compute_ahead"


@contextmanager
def read_ahead(snapshot: Path) -> Iterator[Path | None]:
    """Give the file with the computed review of a snapshot, or None where every kernel has to compute it.

    The file lives in a folder of this run alone and goes with it: it is never found beside a snapshot, because it is
    read back as Python objects. None where nothing can be forked, or when computing failed: then the chapter that needs
    the number fails, and says why in its own words.
    """
    if not warm_kernels():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="sr-read-") as folder:
        file = Path(folder) / "review"
        try:
            done = run_apart(COMPUTE, str(snapshot.absolute()), str(file)) == 0
        except (EOFError, OSError):
            done = False
        yield file if done and file.is_file() else None
