"""Speed: gap closed, what each quarter left must bring, and what a change is made of."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics import Book, evaluate
from stratreport.metrics.trend import gap_closure, required_run_rate
from stratreport.metrics.trend_measures import shift_terms
from tests.metrics.long_toys import AGO, AHEAD, EIGHT, long_snapshot
from tests.metrics.toys import NOW, PLAN, deal, quick

YEAR = {period: {"core": 60.0, "new_product": 30.0, "new_customer": 10.0} for period in AHEAD}


def quarter(period: str, *, rep: str = "r", **booked: float) -> list[dict[str, object]]:
    """A quarter on plan but for `booked`, each motion in five deals."""
    money = {"core": 60.0, "new_product": 30.0, "new_customer": 10.0, **booked}
    return [
        deal(rep, motion, amount / 5, deal_id=f"{rep}{period}{motion}{k}", period=period)
        for motion, amount in money.items()
        for k in range(5)
    ]


def book_of(rows: list[dict[str, object]], **more: object) -> Book:
    return evaluate(long_snapshot(rows, carriers=[{"rep_id": "r"}], **more))  # type: ignore[arg-type]


def test_half_the_gap_closed_in_a_quarter_by_hand() -> None:
    """New products 10 of 30, then 20 of 30: the gap of the base falls from .2 to .1."""
    rows = [*quarter(EIGHT[-2], new_product=10), *quarter(NOW, new_product=20)]
    book = book_of(rows)
    for scope, gap in (({}, 0.2), ({"motion": "strategic"}, 0.5)):
        value = book.value("gap_closure", period=NOW, **scope)
        assert value.value == pytest.approx(0.5)
        assert value.denominator == pytest.approx(gap)
    assert book.value("gap_closure", period=NOW, motion="core").caveat == "no gap to close"
    assert book.value("gap_closure", period=NOW, motion="new_product").caveat == "too few to judge"


def test_the_window_is_set_against_the_window_one_quarter_earlier() -> None:
    """Seven quarters of 10 of 30 and one of 30: in the window 60 of 120, a quarter earlier 40 of 120."""
    rows = [row for period in EIGHT[:-1] for row in quarter(period, new_product=10)] + quarter(NOW)
    value = book_of(rows).value("gap_closure", motion="new_product")
    assert value.period == "FY2025Q3..FY2026Q2"
    assert value.denominator == pytest.approx(80 / 120)
    assert value.value == pytest.approx((80 - 60) / 80)


def test_a_window_without_an_earlier_one_is_not_compared() -> None:
    book = book_of([row for period in EIGHT[-4:] for row in quarter(period)], quarters=EIGHT[-4:])
    assert book.value("gap_closure").caveat == "no period with targets one quarter earlier"


@pytest.mark.parametrize(
    ("changes", "caveat"),
    [
        ({"target": 0.0}, "no target"), ({"prior_target": float("nan")}, "no period with targets one quarter earlier"),
        ({"prior_hit": 100.0}, "no gap to close"), ({"n": 9}, "too few to judge"), ({}, ""),
    ],
)  # fmt: skip
def test_why_no_gap_was_closed(changes: dict[str, float], caveat: str) -> None:
    row = {"hit": 80.0, "target": 100.0, "prior_hit": 60.0, "prior_target": 100.0, "n": 10, **changes}
    out = gap_closure(pd.DataFrame([row])).iloc[0]
    assert out["caveat"] == caveat
    assert pd.isna(out["value"]) == bool(caveat)


def test_a_wider_gap_is_negative() -> None:
    row = {"hit": 40.0, "target": 100.0, "prior_hit": 60.0, "prior_target": 100.0, "n": 10}
    assert gap_closure(pd.DataFrame([row]))["value"].tolist() == pytest.approx([-0.5])


def test_required_and_current_run_rate_by_hand() -> None:
    """Two quarters gone, two left; a year asks 240 / 120 / 40. New products 10 + 20: 90 are missing, 45 a quarter."""
    rows = [*quarter(EIGHT[-2], new_product=10), *quarter(NOW, new_product=20)]
    book = book_of(rows, ahead=YEAR)
    need, pace = book.value("required_run_rate", motion="new_product"), book.value("current_run_rate")
    assert (need.value, need.numerator, need.denominator) == (45, 90, 2)
    assert (pace.value, pace.numerator, pace.denominator) == (85, 170, 2)
    assert book.value("required_run_rate").value == pytest.approx((400 - 170) / 2)
    # strategic: 50 of 160, pooled
    assert book.value("required_run_rate", motion="strategic").value == pytest.approx(55)
    assert book.value("required_run_rate", motion="off_plan").caveat == "no target"


def test_an_early_surplus_fills_later_targets() -> None:
    rows = [*quarter(EIGHT[-2], new_product=100), *quarter(NOW, new_product=50)]
    assert book_of(rows, ahead=YEAR).value("required_run_rate", motion="new_product").value == 0


@pytest.mark.parametrize(
    ("ahead", "quarters", "caveat"),
    [
        ({}, EIGHT, "no targets for the rest of the year"),
        ({AHEAD[0]: YEAR[AHEAD[0]]}, EIGHT, "no targets for the rest of the year"),
        (YEAR, EIGHT[-1:], "not every quarter of the year has targets"),
    ],
)
def test_a_year_known_in_part_has_no_pace(ahead: object, quarters: object, caveat: str) -> None:
    book = book_of(quarter(NOW), ahead=ahead, quarters=quarters)
    for slug in ("required_run_rate", "current_run_rate"):
        value = book.value(slug)
        assert (value.value, value.numerator, value.caveat) == (None, None, caveat)


def test_no_quarter_left_needs_no_pace() -> None:
    row = pd.DataFrame({"hit": [6.0], "target": [9.0], "left": [0.0], "elapsed": [4.0], "why": ""})
    assert required_run_rate(row)["caveat"].tolist() == ["the year is over"]


def test_next_year_is_not_this_year() -> None:
    ahead = {**YEAR, "FY2027Q1": {"core": 1e6}}
    assert book_of(quarter(NOW) + quarter(EIGHT[-2]), ahead=ahead).value("required_run_rate").numerator == 200


def test_change_on_a_year_ago_foots() -> None:
    """One rep from 70 to 100 of 100; a colleague joined and reaches 50 of 100."""
    rows = [*quarter(AGO, new_product=0), *quarter(NOW), *quarter(NOW, core=50, new_product=0, new_customer=0, rep="s")]
    carriers = [{"rep_id": "r"}, {"rep_id": "s", "periods": EIGHT[-2:]}]
    book = evaluate(long_snapshot(rows, carriers=carriers))
    execution = book.value("attainment_change_execution")
    reweighting = book.value("attainment_change_reweighting").value
    assert execution.n == 1
    assert execution.value == pytest.approx(0.75 * 0.3)  # mean weight of r: (1 + .5) / 2
    now, ago = (book.value("strategic_attainment", period=period).value for period in (NOW, AGO))
    assert now is not None
    assert ago is not None
    assert (execution.value or 0) + (reweighting or 0) == pytest.approx(now - ago, abs=1e-9)


def test_no_targets_a_year_ago_is_no_change() -> None:
    book = book_of(quarter(NOW), quarters=EIGHT[-2:])
    for term in ("execution", "reweighting"):
        value = book.value(f"attainment_change_{term}")
        assert (value.value, value.caveat) == (None, "no quarter a year ago")


person = st.tuples(st.sampled_from("abcdef"), st.integers(0, 100).map(float), st.integers(0, 100).map(float))
teams = st.lists(person, min_size=1, max_size=6, unique_by=lambda item: item[0]).map(
    lambda rows: pd.DataFrame(
        {"hit": [min(h, t) for _, h, t in rows], "target": [t for _, _, t in rows]}, index=[name for name, _, _ in rows]
    )
)


@quick
@given(teams, teams)
def test_the_terms_add_up_whoever_joins_or_leaves(before: pd.DataFrame, after: pd.DataFrame) -> None:
    terms = shift_terms(before, after)
    if before["target"].sum() <= 0 or after["target"].sum() <= 0:
        assert pd.isna(list(terms)).all()
        return
    change = after["hit"].sum() / after["target"].sum() - before["hit"].sum() / before["target"].sum()
    assert sum(terms) == pytest.approx(change, abs=1e-9)


def test_the_toy_plan_is_the_one_worked_with() -> None:
    assert {name: target for name, target in PLAN.items() if target} == YEAR[AHEAD[0]]
