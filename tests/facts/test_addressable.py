"""Who could be sold to, per segment and home region, and how many of them buy."""

from __future__ import annotations

from typing import Any


def table(toy: Any, scope: str = "company") -> dict[tuple[str | None, str], tuple[int, int]]:
    frame = toy.cut(scope)["addressable"]
    frame = frame.astype(object).where(frame.notna(), None)
    return {(row.region, row.segment): (row.accounts, row.active) for row in frame.itertuples(index=False)}


def test_accounts_are_ultimate_parents_and_active_those_with_positive_net_bookings(toy: Any) -> None:
    """Only the reported plan's periods are judged, so the window is FY2026Q1. `past` bought before it.

    | home  | group       | bought in the window           | active |
    | north | top         | its daughter, 10               | yes    |
    | north | back        | 10, returned                   | no     |
    | south | top (again) | nothing by the account there   | no     |
    | south | other       | 5, sold by north's rep         | yes    |
    | –     | past        | nothing                        | no     |
    """
    toy.customer("top")
    toy.customer("daughter", parent="top")
    toy.customer("sister", parent="top")
    for name in ("back", "other"):
        toy.customer(name)
    homes = {"top": "north", "daughter": "north", "back": "north", "sister": "south", "other": "south"}
    for name, home in homes.items():
        toy.customers[name]["region"] = home
    toy.book("a", "2026-01-02", 10.0, customer="daughter")
    toy.book("b", "2026-01-02", 10.0, customer="back")
    toy.book("c", "2026-01-03", -10.0, customer="back", deal="Db")
    toy.book("d", "2026-01-03", 5.0, customer="other")
    assert table(toy) == {("north", "Old"): (2, 1), ("south", "Old"): (2, 1), ("unassigned", "Old"): (1, 0)}
    assert table(toy, "north") == {("north", "Old"): (2, 1)}


def test_without_home_regions_only_the_company_knows(toy: Any) -> None:
    toy.customer("nameless", segment=None)
    toy.book("a", "2026-01-02", 10.0, customer="past")
    assert table(toy) == {(None, "Old"): (1, 1), (None, "not stated"): (1, 0)}
    assert table(toy, "north") == {}
