from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_marks import bar
from sample_pack import exhibit

from stratreport.pack.blocks import Slot, Table, TableCell, TableColumn
from stratreport.render.styles import PAPERS, column_widths, mm_class, share_class

A4 = PAPERS["a4"]


def table(*columns: TableColumn, slot: Slot = "full", rows: tuple[tuple[TableCell, ...], ...] = ()) -> Table:
    return Table("table", "c", columns, rows, exhibit("e", "E"), slot=slot)


def test_the_grid_of_the_handbook() -> None:
    # 12 columns of 17.67 mm with gutters of 5 mm: 7 columns are 153.67 mm, 5 are 108.33 mm
    assert A4.content[0] == 267
    assert A4.split("exhibit") == pytest.approx((153.67, 108.33), abs=0.01)
    assert sum(A4.split("exhibit")) + 5 == pytest.approx(267)
    assert PAPERS["letter"].content[0] == pytest.approx(249.4)


def test_declared_millimetres_are_kept_and_the_free_column_takes_the_rest() -> None:
    widths = column_widths(table(TableColumn("a", "left", 0), TableColumn("b", "right", 26.7)), A4, "full")
    assert widths.table == 1
    assert widths.columns == pytest.approx((0.9, 0.1))


def test_a_table_of_declared_columns_is_as_wide_as_declared() -> None:
    widths = column_widths(table(TableColumn("a", "left", 40), TableColumn("b", "right", 26.75)), A4, "full")
    assert widths.table == pytest.approx(0.25)


def test_wishes_beyond_the_slot_are_scaled_down_together() -> None:
    widths = column_widths(
        table(TableColumn("a", "left", 300), TableColumn("b", "right", 100), slot="right"), A4, "exhibit"
    )
    assert widths.table == 1
    assert widths.columns == pytest.approx((0.75, 0.25))


def test_a_column_holds_the_bars_in_it() -> None:
    cell = TableCell("", svg=bar(1, 1, width=50, title="bar"))
    widths = column_widths(table(TableColumn("a", "left", 10), rows=((cell,),)), A4, "full")
    assert widths.table * 267 >= 50


@given(
    st.lists(st.tuples(st.sampled_from(["left", "right"]), st.floats(0, 400)), max_size=12),
    st.sampled_from(["full", "left", "right"]),
)
def test_columns_always_fill_their_table_and_the_table_its_slot(columns: list[tuple[str, float]], slot: Slot) -> None:
    made = table(*(TableColumn("h", align, width) for align, width in columns), slot=slot)  # type: ignore[arg-type]
    widths = column_widths(made, A4, "exhibit")
    assert 0 < widths.table <= 1
    assert len(widths.columns) == len(columns)
    assert not columns or sum(widths.columns) == pytest.approx(1)


def test_classes_are_whole_numbers() -> None:
    assert mm_class("h", 11.3) == "h-1130"
    assert share_class(1 / 3) == "p-3333"
