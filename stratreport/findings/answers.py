"""The twelve questions of the executive, and which findings answer each: an answer is always there."""

from __future__ import annotations

from collections.abc import Mapping

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
