"""How a class of cause is said: always "consistent with", a theme for the coaching talk, never a label on a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Status = str


@dataclass(frozen=True)
class CauseWords:
    """One class: its short `name`, what a shortfall is "consistent with", and the `theme` of the response."""

    name: str
    consistent: str
    theme: str


#: class of cause (M42, and those of a whole motion or region) -> its words
CAUSES: Mapping[str, CauseWords] = {
    "plan": CauseWords("Plan", "a target out of reach or without support", "Correct the target"),
    "data": CauseWords("Data", "records that cannot be judged", "Repair the records"),
    "enablement": CauseWords("Enablement", "missing training", "Train and certify"),
    "pipeline": CauseWords("Pipeline", "too little pipeline", "Build cover"),
    "conversion": CauseWords("Conversion", "a win rate below the peers'", "Coach the deals"),
    "deal_size": CauseWords("Deal size", "deals smaller or cheaper than the peers'", "Hold price and scope"),
    "timing": CauseWords("Timing", "deals that slipped", "Close what slipped"),
    "management": CauseWords("Management", "a difference in how teams work", "Go through deals weekly"),
    "volume": CauseWords("Volume", "too little volume in the right mix", "Build pipeline, same mix"),
}
#: the classes that rest on a test against chance; the others are found by a threshold
TESTED = ("management", "conversion")
OPEN = CauseWords("Open", "no cause that the connected data shows", "Find the cause first")
#: where no cause is looked for: what the trailing quarters say instead -> its words
UNSOUGHT: Mapping[str, CauseWords] = {
    "chance": CauseWords("Chance", "what chance explains", "None"),
    "reached": CauseWords("One quarter", "one quarter; several together are on strategy", "None"),
    "too_few": CauseWords("Too few", "too few deals to look for a cause", "None"),
}
STATUS_WORDS: Mapping[str, str] = {
    "tested": "Tested", "likely": "Likely", "open": "Open", "chance": "No signal", "reached": "No signal",
    "too_few": "Too few",
}  # fmt: skip


def words_of(cause: str) -> CauseWords:
    """Return the words of a class; no class and an unclear one are open.

    >>> words_of("enablement").theme, words_of("none").name, words_of("too_few").name
    ('Train and certify', 'Open', 'Too few')
    """
    return CAUSES.get(cause) or UNSOUGHT.get(cause, OPEN)


def status_of(cause: str) -> Status:
    """Return how firm a class is: tested (against chance), likely (by a threshold), open, or what was not looked into.

    >>> status_of("management"), status_of("pipeline"), status_of("unclear"), status_of("chance")
    ('tested', 'likely', 'open', 'chance')
    """
    if cause in TESTED or cause in UNSOUGHT:
        return cause if cause in UNSOUGHT else "tested"
    return "likely" if cause in CAUSES else "open"
