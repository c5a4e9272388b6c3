from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_pack import sample

from stratreport.errors import RenderError
from stratreport.pack.blocks import Exhibit, Figure
from stratreport.render import write_databook
from stratreport.render.databook import CELL_LIMIT, number_format, sheet_names
from stratreport.render.pages import exhibits_of

FORMULAS = (
    "=1+1",
    '=HYPERLINK("https://example.com")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "{=1}",
    "https://example.com",
    "007",
)


def figure(exhibit: Exhibit) -> Figure:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1mm" height="1mm" viewBox="0 0 1 1"><title>1</title></svg>'
    return Figure("figure", svg, "1", "", exhibit)


def read(small: Any, folder: Path, *exhibits: Exhibit, **changes: Any) -> Any:
    write_databook(small(*(figure(e) for e in exhibits), **changes), folder / "book.xlsx")
    return openpyxl.load_workbook(folder / "book.xlsx")


def test_there_is_a_contents_sheet_and_one_sheet_per_exhibit_in_order(tmp_path: Path) -> None:
    write_databook(sample(), tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    slugs = [exhibit.slug for exhibit in exhibits_of(sample())]
    assert book.sheetnames == ["Contents", *slugs]
    assert [row[0].value for row in book["Contents"].iter_rows(min_row=5)] == slugs
    assert book["Contents"]["A5"].hyperlink.location == f"'{slugs[0]}'!A1"
    assert book["bridge"].freeze_panes == "B4"


def test_values_are_raw_and_formats_carry_the_unit(tmp_path: Path, small: Any) -> None:
    columns, units = (
        ("Who", "€", "share", "pts", "n", "d", "day"),
        ("text", "money", "ratio", "points", "count", "days", "date"),
    )
    rows = (("A", 1234.5, 0.125, -1.5, 3, 7, "2026-09-30"), ("B", None, None, None, None, None, None))
    sheet = read(small, tmp_path, Exhibit("e", "E", columns, units, rows))["e"]
    assert [cell.value for cell in sheet[4]][:6] == ["A", 1234.5, 0.125, -1.5, 3, 7]
    assert sheet["G4"].value.date().isoformat() == "2026-09-30"
    assert sheet["B4"].number_format.startswith('"€"#,##0')
    assert sheet["C4"].number_format.startswith("0.0%")
    assert [cell.value for cell in sheet[5]] == ["B", None, None, None, None, None, None]


def test_money_carries_the_currency_of_the_pack() -> None:
    assert number_format("money", "USD").startswith('"$"')
    assert number_format("money", "CHF").startswith("[$CHF]")
    assert '"' not in number_format("money", 'X"]!').removeprefix("[$X] ")


def test_text_is_never_a_formula_a_link_or_a_number(tmp_path: Path, small: Any) -> None:
    exhibit = Exhibit("e", "=1", ("=2", "b"), ("text", "money"), tuple((word, word) for word in FORMULAS), note="=3")
    book = read(small, tmp_path, exhibit, company="=4", title="@5")
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"]
    assert [sheet_row[0].value for sheet_row in book["e"].iter_rows(min_row=4)] == list(FORMULAS)
    assert [sheet_row[1].value for sheet_row in book["e"].iter_rows(min_row=4)] == list(FORMULAS)
    assert not [c for row in book["e"].iter_rows() for c in row if c.hyperlink]
    with zipfile.ZipFile(tmp_path / "book.xlsx") as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_a_text_longer_than_a_cell_is_refused_not_cut(tmp_path: Path, small: Any) -> None:
    fits = Exhibit("e", "E", ("a",), ("text",), (("x" * CELL_LIMIT,),))
    assert len(read(small, tmp_path, fits)["e"]["A4"].value) == 32_767
    with pytest.raises(RenderError, match="32,767"):
        read(small, tmp_path, dataclasses.replace(fits, rows=(("x" * (CELL_LIMIT + 1),),)))


def test_control_characters_and_odd_numbers_do_not_break_the_file(tmp_path: Path, small: Any) -> None:
    rows = (("a\x00b\x0b\u202ec", float("nan")), ("d", float("inf")), ("e", True))
    sheet = read(small, tmp_path, Exhibit("e", "E", ("a", "b"), ("text", "money"), rows))["e"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] == [
        ["abc", None],
        ["d", None],
        ["e", True],
    ]


def test_a_row_of_another_width_is_refused(tmp_path: Path, small: Any) -> None:
    with pytest.raises(RenderError, match="2 cells"):
        read(small, tmp_path, Exhibit("e", "E", ("a",), ("text",), (("x", "y"),)))


def test_the_same_pack_gives_the_same_bytes_and_the_date_of_the_data(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_databook(sample(), tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    properties = openpyxl.load_workbook(tmp_path / "one.xlsx").properties
    assert properties.created.date().isoformat() == "2026-10-03"
    assert properties.creator == "Meridian Instruments"


@given(st.lists(st.text(alphabet="aAbB[]:*?/\\' é東", max_size=40), max_size=30))
def test_sheet_names_are_valid_and_unique_whatever_the_case(slugs: list[str]) -> None:
    names = sheet_names(slugs)
    assert len({name.lower() for name in names} | {"contents", "history"}) == len(slugs) + 2
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
