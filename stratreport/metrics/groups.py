"""Rows in groups: sums and counts per unit and motion, and columns looked up by keys.

A general groupby or merge costs milliseconds on text keys however few rows there are, and a book needs hundreds of
them. Text stays plain objects here, for converting it costs more than grouping it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

#: what has no low digits of its own
SMALLEST = 1e-290
#: combinations of keys that one number can tell apart
WIDEST = 2**62
Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Column = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


def table(columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return a frame of arrays of one length; text stays what it is.

    >>> table({"who": np.array(["a"], dtype=object), "n": np.array([1.0])}).dtypes.astype(str).tolist()
    ['object', 'float64']
    """
    index = pd.RangeIndex(len(next(iter(columns.values()))))
    data = {
        place: pd.Series(values, index=index, dtype=object, copy=False) if values.dtype == object else values
        for place, values in enumerate(columns.values())
    }
    frame = pd.DataFrame(data, index=index)
    frame.columns = pd.Index(list(columns), dtype=object)
    return frame


def plain_names(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns are called by plain objects: names that are converted text are slow to look up."""
    named = frame.copy(deep=False)
    named.columns = pd.Index(list(frame.columns), dtype=object)
    return named


def only(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return some columns of a frame in the order of the names; a list of names would be converted to text first.

    >>> only(pd.DataFrame({"a": [1], "b": [2], "c": [3]}), ["c", "a"]).values.tolist()
    [[3, 1]]
    """
    place = {name: at for at, name in enumerate(frame.columns)}
    return frame.take([place[name] for name in names], axis=1)


def known(frame: pd.DataFrame, names: Sequence[str]) -> Mask:
    """Return which rows miss none of some columns.

    >>> known(pd.DataFrame({"a": ["x", None], "b": [1.0, 2.0]}), ["a", "b"]).tolist()
    [True, False]
    """
    return np.asarray(np.logical_and.reduce([pd.notna(plain(frame[name])) for name in names]), dtype=np.bool_)


def among(values: pd.Series | Column, names: Collection[Any]) -> Mask:
    """Return which values are one of some names; a missing one never is.

    >>> among(np.array(["a", None, "b"], dtype=object), {"b"}).tolist()
    [False, False, True]
    """
    codes, different = _coded(values)
    return np.array([*(name in names for name in different), False], dtype=bool)[codes]


def mapped(values: pd.Series | Column, names: Mapping[Any, Any], *, default: Any = None) -> Column:
    """Return what a mapping gives for each value, as objects; the default for the others.

    >>> mapped(np.array(["a", None, "b"], dtype=object), {"b": "core"}, default="off_plan").tolist()
    ['off_plan', 'off_plan', 'core']
    """
    codes, different = _coded(values)
    given = np.empty(len(different) + 1, dtype=object)
    given[:] = [*(names.get(name, default) for name in different), default]
    return given[codes]


def _coded(values: pd.Series | Column) -> tuple[Places, Column]:
    codes, different = pd.factorize(plain(values), use_na_sentinel=True)
    return codes, np.asarray(different)


def rows_of(frame: pd.DataFrame, **values: str) -> pd.DataFrame:
    """Return the rows whose columns hold some values.

    >>> rows_of(pd.DataFrame({"kind": ["base", "rep"], "n": [1, 2]}), kind="rep")["n"].tolist()
    [2]
    """
    inside = np.logical_and.reduce([plain(frame[name]) == value for name, value in values.items()])
    return frame.take(np.flatnonzero(inside))


def text(values: str | Column, rows: pd.DataFrame) -> pd.Series:
    """Return a text, or one text per row, as a column of a frame that stays plain objects.

    >>> text("base", pd.DataFrame({"n": [1, 2]})).tolist()
    ['base', 'base']
    """
    data = np.full(len(rows), values, dtype=object) if isinstance(values, str) else values
    return pd.Series(data, index=rows.index, dtype=object, copy=False)


@dataclass(frozen=True)
class Groups:
    """The rows of a frame in groups: `keys` has one entry per group, in order; `place` is the group of each row."""

    keys: Mapping[str, Column]
    place: Places

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(next(iter(self.keys.values())))

    def sums(self, values: Any) -> Array:
        """Return the sum of `values` per group; a missing value is 0.

        The high digits of all values are summed exactly and the low ones by themselves, so that the order of rows
        changes no digit.

        >>> toy = grouped(pd.DataFrame({"u": ["x", "y", "x"]}), by=["u"])
        >>> toy.sums([0.1, 5.0, 0.2]).tolist()
        [0.30000000000000004, 5.0]
        """
        given = np.nan_to_num(np.asarray(values, dtype=np.float64), nan=0.0, posinf=np.inf, neginf=-np.inf)
        largest = float(np.abs(given).max(initial=0.0)) * max(len(given), 1)
        if not SMALLEST < largest < np.inf:
            return np.bincount(self.place, given, len(self)).astype(np.float64)
        unit = 2.0 ** (np.ceil(np.log2(largest)) - 52)
        high = np.round(given / unit) * unit
        exact, rest = (np.bincount(self.place, part, len(self)) for part in (high, given - high))
        return np.asarray(exact + rest, dtype=np.float64)

    def sizes(self, inside: Any = None) -> Array:
        """Return how many rows, or how many of those `inside`, each group has."""
        return np.bincount(self.place, None if inside is None else np.asarray(inside), len(self)).astype(np.float64)

    def distinct(self, values: pd.Series | Column, *, inside: Any = True) -> Array:
        """Return how many different values each group has among the rows `inside`; a missing one does not count.

        >>> toy = grouped(pd.DataFrame({"u": ["x", "y", "x"]}), by=["u"])
        >>> toy.distinct(np.array(["d", None, "d"], dtype=object)).tolist()
        [1.0, 0.0]
        """
        codes, several = pd.factorize(np.asarray(values), use_na_sentinel=True)
        known = (codes >= 0) & inside
        pairs = pd.unique(self.place[known] * max(len(several), 1) + codes[known])
        return np.bincount(pairs // max(len(several), 1), minlength=len(self)).astype(np.float64)

    def first(self, values: pd.Series) -> Column:
        """Return the first known value per group."""
        given = plain(values)
        known = np.flatnonzero(pd.notna(given))[::-1]
        found: Column = np.full(len(self), None, dtype=object)
        found[self.place[known]] = given[known]
        return found

    def members(self) -> list[Places]:
        """Return the rows of each group, in the order of the frame.

        >>> [rows.tolist() for rows in grouped(pd.DataFrame({"u": ["y", "x", "y"]}), by=["u"]).members()]
        [[1], [0, 2]]
        """
        order = np.argsort(self.place, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.place, minlength=len(self)))[:-1])[: len(self)]

    def at(self, keys: pd.DataFrame | Mapping[str, Column]) -> Places:
        """Return which group each of some other keys belongs to; -1 where there is none.

        >>> toy = grouped(pd.DataFrame({"u": ["x", "y", "x"]}), by=["u"])
        >>> toy.at(pd.DataFrame({"u": ["y", "z"]})).tolist()
        [1, -1]
        """
        other = {name: plain(keys[name]) for name in self.keys}
        both = _grouped({name: np.concatenate([own, other[name]]) for name, own in self.keys.items()})
        group = np.full(len(both), -1, dtype=np.intp)
        group[both.place[: len(self)]] = np.arange(len(self))
        return group[both.place[len(self) :]]

    def beside(self, keys: pd.DataFrame | Mapping[str, Column], values: Array, *, absent: float = 0.0) -> Array:
        """Return the value of the group that each of some other keys belongs to.

        >>> toy = grouped(pd.DataFrame({"u": ["x", "y", "x"]}), by=["u"])
        >>> toy.beside(pd.DataFrame({"u": ["y", "z"]}), toy.sizes()).tolist()
        [1.0, 0.0]
        """
        return np.append(values, absent)[self.at(keys)]

    def highest(self, values: Any) -> Array:
        """Return the largest value per group."""
        found = np.full(len(self), -np.inf)
        np.maximum.at(found, self.place, np.asarray(values, dtype=np.float64))
        return found

    def frame(self, columns: Mapping[str, Column]) -> pd.DataFrame:
        """Return one row per group: its keys, then `columns`."""
        return table({**self.keys, **columns})


