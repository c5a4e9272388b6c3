"""Whole packs, built once per worker and shared by the tests that read them back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.packs.building import AW_DATA, PERIOD, ROOT, Pack, build, copy_workspace


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_workspace(ROOT, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def emea(demo: Path) -> Pack:
    return build(demo, "emea", None)


@pytest.fixture(scope="session")
def anz(demo: Path) -> Pack:
    return build(demo, "anz", PERIOD)


@pytest.fixture(scope="session")
def company(demo: Path) -> Pack:
    return build(demo, "company", PERIOD)


@pytest.fixture(scope="session")
def adventureworks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not AW_DATA.is_dir() and not os.environ.get("CI"):
        pytest.skip(f"no AdventureWorks sample at {AW_DATA}; set STRATREPORT_ADVENTUREWORKS")
    return copy_workspace(ROOT / "examples" / "adventureworks", tmp_path_factory.mktemp("adventureworks"))


@pytest.fixture(scope="session")
def southwest(adventureworks: Path) -> Pack:
    return build(adventureworks, "southwest", "FY2014Q1", STRATREPORT_ADVENTUREWORKS=str(AW_DATA))
