"""The demo company's snapshots, built once, and what is found in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from stratreport.findings import Finding, detect
from stratreport.metrics import Book, evaluate
from stratreport.pipeline import freeze, prepared_facts, regions_of
from stratreport.snapshot import Snapshot, read_snapshot
from stratreport.sources.demo.stories import PERIOD
from tests.packs.building import ROOT, copy_workspace


@dataclass(frozen=True)
class Found:
    """A snapshot of the demo company, its book, and the findings."""

    snapshot: Snapshot
    book: Book
    findings: tuple[Finding, ...]

    def of(self, rule: str) -> list[Finding]:
        return [item for item in self.findings if item.rule == rule]


@pytest.fixture(scope="session")
def demo_snapshots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = copy_workspace(ROOT, tmp_path_factory.mktemp("stories"))
    with prepared_facts(root, period=PERIOD, environment={}) as prepared:
        return {scope: freeze(prepared, scope) for scope in regions_of(prepared)}


@pytest.fixture(scope="session")
def demo(demo_snapshots: dict[str, Path]) -> Callable[[str], Found]:
    """Return what is found in a scope of the demo company; each is judged once."""
    known: dict[str, Found] = {}

    def judged(scope: str) -> Found:
        if scope not in known:
            snapshot = read_snapshot(demo_snapshots[scope])
            book = evaluate(snapshot)
            known[scope] = Found(snapshot, book, detect(snapshot, book))
        return known[scope]

    return judged
