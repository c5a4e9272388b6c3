"""How much of a segment buys."""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.metrics import Book, evaluate
from stratreport.metrics.penetration import TOO_MANY, segment_penetration
from stratreport.snapshot import Snapshot, conform
from tests.metrics.toys import deal, snapshot


def book_with(rows: list[dict[str, object]], *, scope: str = "region") -> Book:
    snap = snapshot([deal("r", "core", 1)], carriers=[{"rep_id": "r"}], scope=scope)
    frame = conform(pd.DataFrame(rows, columns=["region", "segment", "accounts", "active"]), "addressable")
    return evaluate(Snapshot(snap.meta, {**snap.frames, "addressable": frame}, snap.path))


def test_per_segment_and_in_all() -> None:
    book = book_with(
        [
            {"region": "x", "segment": "labs", "accounts": 10, "active": 3},
            {"region": "x", "segment": "schools", "accounts": 30, "active": 1},
        ]
    )
    labs, whole = book.value("segment_penetration", segment="labs"), book.value("segment_penetration")
    assert (labs.value, labs.numerator, labs.denominator, labs.n) == (0.3, 3, 10, 10)
    assert (labs.low, labs.high) == pytest.approx((0.1078, 0.6032), abs=5e-5)
    assert whole.value == 0.1


def test_the_company_holds_accounts_without_a_region() -> None:
    book = book_with([{"region": None, "segment": "labs", "accounts": 10, "active": 3}], scope="company")
    assert book.value("segment_penetration", segment="labs").value == 0.3
    assert book.value("segment_penetration", region="x", segment="labs").value is None


def test_regions_sum_to_the_company() -> None:
    rows = [{"region": name, "segment": "labs", "accounts": 10, "active": k} for k, name in enumerate("xy", start=3)]
    book = book_with(rows, scope="company")
    whole = book.value("segment_penetration", segment="labs")
    assert (whole.numerator, whole.denominator) == (7, 20)


@pytest.mark.parametrize(
    ("accounts", "active", "caveat"),
    [(4, 1, "too few to judge"), (0, 0, "no addressable accounts"), (10, 11, TOO_MANY), (5, 0, ""), (5, 5, "")],
)
def test_edges(accounts: int, active: int, caveat: str) -> None:
    out = segment_penetration(pd.DataFrame({"accounts": [accounts], "active": [active]})).iloc[0]
    assert out["caveat"] == caveat
    assert pd.isna(out["value"]) == bool(caveat)
    assert (out["numerator"], out["denominator"]) == (active, accounts)


def test_no_list_is_no_zero() -> None:
    assert book_with([]).value("segment_penetration", segment="labs").value is None
