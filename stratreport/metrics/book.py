"""The book: every metric of a snapshot in one tidy frame, and one value by name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from stratreport.errors import MetricError, UnknownName
from stratreport.metrics.catalogue import METRICS
from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import NOT_REPORTED, Metric
from stratreport.metrics.scopes import COMPANY, Window, scope_text
from stratreport.metrics.waterfall import Grain, bridge_rows

FRAME_COLUMNS = (
    "metric", "scope", "period", "value", "low", "high", "numerator", "denominator", "unit", "n", "caveat",
)  # fmt: skip


@dataclass(frozen=True)
class Value:
    """One value of a metric: `value` is None when unknown, and then `caveat` says why. Ratios are fractions."""

    metric: str
    scope: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    numerator: float | None
    denominator: float | None
    unit: str
    n: int | None
    caveat: str


def _number(item: Any) -> float | None:
    return None if item is None or math.isnan(item) else float(item)


@dataclass(frozen=True, eq=False)
class Book:
    """Every metric of a snapshot. `frame` is long and tidy (FRAME_COLUMNS); a missing value is NaN with a caveat.

    `base` is the default scope ("region:<id>" or "company"), `window.current` the default period.
    """

    frame: pd.DataFrame
    base: str
    window: Window
    atoms: Atoms = field(repr=False)

    @property
    def period(self) -> str:
        """Return the period of the snapshot."""
        return self.window.current

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """Return the catalogue by slug."""
        return {metric.slug: metric for metric in METRICS}

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], int]:
        keys = zip(self.frame["metric"], self.frame["scope"], self.frame["period"], strict=True)
        return {key: row for row, key in enumerate(keys)}

    @cached_property
    def _records(self) -> list[tuple[Any, ...]]:
        return list(self.frame.itertuples(index=False, name=None))

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Value:
        """Return one value; unknown scopes and periods give None with a caveat, unknown names raise.

        `scope` names parts: region, manager, rep, motion, product_line, segment, quadrant, band, quantile …;
        `period` is a quarter id or the window label (`book.window.label`); default is the snapshot's period.
        Raises: UnknownName for a slug that is not in METRICS or a scope part nobody declared.
        """
        if slug not in self.metrics:
            raise UnknownName("metric", slug, sorted(self.metrics))
        text = self.scope(**scope)
        when = period or self.period
        unit = self.metrics[slug].unit
        row = self._rows.get((slug, text, when))
        if row is None:
            return Value(slug, text, when, None, None, None, None, None, unit, None, NOT_REPORTED)
        _, _, _, value, low, high, numerator, denominator, _, n, caveat = self._records[row]
        count = _number(n)
        return Value(
            slug, text, when, _number(value), _number(low), _number(high), _number(numerator), _number(denominator),
            unit, None if count is None else int(count), str(caveat),
        )  # fmt: skip

    def scope(self, **parts: str) -> str:
        """Return the scope text of parts: the book's own base unless `region` names another.

        Raises: UnknownName for an unknown part.
        """
        region = parts.pop("region", None)
        base = self.base if region is None else (COMPANY if region == COMPANY else f"region:{region}")
        return scope_text(base, parts)

    def select(self, slug: str, *, period: str | None = None, under: str | None = None) -> pd.DataFrame:
        """Return the rows of one metric, of one period and below a scope, in the order of the book.

        `under` is a scope text such as "region:emea/rep:"; None keeps every scope. Raises UnknownName for the slug.
        """
        if slug not in self.metrics:
            raise UnknownName("metric", slug, sorted(self.metrics))
        rows = self.frame[(self.frame["metric"] == slug) & (self.frame["period"] == (period or self.period))]
        if under is not None:
            rows = rows[rows["scope"].str.startswith(under)]
        return rows.reset_index(drop=True)

    def bridge(self, *, period: str | None = None, grain: Grain = "unit", **scope: str) -> pd.DataFrame:
        """Return the waterfall rows (see `bridge_rows`) of the base, a region, a manager or a rep.

        Raises: MetricError when the scope names anything else.
        """
        if set(scope) - {"region", "manager", "rep"}:
            raise MetricError("a bridge is drawn for a region, a manager or a rep", where=self.scope(**scope))
        base = self.scope(**{name: scope[name] for name in ("region",) if name in scope})
        when = period or self.period

        def rows(frame: pd.DataFrame) -> pd.DataFrame:
            keep = (frame["base"] == base) & (frame["period"] == when)
            for name in ("manager", "rep"):
                keep &= frame[f"{name}_id"] == scope[name] if name in scope else True
            return frame[keep]

        quota = float(rows(self.atoms.quotas)["quota"].sum())
        return bridge_rows(rows(self.atoms.cells), quota=quota, labels=self.atoms.motions, grain=grain)


def as_json_rows(book: Book) -> list[dict[str, Any]]:
    """Return the book as plain objects for `stratreport metrics --json`: unknown is null, never 0 or NaN."""
    names = ("metric", "scope", "period", "value", "numerator", "denominator", "unit", "n", "caveat")
    rows = []
    for record in book.frame[list(names)].itertuples(index=False, name=None):
        row: dict[str, Any] = dict(zip(names, record, strict=True))
        for name in ("value", "numerator", "denominator", "n"):
            row[name] = _number(row[name])
        row["n"] = None if row["n"] is None else int(row["n"])
        row["caveat"] = row["caveat"] or None
        rows.append(row)
    return rows
