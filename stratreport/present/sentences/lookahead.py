"""The words of the look-ahead: whether the open pipeline can carry the next quarter, and how it converts."""

from __future__ import annotations

from stratreport.findings import Finding
from stratreport.pack.blocks import Sentence
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script

#: the end of the id of the finding on all strategic motions together
TOGETHER = "motion:strategic"
MOST = 5


def lookahead_title(script: Script) -> Sentence:
    """Return whether the pipeline covers what the next quarter asks of the strategic motions."""
    found = together(script)
    if found is None or found.pattern == "not_connected":
        return title(script.say("Whether next quarter repeats {quarter} is open: pipeline is not connected"))
    said = _cover(script, found)
    if found.pattern == "met":
        return title(script.say("The strategic target of next quarter is already booked in {place}"))
    if found.pattern == "short" and found.get("gap"):
        return title(
            script.say(
                "Next quarter's strategic pipeline covers its target {coverage} where {required} is needed: "
                "{gap} is missing", said,
            ),
        )  # fmt: skip
    if found.pattern == "covered":
        return title(
            script.say("Next quarter's strategic pipeline covers its target {coverage}; {required} is needed", said)
        )
    return title(script.say("What the strategic pipeline of {place} must hold for next quarter cannot be told yet"))


def together(script: Script) -> Finding | None:
    """Return the finding on all strategic motions together, or that pipeline is not connected."""
    found = list(script.find("coverage"))
    return next((item for item in found if item.id.endswith(TOGETHER) or item.pattern == "not_connected"), None)


def short_motions(script: Script) -> list[Finding]:
    """Return the motions whose pipeline is short of what is needed, most money first."""
    return [item for item in script.find("coverage", pattern="short") if not item.id.endswith(TOGETHER)]


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return the motion furthest from its cover, how strategic motions convert, and whom sellers meet."""
    found = [_shortest(script), *_conversion(script), _discount(script), _personas(script), _activity(script)]
    return tuple(item for item in found if item)[:MOST]


def _cover(script: Script, found: Finding) -> dict[str, Part]:
    voice, said = script.voice, dict[str, Part]()
    for role, way in (("coverage", voice.multiple), ("required", voice.multiple), ("gap", voice.money),
                      ("open", voice.money), ("target", voice.money), ("conversion", voice.percent)):  # fmt: skip
        value = found.get(role)
        if value:
            said[role] = way(value)
    return said


def _shortest(script: Script) -> Sentence | None:
    short = short_motions(script)
    if not short or not all(short[0].get(role) for role in ("gap", "open", "target", "coverage", "required")):
        return None
    said = _cover(script, short[0]) | {"motion": script.motion(short[0])}
    text = "{open} is open against a target of {target}: {coverage} where {required} is needed."
    return script.say(text, said, lead="{gap} of pipeline is missing in {motion}.")


def _conversion(script: Script) -> list[Sentence]:
    found = list(script.find("conversion"))
    if any(item.pattern == "level" for item in found):
        return [
            script.say(
                "no win rate or cycle differs from core beyond its interval.",
                lead="Strategic motions convert as core does:",
            )
        ]
    return [item for item in (_converts(script, one) for one in found) if item][:2]


def _converts(script: Script, found: Finding) -> Sentence | None:
    voice, said = script.voice, dict[str, Part](motion=script.motion(found))
    parts = []
    if "win_rate" in found.pattern and found.get("win_rate") and found.get("core_win_rate"):
        said |= {"rate": voice.percent(found["win_rate"]), "core_rate": voice.percent(found["core_win_rate"])}
        parts.append("{rate} of what is decided is won, in core {core_rate}")
    if "cycle" in found.pattern and found.get("cycle") and found.get("core_cycle"):
        said |= {"days": voice.counted(found["cycle"], "day"), "core_days": voice.counted(found["core_cycle"], "day")}
        parts.append("it takes {days} to close, in core {core_days}")
    if not parts:
        return None
    return script.say(f"{'; '.join(parts)}.", said, lead="Deals in {motion} convert worse than in core.")


def _discount(script: Script) -> Sentence | None:
    found = script.first("discount")
    if not found or found.pattern not in ("strategic_deeper", "core_deeper") or not found.get("discount"):
        return None
    voice = script.voice
    said: dict[str, Part] = {
        "motion": script.motion(found), "discount": voice.percent(found["discount"]),
        "core": voice.percent(found["core_discount"]),
    }  # fmt: skip
    if found.pattern == "core_deeper":
        return script.say(
            "there the discount is {core}, in {motion} {discount}.", said, lead="Core is bought with price:"
        )
    return script.say(
        "In {motion} the discount is {discount}, in core {core}.", said, lead="The mix is bought with price:"
    )


def _personas(script: Script) -> Sentence | None:
    found = script.first("persona_coverage", pattern="low")
    if not found or not found.get("coverage"):
        return None
    said: dict[str, Part] = {"coverage": script.voice.percent(found["coverage"])}
    return script.say("Sellers met {coverage} of the buying roles that the plan asks for.", said)


def _activity(script: Script) -> Sentence | None:
    share = script.view.value("strategic_activity_share")
    if not share.known:
        return None
    said: dict[str, Part] = {"share": script.voice.percent(share)}
    return script.say("It is evidence of effort, not of result.", said, lead="{share} of activity is strategic.")
