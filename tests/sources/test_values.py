"""Cells to kinds: declared formats only, nothing guessed, the value never shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratreport.errors import Fault, Place
from stratreport.model import Kind
from stratreport.model.faultlog import FaultLog
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.files import Content
from stratreport.sources.loading import open_text


def column(cells: list[str], kind: Kind, **form: str) -> tuple[list[Any], FaultLog]:
    """Return one column read as `kind`; cells are quoted so that any delimiter may stand in them."""
    log = FaultLog()
    text = "\n".join(["id,v", *(f'{index},"{cell}"' for index, cell in enumerate(cells))])
    file = FileSpec(alias="t", path="t.csv", place=Place("toy.yaml"), **form)
    opened = open_text(file, Content(text.encode(), ""), log)
    assert opened is not None
    table = opened.rows({"v": frozenset({kind})}, log)
    assert table is not None
    return table[f"v:{kind}"].to_pylist(), log


def faults(cells: list[str], kind: Kind, **form: str) -> list[Fault]:
    return column(cells, kind, **form)[1].faults


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1.0), ("-1.5", -1.5), ("+2", 2.0), (".5", 0.5), ("3.", 3.0), ("1e3", 1000.0), (" 7 ", 7.0), ("", None)],
)
def test_plain_numbers(text: str, number: float | None) -> None:
    assert column([text, "1"], "number")[0][0] == number


def test_a_negative_zero_is_zero() -> None:
    assert str(column(["-0.00", "1"], "number")[0][0]) == "0.0"


@pytest.mark.parametrize(
    ("text", "form", "number"),
    [
        ("1.234,50", {"decimal": ",", "thousands": "."}, 1234.5),
        ("1,234,567.5", {"thousands": ","}, 1234567.5),
        ("1 234", {"thousands": " "}, 1234.0),
        ("1234,5", {"decimal": ",", "thousands": "."}, 1234.5),
    ],
)
def test_declared_notations(text: str, form: dict[str, str], number: float) -> None:
    assert column([text], "number", **form)[0] == [number]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,234.50", "declare `decimal` and `thousands`"),
        ("1.234,50", "declare `decimal` and `thousands`"),
        ("(100)", "no currency, percent or brackets"),
        ("100-", "a leading minus"),
        ("−5", "a leading minus"),
        ("€100", "no currency"),
        ("12%", "percent"),
        ("NaN", "leave the cell empty"),
        ("-inf", "not a finite number"),
        ("Infinity", "not a finite number"),
        ("1e400", "too large"),
        ("abc", "found"),
        ("0x10", "found"),
        ("1_000", "found"),
        ("٣", "found"),
    ],
)
def test_other_numbers_are_refused_with_line_and_without_the_value(text: str, says: str) -> None:
    found = faults(["1", "2", text], "number")
    assert len(found) == 1
    assert (found[0].place.file, found[0].place.line) == ("t.csv", 4)
    assert says in str(found[0]) or says == "found"
    assert "value hidden" in found[0].found
    assert text not in str(found[0])


def test_grouping_must_be_grouping() -> None:
    assert faults(["12,34"], "number", thousands=",")
    assert faults(["1.2345,0"], "number", decimal=",", thousands=".")


def test_a_bad_cell_far_down_is_found_on_its_line() -> None:
    cells = ["1"] * 30_000
    cells[29_999] = "x"
    assert [fault.place.line for fault in faults(cells, "number")] == [30_001]


@pytest.mark.parametrize("text", ["01/02/2014", "2014-2-1", "20140201", "2014-02-30", "2014-02-01T10:00", "yesterday"])
def test_days_are_iso_unless_declared(text: str) -> None:
    found = faults([text], "date")
    assert len(found) == 1
    assert found[0].expected == "a date written YYYY-MM-DD"


def test_a_declared_date_format_is_the_only_one() -> None:
    days, log = column(["01/02/2014", "31/12/2014"], "date", date_format="%d/%m/%Y")
    assert (days, log.faults) == ([date(2014, 2, 1), date(2014, 12, 31)], [])
    assert faults(["2014-02-01"], "date", date_format="%d/%m/%Y")
    assert faults(["12/31/2014"], "date", date_format="%d/%m/%Y")


def test_text_is_trimmed_and_composed_so_that_one_name_is_one_name() -> None:
    texts, log = column(["East", " East ", "East\u00a0", "Ma\u0301laga", "Málaga", "007"], "text")
    assert texts == ["East", "East", "East", "Málaga", "Málaga", "007"]
    assert log.faults == []


def test_invisible_characters_are_removed_and_told() -> None:
    texts, log = column(["Ea\u200bst", "\u202eEast", "Ea\x07st", "plain"], "text")
    assert texts == ["East", "East", "East", "plain"]
    item = log.quality[0]
    assert (item.check, item.severity, item.count) == ("control_characters", "warn", 3)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("0123456789.,eE+-naif ", max_size=8), min_size=1, max_size=5))
def test_every_cell_is_a_number_a_null_or_a_fault(cells: list[str]) -> None:
    """Nothing becomes a wrong number: what is read equals Python's own reading, everything else is a fault."""
    numbers, log = column(cells, "number")
    refused = {fault.place.line for fault in log.faults}
    for index, (cell, number) in enumerate(zip(cells, numbers, strict=True)):
        if number is not None and index + 2 not in refused:
            assert number == float(cell.strip())
        elif cell.strip():
            assert refused
