"""Who stands in the quadrant, and the money of its groups: worked by hand.

Plan of each in the quarter: quota 100, strategic 40 (new_product 30, new_customer 10). Strategic bookings:
one 60 of 40 · two 0 of 40 · left 10 of 40 (a carrier until a day before the quarter's end).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from stratreport.metrics import Book, evaluate
from stratreport.metrics.quadrant import CLASSES
from stratreport.snapshot import Snapshot, conform
from tests.metrics.toys import NOW, QUARTERS, deal, snapshot

ROWS = [
    deal("one", "new_product", 60), deal("one", "core", 40), deal("two", "core", 100), deal("left", "new_product", 10),
]  # fmt: skip
NAMES = ("one", "two", "left")


def leaving(made: Snapshot, *, left_on: Mapping[str, str | None]) -> Snapshot:
    days = pd.to_datetime(pd.Series(list(left_on.values()), dtype=object))
    reps = pd.DataFrame({"rep_id": list(left_on), "left_on": days, "hired_on": pd.NaT, "is_manager": False})
    reps = reps.assign(name="n", display="d", role="rep")
    return Snapshot(meta=made.meta, frames={**made.frames, "reps": conform(reps, "reps")}, path=made.path)


def quarter(left_on: str | None) -> Book:
    made = snapshot(ROWS, carriers=[{"rep_id": name, "periods": (NOW,)} for name in NAMES])
    return evaluate(leaving(made, left_on={"one": None, "two": None, "left": left_on}))


@pytest.mark.parametrize(
    ("left_on", "listed"),
    [("2026-06-29", False), ("2026-06-30", False), ("2026-07-01", True), ("2026-12-31", True), (None, True)],
)
def test_who_left_before_the_quarter_ended_is_not_in_a_quadrant(left_on: str | None, listed: bool) -> None:
    """The quarter is 1 April to 30 June: its end, the first day after it, is 1 July."""
    book = quarter(left_on)
    assert ("left" in set(book.quadrants["rep_id"])) is listed
    counts = [book.value("rep_quadrant", quadrant=name) for name in CLASSES]
    assert sum(count.value or 0 for count in counts) == len(book.quadrants) == (3 if listed else 2)
    assert {count.denominator for count in counts} == {len(book.quadrants)}


def test_only_carriers_of_the_reported_quarter_stand_in_a_quadrant() -> None:
    """`early` carried a quota for three quarters and carries none now, but the bookings stay in the unit's sums."""
    rows = [deal("one", "core", 100), deal("early", "core", 50, period=QUARTERS[0])]
    book = evaluate(snapshot(rows, carriers=[{"rep_id": "one"}, {"rep_id": "early", "periods": QUARTERS[:3]}]))
    assert book.quadrants["rep_id"].tolist() == ["one"]
    assert book.quadrants["quota"].tolist() == [400]
    groups = book.quadrant_groups.set_index("quadrant")
    assert groups.loc[["shown", "others", "all"], "actual"].tolist() == [100, 50, 150]
    assert groups.loc[["shown", "others", "all"], "quota"].tolist() == [400, 300, 700]


def test_a_carrier_without_a_manager_is_classified() -> None:
    rows = [deal("free", "core", 1, manager_id=None), deal("led", "core", 1)]
    book = evaluate(snapshot(rows, carriers=[{"rep_id": "free", "manager_id": None}, {"rep_id": "led"}]))
    assert book.quadrants.set_index("rep_id")["manager_id"].isna().to_dict() == {"free": True, "led": False}
    assert book.value("rep_quadrant", quadrant="too_few").value == 2


def test_groups_are_pooled_and_all_of_them_are_the_unit() -> None:
    """Capped rep by rep, shown would read (40 + 0) / 80 = 50 %; together they booked 60 of 80."""
    book = quarter("2026-06-29")
    groups = book.quadrant_groups.set_index("quadrant")
    money = groups[["strategic_actual", "strategic_target", "strategic"]]
    assert money.loc["shown"].tolist() == pytest.approx([60, 80, 60 / 80])
    assert money.loc["others"].tolist() == pytest.approx([10, 40, 10 / 40])
    assert money.loc["all"].tolist() == pytest.approx([70, 120, 70 / 120])
    assert money.loc["too_few"].tolist() == money.loc["shown"].tolist()
    assert groups["reps"].to_dict() == {"all": 3, "others": 1, "shown": 2, "too_few": 2}
    window = book.window.label
    assert groups.loc["all", "strategic"] == book.value("strategic_motion_attainment", period=window).value
    assert groups.loc["all", "quota_attainment"] == book.value("quota_attainment", period=window).value


def test_a_day_without_a_region_does_not_count_a_carrier_twice() -> None:
    """In the company's snapshot `one` carries 90 in region x and 10 while unassigned; `free` is nowhere else."""
    carriers = [
        {"rep_id": "one", "quota": 90.0}, {"rep_id": "one", "quota": 10.0, "region": "unassigned", "manager_id": None},
        {"rep_id": "free", "region": "unassigned", "manager_id": None},
    ]  # fmt: skip
    book = evaluate(snapshot([deal("one", "core", 5)], carriers=carriers, scope="company"))
    found = book.quadrants.set_index("rep_id")["base"].to_dict()
    assert found == {"one": "region:x", "free": "region:unassigned"}
    assert book.value("rep_quadrant", quadrant="too_few").value == 2
    company = book.quadrant_groups[book.quadrant_groups["base"] == "company"].set_index("quadrant")
    assert company.loc["shown", "quota"] + company.loc["others", "quota"] == company.loc["all", "quota"] == 800
