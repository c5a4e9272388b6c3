"""The words of the causes page: what each shortfall is consistent with, and what became of earlier decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from stratreport.findings import Evidence, Finding
from stratreport.metrics import METRICS
from stratreport.pack.blocks import Sentence, Tone
from stratreport.present import format as fmt
from stratreport.present.sentences.cause_words import CAUSES, status_of, words_of
from stratreport.present.sentences.narrative import Commitment
from stratreport.present.sentences.saying import Part, Said, title
from stratreport.present.sentences.script import Script

STATUS: Mapping[str, str] = {"open": "Open", "done": "Done", "dropped": "Dropped", "overdue": "Overdue"}
#: ratios that read as a multiple
MULTIPLES = ("pipeline_coverage", "required_coverage")
TONES: Mapping[str, Tone] = {"better": "good", "worse": "bad"}


def causes_title(script: Script) -> Sentence:
    """Return what the strategic shortfall of the scope is consistent with."""
    found, short = script.first("cause"), motion_causes(script)
    if script.verdict.pattern == "within_chance":
        return title(script.say("The mix of {place} is within chance of the plan: there is no cause to look for"))
    if script.verdict.certainty == "count_only":
        return title(script.say("Too few deals in {quarter} to look for a cause in {place}"))
    if not short and (found is None or found.pattern != "volume"):
        return title(script.say("No strategic motion of {place} is materially short: there is no cause to look for"))
    if found is not None and found.pattern in CAUSES:
        return title(*_region_titles(script, found))
    told = [item for item in short if item.pattern in CAUSES]
    if not told:
        return title(script.say("The connected data shows no likely cause of the strategic shortfall of {place}"))
    said: dict[str, Part] = {"motion": script.motion(told[0]), "gap": script.voice.money(told[0]["gap"])}
    text = f"The {{gap}} missing in {{motion}} is consistent with {words_of(told[0].pattern).consistent}"
    return title(script.say(text, said))


def _region_titles(script: Script, found: Finding) -> Iterator[Sentence]:
    said: dict[str, Part] = {}
    what = words_of(found.pattern).consistent
    if found.pattern == "volume" and found.get("quota_gap"):
        said["gap"] = script.voice.money(found["quota_gap"])
        yield script.say(f"The {{gap}} missing to quota is consistent with {what}", said)
        return
    spread = script.first("manager_spread")
    if found.pattern == "management" and spread and spread.get("off") and found.get("gap"):
        said |= team_counts(script, spread)
        said["part"] = _part(script, found)
        text = "{off} {are} off strategy, the others together reach it: {part} is consistent with management"
        yield script.say(text, said)
    if found.get("gap"):
        said["part"] = _part(script, found)
        yield script.say(f"{{part}} is consistent with {what}", said)
    yield script.say(f"The strategic shortfall of {{place}} is consistent with {what}", said)


def _part(script: Script, found: Finding) -> Said:
    """Return the money that the cause is about as a part of the whole strategic gap: "€2.7m of the €3.4m gap"."""
    part, whole = (script.voice.money(item) for item in (found["gap"], script.verdict["strategic_gap"]))
    if part.shown == whole.shown:
        return Said(f"the {part.shown} gap", part.claims)
    return Said(f"{part.shown} of the {whole.shown} gap", (*part.claims, *whole.claims))


def motion_causes(script: Script) -> list[Finding]:
    """Return the class of each strategic motion that is short, by money."""
    return [item for item in script.find("causes") if item.pattern != "not_connected"]


def why(script: Script) -> list[Sentence]:
    """Return the likely causes in one sentence each for the summary: the scope's own, then those of its motions."""
    found = script.first("cause")
    said = {item.names["motion_id"] for rule in ("unreached", "unsupported") for item in script.find(rule)}
    told = [item for item in motion_causes(script) if item.pattern in CAUSES and item.names["motion_id"] not in said]
    items = [_of_scope(script, found)] if found is not None and found.pattern in ("management", "volume") else []
    if found is not None and found.pattern == "management":
        told = []  # what some teams do and others do not explains their motions too
    return [item for item in (*items, *(evidence_text(script, one) for one in told)) if item]


def _of_scope(script: Script, found: Finding) -> Sentence | None:
    spread = script.first("manager_spread")
    if found.pattern == "management" and spread and spread.get("off"):
        return script.say(
            "{off} {are} off strategy beyond chance while the others together reach it: consistent with a cause in "
            "management.", team_counts(script, spread),
        )  # fmt: skip
    if found.pattern == "volume":
        return script.say("The mix is on plan and the number is not: consistent with too little volume.")
    return None


def team_counts(script: Script, spread: Finding) -> dict[str, Part]:
    """Return how many of the teams tested are off strategy, and the verb that goes with it."""
    return {
        "off": script.voice.out_of(spread["off"], spread["judged"], "team tested", "teams tested"),
        "are": "is" if (spread["off"].value or 0) <= 1 else "are",
    }


