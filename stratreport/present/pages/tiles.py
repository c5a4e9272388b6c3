"""The tiles of the summary: five measures that decide the verdict, each with target, prior year and trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stratreport.pack.blocks import Claim, Tile, Tiles, Tone
from stratreport.present.format import quarter_name, words
from stratreport.present.marks import Measured, Trend, bullet, sparkline
from stratreport.present.pages.measured import COVER, SHARE, TileSpec, run_of, summary_specs, target_of, value_of
from stratreport.present.pages.reading import SYMBOLS, Reading, claim, exhibit, known

LABELS = {
    "masked_shortfall": "Gap hidden by surplus", SHARE: "On-strategy share of bookings",
    "win_rate": "Win rate, strategic motions", "pipeline_coverage": "Strategic pipeline cover",
}  # fmt: skip
COVER_LABELS = {
    "quota_attainment": "of quota", "strategic_motion_attainment": "of strategic target",
    "masked_shortfall": "of the plan hidden by surplus",
}  # fmt: skip
MIX = "strategic_motion_attainment"
#: measures that are facts at any number of deals
FACTS = ("quota_attainment", "pipeline_coverage")


@dataclass(frozen=True)
class _Judged:
    """A measure with its comparison, ready to be set."""

    spec: TileSpec
    now: Any
    target: float | None
    prior: float | None
    tone: Tone
    difference: float | None


def tiles(reading: Reading, specs: tuple[TileSpec, ...] = (), *, slug: str = "summary-tiles") -> Tiles:
    """Return the row of tiles of the summary: `specs`, or its five measures."""
    judged = [_judge(reading, spec) for spec in specs or summary_specs(reading)]
    rows = [
        (_label(reading, j.spec), known(j.now.value), j.target, j.prior, *_money(j), j.now.n, j.now.caveat)
        for j in judged
    ]  # fmt: skip
    columns = [("Measure", "text"), ("Actual", "ratio"), ("Target", "ratio"), ("Prior year", "ratio"),
               ("Numerator", "money"), ("Denominator", "money"), ("Deals", "count"), ("Note", "text")]  # fmt: skip
    return Tiles(
        kind="tiles", tiles=tuple(_tile(reading, j) for j in judged),
        exhibit=exhibit(slug, "Measures of the summary", columns, rows), claims=_claims(reading, judged),
    )  # fmt: skip


def _money(judged: _Judged) -> tuple[float | None, float | None]:
    """Return numerator and denominator where they are money; counts have no place in the exhibit's columns."""
    if judged.spec.foot != "money":
        return None, None
    return known(judged.now.numerator), known(judged.now.denominator)


def cover_numbers(reading: Reading) -> tuple[Tile, ...]:
    """Return the three numbers of the cover, without bullet graph and sparkline."""
    return tuple(_plain_tile(reading, _judge(reading, spec)) for spec in COVER)


def _judge(reading: Reading, spec: TileSpec) -> _Judged:
    now, before, target = value_of(reading, spec), reading.year_ago(), target_of(reading, spec)
    prior = known(value_of(reading, spec, period=before).value) if before else None
    against = prior if spec.against == "prior year" else target
    value = known(now.value)
    difference = None if value is None or against is None else value - against
    tone = _unlike_core(now, target) if spec.against == "core" else _tone(reading, spec, value, difference)
    return _Judged(spec, now, target, prior, tone, difference)


def _unlike_core(now: Any, core: float | None) -> Tone:
    """Return the tone of a rate beside core: new motions convert lower by nature, only an interval below it counts."""
    high = known(now.high)
    return "watch" if core is not None and high is not None and high < core else "neutral"


def _tone(reading: Reading, spec: TileSpec, value: float | None, difference: float | None) -> Tone:
    """Return the tone of a difference; strategy between its threshold and its target is to be watched, not bad.

    A change against last year alone is no verdict. The mix is bad only where its interval lies below the threshold.
    """
    limits, needed = reading.snapshot.meta.strategy.thresholds, reading.snapshot.meta.strategy.statistics.min_n_flag
    if value is None or difference is None or spec.against == "prior year":
        return "neutral"
    if spec.slug not in FACTS and (reading.book.value("bookings").n or 0) < needed:
        return "neutral"  # too few deals to judge the mix; the number is a fact at any n
    if spec.better == "lower":
        return "good" if difference <= 0 else "bad" if difference >= limits.materiality else "watch"
    return "good" if difference >= 0 else _short(reading, spec, value, difference)


def _short(reading: Reading, spec: TileSpec, value: float, difference: float) -> Tone:
    """Return the tone of a measure below its target: one verdict on the mix has one colour, that of its attainment."""
    limits = reading.snapshot.meta.strategy.thresholds
    if spec.slug in FACTS:
        return "bad" if abs(difference) >= limits.materiality else "neutral"
    if spec.slug != MIX:
        return "neutral"
    high = known(reading.book.value(spec.slug).high)
    if value >= limits.strategic:
        return "watch"
    return "bad" if high is not None and high < limits.strategic else "neutral"


def _label(reading: Reading, spec: TileSpec) -> str:
    return LABELS.get(spec.slug) or reading.labels.get(spec.slug, spec.slug)


def _value_text(reading: Reading, judged: _Judged) -> str:
    """Return the value with one decimal, more when that would round it onto a target it missed."""
    if judged.spec.multiple:
        return reading.formatter.multiple(known(judged.now.value))
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
    word = judged.spec.against
    if judged.difference is None:
        return SYMBOLS["neutral"], f"no {word}"
    if abs(judged.difference) < 1e-9:
        return SYMBOLS["neutral"], f"on {word}"
    way = "above" if judged.difference > 0 else "below"
    gap = abs(judged.difference)
    points = reading.formatter.points(gap) if gap >= 0.0005 else f"under {reading.formatter.points(0.001)}"
    points = reading.formatter.multiple(gap) if judged.spec.multiple else points
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
    if judged.spec.against in ("core", "need") and judged.target is not None:
        pieces.append(f"{judged.spec.against} {_figure(reading, judged, judged.target)}")
    if judged.prior is not None:
        pieces.append(f"prior year {_figure(reading, judged, judged.prior)}")
    return " · ".join(pieces)


def _figure(reading: Reading, judged: _Judged, value: float | None) -> str:
    show = reading.formatter
    return show.multiple(value) if judged.spec.multiple else show.percent(value, digits=1)


def _tile(reading: Reading, judged: _Judged) -> Tile:
    label, value, target = _label(reading, judged.spec), _value_text(reading, judged), judged.target or None
    symbol, delta = _delta(reading, judged)
    near = reading.snapshot.meta.strategy.thresholds.strategic
    measured = Measured(known(judged.now.value), target, judged.prior, judged.tone, near)
    run = run_of(reading, judged.spec)
    count = len([value for value in run if value is not None])
    shown = ", ".join(_figure(reading, judged, item) for item in run)
    against = f"; {judged.spec.against} {_figure(reading, judged, target)}" if target else ""
    return Tile(
        label=label, value=value, delta=delta, symbol=symbol, tone=judged.tone, foot=_foot(reading, judged),
        bullet_svg=bullet(measured, title=f"{label}: {value}{against}; {delta}", tokens=reading.tokens),
        spark_svg=sparkline(
            Trend(run, target, judged.tone, judged.spec.against),
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
