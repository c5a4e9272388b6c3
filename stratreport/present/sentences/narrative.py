"""All the words of one pack as data: what `narrate` returns and the pages print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stratreport.pack.blocks import Claim, Sentence, Tone


@dataclass(frozen=True)
class Status:
    """The verdict in two or three words with its symbol (▲, ▼ or –) and tone: "Off strategy", "On strategy" …"""

    word: str
    symbol: str
    tone: Tone


@dataclass(frozen=True)
class Line:
    """The measure line of a page: bold `measure`, then `reading` (unit, period, reading key)."""

    measure: str
    reading: str


@dataclass(frozen=True)
class Group:
    """One group of the rep quadrant: its name, the position it stands for, and the response it calls for."""

    name: str
    position: str
    response: str


@dataclass(frozen=True)
class Definition:
    """One row of the method page: the metric in words, its formula in words, and this quarter's worked example."""

    slug: str
    label: str
    meaning: str
    formula: str
    example: Sentence


@dataclass(frozen=True)
class Commitment:
    """One decision of an earlier review: owner, due day, status, and the metric it was to move, then and now."""

    text: Sentence
    owner: str
    due: str
    status: str
    metric: str
    motion: str
    then: str
    now: str
    tone: Tone
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Narrative:
    """Every sentence of the pack, each with the claims behind its numbers.

    Keys: `titles`, `lines`, `sources` and `so_what` by page slug (summary, bridge, balance, people, method, data,
    overview; `titles` also strategy, the second page of the method); `bridge_notes` by bridge step id;
    `quadrant_reasons` by Ansoff quadrant; `groups` by rep quadrant (executor, comfort_zone_hitter, builder, at_risk,
    too_few); `notices` by what they are about (personas, segment_plan, product_line_plan, people, no_target) and
    present only when there is something to say.
    `decision_asides` runs parallel to `decisions`: owner and due date.
    """

    status: Status
    verdict: Sentence
    cover_eyebrow: str
    cover_verdict: Sentence
    cover_paragraph: Sentence
    one_line: str
    period_name: str
    period_label: str
    titles: Mapping[str, Sentence]
    lines: Mapping[str, Line]
    sources: Mapping[str, str]
    happened: tuple[Sentence, ...]
    why: tuple[Sentence, ...]
    decisions: tuple[Sentence, ...]
    decision_asides: tuple[str, ...]
    so_what: Mapping[str, tuple[Sentence, ...]]
    bridge_notes: Mapping[str, Sentence]
    quadrant_reasons: Mapping[str, Sentence]
    groups: Mapping[str, Group]
    definitions: tuple[Definition, ...]
    strategy: tuple[Sentence, ...]
    quality: tuple[Sentence, ...]
    notices: Mapping[str, Sentence] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()

    def sentences(self) -> tuple[tuple[str, Sentence], ...]:
        """Return every sentence with the place it is printed at, for the check that all numbers are backed."""
        named: list[tuple[str, Sentence]] = [
            ("verdict", self.verdict),
            ("cover_verdict", self.cover_verdict),
            ("cover_paragraph", self.cover_paragraph),
        ]
        for place in ("happened", "why", "decisions", "strategy", "quality"):
            named += [(f"{place}[{i}]", item) for i, item in enumerate(getattr(self, place))]
        for place in ("titles", "bridge_notes", "quadrant_reasons", "notices"):
            named += [(f"{place}[{key}]", item) for key, item in getattr(self, place).items()]
        named += [(f"so_what[{key}]", item) for key, items in self.so_what.items() for item in items]
        named += [(f"definitions[{item.slug}]", item.example) for item in self.definitions]
        named += [(f"commitments[{i}]", item.text) for i, item in enumerate(self.commitments)]
        return tuple(named)
