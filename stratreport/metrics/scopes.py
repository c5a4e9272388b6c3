"""Scopes and period labels: which rows of a snapshot belong to which unit, quarter and trailing window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from stratreport.errors import UnknownName
from stratreport.metrics.groups import Mask, among, grouped, known, mapped, plain, text

#: kind of scope -> (part of the scope -> column)
UNIT_KINDS: Mapping[str, Mapping[str, str]] = {
    "base": {}, "manager": {"manager": "manager_id"}, "rep": {"rep": "rep_id"},
}  # fmt: skip

COMPANY = "company"
#: parts of a scope after its base, in the order in which they are written
PARTS = (
    "manager", "rep", "motion", "product_line", "segment", "quadrant", "product_level", "market", "persona_level",
    "band", "quantile", "persona", "programme", "component", "cause", "product",
)  # fmt: skip
TREND_QUARTERS = 8
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Window:
    """The period labels a book reports: `quarters` of the trend, `trailing` = the ids behind the label `label`.

    `current` is the snapshot's period; `prior` and `last_year` are None when the data does not reach back.
    """

    current: str
    quarters: tuple[str, ...]
    trailing: tuple[str, ...]
    prior: str | None
    last_year: str | None
    incomplete: frozenset[str]

    @property
    def label(self) -> str:
        """Return the label of the trailing window, such as FY2025Q4..FY2026Q3 (the quarter's own id if it is alone)."""
        if len(self.trailing) == 1:
            return self.current
        return f"{self.trailing[0]}..{self.trailing[-1]}"


def window_of(periods: pd.DataFrame, *, current: str, quarters: int, planned: Set[str]) -> Window:
    """Return the labels reported for a period: eight trailing quarters and one window of up to `quarters`.

    Columns: period, start, complete. `planned` holds the periods with declared targets: the window does not reach back
    beyond the first quarter without any, or a year of bookings would be set against less than a year of targets.
    Edge cases: fewer quarters of data give shorter trends and windows.
    Raises: UnknownName when `current` is not among the periods.

    >>> p = pd.DataFrame({"period": ["Q1", "Q2", "Q3"], "start": [1, 2, 3], "complete": [True] * 3})
    >>> w = window_of(p, current="Q3", quarters=4, planned={"Q2", "Q3"})
    >>> w.label, w.prior, w.last_year, w.quarters
    ('Q2..Q3', 'Q2', None, ('Q1', 'Q2', 'Q3'))
    """
    ordered = periods.sort_values("start")
    ids = [str(item) for item in ordered["period"]]
    if current not in ids:
        raise UnknownName("period", current, ids)
    at = ids.index(current)
    trailing = ids[max(0, at - quarters + 1) : at + 1]
    holes = [position for position, period in enumerate(trailing) if period not in planned]
    if holes and holes[-1] + 1 < len(trailing):
        trailing = trailing[holes[-1] + 1 :]
    return Window(
        current=current,
        quarters=tuple(ids[max(0, at - TREND_QUARTERS + 1) : at + 1]),
        trailing=tuple(trailing),
        prior=ids[at - 1] if at >= 1 else None,
        last_year=ids[at - 4] if at >= 4 else None,
        incomplete=frozenset(str(item) for item in ordered.loc[~ordered["complete"].astype(bool), "period"]),
    )


def relabel(frame: pd.DataFrame, *, window: Window, kept: Sequence[bool] | Mask = ()) -> pd.DataFrame:
    """Return the rows of the reported quarters under their own id, and those of the window once more under its label.

    Rows that are `kept` follow as they are.

    Money is summed over the quarters of a window before anything is capped, so window metrics are pooled over time.

    >>> w = Window("Q2", ("Q1", "Q2"), ("Q1", "Q2"), "Q1", None, frozenset())
    >>> relabel(pd.DataFrame({"period": ["Q1", "Q2", "Q9"]}), window=w)["period"].tolist()
    ['Q1', 'Q2', 'Q1..Q2', 'Q1..Q2']
    """
    period = plain(frame["period"])
    quarterly = np.flatnonzero(among(period, window.quarters))
    trailing = np.flatnonzero(among(period, window.trailing) & (len(window.trailing) > 1))
    beside = np.flatnonzero(kept)
    rows = np.concatenate([quarterly, trailing, beside])
    labels = period[rows]
    labels[len(quarterly) : len(quarterly) + len(trailing)] = window.label
    out = frame.take(rows).reset_index(drop=True)
    return out.assign(period=text(labels, out))


def with_base(frame: pd.DataFrame, *, company: bool) -> pd.DataFrame:
    """Add `base`: the region of each row, and in a company snapshot every row once more under "company".

    >>> with_base(pd.DataFrame({"region": ["emea"]}), company=True)["base"].tolist()
    ['region:emea', 'company']
    """
    regions = plain(frame["region"])
    base = mapped(regions, {name: f"region:{name}" for name in pd.unique(regions)})
    if company:
        rows = np.tile(np.arange(len(frame)), 2)
        base, frame = np.append(base, text(COMPANY, frame)), frame.take(rows).reset_index(drop=True)
    return frame.assign(base=text(base, frame))


def scope_text(base: str, parts: Mapping[str, Any]) -> str:
    """Write a scope: the base, then its parts in fixed order. Raises UnknownName for an unknown part.

    >>> scope_text("region:emea", {"motion": "core", "rep": "R1"})
    'region:emea/rep:R1/motion:core'
    """
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        raise UnknownName("scope", unknown[0], ["region", *PARTS])
    return "/".join([base, *(f"{name}:{parts[name]}" for name in PARTS if name in parts)])


def scope_column(frame: pd.DataFrame, *, parts: Mapping[str, str]) -> pd.Series:
    """Write the scope of every row: `base` plus the given parts, part name -> column (in the order given).

    >>> toy = pd.DataFrame({"base": ["company"], "motion": ["core"]})
    >>> scope_column(toy, parts={"motion": "motion"}).tolist()
    ['company/motion:core']
    """
    groups = grouped(frame, by=["base", *parts.values()])
    texts = groups.keys["base"]
    for name, column in parts.items():
        texts = texts + f"/{name}:" + named(pd.Series(groups.keys[column], dtype=object)).to_numpy()
    return pd.Series(texts[groups.place], index=frame.index, dtype=object)


def named(values: pd.Series) -> pd.Series:
    """Return the names of a part of a scope as text; a missing one is called "unknown", so that its money is reported.

    >>> named(pd.Series(["core", None])).tolist()
    ['core', 'unknown']
    """
    codes, names = pd.factorize(values)
    texts = np.array([*(str(name) for name in names), UNKNOWN], dtype=object)
    return pd.Series(texts[codes], index=values.index, dtype=object)


def keyed(frame: pd.DataFrame, *, kind: str, parts: Mapping[str, str]) -> pd.DataFrame:
    """Add the keys of a measures frame: `kind` (such as "rep/motion" or "base") and `scope`.

    >>> keyed(pd.DataFrame({"base": ["company"]}), kind="base", parts={})[["kind", "scope"]].values.tolist()
    [['base', 'company']]
    """
    return frame.assign(kind=text(kind, frame), scope=scope_column(frame, parts=parts))


def scoped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every row once per kind of unit, with `kind` and `scope`; managers and reps are reported per region.

    A row without a manager belongs to its rep and its region, and to no manager; a frame without the column of a kind
    has no rows of that kind.

    >>> toy = pd.DataFrame({"base": ["region:x", "company"], "manager_id": "m", "rep_id": "r"})
    >>> scoped(toy)["scope"].tolist()
    ['region:x', 'company', 'region:x/manager:m', 'region:x/rep:r']
    """
    local = plain(frame["base"]) != COMPANY
    kinds = {kind: parts for kind, parts in UNIT_KINDS.items() if set(parts.values()) <= set(frame.columns)}
    rows = [
        np.flatnonzero(local & known(frame, [*parts.values()])) if parts else np.arange(len(frame))
        for parts in kinds.values()
    ]
    scopes = [plain(scope_column(frame, parts=parts))[own] for parts, own in zip(kinds.values(), rows, strict=True)]
    kind = np.repeat(np.array([*kinds], dtype=object), [len(own) for own in rows])
    out = frame.take(np.concatenate(rows)).reset_index(drop=True)
    return out.assign(kind=text(kind, out), scope=text(np.concatenate(scopes), out))
