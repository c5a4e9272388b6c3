"""The files: canonical form, unique keys, references that resolve, plausible people, the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from stratreport.model.tables import TABLES
from stratreport.sources.demo import write_demo

OPTIONAL_FIELDS = {
    (table.name, column.name) for table in TABLES.values() for column in table.columns if not column.required
}
IN_REPS = (
    "bookings", "assignments", "quotas", "opportunities", "activities", "enablement", "payouts", "acknowledgements",
)  # fmt: skip
IN_OPPORTUNITIES = ("pipeline_snapshots", "engagements", "activities")


def fingerprint(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def column(folder: Path, table: str, name: str) -> pd.Series:
    return pd.read_csv(folder / f"{table}.csv", dtype=str, usecols=[name])[name]


def test_every_canonical_table_is_written_and_nothing_else(demo_folder: Path) -> None:
    assert {path.name for path in demo_folder.iterdir()} == {f"{name}.csv" for name in TABLES}


@pytest.mark.parametrize("name", TABLES)
def test_a_file_has_the_canonical_columns_in_order_and_the_declared_kinds(demo_folder: Path, name: str) -> None:
    spec = TABLES[name]
    raw = (demo_folder / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf"), "a byte-order mark"
    assert b"\r" not in raw
    rows = list(csv.reader(raw.decode("utf-8").splitlines()))
    assert tuple(rows[0]) == spec.names
    assert {len(row) for row in rows} == {len(spec.names)}
    forms = {"date": r"\d{4}-\d{2}-\d{2}", "number": r"-?\d+(\.\d+)?(e-\d+)?", "text": r"\S(.*\S)?"}
    for at, field in enumerate(spec.columns):
        cells = {row[at] for row in rows[1:]}
        bad = [cell for cell in cells if cell and not re.fullmatch(forms[field.kind], cell)]
        assert not bad, f"{name}.{field.name}: {bad[:3]}"
        assert not field.required or "" not in cells, f"{name}.{field.name} has empty cells"


@pytest.mark.parametrize("name", [name for name, spec in TABLES.items() if spec.key])
def test_keys_are_unique(demo_folder: Path, name: str) -> None:
    frame = pd.read_csv(demo_folder / f"{name}.csv", dtype=str)
    assert not frame.duplicated(list(TABLES[name].key)).any()


def test_references_resolve(demo_folder: Path) -> None:
    people = set(column(demo_folder, "reps", "rep_id"))
    customers, products = (
        set(column(demo_folder, t, k)) for t, k in (("customers", "customer_id"), ("products", "product_id"))
    )
    found = set(column(demo_folder, "opportunities", "opportunity_id"))
    for name in IN_REPS:
        assert set(column(demo_folder, name, "rep_id")) <= people, name
    assert set(column(demo_folder, "assignments", "manager_id")) <= people
    for name in ("bookings", "opportunities", "activities"):
        assert set(column(demo_folder, name, "customer_id")) <= customers, name
    for name in ("bookings", "opportunities"):
        assert set(column(demo_folder, name, "product_id")) <= products, name
    for name in IN_OPPORTUNITIES:
        assert set(column(demo_folder, name, "opportunity_id").dropna()) <= found, name
    assert set(column(demo_folder, "customers", "parent_id").dropna()) <= customers
    assert set(column(demo_folder, "products", "replaces").dropna()) <= products


def test_names_are_distinct_and_carry_more_than_ascii(demo_folder: Path) -> None:
    for table in ("customers", "products", "reps"):
        names = column(demo_folder, table, "name")
        assert names.is_unique, names[names.duplicated()].tolist()[:3]
    assert column(demo_folder, "reps", "name").str.contains(r"[^\x00-\x7f]").any()


def test_opportunities_open_before_they_close_and_only_closed_ones_have_a_day(demo_folder: Path) -> None:
    frame = pd.read_csv(demo_folder / "opportunities.csv", dtype=str)
    closed = frame[frame["outcome"] != "open"]
    assert set(frame["outcome"]) == {"open", "won", "lost"}
    assert (closed["created_on"] < closed["closed_on"]).all()
    assert frame.loc[frame["outcome"] == "open", "closed_on"].isna().all()
    assert (pd.to_numeric(frame["amount"]) > 0).all()


def test_nobody_sells_before_being_hired_or_after_leaving(demo_folder: Path) -> None:
    reps = pd.read_csv(demo_folder / "reps.csv", dtype=str)
    lines = pd.read_csv(demo_folder / "bookings.csv", dtype=str).merge(reps, on="rep_id")
    assert (lines["booked_on"] >= lines["hired_on"]).all()
    assert not (lines["booked_on"] > lines["left_on"]).any()
    assert reps["left_on"].notna().sum() >= 8, "leavers are part of the company"


def test_two_runs_and_other_hash_seeds_give_the_same_bytes(demo_folder: Path, tmp_path: Path) -> None:
    write_demo(tmp_path / "again")
    code = "import sys, pathlib, stratreport.sources.demo as demo; demo.write_demo(pathlib.Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "other")], check=True, env=os.environ | {"PYTHONHASHSEED": "4711"}
    )
    expected = fingerprint(demo_folder)
    assert fingerprint(tmp_path / "again") == expected
    assert fingerprint(tmp_path / "other") == expected


def test_another_seed_gives_another_company(demo_folder: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, seed=7)
    assert fingerprint(tmp_path)["bookings.csv"] != fingerprint(demo_folder)["bookings.csv"]


def test_writing_over_an_older_company_leaves_only_whole_new_files(demo_folder: Path, tmp_path: Path) -> None:
    for name in TABLES:
        (tmp_path / f"{name}.csv").write_text("old\n", encoding="utf-8")
    write_demo(tmp_path)
    assert fingerprint(tmp_path) == fingerprint(demo_folder)


def test_the_company_is_written_in_under_three_seconds_of_computing(tmp_path: Path) -> None:
    start = time.process_time()
    write_demo(tmp_path)
    assert time.process_time() - start < 3.0
