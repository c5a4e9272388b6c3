"""Commitments of earlier reviews: optional, in file order, never of a region, quarter or motion that nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stratreport.errors import ParamsError
from stratreport.params import load_workspace
from stratreport.params.specs import ActionSpec

Make = Callable[..., Path]
FILE = "params/actions.yaml"
LINE = (
    "  - {id: train, region: emea, review: FY26Q2, text: Train all, owner: VP, due: 2025-09-30, status: done, "
    "metric: enablement_coverage, motion: new_product}\n"
)
FIRST = "actions:\n" + LINE


def refused(make: Make, text: str) -> str:
    with pytest.raises(ParamsError) as caught:
        load_workspace(make({FILE: text}), env={})
    return str(caught.value)


def test_without_the_file_nothing_was_committed(make: Make) -> None:
    assert load_workspace(make(), env={}).actions == ()


def test_a_commitment_is_what_its_line_says(make: Make) -> None:
    bare = "  - {id: tell, region: company, review: 26Q3, text: Tell all, owner: CEO, due: 2025-12-01}\n"
    workspace = load_workspace(make({FILE: FIRST + bare}), env={})
    assert workspace.actions == (
        ActionSpec("train", "emea", "FY26Q2", "Train all", "VP", date(2025, 9, 30), "done", "enablement_coverage",
                   "new_product"),
        ActionSpec("tell", "company", "FY26Q3", "Tell all", "CEO", date(2025, 12, 1), "open"),
    )  # fmt: skip
    assert FILE in workspace.digests


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("region: emea", "region: emae", "emae", ("C101", 'unknown region "emae"', "did you mean emea?", "company")),
        (
            "new_product",
            "new_prodct",
            "new_prodct",
            ("C101", 'unknown motion "new_prodct"', "did you mean new_product?"),
        ),
        ("status: done", "status: dune", "dune", ("C101", "did you mean done? known: done, dropped, open")),
        ("FY26Q2", "FY31Q2", "FY31Q2", ("C101", 'review: "FY31Q2" is no quarter', "from FY26Q1 to FY26Q4")),
        ("09-30", "04-30", "2025-04-30", ("C4", "due: 2025-04-30, before FY26Q2 began on 2025-05-01")),
        ("due: 2025-09-30", "due: soon", "soon", ("C4", "expected: a date")),
        ("owner: VP, ", "", "{id", ("C2", 'the key "owner" is missing')),
    ],
)
def test_what_nobody_declared_is_refused_where_it_stands(
    make: Make, old: str, new: str, at: str, words: tuple[str, ...]
) -> None:
    line = LINE.replace(old, new)
    assert LINE.count(old) == line.count(at) == 1
    told = refused(make, "actions:\n" + line)
    assert f"{FILE}:2:{line.index(at) + 1}: " in told
    for piece in words:
        assert piece in told


def test_two_commitments_need_two_ids(make: Make) -> None:
    assert f'{FILE}:3:10: the id "train" stands for two actions' in refused(make, FIRST + LINE)


def test_a_strategy_with_faults_does_not_make_commitments_wrong(make: Make) -> None:
    strategy = "params/strategy/growth-fy26.yaml"
    text = (Path(__file__).parent / "example" / strategy).read_text(encoding="utf-8").replace("phasing", "phaisng", 1)
    with pytest.raises(ParamsError) as caught:
        load_workspace(make({FILE: FIRST, strategy: text}), env={})
    assert FILE not in str(caught.value)


def test_the_smallest_group_is_a_parameter(make: Make) -> None:
    space = (Path(__file__).parent / "example/params/workspace.yaml").read_text(encoding="utf-8")
    assert load_workspace(make(), env={}).min_group == 5
    changed = make({"params/workspace.yaml": f"{space.rstrip()}\n  privacy: {{min_group: 8}}\n"})
    assert load_workspace(changed, env={}).min_group == 8
