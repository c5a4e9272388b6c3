"""Regions side by side: attainment per motion as a heatmap, and whether strategic shares differ beyond chance."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from stratreport.metrics.metric import column
from stratreport.metrics.region_funnel import INNER, OUTER, limits, region_funnel
from stratreport.pack.blocks import Block, Columns, Exhibit, Figure, ListColumn, Notice, PageHead, Sentence, Source
from stratreport.present.charts.funnel import Funnel, FunnelPoint, FunnelWords, funnel_svg
from stratreport.present.charts.heatmap import Heat, HeatMap, heatmap
from stratreport.present.format import ABSENT
from stratreport.present.pages.company import MOST_MOTIONS, MOST_REGIONS, region_ids
from stratreport.present.pages.reading import Reading, exhibit, known

SLUG = "regions"
TALLEST_MM, ROW_MM, FUNNEL_MM = 104.0, 13.5, 104.0
FEWEST_REGIONS = 3
TOO_FEW = "With fewer than three regions there is no common share to compare with."


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def heat(reading: Reading) -> Figure:
    """Return attainment per region and motion over the trailing quarters; grey below the n of a rate."""
    when = reading.book.window.label
    motions = _motions(reading)
    ids = region_ids(reading)[:MOST_REGIONS]
    names = tuple(reading.snapshot.meta.region_names.get(region, region) for region in ids)
    cells = tuple(tuple(_heat(reading, region, motion, when=when) for motion, _ in motions) for region in ids)
    height = min(TALLEST_MM, 11.0 + ROW_MM * len(ids))
    chart = HeatMap(names, tuple(label for _, label in motions), cells, (reading.columns_mm(7), height))
    alt = "; ".join(
        f"{name}: {', '.join(f'{label} {cell.text}' for (_, label), cell in zip(motions, row, strict=True))}"
        for name, row in zip(names, cells, strict=True)
    )
    data = [
        (name, label, cell.value, _deals(reading, region, motion, when=when))
        for region, name, row in zip(ids, names, cells, strict=True)
        for (motion, label), cell in zip(motions, row, strict=True)
    ]
    columns = [("Region", "text"), ("Motion", "text"), ("Attainment", "ratio"), ("Deals", "count")]
    return Figure(
        kind="figure", svg=heatmap(chart, title=f"Attainment by region and motion. {alt}", tokens=reading.tokens),
        alt=alt, caption="", slot="left",
        exhibit=exhibit("regions-motions", "Attainment by region and motion, trailing quarters", columns, data),
    )  # fmt: skip


def _motions(reading: Reading) -> list[tuple[str, str]]:
    frame = reading.snapshot.frames["motions"].sort_values("order")
    shown = frame[frame["cell_class"] != "off_plan"]
    return [(str(row.motion), str(row.label)) for row in shown.itertuples()][:MOST_MOTIONS]


def _heat(reading: Reading, region: str, motion: str, *, when: str) -> Heat:
    value = reading.book.value("motion_attainment", period=when, region=region, motion=motion)
    few = value.n is not None and value.n < reading.snapshot.meta.strategy.statistics.min_n_rate
    shown = known(value.value)
    text = ABSENT if shown is None else reading.formatter.percent(shown)
    return Heat(shown, text, "" if value.n is None else f"n {value.n}", few=few)


def _deals(reading: Reading, region: str, motion: str, *, when: str) -> int | None:
    return reading.book.value("motion_attainment", period=when, region=region, motion=motion).n


def funnel(reading: Reading) -> Figure | Notice:
    """Return the funnel plot of strategic deals as a share of deals; a notice with fewer than three regions."""
    rows = region_funnel(reading.book.atoms)
    if len(rows) < FEWEST_REGIONS:
        return Notice(kind="notice", title="Differences", text=Sentence(text=TOO_FEW), slot="right")
    common = float(rows["common"].iloc[0])
    names = reading.snapshot.meta.region_names
    counted = zip(
        rows["region"].astype(str), column(rows, "deals"), column(rows, "share"), rows["outside"], strict=True
    )
    points = tuple(FunnelPoint(names.get(key, key), n, rate, bool(outside)) for key, n, rate, outside in counted)
    chart = Funnel(points, common, _limit(common, INNER), _limit(common, OUTER), (reading.columns_mm(5), FUNNEL_MM))
    percent = reading.formatter.percent
    alt = "; ".join(f"{point.name} {percent(point.rate)} of {point.n:.0f} deals" for point in points)
    words = FunnelWords("Deals", "Strategic deals, % of deals", "95%", "99.8%", f"middle region {percent(common)}", alt)
    return Figure(
        kind="figure", svg=funnel_svg(chart, words=words, tokens=reading.tokens), alt=alt, caption="", slot="right",
        exhibit=_exhibit(rows, names=dict(names)),
    )  # fmt: skip


def _limit(common: float, deviations: float) -> Callable[[float], tuple[float, float]]:
    @cache
    def ends(deals: float) -> tuple[float, float]:
        low, high = limits(common, np.array([deals]), deviations=deviations)
        return float(low[0]), float(high[0])

    return ends


def _exhibit(rows: pd.DataFrame, *, names: dict[str, str]) -> Exhibit:
    columns = [("Region", "text"), ("Deals", "count"), ("Strategic deals", "count"), ("Share", "ratio"),
               ("Middle region", "ratio"), ("95% low", "ratio"), ("95% high", "ratio"), ("99.8% low", "ratio"),
               ("99.8% high", "ratio"), ("Outside", "text")]  # fmt: skip
    data = [(names.get(str(first), str(first)), *rest) for first, *rest in rows.itertuples(index=False, name=None)]
    return exhibit("regions-funnel", "Strategic deals against the limits of chance", columns, data)


def so_what(reading: Reading) -> Columns | None:
    """Return which regions lie outside the limits, and what that does not say."""
    items = reading.words.so_what.get(SLUG, ())
    return Columns(kind="columns", columns=(ListColumn("So what", items),)) if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (head(reading), heat(reading), funnel(reading), so_what(reading), source(reading))
    return tuple(block for block in blocks if block is not None)
