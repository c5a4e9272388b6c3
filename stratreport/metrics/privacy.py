"""What may be shown of people: groups below the smallest size are closed, and so is whatever would give them away.

Under `rep_display: aggregate` no row stands for one person, and no number for fewer people than `min_group`. A closed
cell keeps its place with a reason; complementary suppression closes the next smallest cell too, until neither the total
less the open cells nor any printed number stands for a group below the smallest size.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

AGGREGATE = "aggregate"
SMALLEST = 5
WITHHELD = "withheld: it would give a smaller group away"
#: metrics whose value is a number of people per group; the groups add up to everybody
PEOPLE_COUNTS = frozenset({"rep_quadrant", "attainment_distribution", "root_cause"})
_NUMBERS = ("value", "low", "high", "numerator", "denominator", "n")
_MANAGER = re.compile(r"[^/]+/manager:[^/]+")
_PERSON = "/rep:"
_IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def fewer_than(smallest: int) -> str:
    """Return the reason of a group that is too small: "fewer than five", in digits from 13 on.

    >>> fewer_than(5), fewer_than(20)
    ('fewer than five', 'fewer than 20')
    """
    return f"fewer than {_IN_WORDS[smallest] if smallest < len(_IN_WORDS) else smallest}"


@dataclass(frozen=True)
class Cover:
    """Which groups of a whole stay closed: a reason per group ("" = open), and whether the whole may be printed."""

    reasons: tuple[str, ...]
    total: bool

    def open(self, at: int) -> bool:
        """Return whether the group at a position may be shown."""
        return not self.reasons[at]


def cover(sizes: Sequence[int], *, smallest: int = SMALLEST) -> Cover:
    """Return which groups of people may be shown beside their total, so that no closed one can be worked out.

    A group of 1 to `smallest` - 1 people is closed ("fewer than five"). While only one group is closed, or all closed
    ones together hold fewer than `smallest` people, the smallest open group is closed too (`WITHHELD`): what total less
    open groups leaves is then always at least two groups and `smallest` people. Groups of nobody are open: they hide
    nobody. `total` is False when that cannot be reached: nobody may print the total beside the groups.
    Units: people. Edge cases: no small group: all open; an empty list: nothing is closed.
    Source: metrics.md 6 (privacy). Raises nothing.

    >>> cover([8, 3, 6, 0]).reasons
    ('', 'fewer than five', 'withheld: it would give a smaller group away', '')
    >>> cover([8, 3, 2]).reasons, cover([3]).total
    (('', 'fewer than five', 'fewer than five'), False)
    """
    reasons = [fewer_than(smallest) if 0 < size < smallest else "" for size in sizes]
    while not _enough(sizes, reasons, smallest=smallest):
        rest = [at for at, size in enumerate(sizes) if size > 0 and not reasons[at]]
        if not rest:
            return Cover(tuple(reasons), total=False)
        reasons[min(rest, key=lambda at: (sizes[at], at))] = WITHHELD
    return Cover(tuple(reasons), total=True)


def _enough(sizes: Sequence[int], reasons: Sequence[str], *, smallest: int) -> bool:
    closed = [size for size, reason in zip(sizes, reasons, strict=True) if reason]
    return not closed or (len(closed) > 1 and sum(closed) >= smallest)


def team_sizes(quotas: pd.DataFrame) -> Mapping[tuple[str, str], int]:
    """Return the number of quota carriers per (manager scope, period).

    Columns: kind, scope, period, rep_id (rows of kind "manager"; `Atoms.quotas`).

    >>> toy = pd.DataFrame({"kind": "manager", "scope": "company/manager:m", "period": "Q1", "rep_id": ["a", "b"]})
    >>> team_sizes(toy)
    {('company/manager:m', 'Q1'): 2}
    """
    rows = quotas[quotas["kind"] == "manager"]
    sizes = rows.groupby(["scope", "period"], sort=False)["rep_id"].nunique().reset_index(name="reps")
    keys = zip(sizes["scope"].astype(str), sizes["period"].astype(str), strict=True)
    return dict(zip(keys, sizes["reps"].astype(int).tolist(), strict=True))


def public_rows(
    frame: pd.DataFrame, *, display: str, teams: Mapping[tuple[str, str], int], smallest: int = SMALLEST
) -> pd.DataFrame:
    """Return the rows of a book that may leave it under a `rep_display`.

    names and codes: all of them (codes: the snapshot holds pseudonyms). aggregate: no row of a rep; rows of a manager
    only where the team has `smallest` reps, and numbers of people in a group under the same rule; a closed row keeps
    scope, period and unit, its numbers are missing and its caveat says why.
    Columns: those of `book.FRAME_COLUMNS`. `teams`: `team_sizes`; a team nobody counted is closed.

    >>> toy = pd.DataFrame({"metric": "quota", "scope": ["company", "company/rep:r"], "period": "Q1", "value": 1.0,
    ...                     "caveat": ""})
    >>> public_rows(toy, display="aggregate", teams={})["scope"].tolist()
    ['company']
    """
    if display != AGGREGATE:
        return frame
    kept = frame[~frame["scope"].str.contains(_PERSON, regex=False)].reset_index(drop=True)
    reasons = _team_reasons(kept, teams=teams, smallest=smallest)
    reasons = reasons.where(reasons != "", _count_reasons(kept, smallest=smallest))
    closed = reasons != ""
    hidden = {name: kept[name].astype(float).mask(closed) for name in _NUMBERS if name in kept}
    return kept.assign(**hidden, caveat=kept["caveat"].where(~closed, reasons))


def _team_reasons(rows: pd.DataFrame, *, teams: Mapping[tuple[str, str], int], smallest: int) -> pd.Series:
    """Return per row why its manager's team is closed; "" for rows of no team."""
    known = {key: reason for group in _siblings(teams).values() for key, reason in _closed(group, smallest).items()}
    found = [re.match(_MANAGER, scope) for scope in rows["scope"]]
    reasons = [
        known.get((team[0], period), fewer_than(smallest)) if team else ""
        for team, period in zip(found, rows["period"], strict=True)
    ]
    return pd.Series(reasons, index=rows.index, dtype=object)


def _siblings(teams: Mapping[tuple[str, str], int]) -> Mapping[tuple[str, str], dict[tuple[str, str], int]]:
    """Return the teams by the unit and period they add up to."""
    groups: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for (scope, period), size in teams.items():
        groups.setdefault((scope.partition("/")[0], period), {})[scope, period] = size
    return groups


def _closed(sizes: Mapping[tuple[str, str], int], smallest: int) -> dict[tuple[str, str], str]:
    return dict(zip(sizes, cover(list(sizes.values()), smallest=smallest).reasons, strict=True))


def _count_reasons(rows: pd.DataFrame, *, smallest: int) -> pd.Series:
    """Return per row why a number of people is closed; "" for every other metric."""
    reasons = pd.Series("", index=rows.index, dtype=object)
    counts = rows[rows["metric"].isin(PEOPLE_COUNTS)]
    whole = counts["scope"].map(lambda scope: str(scope).rpartition("/")[0])
    for _, group in counts.groupby([counts["metric"], whole, counts["period"]], sort=False):
        sizes = [int(value) for value in group["value"].fillna(0.0)]
        found = pd.Series(cover(sizes, smallest=smallest).reasons, index=group.index, dtype=object)
        reasons = found.reindex(rows.index).fillna(reasons)
    return reasons
