"""What must hold for any company (metrics.md 2.3): footing, bounds, monotony, nothing mutated.

Symmetry, scale and cut deals: test_symmetry; the identities: test_identities.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratreport.metrics import METRICS, Book, evaluate
from stratreport.snapshot import Snapshot
from tests.metrics.toys import CLASSES, PLAN, QUARTERS, deal, quick, snapshot

few = settings(quick, max_examples=4)
REPS = {"a": ("x", "m1"), "b": ("x", "m2"), "c": ("y", "m3")}
QUADRANTS = ("executor", "comfort_zone_hitter", "builder", "at_risk", "too_few")
SLUGS = {metric.slug for metric in METRICS}
RATIOS = [metric.slug for metric in METRICS if metric.unit in ("ratio", "points")]

line = st.tuples(
    st.sampled_from(sorted(REPS)),
    st.sampled_from(sorted(CLASSES)),
    st.integers(-300, 900),
    st.sampled_from(QUARTERS[-2:]),
    st.sampled_from(["p1", "p2", "p3", "p4"]),
    st.sampled_from(["new", "existing", "unknown"]),
)


def company(rows: list[tuple[str, str, int, str, str, str]], *, scope: str = "company") -> Snapshot:
    """Two regions and three reps with random signed lines; region x alone when scope is "region"."""
    booked = [
        deal(rep, motion, amount / 10, deal_id=f"d{k}", region=REPS[rep][0], manager_id=REPS[rep][1], period=period,
             parent_id=parent, persona_level=persona)
        for k, (rep, motion, amount, period, parent, persona) in enumerate(rows)
    ]  # fmt: skip
    kept = {rep: place for rep, place in REPS.items() if scope == "company" or place[0] == "x"}
    carriers = [{"rep_id": rep, "region": region, "manager_id": manager} for rep, (region, manager) in kept.items()]
    return snapshot([row for row in booked if row["rep_id"] in kept], carriers=carriers, scope=scope)


def number(book: Book, slug: str, **scope: str) -> float:
    value = book.value(slug, **scope)
    return np.nan if value.value is None else value.value


@few
@given(st.lists(line, min_size=1, max_size=25))
def test_everything_foots(rows: list[tuple[str, str, int, str, str, str]]) -> None:
    book = evaluate(company(rows))
    regions = [{"region": "x"}, {"region": "y"}]
    scale = 1e-9 * (sum(abs(row[2]) for row in rows) + 1000)

    def same(left: float, right: float) -> None:
        assert left == pytest.approx(right, abs=scale)

    for slug in ("bookings", "quota", "target", "strategic_bookings", "strategic_target"):
        same(sum(number(book, slug, **region) for region in regions), number(book, slug))
        same(sum(number(book, slug, manager=m, region="x") for m in ("m1", "m2")), number(book, slug, region="x"))
        same(sum(number(book, slug, rep=r, region="x") for r in "ab"), number(book, slug, region="x"))
    same(sum(number(book, "bookings", motion=motion) for motion in PLAN), number(book, "bookings"))
    quadrants = ("penetration", "product development", "market development", "diversification")
    same(sum(number(book, "ansoff_bookings", quadrant=name) for name in quadrants), number(book, "bookings"))
    same(book.select("ansoff_bookings", under="company/product_level")["value"].sum(), number(book, "bookings"))
    same(number(book, "ansoff_target", quadrant="penetration"), number(book, "target", motion="core"))
    for region in ({}, *regions):
        whole = ("strategic_attainment_pooled", "masked_shortfall", "volume_shortfall")
        same(sum(number(book, slug, **region) for slug in whole), 1)
    reps = [book.value("strategic_attainment", rep=rep, region=REPS[rep][0]) for rep in REPS]
    hits = number(book, "strategic_attainment") * number(book, "target")
    same(sum((rep.value or 0) * (rep.denominator or 0) for rep in reps), hits)
    same(sum(number(book, "rep_quadrant", quadrant=name) for name in QUADRANTS), len(REPS))
    bands = book.select("attainment_distribution", under="company/band:")
    same(bands["value"].sum(), len(REPS))


@few
@given(st.lists(line, min_size=1, max_size=25))
def test_bounds_hold_and_unknown_is_explained(rows: list[tuple[str, str, int, str, str, str]]) -> None:
    frame = evaluate(company(rows)).everything()
    bounded = {metric.slug for metric in METRICS if metric.range == "0 to 1"}
    values = frame.loc[frame["metric"].isin(bounded), "value"].dropna()
    assert values.between(-1e-12, 1 + 1e-12).all()
    assert (frame.loc[frame["value"].isna(), "caveat"] != "").all()
    assert not np.isinf(frame["value"]).any()
    assert set(frame["metric"]) <= SLUGS
    wide = frame.pivot_table(index=["scope", "period"], columns="metric", values="value")
    assert (wide["weakest_link"].dropna() <= wide["scorecard_geometric"].dropna() + 1e-9).all()
    assert (wide["scorecard_geometric"].dropna() <= wide["scorecard"].dropna() + 1e-9).all()
    score = wide[["scorecard", "strategic_attainment_pooled"]].dropna()
    assert score["scorecard"].to_list() == pytest.approx(score["strategic_attainment_pooled"].to_list(), abs=1e-9)


@few
@given(st.lists(line, min_size=1, max_size=25))
def test_a_region_pack_agrees_with_the_company_pack(rows: list[tuple[str, str, int, str, str, str]]) -> None:
    whole, alone = evaluate(company(rows)), evaluate(company(rows, scope="region"))
    keys = ["metric", "scope", "period"]
    mine = whole.everything()[lambda frame: frame["scope"].str.startswith("region:x")]
    both = alone.everything().merge(mine, on=keys, how="outer", suffixes=("", "_whole"), indicator=True)
    assert (both["_merge"] == "both").all()
    for name in ("value", "low", "high", "n"):
        assert both[name].to_list() == pytest.approx(both[f"{name}_whole"].to_list(), abs=1e-9, nan_ok=True)


def rows_of(seed: int) -> list[tuple[str, str, int, str, str, str]]:
    """Sixty random lines, enough deals for verdicts and intervals."""
    rng = np.random.default_rng(seed)
    pick = [sorted(REPS), sorted(CLASSES), None, list(QUARTERS), ["p1", "p2", "p3", "p4"], ["new", "existing"]]
    return [
        tuple(int(rng.integers(-100, 900)) if values is None else str(rng.choice(values)) for values in pick)
        for _ in range(60)
    ]


def changed(snap: Snapshot, **frames: pd.DataFrame) -> Snapshot:
    return Snapshot(snap.meta, {**snap.frames, **frames}, snap.path)


@pytest.fixture(scope="module")
def base() -> Snapshot:
    return company(rows_of(1))


@pytest.fixture(scope="module")
def book(base: Snapshot) -> Book:
    return evaluate(base)


def test_the_snapshot_is_not_mutated(base: Snapshot) -> None:
    before = {name: frame.copy(deep=True) for name, frame in base.frames.items()}
    evaluate(base).everything()
    for name, frame in base.frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_a_higher_quota_never_raises_attainment(base: Snapshot, book: Book) -> None:
    raised = evaluate(changed(base, quotas=base.quotas.assign(quota=base.quotas["quota"] * 1.5)))
    for scope in ({}, {"region": "x"}, {"region": "x", "rep": "a"}):
        before, after = number(book, "quota_attainment", **scope), number(raised, "quota_attainment", **scope)
        assert after == pytest.approx(before / 1.5)
        assert number(raised, "strategic_attainment", **scope) == number(book, "strategic_attainment", **scope)


def test_core_bookings_never_raise_strategy_attainment(base: Snapshot, book: Book) -> None:
    core = base.cells["motion"] == "core"
    more = changed(base, cells=base.cells.assign(actual=base.cells["actual"] + 50.0 * core))
    after = evaluate(more)
    assert number(after, "strategic_motion_attainment") == number(book, "strategic_motion_attainment")
    assert number(after, "quota_attainment") > number(book, "quota_attainment")
