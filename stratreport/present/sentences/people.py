"""The words of the people page: counts and groups; a person is never judged on one quarter's data."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.pack.blocks import Sentence
from stratreport.present.sentences.narrative import Group
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.summary import carried_by, shortfall_holders

#: rep quadrant → name, position, response; results and next steps, never a label on a person
GROUPS: Mapping[str, Group] = {
    "executor": Group("Role models", "on number, on strategy", "Codify and teach"),
    "comfort_zone_hitter": Group(
        "Right number, wrong mix", "on number, off strategy", "Agree the mix, keep the number"
    ),
    "builder": Group("Right mix, not enough of it", "below number, on strategy", "Coach pipeline volume"),
    "at_risk": Group("Needs a plan", "below number, off strategy", "Agree a plan, review it weekly"),
    "no_signal": Group("Within chance", "below strategy, not beyond chance", "No signal: watch, do not act"),
    "too_few": Group("Too few deals to judge", "fewer deals than a rate needs", "Wait for more deals"),
}


def people_title(script: Script) -> Sentence:
    """Return how many made quota, and how many of the judged are on strategy over the trailing quarters.

    The second count is left out where groups are closed: beside the open ones it would give a closed one away.
    """
    found, groups, voice = script.first("participation"), script.first("quadrant"), script.voice
    if not found:
        return title(script.say("No representative of {place} carries a quota in {quarter}"))
    said: dict[str, Part] = {
        "hit": voice.out_of(found["at_quota"], found["reps"], "representative"),
    }
    if not groups or not (groups["judged"].value or 0):
        return title(script.say("{hit} made quota; there are too few deals to judge the mix of any", said))
    if groups["judged"].value == 1:
        return title(script.say("{hit} made quota; one has enough deals to judge the mix", said))
    if script.closes_groups:
        return title(script.say("{hit} made quota this quarter; by mix, groups too small to show are closed", said))
    said |= {
        "on": voice.out_of(groups["on_strategy"], groups["judged"], "with enough deals", "with enough deals"),
        "window": voice.counted(groups["quarters"], "quarter"),
    }
    are = "is" if (groups["on_strategy"].value or 0) <= 1 else "are"
    return title(script.say(f"{{hit}} made quota this quarter; over {{window}} {{on}} {are} on strategy", said))


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return what follows: whose mix, which teams, who carries the shortfall, the flags, how groups are to be used."""
    found = [_wrong_mix(script), _teams(script), _carriers(script)]
    closing = script.say(
        "the response is agreed in the one-to-one, not in this report.", lead="Groups are set by data;"
    )
    return (*[item for item in found if item][:2], _flags(script), closing)


def _carriers(script: Script) -> Sentence | None:
    found = shortfall_holders(script)
    if not found:
        return None
    said = carried_by(script, found)
    single = found["carriers"].value == 1
    lead = f"{{few}} {'holds' if single else 'hold'} {{share}} of the shortfall in {{motion}}."
    if (found["managers"].value or 0) <= 1:
        return script.say("It is a count over {quarters}, not a verdict on anyone.", said, lead=lead)
    return script.say("They report to {managers}; counted over {quarters}.", said, lead=lead)


def _teams(script: Script) -> Sentence | None:
    found, voice = script.first("teams"), script.voice
    if not found or script.hides_teams:
        return None
    said: dict[str, Part] = {
        "few": voice.out_of(found["carriers"], found["teams"], "team"),
        "share": voice.percent(found["share"]), "lowest": voice.percent(found["lowest"]),
        "highest": voice.percent(found["highest"]),
    }  # fmt: skip
    said["quarters"] = voice.counted(found["quarters"], "quarter")
    text = "Over {quarters} teams range from {lowest} to {highest} of their strategic target."
    if found.pattern == "all":
        return script.say(
            "They range from {lowest} to {highest}: look at plan and offer before people.", said,
            lead="No team reaches the strategy threshold over {quarters}.",
        )  # fmt: skip
    hold = "holds" if found["carriers"].value == 1 else "hold"
    return script.say(text, said, lead=f"{{few}} {hold} {{share}} of the strategic shortfall.")


def _wrong_mix(script: Script) -> Sentence | None:
    """Return how many make the number on a mix beyond chance; only whom the null rejects stands in that group."""
    found, tested = script.first("quadrant"), script.first("mix_verdicts", pattern="some")
    count = found.get("comfort_zone_hitter") if found else None
    few = not found or (found["reps"].value or 0) < script.view.statistics.min_n_rate
    if few or found is None or tested is None or not count or not count.value or script.hides(count.value):
        return None
    said: dict[str, Part] = {
        "n": script.voice.out_of(count, found["reps"], "representative"),
        "quarters": script.voice.counted(found["quarters"], "quarter"),
        "off": script.voice.out_of(tested["off"], tested["judged"], "tested", "tested"),
        "unpaid": " No pay component rewards the motion that misses." if _unpaid(script) else "",
    }
    makes = "makes" if count.value == 1 else "make"
    are = "is" if (tested["off"].value or 0) <= 1 else "are"
    text = f"{{off}} {are} beyond chance; anyone else below the strategy threshold is no signal.{{unpaid}}"
    text = "Groups of fewer people are closed.{unpaid}" if script.closes_groups else text
    lead = f"{{n}} {makes} the number on a mix further from plan than chance explains, over {{quarters}}."
    return script.say(text, said, lead=lead)


def _unpaid(script: Script) -> bool:
    """Return whether the plan itself shows that nothing pays for the motion with the largest gap."""
    gap = script.first("motion_gap")
    lacking = {item.names["motion_id"] for item in script.find("unsupported") if "pay_component" in item.pattern}
    return bool(gap and gap.names["motion_id"] in lacking)


def _flags(script: Script) -> Sentence:
    """Return the flags tested and raised; without a count where it would point at one person."""
    found = script.first("mix_verdicts")
    if not found or not found["tested"].value:
        return script.say("No representative has enough deals.", lead="No flag was tested.")
    if (found["judged"].value or 0) < script.view.statistics.min_n_rate:
        return script.say("Too few can be tested for a count that points at nobody.", lead="Flags are not counted.")
    are = "are" if (found["raised"].value or 0) > 1 else "is"
    return script.say(
        "A flag is one representative in one motion: few and uneven deals prove little there, the whole mix more.",
        lead=f"In single motions {{raised}} tested {are} raised.",
        raised=script.voice.out_of(found["raised"], found["tested"], "flag"),
    )
