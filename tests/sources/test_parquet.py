"""Parquet columns to kinds: the stored type decides what is possible, and the same things are refused as in text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from stratreport.errors import Place, SchemaError
from stratreport.model import Kind
from stratreport.model.faultlog import FaultLog
from stratreport.params.specs import Workspace
from stratreport.sources import open_source
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.files import Content
from stratreport.sources.loading import open_parquet

FILE = FileSpec(alias="t", path="t.parquet", place=Place("toy.yaml"))


def column(array: pa.Array, kind: Kind) -> tuple[list[Any], FaultLog]:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"v": array}), sink)
    log = FaultLog()
    opened = open_parquet(FILE, Content(sink.getvalue().to_pybytes(), ""), log)
    assert opened is not None
    table = opened.rows({"v": frozenset({kind})}, log)
    assert table is not None
    return table[f"v:{kind}"].to_pylist(), log


@pytest.mark.parametrize(
    ("array", "kind", "values"),
    [
        (pa.array([7, None, 2**60]), "text", ["7", None, str(2**60)]),
        (pa.array(["a ", "", None]), "text", ["a", None, None]),
        (pa.array(["x", "y", "x"]).dictionary_encode(), "text", ["x", "y", "x"]),
        (pa.array(["x"], pa.large_string()), "text", ["x"]),
        (pa.array([1, None]), "number", [1.0, None]),
        (pa.array([Decimal("1.50")]), "number", [1.5]),
        (pa.array(["1.5"]), "number", [1.5]),
        (pa.array([date(2026, 1, 2)]), "date", [date(2026, 1, 2)]),
        (pa.array([datetime(2026, 1, 2)]), "date", [date(2026, 1, 2)]),  # noqa: DTZ001 - a naive midnight is the case
        (pa.array(["2026-01-02"]), "date", [date(2026, 1, 2)]),
        (pa.nulls(2), "number", [None, None]),
    ],
)
def test_stored_types_become_kinds(array: pa.Array, kind: Kind, values: list[Any]) -> None:
    found, log = column(array, kind)
    assert (found, log.faults) == (values, [])


@pytest.mark.parametrize(
    ("array", "kind", "says"),
    [
        (pa.array([1.0, float("nan")]), "number", "NaN or infinity"),
        (pa.array([1.0, float("inf")]), "number", "NaN or infinity"),
        (pa.array(["1", "1,5"]), "number", "another notation"),
        (pa.array([1.5]), "text", "stored as double"),
        (pa.array([1]), "date", "stored as int64"),
        (pa.array([True]), "number", "stored as bool"),
        (pa.array([datetime(2026, 1, 1), datetime(2026, 1, 2, 23, 30)]), "date", "a time of day"),  # noqa: DTZ001
        (pa.array([datetime(2026, 1, 1, tzinfo=UTC)]), "date", "time zone"),
    ],
)
def test_what_would_be_guessed_is_refused(array: pa.Array, kind: Kind, says: str) -> None:
    _, log = column(array, kind)
    assert len(log.faults) == 1
    assert says in log.faults[0].found
    assert log.faults[0].place.file == "t.parquet"


def test_a_column_stored_as_something_else_is_one_fault(company: Path, workspace: Callable[..., Workspace]) -> None:
    for path in company.glob("*.csv"):
        frame = pd.read_csv(path, dtype="string")
        for name in ("amount", "credit"):
            if name in frame:
                frame[name] = frame[name].astype("float64")
        if path.stem == "bookings":
            frame["amount"] = frame["amount"] > 0
        if path.stem == "quotas":
            frame["rep_id"] = 1.5
        frame.to_parquet(path.with_suffix(".parquet"))
    with pytest.raises(SchemaError) as caught:
        open_source(workspace(company, kind="parquet"))
    assert [(str(fault.place), fault.code) for fault in caught.value.faults] == [
        ("bookings.parquet", "D103"), ("quotas.parquet", "D103"),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PARE" + b"x" * 20 + b"PARE", b"PAR1" + b"x" * 20 + b"PAR1"])
def test_what_is_not_parquet_is_refused(data: bytes) -> None:
    log = FaultLog()
    assert open_parquet(FILE, Content(data, ""), log) is None
    assert len(log.faults) == 1
