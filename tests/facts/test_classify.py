"""Levels on the other axes, market and motion: as of the booking date, first match wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from stratreport.params.specs import PlanCalendar, Target


@pytest.mark.parametrize(
    ("launched", "level"),
    [
        ("2025-04-01", "new"),
        ("2025-03-31", "existing"),
        ("2026-03-31", "new"),
        ("2026-06-01", "new"),
        (None, "existing"),
    ],
)
def test_a_product_is_new_for_four_quarters_counting_that_of_its_launch(
    toy: Any, launched: str | None, level: str
) -> None:
    """FY2026Q1 closes the window of launches in FY2025Q2 … FY2026Q1; an order before launch is new too."""
    toy.product("N", launched)
    toy.book("a", "2026-02-01", 10.0, product="N")
    assert toy.deals().loc["a", "product_level"] == level


def test_a_replacement_is_not_new_unless_the_strategy_says_so(toy: Any, make_strategy: Any) -> None:
    toy.product("N", "2026-01-01", replaces="P")
    toy.book("a", "2026-02-01", 10.0, product="N")
    assert toy.deals().loc["a", "product_level"] == "existing"
    base = make_strategy()
    product = replace(base.axes.product, exclude_replacements=False)
    toy.strategies = (replace(base, axes=replace(base.axes, product=product)),)
    assert toy.deals().loc["a", "product_level"] == "new"


def test_the_first_match_takes_the_line(toy: Any) -> None:
    """| line | product  | customer | segment | motion |
    | a    | new      | new      | old     | new_product: it stands before new_logo |
    | b    | existing | new      | old     | new_logo |
    | c    | existing | existing | old     | core |
    | d    | existing | existing | Life    | off_plan: nothing selects it |
    | e    | existing | new      | Life    | new_logo, market “new segment” |
    """
    toy.product("N", "2026-01-01")
    toy.customer("known")
    toy.customer("lifer", segment="Life")
    toy.customer("newcomer", segment="Life")
    for name in ("known", "lifer"):
        for day in ("2023-01-10", "2024-01-10", "2025-01-10", "2025-10-10"):
            toy.book(f"{name}{day}", day, 1.0, customer=name)
    toy.book("a", "2026-02-01", 10.0, product="N", customer="x")
    toy.book("b", "2026-02-01", 10.0, customer="y")
    toy.book("c", "2026-02-01", 10.0, customer="known")
    toy.book("d", "2026-02-01", 10.0, customer="lifer")
    toy.book("e", "2026-02-01", 10.0, customer="newcomer")
    deals = toy.deals()
    assert deals["motion"].to_dict() == {
        "a": "new_product", "b": "new_logo", "c": "core", "d": "off_plan", "e": "new_logo"
    }  # fmt: skip
    assert deals["market"].to_dict() == {
        "a": "new customer", "b": "new customer", "c": "existing customer", "d": "existing customer", "e": "new segment"
    }  # fmt: skip


def test_personas(toy: Any, make_strategy: Any, make_motion: Any) -> None:
    """| persona | level    | unknown as existing | unknown excluded |
    | CFO     | new      | buyers              | buyers |
    | Lab     | existing | core                | core |
    | blank   | unknown  | core                | off_plan |
    | none    | unknown  | core                | off_plan |
    """
    motions = (make_motion("buyers", 0.2, persona="new"), make_motion("core", Target("remainder"), persona="existing"),
               make_motion("off_plan"))  # fmt: skip
    for line, persona in {"CFO": "CFO", "Lab": "Lab", "blank": "  ", "none": None}.items():
        toy.book(line, "2026-02-01", 10.0, persona=persona)
    base = make_strategy(motions=motions)
    toy.strategies = (base,)
    deals = toy.deals()
    assert deals["persona_level"].to_dict() == {"CFO": "new", "Lab": "existing", "blank": "unknown", "none": "unknown"}
    assert deals["motion"].to_dict() == {"CFO": "buyers", "Lab": "core", "blank": "core", "none": "core"}
    strict = replace(base.axes, persona=replace(base.axes.persona, unknown="exclude"))
    toy.strategies = (replace(base, axes=strict),)
    assert toy.deals()["motion"].to_dict() == {"CFO": "buyers", "Lab": "core", "blank": "off_plan", "none": "off_plan"}


def test_a_motion_may_select_product_lines(toy: Any, make_strategy: Any, make_motion: Any) -> None:
    motions = (make_motion("optics", 0.2, product_line=("Optics", "Lasers")), make_motion("core", Target("remainder"),
               product="existing"), make_motion("off_plan"))  # fmt: skip
    toy.strategies = (make_strategy(motions=motions),)
    toy.product("L", line="Lasers")
    toy.product("S", line="Service")
    toy.product("U", line=None)
    for name in "LSU":
        toy.book(name, "2026-02-01", 10.0, product=name)
    assert toy.deals()["motion"].to_dict() == {"L": "optics", "S": "core", "U": "core"}


def test_each_year_is_judged_by_its_own_strategy(toy: Any, make_strategy: Any, make_motion: Any) -> None:
    """FY2025 knows one motion for everything, FY2026 the toy's; FY2024 has no strategy and is not reported."""
    everything = (make_motion("core", Target("remainder"), product=("existing", "new")), make_motion("rest"))
    earlier = make_strategy(id="toy-fy2025", calendar=PlanCalendar(date(2025, 1, 1), "FY2025"), motions=everything)
    toy.strategies = (earlier, make_strategy())
    toy.book("y24", "2024-11-01", 10.0)
    toy.book("y25", "2025-11-01", 10.0, customer="D")
    toy.book("y26", "2026-02-01", 10.0, customer="E")
    motions = toy.deals()["motion"].drop("past2025")
    assert motions.to_dict() == {"y25": "core", "y26": "new_logo"}


