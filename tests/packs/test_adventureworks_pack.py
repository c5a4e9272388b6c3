"""Real orders through the same command line: Microsoft's AdventureWorks sample, mapped by YAML."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from tests.packs.building import AW_DATA, Pack, stratreport, values

pytestmark = [pytest.mark.e2e, pytest.mark.aw, pytest.mark.xdist_group("adventureworks")]
DATA = {"STRATREPORT_ADVENTUREWORKS": str(AW_DATA)}


def text_of(pack: Pack) -> str:
    with pdfplumber.open(pack.file("pdf")) as document:
        return " ".join((page.extract_text() or "") for page in document.pages).replace("\xa0", " ")


def test_the_home_reps_of_southwest_booked_2047_of_2460_thousand(adventureworks: Path, southwest: Pack) -> None:
    book = values(adventureworks, "southwest", "FY2014Q1", **DATA)
    attainment = book["quota_attainment", "region:southwest", "FY2014Q1"]
    assert attainment["numerator"] == pytest.approx(2_047_146.96, abs=0.01)
    assert attainment["denominator"] == 2_460_000
    assert "83.2%" in text_of(southwest)  # 2,047,146.96 / 2,460,000


def test_the_pack_says_that_persona_adds_nothing(southwest: Pack) -> None:
    assert "personas add nothing" in text_of(southwest).lower()


def test_unassigned_bookings_are_shown_and_never_dropped(adventureworks: Path) -> None:
    book = values(adventureworks, "company", "FY2014Q1", **DATA)
    total = book["bookings", "company", "FY2014Q1"]["value"]
    parts = [
        row["value"]
        for key, row in book.items()
        if key[0] == "bookings" and key[2] == "FY2014Q1" and key[1].startswith("region:") and "/" not in key[1]
    ]
    assert sum(parts) == pytest.approx(total, abs=0.01)
    unassigned = book["bookings", "region:unassigned", "FY2014Q1"]["value"]
    assert unassigned == pytest.approx(217_545.4991 + 357_548.5332 + 111_924.9315 + 145_220.2534, abs=0.01)


def test_without_the_sample_one_paragraph_says_where_it_was_looked_for(adventureworks: Path, tmp_path: Path) -> None:
    done = stratreport(
        "report", "southwest", "--workspace", str(adventureworks), STRATREPORT_ADVENTUREWORKS=str(tmp_path / "absent")
    )
    assert done.code == 3
    assert "absent" in done.err
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 15
