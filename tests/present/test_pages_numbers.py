"""Pages on W1 of the handbook times a thousand: what is printed is worked out by hand here.

W1: quota 1,000k; core 1,000k of 600k, new products 60k of 200k, new customers 40k of 150k, new personas 0 of 50k.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import pandas as pd
import pytest

from stratreport.brand import load_brand
from stratreport.findings import detect
from stratreport.metrics import evaluate
from stratreport.pack.blocks import Figure, Notice, TableCell
from stratreport.present.format import NBSP
from stratreport.present.pages import balance, bridge, company, data, method, people, seats, summary, tiles
from stratreport.present.pages.reading import Reading
from stratreport.present.pages.rows import money_cell
from stratreport.present.sentences import narrate
from tests.present.toys import ON_PLAN, Toy, meta, snapshot

CHECK = {
    "check": "unassigned", "severity": "warn", "title": "Rep without region", "detail": "No assignment", "count": 3,
    "amount": 20_000.0, "share": 0.02, "fix": "Add the rows",
}  # fmt: skip


def read(*toys: Toy, **about: object) -> Reading:
    snap = snapshot(*toys, about=meta(tokens=load_brand(None).tokens, **about))
    book = evaluate(snap)
    return Reading(snap, book, narrate(snap, book, detect(snap, book)))


@pytest.fixture(scope="module")
def w1() -> Reading:
    return read(Toy(quality=[CHECK]))


def test_the_tiles_say_value_distance_and_money(w1: Reading) -> None:
    quota, strategy, hidden, products, customers = summary.tiles(w1).tiles
    assert (quota.value, quota.symbol, quota.delta.replace(NBSP, " "), quota.tone) == (
        "110.0%", "▲", "10.0 pts above target", "good",
    )  # fmt: skip
    assert (strategy.value, strategy.delta.replace(NBSP, " "), strategy.tone) == (
        "25.0%",
        "75.0 pts below target",
        "bad",
    )
    assert quota.foot == "€1,100k of €1,000k"
    assert (hidden.value, hidden.delta) == ("30.0%", "€300k hidden")
    assert (products.value, customers.value) == ("5.5%", "3.6%")  # 60 and 40 of 1,100
    assert products.delta == "no prior year"


def test_a_miss_that_rounds_to_the_target_shows_the_miss() -> None:
    almost = read(Toy(deals={"core": [24_990.0] * 40}))  # 999.6k of 1,000k
    quota = tiles.tiles(almost).tiles[0]
    assert (quota.value, quota.symbol, quota.tone) == ("99.96%", "▼", "neutral")  # shown, but not material
    short = read(Toy(deals={"core": [22_500.0] * 40}))  # 900k of 1,000k
    assert (tiles.tiles(short).tiles[0].value, tiles.tiles(short).tiles[0].tone) == ("90.0%", "bad")


def test_strategy_between_threshold_and_target_is_to_be_watched() -> None:
    nine_tenths = {name: [a * 0.9 for a in amounts] for name, amounts in ON_PLAN.items()}
    assert summary.tiles(read(Toy(deals=nine_tenths))).tiles[1].tone == "watch"


def test_the_bridge_rows_in_order_with_their_figures(w1: Reading) -> None:
    block = bridge.bridge(w1)
    assert [row.label for row in block.rows] == [
        "Quota", "Core business", "New products", "New customers", "New personas", "Bookings", "Core bookings",
        "Strategic bookings", "Strategic target",
    ]  # fmt: skip
    for figure in ("1,000", "+400", "−140", "−110", "−50", "1,100", "−1,000", "100", "400", "gap −300"):
        assert f">{figure}<" in block.svg
    assert [row.total for row in block.rows] == [True, False, False, False, False, True, False, True, True]


def test_the_share_of_core_on_the_bridge_is_net_as_its_bar_is() -> None:
    core = [25_000.0] * 40 + [-100_000.0]  # a return: 900k of 1,000k stay
    shown = bridge.bridge(read(Toy(deals={"core": core, "new_product": [20_000.0] * 3, "new_logo": [20_000.0] * 2})))
    assert "90% of bookings" in next(str(row) for row in shown.rows if row.label == "Core bookings")


def test_the_key_names_only_the_looks_on_the_page(w1: Reading) -> None:
    swatches = [swatch for swatch, _ in bridge.head(w1).key]
    assert "good" not in swatches  # no strategic motion is above its target
    assert {"watch", "bad", "prior", "accent", "plan", "actual"} <= set(swatches)


def test_many_steps_are_put_together_until_they_fit_and_still_foot() -> None:
    rows = [{"kind": "total", "effect": "quota", "amount": 100.0, "start": 0.0, "end": 100.0, "step": "quota",
             "label": "Quota", "cell_class": None, "motion": None}]  # fmt: skip
    level = 100.0
    rows += [
        {"kind": "step", "effect": "gap", "amount": -1.0, "start": level - i, "end": level - i - 1, "step": f"g{i}",
         "label": f"M{i}", "cell_class": "strategic", "motion": f"m{i}"}
        for i in range(18)
    ]  # fmt: skip
    merged = bridge._merged(rows)
    assert len(merged) == bridge.MOST_ROWS
    assert sum(row["amount"] for row in merged) == pytest.approx(100 - 18)
    assert all(a["end"] == b["start"] for a, b in itertools.pairwise(merged))


def test_the_matrix_holds_all_bookings_and_watches_the_familiar(w1: Reading) -> None:
    block = balance.matrix(w1)
    assert [cell.value for cell in block.cells] == ["1,000", "60", "40", "0"]
    familiar, products = block.cells[:2]
    assert (familiar.delta, familiar.tone, familiar.symbol) == ("+350", "watch", "▲")  # plan 600 + 50 of new personas
    assert (products.delta, products.tone) == ("−140", "neutral")  # a difference alone is no verdict
    assert "91% of bookings, plan 65%" in familiar.detail
    assert sum(row[3] for row in block.exhibit.rows) == pytest.approx(1_100_000)


def test_persona_lines_are_left_out_where_personas_add_nothing(w1: Reading) -> None:
    line = balance.personas(w1)
    assert line is not None
    assert "€1,100k (100%)" in line.columns[0].items[0].text
    silent = balance.personas(read(Toy(), persona_adds_nothing=True))
    assert silent is not None
    assert "€" not in silent.columns[0].items[0].text


def test_groups_sum_to_the_team(w1: Reading) -> None:
    table = people.groups(w1)
    counted = [int(row[1].text) for row in table.rows]
    assert sum(counted) == int(table.total[1].text) == 5
    assert table.total[2].text == "1,100"


def test_everyone_is_in_the_data_behind_the_chart(w1: Reading) -> None:
    figure = people.figure(w1)
    assert isinstance(figure, Figure)
    assert figure.exhibit is not None
    assert len(figure.exhibit.rows) == 5


def test_people_are_not_shown_one_by_one_where_the_company_says_so() -> None:
    groups_only = read(Toy(), rep_display="aggregate")
    assert isinstance(people.figure(groups_only), Notice)
    assert "north-R1" not in repr(people.page(groups_only))


def test_a_group_too_small_to_hide_in_shows_its_size_alone_and_takes_a_second_one_with_it() -> None:
    # 45 deals over four people, then over six
    mixed = read(Toy(reps=4), rep_display="aggregate")
    assert all(row[2].text == "–" for row in people.groups(mixed).rows)  # 4 people: no group of five
    alone = read(Toy(reps=6), rep_display="aggregate")
    sizes = [int(row[1].text) for row in people.groups(alone).rows]
    shown = [row[2].text != "–" for row in people.groups(alone).rows]
    closed = [size for size, is_open in zip(sizes, shown, strict=True) if size and not is_open]
    assert len(closed) != 1


def test_the_data_page_prints_check_remedy_and_a_reconciliation_that_foots(w1: Reading) -> None:
    [row] = data.quality(w1).rows
    assert (row[0].text, row[0].sub) == ("Rep without region", "No assignment. Add the rows")
    assert [cell.text for cell in row[2:]] == ["3", "20", "2%"]
    table = data.reconciliation(w1)
    assert sum(cell.sort for _, cell, _ in table.rows) == pytest.approx(table.total[1].sort)


@pytest.mark.parametrize(
    ("value", "interval", "shown", "tone"),
    [(0.96, (0.81, 1.0), "▲ 96%", "good"), (0.96, (0.79, 1.0), "96%", "neutral"),
     (0.70, (0.55, 0.79), "▼ 70%", "bad"), (0.70, (0.55, 0.80), "70%", "neutral"),
     (0.70, (None, None), "70%", "neutral")],
)  # fmt: skip
def test_strategy_of_a_region_has_a_colour_only_where_its_interval_excludes_the_threshold(
    w1: Reading, value: float, interval: tuple[float | None, float | None], shown: str, tone: str
) -> None:
    known = w1.book.value("strategic_motion_attainment")
    cell = company._strategy_cell(w1, replace(known, value=value, low=interval[0], high=interval[1], n=40), bold=False)
    assert (cell.text, cell.tone) == (shown, tone)


LEFT = {"FY2026Q1": ON_PLAN, "FY2026Q2": ON_PLAN}


def gone(case: Toy, *, rep: str, day: str) -> Reading:
    """Return the toy with one representative who left on `day` and has no quota in the judged quarter."""
    whole = snapshot(case, about=meta(tokens=load_brand(None).tokens))
    frames = dict(whole.frames)
    people_frame, quotas = frames["reps"].copy(), frames["quotas"]
    people_frame.loc[people_frame["rep_id"] == rep, "left_on"] = pd.Timestamp(day)
    frames["reps"] = people_frame
    frames["quotas"] = quotas[(quotas["rep_id"] != rep) | (quotas["period"] != "FY2026Q3")]
    snap = replace(whole, frames=frames)
    book = evaluate(snap)
    return Reading(snap, book, narrate(snap, book, detect(snap, book)))


def test_who_has_left_is_not_on_the_page_and_the_columns_still_add_up_to_the_unit() -> None:
    case = gone(Toy(history=LEFT), rep="north-R2", day="2026-06-30")
    assert "north-R2" not in repr(people.page(case))
    table = people.groups(case)
    assert table.rows[-1][0].text == people.OTHERS
    assert sum(row[2].sort or 0.0 for row in table.rows) == pytest.approx(table.total[2].sort)
    assert sum(row[1].sort or 0 for row in table.rows) == table.total[1].sort == 4


def test_bookings_of_the_groups_add_up_as_printed(w1: Reading) -> None:
    parts, whole = (12_300_400.0, 400.0, 500_400.0), 12_801_200.0  # thousands half-up: 12,300 + 0 + 500, of 12,801
    rows = tuple((TableCell("g"), TableCell("1"), money_cell(w1, part)) for part in parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_total", lambda _: (TableCell("t"), TableCell("3"), money_cell(w1, whole)))
        shown = [digits(row[2].text) for row in people._footed(w1, rows)]
    assert sum(shown) == 12_801
    assert people._footed(w1, ((TableCell("g"), TableCell("1"), TableCell("–")),))[0][2].text == "–"


def test_the_total_of_the_groups_is_the_headline_metric_of_the_window() -> None:
    case = read(Toy(history=LEFT))
    headline = case.book.value("strategic_motion_attainment", period=case.book.window.label)
    assert people.groups(case).total[4].sort == pytest.approx(headline.value)


def seat(**changes: object) -> seats.Seat:
    base = seats.Seat("r", "Ito", 1.1, 0.5, 110.0, 100.0, 20.0, 40.0, 30, "no_signal", certain=False)
    return replace(base, **changes)  # type: ignore[arg-type]


def test_a_group_is_pooled_before_it_is_capped() -> None:
    """Strategic 60 and 10 of 40 each: 70 of 80 together; capping each first would give 40 + 10 = 50 of 80."""
    together = [seat(strategic=60.0), seat(strategic=10.0)]
    assert seats.sums(together) == (220.0, 1.1, 70 / 80)
    assert seats.sums([seat(strategic=60.0)])[2] == 1.0


@pytest.mark.parametrize(
    ("group", "name", "hollow"),
    [("executor", "Ito", False), ("builder", "Ito", False), ("comfort_zone_hitter", "Ito", False),
     ("at_risk", "Ito", False), ("no_signal", "", False), ("too_few", "", True)],
)  # fmt: skip
def test_only_groups_that_are_a_result_carry_a_name(w1: Reading, group: str, name: str, hollow: bool) -> None:
    mark = people._person(w1, seat(group=group, certain=True))
    assert (mark.name, mark.hollow, bool(mark.name_at_edge)) == (name, hollow, bool(name))


@pytest.mark.parametrize(("certain", "group"), [(True, "comfort_zone_hitter"), (False, "no_signal")])
def test_below_the_threshold_without_a_verdict_is_no_signal(certain: bool, group: str) -> None:
    assert seats._group_of("comfort_zone_hitter", certain=certain) == group
    assert seats._group_of("builder", certain=certain) == "builder"


def digits(text: str) -> int:
    """Read a printed number back as whole last digits: "+1.4" is 14."""
    return int("".join(c for c in text.replace("\N{MINUS SIGN}", "-") if c.isdigit() or c == "-"))


@pytest.mark.parametrize("size", [27_480.0, 33_340.0, 312_490.0])
def test_the_printed_digits_of_bridge_and_reconciliation_add_up(size: float) -> None:
    """Uneven money, in millions with one decimal and in thousands: readers re-add what is printed."""
    deals = {"core": [size * 1.17] * 41, "new_product": [size * 0.61] * 7, "new_logo": [size * 0.37] * 3}
    case = read(Toy(deals=deals, quota=size * 41.43))
    rows = bridge._rows(case).to_dict("records")
    bars = bridge._bars(case, [row for row in rows if row["kind"] != "gap"])
    level = 0
    for bar in bars[:-1]:
        level = level + digits(bar.shown) if not bar.total or level == 0 else level
        assert not bar.total or level == digits(bar.shown)
    assert level + -digits(bars[-1].gap_shown) == digits(bars[-1].shown)


def test_findings_over_all_periods_say_so_and_stand_after_those_of_the_quarter() -> None:
    ever = CHECK | {"check": "unassigned_ever", "title": "Bookings without a region", "amount": 900_000.0}
    quarter, history = data.quality(read(Toy(quality=[ever, CHECK]))).rows
    assert quarter[0].text == "Rep without region"
    assert "All periods" not in quarter[0].sub
    assert history[0].sub.startswith("All periods. ")


def test_lineage_shows_the_first_digits_of_a_hash_and_counts_what_it_leaves_out() -> None:
    inputs = {f"table_{i}.csv": f"{i:02d}" * 32 for i in range(12)}
    table = data.lineage(read(Toy(), inputs=inputs))
    assert table.rows[2][1].text == "00" * 6
    assert table.note == "4 more in the data book."
    assert len(table.exhibit.rows) == 14


def test_what_is_not_connected_is_named_and_nothing_is_said_when_all_is_there(w1: Reading) -> None:
    notice = method.not_connected(read(Toy(), not_connected=("payouts", "opportunities")))
    assert notice is not None
    assert notice.text.text.startswith("Payouts and opportunities.")
    assert method.not_connected(w1) is None


def test_regions_of_the_company_stand_by_size_and_too_few_deals_get_no_colour() -> None:
    """Quota attainment is an exact sum at any n; a mix of two deals is a count, not a rate."""
    toys = (Toy(), Toy(deals={"core": [400_000.0], "new_product": [90_000.0]}, region="south"))
    seen = read(*toys, scope="company", region="company")
    rows = company.regions(seen).rows
    assert [row[0].text for row in rows] == ["North", "South"]
    assert [tile.tone for tile in company.tiles(seen).tiles].count("bad") == 3  # all that a page may have
    north, south = rows
    assert (north[2].text, north[2].tone) == ("▲ 110%", "good")
    assert (south[2].text, south[2].tone) == ("▼ 49%", "neutral")
    assert (south[3].text, south[3].tone) == ("n = 2", "neutral")  # the deals of the unit
    assert company.regions(read(*toys, scope="company", region="company")).total[1].text == "1,590"
