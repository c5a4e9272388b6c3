"""Every rule of metrics.md 3.3 that needs no data: the strategy that breaks it, and the whole message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stratreport.params import load_workspace
from stratreport.params.strategy_rules import support_holes

Make = Callable[..., Path]
Break = Callable[[str, str, str], str]
FILE = "params/strategy/growth-fy26.yaml"
STRATEGY = (Path(__file__).parent / "example" / FILE).read_text(encoding="utf-8")

OFF_PLAN = "    - {id: off_plan, where: otherwise}\n"
LOGO = "    - {id: new_logo, theme: enter, where: {customer: new}, target: {ceiling: 0.10}}\n"
PRODUCT = "".join(STRATEGY.splitlines(keepends=True)[25:31])
PERSONA = "".join(STRATEGY.splitlines(keepends=True)[33:36])
CORE = "".join(STRATEGY.splitlines(keepends=True)[36:41])
DIVERSIFY = "    - {id: diversify, theme: grow, where: {product: new, customer: new}, target: {share_of_quota: 0.05}}\n"


def says(code: str, at: str, *rest: str) -> tuple[str, str, str]:
    """Return one fault: its code, the text it points at (`§` before the very character), and what it says."""
    found, expected, fix = rest
    return code, at, f"{found}\n  expected: {expected}\n  fix: {fix}"


def message(text: str, faults: tuple[tuple[str, str, str], ...]) -> str:
    """Return the whole message of `faults` in the strategy `text`."""
    lines = []
    for code, at, words in faults:
        before, _, after = at.rpartition("§")
        assert text.count(before + after) == 1, f"{at!r} must stand once in the file"
        head = text[: text.index(before + after) + len(before)]
        lines.append(f"error[{code}]: {FILE}:{head.count(chr(10)) + 1}:{len(head) - head.rfind(chr(10))}: {words}")
    return "\n".join(lines)


FORMS = "share_of_quota, amount, count, ceiling or remainder"
CASES = {
    "1 no otherwise": (OFF_PLAN, "", says(
        "C201", "motions:", "no motion is `otherwise`", "one motion with where: otherwise, at the end",
        "add - {id: off_plan, where: otherwise}")),
    "1 two otherwise": (OFF_PLAN, OFF_PLAN + "    - {id: rest, where: otherwise}\n", says(
        "C201", "id: rest, where: §otherwise", "a second `otherwise`: rest", "one `otherwise`; off_plan is the first",
        "delete one of them")),
    "1 otherwise before the end": (LOGO + PERSONA + CORE + OFF_PLAN, OFF_PLAN + LOGO + PERSONA + CORE, says(
        "C201", "where: §otherwise", "off_plan takes everything before others are asked",
        "the motion with where: otherwise at the end", "move it to the end")),
    "1 otherwise with a target": (
        OFF_PLAN,
        "    - {id: off_plan, where: otherwise, target: {share_of_quota: 0.01}}\n",
        says(
        "C201", "otherwise, §target", "off_plan is `otherwise` and has a target",
        "no target: nobody plans unmapped business", "delete the target")),
    "1 otherwise as comfort zone": (OFF_PLAN, "    - {id: off_plan, where: otherwise, comfort_zone: true}\n", says(
        "C201", "otherwise, comfort_zone: §true", "off_plan is `otherwise` and the comfort zone",
        "unmapped business never counts as core", "delete comfort_zone, or write a motion for the core")),
    "1 a motion behind wider ones": (DIVERSIFY + PRODUCT, PRODUCT + DIVERSIFY, says(
        "C201", "id: diversify, theme: grow, §where", "no record can reach diversify: new_product takes it first",
        "motions from the narrowest to the widest", "move diversify before new_product, or delete it")),
    "1 one id for two motions": ("id: new_logo,", "id: diversify, label: Logos,", says(
        "C16", "id: §diversify, label", 'the id "diversify" stands twice in motions', "one id each", "change one id")),
    "2 two forms": ("target: {ceiling: 0.10}", "target: {ceiling: 0.10, share_of_quota: 0.10}", says(
        "C202", "target: {ceiling", "new_logo has share_of_quota and ceiling", f"exactly one of {FORMS}",
         "keep one form")),
    "2 no form": ("target: {ceiling: 0.10}", "target: {}", says(
        "C202", "target: {}", "the target of new_logo is empty", f"exactly one of {FORMS}", "keep one form")),
    "2 no target": (", target: {ceiling: 0.10}", "", says(
        "C202", "- §{id: new_logo", "new_logo has no target", f"one of {FORMS}", "add target: {share_of_quota: 0.10}")),
    "2 unknown form": ("target: remainder", "target: rest", says(
        "C4", "target: §rest", 'motions[5].target: the text "rest"', "a target form",
        "write remainder, or {share_of_quota: 0.10}")),
    "2 two remainders": ("target: {ceiling: 0.10}", "target: remainder", says(
        "C202", "      target: §remainder", "core is a second remainder",
         "at most one remainder; new_logo is the first",
        "give one of them a share_of_quota")),
    "2 a share in percent": ("{ceiling: 0.10}", "{ceiling: 10}", says(
        "C4", "ceiling: §10", "ceiling: the number 10", "a fraction from 0 to 1", "write 0.1 if 10 % is meant")),
    "2 shares that leave nothing": ("{ceiling: 0.10}", "{ceiling: 0.70}", says(
        "C202", "motions:", "shares of quota add up to 1.05", "at most 1, or the remainder is -0.05",
         "lower the shares")),
    "2 a quarter without amount": ("Q3: 50000, Q4: 60000}", "Q3: 50000}", says(
        "C209", "§amount: {Q1", "amount: Q4 missing", "Q1, Q2, Q3 and Q4", "write all four quarters; 0 is an answer")),
    "2 per without amount": ("{ceiling: 0.10}", "{ceiling: 0.10, per: rep}", says(
        "C202", "0.10, per: §rep", "new_logo: per without amount or count", "per only says whose amount it is",
         "delete per")),
    "3 a negative amount": ("Q1: 40000", "Q1: -40000", says(
        "C4", "Q1: §-40000", "Q1: the number -40000", "a number of at least 0", "write 0 or more")),
    "5 weights above one": (
        "weight: 0.1}",
        "weight: 0.7}\n    - {id: doors, where: {product: new}, count: 2, weight: 0.4}",
        says(
        "C205", "count_targets:", "the weights of count_targets add up to 1.1",
        "at most 1; the money motions share the rest", "lower the weights")),
    "6 phasing": ("Q4: 0.33", "Q4: 0.32", says("C206", "phasing:", "phasing adds up to 0.99", "1",
         "spread the other 0.01")),
    "6 phasing in percent": ("{Q1: 0.20, Q2: 0.23, Q3: 0.24, Q4: 0.33}", "{Q1: 20, Q2: 23, Q3: 24, Q4: 33}", says(
        "C206", "phasing:", "phasing adds up to 100", "1", "take 99 away")),
    "8 unknown level": ("where: {customer: new}, target", "where: {customer: nwe}, target", says(
        "C208", "customer: §nwe", 'unknown customer level "nwe"', "a level of the customer axis",
        "did you mean new? known: existing, new, reactivated")),
    "8 unknown axis": ("where: {product_line: security}", "where: {productline: security}", says(
        "C2", "productline", 'unknown key "productline"', "a key of tags[0].where",
        "did you mean product_line? known: customer, persona, product, product_line, segment")),
    "8 no condition": ("where: {product_line: security}", "where: {}", says(
        "C208", "where: {}", "where: no condition", "a condition on product, customer, segment, persona, product_line",
        "write one, such as {product: new}")),
    "9 nothing is new": ("{list: [healthcare, public_sector]}", "{list: []}", says(
        "C209", "list: []", "segment: the list of what is new is empty", "at least one value",
        "name the segments the strategy courts")),
    "8 balances": ("network: 0.6", "network: 0.5", says(
        "C8", "    §product_line: {", "the shares of product_line add up to 0.9", "1",
        "name every level of the axis and make the shares add up")),
    "10 dormancy beyond newness": ("dormant_months: 12", "dormant_months: 24", says(
        "C210", "dormant_months: §24", "dormant_months: 24",
        "fewer than the 24 months after which a customer is new", "lower it")),
    "13 another currency": ("report: USD", "report: EUR", says(
        "C213", "report: §EUR", "report: EUR", "the workspace's currency USD",
        "write report: USD, or change workspace.currency")),
    "never today": ("classify_as_of: booked_on", "classify_as_of: today", says(
        "C101", "classify_as_of: §today", 'classify_as_of: the text "today"', "booked_on", "known: booked_on")),
    "16 too many motions": (
        LOGO,
        LOGO + "    - {id: extra, where: {customer: reactivated}, target: {share_of_quota: 0}}\n",
        says(
        "C216", "motions:", "7 motions besides `otherwise`", "at most 6", "merge motions, or turn some into tags")),
    "the year of another calendar": ("fiscal_year_start: 2025-02-01", "fiscal_year_start: 2025-01-01", says(
        "C6", "fiscal_year_start: §2025", "2025-01-01 is not the first day of a fiscal year",
        "a first day such as 2025-02-01", "correct it, or correct workspace.calendar")),
    "the label of another year": ("label: FY26}", "label: FY25}", says(
        "C6", "label: §FY25", 'the label "FY25" for the year that starts on 2025-02-01', "label: FY26",
        "write label: FY26, or correct workspace.calendar")),
    "7 unknown region": ("region: emea", "region: EMEA", says(
        "C207", "region: §EMEA", 'unknown region "EMEA"', "the id of a declared region",
        "did you mean emea? known: apac, emea")),
    "7 unknown quarter": ("to: FY26Q4", "to: FY27Q1", says(
        "C207", "to: §FY27Q1", 'to: "FY27Q1" is no quarter of this strategy', "a quarter from FY26Q1 to FY26Q4",
        "did you mean FY26Q1? known: FY26Q1, FY26Q2, FY26Q3, FY26Q4")),
    "7 backwards": ("to: FY26Q4", "to: FY26Q1", says(
        "C207", "to: §FY26Q1", "the override ends in FY26Q1, before FY26Q2", "from before to", "swap from and to")),
    "7 retroactive": ("dated: 2025-04-28", "dated: 2025-05-02", says(
        "C207", "dated: §2025-05-02", "dated 2025-05-02, after FY26Q2 began on 2025-05-01",
        "an override dated before its first quarter",
        "start it in a later quarter, or write restate: true (the headline still judges the baseline)")),
    "7 a total that shrinks": ("      absorb_into: new_product\n", "", says(
        "C207", "- §scope", "the targets of emea change by -0.05 of quota", "totals that stay, or a new total",
        "add absorb_into: <motion>, or new_total:")),
    "7 two answers": ("absorb_into: new_product", "absorb_into: new_product\n      new_total: 0.95", says(
        "C207", "new_total: §0.95", "absorb_into and new_total", "one of them: the total is kept, or it is new",
        "delete one of them")),
    "7 absorbed by nobody": ("absorb_into: new_product", "absorb_into: new_prodct", says(
        "C207", "absorb_into: §new_prodct", 'absorb_into: "new_prodct" has no target in money',
        "a motion with a target in money",
        "did you mean new_product? known: core, diversify, new_logo, new_persona, new_product, new_segment")),
    "7 absorbed below zero": (
        "targets: {new_segment: {share_of_quota: 0.05}}",
        "targets: {new_segment: {share_of_quota: 0.35}}",
        says(
        "C207", "absorb_into: §new_product", "new_product would fall to -0.05 of quota", "a target of at least 0",
        "ask less, or absorb into another motion")),
    "7 unknown motion": ("targets: {new_segment:", "targets: {new_segmnt:", says(
        "C207", "targets: {§new_segmnt", 'unknown motion "new_segmnt"', "a motion with a target",
        "did you mean new_segment? known: core, diversify, new_logo, new_persona, new_product, new_segment")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_rule_says_where_it_is_broken(break_line: Break, case: str) -> None:
    old, new, *faults = CASES[case]
    assert break_line(FILE, old, new) == message(STRATEGY.replace(old, new, 1), tuple(faults))


def test_targets_without_remainder_must_add_up_within_tolerance(break_line: Break) -> None:
    short = PERSONA + CORE
    shares = short.replace(
        "{amount: {Q1: 40000, Q2: 50000, Q3: 50000, Q4: 60000}, per: region}", "{share_of_quota: 0.10}"
    )
    told = break_line(FILE, short, shares.replace("target: remainder", "target: {share_of_quota: 0.42}"))
    assert told.splitlines()[0].endswith(": shares of quota add up to 0.97")
    assert "expected: 1 within 0.02 (tolerances.plan_to_quota)" in told


def test_overrides_of_one_region_must_not_share_a_quarter(break_line: Break) -> None:
    block = STRATEGY[STRATEGY.index("    - scope:") :]
    second = block.replace("from: 26Q2", "from: FY26Q4").replace("2025-04-28", "2025-09-30")
    told = break_line(FILE, block, block + second)
    line = STRATEGY[: STRATEGY.index("    - scope:")].count("\n") + 1
    assert told == (
        f"error[C207]: {FILE}:{line + block.count(chr(10))}:7: two overrides of emea in FY26Q4, "
        f"the other at {FILE}:{line}:7\n"
        "  expected: one override per region and quarter\n  fix: end one before the other begins"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dated: 2025-04-28", "dated: 2025-06-01\n      restate: true"),
        ("absorb_into: new_product", "new_total: 0.95"),
        ("to: FY26Q4", "to: FY26Q2"),
        ("targets: {new_segment: {share_of_quota: 0.05}}\n      absorb_into: new_product",
         "targets: {new_segment: {share_of_quota: 0.05}, diversify: {share_of_quota: 0.10}}"),
        ("absorb_into: new_product", "absorb_into: core"),
    ],
)  # fmt: skip
def test_overrides_that_keep_the_rules_are_accepted(make: Make, old: str, new: str) -> None:
    assert old in STRATEGY
    workspace = load_workspace(make({FILE: STRATEGY.replace(old, new)}), env={})
    assert len(workspace.strategies[0].current.overrides) == 1


def test_holes_in_support_are_told_not_refused(make: Make) -> None:
    strategy = load_workspace(make(), env={}).strategies[0].current
    nothing = ("pay_component", "enablement", "owner")
    assert support_holes(strategy) == (
        ("diversify", nothing),
        ("new_segment", nothing),
        ("new_logo", nothing),
        ("new_persona", nothing),
    )
