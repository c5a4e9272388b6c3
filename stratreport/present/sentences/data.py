"""The words of the data page: what reconciles, what the checks found, what is not connected."""

from __future__ import annotations

from stratreport.findings import Finding
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script

TABLE_WORDS = {
    "periods": "fiscal periods", "opportunities": "opportunities", "pipeline_snapshots": "pipeline snapshots",
    "engagements": "buying-centre contacts", "activities": "activities", "enablement": "enablement",
    "payouts": "payouts", "acknowledgements": "plan acknowledgements", "fx_rates": "exchange rates",
}  # fmt: skip


def data_title(script: Script) -> Sentence:
    """Return whether the scope's bookings reconcile to the source, and how many checks ask for attention."""
    rows = script.view.snapshot.frames["reconciliation"]
    open_checks = [item for item in script.find("data") if item.tone in ("bad", "watch")]
    said: dict[str, Part] = {
        "checks": script.voice.counted(script.view.fact("checks_open", len(open_checks)), "check"),
        "asks": "asks" if len(open_checks) == 1 else "ask",
    }
    tail = "; no check asks for attention" if not open_checks else "; {checks} {asks} for attention"
    if rows.empty:
        return title(script.say("Bookings come from one source" + tail, said))
    steps, end = rows.loc[rows["kind"] != "total", "amount"].sum(), float(rows["amount"].iloc[-1])
    start = float(rows["amount"].iloc[0])
    said |= {
        "start": script.voice.money(script.view.fact("source_bookings", start)),
        "end": script.voice.money(script.view.fact("reconciled_bookings", end)),
        "off": script.voice.money(script.view.fact("reconciliation_difference", abs(steps - end))),
    }
    if abs(steps - end) > 0.005 * max(abs(start), 1.0):
        return title(
            script.say("Bookings do not reconcile: {off} is unexplained between source and {place}" + tail, said)
        )
    if script.is_company:
        return title(script.say("All {start} of bookings reconcile with the source" + tail, said))
    return title(script.say("{end} of bookings in {place} reconcile with the {start} of the company" + tail, said))


def quality(script: Script) -> tuple[Sentence, ...]:
    """Return one line per data check, weightiest first, then what no motion covers, and what is not connected."""
    checks = [_check(script, item) for item in script.find("data")]
    shares = [_share(script, item) for item in script.find("unclassified")]
    absent = [TABLE_WORDS.get(name, name) for name in script.view.meta.not_connected]
    blind = [script.say(f"{fmt.join_words(absent)}.", lead="Not connected:")] if absent else []
    return (*checks, *shares, *blind)


def _check(script: Script, found: Finding) -> Sentence:
    voice, said = script.voice, {"title": script.voice.name(found.names["title"])}
    shown: dict[str, Part] = {**said, "detail": voice.name(found.names["detail"].rstrip("."))}
    pieces = ["{detail}" if found.names["detail"] else ""]
    if found["count"].value:
        shown["count"] = voice.counted(found["count"], "line")
        pieces.append("{count}")
    if found.get("amount") and abs(found["amount"].value or 0) >= 1:
        shown["amount"] = voice.money(found["amount"])
        pieces.append("{amount}")
    if found.get("share") and abs(found["share"].value or 0) >= 0.0005:
        shown["share"] = voice.percent(found["share"], digits=1)
        pieces.append("{share} of bookings")
    text = ", ".join(piece for piece in pieces if piece) + "."
    if found.names["fix"]:
        shown["fix"] = voice.name(script.running(found.names["fix"].rstrip(".")))
        text += " To mend it: {fix}."
    return script.say(text, shown, lead="{title}:")


_SHARES = {
    "unclassified_share": "of bookings could not be classified",
    "off_plan_share": "of bookings fall in motions the plan asks nothing of",
    "persona_unknown_share": "of bookings have no known persona",
}

_NONE = {
    "unclassified_share": "Every booking could be classified.",
    "off_plan_share": "No booking falls in a motion the plan asks nothing of.",
    "persona_unknown_share": "Every booking has a known persona.",
}


def _share(script: Script, found: Finding) -> Sentence:
    said: dict[str, Part] = {
        "share": script.voice.percent(found["share"], digits=1),
        "limit": script.voice.percent(found["tolerance"]),
    }
    if not found["share"].value:
        return script.say(_NONE[found.pattern])
    text = f"{{share}} {_SHARES[found.pattern]}"
    limited = (found["tolerance"].value or 1.0) < 1.0
    return script.say(text + ("; the limit is {limit}." if limited else "."), said)
