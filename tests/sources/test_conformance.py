"""Every kind of source promises the same: the same tables, kinds, nulls, digests and closed doors."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest
from pyarrow import csv as pa_csv
from pyarrow import parquet as pq

from stratreport.errors import UnknownName
from stratreport.model import REQUIRED, TABLES
from stratreport.params.specs import Workspace
from stratreport.sources import SOURCES, Source, open_source, opening
from stratreport.sources.demo_folder import ensure_demo

_IBIS = {"text": "string", "number": "float64", "date": "date"}


def _as_parquet(folder: Path) -> None:
    """Store the CSV files of `folder` as Parquet, with types that Parquet has (dates, doubles, strings)."""
    for path in sorted(folder.glob("*.csv")):
        spec = TABLES[path.stem]
        kinds = {"text": pa.string(), "number": pa.float64(), "date": pa.date32()}
        options = pa_csv.ConvertOptions(
            column_types={column.name: kinds[column.kind] for column in spec.columns},
            null_values=[""],
            strings_can_be_null=True,
        )
        pq.write_table(pa_csv.read_csv(path, convert_options=options), path.with_suffix(".parquet"))
        path.unlink()


@pytest.fixture(scope="module", params=sorted(SOURCES))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared_company: Path) -> Path:
    """Return the toy company's files as the kind wants them; the folder is named after the kind."""
    folder = tmp_path_factory.mktemp("kinds") / request.param
    shutil.copytree(shared_company, folder)
    if request.param == "parquet":
        _as_parquet(folder)
    return folder


@pytest.fixture(scope="module")
def source(folder: Path, workspace: Callable[..., Workspace]) -> Iterator[Source]:
    """Open the toy company through every kind; the demo's generator is told to leave the toy files alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "SOURCES", {**SOURCES, "demo": opening.SourceKind("csv")})
        with open_source(workspace(folder, folder.name)) as opened:
            yield opened


def test_every_required_table_is_there_with_exactly_the_canonical_columns(source: Source) -> None:
    assert set(REQUIRED) <= set(source.tables)
    for name, table in source.tables.items():
        assert {column.name: _IBIS[column.kind] for column in TABLES[name].columns} == {
            column: str(kind) for column, kind in table.schema().items()
        }


def test_optional_tables_that_are_absent_are_absent(source: Source) -> None:
    assert set(source.tables) == set(REQUIRED)


def test_values_arrive_as_written_and_empty_is_null(source: Source) -> None:
    table = source.tables["bookings"].order_by(["line_id", "rep_id"]).to_pyarrow()
    rows = table.to_pylist()
    assert [row["amount"] for row in rows] == [100.5, 200.0, 200.0, -20.0]
    assert [row["persona"] for row in rows] == ["Finance", None, None, "NA"]
    assert rows[0]["booked_on"] == date(2026, 1, 15)
    assert [row["list_amount"] for row in rows] == [120.0, None, None, None]


def test_a_column_nobody_has_is_null_not_missing(source: Source) -> None:
    assert source.tables["products"].replaces.isnull().sum().to_pyarrow().as_py() == 2


def test_inputs_name_every_file_with_its_digest(source: Source, folder: Path) -> None:
    files = list(folder.iterdir())
    assert dict(source.inputs) == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_bounds_are_the_first_and_last_booking_day(source: Source) -> None:
    assert source.bounds() == (date(2026, 1, 15), date(2026, 3, 31))


def test_what_was_noticed_is_told_with_its_money(source: Source) -> None:
    told = {item.check: item for item in source.quality}
    # R2 is in apac until 28 February: the return of 31 March has no region. Credited total: 100.5 + 120 + 80 - 20
    assert (told["unassigned"].count, told["unassigned"].amount) == (1, -20.0)
    assert told["unassigned"].share == pytest.approx(-20 / 280.5)
    assert (told["returns"].count, told["returns"].amount) == (1, -20.0)
    assert told["persona_unknown"].count == 2


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/hostname')",
        "copy (select 1) to 'out.csv'",
        "attach 'other.db'",
        "install excel",
        "set threads = 1",
        "export database 'out'",
    ],
)
def test_the_engine_reaches_nothing_outside(source: Source, statement: str) -> None:
    connection = source.tables["reps"].get_backend().con
    with pytest.raises(duckdb.Error):
        connection.execute(statement)


def test_the_engine_does_not_see_python_variables(source: Source) -> None:
    treasure = pa.table({"a": [1]})
    assert treasure.num_rows == 1
    with pytest.raises(duckdb.Error):
        source.tables["reps"].get_backend().con.execute("select * from treasure")


def test_expressions_still_compute_after_the_doors_are_closed(source: Source) -> None:
    bookings, reps = source.tables["bookings"], source.tables["reps"]
    joined = bookings.join(reps.select("rep_id", "name"), "rep_id")
    credited = joined.group_by("name").aggregate(money=(joined.amount * joined.credit).sum()).order_by("name")
    assert credited.to_pyarrow().to_pylist() == [
        {"name": "Ada Example", "money": 220.5},
        {"name": "Bo Sample", "money": 60.0},
    ]


def test_a_closed_source_answers_no_more(company: Path, workspace: Callable[..., Workspace]) -> None:
    with open_source(workspace(company)) as source:
        reps = source.tables["reps"]
    with pytest.raises((duckdb.Error, ibis.common.exceptions.IbisError)):
        reps.count().to_pyarrow()


def test_an_unknown_kind_is_refused_with_the_known_ones(company: Path, workspace: Callable[..., Workspace]) -> None:
    with pytest.raises(UnknownName, match="did you mean parquet"):
        open_source(workspace(company, "parket"))


def test_the_demo_is_written_when_absent_or_stale_and_left_alone_otherwise(tmp_path: Path) -> None:
    calls = []

    def write(root: Path) -> None:
        calls.append(root)
        for name in REQUIRED:
            (root / f"{name}.csv").write_text("x", encoding="utf-8")

    root = tmp_path / "demo"
    ensure_demo(root, write, "1")
    ensure_demo(root, write, "1")
    assert len(calls) == 1
    ensure_demo(root, write, "2")
    (root / "reps.csv").unlink()
    ensure_demo(root, write, "2")
    assert len(calls) == 3
