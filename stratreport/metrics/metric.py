"""What a metric is: a frozen record with its words and a pure function, and the tidy frame every function returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.groups import plain, table

Array = npt.NDArray[np.float64]
Unit = Literal["money", "ratio", "points", "count", "days", "index"]
Span = Literal["quarter", "window"]
Direction = Literal["higher", "lower", "target"]

KEYS = ("kind", "scope", "period")
COLUMNS = ("value", "low", "high", "numerator", "denominator", "n", "caveat")

NO_TARGET = "no target"
NO_QUOTA = "quota is zero"
NO_BOOKINGS = "no bookings"
TOO_FEW = "too few to judge"
NOT_CONNECTED = "not connected"
NOT_REPORTED = "not reported for this scope and period"
NO_YEAR = "no quarter a year ago"
NO_AXIS_PLAN = "no plan declared for this axis"


@dataclass(frozen=True)
class Metric:
    """One metric: identity, words for the glossary, and `compute`, a pure function measures frame -> tidy frame.

    `needs` names the measures frames it can be computed from; `grain` the kinds of scope it is reported for;
    `tables` names the optional tables without which it is "not connected"; `span` is the default period of a reader:
    the reported quarter or the trailing window. Unit "index" is a bare number (log points, nats, a correlation).
    `range` is text; `min_n` is the count below which `below` is shown instead of a judgement.
    """

    id: str
    slug: str
    label: str
    unit: Unit
    direction: Direction
    range: str
    grain: tuple[str, ...]
    needs: tuple[str, ...]
    definition: str
    formula: str
    compute: Callable[[pd.DataFrame], pd.DataFrame]
    min_n: int = 0
    below: str = ""
    edge_cases: str = ""
    source: str = ""
    tables: tuple[str, ...] = ()
    span: Span = "quarter"


def column(frame: pd.DataFrame, name: str) -> Array:
    """Return a column as floats; NaN throughout when the frame lacks it.

    >>> column(pd.DataFrame({"a": [1, 2]}), "a").tolist()
    [1.0, 2.0]
    """
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(dtype=np.float64)


def ratio(numerator: Array, denominator: Array) -> Array:
    """Return numerator / denominator, NaN where the denominator is 0, negative or unknown.

    >>> ratio(np.array([1.0, 1.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    out: Array = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=out, where=np.nan_to_num(denominator) > 0)
    return out


def tidy(measures: pd.DataFrame, *, value: Array, caveat: Any = "", **columns: Any) -> pd.DataFrame:
    """Return the tidy frame of a metric: the keys of `measures` it has, then the fixed columns.

    `caveat` explains a missing value and may annotate a present one: text or one text per row. Columns not given
    are NaN; `n` defaults to the deals of the unit (`n` in measures).

    >>> toy = pd.DataFrame({"scope": ["region:x"], "n": [4]})
    >>> tidy(toy, value=np.array([0.5]))[["scope", "value", "n"]].values.tolist()
    [['region:x', 0.5, 4.0]]
    """
    rows = len(measures)
    data: dict[str, Any] = {key: plain(measures[key]) for key in KEYS if key in measures.columns}
    data["value"] = value
    for name in COLUMNS[1:-1]:
        data[name] = columns.get(name, column(measures, name) if name == "n" else np.full(rows, np.nan))
    data["caveat"] = (
        np.full(rows, caveat, dtype=object) if isinstance(caveat, str) else np.asarray(caveat, dtype=object)
    )
    return table({name: np.full(rows, item) if np.isscalar(item) else np.asarray(item) for name, item in data.items()})


def withheld(out: pd.DataFrame, *, where: Any, why: str, of: Sequence[str] = ("value", "low", "high")) -> pd.DataFrame:
    """Return a tidy frame without the numbers of some rows; the caveat there says why.

    >>> out = tidy(pd.DataFrame({"n": [9, 1]}), value=np.ones(2))
    >>> withheld(out, where=np.array([False, True]), why="too few")[["value", "caveat"]].values.tolist()
    [[1.0, ''], [nan, 'too few']]
    """
    columns = {str(name): plain(out[name]) for name in out.columns}
    blank = {name: np.where(where, np.nan, columns[name]) for name in of}
    return table({**columns, **blank, "caveat": np.where(where, why, columns["caveat"]).astype(object)})


def quotient(
    measures: pd.DataFrame, *, numerator: Array, denominator: Array, missing: str, **more: Any
) -> pd.DataFrame:
    """Return the tidy frame of a ratio; `missing` is the caveat where the denominator is not positive.

    >>> toy, one = pd.DataFrame({"n": [1, 1]}), np.ones(2)
    >>> q = quotient(toy, numerator=one, denominator=np.array([2.0, 0.0]), missing="no target")
    >>> q[["value", "caveat"]].values.tolist()
    [[0.5, ''], [nan, 'no target']]
    """
    value = ratio(numerator, denominator)
    caveat = np.where(np.isnan(value), missing, "").astype(object)
    return tidy(measures, value=value, numerator=numerator, denominator=denominator, caveat=caveat, **more)
