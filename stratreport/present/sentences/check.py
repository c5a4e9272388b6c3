"""The check behind "every number is computed": numbers in a sentence that no claim of it covers."""

from __future__ import annotations

import re

from stratreport.pack.blocks import Sentence
from stratreport.present.format import MONTHS

_COUNT_WORDS = "two three four five six seven eight nine ten eleven twelve"
_NUMBER = re.compile(rf"\d[\d.,]*|\b(?:{'|'.join(_COUNT_WORDS.split())})\b", re.IGNORECASE)
#: what may carry digits without a claim: period labels, dates, fiscal years
LABELS = (
    re.compile(r"Q[1-4]\sFY\d{2,4}|FY\d{2,4}(?:Q[1-4])?|Q[1-4]"),
    re.compile(rf"(?:\d{{1,2}}\s)?(?:{'|'.join(MONTHS)})(?:\s\d{{4}})?"),
    re.compile(r"\d{4}-\d{2}-\d{2}"),
)


def unbacked_numbers(sentence: Sentence, *, allow: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the numbers (digits, or "two" to "twelve") that stand in a sentence without a claim that shows them.

    Period labels and dates are labels, not numbers; `allow` names further literal texts. A claim whose `shown` text is
    not part of the sentence is returned too, as it backs nothing.

    >>> unbacked_numbers(Sentence("Bookings reached 104.6% in Q3 FY2026."))
    ('104.6',)
    """
    text = f"{sentence.lead} {sentence.text}"
    lowered = text.lower()
    astray = tuple(claim.shown for claim in sentence.claims if claim.shown.lower() not in lowered)
    shown = sorted({claim.shown for claim in sentence.claims} | set(allow), key=len, reverse=True)
    for covered in shown:
        text = re.sub(rf"(?<![\d.,]){re.escape(covered)}(?!\d)", " ", text, flags=re.IGNORECASE)
    for label in LABELS:
        text = label.sub(" ", text)
    return astray + tuple(found.rstrip(".,") for found in _NUMBER.findall(text))


def contradictions(sentence: Sentence) -> tuple[str, ...]:
    """Return claims shown as percentages whose text differs from their value by more than the last digit shown.

    >>> from stratreport.pack.blocks import Claim
    >>> contradictions(Sentence("41%", claims=(Claim("m", "s", 0.38, "41%"),)))
    ('41% is not 0.38',)
    """
    wrong = []
    for claim in sentence.claims:
        found = re.fullmatch(r"([+−]?)([\d.]+)%", claim.shown)
        if found and claim.value is not None:
            step = 10.0 ** -len(found[2].partition(".")[2])
            shown = float(found[2]) * (-1 if found[1] == "−" else 1)
            if abs(shown - claim.value * 100) > step * 0.5000001:
                wrong.append(f"{claim.shown} is not {claim.value:g}")
    return tuple(wrong)
