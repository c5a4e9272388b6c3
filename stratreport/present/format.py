"""How a value is shown: the one place where numbers, money, dates and names become text.

Typography: the minus is U+2212, spaces inside an amount or a date do not break (U+00A0), a variance carries its sign,
and nothing is ever shown as "-0", "inf" or "nan". The fonts of the pack have no U+2011 (non-breaking hyphen), so
hyphens stay plain.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard

from babel import Locale
from babel.numbers import format_currency, format_decimal

from stratreport import units
from stratreport.pack.numbers import MONTHS

NBSP = "\u00a0"
MINUS = "\u2212"
ABSENT = "–"

TITLE_CHARACTERS = 130
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: the smallest count that running text shows in digits
FIRST_IN_DIGITS = len(_WORDS)


@dataclass(frozen=True)
class Scale:
    """The money unit of one exhibit: divide by `divisor`, show `digits` decimals, write `suffix`; `word` names it."""

    divisor: float
    digits: int
    suffix: str
    word: str


UNITS = Scale(1.0, 0, "", "")
THOUSANDS = Scale(1e3, 0, "k", "thousand")
MILLIONS = Scale(1e6, 1, "m", "million")
BILLIONS = Scale(1e9, 1, "bn", "billion")


def scale_of(values: Iterable[float | None]) -> Scale:
    """Return the money scale of an exhibit: its largest value decides (millions from 10m, thousands from 10k, units).

    >>> scale_of([25_100_000, 40_000]).suffix, scale_of([2_460_000]).suffix, scale_of([]).suffix
    ('m', 'k', '')
    """
    top = max((abs(value) for value in values if is_known(value)), default=0.0)
    for scale, floor in ((BILLIONS, 1e10), (MILLIONS, 1e7), (THOUSANDS, 1e4)):
        if top >= floor:
            return scale
    return UNITS


def is_known(value: float | None) -> TypeGuard[float]:
    """Return whether `value` is a finite number (None, nan and infinities are absent)."""
    return value is not None and math.isfinite(value)


def reaches(ratio: float, threshold: float) -> bool:
    """Return whether a ratio is at or above a threshold, as `percent_near` shows it: within `units.SAME`.

    >>> reaches(0.799999984, 0.8), reaches(0.7999, 0.8)
    (True, False)
    """
    return units.reaches(ratio, threshold)


def round_half_up(value: float, digits: int) -> Decimal:
    """Return `value` rounded half away from zero to `digits` decimals; never a negative zero.

    >>> round_half_up(0.125, 2), round_half_up(-0.04, 1)
    (Decimal('0.13'), Decimal('0.0'))
    """
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def words(count: int) -> str:
    """Return a count as running text: one to twelve in words, digits above; zero is "no".

    >>> words(7), words(14), words(0)
    ('seven', '14', 'no')
    """
    return _WORDS[count] if 0 <= count < len(_WORDS) else f"{count:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return the noun that goes with `count`: `one` for 1, else `many` (default: `one` + s).

    >>> plural(1, "deal"), plural(3, "deal"), plural(0, "person", "people")
    ('deal', 'deals', 'people')
    """
    return one if count == 1 else many or f"{one}s"


