"""The twelve questions of the executive, and which findings answer each: an answer is always there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stratreport.findings.finding import Finding
from stratreport.findings.rules import RULES, Rule

#: the questions by number (metrics.md section 5)
QUESTIONS: Mapping[int, str] = {
    1: "Did we hit the number, and is the number the strategy?",
    2: "How much of the beat is the same old business?",
    3: "Which strategic motion is failing, worth how much?",
    4: "Are new products selling to existing customers, to new customers, to new personas?",
    5: "Who hits off-strategy, who builds without hitting?",
    6: "Is it a rep problem or a management problem?",
    7: "Do they know how?",
    8: "Is there pipeline for it, and does it convert?",
    9: "Are we paying people to ignore the strategy?",
    10: "Is the plan itself wrong?",
    11: "Better than last quarter, and will we close it by year end?",
    12: "What is to be decided, and did last quarter's actions work?",
}

#: found: findings speak · nothing: asked, and there is nothing to report · too_few, not_connected: why not
State = Literal["found", "nothing", "too_few", "not_connected"]
#: patterns of findings that say only why there is no more to say
_SILENT: Mapping[str, State] = {"not_connected": "not_connected", "too_few": "too_few", "no_signal": "too_few"}


@dataclass(frozen=True)
class Answer:
    """The answer to one question: its state, and the ids of the findings that give it (or say why not)."""

    number: int
    question: str
    state: State
    findings: tuple[str, ...]


def answers(findings: Sequence[Finding], *, rules: Sequence[Rule] = RULES) -> tuple[Answer, ...]:
    """Return the answers to the twelve questions, in order; every question has one.

    A question is answered as soon as one of its findings speaks; else by why they cannot; a question whose rules
    found nothing is answered with nothing to report.

    >>> [item.state for item in answers(())][:2]
    ['nothing', 'nothing']
    """
    numbers = {rule.id: rule.number for rule in rules}
    return tuple(
        _answer(number, [item for item in findings if numbers.get(item.rule) == number]) for number in QUESTIONS
    )


def _answer(number: int, found: Sequence[Finding]) -> Answer:
    spoken = [item for item in found if item.pattern not in _SILENT]
    state: State = "found" if spoken else _SILENT[found[0].pattern] if found else "nothing"
    return Answer(number, QUESTIONS[number], state, tuple(item.id for item in spoken or found))
