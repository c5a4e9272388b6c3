"""Lock, stage and swap: readers see the old pack or the new one, never half of one.

A published pack `packs/<period>/<region>` is a relative symlink to `packs/<period>/.versions/<region>-<digest>`;
swapping is one `os.replace`. The previous version is kept, so that going back is one rename.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stratreport.errors import EnvironmentFault, Fault, Locked, ParamsError, Place

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
PERIOD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


def pack_folder(packs: Path, *, period: str, region: str) -> Path:
    """Return where a region's pack of a period is published; refuses ids that could leave the folder."""
    for kind, pattern, value in (("region id", ID, region), ("period", PERIOD, period)):
        if not pattern.fullmatch(value):
            raise ParamsError([Fault("C115", Place(kind), f'"{value}"', pattern.pattern, "use a plain id")])
    return packs / period / region


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the build lock of one pack; raises Locked at once when another build holds it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    path = folder.parent / f".{folder.name}.lock"
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked("another build of this pack is running", where=str(folder), fix="wait for it to end") from None
        yield


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a private folder beside the published packs (same file system); swept when the build ends or fails."""
    versions = folder.parent / ".versions"
    try:
        versions.mkdir(parents=True, exist_ok=True)
        _sweep(versions, region=folder.name)
        stage = Path(tempfile.mkdtemp(prefix=f"stage-{folder.name}.", dir=versions))
    except OSError as error:
        raise EnvironmentFault(
            f"cannot write: {error.strerror}", where=str(versions), fix="free space or mend the permissions"
        ) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _sweep(versions: Path, *, region: str) -> None:
    for stale in versions.glob(f"stage-{region}.*"):
        shutil.rmtree(stale, ignore_errors=True)


def swap(stage: Path, folder: Path, *, digest: str) -> None:
    """Publish the staged files as `folder`: fsync, rename to a version, replace the pointer; the previous one stays."""
    version = stage.parent / f"{folder.name}-{digest[:16]}"
    if not version.exists():  # the same digest means the same bytes
        for file in stage.iterdir():
            _flush(file)
        stage.rename(version)
    pointer = folder.parent / f".{folder.name}.pointer"
    with suppress(FileNotFoundError):
        pointer.unlink()
    pointer.symlink_to(Path(".versions") / version.name, target_is_directory=True)
    previous = folder.resolve() if folder.is_symlink() else None
    if folder.is_dir() and not folder.is_symlink():
        raise EnvironmentFault("a folder stands where a pack should go", where=str(folder), fix="move it away")
    pointer.replace(folder)
    _flush(folder.parent)
    _forget(version, previous=previous, region=folder.name)


def _forget(current: Path, *, previous: Path | None, region: str) -> None:
    keep = {current.name} | ({previous.name} if previous else set())
    pattern = re.compile(re.escape(region) + r"-[0-9a-f]{16}")
    for version in current.parent.iterdir():
        if pattern.fullmatch(version.name) and version.name not in keep:
            shutil.rmtree(version, ignore_errors=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
