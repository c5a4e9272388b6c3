"""From template and evidence to a sentence: every number that is shown becomes a claim on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from stratreport.pack.blocks import Claim, Sentence
from stratreport.present import format as fmt
from stratreport.present.format import Formatter

#: metric of claims that are names or labels with digits in them, not values
NAME = "name"
#: names up to this length do not break over lines
SHORT = 20
_FIELD = re.compile(r"\{(\w+)\}")


class Backed(Protocol):
    """A value that knows where it comes from: metric slug, scope and number."""

    @property
    def metric(self) -> str:
        """Return the slug."""

    @property
    def scope(self) -> str:
        """Return the scope, like "region:emea/motion:new_logo"."""

    @property
    def value(self) -> float | None:
        """Return the number; None when unknown."""

    @property
    def period(self) -> str:
        """Return the quarter or window it is of; empty when it has none."""


@dataclass(frozen=True)
class Said:
    """A value (or two: "three of five teams") as it stands in a sentence, and the claims behind it."""

    shown: str
    claims: tuple[Claim, ...]


Part = Said | str


def say(template: str, words: Mapping[str, Part] | None = None, /, *, lead: str = "", **more: Part) -> Sentence:
    """Return the sentence of a template whose {fields} are filled with said values or plain words.

    A claim is kept for each said value that the sentence really shows.

    >>> qa = Said("104.6%", (Claim("quota_attainment", "region:emea", 1.046, "104.6%"),))
    >>> say("Bookings reached {qa} of {what}.", qa=qa, what="quota").claims[0].shown
    '104.6%'
    """
    parts = {**(words or {}), **more}
    shown = {name: part.shown if isinstance(part, Said) else part for name, part in parts.items()}
    bold, text = (_curly(_FIELD.sub(lambda match: shown[match[1]], item)) for item in (lead, template))
    bold = fmt.sentence_case(bold)
    text = text if bold and not bold.endswith(".") else fmt.sentence_case(text)
    used = (parts[name] for name in _FIELD.findall(lead + template))
    claims = (_as_printed(item, bold, text) for part in used if isinstance(part, Said) for item in part.claims)
    return Sentence(text=text, lead=bold, claims=tuple(dict.fromkeys(claims)))


def _as_printed(claim: Claim, lead: str, text: str) -> Claim:
    """Return the claim with its text as it stands in the sentence (a capital when it opens it)."""
    shown = _curly(claim.shown)
    if shown not in text and shown not in lead:
        shown = fmt.sentence_case(shown)
    return claim if shown == claim.shown else replace(claim, shown=shown)


def _curly(text: str) -> str:
    """Return text with the apostrophe of print.

    >>> _curly("a team's result")
    'a team’s result'
    """
    return text.replace("'", "’")


def complete(template: str, words: Mapping[str, Part]) -> bool:
    """Return whether every {field} of a template is known.

    >>> complete("{a} of {b}", {"a": "one"})
    False
    """
    return all(name in words for name in _FIELD.findall(template))


def join(sentences: Sequence[Sentence]) -> Sentence:
    """Return several sentences as one text, with all their claims."""
    claims = dict.fromkeys(claim for sentence in sentences for claim in sentence.claims)
    text = " ".join(f"{item.lead} {item.text}".strip() for item in sentences)
    return Sentence(text=text, claims=tuple(claims))


def title(*candidates: Sentence) -> Sentence:
    """Return the first candidate that fits two lines of a page title, balanced; the last one when none does."""
    chosen = next((item for item in candidates if len(item.text) <= fmt.TITLE_CHARACTERS), candidates[-1])
    return Sentence(text=fmt.balance(chosen.text), lead=chosen.lead, claims=chosen.claims)


@dataclass(frozen=True)
class Voice:
    """Says values: each method shows one in its unit and keeps the claim."""

    formatter: Formatter

    def percent(self, value: Backed, *, digits: int = 0) -> Said:
        """Say a fraction as a percentage."""
        return self._said(value, self.formatter.percent(value.value, digits=digits))

    def against(self, value: Backed, threshold: float, *, digits: int = 0) -> Said:
        """Say a fraction as a percentage that never rounds over a threshold it missed."""
        return self._said(value, self.formatter.percent_near(value.value, threshold, digits=digits))

    def money(self, value: Backed, *, signed: bool = False) -> Said:
        """Say money in the pack's scale."""
        return self._said(value, self.formatter.money(value.value, signed=signed))

    def points(self, value: Backed, *, digits: int = 0, signed: bool = False) -> Said:
        """Say a difference of fractions in points."""
        return self._said(value, self.formatter.points(value.value, digits=digits, signed=signed))

    def multiple(self, value: Backed) -> Said:
        """Say a ratio as a multiple: "2.6×"."""
        return self._said(value, self.formatter.multiple(value.value))

    def index(self, value: Backed, *, digits: int = 2) -> Said:
        """Say a bare number such as a rank correlation."""
        return self._said(value, self.formatter.number(value.value, digits=digits))

    def times(self, value: Backed, *, digits: int = 1) -> Said:
        """Say a ratio as a multiple: "1.4×"."""
        return self._said(value, self.formatter.multiple(value.value, digits=digits))

    def count(self, value: Backed) -> Said:
        """Say a count that stands alone ("seven of them"): words up to twelve, digits above, "none" for zero."""
        return self._said(value, fmt.words(round(value.value or 0)) if round(value.value or 0) else "none")

    def digits(self, value: Backed) -> Said:
        """Say a count in digits."""
        return self._said(value, self.formatter.number(value.value))

    def counted(self, value: Backed, one: str, many: str = "") -> Said:
        """Say a count with its noun: "three deals"."""
        number = round(value.value or 0)
        return self._said(value, f"{fmt.words(number)}{fmt.NBSP}{fmt.plural(number, one, many)}")

    def name(self, text: str) -> Said:
        """Say a name or another text of the data; digits in it are part of it, and a short one does not break."""
        shown = fmt.keep(text) if len(text) <= SHORT else text
        return Said(shown, (Claim(NAME, "", None, shown),))

    def out_of(self, part: Backed, whole: Backed, one: str, many: str = "") -> Said:
        """Say a part of a whole: "three of five teams", "10 of 20 teams", "all five teams", "both teams".

        One form for both numbers: a whole in digits has its part in digits. A whole of one is "the only team" or
        "no team", none of two is "neither team".
        """
        some, size = round(part.value or 0), round(whole.value or 0)
        if size == 1 or (size == 2 and not some):
            shown = f"the only {one}" if some else f"no {one}" if size == 1 else f"neither {one}"
            return Said(shown, (self._claim(part, shown),))
        noun = f"{fmt.words(size)}{fmt.NBSP}{fmt.plural(size, one, many)}"
        if some == size > 1:
            lead = "both" if size == 2 else f"all {fmt.words(size)}"
            shown = f"{lead} {fmt.plural(size, one, many)}"
            return Said(shown, (self._claim(part, lead), self._claim(whole, shown)))
        digits = some > 1 and size >= fmt.FIRST_IN_DIGITS
        count = f"{some:,}" if digits else fmt.words(some) if some else "none"
        return Said(f"{count} of {noun}", (self._claim(part, count), self._claim(whole, noun)))

    @staticmethod
    def _claim(value: Backed, shown: str) -> Claim:
        return Claim(value.metric, value.scope, value.value, shown, value.period)

    def _said(self, value: Backed, shown: str) -> Said:
        return Said(shown, (self._claim(value, shown),))
