"""Foreign schemas by declaration: a closed language, look-ups that cannot fan out, faults with YAML positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from stratreport.errors import Fault, ParamsError, SchemaError
from stratreport.model.faultlog import FaultLog
from stratreport.params.specs import Workspace
from stratreport.sources import open_source
from stratreport.sources.mapping import parse_mapping

FOREIGN: Mapping[str, str] = {
    "orders.csv": "OrderID;Day;Seller;Shop\n10;15.01.2026;7;A\n11;28.02.2026;;B\n12;31.03.2026;8;B\n",
    "lines.csv": (
        "OrderID;Line;Item;Price;Pieces;Off\n"
        "10;1;X;1.000,50;2;\n"
        "10;2;Y;10,00;1;1,00\n"
        "11;1;X;5,00;1;\n"
        "12;1;Z;20,00;3;5,00\n"
    ),
    "items.csv": "Item;Name;Kind\nX;Ex;bike\nY;Why;part\nZ;Zed;\n",
    "people.csv": "Id;First;Last\n7;Ada;Example\n8;Bo;\n9;Cy;Boss\n",
    "shops.csv": "Shop;Label;Sort\nA;Alpha;big\nB;Beta;small\n",
    "spans.csv": "Id;Area;Boss;From\n7;north;9;01.01.2026\n8;south;9;01.01.2026\n",
    "goals.csv": "Id;From;Goal\n7;01.01.2026;1.000,00\n8;01.01.2026;0\n",
}


def mapping() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a fresh, correct mapping of the foreign files."""
    form = {"delimiter": ";", "decimal": ",", "thousands": ".", "date_format": "%d.%m.%Y"}
    files = {name.removesuffix(".csv"): {"path": name, **form} for name in FOREIGN}
    tables = {
        "bookings": {
            "from": "lines",
            "joins": [
                {"file": "orders", "on": {"OrderID": "OrderID"}, "how": "inner"},
                {"file": "items", "on": {"lines.Item": "Item"}},
            ],
            "where": [{"column": "orders.Seller", "is": "present"}],
            "columns": {
                "line_id": {"concat": ["OrderID", "Line"], "sep": "-"},
                "deal_id": "OrderID",
                "booked_on": "orders.Day",
                "rep_id": "orders.Seller",
                "credit": {"const": 1},
                "customer_id": "orders.Shop",
                "product_id": {"from": "Item"},
                "persona": {"values": {"of": "items.Kind", "map": {"bike": "Owner"}, "otherwise": "Buyer"}},
                "amount": {"subtract": [{"multiply": ["Price", "Pieces"]}, {"first_of": ["Off", {"const": 0}]}]},
                "list_amount": {"multiply": ["Price", "Off"]},
            },
        },
        "reps": {
            "from": "people",
            "columns": {
                "rep_id": "Id",
                "name": {"concat": ["First", "Last"], "sep": " "},
                "role": {"const": "rep"},
            },
        },
        "assignments": {
            "from": "spans",
            "columns": {"rep_id": "Id", "region": "Area", "manager_id": "Boss", "valid_from": "From"},
        },
        "quotas": {"from": "goals", "columns": {"rep_id": "Id", "starts_on": "From", "amount": "Goal"}},
        "products": {
            "from": "items",
            "columns": {
                "product_id": "Item",
                "name": "Name",
                "line": {"first_of": [{"values": {"of": "Kind", "map": {"bike": "Bikes"}, "otherwise": None}}, "Name"]},
            },
        },
        "customers": {"from": "shops", "columns": {"customer_id": "Shop", "name": "Label", "segment": "Sort"}},
    }
    return files, tables


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    for name, text in FOREIGN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


DEEP: Any = "Price"
for _ in range(20):
    DEEP = {"first_of": [DEEP, "Off"]}

Change = Callable[[dict[str, Any], dict[str, Any]], None]


def _nothing(files: dict[str, Any], tables: dict[str, Any]) -> None:
    """Spoil nothing."""


def _drop_quotas(files: dict[str, Any], tables: dict[str, Any]) -> None:
    del tables["quotas"]


def faults_of(
    foreign: Path, workspace: Callable[..., Workspace], change: Change
) -> tuple[type[Exception], list[Fault]]:
    """Return the error raised after `change` spoilt the mapping."""
    files, tables = mapping()
    change(files, tables)
    with pytest.raises((ParamsError, SchemaError)) as caught:
        open_source(workspace(foreign, files=files, tables=tables, regions=("north", "south")))
    return type(caught.value), list(caught.value.faults)


