"""What must not matter, does not (metrics.md 2.3): order, names, currency, empty cells, cut lines, a later look.

On random companies with every optional table, over every metric, scope and period of the book. A company is made from
a number, so that the book of one that comes up again is not computed again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratreport.metrics import METRICS, Book, evaluate
from stratreport.snapshot import Snapshot
from tests.metrics.company_toys import REPS, changed, company, renamed, same_values, scaled, table
from tests.metrics.long_toys import EIGHT
from tests.metrics.toys import NOW, quick

KEYS = ["metric", "scope", "period"]
#: what follows the number or the size of deals, by definition: the value, or the Wilson or sampling interval
BY_DEAL = {
    "quota_attainment_without_largest_deal", "mix_distance_excess", "new_product_deal_share", "new_persona_deal_share",
    "new_customer_deal_share", "strategic_shrunk",
}  # fmt: skip
#: judged by the lumpy-deal null, which draws as many deals as were won
BY_NULL = {"rep_quadrant", "off_strategy_payout", "root_cause"}


pytestmark = pytest.mark.slow
few = settings(quick, max_examples=3)
companies = st.integers(1, 3)


@cache
def base_of(company_: int) -> Snapshot:
    """The company made from a number."""
    return company(seed=company_)


@cache
def book_of(company_: int) -> Book:
    return evaluate(base_of(company_))


@cache
def before_of(company_: int) -> pd.DataFrame:
    return table(book_of(company_))


@pytest.mark.parametrize("made_from", [1, 2])
def test_the_toy_has_a_value_of_nearly_every_metric(made_from: int) -> None:
    """A property over rows without values would prove nothing."""
    before = before_of(made_from)
    known = set(before.loc[before["value"].notna(), "metric"])
    assert {metric.slug for metric in METRICS} - known <= {"manager_effect", "manager_effect_eta", "plan_divergence"}


@few
@given(companies)
def test_the_same_snapshot_gives_the_same_book_to_the_byte(made_from: int) -> None:
    base, book = base_of(made_from), book_of(made_from)
    pd.testing.assert_frame_equal(evaluate(base).everything(), book.everything())


@few
@given(companies, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(made_from: int, shuffle: int) -> None:
    base, before = base_of(made_from), before_of(made_from)
    shuffled = {
        name: frame.sample(frac=1.0, random_state=shuffle).reset_index(drop=True) for name, frame in base.frames.items()
    }
    same_values(table(evaluate(changed(base, **shuffled))), before)


@few
@given(companies)
def test_other_ids_change_labels_only(made_from: int) -> None:
    """Reps, managers, regions, deals, customers and products get ids that sort the other way round."""
    base, before = base_of(made_from), before_of(made_from)
    names = {
        "rep_id": {rep: f"z{99 - int(rep[1:])}" for rep in REPS},
        "manager_id": {f"m{k}": f"b{9 - k}" for k in range(1, 5)},
        "region": {"x": "w", "y": "a"},
        "deal_id": {deal: f"e{10_000 - int(deal[1:])}" for deal in base.deals["deal_id"]},
        "parent_id": {f"p{k}": f"q{99 - k}" for k in range(41)},
        "product_id": {f"g{k}": f"h{9 - k}" for k in range(5)},
        "opportunity_id": {f"{kind}{k}": f"{kind}{900 - k}" for kind in "oq" for k in range(400)},
    }
    after = evaluate(renamed(base, names)).everything()
    for part, column in (("/rep:", "rep_id"), ("/manager:", "manager_id"), ("region:", "region")):
        back = {rf"{part}{new}(?=/|$)": part + old for old, new in names[column].items()}
        after["scope"] = after["scope"].replace(back, regex=True)
    same_values(after.sort_values(KEYS).reset_index(drop=True), before)


@few
@given(companies, st.floats(0.01, 100))
def test_another_plan_rate_leaves_every_ratio_and_scales_money(made_from: int, factor: float) -> None:
    base, before = base_of(made_from), before_of(made_from)
    after = table(evaluate(scaled(base, factor=factor)))
    money = before["unit"] == "money"
    names = ["value", "low", "high", "n"]
    same_values(after.loc[~money, names], before.loc[~money, names])
    same_values(after.loc[money, ["value"]], before.loc[money, ["value"]] * factor)


@few
@given(companies, st.floats(0.01, 100))
def test_pay_scales_pay_alone(made_from: int, factor: float) -> None:
    base, before = base_of(made_from), before_of(made_from)
    after = table(evaluate(scaled(base, factor=factor, frames=["payouts"])))
    paid = before["metric"].isin([metric.slug for metric in METRICS if metric.id == "M37"]) & (
        before["unit"] == "money"
    )
    assert before.loc[paid, "value"].notna().any()
    same_values(after.loc[~paid, [*KEYS, "value"]], before.loc[~paid, [*KEYS, "value"]])
    same_values(after.loc[paid, ["value"]], before.loc[paid, ["value"]] * factor)


@few
@given(companies)
def test_an_all_zero_cell_changes_nothing(made_from: int) -> None:
    base, before = base_of(made_from), before_of(made_from)
    ghost = base.cells.iloc[[0]].assign(period=NOW, motion="ghost", actual=0.0, target=0.0)
    after = table(evaluate(changed(base, cells=pd.concat([base.cells, ghost], ignore_index=True))))
    seen = after["scope"].str.contains("motion:ghost")
    assert seen.any()
    same_values(after[~seen].reset_index(drop=True), before)


@few
@given(companies)
def test_cutting_a_deal_into_lines_changes_nothing(made_from: int) -> None:
    base, before = base_of(made_from), before_of(made_from)
    halves = base.deals.assign(**base.deals[["amount", "list_amount", "quantity"]] / 2)
    same_values(table(evaluate(changed(base, deals=pd.concat([halves, halves], ignore_index=True)))), before)


@few
@given(companies)
def test_cutting_every_deal_in_two_doubles_n_and_leaves_money_ratios_and_intervals(made_from: int) -> None:
    """Two deals of half the size: money, its ratios, and intervals over customers stand; counts of deals double.

    What a gate on the number of deals kept back before may be shown after: only values shown both times are compared.
    """
    base, before = base_of(made_from), before_of(made_from)
    halves = base.deals.assign(**base.deals[["amount", "list_amount", "quantity"]] / 2)
    other = halves.assign(deal_id=halves["deal_id"] + "b", line_id=halves["line_id"] + "b")
    after = table(evaluate(changed(base, deals=pd.concat([halves, other], ignore_index=True))))
    slugs = {metric.slug for metric in METRICS if metric.unit in ("money", "ratio", "points")} - BY_DEAL - BY_NULL
    both = before[before["metric"].isin(slugs)].merge(after, on=KEYS, suffixes=("", "_after")).dropna(subset="value")
    kept = both["value_after"].notna()
    assert kept.all()
    for name in ("value", "low", "high"):
        assert both[f"{name}_after"].to_list() == pytest.approx(both[name].to_list(), rel=1e-9, abs=1e-9, nan_ok=True)
    deals = both["metric"].isin(["bookings", "strategic_motion_attainment", "new_product_share", "discount"])
    deals &= both["n"].notna()
    assert deals.sum() > 100
    assert both.loc[deals, "n_after"].to_list() == (both.loc[deals, "n"] * 2).to_list()


@few
@given(companies, st.floats(0.1, 10))
def test_overlay_quotas_never_enter(made_from: int, times: float) -> None:
    base, before = base_of(made_from), before_of(made_from)
    overlay = base.quotas.assign(quota=base.quotas["quota"] * times, rep_id="overlay", carrier=False)
    same_values(table(evaluate(changed(base, quotas=pd.concat([base.quotas, overlay], ignore_index=True)))), before)


@few
@given(companies)
def test_a_later_look_leaves_past_quarters_as_they_were(made_from: int) -> None:
    """The quarter before, reported on its own and again a quarter later: what was booked, asked and reached stays."""
    base, before = base_of(made_from), before_of(made_from)
    then = EIGHT[-2]
    past = {name: frame[frame["period"] != NOW] for name, frame in base.frames.items() if "period" in frame}
    early = table(evaluate(replace(changed(base, **past), meta=replace(base.meta, period=then))))
    slugs = {metric.slug for metric in METRICS if {"units", "motions", "carriers", "shares", "mixes"} & {*metric.needs}}
    names = [*KEYS, "value", "n"]
    both = early.loc[early["metric"].isin(slugs) & (early["period"] == then), names].merge(
        before[names], on=KEYS, suffixes=("", "_later")
    )
    assert len(both) > 100
    for name in ("value", "n"):
        assert both[f"{name}_later"].to_list() == pytest.approx(both[name].to_list(), abs=1e-9, nan_ok=True)


@few
@given(companies)
def test_regions_add_up_to_the_company_to_the_cent(made_from: int) -> None:
    """Money that is a sum, at every scope below a region and in every period."""
    before = before_of(made_from)
    sums = {
        "bookings", "quota", "ramped_quota", "target", "strategic_bookings", "strategic_target", "ansoff_bookings",
        "ansoff_target", "bookings_change", "pipeline_open", "target_ahead", "payout",
    }  # fmt: skip
    rows = before[before["metric"].isin(sums) & ~before["scope"].str.contains("/manager:|/rep:")]
    rows = rows.assign(base=rows["scope"].str.split("/").str[0], rest=rows["scope"].str.partition("/")[2])
    wide = rows.pivot_table(index=["metric", "period", "rest"], columns="base", values="value", aggfunc="sum")
    assert set(wide.index.get_level_values("metric")) == sums
    assert (wide["region:x"].fillna(0) + wide["region:y"].fillna(0)).to_list() == pytest.approx(
        wide["company"].to_list(), abs=0.005
    )


@few
@given(companies)
def test_unknown_is_explained_and_never_infinite(made_from: int) -> None:
    before = before_of(made_from)
    assert (before.loc[before["value"].isna(), "caveat"] != "").all()
    assert not np.isinf(before["value"]).any()
    assert not before.duplicated(KEYS).any()


@few
@given(companies)
def test_declared_bounds_hold(made_from: int) -> None:
    before = before_of(made_from)
    ranges = {"0 to 1": (0, 1), "-1 to 1": (-1, 1), "0 or more": (0, np.inf), "0 to ln 2": (0, np.log(2))}
    for metric in METRICS:
        if metric.range in ranges:
            values = before.loc[before["metric"] == metric.slug, "value"].dropna()
            low, high = ranges[metric.range]
            assert values.between(low - 1e-12, high + 1e-12).all(), metric.slug


@few
@given(companies)
def test_bounds_of_the_mix(made_from: int) -> None:
    before = before_of(made_from)
    wide = before.pivot_table(index=["scope", "period"], columns="metric", values="value")
    assert (wide["effective_motions"] <= wide["effective_motions_entropy"] + 1e-9).loc[wide["motion_hhi"].notna()].all()
    parts = wide[["strategic_attainment_pooled", "volume_shortfall", "masked_shortfall"]].dropna().sum(axis=1)
    assert parts.to_list() == pytest.approx([1.0] * len(parts))


@few
@given(companies)
def test_quadrants_add_up_to_the_carriers(made_from: int) -> None:
    book = book_of(made_from)
    for base_ in ("company", "region:x", "region:y"):
        counts = book.select("rep_quadrant", under=f"{base_}/quadrant:")
        carriers = sum(base_ in ("company", f"region:{region}") for region, _ in REPS.values())
        assert counts["value"].sum() == carriers
