"""Action titles: two lines at most, broken where the sentence breathes."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from stratreport.pack.blocks import Sentence
from stratreport.render.fonts import SERIF, text_width_mm
from stratreport.render.text import clean, no_orphan

POINTS: Final = 19.0
TIGHT_POINTS: Final = 16.0
WIDTH_MM: Final = 238.0
_BREATH: Final = (";", ":", ",", ".")
_WEAK: Final = frozenset(re.findall(r"\w+", "a an and at by for from in is its of on or the to with not but no"))


def words_of(title: Sentence) -> str:
    """Return the whole title as one line of clean text."""
    return clean(f"{title.lead} {title.text}".strip())


def title_lines(title: Sentence, *, points: float = POINTS) -> int:
    """Return how many lines the title takes when every line is filled before the next begins."""
    lines, used = 1, 0.0
    for word in words_of(title).split():
        width = _width(f"{word} ", points)
        if used and used + width > WIDTH_MM:
            lines, used = lines + 1, 0.0
        used += width
    return lines


def title_class(title: Sentence) -> str:
    """Return `tight` for a title that would take three lines at full size."""
    return "tight" if title_lines(title) > 2 else "full"


def plain_title(title: Sentence) -> str:
    """Return the title for the screen: the browser balances it, we only keep its last words together."""
    return no_orphan(words_of(title))


def set_title(title: Sentence) -> Markup:
    """Return the title for paper: a title of two lines is broken where the cost is least.

    Cost of a break = difference of the two widths ÷ page width, + 0.35 after a weak word (of, the, is …), − 0.3 after
    a comma, colon or semicolon.
    """
    words = words_of(title).split()
    if title_lines(title) != 2:
        return escape(no_orphan(" ".join(words)))
    options = [(_cost(words, at), at) for at in range(1, len(words)) if _fits(words, at)]
    if not options:
        return escape(no_orphan(" ".join(words)))
    _, at = min(options)
    return Markup("{} <br>{}").format(" ".join(words[:at]), " ".join(words[at:]))


def _width(text: str, points: float = POINTS) -> float:
    return text_width_mm(text, face=SERIF, points=points)


def _fits(words: list[str], at: int) -> bool:
    return max(_width(" ".join(words[:at])), _width(" ".join(words[at:]))) <= WIDTH_MM


def _cost(words: list[str], at: int) -> float:
    first, second = _width(" ".join(words[:at])), _width(" ".join(words[at:]))
    cost = abs(first - second) / WIDTH_MM
    if words[at - 1].endswith(_BREATH):
        return cost - 0.3
    return cost + (0.35 if words[at - 1].lower() in _WEAK else 0.0)
