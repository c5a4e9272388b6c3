"""The book: every metric of a snapshot in one tidy frame, and one value by name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from stratreport.errors import MetricError, UnknownName
from stratreport.metrics import (
    cause_units,
    enablement,
    managers,
    null,
    outlook,
    payouts,
    plan_faults,
    price_volume,
    privacy,
    verdicts,
)
from stratreport.metrics.catalogue import METRICS
from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import NOT_CONNECTED, NOT_REPORTED, Metric
from stratreport.metrics.quadrant import rep_quadrant
from stratreport.metrics.scopes import COMPANY, Window, scope_text
from stratreport.metrics.waterfall import Grain, bridge_rows
from stratreport.params.specs import Strategy

FRAME_COLUMNS = (
    "metric", "scope", "period", "value", "low", "high", "numerator", "denominator", "unit", "n", "caveat",
)  # fmt: skip
#: metrics that need a simulation: slug -> the cached property of `Book` that holds their rows (FRAME_COLUMNS)
LATE: Mapping[str, str] = {
    "rep_quadrant": "quadrant_counts", "off_strategy_payout": "paid_off_strategy", "root_cause": "cause_counts",
    **dict.fromkeys(outlook.SLUGS, "year_ends"),
}  # fmt: skip


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

    `base` is the default scope ("region:<id>" or "company"), `window.current` the default period, `carried` the quota
    carriers with money and pay (`people.people_frame`).
    """

    frame: pd.DataFrame
    base: str
    window: Window
    atoms: Atoms = field(repr=False)
    strategy: Strategy = field(repr=False)
    carried: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    not_connected: frozenset[str] = frozenset()
    rep_display: str = "names"
    min_group: int = privacy.SMALLEST

    @property
    def period(self) -> str:
        """Return the period of the snapshot."""
        return self.window.current

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """Return the catalogue by slug."""
        return {metric.slug: metric for metric in METRICS}

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Return the judgement of every rep, overall (motion "all") and per motion: see `null.judge_reps`.

        Over the trailing window, computed on first use. Columns: base and those of `null.COLUMNS`.
        """
        return verdicts.verdict_frame(self.atoms, strategy=self.strategy, regions=self._regions)

    @cached_property
    def quadrants(self) -> pd.DataFrame:
        """Return one row per region and quota carrier of the quarter with quadrant and certainty: `classify_reps`."""
        return verdicts.quadrant_rows(self.atoms, verdicts=self.verdicts, strategy=self.strategy)

    @cached_property
    def quadrant_groups(self) -> pd.DataFrame:
        """Return money and pooled attainment of every quadrant's people together, and of all: see `group_rows`."""
        return verdicts.group_rows(self.atoms, classes=self.quadrants)

    @property
    def flags(self) -> tuple[int, int]:
        """Return rep x motion flags tested and raised; print both wherever a flag is shown."""
        return null.flag_counts(self.verdicts)

    @cached_property
    def quadrant_counts(self) -> pd.DataFrame:
        """Return the rows of `rep_quadrant`, with the columns of `frame`."""
        return self._late("rep_quadrant", rep_quadrant(verdicts.class_frame(self.atoms, classes=self.quadrants)))

    @cached_property
    def manager_verdicts(self) -> pd.DataFrame:
        """Return the judgement of every manager's team over the trailing window: see `managers.verdict_rows`."""
        return managers.verdict_rows(self.atoms, strategy=self.strategy, regions=self._regions)

    @cached_property
    def _regions(self) -> Mapping[str, plan_faults.Region]:
        return plan_faults.regions_of(self.atoms, strategy=self.strategy)

    @cached_property
    def paid_off_strategy(self) -> pd.DataFrame:
        """Return the rows of `off_strategy_payout`, with the columns of `frame`."""
        return self._late("off_strategy_payout", payouts.off_strategy_rows(self.carried, classes=self.quadrants))

    @cached_property
    def causes(self) -> pd.DataFrame:
        """Return what every carrier's shortfall per motion is consistent with: see `cause_units.rep_causes`."""
        return cause_units.rep_causes(self.atoms, strategy=self.strategy, judged=self._judged)

    @property
    def _judged(self) -> cause_units.Judged:
        return cause_units.Judged(reps=self.verdicts, teams=self.manager_verdicts, regions=self._regions)

    @cached_property
    def manager_causes(self) -> pd.DataFrame:
        """Return the class that most of a manager's team shares, where there is one."""
        return cause_units.manager_causes(self.causes, limits=cause_units.limits_of(self.strategy))

    @cached_property
    def motion_causes(self) -> pd.DataFrame:
        """Return the class of every strategic motion of every region: see `cause_units.motion_causes`."""
        found, judged = self.causes, self._judged
        return cause_units.motion_causes(self.atoms, strategy=self.strategy, found=found, judged=judged)

    @cached_property
    def cause_counts(self) -> pd.DataFrame:
        """Return the rows of `root_cause`, with the columns of `frame`."""
        return self._late("root_cause", cause_units.root_cause(cause_units.count_frame(self.causes, atoms=self.atoms)))

    @cached_property
    def outlook(self) -> outlook.Outlook:
        """Return the likely end of the fiscal year, simulated on first use: see `outlook.Outlook`."""
        setting = self.strategy.statistics
        return outlook.outlook_of(self.atoms, draws=setting.bootstrap, seed=setting.seed)

    @cached_property
    def year_ends(self) -> pd.DataFrame:
        """Return the rows of `year_end_outlook` and `year_end_strategic`, with the columns of `frame`."""
        silent = bool(self.not_connected & set(outlook.TABLES))
        rows = {} if silent else outlook.year_end_rows(self.outlook.totals, period=self.period)
        parts = [self._late(slug, own) for slug, own in rows.items()]
        return pd.concat(parts) if parts else pd.DataFrame(columns=list(FRAME_COLUMNS))

    def first_sale_curve(self, programme: str | None = None, **scope: str) -> pd.DataFrame:
        """Return the curve of the time to the first strategic sale of the base or a region: see `enablement`."""
        return enablement.first_sale_curve(self.atoms, base=self.scope(**scope), programme=programme)

    def _late(self, slug: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Return tidy rows of a metric with the columns of `frame`."""
        return rows.assign(metric=slug, unit=self.metrics[slug].unit).loc[:, list(FRAME_COLUMNS)]

    def everything(self) -> pd.DataFrame:
        """Return `frame` and the rows of the metrics that need a simulation (`LATE`), as far as people may be shown.

        Under `rep_display: aggregate` there is no row of a rep and small groups are closed: see `privacy`.
        """
        late: list[pd.DataFrame] = [getattr(self, name) for name in dict.fromkeys(LATE.values())]
        out: pd.DataFrame = pd.concat([self.frame, *(rows for rows in late if len(rows))], ignore_index=True)
        teams = privacy.team_sizes(self.atoms.quotas) if self.rep_display == privacy.AGGREGATE else {}
        return privacy.public_rows(out, display=self.rep_display, teams=teams, smallest=self.min_group)

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
        `period` is a quarter id or the window label (`book.window.label`); default is the snapshot's period, or the
        window for metrics that span it.
        Raises: UnknownName for a slug that is not in METRICS or a scope part nobody declared.
        """
        if slug not in self.metrics:
            raise UnknownName("metric", slug, sorted(self.metrics))
        text = self.scope(**scope)
        when = period or self._default_period(slug)
        unit = self.metrics[slug].unit
        record = self._record(slug, text, when)
        if record is None:
            return Value(slug, text, when, None, None, None, None, None, unit, None, self._absent(slug))
        _, _, _, value, low, high, numerator, denominator, _, n, caveat = record
        count = _number(n)
        return Value(
            slug, text, when, _number(value), _number(low), _number(high), _number(numerator), _number(denominator),
            unit, None if count is None else int(count), str(caveat),
        )  # fmt: skip

    def _absent(self, slug: str) -> str:
        """Return why a metric has no row: its table is not connected, or nothing is reported for that scope."""
        missing = [name for name in self.metrics[slug].tables if name in self.not_connected]
        return f"{NOT_CONNECTED}: {', '.join(missing)}" if missing else NOT_REPORTED

    def _default_period(self, slug: str) -> str:
        return self.window.label if self.metrics[slug].span == "window" else self.period

    def _of(self, slug: str) -> pd.DataFrame:
        """Return the rows of one metric, wherever they are kept."""
        frame: pd.DataFrame = getattr(self, LATE[slug]) if slug in LATE else self.frame
        return frame[frame["metric"] == slug]

    def _record(self, slug: str, scope: str, period: str) -> tuple[Any, ...] | None:
        if slug in LATE:
            rows = self._of(slug)
            hits = rows[(rows["scope"] == scope) & (rows["period"] == period)]
            return next(hits.itertuples(index=False, name=None), None)
        row = self._rows.get((slug, scope, period))
        return None if row is None else self._records[row]

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
        rows = self._of(slug)
        rows = rows[rows["period"] == (period or self._default_period(slug))]
        if under is not None:
            rows = rows[rows["scope"].str.startswith(under)]
        return rows.reset_index(drop=True)

    def bridge(self, *, period: str | None = None, grain: Grain = "unit", **scope: str) -> pd.DataFrame:
        """Return the waterfall rows (see `bridge_rows`) of the base, a region, a manager or a rep.

        Raises: MetricError when the scope names anything else.
        """
        if set(scope) - {"region", "manager", "rep"} or {"manager", "rep"} <= set(scope):
            raise MetricError("a bridge is drawn for a region, a manager or a rep", where=self.scope(**scope))
        text, when = self.scope(**scope), period or self.period
        quota = float(self.atoms.at("quotas", scope=text, period=when)["quota"].sum())
        cells = self.atoms.at("cells", scope=text, period=when)
        return bridge_rows(cells, quota=quota, labels=self.atoms.motions, grain=grain)

    def price_volume_mix(self, **scope: str) -> pd.DataFrame:
        """Return the bars from the bookings of the quarter a year ago to the reported ones: step, label, value.

        Of the base or of a region; steps of exactly 0 are left out; no rows without a quarter a year ago.
        """
        whole = self.value("bookings_change", **scope)
        steps = {name: self.value(f"pvm_{name}", **scope).value for name in price_volume.STEPS}
        return price_volume.step_rows(steps, prior=whole.denominator, actual=whole.numerator)


def as_json_rows(book: Book) -> list[dict[str, Any]]:
    """Return the book as plain objects for `stratreport metrics --json`: unknown is null, never 0 or NaN."""
    names = ("metric", "scope", "period", "value", "low", "high", "numerator", "denominator", "unit", "n", "caveat")
    rows = []
    for record in book.everything()[list(names)].itertuples(index=False, name=None):
        row: dict[str, Any] = dict(zip(names, record, strict=True))
        for name in ("value", "low", "high", "numerator", "denominator", "n"):
            row[name] = _number(row[name])
        row["n"] = None if row["n"] is None else int(row["n"])
        row["caveat"] = row["caveat"] or None
        rows.append(row)
    return rows
