"""The words of the people page: counts and groups; a person is never judged on one quarter's data."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.pack.blocks import Sentence
from stratreport.present.sentences.narrative import Group
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.summary import carried_by

#: rep quadrant → name, position, response; results and next steps, never a label on a person
GROUPS: Mapping[str, Group] = {
    "executor": Group("Role models", "on number, on strategy", "Codify and teach"),
    "comfort_zone_hitter": Group(
        "Right number, wrong mix", "on number, off strategy", "Change the plan, not the person"
    ),
    "builder": Group("Right mix, not enough of it", "below number, on strategy", "Coach pipeline volume"),
    "at_risk": Group("Needs a plan", "below number, off strategy", "Agree a plan, review it weekly"),
    "too_few": Group("Too few deals to judge", "fewer deals than a rate needs", "Wait; look at four quarters"),
}


def people_title(script: Script) -> Sentence:
    """Return how many made quota, and how many of the judged are on strategy over the trailing quarters."""
    found, groups, voice = script.first("participation"), script.first("quadrant"), script.voice
    if not found:
        return title(script.say("No representative of {place} carries a quota in {quarter}"))
    said: dict[str, Part] = {
        "hit": voice.count(found["at_quota"]),
        "reps": voice.counted(found["reps"], "representative"),
    }
    if not groups or not (groups["judged"].value or 0):
        return title(script.say("{hit} of {reps} made quota; there are too few deals to judge the mix of any", said))
    said |= {
        "on": voice.count(groups["on_strategy"]),
        "judged": voice.digits(groups["judged"]),
        "window": voice.counted(groups["quarters"], "quarter"),
    }
    return title(
        script.say(
            "{hit} of {reps} made quota; over {window} {on} of the {judged} with enough deals are on strategy", said
        ),
        script.say("{hit} of {reps} made quota; over {window} {on} of {judged} are on strategy", said),
    )


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return what follows: who carries the shortfall, which teams, which group, and how groups are to be used."""
    found = [_carriers(script), _teams(script), _wrong_mix(script), _beyond_chance(script)]
    closing = script.say(
        "the response is agreed in the one-to-one, not in this report.", lead="Groups are set by data;"
    )
    return (*[item for item in found if item][:3], closing)


def _carriers(script: Script) -> Sentence | None:
    found = script.first("carriers")
    if not found or not found.get("share"):
        return None
    said = carried_by(script, found)
    single = found["carriers"].value == 1
    lead = f"{{n}} of {{reps}} {'holds' if single else 'hold'} {{share}} of the shortfall in {{motion}}."
    if (found["managers"].value or 0) <= 1:
        return script.say("It is a count, not a verdict on anyone: one quarter proves nothing.", said, lead=lead)
    said["teams"] = script.voice.count(found["teams"])
    said["managers"] = script.voice.counted(found["managers"], "manager")
    return script.say("They sit in the teams of {teams} of {managers}.", said, lead=lead)


def _teams(script: Script) -> Sentence | None:
    found, voice = script.first("teams"), script.voice
    if not found:
        return None
    said: dict[str, Part] = {
        "behind": voice.count(found["behind"]), "teams": voice.counted(found["teams"], "team"),
        "share": voice.percent(found["share"]), "lowest": voice.percent(found["lowest"]),
        "highest": voice.percent(found["highest"]),
    }  # fmt: skip
    are = "is" if found["behind"].value == 1 else "are"
    return script.say(
        "Teams range from {lowest} to {highest} of strategic target: look for what the manager does, not who sells.",
        said, lead=f"{{behind}} of {{teams}} {are} below the strategy threshold.",
    )  # fmt: skip


def _wrong_mix(script: Script) -> Sentence | None:
    found = script.first("quadrant")
    count = found.get("comfort_zone_hitter") if found else None
    if not found or not count or not count.value:
        return None
    makes = "representative makes" if count.value == 1 else "representatives make"
    first = "No pay component rewards the missing motion." if _unpaid(script) else "Look at targets and pay first."
    return script.say(
        first,
        lead=f"{{n}} {makes} the number on the wrong mix.", n=script.voice.count(count),
    )  # fmt: skip


def _unpaid(script: Script) -> bool:
    """Return whether the plan itself shows that nothing pays for the motion with the largest gap."""
    gap = script.first("motion_gap")
    lacking = {item.names["motion_id"] for item in script.find("unsupported") if "pay_component" in item.pattern}
    return bool(gap and gap.names["motion_id"] in lacking)


def _beyond_chance(script: Script) -> Sentence | None:
    found, voice = script.first("mix_verdicts"), script.voice
    if not found or not (found["tested"].value or 0):
        return None
    return script.say(
        "The test asks what a seller exactly on plan would show with as few and as uneven deals.",
        lead="{raised} of {tested} flags tested "
        + ("is" if found["raised"].value == 1 else "are") + " raised.",
        raised=voice.count(found["raised"]), tested=voice.digits(found["tested"]),
    )  # fmt: skip
