"""Buying roles, pay and the day of publication: read as written, refused where they do not fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stratreport.params import load_workspace
from stratreport.params import specs as s

Make = Callable[..., Path]
Break = Callable[[str, str, str], str]
FILE = "params/strategy/growth-fy26.yaml"
STRATEGY = (Path(__file__).parent / "example" / FILE).read_text(encoding="utf-8")
UNKNOWN, ELIGIBILITY = "      unknown: as_existing\n", "  eligibility:"
LINE = {text: STRATEGY[: STRATEGY.index(text)].count("\n") + 1 for text in (UNKNOWN, ELIGIBILITY)}


def current(make: Make, old: str, new: str) -> s.Strategy:
    assert old in STRATEGY
    return load_workspace(make({FILE: STRATEGY.replace(old, new, 1)}), env={}).strategies[0].current


def coverage(text: str) -> tuple[str, str]:
    return UNKNOWN, f"{UNKNOWN}      coverage: {{{text}}}\n"


def test_without_a_word_nothing_is_declared(make: Make) -> None:
    plan = load_workspace(make(), env={}).strategies[0].current
    assert (plan.persona_coverage, plan.pay, plan.published) == (None, None, None)


def test_a_plan_says_whom_to_meet_how_pay_is_read_and_when_it_was_published(make: Make) -> None:
    met = current(make, *coverage("roles: [it lead, cfo], economic_buyer: cfo, by_stage: propose"))
    assert met.persona_coverage == s.PersonaCoverage(("it lead", "cfo"), "cfo", "propose")
    paid = current(
        make, ELIGIBILITY, f"  pay: {{accelerator: over, gate: 0.9}}\n  published: 2025-05-05\n{ELIGIBILITY}"
    )
    assert (paid.pay, paid.published) == (s.Pay("over", 0.9), date(2025, 5, 5))


def test_a_plan_may_order_its_own_stages(make: Make) -> None:
    met = current(make, *coverage("stages: [lead, proof], by_stage: Proof")).persona_coverage
    assert met is not None
    assert (met.stages, met.by_stage) == (("lead", "proof"), "Proof")


def test_what_is_not_said_has_its_default(make: Make) -> None:
    assert current(make, *coverage("economic_buyer: ciso")).persona_coverage == s.PersonaCoverage((), "ciso", None)
    assert current(make, ELIGIBILITY, f"  pay: {{accelerator: over}}\n{ELIGIBILITY}").pay == s.Pay("over", 0.95)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("roles: [cfo, ciso], economic_buyer: cfoo", "cfoo",
         ("C217", 'the economic buyer "cfoo" is none of the roles', "one of roles",
          "did you mean cfo? known: cfo, ciso")),
        ("economic_buyer: ceo", "ceo",
         ("C217", 'the economic buyer "ceo" is none of the roles', "one of the personas that are new",
          "cfo, ciso")),
        ("roles: [it, cfo, it]", "it]", ("C16", 'the role "it" stands twice', "each once", "delete it")),
        ("by_stage: proposal", "proposal",
         ("C217", 'the stage "proposal" is none of the stages', "one of stages", "did you mean propose?")),
        ("stages: [a, b], by_stage: propose", "propose",
         ("C217", 'the stage "propose" is none of the stages', "known: a, b")),
        ("roles: []", "roles", ("C209", "roles: an empty list", "at least one buying role", "name the roles")),
        ("rules: [cfo]", "rules", ("C2", 'unknown key "rules"', "did you mean roles?")),
    ],
)  # fmt: skip
def test_roles_that_do_not_fit_are_told_where_they_stand(
    break_line: Break, text: str, at: str, words: tuple[str, ...]
) -> None:
    line = coverage(text)[1].splitlines()[1]
    told = break_line(FILE, *coverage(text))
    assert told.startswith(f"error[{words[0]}]: {FILE}:{LINE[UNKNOWN] + 1}:{line.index(at) + 1}: "), told
    for piece in words:
        assert piece in told


@pytest.mark.parametrize(
    ("line", "at", "words"),
    [
        (
            "  pay: {accelerator: over, gate: 95}",
            "95",
            ("C217", "gate: 95", "at most 2", "write 0.95 if 95 % is meant"),
        ),
        ("  pay: {accelerator: over, gate: 0}", "0}", ("C217", "gate: 0", "above 0", "a fraction such as 0.95")),
        (
            "  published: 2026-02-01",
            "2026",
            ("C217", "2026-02-01, after FY26Q4 ended", "before the years", "correct it"),
        ),
        ("  published: someday", "someday", ("C4", "expected: a date", "write it as YYYY-MM-DD")),
    ],
)
def test_pay_and_publication_that_do_not_fit_are_told(
    break_line: Break, line: str, at: str, words: tuple[str, ...]
) -> None:
    told = break_line(FILE, ELIGIBILITY, f"{line}\n{ELIGIBILITY}")
    assert told.startswith(f"error[{words[0]}]: {FILE}:{LINE[ELIGIBILITY]}:{line.index(at) + 1}: "), told
    for piece in words:
        assert piece in told


def test_pay_without_its_accelerator_says_nothing(break_line: Break) -> None:
    assert 'the key "accelerator" is missing' in break_line(FILE, ELIGIBILITY, f"  pay: {{gate: 0.9}}\n{ELIGIBILITY}")


def test_the_last_day_of_the_plan_is_not_too_late(make: Make) -> None:
    plan = current(make, ELIGIBILITY, f"  published: 2026-01-31\n{ELIGIBILITY}")
    assert plan.published == date(2026, 1, 31)