def grouped(frame: pd.DataFrame | Mapping[str, Column], *, by: Sequence[str]) -> Groups:
    """Group rows by keys, in the order of the keys; a missing key is a key of its own and stands last.

    >>> grouped(pd.DataFrame({"u": ["y", None, "x"]}, dtype=object), by=["u"]).keys["u"].tolist()
    ['x', 'y', None]
    """
    return _grouped({name: plain(frame[name]) for name in by})


def _grouped(columns: Mapping[str, Column]) -> Groups:
    code = np.zeros(len(next(iter(columns.values()))), dtype=np.int64)
    width = 1
    for values in columns.values():
        ranks, several = _ranked(values)
        if width > WIDEST // (several + 1):  # many long keys: number the combinations seen so far anew
            code = np.unique(code, return_inverse=True)[1].astype(np.int64)
            width = len(code)
        code, width = code * (several + 1) + ranks, width * (several + 1)
    codes, different = pd.factorize(code)
    order = np.argsort(different)
    place, first = np.empty(len(order), dtype=np.intp), np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    of_row = place[codes]
    first[of_row[::-1]] = np.arange(len(code))[::-1]
    return Groups({name: values[first] for name, values in columns.items()}, of_row)


def sums(frame: pd.DataFrame, *, by: Sequence[str], of: Sequence[str]) -> pd.DataFrame:
    """Sum columns per group: one row per group in the order of the keys, a missing key last.

    >>> sums(pd.DataFrame({"u": ["y", "x", "y"], "a": [1.0, 2.0, 3.0]}), by=["u"], of=["a"]).values.tolist()
    [['x', 2.0], ['y', 4.0]]
    """
    groups = grouped(frame, by=by)
    return groups.frame({name: groups.sums(frame[name]) for name in of})


