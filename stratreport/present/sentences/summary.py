"""What happened, why as far as the data can tell, and the decisions that follow."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.findings import Evidence, Finding
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.sentences import causes
from stratreport.present.sentences.saying import Part
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.verdict import parts

MOST = 3
#: optional tables in the words of the question they would answer
EVIDENCE: Mapping[str, str] = {
    "opportunities": "win rates",
    "pipeline_snapshots": "pipeline",
    "enablement": "training",
    "payouts": "pay",
    "engagements": "buying-centre contacts",
    "activities": "activity",
    "acknowledgements": "plan acknowledgement",
}
SUPPORT_WORDS: Mapping[str, str] = {
    "pay_component": "pay component", "enablement": "enablement programme", "owner": "owner",
}  # fmt: skip


def happened(script: Script) -> tuple[Sentence, ...]:
    """Return what happened: surplus and shortfall, the largest gap, who made quota, what is new against last year."""
    found = [_surplus_and_gap(script), _largest_gap(script), _participation(script), _growth(script), _bookings(script)]
    return tuple(item for item in found if item)[:MOST]


def why(script: Script) -> tuple[Sentence, ...]:
    """Return what the connected data is consistent with, strongest first; what is not known is said, never guessed."""
    carriers, unknown = shortfall_holders(script), _unknown(script)
    found = [
        *(unreached_text(script, item) for item in script.find("unreached")),
        *(_unsupported(script, item) for item in _lacking(script) if "+" in item.pattern),
        *causes.why(script),
        _teams(script),
        _beyond_chance(script),
        _carriers(script, carriers) if carriers else None,
        *(_unsupported(script, item) for item in _lacking(script) if "+" not in item.pattern),
    ]
    told = [item for item in found if item]
    return (*told[: MOST - 1], unknown) if unknown else tuple(told[:MOST])


def largest_gap_text(script: Script, gap: Finding) -> Sentence:
    """Return the largest gap with its attainment, money and deals."""
    voice = script.voice
    few = (gap["deals"].value or 0) < script.view.statistics.min_n_rate
    on = "on {deals}" if gap["deals"].value else "without a deal"
    text = f"{{motion}} stayed {{gap}} short of target, {on}."
    return script.say(
        text if few else f"{{motion}} reached {{attainment}} of target, {{gap}} short, {on}.",
        motion=voice.name(gap.names["motion"]), attainment=voice.against(gap["attainment"], 1.0),
        gap=voice.money(gap["gap"]), deals=voice.counted(gap["deals"], "deal"),
    )  # fmt: skip


def missing_words(finding: Finding) -> str:
    """Return what a motion lacks: "pay component or enablement programme"."""
    listed = [SUPPORT_WORDS[name] for name in finding.pattern.split("+")]
    return " or ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def shortfall_holders(script: Script) -> Finding | None:
    """Return who carries the largest shortfall, unless so few carry a quota that counting would point at a person."""
    found = script.first("carriers")
    enough = found is not None and (found["reps"].value or 0) >= script.view.statistics.min_n_rate
    if found is not None and script.hides(found["carriers"].value):
        return None
    return found if enough and found is not None and found.get("share") else None


def carried_by(script: Script, found: Finding) -> dict[str, Part]:
    """Return the words of who carries a shortfall."""
    voice = script.voice
    return {
        "quarters": voice.counted(found["quarters"], "quarter"),
        "few": voice.out_of(found["carriers"], found["reps"], "representative"),
        "share": voice.percent(found["share"]),
        "motion": script.motion(found),
        "managers": voice.out_of(found["teams"], found["managers"], "manager"),
        "none": voice.out_of(found["none"], found["reps"], "representative"),
    }


def _surplus_and_gap(script: Script) -> Sentence | None:
    hidden = script.first("hidden_by")
    if not hidden:
        return None
    said = parts(script) | {"surplus": script.voice.money(hidden["surplus"]), "motion": script.motion(hidden)}
    if (script.verdict["strategic_gap"].value or 0) <= 0:
        return script.say("{motion} booked {surplus} above target.", said | {"motion": hidden.names["motion"]})
    text = "{motion} booked {surplus} above target, while strategic motions stayed {gap} below theirs."
    if hidden.pattern == "strategic":
        said["gap"] = script.voice.money(_others_gap(script, hidden))
        text = "{motion} booked {surplus} above target, while the other strategic motions stayed {gap} below theirs."
    return script.say(text, said | {"motion": script.voice.name(hidden.names["motion"])})


def _others_gap(script: Script, hidden: Finding) -> Evidence:
    """Return what the strategic motions without the one in surplus stayed below target."""
    rows = script.view.money
    rest = rows[(rows["unit_class"] == "strategic") & (rows.index != hidden.names["motion_id"])]
    return script.fact("other_strategic_gap", max(-float(rest["difference"].sum()), 0.0))


def _largest_gap(script: Script) -> Sentence | None:
    gap = script.first("motion_gap")
    return largest_gap_text(script, gap) if gap else None


def _participation(script: Script) -> Sentence | None:
    found, voice = script.first("participation"), script.voice
    if not found:
        return None
    said: dict[str, Part] = {"hit": voice.out_of(found["at_quota"], found["reps"], "representative")}
    before = found.get("before")
    if before and before.numerator is not None and (before.denominator or 0) > 1:
        last = script.view.fact("reps_at_quota_before", before.numerator, n=before.n)
        size = script.view.fact("reps_before", before.denominator, n=before.n)
        said["last"] = voice.out_of(last, size, "did", "did")
        return script.say("{hit} made quota; a year ago {last}.", said)
    return script.say("{hit} made quota.", said)


def _growth(script: Script) -> Sentence | None:
    moved = [item for item in script.find("growth_share") if "change" in item.values and comparable(script, item)]
    if not moved:
        return None
    found = max(moved, key=lambda item: abs(item["change"].value or 0))
    return growth_text(script, found)


def comparable(script: Script, found: Finding) -> bool:
    """Return whether a growth share rests on enough deals, now and a year ago, to be spoken of."""
    seen = [item for item in (found.get("share"), found.get("before")) if item]
    return all(item.n >= script.view.statistics.min_n_flag for item in seen)


def growth_text(script: Script, found: Finding) -> Sentence:
    """Return a growth share against last year."""
    voice, what = script.voice, found.names["what"]
    said: dict[str, Part] = {"share": voice.percent(found["share"]), "what": f"new {what}s"}
    whole = "bookings with a known persona" if what == "persona" else "bookings"
    if "before" not in found.values:
        return script.say(f"{{what}} took {{share}} of {whole}; there is no year to compare with.", said)
    before = voice.percent(found["before"])
    if before.shown == said["share"].shown:  # type: ignore[union-attr]
        return script.say(f"{{what}} took {{share}} of {whole}, as a year ago.", said)
    return script.say(f"{{what}} took {{share}} of {whole}, {{move}} {{before}} a year ago.", said, before=before,
                      move="up from" if found.pattern == "up" else "down from")  # fmt: skip


def _bookings(script: Script) -> Sentence | None:
    found = script.verdict
    if found.get("quota_attainment"):
        return script.say("Bookings reached {bookings} against a quota of {quota}, on {deals}.", parts(script))
    return script.say("Bookings reached {bookings}, on {deals}.", parts(script))


def _lacking(script: Script) -> list[Finding]:
    """Return materially short motions that lack support."""
    return [item for item in script.find("unsupported") if item.tone == "watch"]


def _unsupported(script: Script, found: Finding) -> Sentence:
    return script.say(
        "No {missing} stands behind the target of {target} for {motion}: consistent with a fault of the plan.",
        motion=script.motion(found), target=script.voice.money(found["target"]),
        missing=missing_words(found),
    )  # fmt: skip


def unreached_text(script: Script, found: Finding) -> Sentence:
    """Return the target that hardly anybody reaches, beside what the other regions reach."""
    voice = script.voice
    said = {
        "motion": script.motion(found),
        "near": voice.out_of(found["near"], found["reps"], "current representative"),
        "threshold": voice.percent(found["threshold"]),
        "median": voice.percent(found["median"]),
        "quarters": voice.counted(found["quarters"], "quarter"),
    }  # fmt: skip
    text = "{near} reached {threshold} of the target for {motion} over {quarters}; the median is {median}"
    if found.get("others"):
        said["others"] = voice.percent(found["others"])
        text += ", and the other regions reach {others}"
    return script.say(text + ": consistent with a target out of reach.", said)


def _teams(script: Script) -> Sentence | None:
    found, voice = script.first("teams"), script.voice
    if not found:
        return None
    if found.pattern == "all":
        return script.say(
            "No team reaches the strategy threshold over {quarters}: consistent with a cause in plan, offer or market.",
            quarters=voice.counted(found["quarters"], "quarter"),
        )
    one = found["carriers"].value == 1
    inside = f": consistent with a cause inside {'that team' if one else 'those teams'}"
    said_before = script.first("cause", pattern="management")  # the class already says so
    return script.say(
        f"{{few}} {'holds' if one else 'hold'} {{share}} of the strategic shortfall over {{quarters}}"
        + ("." if said_before else f"{inside}."),
        quarters=voice.counted(found["quarters"], "quarter"),
        few=voice.out_of(found["carriers"], found["teams"], "team"), share=voice.percent(found["share"]),
    )  # fmt: skip


def _carriers(script: Script, found: Finding) -> Sentence | None:
    if found.pattern == "part":
        return None
    said = carried_by(script, found)
    if found.pattern == "spread":
        return script.say(
            "It takes {few} to hold {share} of the shortfall in {motion} over {quarters}: spread, not a few people.",
            said,
        )
    hold = "holds" if found["carriers"].value == 1 else "hold"
    text = (
        f"{{few}} {hold} {{share}} of the shortfall in {{motion}} over {{quarters}}: consistent with a cause near them."
    )
    return script.say(text, said)


def _beyond_chance(script: Script) -> Sentence | None:
    """Return how many mixes are beyond chance; not where groups are closed: the count would give one away."""
    found, voice = script.first("mix_verdicts"), script.voice
    if script.closes_groups:
        return None
    if not found or not found["off"].value or (found["judged"].value or 0) < script.view.statistics.min_n_rate:
        return None
    return script.say(
        "The mix of {off} is further from plan than chance explains, over {quarters}.",
        off=voice.out_of(found["off"], found["judged"], "representative"),
        quarters=voice.counted(found["quarters"], "quarter"),
    )  # fmt: skip


def _unknown(script: Script) -> Sentence | None:
    """Return what the causes above leave out because its table is not connected; None when all of them are."""
    absent = [EVIDENCE[table] for table in list(EVIDENCE)[:4] if table in script.view.meta.not_connected]
    if absent:
        return script.say(f"Not connected: {fmt.join_words(absent)}; their part in the result is open.")
    return None
