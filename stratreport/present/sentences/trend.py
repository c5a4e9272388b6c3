"""The words of trend and year-end: better or worse, by work or by a moved plan, and where the year is heading."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.findings import Evidence, Finding
from stratreport.pack.blocks import Sentence
from stratreport.present.sentences.saying import Part, complete, title
from stratreport.present.sentences.script import Script

_SINCE: Mapping[str, str] = {
    "better": "Strategy attainment rose by {change} to {now} since {before}",
    "worse": "Strategy attainment fell by {change} to {now} since {before}",
    "level": "Strategy attainment stands at {now}, within {band} of {before}",
    "unknown": "Strategy attainment stands at {now}",
}
_ENDS: Mapping[str, str] = {
    "lands": "the year is heading for {strategic}, on strategy",
    "misses": "the year is heading for {strategic}, short of the strategy threshold",
    "open": "the year may end on either side of the strategy threshold",
}
_YEAR: Mapping[str, tuple[str, ...]] = {
    "lands": ("The year is heading for {strategic} of its strategic target, above the threshold of {threshold}",),
    "misses": ("The year is heading for {strategic} of its strategic target, short of the threshold of {threshold}",),
    "open": ("The year is heading for {strategic} of its strategic target; it may end on either side of {threshold}",),
    "unknown": ("The history is too short to say where the year will end",),
}
FEW = "The year stands to end near {strategic} of its strategic target, on too few deals to judge"
#: from this share of the change on, a plan that moved is part of it
PLAN_MOVED = 0.005
_WORDS: Mapping[str, str] = {"quarter": "last quarter", "year": "last year"}


def trend_title(script: Script) -> Sentence:
    """Return how strategy attainment moved since last quarter, and where the year is heading."""
    since, ends = _change(script, "quarter"), script.first("year_end")
    if since is None or since.get("now") is None:
        return title(script.say("Strategy attainment has no value in {quarter}: nothing to compare"))
    said = {**_moved(script, since), **(_outlook(script, ends) if ends else {})}
    said |= {"before": _WORDS["quarter"], "band": _band(script)}
    tail = _ENDS.get(ends.pattern, "") if ends and not _too_few(script) else ""
    tails = [f"; {tail}"] if tail and complete(tail, said) else []
    return title(*(script.say(_SINCE[since.pattern] + tail, said) for tail in [*tails, ""]))


def _too_few(script: Script) -> bool:
    return script.verdict.pattern == "no_signal"


def outlook_title(script: Script) -> Sentence:
    """Return where the year is likely to end against the threshold; no verdict where the quarter allows none."""
    found = script.first("year_end")
    said = _outlook(script, found) if found else {}
    if _too_few(script) and complete(FEW, said):
        return title(script.say(FEW, said))
    fit = [item for item in _YEAR[found.pattern] if complete(item, said)] if found else []
    return title(*(script.say(item, said) for item in fit or _YEAR["unknown"]))


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return the change since last quarter, and the change since last year, split into work and plan."""
    found = [_since_last_quarter(script), _since_last_year(script)]
    return tuple(item for item in found if item)


def outlook_so_what(script: Script) -> tuple[Sentence, ...]:
    """Return what the outlook rests on, the run rate the year still needs, and what the revised plan would change."""
    found = [_interval(script), _run_rate(script), revised(script)]
    return tuple(item for item in found if item)


def revised(script: Script) -> Sentence | None:
    """Return what a revised plan would say; None while the judged plan is the current one."""
    found = script.first("revised_plan")
    if found is None or found.pattern not in ("same", "lower", "higher"):
        return None
    said: dict[str, Part] = {
        "judged": script.voice.name(f"version {script.view.meta.strategy.version}"),
        "current": script.voice.name(f"Version {script.view.meta.current_version}"),
    }
    for role in ("strategic", "strategic_revised"):
        if value := found.get(role):
            said[role] = script.voice.percent(value, digits=1)
    text = "{current} would put strategy attainment at {strategic_revised} instead of {strategic}."
    if found.pattern == "same":
        text = "{current} would change nothing that matters this quarter: {strategic_revised} instead of {strategic}."
        if complete(text, said) and said["strategic"].shown == said["strategic_revised"].shown:  # type: ignore[union-attr]
            text = "{current} would change nothing this quarter: it stays at {strategic}."
    if not complete(text, said):
        text = "What {current} would change has no value this quarter."
    return script.say(text, said, lead="The headline judges {judged} of the plan.")


def _change(script: Script, against: str) -> Finding | None:
    return next((item for item in script.find("trend") if item.names.get("against") == against), None)


def _band(script: Script) -> Part:
    """Return the difference below which nothing is called a change."""
    return script.voice.points(script.view.fact("threshold", script.view.thresholds.hysteresis))


def _moved(script: Script, found: Finding) -> dict[str, Part]:
    voice, said = script.voice, dict[str, Part]()
    for role in ("now", "before"):
        if value := found.get(role):
            said[role] = voice.percent(value, digits=1)
    if change := found.get("change"):
        level, size = found.pattern == "level", change.value or 0.0
        said["change"] = voice.points(script.view.fact("change", size if level else abs(size)), digits=1, signed=level)
    for role in ("execution", "reweighting"):
        if value := found.get(role):
            said[role] = voice.points(value, digits=1, signed=True)
    return said


