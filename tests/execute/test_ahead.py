"""What is computed ahead is what a kernel would compute, belongs to one run and one snapshot, and is never required."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stratreport import review
from stratreport.execute import ahead
from stratreport.execute.ahead import read_ahead
from stratreport.snapshot import write_snapshot
from tests.present.toys import W1, Toy, meta, snapshot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("frozen") / "toy"
    toy = snapshot(Toy(W1), about=meta())
    write_snapshot(toy.meta, toy.frames, place)
    return place


def test_a_kernel_opens_what_was_computed_ahead(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with read_ahead(folder) as file:
        assert file is not None
        monkeypatch.setenv(review.READING_VARIABLE, str(file))
        opened = review.open_review(str(folder))
        assert {"book", "findings", "words"} <= set(vars(opened))  # computed already
    fresh = review.Review(review.read_snapshot(folder))
    assert opened.words == fresh.words
    assert opened.findings == fresh.findings
    assert opened.metrics.equals(fresh.metrics)
    assert opened.shown == []


def test_the_file_goes_with_the_run_and_only_its_owner_may_look(folder: Path) -> None:
    with read_ahead(folder) as file:
        assert file is not None
        assert file.parent.stat().st_mode & 0o077 == 0
        assert folder not in file.parents
    assert not file.exists()


def test_another_snapshot_is_computed_afresh(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = snapshot(Toy(W1), about=meta(company="Somebody Else"))
    write_snapshot(other.meta, other.frames, tmp_path / "other")
    with read_ahead(folder) as file:
        monkeypatch.setenv(review.READING_VARIABLE, str(file))
        opened = review.open_review(str(tmp_path / "other"))
    assert opened.meta.company == "Somebody Else"


def test_nothing_is_read_as_objects_outside_a_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(review.READING_VARIABLE, raising=False)
    (folder / "review").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    assert "book" not in vars(review.open_review(str(folder)))


def test_what_cannot_be_computed_ahead_is_left_to_the_chapter(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with read_ahead(tmp_path / "nowhere") as file:
        assert file is None
    assert "Traceback" not in "".join(capfd.readouterr())


def test_where_nothing_forks_nothing_is_computed_ahead(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "warm_kernels", lambda: False)
    with read_ahead(folder) as file:
        assert file is None
    assert os.environ.get(review.READING_VARIABLE) is None
