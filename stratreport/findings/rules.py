"""The catalogue of rules, and how their findings are ranked for a reader who stops after the third."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from stratreport.findings import faults, gaps, people, verdict
from stratreport.findings.finding import Finding
from stratreport.findings.view import Readable, View
from stratreport.snapshot import Snapshot

#: red on one page stops meaning anything beyond this many
MAX_BAD_PER_PAGE = 3


@dataclass(frozen=True)
class Rule:
    """One question asked of every snapshot: its id, the page that prints the answer, and how to find it."""

    id: str
    page: str
    question: str
    find: Callable[[View], Iterable[Finding]]


RULES: tuple[Rule, ...] = (
    Rule("verdict", "summary", "Did we hit the number, and is the number the strategy?", verdict.region_verdict),
    Rule("region", "overview", "Which regions did?", verdict.every_region),
    Rule("one_deal", "summary", "Does one deal decide the verdict?", verdict.one_deal),
    Rule("motion_gap", "bridge", "Which strategic motion fails, worth how much?", gaps.motion_gaps),
    Rule("hidden_by", "bridge", "What hides the shortfall?", gaps.hidden_by),
    Rule("carriers", "people", "Who carries the shortfall?", gaps.carriers),
    Rule("teams", "people", "Is it some teams or all?", gaps.teams),
    Rule("participation", "people", "How many made quota?", people.participation),
    Rule("quadrant", "people", "Who delivers number, mix, both?", people.quadrant),
    Rule("mix_verdicts", "people", "Whose mix is beyond chance?", people.mix_verdicts),
    Rule("largest_deal", "balance", "How much hangs on one deal?", people.concentration),
    Rule("growth_share", "balance", "How much is new, against last year?", people.growth_shares),
    Rule(
        "persona_adds_nothing", "balance", "Does the buying role say anything of its own?", faults.persona_adds_nothing
    ),
    Rule("unsupported", "summary", "Which motion has a target and no support?", faults.unsupported_motions),
    Rule("unreached", "summary", "Which target does nobody come near?", faults.unreached_targets),
    Rule("plan_cover", "method", "Do the targets add up to the quota?", faults.coverage_of_plan),
    Rule("unclassified", "data", "What do the motions not cover?", faults.unclassified),
    Rule("data", "data", "What did the data checks find?", faults.data_faults),
)


def detect(snapshot: Snapshot, book: Readable, *, rules: tuple[Rule, ...] = RULES) -> tuple[Finding, ...]:
    """Return every finding of a snapshot, the verdict first, then by money; at most three "bad" per page.

    Pure: same snapshot and book, same findings in the same order. Findings beyond the third bad one of a page keep
    their numbers and become "watch".
    """
    view = View(snapshot, book)
    ranked: list[Finding] = []
    for page in dict.fromkeys(rule.page for rule in rules):
        found = [item for rule in rules if rule.page == page for item in rule.find(view)]
        ranked += limit_bad(rank(found))
    return tuple(rank(ranked))


def rank(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by importance: the verdict, then money (largest first, unknown last), then id.

    >>> a, b = (Finding(i, "gap", "s", "bad", "is", money=m) for i, m in (("a", 1.0), ("b", 2.0)))
    >>> [item.id for item in rank([a, b])]
    ['b', 'a']
    """
    return sorted(findings, key=lambda item: (item.rule != "verdict", -(item.money or 0.0), item.id))


def limit_bad(findings: Iterable[Finding], *, most: int = MAX_BAD_PER_PAGE) -> list[Finding]:
    """Return findings with at most `most` of tone "bad": later ones become "watch".

    >>> many = [Finding(str(i), "gap", "s", "bad", "is") for i in range(5)]
    >>> [item.tone for item in limit_bad(many)]
    ['bad', 'bad', 'bad', 'watch', 'watch']
    """
    out, used = [], 0
    for item in findings:
        used += item.tone == "bad"
        out.append(replace(item, tone="watch") if item.tone == "bad" and used > most else item)
    return out
