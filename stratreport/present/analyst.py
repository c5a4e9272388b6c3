"""Plain work of analysts as blocks: a pandas frame becomes a branded table, a matplotlib figure a branded chart.

No special call is needed: `install` teaches the notebook's display system. Captions and alternative texts come from
the cell's options (`#| fig-cap`, `#| fig-alt`, `#| tbl-cap`), which the press reads.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

import pandas as pd

from stratreport.pack.blocks import MIME, Exhibit, Figure, Scalar, Table, TableCell, TableColumn, encode
from stratreport.present.charts.style import apply
from stratreport.present.charts.svg import figure_svg
from stratreport.present.format import ABSENT, Formatter, day
from stratreport.present.preview import preview_html

MAX_ROWS = 25
LETTER_MM, GAP_MM = 1.9, 3.0  # of table text at 8.8 pt, wide letters; the gap between two columns
NARROWEST_PAGE_MM = 249.4
MAX_WIDTH_MM = {"a4": 267.0, "letter": 249.4}
#: objects that plotting calls return and nobody wants to read
SILENT = (("matplotlib.axes._base", "_AxesBase"), ("matplotlib.text", "Text"), ("seaborn.axisgrid", "_BaseGrid"),
          ("matplotlib.container", "Container"))  # fmt: skip
_PLOTS = re.compile(r"matplotlib|seaborn|pyplot|\bplt\b|\bsns\b|\.plot\b|\.hist\(|\.boxplot\(")


def table_block(frame: pd.DataFrame, *, formatter: Formatter, caption: str = "", slug: str = "table") -> Table:
    """Return a frame as a table block: a meaningful index becomes the stub; 25 rows are printed, all are kept.

    Whole numbers are grouped, small fractions get three decimals, dates are written out; null is a dash.
    """
    flat = _flat(frame)
    numeric = [pd.api.types.is_numeric_dtype(flat.iloc[:, index]) for index in range(flat.shape[1])]
    cells = [
        tuple(_cell(value, formatter) for value in row)
        for row in flat.head(MAX_ROWS).itertuples(index=False, name=None)
    ]
    fitting = _fitting([str(name) for name in flat.columns], cells)
    columns = tuple(
        TableColumn(head=str(name), align="right" if number and index else "left")
        for index, (name, number) in enumerate(zip(flat.columns[:fitting], numeric, strict=False))
    )
    rows = tuple(row[:fitting] for row in cells)
    exhibit = Exhibit(
        slug=slug, title=caption or slug, columns=tuple(str(name) for name in flat.columns),
        units=tuple("count" if number else "text" for number in numeric),
        rows=tuple(tuple(_scalar(value) for value in row) for row in flat.itertuples(index=False, name=None)),
    )  # fmt: skip
    note = _more(len(flat) - len(rows), flat.shape[1] - fitting)
    return Table(kind="table", caption=caption, columns=columns, rows=rows, exhibit=exhibit, note=note)


def _fitting(heads: list[str], cells: list[tuple[TableCell, ...]]) -> int:
    """Return how many columns fit the page side by side, by their longest word; at least one."""
    longest = [
        max([len(word) for text in (head, *(row[index].text for row in cells)) for word in text.split()] or [1])
        for index, head in enumerate(heads)
    ]
    widths = accumulate(letters * LETTER_MM + GAP_MM for letters in longest)
    return max(sum(1 for total in widths if total <= NARROWEST_PAGE_MM), 1)


def _more(rows: int, columns: int) -> str:
    """Return the note on what is printed in the data book only.

    >>> _more(3, 0), _more(0, 1), _more(0, 0)
    ('3 more rows in the data book', '1 more column in the data book', '')
    """
    counts = [(rows, "row"), (columns, "column")]
    parts = [f"{count:,} more {noun}{'s' if count > 1 else ''}" for count, noun in counts if count > 0]
    return f"{' and '.join(parts)} in the data book" if parts else ""


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
    flat = kept.copy(deep=False)
    names: list[Any] = list(kept.columns)
    flat.columns = pd.Index([" ".join(map(str, n)).strip() if isinstance(n, tuple) else str(n) for n in names])
    return flat


def _cell(value: Any, formatter: Formatter) -> TableCell:
    plain = _scalar(value)
    if plain is None:
        return TableCell(text=ABSENT)
    if isinstance(plain, bool):
        return TableCell(text="yes" if plain else "no", sort=str(plain))
    if isinstance(plain, (int, float)):
        return TableCell(text=formatter.number(plain, digits=_digits(plain)), sort=float(plain))
    return TableCell(text=day(value.date()) if isinstance(value, pd.Timestamp) else plain, sort=plain)


def _digits(value: float) -> int:
    if float(value).is_integer() or abs(value) >= 1000:
        return 0
    return 3 if abs(value) < 1 else 1


def _scalar(value: Any) -> Scalar:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value.isoformat()[:10]
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, (bool, int, float, str)) else str(plain)


def figure_block(figure: Any, *, tokens: Mapping[str, str], paper: str = "a4", slug: str = "figure") -> Figure:
    """Return a matplotlib figure as a figure block, in its own size, never wider than the page.

    The alternative text is what the axes say about themselves until the cell's `#| fig-alt` replaces it.
    """
    svg = figure_svg(figure, slug=slug, title="", tokens=tokens)
    alt = "; ".join(filter(None, (_axes_words(axes) for axes in figure.axes))) or "Chart without a description"
    return Figure(kind="figure", svg=_at_most(svg, MAX_WIDTH_MM[paper]), alt=alt, caption="", exhibit=None)


def _axes_words(axes: Any) -> str:
    title = axes.get_title() or axes.get_title(loc="left") or axes.get_title(loc="right")
    labels = " by ".join(filter(None, (axes.get_ylabel(), axes.get_xlabel())))
    return ": ".join(filter(None, (title, labels)))


def _at_most(svg: str, width: float) -> str:
    size = re.search(r'width="([\d.]+)mm" height="([\d.]+)mm"', svg)
    if size is None or float(size[1]) <= width:
        return svg
    height = float(size[2]) * width / float(size[1])
    return svg.replace(size[0], f'width="{width:g}mm" height="{height:.3f}mm"', 1)


def install(shell: Any, *, tokens: Mapping[str, str], formatter: Formatter, paper: str) -> None:
    """Teach an IPython shell: frames, series and figures also display as blocks; plotting starts in house style."""
    counter = iter(range(1, 10**9))

    def of_frame(frame: pd.DataFrame) -> dict[str, Any]:
        block = table_block(frame, formatter=formatter, slug=f"table-{next(counter)}")
        return {MIME: encode(block)}

    def of_series(series: Any) -> dict[str, Any]:
        block = table_block(series.to_frame(), formatter=formatter, slug=f"table-{next(counter)}")
        return {MIME: encode(block), "text/html": preview_html(block)}

    def of_figure(figure: Any) -> dict[str, Any]:
        block = figure_block(figure, tokens=tokens, paper=paper, slug=f"figure-{next(counter)}")
        return {} if "<image" in block.svg else {MIME: encode(block)}

    bundles = shell.display_formatter.mimebundle_formatter
    bundles.for_type(pd.DataFrame, of_frame)
    bundles.for_type(pd.Series, of_series)
    bundles.for_type_by_name("matplotlib.figure", "Figure", of_figure)
    for module, name in SILENT:
        shell.display_formatter.ipython_display_formatter.for_type_by_name(module, name, _nothing)
    shell.events.register("pre_run_cell", _style_when_plotting(tokens))


def _nothing(_: Any) -> None:
    return None


def _style_when_plotting(tokens: Mapping[str, str]) -> Callable[[Any], None]:
    """Return the event that sets the house style before the first cell that plots, so that other cells stay quick."""
    done: list[bool] = []

    def before_cell(info: Any) -> None:
        if not done and ("matplotlib" in sys.modules or _PLOTS.search(info.raw_cell or "")):
            apply(tokens)
            done.append(True)

    return before_cell
