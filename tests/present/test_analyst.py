"""Plain pandas and plain figures become branded blocks in a shell that never heard of us before `install`."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure as Drawn

from stratreport.brand import load_brand
from stratreport.pack.blocks import MIME, Figure, Table, decode
from stratreport.present import analyst
from stratreport.present.format import Formatter
from stratreport.render.svg import admit

TOKENS = load_brand(None).tokens
EURO = Formatter("EUR", "en")


@pytest.fixture
def shell() -> Iterator[Any]:
    listeners: list[Any] = []
    events = SimpleNamespace(register=lambda name, call: listeners.append((name, call)))
    made = SimpleNamespace(display_formatter=DisplayFormatter(), events=events, listeners=listeners)
    analyst.install(made, tokens=TOKENS, formatter=EURO, paper="a4")
    with mpl.rc_context():
        yield made


def shown(shell: Any, thing: object) -> dict[str, Any]:
    data, _ = shell.display_formatter.format(thing)
    return dict(data)


def figure(width: float = 4.0) -> Drawn:
    drawn = Drawn(figsize=(width, 3))
    axes = drawn.add_subplot()
    axes.plot([1, 2], [3, 4])
    axes.set(title="Deals by size", xlabel="size", ylabel="deals")
    return drawn


def test_a_frame_shows_as_html_and_as_a_table_block(shell: Any) -> None:
    data = shown(shell, pd.DataFrame({"segment": ["Labs"], "amount": [1234567.0]}))
    assert "<table" in data["text/html"]
    block = decode(data[MIME])
    assert isinstance(block, Table)
    assert [cell.text for cell in block.rows[0]] == ["Labs", "1,234,567"]


def test_a_figure_shows_as_a_chart_the_press_admits(shell: Any) -> None:
    block = decode(shown(shell, figure())[MIME])
    assert isinstance(block, Figure)
    assert block.alt == "Deals by size: deals by size"
    assert admit(block.svg, block.alt).width_mm == pytest.approx(101.6)


def test_a_grouped_series_keeps_its_labels_as_the_stub(shell: Any) -> None:
    series = pd.Series([3, 1], index=pd.Index(["a", "b"], name="segment"), name="deals")
    block = decode(shown(shell, series)[MIME])
    assert isinstance(block, Table)
    assert [column.head for column in block.columns] == ["segment", "deals"]


def test_a_picture_inside_a_figure_falls_back_to_the_raster_display(shell: Any) -> None:
    drawn = Drawn()
    drawn.add_subplot().imshow(np.zeros((2, 2)))
    assert MIME not in shown(shell, drawn)


def test_what_plotting_calls_return_is_not_printed(shell: Any) -> None:
    axes = figure().axes[0]
    assert shown(shell, axes) == {}
    assert shown(shell, axes.set_title("x")) == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.int64(1200), "1,200"), (0.1234, "0.123"), (12.34, "12.3"), (-5, "−5"),
        (np.nan, "–"), (None, "–"), (pd.NaT, "–"),
        (True, "yes"), (pd.Timestamp(2026, 10, 3), "3\u00a0October\u00a02026"), ("x & <y>", "x & <y>"),
    ],
)  # fmt: skip
def test_values_are_shown_for_reading(value: object, text: str) -> None:
    frame = pd.DataFrame({"a": pd.Series([value], dtype=object)})
    assert analyst.table_block(frame, formatter=EURO).rows[0][0].text == text


def test_a_long_frame_is_cut_for_the_page_and_kept_for_the_data_book() -> None:
    block = analyst.table_block(pd.DataFrame({"a": range(40)}), formatter=EURO)
    assert len(block.rows) == 25
    assert len(block.exhibit.rows) == 40
    assert block.note == "15 more rows in the data book"


def test_columns_of_several_levels_get_one_head() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("amount", "sum"), ("amount", "mean")]))
    assert [c.head for c in analyst.table_block(frame, formatter=EURO).columns] == ["amount sum", "amount mean"]


def test_the_frame_of_the_analyst_is_left_as_it_was() -> None:
    frame = pd.DataFrame({("a", "b"): [1]}, index=pd.Index(["x"], name="k"))
    before = frame.copy()
    analyst.table_block(frame, formatter=EURO)
    pd.testing.assert_frame_equal(frame, before)


def test_a_figure_wider_than_the_page_is_scaled_with_its_proportion() -> None:
    drawing = admit(analyst.figure_block(figure(16), tokens=TOKENS, paper="letter").svg, "t")
    assert drawing.width_mm == pytest.approx(249.4)
    assert drawing.width_mm / drawing.height_mm == pytest.approx(16 / 3, rel=0.001)


def test_the_house_style_waits_for_the_first_cell_that_plots(shell: Any) -> None:
    [(event, before_cell)] = shell.listeners
    assert event == "pre_run_cell"
    before_cell(SimpleNamespace(raw_cell="import seaborn as sns"))
    assert mpl.rcParams["axes.spines.top"] is False
    assert mpl.rcParams["font.family"] == ["Source Sans Pro"]
