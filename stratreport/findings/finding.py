"""What a finding is: a judgement with the evidence behind it, and not a word of prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["good", "bad", "watch", "neutral"]
#: is: the interval excludes the threshold · appears: it straddles it · count_only: too few to say more than how many
Certainty = Literal["is", "appears", "count_only"]


@dataclass(frozen=True)
class Evidence:
    """One number behind a finding: metric or fact slug, scope, value (None when unknown), n and interval when known."""

    metric: str
    scope: str
    value: float | None
    n: int = 0
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    period: str = ""
    caveat: str = ""

    @property
    def known(self) -> bool:
        """Return whether there is a value."""
        return self.value is not None


@dataclass(frozen=True)
class Finding:
    """A claim of one rule about one scope.

    `id` is rule and scope; `pattern` is the case of the rule that applies ("hit_off", "no_owner" …); `values` are the
    numbers a sentence may show, by role; `names` are the labels it may show, by role; `money` is what it is worth
    (the rank), None when it is not about money.
    """

    id: str
    rule: str
    scope: str
    tone: Tone
    certainty: Certainty
    pattern: str = ""
    values: Mapping[str, Evidence] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    money: float | None = None
    caveat: str = ""

    def __getitem__(self, role: str) -> Evidence:
        """Return the evidence of a role; KeyError when the finding has none."""
        return self.values[role]

    def get(self, role: str) -> Evidence | None:
        """Return the evidence of a role when it exists and is known."""
        found = self.values.get(role)
        return found if found is not None and found.known else None
