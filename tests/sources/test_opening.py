"""A folder in canonical form, spoilt: one report that names file, line, found, expected and fix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stratreport.errors import Fault, ParamsError, SchemaError
from stratreport.params.specs import Workspace
from stratreport.sources import open_source

Declare = Callable[..., Workspace]


def refused(company: Path, workspace: Declare, **source: Any) -> list[Fault]:
    with pytest.raises((SchemaError, ParamsError)) as caught:
        open_source(workspace(company, **source))
    return list(caught.value.faults)


def edit(company: Path, table: str, old: str, new: str) -> None:
    path = company / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_missing_table_names_its_columns_and_a_row_to_copy(company: Path, workspace: Declare) -> None:
    (company / "quotas.csv").unlink()
    (company / "reps.csv").rename(company / "people.csv")
    faults = refused(company, workspace)
    assert [str(fault.place) for fault in faults] == ["reps.csv", "quotas.csv"]
    assert "the required table quotas is missing" in faults[1].found
    assert "columns rep_id, period (optional), starts_on (optional), amount" in faults[1].expected
    assert "R007,FY2026Q3,,450000" in faults[1].fix


def test_a_missing_column_names_its_likely_twin(company: Path, workspace: Declare) -> None:
    edit(company, "bookings", "booked_on", "Booked on")
    edit(company, "reps", "role", "r")
    faults = refused(company, workspace)
    assert [str(fault.place) for fault in faults] == ["bookings.csv:1", "reps.csv:1"]
    assert 'column "booked_on" is missing; "Booked on" looks like it' in faults[0].found
    assert 'rename "Booked on" to booked_on' in faults[0].fix
    assert faults[1].found == 'column "role" is missing; none of the other columns (r) looks like it'
    assert faults[1].fix.startswith("add a column named role to the file: ")


def test_a_missing_column_without_another_to_take_it_for(company: Path, workspace: Declare) -> None:
    edit(company, "quotas", "rep_id,period,amount", "rep_id,period")
    edit(company, "quotas", ",1000", "")
    edit(company, "quotas", ",0\n", "\n")
    (fault,) = refused(company, workspace)
    assert fault.found == 'column "amount" is missing; no other column looks like it'
    assert "add a column named amount to the file" in fault.fix
    assert "quota" in fault.fix


def test_faults_name_the_folder_as_it_was_declared(company: Path, workspace: Declare) -> None:
    edit(company, "quotas", "1000", "many")
    edit(company, "bookings", "booked_on", "day")
    (company / "customers.csv").unlink()
    (company / "products.csv").write_text("")
    plain = workspace(company)
    with pytest.raises(SchemaError) as caught:
        open_source(replace(plain, source=replace(plain.source, folder="exports/may")))
    places = {str(fault.place) for fault in caught.value.faults}
    names = ("quotas.csv:2", "bookings.csv:1", "customers.csv", "products.csv")
    assert places == {f"exports/may/{name}" for name in names}
    assert str(company) not in str(caught.value)


def test_a_cell_that_cannot_be_read_is_one_fault(company: Path, workspace: Declare) -> None:
    edit(company, "bookings", "2026-01-15,R1,1,", "15.1.2026,R1,one,")
    edit(company, "assignments", "2026-02-28", "soon")
    faults = refused(company, workspace)
    assert sorted((str(fault.place), fault.code) for fault in faults) == [
        ("assignments.csv:3", "D103"), ("bookings.csv:2", "D103"), ("bookings.csv:2", "D103"),
    ]  # fmt: skip


def test_a_table_that_cannot_be_read_blames_no_other(company: Path, workspace: Declare) -> None:
    edit(company, "reps", "R1,Ada Example", "R1,Ada, Example")
    assert [str(fault.place) for fault in refused(company, workspace)] == ["reps.csv:2"]


def test_extra_columns_are_ignored_and_told(company: Path, workspace: Declare) -> None:
    edit(company, "products", "launched_on\n", "launched_on,colour\n")
    edit(company, "products", "2015-01-01\n", "2015-01-01,red\n")
    edit(company, "products", "2026-01-01\n", "2026-01-01,blue\n")
    with open_source(workspace(company)) as source:
        told = [item for item in source.quality if item.check == "extra_columns"]
        assert "colour" not in source.tables["products"].columns
    assert [(item.count, "colour" in item.detail) for item in told] == [(1, True)]


def test_faults_of_reading_and_of_checking_come_together(company: Path, workspace: Declare) -> None:
    edit(company, "bookings", "100.50", "1.000,50")
    edit(company, "customers", "C2,Second,C1,Schools", "C1,Second,C2,Schools")
    faults = refused(company, workspace)
    found = {str(fault.place): fault.found for fault in faults}
    assert found["bookings.csv:2"] == "12 fields"
    assert "the key (customer_id) of line 2 is repeated" in found["customers.csv:3"]


def test_a_text_in_a_number_is_named_without_its_value(company: Path, workspace: Declare) -> None:
    edit(company, "quotas", "1000", "SECRET")
    faults = refused(company, workspace)
    assert str(faults[0].place) == "quotas.csv:2"
    assert 'column "amount": text (value hidden)' in faults[0].found
    assert not any("SECRET" in str(fault) for fault in faults)


def test_a_table_with_only_a_header_is_refused(company: Path, workspace: Declare) -> None:
    (company / "bookings.csv").write_text((company / "bookings.csv").read_text().partition("\n")[0] + "\n")
    assert "bookings holds no rows" in [fault.found for fault in refused(company, workspace)]


def test_another_delimiter_is_declared_per_table(company: Path, workspace: Declare) -> None:
    path = company / "products.csv"
    path.write_text(path.read_text().replace(",", ";"))
    assert "looks separated by ;" in refused(company, workspace)[0].found
    with open_source(workspace(company, files={"products": {"path": "products.csv", "delimiter": ";"}})) as source:
        assert source.tables["products"].count().to_pyarrow().as_py() == 2


def test_a_file_declared_for_no_table_is_a_fault(company: Path, workspace: Declare) -> None:
    faults = refused(company, workspace, files={"bokings": "bookings.csv"})
    assert '"bokings" is not a canonical table' in faults[0].found
    assert "did you mean bookings?" in faults[0].fix


def test_a_workspace_without_data_says_where_it_looked(tmp_path: Path, workspace: Declare) -> None:
    faults = refused(tmp_path / "nowhere", workspace)
    assert len(faults) == 1
    assert "nowhere does not exist" in faults[0].found
    assert "environment variable" in faults[0].fix


def test_an_empty_folder_asks_for_every_required_table(tmp_path: Path, workspace: Declare) -> None:
    names = [fault.place.file for fault in refused(tmp_path, workspace)]
    assert names == [f"{name}.csv" for name in ("bookings", "reps", "assignments", "quotas", "products", "customers")]


def test_an_optional_table_is_checked_when_it_is_there(company: Path, workspace: Declare) -> None:
    (company / "payouts.csv").write_text("rep_id,period,component,amount\nR1,FY2026Q1,npi,5\nR1,FY2026Q1,npi,6\n")
    assert [str(fault.place) for fault in refused(company, workspace)] == ["payouts.csv:3"]
    (company / "payouts.csv").write_text("rep_id,period,component,amount\nR1,FY2026Q1,npi,5\n")
    with open_source(workspace(company)) as source:
        assert source.tables["payouts"].to_pyarrow().to_pylist() == [
            {"rep_id": "R1", "period": "FY2026Q1", "component": "npi", "amount": 5.0}
        ]