def join_words(items: Iterable[str]) -> str:
    """Return items as prose: commas, and "and" before the last.

    >>> join_words(["a"]), join_words(["a", "b"]), join_words(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    listed = list(items)
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def keep(text: str) -> str:
    """Return a name or date that does not break over lines: its spaces become non-breaking.

    >>> keep("Flow-X 1") == "Flow-X\\u00a01"
    True
    """
    return re.sub(r"[ \u202f\u2009]", NBSP, text)


def balance(text: str) -> str:
    """Return a title whose last word never stands alone: its last breaking space becomes non-breaking.

    A title already short enough for one line, or of one word, stays as it is.
    """
    if len(text) <= 60 or " " not in text:
        return text
    head, tail = text.rsplit(" ", 1)
    return f"{head}{NBSP}{tail}"


def sentence_case(text: str) -> str:
    """Return `text` with its first letter as a capital and the rest untouched.

    >>> sentence_case("seven of 14 reps")
    'Seven of 14 reps'
    """
    return text[:1].upper() + text[1:]


def day(value: date) -> str:
    """Return a date as "3 October 2026", without breaking spaces.

    >>> day(date(2026, 10, 3)).split() == ["3", "October", "2026"]
    True
    """
    return keep(f"{value.day} {MONTHS[value.month - 1]} {value.year}")


def quarter_name(period: str) -> str:
    """Return "Q3 FY2026" for the period id "FY2026Q3"; an id of another form stays as it is.

    >>> quarter_name("FY2026Q3").split(), quarter_name("H1")
    (['Q3', 'FY2026'], 'H1')
    """
    found = re.fullmatch(r"(.+)(Q[1-4])", period)
    return f"{found[2]}{NBSP}{found[1]}" if found else period


def span(start: date, end: date) -> str:
    """Return the days of [start, end) in words: "July to September 2026", or "30 May to 29 August 2013".

    Whole months are named without days; the year is said once when both ends share it.
    """
    last = end - timedelta(days=1)
    if start.day == 1 and end.day == 1:
        first_text, last_text = MONTHS[start.month - 1], MONTHS[last.month - 1]
        if (start.year, start.month) == (last.year, last.month):
            return keep(f"{last_text} {last.year}")
    else:
        first_text, last_text = (f"{d.day} {MONTHS[d.month - 1]}" for d in (start, last))
    left = first_text if start.year == last.year else f"{first_text} {start.year}"
    return f"{keep(left)} to {keep(f'{last_text} {last.year}')}"


def period_label(period: str, start: date, end: date) -> str:
    """Return "Q3 FY2026 · July to September 2026" for a period id and its days [start, end)."""
    return f"{quarter_name(period)} · {span(start, end)}"


@dataclass(frozen=True)
class Formatter:
    """Shows values in one currency, one locale and one money `scale` (that of the pack).

    `currency` is an ISO code; `locale` decides grouping, the decimal mark and where the symbol stands.

    >>> f = Formatter("EUR", "en", scale=MILLIONS)
    >>> f.money(25_100_000), f.percent(1.046, digits=1), f.percent(0.67)
    ('€25.1m', '104.6%', '67%')
    """

    currency: str
    locale: str = "en"
    scale: Scale = MILLIONS

    def number(self, value: float | None, *, digits: int = 0, signed: bool = False) -> str:
        """Return a plain number, grouped by the locale; absent is a dash."""
        if not is_known(value):
            return ABSENT
        return self._sign(value, self._decimal(abs(value), digits), digits, signed=signed)

    def money(self, value: float | None, *, signed: bool = False, scale: Scale | None = None) -> str:
        """Return money with its symbol in the pack's scale; what would read as zero falls to a finer scale."""
        if not is_known(value):
            return ABSENT
        used = self._finer(value, scale or self.scale)
        text = self._currency(abs(value) / used.divisor, used.digits, used.suffix)
        return self._sign(value / used.divisor, text, used.digits, signed=signed)

    def amount(self, value: float | None, *, signed: bool = False, scale: Scale | None = None) -> str:
        """Return money as a bare number in the exhibit's scale, for charts and tables whose head names the unit."""
        used = scale or self.scale
        return self.number(None if value is None else value / used.divisor, digits=used.digits, signed=signed)

    def money_exact(self, value: float | None, *, signed: bool = False) -> str:
        """Return money to the whole unit of the currency."""
        return self.money(value, signed=signed, scale=UNITS)

    def unit_name(self, scale: Scale | None = None) -> str:
        """Return the unit of an exhibit in words: "€ million", "$ thousand", "€"."""
        symbol = self._currency(0, 0, "").replace("0", "").strip(" \u00a0")
        word = (scale or self.scale).word
        return f"{symbol}{NBSP}{word}" if word else symbol

    def percent(self, ratio: float | None, *, digits: int = 0, signed: bool = False) -> str:
        """Return a fraction as a percentage."""
        text = self.number(None if ratio is None else ratio * 100, digits=digits, signed=signed)
        return text if text == ABSENT else f"{text}%"

    def percent_near(self, ratio: float | None, threshold: float, *, digits: int = 0) -> str:
        """Return a percentage that never rounds onto or over a threshold it has not reached (99.6%, not 100%).

        At least `digits` decimals, more (up to two) when fewer would not tell the truth. A ratio that `reaches` the
        threshold only within the tolerance is shown as the threshold.
        """
        if not is_known(ratio):
            return ABSENT
        aim, at_least = round_half_up(threshold * 100, 2), reaches(ratio, threshold)
        for places in range(digits, 3):
            shown = round_half_up(ratio * 100, places)
            if (shown >= aim) == at_least and (shown != aim or math.isclose(ratio, threshold, abs_tol=5e-4)):
                return self.percent(ratio, digits=places)
        return self.percent(threshold if at_least else ratio, digits=2)

    def points(self, difference: float | None, *, digits: int = 1, signed: bool = False) -> str:
        """Return a difference of two fractions in percentage points: "4.6 pts"."""
        text = self.number(None if difference is None else difference * 100, digits=digits, signed=signed)
        return text if text == ABSENT else f"{text}{NBSP}pts"

    def multiple(self, ratio: float | None, *, digits: int = 1) -> str:
        """Return a ratio as a multiple: "2.6×"."""
        text = self.number(ratio, digits=digits)
        return text if text == ABSENT else f"{text}×"

    def shown(self, value: float | None, unit: str) -> str:
        """Return a metric value in its declared unit: money, ratio, points, else a number; absent is a dash."""
        if unit == "money":
            return self.money(value)
        if unit in ("ratio", "share"):
            return self.percent(value)
        return self.points(value) if unit == "points" else self.number(value)

    def _decimal(self, value: float, digits: int) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return keep(str(format_decimal(round_half_up(value, digits), format=pattern, locale=self.locale)))

    def _currency(self, value: float, digits: int, suffix: str) -> str:
        standard = Locale.parse(self.locale).currency_formats["standard"].pattern.split(";")[0]
        number = "#,##0" + ("." + "0" * digits if digits else "") + (f"'{suffix}'" if suffix else "")
        pattern = re.sub(r"[#0,.]+", number, standard, count=1)
        amount = round_half_up(value, digits)
        text = format_currency(amount, self.currency, format=pattern, locale=self.locale, currency_digits=False)
        return keep(re.sub(r"(?<=[A-Z]{3})(?=\d)", NBSP, str(text)).replace("￥", "¥"))

    @staticmethod
    def _sign(value: float, text: str, digits: int, *, signed: bool) -> str:
        rounded = round_half_up(value, digits)
        if rounded < 0:
            return f"{MINUS}{text}"
        return f"+{text}" if signed and rounded > 0 else text

    @staticmethod
    def _finer(value: float, scale: Scale) -> Scale:
        ladder = (BILLIONS, MILLIONS, THOUSANDS, UNITS)
        steps = ladder[ladder.index(scale) :] if scale in ladder else (scale, UNITS)
        return next((step for step in steps if round_half_up(abs(value) / step.divisor, step.digits) != 0), UNITS)
