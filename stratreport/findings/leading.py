"""Do they know how, is there pipeline, does it convert (questions 7 and 8): the leading indicators."""

from __future__ import annotations

from collections.abc import Iterator

from stratreport.findings.finding import Certainty, Evidence, Finding
from stratreport.findings.ladder import certainty, is_material
from stratreport.findings.view import View
from stratreport.units import reaches

#: all strategic motions together, as the scopes of the pipeline metrics call them
TOGETHER = "strategic"
TOGETHER_LABEL = "Strategic motions together"
#: certified, or met, by fewer than half is low; from the second share on it is covered
LOW, COVERED = 0.5, 0.8


def enablement(view: View) -> Iterator[Finding]:
    """Find per programme how many carriers are certified and how long to the first strategic sale, by money missing.

    Low: the Wilson interval lies below one half ("is") or straddles it with a value below ("appears").
    Patterns: low | part (below 80%) | covered | too_few | unknown. Values: coverage, certified, carriers, first_sale
    (days, may be unknown), gap (strategic money missing in the motions it supports). Names: programme, motions.
    """
    supported = view.motions.loc[view.strategic].groupby("enablement", sort=True)["motion"].agg(list)
    if not len(supported):
        yield _bare(view, "enablement", "unknown")
    for programme, motions in supported.items():
        yield _programme(view, str(programme), motions=[str(item) for item in motions])


def _programme(view: View, programme: str, *, motions: list[str]) -> Finding:
    found = view.value("enablement_coverage", programme=programme)
    gap = max(-float(view.money.loc[motions, "difference"].sum()), 0.0)
    sure = certainty(found, LOW, min_n=view.statistics.min_n_rate)
    pattern = _level(found, sure)
    bad = pattern == "low" and _material(view, gap)
    scope = {"programme": programme}
    return Finding(
        id=f"enablement:{view.scope}/programme:{programme}", rule="enablement", scope=view.scope,
        tone="bad" if bad and sure == "is" else "watch" if bad else "neutral", certainty=sure, pattern=pattern,
        values={
            "coverage": found,
            "certified": view.fact("certified", found.numerator, n=found.n, scope=scope),
            "carriers": view.fact("reps", found.denominator, n=found.n, scope=scope),
            "first_sale": view.value("time_to_first_strategic_sale", programme=programme),
            "gap": view.fact("programme_gap", gap, n=found.n, scope=scope),
        },
        names={"programme": programme, "motions": "; ".join(view.label(item) for item in motions)},
        money=gap,
    )  # fmt: skip


def _level(found: Evidence, sure: Certainty) -> str:
    if found.value is None:
        return "unknown"
    if sure == "count_only":
        return "too_few"
    return "low" if found.value < LOW else "covered" if reaches(found.value, COVERED) else "part"


def coverage(view: View) -> Iterator[Finding]:
    """Find whether the pipeline covers what is still asked: all strategic motions together, and each.

    Ids end in the motion, or in motion:strategic for all together. Short: open pipeline over what is left is below the
    coverage required by past conversion; "is" when the interval of what is required excludes it.
    Patterns: short | covered | met (nothing left to book) | unknown (conversion or target not known).
    Values: coverage, required, open, target, conversion, gap (money of pipeline missing). Names: motion, motion_id.
    Money: the bookings that the missing pipeline would bring (gap x conversion).
    """
    for motion in (TOGETHER, *view.strategic):
        yield _cover(view, motion)


def _cover(view: View, motion: str) -> Finding:
    values = {
        "coverage": view.value("pipeline_coverage", motion=motion),
        "required": view.value("required_coverage", motion=motion),
        "open": view.value("pipeline_open", motion=motion),
        "target": view.value("target_ahead", motion=motion),
        "conversion": view.value("snapshot_conversion", motion=motion),
        "gap": view.value("pipeline_gap", motion=motion),
    }
    pattern, sure = _covered(values)
    at_stake = (values["gap"].value or 0.0) * (values["conversion"].value or 0.0)
    short = pattern == "short" and _material(view, at_stake)
    return Finding(
        id=f"coverage:{view.scope}/motion:{motion}", rule="coverage", scope=view.scope,
        tone="bad" if short and sure == "is" and motion == TOGETHER else "watch" if short else "neutral",
        certainty=sure, pattern=pattern, values=values,
        names={"motion": TOGETHER_LABEL if motion == TOGETHER else view.label(motion), "motion_id": motion},
        money=at_stake if pattern == "short" else None, caveat=values["coverage"].caveat,
    )  # fmt: skip


def _covered(values: dict[str, Evidence]) -> tuple[str, Certainty]:
    actual, required, left = values["coverage"].value, values["required"], values["target"].value
    if left is not None and left <= 0:
        return "met", "is"
    if actual is None or required.value is None:
        return "unknown", "count_only"
    pattern = "covered" if reaches(actual, required.value) else "short"
    if required.low is None or required.high is None:
        return pattern, "appears"
    return pattern, "is" if actual < required.low or actual > required.high else "appears"


def conversion(view: View) -> Iterator[Finding]:
    """Find motions whose win rate is lower or cycle longer than core's beyond the interval of the difference.

    New motions convert lower and slower by nature: it is to be watched only where the motion is materially short.
    One finding of pattern level (differences, none beyond its interval) or too_few when no motion stands out.
    Patterns: win_rate | cycle | win_rate+cycle | level | too_few. Values: win_rate, core_win_rate, win_rate_gap,
    cycle, core_cycle, cycle_gap. Names: motion, motion_id.
    """
    found = [_converts(view, motion) for motion in view.strategic]
    worse = [item for item in found if item.pattern not in ("level", "too_few")]
    if worse:
        yield from worse
    else:
        known = any(item.pattern == "level" for item in found)
        yield _bare(view, "conversion", "level" if known else "too_few")


def _converts(view: View, motion: str) -> Finding:
    core = view.core
    values = {
        "win_rate": view.value("win_rate", motion=motion),
        "win_rate_gap": view.value("win_rate_gap_to_core", motion=motion),
        "cycle": view.value("sales_cycle", motion=motion),
        "cycle_gap": view.value("sales_cycle_gap_to_core", motion=motion),
    }
    if core:
        values |= {
            "core_win_rate": view.value("win_rate", motion=core),
            "core_cycle": view.value("sales_cycle", motion=core),
        }
    rate, cycle = values["win_rate_gap"], values["cycle_gap"]
    worse = ["win_rate"] if rate.high is not None and rate.high < 0 else []
    worse += ["cycle"] if cycle.low is not None and cycle.low > 0 else []
    known, behind = rate.known or cycle.known, max(-float(view.money["difference"][motion]), 0.0)
    return Finding(
        id=f"conversion:{view.scope}/motion:{motion}", rule="conversion", scope=view.scope,
        tone="watch" if "win_rate" in worse and _material(view, behind) else "neutral",
        certainty="is" if worse else "count_only",
        pattern="+".join(worse) or ("level" if known else "too_few"), values=values,
        names={"motion": view.label(motion), "motion_id": motion},
        money=behind,
    )  # fmt: skip


def _bare(view: View, rule: str, pattern: str) -> Finding:
    """Return a finding that says only that there is nothing, or too little, to say."""
    return Finding(
        id=f"{rule}:{view.scope}", rule=rule, scope=view.scope, tone="neutral", certainty="count_only",
        pattern=pattern, names={"motion": "", "motion_id": ""},
    )  # fmt: skip


def _material(view: View, gap: float) -> bool:
    return is_material(gap, target=view.total_target, median_deal=view.median_deal, share=view.thresholds.materiality)
