"""Who people are called once a snapshot leaves the data wing: by name, by a code, or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from stratreport.params.specs import RepDisplay

#: letters of a code: no vowels, so that no word comes out, and no digits, so that no number does
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
SHORTEST = 5
NOBODY = "a colleague"

#: columns that a disguised frame is ordered by, as far as it has them: the order of the source would tell ids
_ORDER = ("period", "booked_on", "line_id", "opportunity_id", "region", "rep_id", "manager_id", "motion",
          "programme", "component", "plan_version", "kind", "count_target")  # fmt: skip
_PEOPLE = ("rep_id", "manager_id")


@dataclass(frozen=True)
class Codebook:
    """What stands for each person of the source: `keys` in the key columns, `shown` where text is printed."""

    display: RepDisplay
    keys: Mapping[str, str]
    shown: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def hidden(self) -> bool:
        """Return whether neither name nor source id may leave the data wing."""
        return self.display != "names"


def codebook(people: pd.DataFrame, *, salt: str, display: RepDisplay) -> Codebook:
    """Return the codebook of everybody in `people` (columns rep_id, name, is_manager).

    A code depends on the person's id and on `salt` (the id of the workspace) alone, so it is the same in every region,
    quarter and run, and nobody who joins changes the code of another. It says nothing about the person; whoever holds
    the source's ids can work it out, as with any list of codes. Under `aggregate` keys are codes and `shown` is empty.
    """
    ids = [str(item) for item in people["rep_id"]]
    names = dict(zip(ids, people["name"].fillna("").astype(str), strict=True))
    if display == "names":
        return Codebook(display, dict(zip(ids, ids, strict=True)), names, names)
    codes = distinct_codes(ids, salt=salt)
    titles = ["Manager" if boss else "Rep" for boss in people["is_manager"]]
    told = {item: f"{title} {codes[item]}" for item, title in zip(ids, titles, strict=True)}
    return Codebook(display, codes, told if display == "codes" else dict.fromkeys(ids, ""), names)


def distinct_codes(ids: Iterable[str], *, salt: str) -> dict[str, str]:
    """Return a code of at least five letters per id; ids whose codes agree get longer ones.

    >>> code = distinct_codes(["R001"], salt="toy")["R001"]
    >>> len(code), code == distinct_codes(["R000", "R001"], salt="toy")["R001"]
    (5, True)
    """
    whole = {item: _letters(f"{salt}\n{item}") for item in set(ids)}
    length = dict.fromkeys(whole, SHORTEST)
    while clash := _clashing({item: whole[item][: length[item]] for item in whole}):
        length |= {item: length[item] + 1 for item in clash}
    return {item: whole[item][: length[item]] for item in whole}


def disguise(frames: Mapping[str, pd.DataFrame], book: Codebook) -> dict[str, pd.DataFrame]:
    """Return the frames of a snapshot with people as the codebook calls them; unchanged where names may be shown."""
    if not book.hidden:
        return dict(frames)
    return {name: _disguised(frame, book) for name, frame in frames.items()}


def _disguised(frame: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    out = frame.copy()
    for key, text in (("rep_id", "rep"), ("manager_id", "manager")):
        if key in frame and text in frame:
            out[text] = _mapped(frame[key], book.shown)
    if {"rep_id", "display"} <= set(frame.columns):
        out = out.assign(display=_mapped(frame["rep_id"], book.shown), name="")
    keys = [name for name in _PEOPLE if name in frame]
    for key in keys:
        out[key] = _mapped(frame[key], book.keys)
    for text in {"owner", "text"} & set(frame.columns):
        out[text] = [_without_names(value, book) for value in frame[text]]
    order = [name for name in _ORDER if name in frame]
    return out.sort_values(order, kind="stable", ignore_index=True) if keys else out


def _mapped(ids: pd.Series, book: Mapping[str, str]) -> pd.Series:
    """Return what stands for each id, None for nobody."""
    found = ids.astype(object).map(lambda item: book.get(item) if isinstance(item, str) else None)
    return found.where(found.notna(), None)


def _without_names(text: str, book: Codebook) -> str:
    """Return a text in which people are called as they are elsewhere."""
    told = {name: book.shown[key] or NOBODY for key, name in book.names.items() if name.strip()}
    if not isinstance(text, str) or not told:
        return text
    longest = sorted(told, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest))
    return pattern.sub(lambda hit: told[hit.group()], text)


def _letters(text: str) -> str:
    number, out = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big"), []
    while number:
        number, rest = divmod(number, len(LETTERS))
        out.append(LETTERS[rest])
    return "".join(out)


def _clashing(codes: Mapping[str, str]) -> set[str]:
    seen: dict[str, list[str]] = {}
    for item, code in codes.items():
        seen.setdefault(code, []).append(item)
    return {item for items in seen.values() if len(items) > 1 for item in items}
