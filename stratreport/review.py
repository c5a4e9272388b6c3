"""The only import a notebook needs: open the snapshot, ask for frames and metrics, show blocks.

In a notebook::

    from stratreport.review import open_review
    review = open_review(snapshot)
    review.deals.groupby("segment")["amount"].sum()
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from stratreport.errors import SnapshotError, UnknownName
from stratreport.findings import Finding, detect
from stratreport.metrics import Book, Value, as_json_rows, evaluate
from stratreport.pack.blocks import MIME, Block, encode
from stratreport.present import analyst
from stratreport.present.format import Formatter
from stratreport.present.pages import balance as balance_page
from stratreport.present.pages import bridge as bridge_page
from stratreport.present.pages import catalogue, cover, summary, suspended
from stratreport.present.pages.reading import Reading
from stratreport.present.preview import preview_html, preview_text
from stratreport.present.sentences import Narrative, narrate
from stratreport.snapshot import Meta, Snapshot, read_snapshot

VARIABLE = "STRATREPORT_SNAPSHOT"
READING_VARIABLE = "STRATREPORT_READING"
DONE_MIME = "application/vnd.stratreport.done.v1+json"


def open_review(snapshot: str = "") -> Review:
    """Open the review of a snapshot folder and teach the notebook the house style.

    `snapshot` is a path; empty means the environment variable STRATREPORT_SNAPSHOT. Raises SnapshotError when neither
    names a snapshot; the error says which command makes one.
    """
    path = snapshot or os.environ.get(VARIABLE, "")
    if not path:
        raise SnapshotError(
            "no snapshot was named", where="open_review", expected=f"a path, or {VARIABLE} in the environment",
            fix='run `make lab REGION=…`, or pass the folder: open_review("build/snapshots/…")',
        )  # fmt: skip
    review = _computed(path) or Review(read_snapshot(path))
    shell = _shell()
    if shell is not None:
        meta = review.meta
        analyst.install(shell, tokens=meta.tokens, formatter=Formatter(meta.currency, meta.locale), paper=meta.paper)
    return review


def compute_ahead(snapshot: str, file: str) -> None:
    """Compute the review of a snapshot folder and write it to `file`, for the kernels of one run (see `execute.ahead`).

    The file is Python objects: only a run may read it back, and only the one that wrote it.
    """
    review = Review(read_snapshot(snapshot))
    review.words  # noqa: B018 - words need the book and the findings, and these what they judge by
    Path(file).write_bytes(pickle.dumps((snapshot, review), protocol=pickle.HIGHEST_PROTOCOL))


def _computed(snapshot: str) -> Review | None:
    """Return the review that the run computed ahead for this very snapshot; None outside a run."""
    file = os.environ.get(READING_VARIABLE, "")
    if not file:
        return None
    about, review = pickle.loads(Path(file).read_bytes())  # noqa: S301 - written by this run, in a folder of its own
    return review if about == os.path.abspath(snapshot) else None  # noqa: PTH100 - compared as text


def metric_rows(snapshot: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Return every metric of a snapshot as plain objects, the rows of `stratreport metrics --json`."""
    return as_json_rows(evaluate(read_snapshot(os.fspath(snapshot))))


def _shell() -> Any:
    """Return the running IPython shell, or None outside a notebook."""
    try:
        from IPython import get_ipython  # noqa: PLC0415 - absent where only the press runs
    except ImportError:
        return None
    return get_ipython()


