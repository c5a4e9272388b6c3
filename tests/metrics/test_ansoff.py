"""The Ansoff decomposition: names of quadrants, and a plan only where it is unambiguous."""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.metrics import evaluate
from stratreport.metrics.ansoff import SPANS, quadrant_of
from stratreport.snapshot import Snapshot
from tests.metrics.toys import deal, snapshot


@pytest.mark.parametrize(
    ("product", "market", "name"),
    [
        ("existing", "existing customer", "penetration"),
        ("new", "existing customer", "product development"),
        ("existing", "new customer", "market development"),
        ("existing", "new segment", "market development"),
        ("new", "new segment", "diversification"),
        (None, None, "penetration"),
    ],
)
def test_quadrants(product: str | None, market: str | None, name: str) -> None:
    assert quadrant_of(pd.Series([product]), pd.Series([market])).tolist() == [name]


ROWS = [deal("r", "core", 50), deal("r", "new_product", 15), deal("r", "new_customer", -5)]


def test_bookings_and_plan_by_hand() -> None:
    book = evaluate(snapshot(ROWS, carriers=[{"rep_id": "r"}]))
    assert book.value("ansoff_bookings", quadrant="product development").value == 15
    assert book.value("ansoff_target", quadrant="product development").value == 30
    assert book.value("ansoff_attainment", quadrant="product development").value == 0.5
    assert book.value("ansoff_bookings", quadrant="market development").value == -5
    assert book.value("ansoff_bookings", quadrant="diversification").value == 0
    assert book.value("ansoff_target", quadrant="diversification").caveat == "no target"
    cell = book.value("ansoff_bookings", product_level="existing", market="new customer", persona_level="existing")
    assert cell.value == -5


def test_a_motion_that_spans_quadrants_leaves_no_plan() -> None:
    snap = snapshot(ROWS, carriers=[{"rep_id": "r"}])
    spans = snap.motions.assign(quadrant=snap.motions["quadrant"].where(snap.motions["motion"] != "new_product", None))
    book = evaluate(Snapshot(snap.meta, {**snap.frames, "motions": spans}, snap.path))
    for name in ("penetration", "product development"):
        for slug in ("ansoff_target", "ansoff_attainment"):
            value = book.value(slug, quadrant=name)
            assert (value.value, value.caveat) == (None, SPANS)
    assert book.value("ansoff_bookings", quadrant="penetration").value == 50