def test_a_foreign_schema_becomes_the_canonical_tables(foreign: Path, workspace: Callable[..., Workspace]) -> None:
    files, tables = mapping()
    with open_source(workspace(foreign, files=files, tables=tables, regions=("north", "south"))) as source:
        rows = source.tables["bookings"].order_by("line_id").to_pyarrow().to_pylist()
        names = source.tables["reps"].order_by("rep_id").to_pyarrow()["name"].to_pylist()
        kinds = source.tables["products"].order_by("product_id").to_pyarrow()["line"].to_pylist()
        left_out = [item for item in source.quality if item.check == "left_out"]
    assert [row["line_id"] for row in rows] == ["10-1", "10-2", "12-1"]
    # 1000.50 × 2 − 0; 10 × 1 − 1; 20 × 3 − 5
    assert [row["amount"] for row in rows] == [2001.0, 9.0, 55.0]
    assert [row["list_amount"] for row in rows] == [None, 10.0, 100.0]
    assert [row["persona"] for row in rows] == ["Owner", "Buyer", None]
    assert names == ["Ada Example", "Bo", "Cy Boss"]
    assert kinds == ["Bikes", "Why", "Zed"]
    # the order without a seller is left out, and told: one line of 5.00
    assert [(item.count, item.amount) for item in left_out] == [(1, 5.0)]