def looked_up(frame: pd.DataFrame, *, on: Sequence[str], of: pd.DataFrame) -> pd.DataFrame:
    """Add the other columns of a frame that has one row per key; missing where it has none.

    >>> toy = pd.DataFrame({"u": ["x", "y"]})
    >>> looked_up(toy, on=["u"], of=pd.DataFrame({"u": ["y"], "a": [2.0]}))["a"].tolist()
    [nan, 2.0]
    """
    pairs = {name: (plain(frame[name]), plain(of[name])) for name in on}
    both = _grouped({name: np.concatenate(pair) for name, pair in pairs.items()})
    row = np.full(len(both), -1, dtype=np.intp)
    row[both.place[len(frame) :]] = np.arange(len(of))
    found = row[both.place[: len(frame)]]
    added = {str(name): _taken(plain(of[name]), found) for name in of.columns if name not in pairs}
    return frame.assign(**{name: text(item, frame) if item.dtype == object else item for name, item in added.items()})


def _taken(values: Column, rows: Places) -> Column:
    """Return the values of rows; missing where the row is -1, whole numbers then as floats."""
    absent = rows < 0
    if not absent.any():
        return values[rows]
    out: Column = np.full(len(rows), np.nan, dtype=np.float64 if values.dtype.kind in "fiu" else object)
    out[~absent] = values[rows[~absent]]
    return out


def plain(values: pd.Series | Column) -> Column:
    """Return a column as an array; text as objects, a missing one as None."""
    if isinstance(values, np.ndarray):
        return values
    if isinstance(values.dtype, np.dtype):
        return values.to_numpy()
    return values.astype(object).to_numpy()


def _ranked(values: Column) -> tuple[Places, int]:
    """Return the rank of each value among the different ones, the missing last, and how many there are."""
    codes, different = pd.factorize(values, use_na_sentinel=True)
    rank = np.empty(len(different) + 1, dtype=np.intp)
    rank[np.argsort(different)] = np.arange(len(different))
    rank[-1] = len(different)
    return rank[codes], len(different)
