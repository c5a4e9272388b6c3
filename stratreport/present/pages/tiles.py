"""The tiles of the summary: five measures that decide the verdict, each with target, prior year and trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from stratreport.pack.blocks import Claim, Tile, Tiles, Tone
from stratreport.present.format import quarter_name, words
from stratreport.present.marks import Measured, Trend, bullet, sparkline
from stratreport.present.pages.reading import SYMBOLS, Reading, claim, exhibit, known

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class TileSpec:
    """Which metric a tile shows, what it is held against, and which way is better.

    `target` is a fraction or None (then the prior year is the comparison); `foot` is "money" when numerator and
    denominator are money, "count" when they are counts.
    """

    slug: str
    target: float | None
    better: Better = "higher"
    foot: Literal["money", "count"] = "money"


SUMMARY = (
    TileSpec("quota_attainment", 1.0),
    TileSpec("strategic_motion_attainment", 1.0),
    TileSpec("masked_shortfall", 0.0, better="lower"),
    TileSpec("new_product_share", None),
    TileSpec("new_customer_share", None),
)
COVER = (
    TileSpec("quota_attainment", 1.0),
    TileSpec("strategic_motion_attainment", 1.0),
    TileSpec("masked_shortfall", 0.0, better="lower"),
)
LABELS = {"masked_shortfall": "Gap hidden by surplus"}
COVER_LABELS = {
    "quota_attainment": "of quota", "strategic_motion_attainment": "of strategic target",
    "masked_shortfall": "of the plan hidden by surplus",
}  # fmt: skip


@dataclass(frozen=True)
class _Judged:
    """A measure with its comparison, ready to be set."""

    spec: TileSpec
    now: Any
    prior: float | None
    tone: Tone
    difference: float | None


def tiles(reading: Reading, specs: tuple[TileSpec, ...] = SUMMARY, *, slug: str = "summary-tiles") -> Tiles:
    """Return the row of tiles of the summary."""
    judged = [_judge(reading, spec) for spec in specs]
    rows = [
        (_label(reading, j.spec), known(j.now.value), j.spec.target, j.prior, known(j.now.numerator),
         known(j.now.denominator), j.now.n, j.now.caveat)
        for j in judged
    ]  # fmt: skip
    columns = [("Measure", "text"), ("Actual", "ratio"), ("Target", "ratio"), ("Prior year", "ratio"),
               ("Numerator", "money"), ("Denominator", "money"), ("Deals", "count"), ("Note", "text")]  # fmt: skip
    return Tiles(
        kind="tiles", tiles=tuple(_tile(reading, j) for j in judged),
        exhibit=exhibit(slug, "Measures of the summary", columns, rows), claims=_claims(reading, judged),
    )  # fmt: skip


def cover_numbers(reading: Reading) -> tuple[Tile, ...]:
    """Return the three numbers of the cover, without bullet graph and sparkline."""
    return tuple(_plain_tile(reading, _judge(reading, spec)) for spec in COVER)


def _judge(reading: Reading, spec: TileSpec) -> _Judged:
    now = reading.book.value(spec.slug)
    before = reading.year_ago()
    prior = known(reading.book.value(spec.slug, period=before).value) if before else None
    against = prior if spec.target is None else spec.target
    value = known(now.value)
    difference = None if value is None or against is None else value - against
    return _Judged(spec, now, prior, _tone(reading, spec, value=value, difference=difference), difference)


def _tone(reading: Reading, spec: TileSpec, *, value: float | None, difference: float | None) -> Tone:
    """Return the tone of a difference; strategy between its threshold and its target is to be watched, not bad."""
    limits, needed = reading.snapshot.meta.strategy.thresholds, reading.snapshot.meta.strategy.statistics.min_n_flag
    if value is None or difference is None or (spec.target is None and abs(difference) < 0.0005):
        return "neutral"
    if spec.slug != "quota_attainment" and (reading.book.value("bookings").n or 0) < needed:
        return "neutral"  # too few deals to judge the mix; the number is a fact at any n
    if spec.better == "lower":
        return "good" if difference <= 0 else "bad" if difference >= limits.materiality else "watch"
    if difference >= 0:
        return "good"
    return "watch" if spec.slug == "strategic_motion_attainment" and value >= limits.strategic else "bad"


def _label(reading: Reading, spec: TileSpec) -> str:
    return LABELS.get(spec.slug) or reading.labels.get(spec.slug, spec.slug)


def _value_text(reading: Reading, judged: _Judged) -> str:
    """Return the value with one decimal, more when that would round it onto a target it missed."""
    text = reading.formatter.percent(known(judged.now.value), digits=1)
    target = judged.spec.target
    if target and judged.difference and judged.difference < 0 and text == reading.formatter.percent(target, digits=1):
        return reading.formatter.percent_near(judged.now.value, target)
    return text


def _delta(reading: Reading, judged: _Judged) -> tuple[str, str]:
    """Return the symbol and the words of the comparison."""
    if known(judged.now.value) is None:
        return SYMBOLS["neutral"], str(judged.now.caveat or "not known")
    if judged.spec.slug == "masked_shortfall":
        return _hidden(reading, judged)
    word = "prior year" if judged.spec.target is None else "target"
    if judged.difference is None:
        return SYMBOLS["neutral"], f"no {word}"
    if abs(judged.difference) < 1e-9:
        return SYMBOLS["neutral"], f"on {word}"
    way = "above" if judged.difference > 0 else "below"
    gap = abs(judged.difference)
    points = reading.formatter.points(gap) if gap >= 0.0005 else f"under {reading.formatter.points(0.001)}"
    return ("▲" if judged.difference > 0 else "▼"), f"{points} {way} {word}"


def _hidden(reading: Reading, judged: _Judged) -> tuple[str, str]:
    amount = known(judged.now.numerator)
    if not amount:
        return SYMBOLS["neutral"], "nothing is hidden"
    return "▲", f"{reading.formatter.money(amount)} hidden"


def _foot(reading: Reading, judged: _Judged) -> str:
    part, whole = known(judged.now.numerator), known(judged.now.denominator)
    shown = reading.formatter.money if judged.spec.foot == "money" else reading.formatter.number
    pieces = [f"{shown(part)} of {shown(whole)}"] if part is not None and whole is not None else []
    if judged.prior is not None:
        pieces.append(f"prior year {reading.formatter.percent(judged.prior, digits=1)}")
    return " · ".join(pieces)


def _tile(reading: Reading, judged: _Judged) -> Tile:
    label, value, target = _label(reading, judged.spec), _value_text(reading, judged), judged.spec.target or None
    symbol, delta = _delta(reading, judged)
    near = reading.snapshot.meta.strategy.thresholds.strategic
    measured = Measured(known(judged.now.value), target, judged.prior, judged.tone, near)
    run = reading.trend(judged.spec.slug)
    count = len([value for value in run if value is not None])
    shown = ", ".join(reading.formatter.percent(item, digits=1) for item in run)
    against = f"; target {reading.formatter.percent(target)}" if target else ""
    return Tile(
        label=label, value=value, delta=delta, symbol=symbol, tone=judged.tone, foot=_foot(reading, judged),
        bullet_svg=bullet(measured, title=f"{label}: {value}{against}; {delta}", tokens=reading.tokens),
        spark_svg=sparkline(
            Trend(run, target, judged.tone),
            title=f"{label}, oldest first up to {quarter_name(reading.period)}: {shown}", tokens=reading.tokens,
        ),
        spark_note=_spark_note(count),
    )  # fmt: skip


def _spark_note(count: int) -> str:
    return f"last {words(count)} quarters" if count > 1 else "no history yet"


def _plain_tile(reading: Reading, judged: _Judged) -> Tile:
    symbol, delta = _delta(reading, judged)
    return Tile(
        label=COVER_LABELS[judged.spec.slug], value=_value_text(reading, judged), delta=delta, symbol=symbol,
        tone=judged.tone, bullet_svg="", foot=_foot(reading, judged), spark_svg="", spark_note="",
    )  # fmt: skip


def _claims(reading: Reading, judged: list[_Judged]) -> tuple[Claim, ...]:
    return tuple(claim(j.now, _value_text(reading, j)) for j in judged if known(j.now.value) is not None)
