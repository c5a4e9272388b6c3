"""Rule 15 and the versions of a strategy: baselines are frozen, versions and files agree, years never overlap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stratreport.errors import ParamsError, UnknownName
from stratreport.params import freeze_baselines, load_workspace, plan_for, semantic_hash
from stratreport.periods import build_calendar

Make = Callable[..., Path]
FILE = "params/strategy/growth-fy26.yaml"
STRATEGY = (Path(__file__).parent / "example" / FILE).read_text(encoding="utf-8")


def test_a_baseline_without_its_line_gets_the_line_to_add(make: Make) -> None:
    root = make(freeze=False)
    digest = semantic_hash(root / FILE.replace(".yaml", ".v1.yaml"))
    with pytest.raises(ParamsError) as caught:
        load_workspace(root, env={})
    assert str(caught.value) == (
        "error[C215]: params/strategy/growth-fy26.v1.yaml:3:12: the baseline growth-fy26@1 is not frozen\n"
        "  expected: a line for growth-fy26@1 in params/strategy/baselines.lock\n"
        f"  fix: add this line to params/strategy/baselines.lock: growth-fy26@1: {digest}"
    )


def test_freezing_adds_only_the_missing_baseline(make: Make) -> None:
    root = make(freeze=False)
    (line,) = freeze_baselines(root)
    assert line.startswith("growth-fy26@1: sha256:")
    assert freeze_baselines(root) == ()
    assert load_workspace(root, env={}).strategies[0].baseline.version == 1


def test_a_frozen_baseline_cannot_be_edited_to_match_the_actuals(make: Make) -> None:
    root = make()
    path = root / FILE.replace(".yaml", ".v1.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("0.20}", "0.10}"), encoding="utf-8")
    assert freeze_baselines(root) == ()
    with pytest.raises(ParamsError, match=r"error\[C215\].*growth-fy26@1 has changed since it was frozen"):
        load_workspace(root, env={})


def test_comments_order_of_keys_and_layout_do_not_thaw_a_baseline(make: Make) -> None:
    root = make()
    path = root / FILE.replace(".yaml", ".v1.yaml")
    text = path.read_text(encoding="utf-8")
    moved = text.replace(
        "{Q1: 0.20, Q2: 0.23, Q3: 0.24, Q4: 0.33}", "{Q4: 0.33, Q1: 0.2, Q2: 0.23,  Q3: 0.24} # year end"
    )
    assert moved != text
    path.write_text(moved, encoding="utf-8")
    assert load_workspace(root, env={}).strategies[0].baseline.version == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "says_first"),
    [
        (FILE, "baseline_version: 1", "baseline_version: 3", "baseline_version 3 is later than version 2"),
        (FILE, "version: 2\n  baseline_version: 1", "version: 3\n  baseline_version: 2",
         "there is no version 2 of growth-fy26"),
        (FILE.replace(".yaml", ".v1.yaml"), "version: 1\n", "version: 2\n", "version 2 in a file of v1"),
    ],
)  # fmt: skip
def test_versions_and_files_agree(make: Make, name: str, old: str, new: str, says_first: str) -> None:
    root = make()
    path = root / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParamsError) as caught:
        load_workspace(root, env={})
    assert says_first in caught.value.faults[0].found


def test_two_strategies_must_not_cover_one_quarter(make: Make) -> None:
    other = STRATEGY.replace("id: growth-fy26\n", "id: other\n").replace(
        "version: 2\n  baseline", "version: 1\n  baseline"
    )
    with pytest.raises(ParamsError, match="other and growth-fy26 both cover FY26Q1"):
        load_workspace(make({"params/strategy/other.yaml": other}), env={})


def test_a_plan_may_cover_several_years(make: Make) -> None:
    text = STRATEGY.replace("label: FY26}", "label: FY26, years: 2}").replace(
        "baseline_version: 1", "baseline_version: 2"
    )
    workspace = load_workspace(make({FILE: text}), env={})
    calendar = build_calendar(workspace.calendar, first=date(2026, 2, 1), last=date(2027, 2, 1))
    assert plan_for(workspace, calendar.get("FY27Q4")) is workspace.strategies[0]
    with pytest.raises(UnknownName):
        plan_for(workspace, calendar.get("FY28Q1"))


def test_a_version_without_its_successor_is_told(make: Make) -> None:
    with pytest.raises(ParamsError) as caught:
        load_workspace(make({FILE: None}), env={})
    assert str(caught.value) == (
        "error[C10]: params/strategy/growth-fy26.v1.yaml:2:7: version 1 of growth-fy26 has no current version\n"
        "  expected: the file params/strategy/growth-fy26.yaml\n  fix: write it, or delete this file"
    )


def test_a_baseline_covers_the_same_years(make: Make) -> None:
    with pytest.raises(ParamsError, match="growth-fy26@1 covers other years than version 2"):
        load_workspace(make({FILE: STRATEGY.replace("label: FY26}", "label: FY26, years: 2}")}), env={})
