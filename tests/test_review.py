"""The one import of a notebook: opening, frames, metrics, showing, and the two ways to get it wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from stratreport import review as room
from stratreport.brand import load_brand
from stratreport.errors import SnapshotError, UnknownName
from stratreport.execute import chapter
from stratreport.pack.blocks import MIME, decode
from stratreport.review import DONE_MIME, Review, open_review
from stratreport.snapshot import write_snapshot
from tests.present.toys import Toy, meta, snapshot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    toy = snapshot(Toy(), about=meta(tokens=dict(load_brand(None).tokens)))
    path = tmp_path_factory.mktemp("snapshot") / "north"
    write_snapshot(toy.meta, toy.frames, path)
    return path


@pytest.fixture(scope="module")
def review(folder: Path) -> Review:
    return open_review(str(folder))


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr(room, "_publish", bundles.append)
    return bundles


def test_an_empty_path_means_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRATREPORT_SNAPSHOT", str(folder))
    assert open_review("").meta.region == "north"


def test_without_path_and_environment_the_error_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRATREPORT_SNAPSHOT", raising=False)
    with pytest.raises(SnapshotError) as caught:
        open_review()
    assert "STRATREPORT_SNAPSHOT" in str(caught.value)
    assert "make lab REGION=" in str(caught.value)


def test_frames_are_copies_with_names_an_analyst_can_read(review: Review) -> None:
    deals = review.deals
    assert {"motion_label", "segment", "amount", "rep"} <= set(deals.columns)
    assert set(deals["motion_label"]) == {"Core business", "New products", "New customers"}
    deals["amount"] = 0.0
    assert review.deals["amount"].sum() == 1_100_000
    assert set(review.cells["rep"]) == set(review.reps["rep"])
    assert "name" not in review.reps.columns


def test_bookings_per_motion_by_plain_pandas_equal_the_metric(review: Review) -> None:
    by_motion = review.deals.groupby("motion")["amount"].sum()
    value = review.metric("motion_attainment", motion="new_product")
    assert value.numerator == by_motion["new_product"] == 60_000
    assert value.value == pytest.approx(60 / 200)


def test_all_metrics_come_as_one_frame(review: Review) -> None:
    row = review.metrics.query("metric == 'quota_attainment' and scope == 'region:north' and period == 'FY2026Q3'")
    assert row["value"].tolist() == pytest.approx([1.1])


def test_metrics_findings_and_words_are_computed_once(review: Review) -> None:
    assert review.book is review.book
    assert review.words is review.words


def test_a_show_displays_html_and_the_block_itself(review: Review, displayed: list[dict[str, Any]]) -> None:
    review.show_tiles()
    [bundle] = displayed
    assert "Quota attainment" in bundle["text/html"]
    assert decode(bundle[MIME]).kind == "tiles"


def test_every_show_of_the_region_pack(review: Review, displayed: list[dict[str, Any]]) -> None:
    review.show_cover()
    review.show_page("bridge")
    review.show_verdict()
    review.show_bridge()
    review.show_matrix()
    review.show_columns("people")
    review.show_table("groups")
    review.show_figure("people")
    review.show_source("bridge")
    kinds = [decode(bundle[MIME]).kind for bundle in displayed]
    assert kinds == ["cover", "page", "verdict", "bridge", "matrix", "columns", "table", "figure", "source"]


def test_an_analysts_frame_and_figure_go_the_same_way(review: Review, displayed: list[dict[str, Any]]) -> None:
    review.show_table(pd.DataFrame({"a": [1]}), caption="Mine")
    review.show_figure(Figure(figsize=(2, 2)))
    table, figure = (decode(bundle[MIME]) for bundle in displayed)
    assert (table.kind, figure.kind) == ("table", "figure")
    assert table.caption == "Mine"


@pytest.mark.parametrize(
    ("ask", "fix"),
    [
        (lambda review: review.show_table("segment"), "did you mean segments?"),
        (lambda review: review.show_page("sumary"), "did you mean summary?"),
        (lambda review: review.frame("deal"), "did you mean deals?"),
        (lambda review: review.metric("quota_atainment"), "did you mean quota_attainment?"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(review: Review, ask: Any, fix: str) -> None:
    with pytest.raises(UnknownName) as caught:
        ask(review)
    assert fix in str(caught.value)


def test_done_says_that_the_chapter_ran_to_its_end(review: Review, displayed: list[dict[str, Any]]) -> None:
    review.done()
    assert displayed[0][DONE_MIME]["done"] is True


def test_the_sentinel_is_the_one_the_press_waits_for() -> None:
    assert chapter.DONE_MIME == DONE_MIME
