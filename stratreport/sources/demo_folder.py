"""Keep the demo company's files in step with the generator that writes them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from stratreport.model import REQUIRED

_STAMP = ".generator"


def ensure_demo(root: Path, write: Callable[[Path], None] | None = None, stamp: str | None = None) -> None:
    """Write the demo files to `root` unless all required ones are there and were written by this generator.

    `write` and `stamp` default to the packaged generator and the digest of its code. Files are written aside and moved
    into place one by one, so a reader never meets half a file; the stamp comes last, so an interrupted run is repeated.
    """
    if write is None:
        from stratreport.sources.demo import write_demo  # noqa: PLC0415 - the generator loads only when asked for

        write = write_demo
    wanted = stamp or generator_digest()
    mark = root / _STAMP
    complete = all((root / f"{name}.csv").is_file() for name in REQUIRED)
    if complete and mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return
    root.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=f".{root.name}-") as stage:
        write(Path(stage))
        for path in sorted(Path(stage).iterdir()):
            path.replace(root / path.name)
    mark.write_text(wanted, encoding="utf-8")


def generator_digest() -> str:
    """Return a digest of the generator's code: other code, other files."""
    folder = Path(__file__).parent / "demo"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
