"""Numbers in text: which of them no claim covers, which differ from their claim, and whether a value is shown right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stratreport.pack.parts import Sentence

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_COUNT_WORDS = "two three four five six seven eight nine ten eleven twelve"
_NUMBER = re.compile(rf"\d[\d.,]*|\b(?:{'|'.join(_COUNT_WORDS.split())})\b", re.IGNORECASE)
#: what may carry digits without a claim: period labels, dates, fiscal years
LABELS = (
    re.compile(r"Q[1-4]\sFY\d{2,4}|FY\d{2,4}(?:Q[1-4])?|Q[1-4]"),
    re.compile(rf"(?:\d{{1,2}}\s)?(?:{'|'.join(MONTHS)})(?:\s\d{{4}})?"),
    re.compile(r"\d{4}-\d{2}-\d{2}"),
)
#: what a shown number may be the value times
SCALES = (1.0, 100.0, 1e-3, 1e-6, 1e-9)
#: digits standing alone, or before the suffix of a unit: those in a hash or a name are not numbers
_DIGITS = re.compile(r"(?<![A-Za-z0-9_#])\d(?:[\d.,'’\u00a0\u202f]*\d)?(?=(?:k|m|bn)\b|(?![A-Za-z0-9_]))")

#: a part of a whole, in counts
_PART = re.compile(r"(?<![\d.,€$])(\d[\d,.\u00a0]*) of (\d[\d,.\u00a0]*\d|\d)(?![\d%.])")


def unbacked_numbers(sentence: Sentence, *, allow: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the numbers (digits, or "two" to "twelve") that stand in a sentence without a claim that shows them.

    Period labels and dates are labels, not numbers; `allow` names further literal texts. A claim whose `shown` text is
    not part of the sentence is returned too, as it backs nothing.

    >>> unbacked_numbers(Sentence("Bookings reached 104.6% in Q3 FY2026."))
    ('104.6',)
    """
    text = _breaking(f"{sentence.lead} {sentence.text}")
    lowered = text.lower()
    astray = tuple(claim.shown for claim in sentence.claims if _breaking(claim.shown).lower() not in lowered)
    shown = sorted({_breaking(item) for item in (*(claim.shown for claim in sentence.claims), *allow)}, key=len)[::-1]
    for covered in shown:
        text = re.sub(rf"(?<![\d.,]){re.escape(covered)}(?!\d)", " ", text, flags=re.IGNORECASE)
    return astray + tuple(found.rstrip(".,") for found in _NUMBER.findall(without_labels(text)))


def _breaking(text: str) -> str:
    """Return a text with plain spaces: where a line may break is no part of what is said."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def without_labels(text: str) -> str:
    """Return a text without its period labels and dates.

    >>> without_labels("5 deals in Q3 FY2026").split()
    ['5', 'deals', 'in']
    """
    for label in LABELS:
        text = label.sub(" ", text)
    return text


def contradictions(sentence: Sentence) -> tuple[str, ...]:
    """Return claims whose text shows another number than their value, beyond the last digit shown.

    Percentages are read as such; of other texts with one number, any scale of money will do (thousands, millions).

    >>> from stratreport.pack.parts import Claim
    >>> contradictions(Sentence("41%", claims=(Claim("m", "s", 0.38, "41%"),)))
    ('41% is not 0.38',)
    >>> contradictions(Sentence("€3.4m", claims=(Claim("m", "s", 3_415_805.0, "€3.4m"),)))
    ()
    """
    wrong = []
    for claim in sentence.claims:
        if claim.value is None:
            continue
        percent = re.fullmatch(r"([+−]?)([\d.]+)%", claim.shown)
        if percent:
            step = 10.0 ** -len(percent[2].partition(".")[2])
            shown = float(percent[2]) * (-1 if percent[1] == "−" else 1)
            fits = abs(shown - claim.value * 100) <= step * 0.5000001
        else:
            found = list(numbers_in(claim.shown))
            fits = len(found) != 1 or found[0].shows(claim.value)
        if not fits:
            wrong.append(f"{claim.shown} is not {claim.value:g}")
    return tuple(wrong)


@dataclass(frozen=True)
class Shown:
    """A number as it stands in a text: the size it may stand for under each reading of its marks, without its sign."""

    text: str
    readings: tuple[tuple[float, float], ...]  # (value, step of the last digit)

    def shows(self, value: float, *, steps: float = 0.5) -> bool:
        """Return whether the text may stand for a value: at some scale, within `steps` (half) of the last digit.

        >>> shown = next(numbers_in("€3.4m"))
        >>> shown.shows(3_415_805.0), shown.shows(3_460_000.0)
        (True, False)
        """
        return any(
            abs(abs(value) * scale - size) <= (steps + 1e-7) * step for size, step in self.readings for scale in SCALES
        )


def numbers_in(text: str) -> Iterator[Shown]:
    """Yield the numbers written in digits in a text, labels left out; a mark before three digits may group or divide.

    >>> [item.readings for item in numbers_in("1,250 deals at 7.5%")]
    [((1250.0, 1.0), (1.25, 0.001)), ((7.5, 0.1),)]
    """
    for found in _DIGITS.finditer(without_labels(text)):
        yield Shown(found[0], tuple(dict.fromkeys(_readings(found[0]))))


def _readings(text: str) -> Iterator[tuple[float, float]]:
    plain = re.sub(r"['’\u00a0\u202f]", "", text)
    marks = [mark for mark in plain if mark in ".,"]
    last = max(plain.rfind("."), plain.rfind(","))
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        yield float(re.sub(r"[.,]", "", plain)), 1.0
        return
    decimals = len(plain) - last - 1
    if decimals == 3 and len(marks) == 1:
        yield float(re.sub(r"[.,]", "", plain)), 1.0
    whole = re.sub(r"[.,]", "", plain[:last])
    yield float(f"{whole}.{plain[last + 1 :]}"), 10.0**-decimals


def unshown(text: str, values: Iterable[float], *, labels: Iterable[str] = (), steps: float = 0.5) -> tuple[str, ...]:
    """Return the numbers of a text that stand for none of the values; `labels` are names whose digits are their own.

    A part of a whole ("12 of 20") stands for their ratio too.

    >>> unshown("€3.4m of 12 deals", [3_415_805.0])
    ('12',)
    >>> unshown("3 of 4", [0.75])
    ()
    """
    rest = text
    for label in sorted({item for item in labels if any(mark.isdigit() for mark in item)}, key=len, reverse=True):
        rest = rest.replace(label, " ")
    known = list(values)

    def part(found: re.Match[str]) -> str:
        some, whole = (int(re.sub(r"\D", "", item)) for item in found.groups())
        return " " if any(abs(some / max(whole, 1) - value) < 1e-9 for value in known) else found[0]

    rest = _PART.sub(part, rest)
    return tuple(item.text for item in numbers_in(rest) if not any(item.shows(value, steps=steps) for value in known))