def evidence_text(script: Script, found: Finding) -> Sentence | None:
    """Return the class of a motion with the numbers it leans on: "… consistent with missing training: …"."""
    said = {"motion": script.motion(found), **_numbers(script, found)}
    known = {name for name, value in said.items() if value}
    texts = {
        "enablement": ({"certified"}, "{certified} of the sellers it needs are certified"),
        "pipeline": ({"coverage", "required"}, "cover is {coverage} where {required} is needed"),
        "conversion": ({"win_rate", "peer_win_rate"}, "{win_rate} of it is won, by the peers {peer_win_rate}"),
        "deal_size": ({"deal_size_ratio"}, "its deals have {deal_size_ratio} of the peers' size"),
        "timing": ({"slipped"}, "{slipped} of it slipped"),
        "plan": ({"median"}, "the median of its sellers reaches {median}"),
    }
    needs, text = texts.get(found.pattern, (set(), ""))
    what = words_of(found.pattern).consistent
    if text and needs <= known:
        return script.say(f"The shortfall in {{motion}} is consistent with {what}: {text}.", said)
    return script.say(f"The shortfall in {{motion}} is consistent with {what}.", said)


def _numbers(script: Script, found: Finding) -> dict[str, Part]:
    voice = script.voice
    ways = {
        "certified": voice.percent, "coverage": voice.multiple, "required": voice.multiple, "win_rate": voice.percent,
        "peer_win_rate": voice.percent, "deal_size_ratio": voice.percent, "slipped": voice.money,
        "median": voice.percent, "gap": voice.money,
    }  # fmt: skip
    said: dict[str, Part] = {role: way(value) for role, way in ways.items() if (value := found.get(role))}
    ahead = (item for item in script.find("coverage") if item.names.get("motion_id") == found.names["motion_id"])
    for item in ahead:  # the cover of the look-ahead, so that both pages show one number
        said |= {role: voice.multiple(value) for role in ("coverage", "required") if (value := item.get(role))}
    return said


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return how to read a cause, and how many were tested."""
    short = motion_causes(script)
    if not short or script.verdict.certainty == "count_only":
        return ()
    told = script.view.fact("causes_told", sum(item.pattern in CAUSES for item in short))
    tested = script.view.fact("causes_tested", sum(status_of(item.pattern) == "tested" for item in short))
    whole = script.view.fact("motions_short", len(short))
    said: dict[str, Part] = {
        "told": script.voice.out_of(told, whole, "motion materially short", "motions materially short"),
        "tested": script.voice.count(tested),
    }
    rest = ", tested against chance" if tested.value == told.value else "; {tested} of them tested against chance"
    rest = rest if tested.value else ", found by a threshold, not tested against chance" if told.value else ""
    return (
        script.say(f"{{told}} {{have}} a likely cause{rest}.", said, have="has" if (told.value or 0) <= 1 else "have"),
        script.say("A cause is where to look first, never a verdict on anyone."),
    )  # fmt: skip


def commitments(script: Script) -> tuple[Commitment, ...]:
    """Return what became of the decisions of earlier reviews, as they stand in the table."""
    return tuple(_commitment(script, item) for item in script.find("commitments") if item.pattern in STATUS)


def _commitment(script: Script, found: Finding) -> Commitment:
    names, (then, now) = found.names, (_measured(script, found, role) for role in ("then", "now"))
    label = {metric.slug: metric.label for metric in METRICS}.get(names.get("metric", ""), "")
    return Commitment(
        text=script.say("{text}", text=script.voice.name(names.get("text", ""))), owner=names.get("owner", ""),
        due=_day(names.get("due", "")), status=STATUS[found.pattern], metric=label, motion=names.get("motion", ""),
        then=then.shown, now=now.shown, tone=TONES.get(names.get("direction", ""), "neutral"),
        claims=(*then.claims, *now.claims),
    )  # fmt: skip


def _measured(script: Script, found: Finding, role: str) -> Said:
    value = found.get(role)
    if value is None:
        return Said(fmt.ABSENT, ())
    unit = next((metric.unit for metric in METRICS if metric.slug == value.metric), "ratio")
    return _shown(script, value, unit)


def _shown(script: Script, value: Evidence, unit: str) -> Said:
    voice = script.voice
    if unit == "ratio":
        return (
            voice.multiple(value)
            if value.metric.endswith("coverage") and "pipe" in value.metric
            else voice.percent(value)
        )
    ways = {"money": voice.money, "points": voice.points}
    return ways[unit](value) if unit in ways else voice.digits(value)


def _day(text: str) -> str:
    try:
        return fmt.day(date.fromisoformat(text))
    except ValueError:
        return text
