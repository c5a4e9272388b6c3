"""The whole narrative of a snapshot: one call, every word of the pack."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stratreport.findings import Finding, View
from stratreport.findings.view import Readable
from stratreport.metrics.waterfall import bridge_rows
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.sentences import (
    balance,
    bridge,
    causes,
    company,
    data,
    lines,
    lookahead,
    managers,
    method,
    pay,
    people,
    summary,
    trend,
    verdict,
)
from stratreport.present.sentences.decisions import decisions
from stratreport.present.sentences.narrative import Narrative
from stratreport.present.sentences.script import Script, script_for
from stratreport.snapshot import Snapshot


def narrate(snapshot: Snapshot, book: Readable, findings: tuple[Finding, ...]) -> Narrative:
    """Return every sentence of the pack of a snapshot, each with the claims behind its numbers.

    Pure: the same snapshot, book and findings give the same words. `findings` are those of `findings.detect`.
    """
    script = script_for(View(snapshot, book), findings)
    asked = decisions(script)
    return Narrative(
        status=verdict.status(script),
        verdict=verdict.verdict(script),
        cover_eyebrow="The quarter in one sentence",
        cover_verdict=verdict.cover_verdict(script),
        cover_paragraph=verdict.cover_paragraph(script),
        one_line=verdict.one_line(script),
        period_name=script.quarter,
        period_label=fmt.period_label(snapshot.meta.period, *script.days),
        titles=_titles(script),
        lines=lines.lines(script),
        sources=lines.sources(script),
        happened=summary.happened(script),
        why=summary.why(script),
        decisions=tuple(item for item, _ in asked),
        decision_asides=tuple(aside for _, aside in asked),
        so_what=_so_what(script),
        bridge_notes=bridge.bridge_notes(script, _steps(script)),
        quadrant_reasons=balance.quadrant_reasons(script),
        groups=people.GROUPS,
        definitions=method.definitions(script),
        strategy=method.strategy(script),
        quality=data.quality(script),
        notices=_notices(script),
        commitments=causes.commitments(script),
    )


def _titles(script: Script) -> Mapping[str, Sentence]:
    titles = {
        "summary": verdict.summary_title(script),
        "bridge": bridge.bridge_title(script),
        "balance": balance.balance_title(script),
        "people": people.people_title(script),
        "managers": managers.managers_title(script),
        "lookahead": lookahead.lookahead_title(script),
        "causes": causes.causes_title(script),
        "method": method.method_title(script),
        "strategy": method.strategy_title(script),
        "data": data.data_title(script),
        "pay": pay.pay_title(script),
        "trend": trend.trend_title(script),
        "outlook": trend.outlook_title(script),
        "price": trend.price_title(script),
    }
    if script.view.suspended:
        held = verdict.held_title(script)
        titles |= {"people": held, "managers": held, "causes": held}
    return titles | (
        {"overview": company.overview_title(script), "regions": company.regions_title(script)}
        if script.is_company
        else {}
    )


def _so_what(script: Script) -> Mapping[str, tuple[Sentence, ...]]:
    found = {"balance": balance.so_what(script), "people": people.so_what(script)}
    found |= {"managers": managers.so_what(script), "themes": managers.themes(script)}
    found |= {"lookahead": lookahead.so_what(script), "causes": causes.so_what(script)}
    found |= {"pay": pay.so_what(script), "trend": trend.so_what(script), "outlook": trend.outlook_so_what(script)}
    return found | (
        {"overview": company.so_what(script), "regions": company.regions_so_what(script)} if script.is_company else {}
    )


def _steps(script: Script) -> pd.DataFrame:
    quota = script.verdict["quota"].value or 0.0
    return bridge_rows(script.view.frame("cells"), quota=quota, labels=script.view.snapshot.frames["motions"])


def _notices(script: Script) -> Mapping[str, Sentence]:
    """Return what a page says instead of showing something: no plan per axis, personas that add nothing, no target."""
    rows = script.view.frame("axes")
    notices: dict[str, Sentence] = {}
    for axis, noun in (("product_line", "product lines"), ("segment", "segments")):
        if not rows.loc[rows["axis"] == axis, "target"].notna().any():
            notices[f"{axis}_plan"] = script.say(f"No plan is declared for {noun}: actuals only.")
    personas = balance.persona_notice(script)
    if personas:
        notices["personas"] = personas
    if script.view.suspended:
        notices["unclassified"] = script.say(
            "{unclassified} of bookings have no motion; the limit is {unclassified_limit}. Nobody's mix is judged.",
            verdict.parts(script),
        )
    if not script.verdict.get("strategy"):
        notices["no_target"] = script.say("No strategic target is set for this quarter.")
    if script.verdict.pattern == "no_signal":
        notices["people"] = script.say("Too few deals to judge; counts only.")
    return notices