def _outlook(script: Script, found: Finding) -> dict[str, Part]:
    voice, said = script.voice, dict[str, Part]()
    for role in ("strategic", "outlook", "year_to_date", "threshold"):
        if value := found.get(role):
            said[role] = voice.percent(value)
    if (value := found.get("strategic")) and value.low is not None and value.high is not None:
        limit = script.view.thresholds.strategic
        said["low"] = voice.against(script.view.fact("outlook_low", value.low), limit)
        said["high"] = voice.against(script.view.fact("outlook_high", value.high), limit)
    return said


def _since_last_quarter(script: Script) -> Sentence | None:
    found = _change(script, "quarter")
    if found is not None and found.pattern == "unknown" and found.get("change"):
        text = "Too few deals, now or then, to call it a change."
        return script.say(text, _moved(script, found), lead="Last quarter it stood at {before}.")
    if found is None or found.get("change") is None:
        return script.say("There is no quarter before with a plan.", lead="The change has no value.")
    way = {"better": "is up", "worse": "is down"}.get(found.pattern, "moved by")
    lead = f"Since last quarter strategy attainment {way} {{change}}."
    return script.say("It stood at {before} then.", _moved(script, found), lead=lead)


def _since_last_year(script: Script) -> Sentence | None:
    found = _change(script, "year")
    if found is None or found.get("change") is None:
        return script.say("No plan was declared then, or the data does not reach back.", lead="Last year is not known.")
    said, way = _moved(script, found), {"better": "is up", "worse": "is down"}.get(found.pattern, "moved by")
    return script.say(
        "It stood at {before} then." + _split(found, said), said, lead=f"Since last year it {way} {{change}}."
    )


def _split(found: Finding, said: Mapping[str, Part]) -> str:
    """Return what of a year's change is work and what is a plan that moved; empty where it cannot be split."""
    moved = found.get("reweighting")
    if moved and abs(moved.value or 0.0) < PLAN_MOVED:
        return " What was sold changed; the change of plan weighs little."
    text = " Over the whole plan, core included: {execution} by what was sold, {reweighting} by a plan that moved."
    return text if complete(text, said) else ""


def _interval(script: Script) -> Sentence | None:
    found = script.first("year_end")
    if found is None or found.pattern == "unknown":
        lead = "The history is too short to say where the year ends."
        return script.say("What is booked and what is needed are facts.", lead=lead)
    said = _outlook(script, found)
    text = "Simulated from what is booked, what is in the pipeline and what usually still comes."
    lead = "Four times in five the year ends between {low} and {high} of its strategic target."
    if not complete(lead, said):
        return None
    if said["low"].shown == said["high"].shown:  # type: ignore[union-attr]
        lead = "Four times in five the year ends at {low} of its strategic target."
    chance = script.voice.name("Four times in five")
    return script.say(text, said, lead=lead.replace("Four times in five", "{chance}"), chance=chance)


def _run_rate(script: Script) -> Sentence | None:
    """Return how fast strategic motions must go from here; the same numbers as the table's last row."""
    found, view, voice = script.first("run_rate"), script.view, script.voice
    if found is None or found.pattern in ("unknown", "not_connected"):
        return None
    if found.pattern == "year_over":
        return script.say("There is no quarter left.", lead="The year is over.")
    required, current = (view.value(slug, motion="strategic") for slug in ("required_run_rate", "current_run_rate"))
    if required.value == 0:
        return script.say("What is booked so far covers it.", lead="The strategic target of the year is met.")
    if required.value is None or current.value is None or not required.denominator:
        return None
    left = view.fact("quarters_left", required.denominator)
    said: dict[str, Part] = {
        "required": voice.money(required), "current": voice.money(current), "left": voice.counted(left, "quarter"),
    }  # fmt: skip
    each = "in the quarter that is left" if required.denominator == 1 else "in each of the {left} left"
    lead = f"Strategic bookings must reach {{required}} {each} to make the year's target."
    if current.value <= 0:
        return script.say("So far there are none.", said, lead=lead)
    said["factor"] = voice.times(view.fact("run_rate_factor", required.value / current.value))
    return script.say("They run at {current} a quarter: {factor} as much is needed.", said, lead=lead)


def price_title(script: Script) -> Sentence:
    """Return what moved bookings since last year: the largest of volume, mix, price, new and gone products."""
    change = script.view.value("bookings_change")
    steps = {name: script.view.value(slug) for slug, name in _STEPS.items()}
    known = {name: step for name, step in steps.items() if step.value}
    if change.value is None or not known:
        return title(script.say("Bookings cannot be compared with last year"))
    name, step = max(known.items(), key=lambda item: abs(item[1].value or 0.0))
    said: dict[str, Part] = {"change": script.voice.money(script.view.fact("bookings_moved", abs(change.value)))}
    way = "above" if change.value >= 0 else "below"
    return title(script.say(f"Bookings are {{change}} {way} last year; {name} {_pull(step, change)}", said))


def _pull(step: Evidence, change: Evidence) -> str:
    """Return whether the largest step pulls with the change of the whole or against it."""
    added = (step.value or 0.0) > 0
    if added == ((change.value or 0.0) >= 0):
        return "added most" if added else "took most"
    return "moved most, upwards" if added else "moved most, downwards"


_STEPS: Mapping[str, str] = {
    "pvm_volume": "volume", "pvm_mix": "the mix of products", "pvm_price": "price", "pvm_new": "added products",
    "pvm_discontinued": "absent products", "pvm_unpriced": "lines without units",
}  # fmt: skip
