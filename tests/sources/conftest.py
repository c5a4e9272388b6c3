"""A toy company in canonical form, small enough to check by hand, and a way to open it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stratreport.params.specs import CalendarSpec, RegionSpec, SourceSpec, Workspace

TOY: Mapping[str, str] = {
    "bookings": (
        "line_id,deal_id,booked_on,rep_id,credit,customer_id,product_id,persona,amount,list_amount,quantity\n"
        "L1,D1,2026-01-15,R1,1,C1,P1,Finance,100.50,120,2\n"
        "L2,D1,2026-02-28,R1,0.6,C1,P2,,200,,\n"
        "L2,D1,2026-02-28,R2,0.4,C1,P2,,200,,\n"
        "L3,D2,2026-03-31,R2,1,C2,P1,NA,-20,,\n"
    ),
    "reps": (
        "rep_id,name,role,hired_on,left_on\nR1,Ada Example,rep,2020-01-01,\nR2,Bo Sample,rep,,\nM1,Cy Boss,manager,,\n"
    ),
    "assignments": (
        "rep_id,region,manager_id,valid_from,valid_to\nR1,emea,M1,2026-01-01,\nR2,apac,M1,2026-01-01,2026-02-28\n"
    ),
    "quotas": "rep_id,period,amount\nR1,FY2026Q1,1000\nR2,FY2026,0\n",
    "products": "product_id,name,line,launched_on\nP1,Old thing,Things,2015-01-01\nP2,New thing,Things,2026-01-01\n",
    "customers": "customer_id,name,parent_id,segment\nC1,First,,Labs\nC2,Second,C1,Schools\n",
}


def write_toy(folder: Path) -> Path:
    """Write the toy company to `folder` as canonical CSV files and return the folder."""
    folder.mkdir(parents=True)
    for name, text in TOY.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shared_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a toy company that a whole module reads and nobody changes."""
    return write_toy(tmp_path_factory.mktemp("toy") / "data")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Return a toy company of the test's own, to be spoilt."""
    return write_toy(tmp_path / "data")


@pytest.fixture(scope="session")
def workspace() -> Callable[..., Workspace]:
    """Return a function that declares a workspace over a data folder."""

    def declare(root: Path, kind: str = "csv", **source: Any) -> Workspace:
        spec = SourceSpec(
            name="toy",
            kind=kind,
            root=root,
            files=source.get("files", {}),
            tables=source.get("tables", {}),
            origin=source.get("origin", {}),
            file="params/sources/toy.yaml",
        )
        return Workspace(
            root=root,
            id="toy",
            company="Toy",
            currency="EUR",
            locale="en",
            paper="a4",
            as_of=source.get("as_of", date(2026, 4, 1)),
            calendar=source.get("calendar", CalendarSpec()),
            source=spec,
            strategies=(),
            packs=(),
            regions=tuple(RegionSpec(key, key, key) for key in source.get("regions", ("emea", "apac"))),
            brand=None,
            rep_display="names",
            digests={},
        )

    return declare