@dataclass(frozen=True)
class Review:
    """One region's quarter, open for reading: frames, metrics, findings, words, and blocks to show.

    Frames are copies with readable columns; nothing an analyst does to them changes what the pack shows.
    """

    snapshot: Snapshot
    shown: list[str] = field(default_factory=list, compare=False, repr=False)

    def __repr__(self) -> str:
        """Say whose review this is in one line."""
        return f"<Review of {self.meta.region_name}, {self.period}: .deals, .metric(…), .show_…>"

    @property
    def period(self) -> str:
        """Return the reported quarter; frames hold every reported quarter up to it (column `period`)."""
        return self.meta.period

    @property
    def meta(self) -> Meta:
        """Return what the snapshot says about itself: region, period, currency, strategy."""
        return self.snapshot.meta

    @cached_property
    def book(self) -> Book:
        """Return every metric of the snapshot; computed once."""
        return evaluate(self.snapshot)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, weightiest first; computed once."""
        return detect(self.snapshot, self.book)

    @cached_property
    def words(self) -> Narrative:
        """Return every sentence of the pack; computed once."""
        return narrate(self.snapshot, self.book, self.findings)

    @property
    def reading(self) -> Reading:
        """Return metrics, words and formats together, as the pages use them."""
        return self._reading

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self.snapshot, self.book, self.words)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a copy of a frame of the snapshot; raises UnknownName with the nearest name."""
        if name not in self.snapshot.frames:
            raise UnknownName("frame", name, sorted(self.snapshot.frames))
        return self.snapshot.frames[name].copy()

    @property
    def deals(self) -> pd.DataFrame:
        """Return booking lines × credited rep of all quarters, classified; `motion_label` names the motion."""
        return self._labelled(self.frame("deals"))

    @property
    def cells(self) -> pd.DataFrame:
        """Return actual and target per quarter, rep and motion, with `rep` and `motion_label`."""
        return self._labelled(self._named(self.frame("cells")))

    @property
    def quotas(self) -> pd.DataFrame:
        """Return quotas per quarter and rep, with `rep`."""
        return self._named(self.frame("quotas"))

    @property
    def reps(self) -> pd.DataFrame:
        """Return people as they may be printed: rep_id, rep, role, hired_on, left_on, is_manager."""
        return self.frame("reps").drop(columns=["name"]).rename(columns={"display": "rep"})

    @property
    def periods(self) -> pd.DataFrame:
        """Return the fiscal quarters the data covers."""
        return self.frame("periods")

    @property
    def motions(self) -> pd.DataFrame:
        """Return the motions of the plan in plan order."""
        return self.frame("motions").sort_values("order", ignore_index=True)

    @property
    def metrics(self) -> pd.DataFrame:
        """Return all metrics as one tidy frame; one row per metric, scope and period, a missing value has a caveat."""
        return self.book.everything()

    def metric(self, slug: str, *, period: str | None = None, **scope: str) -> Value:
        """Return one metric value: `review.metric("motion_attainment", motion="new_logo")`; its caveat says why not."""
        return self.book.value(slug, period=period, **scope)

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        people = self.snapshot.frames["reps"].drop_duplicates("rep_id").set_index("rep_id")["display"]
        return frame.assign(rep=frame["rep_id"].map(people), manager=frame["manager_id"].map(people))

    def _labelled(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(motion_label=frame["motion"].map(self.motions.set_index("motion")["label"]))

    def show_cover(self) -> None:
        """Show the facts of the cover."""
        self.show(cover.cover(self.reading))

    def show_page(self, page: str) -> None:
        """Show the head of a page (title, measure line, key): everything after it stands on that page."""
        self._show_from(catalogue.HEADS, "page", page)

    def show_verdict(self) -> None:
        """Show the strip with the verdict."""
        self.show(summary.verdict(self.reading))

    def show_tiles(self, page: str = "summary") -> None:
        """Show the five measures."""
        self._show_from(catalogue.TILES, "tiles", page)

    def show_columns(self, name: str = "summary") -> None:
        """Show lists: summary (happened, why, decisions), balance, people, personas, strategy, data, overview."""
        self._show_from(catalogue.COLUMNS, "columns", name)

    def show_bridge(self) -> None:
        """Show the waterfall from quota to strategy."""
        self.show(bridge_page.bridge(self.reading))

    def show_matrix(self) -> None:
        """Show the four growth moves."""
        self.show(balance_page.matrix(self.reading))

    def show_table(self, table: str | pd.DataFrame, *, caption: str = "") -> None:
        """Show a table of the pack by name, or an analyst's own frame as a branded table."""
        if isinstance(table, str):
            self._show_from(catalogue.TABLES, "table", table)
        else:
            self.show(
                analyst.table_block(table, formatter=self.reading.formatter, caption=caption, slug=self._next("table"))
            )

    def show_figure(self, figure: Any) -> None:
        """Show a chart of the pack by name, or an analyst's own matplotlib figure in the brand's colours."""
        if isinstance(figure, str):
            self._show_from(catalogue.FIGURES, "figure", figure)
        else:
            meta = self.meta
            self.show(analyst.figure_block(figure, tokens=meta.tokens, paper=meta.paper, slug=self._next("figure")))

    def show_source(self, page: str) -> None:
        """Show the source line that ends a page."""
        self._show_from(catalogue.SOURCES, "source", page)

    def show(self, block: Block | None) -> None:
        """Display a block: HTML for the notebook, the block itself for the pack; None shows nothing."""
        if block is None:
            return
        self.shown.append(block.kind)
        _publish({"text/html": preview_html(block), "text/plain": preview_text(block), MIME: encode(block)})

    def done(self) -> None:
        """Say that the notebook ran to its end; the last cell of every chapter."""
        _publish(
            {"text/plain": "done", DONE_MIME: {"done": True, "blocks": len(self.shown), "region": self.meta.region}}
        )

    def _show_from(self, builders: Mapping[str, catalogue.Builder], kind: str, name: str) -> None:
        if name not in builders:
            raise UnknownName(kind, name, sorted(builders))
        held = suspended.is_held(self.reading, kind, name)
        self.show(suspended.notice(self.reading, kind, name) if held else builders[name](self.reading))

    def _next(self, kind: str) -> str:
        return f"{kind}-{len(self.shown) + 1}"


def _publish(bundle: dict[str, Any]) -> None:
    from IPython.display import display  # noqa: PLC0415 - only a notebook displays

    display(bundle, raw=True)  # type: ignore[no-untyped-call]