@pytest.mark.parametrize(
    "name", ["Prce", 'Price"; drop table bookings; --', "(select max(Price) from lines)", "Price FROM lines WHERE 1=1"]
)
def test_sql_in_a_column_name_is_just_not_a_column(
    foreign: Path, workspace: Callable[..., Workspace], name: str
) -> None:
    def change(files: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["bookings"]["columns"]["quantity"] = name

    error, faults = faults_of(foreign, workspace, change)
    assert error is ParamsError
    assert error.exit_code == 2
    assert len(faults) == 1
    assert f'"{name.partition(".")[2] or name}" is not a column of lines.csv' in faults[0].found
    assert "Price" in faults[0].fix


def test_a_look_up_that_would_multiply_rows_is_refused(foreign: Path, workspace: Callable[..., Workspace]) -> None:
    (foreign / "items.csv").write_text("Item;Name;Kind\nX;Ex;bike\nY;Why;part\nX;Ex again;part\nZ;Zed;\n")
    _, faults = faults_of(foreign, workspace, _nothing)
    assert any("items.csv repeats 1 values of Item (first on line 2)" in fault.found for fault in faults)


def test_a_control_total_beyond_its_tolerance_is_a_fault(foreign: Path, workspace: Callable[..., Workspace]) -> None:
    def change(files: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["bookings"]["control"] = {"column": "lines.Price", "tolerance": 1, "label": "prices"}

    _, faults = faults_of(foreign, workspace, change)
    # bookings 2001 + 9 + 55 = 2065; prices 1000.50 + 10 + 5 + 20 = 1035.50
    assert "bookings sum to 2,065.00, prices to 1,035.50: +1,029.50 apart" in faults[0].found


def test_nothing_follows_from_a_cell_that_could_not_be_read(foreign: Path, workspace: Callable[..., Workspace]) -> None:
    for name, old, new in (("lines.csv", "5,00;1", "dear;1"), ("orders.csv", "15.01.2026", "2026-01-15")):
        path = foreign / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def change(files: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["bookings"]["control"] = {"column": "lines.Price", "tolerance": 1, "label": "prices"}

    _, faults = faults_of(foreign, workspace, change)
    # the day is looked up: order 10 has two lines, and neither is called empty
    assert [(str(fault.place), fault.code) for fault in faults] == [("lines.csv:4", "D103"), ("orders.csv:2", "D103")]
    assert faults[1].expected == "a date written DD.MM.YYYY"


def test_a_control_total_within_its_tolerance_is_told(foreign: Path, workspace: Callable[..., Workspace]) -> None:
    files, tables = mapping()
    tables["bookings"]["control"] = {
        "column": "lines.Price",
        "tolerance": 1100,
        "where": [{"column": "lines.OrderID", "not_in": ["11"]}],
    }
    with open_source(workspace(foreign, files=files, tables=tables, regions=("north", "south"))) as source:
        told = [item for item in source.quality if item.check == "control_total"]
    assert [item.amount for item in told] == [1034.5]


def _set(path: str, value: Any) -> Change:
    def change(files: dict[str, Any], tables: dict[str, Any]) -> None:
        *parents, last = path.split("/")
        node: Any = {"files": files, "tables": tables}
        for key in parents:
            node = node[int(key)] if isinstance(node, list) else node[key]
        node[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("tables/bookngs", {"from": "lines", "columns": {}}, ("not a canonical table", "did you mean bookings?")),
        ("tables/bookings/form", "lines", ('unknown key "form"', "did you mean from?")),
        ("tables/bookings/from", "line", ('"line" is not a declared file', "did you mean lines?")),
        ("tables/bookings/columns/amuont", "Price", ('unknown key "amuont"', "did you mean amount?")),
        ("tables/bookings/columns/amount", {"multply": ["a", "b"]}, ("unknown operation", "did you mean multiply?")),
        ("tables/bookings/columns/amount", {"concat": ["Price", "Off"]}, ("concat makes a text", "number")),
        ("tables/bookings/columns/line_id", {"multiply": ["Price", "Off"]}, ("multiply makes a number", "text")),
        ("tables/bookings/columns/amount", {"multiply": ["Price"]}, ("two or more parts",)),
        ("tables/bookings/columns/amount", {"sql": "1"}, ("unknown operation",)),
        ("tables/bookings/columns/amount", 5, ("not an expression",)),
        ("tables/bookings/columns/credit", {"const": "1"}, ("constant is of another kind", "a number")),
        ("tables/bookings/columns/rep_id", "order.Seller", ('"order"', "not joined here", "did you mean orders?")),
        ("tables/bookings/joins/0/how", "outer", ('how is "outer"', "left or inner")),
        ("tables/bookings/joins/0/file", "oders", ("did you mean orders?",)),
        ("tables/bookings/joins/1/file", "orders", ("used twice", "a second alias")),
        ("tables/bookings/joins/0/on", "OrderID", ("on is not a mapping",)),
        ("tables/bookings/control", {"column": "Price", "tolerance": 1}, ("names no file", "alias.Column")),
        ("tables/bookings/columns/amount", DEEP, ("nested too deeply",)),
        ("tables/bookings/where", {"column": "orders.Seller"}, ("not a list",)),
        ("tables/bookings/columns/persona", {"values": {"of": "items.Kind", "map": []}}, ("not a list of pairs",)),
        ("tables/bookings/where/0/is", "there", ("one test", "is: present")),
        ("tables/bookings/where/0/in", ["7"], ("one test",)),
        ("tables/bookings/control", {"column": "lines.Price", "tolerance": "1"}, ("tolerance is not an amount",)),
        ("files/lines/delimiter", ";;", ("delimiter: ';;'", "one character")),
        ("files/lines/delimiter", '"', ("one character, not a letter, digit or quote",)),
        ("files/lines/thousands", ",", ("thousands and decimal are the same mark",)),
        ("files/lines/date_format", "%d.%m.", ("does not make a day",)),
        ("files/lines/encoding", "rot13", ('unknown encoding "rot13"',)),
        ("files/lines/decimal", 5, ("decimal is not text",)),
        ("files/lines/decimal_point", ",", ('unknown key "decimal_point"', "did you mean decimal?")),
        ("files/lines/encoding", "utf-9", ('unknown encoding "utf-9"',)),
        ("files/lines/path", "../lines.csv", ("leaves the data folder",)),
        ("files/my.lines", {"path": "lines.csv"}, ("not an alias",)),
    ],
)
def test_a_wrong_mapping_is_said_at_its_place(
    foreign: Path, workspace: Callable[..., Workspace], path: str, value: Any, says: tuple[str, ...]
) -> None:
    error, faults = faults_of(foreign, workspace, _set(path, value))
    assert error is ParamsError
    text = "\n".join(str(fault) for fault in faults)
    for words in says:
        assert words in text


def test_faults_carry_the_position_of_the_yaml(workspace: Callable[..., Workspace], tmp_path: Path) -> None:
    log = FaultLog()
    files, tables = mapping()
    tables["reps"]["columns"]["name"] = {"concat": ["First", {"frm": "Last"}]}
    origin = {"tables.reps": "s.yaml:30:3", "tables.reps.columns.name": "s.yaml:33:13"}
    parse_mapping(workspace(tmp_path, files=files, tables=tables, origin=origin).source, log)
    assert [str(fault.place) for fault in log.faults] == ["s.yaml:33:13"]


def test_a_missing_required_table_is_named_with_its_columns(foreign: Path, workspace: Callable[..., Workspace]) -> None:
    error, faults = faults_of(foreign, workspace, _drop_quotas)
    assert error is SchemaError
    assert "quotas is missing" in faults[0].found
    assert "rep_id, period (optional), starts_on (optional), amount" in faults[0].expected


def test_faults_of_all_files_come_at_once(foreign: Path, workspace: Callable[..., Workspace]) -> None:
    (foreign / "items.csv").write_bytes(b"Item;Name;Kind\nX;Ex;bike;more\n")
    (foreign / "people.csv").write_bytes("Id;First;Last\n7;Málaga;x\n".encode("latin-1"))
    (foreign / "goals.csv").write_text("Id;From;Goal\n7;2026-01-01;a lot\n")
    error, faults = faults_of(foreign, workspace, _nothing)
    assert error is SchemaError
    assert {fault.place.file for fault in faults} == {"items.csv", "people.csv", "goals.csv"}
