"""Trend: six measures over eight quarters with plan and rolling year, and what changed since last quarter and year."""

from __future__ import annotations

from stratreport.metrics.rolling import rolling
from stratreport.pack.blocks import (
    Block,
    Columns,
    Figure,
    ListColumn,
    PageHead,
    Source,
    Table,
    TableCell,
    TableColumn,
)
from stratreport.present.charts.multiples import Panel, Sheet, multiples
from stratreport.present.format import ABSENT, quarter_name
from stratreport.present.pages.reading import Reading, exhibit, known
from stratreport.present.pages.rows import text_cell

SLUG = "trend"
CHART_MM = 132.0
QUARTERS = 8
#: measure → name on the page, and the group whose panels share a scale
MEASURES = (
    ("quota_attainment", "Quota attainment", "attainment"),
    ("strategic_motion_attainment", "Strategy attainment", "attainment"),
    ("masked_shortfall", "Gap hidden by surplus", "share"),
    ("new_product_share", "New products, of bookings", "share"),
    ("new_customer_share", "New customers, of bookings", "share"),
    ("new_persona_share", "New personas, of bookings", "share"),
)
#: growth moves whose targets make the plan of a share
PLANNED = {
    "new_product_share": ("product development", "diversification"),
    "new_customer_share": ("market development", "diversification"),
}
#: a difference that is no more than rounding has no sign
LEVEL = 0.0005


def head(reading: Reading) -> PageHead:
    """Return the action title, the measure line and the key."""
    return reading.head(SLUG)


def figure(reading: Reading) -> Figure:
    """Return the small multiples."""
    quarters = reading.recent(QUARTERS)
    panels = [_panel(reading, *measure, quarters=quarters) for measure in _measures(reading)]
    alt = "; ".join(f"{panel.name}: {', '.join(map(reading.formatter.percent, panel.actual))}" for panel in panels)
    ends = (quarter_name(quarters[0]), quarter_name(quarters[-1]))
    svg = multiples(
        panels, sheet=Sheet(reading.columns_mm(7), CHART_MM, 2, ends), tokens=reading.tokens,
        title=f"Measures from {ends[0]} to {ends[1]}, oldest first. {alt}",
    )  # fmt: skip
    columns = [("Measure", "text"), ("Quarter", "text"), ("Actual", "ratio"), ("Plan", "ratio"),
               ("Rolling year", "ratio")]  # fmt: skip
    rows = [
        (panel.name, quarter, *numbers)
        for panel in panels
        for quarter, *numbers in zip(quarters, panel.actual, panel.plan, panel.rolling, strict=True)
    ]
    return Figure(
        kind="figure", svg=svg, alt=alt, caption="", slot="left",
        exhibit=exhibit("trend-quarters", "Measures over the last quarters", columns, rows),
    )  # fmt: skip


def _measures(reading: Reading) -> list[tuple[str, str, str]]:
    """Return the measures of the page: personas stand only where they say something of their own."""
    silent = reading.snapshot.meta.persona_adds_nothing
    return [item for item in MEASURES if not (silent and item[0] == "new_persona_share")]


def _panel(reading: Reading, slug: str, name: str, group: str, *, quarters: tuple[str, ...]) -> Panel:
    actual = reading.trend(slug, quarters=QUARTERS)
    limits = reading.snapshot.meta.strategy.thresholds
    motions = [str(motion) for motion in reading.snapshot.frames["motions"]["motion"]]
    rolled = rolling(reading.book, slug, periods=quarters, quarters=limits.window_quarters, motions=motions)
    return Panel(
        name=name, actual=actual, plan=tuple(_plan(reading, slug, quarter) for quarter in quarters),
        rolling=tuple(known(value) for value in rolled), group=group, tone="neutral",
        shown=_last(reading, slug, actual[-1]) if actual else "",
    )  # fmt: skip


def _last(reading: Reading, slug: str, value: float | None) -> str:
    """Return a value that never rounds over a threshold it misses."""
    limits = reading.snapshot.meta.strategy.thresholds
    threshold = {"quota_attainment": limits.quota, "strategic_motion_attainment": limits.strategic}.get(slug)
    show = reading.formatter
    return show.percent(value) if threshold is None or value is None else show.percent_near(value, threshold)


def _plan(reading: Reading, slug: str, quarter: str) -> float | None:
    """Return the plan of a measure in a quarter: all of quota and target, nothing hidden, the planned share."""
    target = known(reading.book.value("target", period=quarter).value)
    if slug == "quota_attainment":
        return 1.0
    if slug not in PLANNED:
        return {"strategic_motion_attainment": 1.0, "masked_shortfall": 0.0}.get(slug) if target else None
    parts = [known(reading.book.value("ansoff_target", period=quarter, quadrant=move).value) for move in PLANNED[slug]]
    return sum(part or 0.0 for part in parts) / target if target and any(parts) else None


def changes(reading: Reading) -> Table:
    """Return every measure now, and its difference to last quarter and to the same quarter of last year."""
    rows, data = [], []
    for slug, name, _ in _measures(reading):
        now, quarter, year = (known(value) for value in _against(reading, slug))
        steps = [None if before is None or now is None else now - before for before in (quarter, year)]
        rows.append((text_cell(name), _now_cell(reading, slug, now),
                     *(_step_cell(reading, step) for step in steps)))  # fmt: skip
        data.append((name, now, quarter, year, *steps))
    columns = [("Measure", "text"), ("Now", "ratio"), ("Last quarter", "ratio"), ("Last year", "ratio"),
               ("Change to last quarter", "ratio"), ("Change to last year", "ratio")]  # fmt: skip
    return Table(
        kind="table", caption="What changed, in points", rows=tuple(rows), slot="right",
        columns=(TableColumn("Measure", "left"), TableColumn("Now", "right", 15.0),
                 TableColumn("Δ last quarter", "right", 25.0), TableColumn("Δ last year", "right", 21.0)),
        exhibit=exhibit("trend-changes", "What changed", columns, data),
    )  # fmt: skip


def _now_cell(reading: Reading, slug: str, value: float | None) -> TableCell:
    return TableCell(text=_last(reading, slug, value), sort=value, bold=True)


def _against(reading: Reading, slug: str) -> tuple[float | None, float | None, float | None]:
    """Return a measure now, in the quarter before, and in the same quarter of last year."""
    run = reading.trend(slug, quarters=5)
    return run[-1], run[-2] if len(run) > 1 else None, run[0] if len(run) == 5 else None


def _step_cell(reading: Reading, step: float | None) -> TableCell:
    """Return a difference in points with its symbol; without colour, as a change alone is no verdict."""
    if step is None:
        return TableCell(text=ABSENT)
    if abs(step) < LEVEL:
        return TableCell(text="level", sort=step)
    symbol = "▲" if step > 0 else "▼"
    return TableCell(text=f"{symbol} {reading.formatter.number(step * 100, digits=1, signed=True)}", sort=step)


def so_what(reading: Reading) -> Columns | None:
    """Return what the change is made of."""
    items = reading.words.so_what.get(SLUG, ())
    return Columns(kind="columns", columns=(ListColumn("So what", items),), slot="right") if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (head(reading), figure(reading), changes(reading), so_what(reading), source(reading))
    return tuple(block for block in blocks if block is not None)
