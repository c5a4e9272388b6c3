"""What every page is built from: one snapshot, its metrics, its words, and the way numbers are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from stratreport.metrics import METRICS, Book
from stratreport.pack.blocks import Claim, Exhibit, PageHead, Scalar, Source, Tone
from stratreport.present.format import Formatter, is_known, scale_of
from stratreport.present.sentences import Narrative
from stratreport.snapshot import Snapshot

CONTENT_MM = {"a4": 267.0, "letter": 249.4}
GUTTER_MM = 5.0
ROWS_PER_TABLE = 12
#: what a tone looks like where colour cannot speak
SYMBOLS: dict[Tone, str] = {"good": "▲", "bad": "▼", "watch": "▼", "neutral": "–", "accent": "–"}


@dataclass(frozen=True)
class Reading:
    """One snapshot read: metrics, words and formats; pages only lay out what is here."""

    snapshot: Snapshot
    book: Book
    words: Narrative

    @property
    def company(self) -> bool:
        """Return whether this is the company snapshot."""
        return bool(self.snapshot.meta.scope == "company")

    @property
    def period(self) -> str:
        """Return the id of the judged period."""
        return str(self.snapshot.meta.period)

    @property
    def tokens(self) -> dict[str, str]:
        """Return the light colours by token."""
        return dict(self.snapshot.meta.tokens)

    @property
    def scope(self) -> str:
        """Return "company" or "region:<id>"."""
        return "company" if self.company else f"region:{self.snapshot.meta.region}"

    @cached_property
    def formatter(self) -> Formatter:
        """Return the formatter whose money scale fits the scope's quota and bookings."""
        meta = self.snapshot.meta
        money = [self.book.value(slug).value for slug in ("quota", "bookings")]
        return Formatter(meta.currency, meta.locale, scale=scale_of(money))

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the name of every metric by slug."""
        return {metric.slug: metric.label for metric in METRICS}

    def columns_mm(self, count: int) -> float:
        """Return the width of `count` of the twelve columns on this paper, in millimetres."""
        column = (CONTENT_MM[self.snapshot.meta.paper] - 11 * GUTTER_MM) / 12
        return count * column + (count - 1) * GUTTER_MM

    def frame(self, name: str) -> pd.DataFrame:
        """Return a frame of the snapshot cut to the judged period when it has periods."""
        rows: pd.DataFrame = self.snapshot.frames[name]
        return rows[rows["period"] == self.period] if "period" in rows.columns else rows

    def trend(self, slug: str, *, quarters: int = 8, **scope: str) -> tuple[float | None, ...]:
        """Return the values of a metric over the last quarters, oldest first; unknown is None."""
        return tuple(known(self.book.value(slug, period=p, **scope).value) for p in self.recent(quarters))

    def recent(self, quarters: int) -> tuple[str, ...]:
        """Return the ids of the last quarters up to the judged one."""
        periods = self.snapshot.frames["periods"].sort_values("start")
        ids = [str(period) for period in periods["period"]]
        at = ids.index(self.period)
        return tuple(ids[max(0, at - quarters + 1) : at + 1])

    def year_ago(self) -> str | None:
        """Return the same quarter of last year, or None when the data does not reach back."""
        recent = self.recent(5)
        return recent[0] if len(recent) == 5 else None

    def head(self, slug: str, *, key: tuple[tuple[str, str], ...] = ()) -> PageHead:
        """Return the head of a page: action title and measure line from the words."""
        line = self.words.lines[slug]
        return PageHead(
            kind="page", title=self.words.titles[slug], measure=line.measure, reading=line.reading, slug=slug, key=key
        )

    def source(self, slug: str) -> Source:
        """Return the source line of a page."""
        return Source(kind="source", text=self.words.sources.get(slug, self.snapshot.meta.source_line))


def known(value: float | None) -> float | None:
    """Return a finite number as it is, anything else as None.

    >>> known(float("nan")) is None, known(0.5)
    (True, 0.5)
    """
    return float(value) if is_known(value) else None


def exhibit(slug: str, title: str, columns: Iterable[tuple[str, str]], rows: Iterable[Iterable[Any]]) -> Exhibit:
    """Return the data behind a block from (column, unit) pairs and rows; missing values become None.

    >>> exhibit("a", "A", [("Rep", "text"), ("Bookings", "money")], [("Ito", float("nan"))]).rows
    (('Ito', None),)
    """
    pairs = list(columns)
    cells = tuple(tuple(_plain(value) for value in row) for row in rows)
    return Exhibit(
        slug=slug, title=title, columns=tuple(name for name, _ in pairs), units=tuple(unit for _, unit in pairs),
        rows=cells,
    )  # fmt: skip


def _plain(value: Any) -> Scalar:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return known(plain)
    return plain if isinstance(plain, (bool, int, str)) else str(plain)


def claim(value: Any, shown: str) -> Claim:
    """Return the claim that `shown` is what a metric value says; `value` is a value of the book."""
    return Claim(
        metric=value.metric, scope=value.scope, value=known(value.value), shown=shown, period=str(value.period)
    )
