"""Readers see the old pack or the new one; a lock keeps two builds apart; nothing stale is left."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from stratreport.errors import EnvironmentFault, Locked, ParamsError
from stratreport.publish.swap import locked, pack_folder, staging, swap


def publish(folder: Path, text: str, digest: str) -> None:
    with staging(folder) as stage:
        (stage / "pack.html").write_text(text)
        swap(stage, folder, digest=digest)


def test_publishing_replaces_the_pack_and_keeps_the_previous_one(tmp_path: Path) -> None:
    folder = tmp_path / "FY2026Q3" / "emea"
    publish(folder, "first", "a" * 64)
    publish(folder, "second", "b" * 64)
    publish(folder, "third", "c" * 64)
    assert (folder / "pack.html").read_text() == "third"
    versions = sorted(path.name for path in (folder.parent / ".versions").iterdir())
    assert versions == ["emea-" + "b" * 16, "emea-" + "c" * 16]


def test_publishing_the_same_bytes_again_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "FY2026Q3" / "emea"
    publish(folder, "same", "a" * 64)
    before = (folder / "pack.html").stat().st_mtime_ns
    publish(folder, "same", "a" * 64)
    assert (folder / "pack.html").stat().st_mtime_ns == before


def test_a_failed_build_leaves_the_previous_pack_byte_identical_and_no_stage(tmp_path: Path) -> None:
    folder = tmp_path / "FY2026Q3" / "emea"
    publish(folder, "good", "a" * 64)
    with suppress(RuntimeError), staging(folder) as stage:
        (stage / "pack.html").write_text("half")
        raise RuntimeError
    assert (folder / "pack.html").read_text() == "good"
    assert [path.name for path in (folder.parent / ".versions").iterdir()] == ["emea-" + "a" * 16]


def test_stages_of_a_killed_build_are_swept_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "FY2026Q3" / "emea"
    stale = folder.parent / ".versions" / "stage-emea.dead"
    stale.mkdir(parents=True)
    publish(folder, "new", "a" * 64)
    assert not stale.exists()


def test_regions_do_not_touch_each_other(tmp_path: Path) -> None:
    emea, apac = tmp_path / "Q" / "emea", tmp_path / "Q" / "emea-east"
    publish(apac, "east", "a" * 64)
    for digest in ("b", "c", "d"):
        publish(emea, digest, digest * 64)
    assert (apac / "pack.html").read_text() == "east"


def test_a_second_build_of_the_same_pack_is_refused_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "FY2026Q3" / "emea"
    with locked(folder), pytest.raises(Locked, match="another build"), locked(folder):
        pass
    with locked(folder):  # the first one has let go
        pass


@pytest.mark.parametrize("region", ["../escaped", "a/b", "", "A", "x" * 65, "{region}"])
def test_a_region_id_can_never_leave_the_folder(tmp_path: Path, region: str) -> None:
    with pytest.raises(ParamsError):
        pack_folder(tmp_path, period="FY2026Q3", region=region)


def test_a_real_folder_in_the_way_is_never_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "FY2026Q3" / "emea"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("precious")
    with pytest.raises(EnvironmentFault, match="a folder stands"):
        publish(folder, "new", "a" * 64)
    assert (folder / "mine.txt").read_text() == "precious"
