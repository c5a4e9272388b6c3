"""Pages on pay, trend and regions: totals agree with the other pages, and nobody can be picked out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stratreport.brand import load_brand
from stratreport.findings import detect
from stratreport.metrics import evaluate
from stratreport.metrics.rolling import rolling
from stratreport.pack.blocks import Figure, Notice
from stratreport.present.pages import catalogue, method, outlook, pay, trend
from stratreport.present.pages.reading import Reading
from stratreport.present.sentences import narrate
from stratreport.snapshot import CutChapter, Snapshot, conform
from tests.present.toys import ON_PLAN, W1, Toy, meta, snapshot

TOKENS = load_brand(None).tokens
#: deals enough over five quarters, everybody paid in proportion to what was booked
HISTORY = dict.fromkeys(("FY2025Q4", "FY2026Q1", "FY2026Q2"), W1)
TWELVE = Toy(reps=12, history=HISTORY)


def paid(base: Snapshot, *, each: float = 1000.0) -> Snapshot:
    """Return the snapshot with a commission of every rep of every quarter, in steps so that ranks differ."""
    quotas = base.frames["quotas"]
    rows = quotas[["period", "region", "rep_id", "manager_id"]].assign(component="commission")
    rows["amount"] = [each * (at % 12 + 1) for at in range(len(rows))]
    frames = dict(base.frames) | {"payouts": conform(rows, "payouts")}
    return replace(base, frames=frames)


def read(base: Snapshot) -> Reading:
    base = replace(base, meta=replace(base.meta, tokens=TOKENS))
    book = evaluate(base)
    return Reading(base, book, narrate(base, book, detect(base, book)))


@pytest.fixture(scope="module")
def twelve() -> Reading:
    return read(paid(snapshot(TWELVE)))


def test_the_groups_are_paid_what_everybody_together_is_paid(twelve: Reading) -> None:
    table = pay.groups(twelve)
    assert sum(float(row[2].sort or 0.0) for row in table.rows) == pytest.approx(float(table.total[2].sort or 0.0))
    whole = twelve.book.value("payout", period=twelve.book.window.label).value
    assert float(table.total[2].sort or 0.0) == pytest.approx(whole)


def test_dots_carry_no_name_and_stand_in_the_order_of_their_values(twelve: Reading) -> None:
    figure = pay.figure(twelve)
    assert isinstance(figure, Figure)
    assert figure.exhibit is not None
    assert "north-R" not in repr(figure)
    assert list(figure.exhibit.rows) == sorted(figure.exhibit.rows)
    assert len(figure.exhibit.rows) == 12


def test_fewer_than_ten_people_give_money_and_counts_only() -> None:
    few = read(paid(snapshot(Toy(reps=6, history=HISTORY))))
    assert pay.figure(few) is None
    assert pay.correlations(few) is None
    assert pay.groups(few).slot == "left"
    assert "too few representatives" in few.words.titles["pay"].text.replace("\u00a0", " ")


def test_in_aggregate_mode_pay_is_shown_by_group_and_a_small_group_by_no_number() -> None:
    base = paid(snapshot(TWELVE, about=meta(rep_display="aggregate")))
    closed = read(base)
    assert isinstance(pay.figure(closed), Notice)
    table = pay.groups(closed)
    for row in table.rows:
        if row[0].sub:  # a reason
            assert {cell.text for cell in row[1:]} == {"–"}
        else:
            assert int(row[1].text) >= base.meta.min_group


def test_without_payouts_the_page_says_that_they_are_not_connected() -> None:
    bare = read(snapshot(TWELVE, about=meta(not_connected=("payouts",))))
    assert "not connected" in bare.words.titles["pay"].text.replace("\N{NO-BREAK SPACE}", " ")
    assert isinstance(pay.figure(bare), Notice)


def test_the_rolling_year_ends_on_the_value_of_the_trailing_window(twelve: Reading) -> None:
    quarters = twelve.recent(8)
    motions = [str(item) for item in twelve.snapshot.frames["motions"]["motion"]]
    window = twelve.snapshot.meta.strategy.thresholds.window_quarters
    for slug, _, _ in trend.MEASURES[:5]:
        last = rolling(twelve.book, slug, periods=quarters, quarters=window, motions=motions)[-1]
        assert last == pytest.approx(twelve.book.value(slug, period=twelve.book.window.label).value)


def test_a_rolling_year_needs_a_full_year(twelve: Reading) -> None:
    run = rolling(twelve.book, "quota_attainment", periods=twelve.recent(8), quarters=4)
    assert [value is None for value in run[-4:]] == [True, True, True, False]


def test_changes_are_differences_of_what_is_printed_on_the_summary(twelve: Reading) -> None:
    table = trend.changes(twelve)
    now = twelve.book.value("strategic_motion_attainment").value
    [row] = [row for row in table.rows if row[0].text == "Strategy attainment"]
    assert row[1].sort == now
    assert row[2].text == "level"  # the quarter before sold the same


def test_the_outlook_has_a_row_per_strategic_motion_and_one_for_all(twelve: Reading) -> None:
    table = outlook.table(twelve)
    assert len(table.rows) == 3
    assert table.total[0].text == outlook.ALL_STRATEGIC


def test_a_chapter_that_was_cut_is_named_with_its_table() -> None:
    cut = (CutChapter("pay", "Pay", ("payouts",)), CutChapter("lookahead", "Look-ahead", ("pipeline_snapshots",)))
    table = method.left_out(read(snapshot(Toy(), about=meta(cut_chapters=cut))))
    assert table is not None
    assert [row[0].text for row in table.rows] == [
        "Pay: left out, payouts are not connected", "Look-ahead: left out, pipeline history is not connected",
    ]  # fmt: skip
    assert table.exhibit.rows[0] == ("Pay", "payouts are not connected", "payouts")
    assert method.left_out(read(snapshot(Toy()))) is None


def test_regions_are_compared_by_the_middle_one_and_only_what_lies_beyond_chance_is_said() -> None:
    few = {"core": [10_000.0] * 90, "new_product": [10_000.0] * 5}
    toys = [Toy(region=name, deals=ON_PLAN) for name in ("north", "south", "west")]
    about = meta(
        scope="company", region="company", region_names={n: n.title() for n in ("north", "south", "west", "east")}
    )
    reading = read(snapshot(*toys, Toy(region="east", deals=few), about=about))
    assert reading.words.titles["regions"].text.startswith("One of four")
    assert "East" in reading.words.so_what["regions"][0].lead
    page = catalogue.PAGES["regions"](reading)
    assert [block.kind for block in page] == ["page", "figure", "figure", "columns", "source"]
