"""Words on paper: characters that may not be printed are dropped, and what belongs together is not broken apart."""

from __future__ import annotations

import re
from datetime import date

from babel.dates import format_date
from markupsafe import Markup, escape

#: C0/C1 controls (but tab and newline), bidi overrides and isolates, zero-width marks, byte order mark, surrogates
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)

#: characters that our fonts lack and that have a plain twin: non-breaking hyphen, figure, thin and hair space
_STAND_INS = {0x2011: "-", 0x2007: "\u00a0", 0x2009: "\u00a0", 0x200A: "\u00a0"}

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_TOGETHER = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})\b(?: \d{{4}})?"
    r"|\bQ[1-4] FY\d{2,4}\b"
    r"|\b[A-Z]\. [A-Z][\w’'-]+"
    r"|[€$£]\d[\d.,]*[mkb]?\b"
    r"|[+−]?\d[\d.,]* (?:pts?|days|%|deals|reps)(?!\w)"
    r"|\b\w+(?:-\w+){1,2}(?=[\s.,;:)]|$)"
)
_LONGEST_TOGETHER = 24


def clean(text: str) -> str:
    r"""Return the text without characters that cannot be printed or that turn its direction; rare spaces become plain.

    >>> clean("gnp\u202e.exe\x00")
    'gnp.exe'
    """
    return _UNPRINTABLE.sub("", text).translate(_STAND_INS)


def keep(text: str) -> Markup:
    """Return escaped text whose dates, amounts, initials and hyphenated words do not break over a line.

    >>> str(keep("due 1 November <b>"))
    'due <span class="nb">1 November</span> &lt;b&gt;'
    """
    parts: list[Markup] = []
    at = 0
    text = clean(text)
    for hit in _TOGETHER.finditer(text):
        if hit.end() - hit.start() > _LONGEST_TOGETHER or not re.search(r"[ \-]", hit.group()):
            continue
        parts += [escape(text[at : hit.start()]), Markup('<span class="nb">{}</span>').format(hit.group())]
        at = hit.end()
    return Markup("").join([*parts, escape(text[at:])])


def no_orphan(text: str) -> str:
    """Return a title whose last two words stay on one line.

    >>> no_orphan("half the team made it") == "half the team made\\u00a0it"
    True
    """
    head, space, last = clean(text).rpartition(" ")
    return f"{head}\u00a0{last}" if space and len(last) <= 12 and " " in head else clean(text)


def long_date(iso: str, locale: str) -> str:
    """Return an ISO date in words, or the text itself when it is none.

    >>> long_date("2026-10-03", "en"), long_date("soon", "en")
    ('3 October 2026', 'soon')
    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return format_date(day, format="d MMMM y", locale=locale.replace("-", "_"))
