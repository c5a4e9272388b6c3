"""The types of YAML values: each reads a scalar as written and says in plain words what is wrong with it."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from stratreport.errors import did_you_mean
from stratreport.params import codes
from stratreport.params.nodes import Scalar, read_date, read_scalar

MAX_SHOWN = 60
ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
NAME_PATTERN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,127}")


class Section(BaseModel):
    """A mapping with known keys; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def wrong(found: str, *, expected: str, fix: str, code: str = codes.WRONG_TYPE) -> PydanticCustomError:
    """Return the error a field raises; binding turns it into a Fault with its place."""
    return PydanticCustomError("fault", "{found}", {"found": found, "expected": expected, "fix": fix, "code": code})


def describe(value: object) -> str:
    """Return what was found in words: its type and, for a scalar, the text shortened to one line."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if not isinstance(value, Scalar):
        return "nothing"
    if value.empty:
        return "nothing"
    shown = value.text if len(value.text) <= MAX_SHOWN else value.text[:MAX_SHOWN] + "…"
    shown = shown.replace("\n", " ")
    read = read_scalar(value)
    kinds: list[tuple[type, str]] = [
        (bool, "the boolean"),
        (int, "the number"),
        (float, "the number"),
        (date, "the date"),
    ]
    return next((f"{word} {shown}" for kind, word in kinds if isinstance(read, kind)), f'the text "{shown}"')


def text_of(value: object) -> str:
    """Return the text of a scalar as written (007 stays 007), in Unicode NFC; booleans and nothing are faults."""
    if not isinstance(value, Scalar) or value.empty or not value.text.strip():
        raise wrong(describe(value), expected="text", fix="write a text")
    if isinstance(read_scalar(value), bool):
        raise wrong(describe(value), expected="text", fix=f'quote it if it is meant: "{value.text}"')
    return unicodedata.normalize("NFC", value.text.strip())


def number_of(value: object) -> float:
    """Return the finite number a bare scalar says."""
    read = read_scalar(value) if isinstance(value, Scalar) else None
    if isinstance(read, bool) or not isinstance(read, int | float) or not math.isfinite(read):
        raise wrong(describe(value), expected="a number", fix=_unquote(value, "a number such as 0.25"))
    return float(read)


def whole_of(value: object) -> int:
    """Return the whole number a bare scalar says."""
    read = read_scalar(value) if isinstance(value, Scalar) else None
    if isinstance(read, bool) or not isinstance(read, int):
        raise wrong(describe(value), expected="a whole number", fix=_unquote(value, "a whole number such as 8"))
    return read


def flag_of(value: object) -> bool:
    """Return the boolean a bare scalar says."""
    read = read_scalar(value) if isinstance(value, Scalar) else None
    if not isinstance(read, bool):
        raise wrong(describe(value), expected="true or false", fix="write true or false, without quotes")
    return read


def day_of(value: object) -> date:
    """Return the ISO date a scalar says, quoted or not."""
    read = read_date(value.text) if isinstance(value, Scalar) else None
    if read is None:
        raise wrong(describe(value), expected="a date", fix="write it as YYYY-MM-DD")
    return read


def _unquote(value: object, example: str) -> str:
    if isinstance(value, Scalar) and not value.bare and not isinstance(read_scalar(_bare(value)), str | None):
        return f"remove the quotes: {value.text}"
    return f"write {example}"


def _bare(value: Scalar) -> Scalar:
    return Scalar(value.text, bare=True, place=value.place)


def share_of(value: object) -> float:
    """Return a fraction of 1; numbers above 1 look like percentages and are refused with their fraction."""
    number = number_of(value)
    if not 0 <= number <= 1:
        percent = (
            f"write {number / 100:g} if {number:g} % is meant" if 1 < number <= 100 else "write a fraction such as 0.25"
        )
        raise wrong(describe(value), expected="a fraction from 0 to 1", fix=percent)
    return number


def positive_of(value: object) -> float:
    """Return a number of at least 0."""
    number = number_of(value)
    if number < 0:
        raise wrong(describe(value), expected="a number of at least 0", fix="write 0 or more")
    return number


def count_of(value: object) -> int:
    """Return a whole number of at least 1."""
    number = whole_of(value)
    if number < 1:
        raise wrong(describe(value), expected="a whole number of at least 1", fix="write 1 or more")
    return number


def id_of(value: object) -> str:
    """Return an id: lower-case letters, digits, _ and -, at most 64 of them."""
    text = text_of(value)
    if not ID_PATTERN.fullmatch(text):
        suggestion = re.sub(r"[^a-z0-9]+", "-", _ascii(text).lower()).strip("-")[:64]
        raise wrong(
            describe(value),
            expected="an id of lower-case letters, digits, _ and -, at most 64 long",
            fix=f"write {suggestion}" if suggestion else "choose an id such as emea",
        )
    return text


def name_of(value: object) -> str:
    """Return the name of a field or set: a letter, then letters, digits, _ and dots."""
    text = text_of(value)
    if not NAME_PATTERN.fullmatch(text):
        raise wrong(describe(value), expected="a name of letters, digits, _ and dots", fix="write a field name")
    return text


def relative_path_of(value: object) -> str:
    """Return a file path below the workspace: relative, with forward slashes, never leaving it, no address."""
    text = text_of(value)
    parts = text.split("/")
    if "\\" in text or ":" in text or text.startswith(("/", "~", "-")) or ".." in parts or "{" in text:
        raise wrong(
            describe(value),
            expected="a file path below the workspace",
            code=codes.PATH,
            fix="write a relative path such as notebooks/summary.ipynb",
        )
    return text


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def listed(value: object) -> object:
    """Return a lone scalar as a list of one, so that `new` and `[new]` mean the same."""
    return [value] if isinstance(value, Scalar) else value


def choice(*allowed: str) -> BeforeValidator:
    """Return a validator that takes one of `allowed` and otherwise suggests the nearest."""

    def read(value: object) -> str:
        text = text_of(value)
        if text not in allowed:
            raise wrong(
                describe(value), expected=_one_of(allowed), fix=did_you_mean(text, allowed), code=codes.UNKNOWN_NAME
            )
        return text

    return BeforeValidator(read)


def _one_of(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


Text = Annotated[str, BeforeValidator(text_of)]
Id = Annotated[str, BeforeValidator(id_of)]
Name = Annotated[str, BeforeValidator(name_of)]
FilePath = Annotated[str, BeforeValidator(relative_path_of)]
Number = Annotated[float, BeforeValidator(number_of)]
Amount = Annotated[float, BeforeValidator(positive_of)]
Share = Annotated[float, BeforeValidator(share_of)]
Whole = Annotated[int, BeforeValidator(count_of)]
Seed = Annotated[int, BeforeValidator(whole_of)]
Flag = Annotated[bool, BeforeValidator(flag_of)]
Day = Annotated[date, BeforeValidator(day_of)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed)]