def test_a_later_look_never_moves_a_past_cell(toy: Any) -> None:
    """The cells of FY2026Q1 are the same when asked in Q1, in Q3, and with an as-of date a year later."""
    toy.quota("R", "FY2026Q1", 100.0)
    toy.book("a", "2026-02-01", 10.0)
    toy.book("b", "2026-08-01", 30.0)
    toy.book("c", "2026-08-01", -10.0, deal="Da")
    toy.product("P", "2025-03-31")

    def cells(period: str) -> Any:
        frame = toy.cut(period=period)["cells"]
        return frame[frame["period"] == "FY2026Q1"].reset_index(drop=True)

    first = cells("FY2026Q1")
    assert first["actual"].sum() == 10.0
    assert cells("FY2026Q3").equals(first)
    toy.space["as_of"] = date(2027, 12, 31)
    assert cells("FY2026Q3").equals(first)


def test_a_return_of_a_later_quarter_does_not_change_the_quarter_of_its_order(toy: Any) -> None:
    toy.book("a", "2026-02-01", 10.0)
    toy.book("back", "2026-08-01", -4.0, deal="Da")
    cells = toy.cut(period="FY2026Q3")["company_cells"]
    booked = cells[cells["motion"] == "new_logo"].set_index("period")["actual"]
    assert booked.to_dict() == {"FY2026Q1": 10.0, "FY2026Q3": -4.0}


def test_bookings_after_the_as_of_date_do_not_exist(toy: Any) -> None:
    toy.book("a", "2026-02-01", 10.0)
    toy.book("b", "2026-03-01", 99.0)
    toy.space["as_of"] = date(2026, 2, 15)
    frames = toy.cut()
    assert frames["deals"]["line_id"].tolist() == ["a"]
    assert not frames["periods"].iloc[-1]["complete"]


def test_persona_adds_nothing_when_it_only_repeats_the_segment(toy: Any) -> None:
    toy.customer("C1", segment="Old")
    toy.customer("C2", segment="Life")
    toy.book("a", "2026-02-01", 10.0, customer="C1", persona="Lab")
    toy.book("b", "2026-02-01", 10.0, customer="C2")
    assert not toy.facts().persona_adds_nothing  # one persona is no pattern
    toy.book("c", "2026-02-01", 10.0, customer="C2", persona="CFO")
    assert toy.facts().persona_adds_nothing
    toy.book("d", "2026-02-01", 10.0, customer="C1", persona="CFO")
    assert not toy.facts().persona_adds_nothing
