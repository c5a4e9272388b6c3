"""The catalogue of rules, and how their findings are ranked for a reader who stops after the third."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from stratreport.findings import (
    causes,
    commitments,
    customers,
    faults,
    gaps,
    leading,
    managers,
    pay,
    people,
    plan_fault,
    trend,
    verdict,
    windfall,
)
from stratreport.findings.finding import Finding
from stratreport.findings.view import Readable, View
from stratreport.metrics.metric import NOT_CONNECTED
from stratreport.snapshot import Snapshot

#: red on one page stops meaning anything beyond this many
MAX_BAD_PER_PAGE = 3


@dataclass(frozen=True)
class Rule:
    """One question asked of every snapshot: its id, the page that prints the answer, and how to find it.

    `number` is the question of the executive it answers (1 to 12, see `answers.QUESTIONS`; 0 for none of them);
    `tables` are the optional tables without which it is "not connected"; a rule that `judges` a mix is silent while too
    much of the bookings is unclassified.
    """

    id: str
    page: str
    question: str
    find: Callable[[View], Iterable[Finding]]
    number: int = 0
    tables: tuple[str, ...] = ()
    judges: bool = False


RULES: tuple[Rule, ...] = (
    Rule("verdict", "summary", "Did we hit the number, and is the number the strategy?", verdict.region_verdict, 1),
    Rule("region", "overview", "Which regions did?", verdict.every_region, 1),
    Rule("one_deal", "summary", "Does one deal decide the verdict?", verdict.one_deal, 1, judges=True),
    Rule("windfall", "summary", "What do windfalls hide?", windfall.windfall, 1, judges=True),
    Rule("motion_gap", "bridge", "Which strategic motion fails, worth how much?", gaps.motion_gaps, 3, judges=True),
    Rule("hidden_by", "bridge", "What hides the shortfall?", gaps.hidden_by, 2, judges=True),
    Rule("carriers", "people", "Who carries the shortfall?", gaps.carriers, 3, judges=True),
    Rule("teams", "people", "Is it some teams or all?", gaps.teams, 6, judges=True),
    Rule("participation", "people", "How many made quota?", people.participation, 5),
    Rule("quadrant", "people", "Who delivers number, mix, both?", people.quadrant, 5, judges=True),
    Rule("mix_verdicts", "people", "Whose mix is beyond chance?", people.mix_verdicts, 5, judges=True),
    Rule(
        "manager_spread",
        "managers",
        "Are some teams off strategy beyond chance?",
        managers.manager_spread,
        6,
        judges=True,
    ),
    Rule("manager", "managers", "Which?", managers.teams_off, 6, judges=True),
    Rule("largest_deal", "balance", "How much hangs on one deal?", people.concentration),
    Rule("growth_share", "balance", "How much is new, against last year?", people.growth_shares, 4),
    Rule("persona_adds_nothing", "balance", "Does the buying role say anything?", faults.persona_adds_nothing, 4),
    Rule("whitespace", "balance", "What have customers not bought yet?", customers.whitespace, 4),
    Rule(
        "coverage", "lookahead", "Does the pipeline cover what is asked?", leading.coverage, 8, ("pipeline_snapshots",)
    ),
    Rule("conversion", "lookahead", "Does it convert?", leading.conversion, 8, ("opportunities",)),
    Rule("discount", "lookahead", "Is the mix bought with price?", customers.discount, 8),
    Rule("persona_coverage", "lookahead", "Are the buying roles met?", customers.persona_coverage, 8, ("engagements",)),
    Rule("cause", "causes", "What is the result consistent with?", causes.region_cause, 6, judges=True),
    Rule("causes", "causes", "And each motion that is short?", causes.motion_causes, 6, judges=True),
    Rule("enablement", "causes", "Do they know how?", leading.enablement, 7, ("enablement",)),
    Rule("communication", "causes", "Do they know the plan?", customers.communication, 7, ("acknowledgements",)),
    Rule("plan_fault", "causes", "Is the plan itself wrong?", plan_fault.plan_fault, 10),
    Rule("alignment", "causes", "What does the selling system lack?", plan_fault.alignment, 10),
    Rule("commitments", "causes", "Did last review's actions work?", commitments.commitments, 12),
    Rule("pay", "pay", "Are we paying people to ignore the strategy?", pay.pay, 9, ("payouts",)),
    Rule("trend", "trend", "Better than last quarter and last year?", trend.trend, 11),
    Rule("year_end", "trend", "Will the year close it?", trend.year_end, 11),
    Rule("run_rate", "trend", "How much faster must it go?", trend.run_rate, 11),
    Rule("revised_plan", "method", "What would the revised plan say?", plan_fault.revised_plan),
    Rule("unsupported", "summary", "Which motion has a target and no support?", faults.unsupported_motions, 10),
    Rule("unreached", "summary", "Which target does nobody come near?", faults.unreached_targets, 10),
    Rule("plan_cover", "method", "Do the targets add up to the quota?", faults.coverage_of_plan, 10),
    Rule("unclassified", "data", "What do the motions not cover?", faults.unclassified),
    Rule("data", "data", "What did the data checks find?", faults.data_faults),
)


def detect(snapshot: Snapshot, book: Readable, *, rules: tuple[Rule, ...] = RULES) -> tuple[Finding, ...]:
    """Return every finding of a snapshot, the verdict first, then by money; at most three "bad" per page.

    A rule whose tables are not connected gives one finding of pattern "not_connected", so that its silence is said.

    Pure: same snapshot and book, same findings in the same order. Findings beyond the third bad one of a page keep
    their numbers and become "watch".
    """
    view = View(snapshot, book)
    ranked: list[Finding] = []
    for page in dict.fromkeys(rule.page for rule in rules):
        found = [item for rule in rules if rule.page == page for item in asked(rule, view)]
        ranked += limit_bad(rank(found))
    return tuple(rank(ranked))


def asked(rule: Rule, view: View) -> Iterable[Finding]:
    """Return what a rule finds, nothing while its judgement is suspended, or that its tables are not connected.

    The latter names the tables in `names["tables"]`, joined by ", ".
    """
    if rule.judges and view.suspended:
        return ()
    missing = [name for name in rule.tables if name in view.meta.not_connected]
    if not missing:
        return rule.find(view)
    text = ", ".join(missing)
    return (
        Finding(
            id=f"{rule.id}:{view.scope}", rule=rule.id, scope=view.scope, tone="neutral", certainty="count_only",
            pattern="not_connected", names={"tables": text, "motion": "", "motion_id": ""},
            caveat=f"{NOT_CONNECTED}: {text}",
        ),
    )  # fmt: skip


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
