"""Growth moves: what counts as new, deals not lines, unknown personas, small numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from stratreport.metrics.growth import (
    deal_share,
    flag_lines,
    money_share,
    new_customers,
    new_persona_share,
    off_plan_share,
    share_measures,
    whole_share,
)
from tests.metrics.toys import deal, lines


def shares(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = lines(rows).assign(u="u")
    return share_measures(flag_lines(frame.assign(parent_id=frame["parent_id"].fillna("p"))), by=["u"])


FIVE = [
    deal("r", "new_product", 10, deal_id="1", parent_id="p1", persona_level="new"),
    deal("r", "new_customer", 20, deal_id="2", parent_id="p2", persona_level="existing"),
    deal("r", "core", 40, deal_id="3", parent_id="p2", persona_level="unknown"),
    deal("r", "core", 20, deal_id="4", parent_id="p3", persona_level="existing"),
    deal("r", "core", 10, deal_id="5", parent_id="p4", persona_level=None),
]


def test_shares_of_five_deals_by_hand() -> None:
    found = shares(FIVE)
    assert money_share(found, of="new_product")["value"].tolist() == [0.1]
    assert money_share(found, of="new_customer")["value"].tolist() == [0.2]
    assert deal_share(found, of="new_product")[["numerator", "denominator"]].to_numpy().tolist() == [[1, 5]]
    assert new_customers(found)[["value", "denominator"]].to_numpy().tolist() == [[1, 4]]
    assert whole_share(found, of="unknown_persona")["value"].tolist() == [0.5]


def test_half_unknown_refuses_the_persona_share() -> None:
    out = new_persona_share(shares(FIVE)).iloc[0]
    assert pd.isna(out["value"])
    assert out["caveat"] == "too many unknown personas"


@pytest.mark.parametrize(("limit", "known"), [(0.5, True), (0.4999, False)])
def test_the_tolerance_is_the_plan_s(limit: float, known: bool) -> None:
    out = new_persona_share(shares(FIVE).assign(persona_unknown_max=limit)).iloc[0]
    assert pd.notna(out["value"]) == known
    if known:
        assert out["value"] == pytest.approx(10 / 50)


def test_four_deals_give_counts_only() -> None:
    found = shares(FIVE[:4])
    for out in (money_share(found, of="new_product").iloc[0], deal_share(found, of="new_product").iloc[0]):
        assert pd.isna(out["value"])
        assert out["caveat"] == "too few to judge"
        assert out["numerator"] > 0


def test_a_returned_deal_is_no_deal_but_its_money_counts() -> None:
    found = shares([*FIVE, deal("r", "new_product", -5, deal_id="6", parent_id="p9")])
    assert found["n"].tolist() == [5]
    assert found["customers"].tolist() == [4]
    assert money_share(found, of="new_product")["value"].tolist() == pytest.approx([5 / 95])


def test_a_line_with_a_hole_is_unclassified() -> None:
    found = shares([*FIVE, deal("r", "core", 25, deal_id="6", segment_level=None)])
    assert whole_share(found, of="unclassified")["value"].tolist() == [0.2]


def test_off_plan_share_is_what_the_plan_calls_off_plan() -> None:
    units = pd.DataFrame({"plan_off_plan": [5.0, 5.0], "actual": [50.0, 0.0]})
    assert off_plan_share(units)["value"].tolist()[0] == 0.1
    assert off_plan_share(units)["caveat"].tolist() == ["", "no bookings"]
