"""The measure line above each exhibit and the source line below it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from stratreport.present import format as fmt
from stratreport.present.sentences import managers
from stratreport.present.sentences.narrative import Line
from stratreport.present.sentences.script import Script

#: from this difference in strategic share on, two years stand under different plans
PLAN_MOVED = 0.01


def lines(script: Script) -> Mapping[str, Line]:
    """Return the measure line of every page: the measure, then unit, period and reading key."""
    unit, quarter = script.voice.formatter.unit_name(), script.quarter
    limits, show = script.view.thresholds, script.voice.formatter
    window = f"last {fmt.words(limits.window_quarters)} quarters"
    marks = f"{show.percent(limits.quota)} and {show.percent(limits.strategic)}"
    tiles = "black bar = target, grey triangle = prior year, shading = weak / near / on target"
    return {
        "summary": Line("Five measures that decide the verdict", f"{quarter}, actual against target · {tiles}"),
        "bridge": Line("Bridge from quota to strategic bookings", f"{unit}, {quarter}"),
        "balance": Line(
            "Bookings by Ansoff quadrant, product line and segment",
            f"{unit}, {quarter}, actual against plan · black mark = plan",
        ),
        "people": Line(
            "Representatives by quota attainment and strategy attainment",
            f"{window} to {quarter} · marker area = quota · hollow = too few deals · lines = thresholds, {marks}",
        ),
        "managers": Line("Teams by strategy attainment", managers.managers_reading(script)),
        "lookahead": Line(
            "Pipeline against what next quarter asks, and how it converts",
            f"{unit}, as the next quarter opens · black mark = cover needed · Δ core = difference to core",
        ),
        "causes": Line(
            "What each shortfall is consistent with, and what was decided",
            f"{unit}, {quarter} · tested = against chance, likely = by a threshold, no signal = chance explains it",
        ),
        "method": Line("What is measured, and how", f"definition, formula and {quarter} worked through"),
        "data": Line("From source to page", f"{unit}, {quarter} · checks by weight"),
        "regions": Line(
            "Attainment by region and motion; strategic deals against the limits of chance",
            f"{window} to {quarter} · n = deals, grey = too few · filled = outside 95%",
        ),
        "overview": Line("Regions by quota and strategy", f"{unit}, {quarter}, actual against target"),
        "pay": Line(
            "Payout rate against strategy attainment",
            f"{window} to {quarter} · payout as a share of quota · one mark per representative, unnamed",
        ),
        "trend": Line(
            "Six measures over the last quarters",
            f"to {quarter} · dark = actual, grey = rolling {fmt.words(limits.window_quarters)} quarters, dashed = plan",
        ),
        "outlook": Line(
            "The year's strategic target", f"{unit}, fiscal year to {quarter} · blue whisker = 80% interval"
        ),
        "price": Line(
            "Bookings from last year to this year", f"{unit}, {quarter} against the same quarter of last year"
        ),
    }


def sources(script: Script) -> Mapping[str, str]:
    """Return the source line of every page: data and date, then the definition the page leans on."""
    meta = script.view.meta
    taken = f"Source: {meta.source_line}, data as of {fmt.day(date.fromisoformat(meta.as_of))}."
    plan = f"Plan {meta.strategy.id}, version {meta.strategy.baseline_version}."
    customer = script.view.meta.strategy.axes.customer
    first = f"the first order following {customer.months} months without any"
    new = f"for {customer.sticky_months} months after {first}" if customer.sticky_months else f"on {first}"
    existing = f"A customer is new {new}, else existing."
    changed = " The plan changed since last year." if plan_changed(script) else ""
    few = script.view.statistics.min_n_flag
    return {
        "summary": f"{taken} Strategy attainment = bookings in strategic motions ÷ their targets. {plan}{changed}",
        "bridge": f"{taken} {plan} Motions summed over {script.unit}; steps add up exactly.",
        "balance": f"{taken} {existing} {plan}",
        "people": f"{taken} Quota carriers only; fewer than {few} deals: no group. "
        "Off strategy only where chance does not explain it.",
        "managers": f"{taken} Teams of today's quota carriers. Off strategy only where chance does not explain it; "
        f"fewer than {few} deals: not tested.",
        "lookahead": f"{taken} Cover = open pipeline due next quarter ÷ its target; needed = 1 ÷ the share of opening "
        "pipeline that earlier quarters booked.",
        "causes": f"{taken} {plan} Causes are looked for in the order plan, training, pipeline, win rate, deal size, "
        "timing; never a verdict.",
        "method": f"{taken} {plan}",
        "data": f"{taken} Hashes of every input are in the manifest.",
        "pay": f"{taken} Payout rate = payout ÷ quota. Correlations are associations, not causes.",
        "trend": f"{taken} {plan} Rolling: money summed over the quarters before it is divided.",
        "outlook": f"{taken} {plan} Year-end: mean of simulated years; gap closed: over the rolling year, negative "
        "where it grew.",
        "price": f"{taken} Volume, mix and price of products with units; steps add up exactly.",
        "regions": f"{taken} {plan} Limits of chance around the middle region; each deal counts once.",
        "overview": f"{taken} {plan} Regions by where a representative was assigned on the booking date.",
    }


def plan_changed(script: Script) -> bool:
    """Return whether strategic targets ask for another share of the plan than in the same quarter last year."""
    view, before = script.view, script.view.earlier(4)
    if before is None:
        return False
    strategic = view.motions.index[view.motions["cell_class"] == "strategic"]
    shares = []
    for period in (view.meta.period, before):
        cells = view.frame("cells", period=period)
        whole = float(cells["target"].sum())
        asked = float(cells.loc[cells["motion"].isin(strategic), "target"].sum())
        shares.append(asked / whole if whole > 0 else None)
    now, then = shares
    return now is not None and then is not None and abs(now - then) > PLAN_MOVED
