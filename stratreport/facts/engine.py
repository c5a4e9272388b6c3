"""Speaking to the engine: small frames go in, settled tables stay there, exact money comes out."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pandas as pd

#: exact and therefore independent of the order of rows; a millionth of the currency keeps splits of thirds to the cent
MONEY = "decimal(24, 6)"


def bring(frame: pd.DataFrame, schema: dict[str, str]) -> Any:
    """Return a small frame as an ibis table of exactly the columns and types of `schema`."""
    return ibis.memtable(frame[list(schema)].astype(object).where(frame[list(schema)].notna(), None), schema=schema)


def settle(table: Any, backend: Any) -> Any:
    """Return `table` computed once, as a temporary table of the engine (it disappears with the connection)."""
    return backend.create_table(ibis.util.gen_name("facts"), table, temp=True)


def column(table: Any, name: str, dtype: str) -> Any:
    """Return an optional column of `table`, or a null of its type when the source has none."""
    return table[name] if name in table.columns else ibis.null(dtype)


def missing(values: Any) -> Any:
    """Return whether each value is null."""
    return values.isnull()  # noqa: PD003 - an ibis column has no isna


def given(values: Any) -> Any:
    """Return whether each value is there."""
    return values.notnull()  # noqa: PD004 - an ibis column has no notna


def money(amounts: Any, where: Any = None) -> Any:
    """Return the exact sum of a money column (where a condition holds) as a float, 0 where there is nothing to sum."""
    return amounts.sum(where=where).fill_null(0).cast("float64")


def as_day(value: Any) -> date | None:
    """Return a date as it came from the engine as a plain date, None for null."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def rows(table: Any) -> pd.DataFrame:
    """Return a (small, aggregated) table as a frame with plain Python strings and None for null text."""
    frame: pd.DataFrame = table.to_pandas()
    for name in frame.columns:
        if pd.api.types.is_string_dtype(frame[name]):
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame
