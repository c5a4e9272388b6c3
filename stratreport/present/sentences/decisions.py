"""The decisions a page asks for: each follows from a finding by rule, with an owner the plan names and a due date."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings import Evidence, Finding
from stratreport.pack.blocks import Sentence
from stratreport.params.specs import Strategy
from stratreport.present import format as fmt
from stratreport.present.sentences.causes import motion_causes
from stratreport.present.sentences.company import region_name, regions
from stratreport.present.sentences.saying import Part
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.summary import MOST, missing_words

Decision = tuple[Sentence, str]
#: a region is the one to start with when it holds at least this share of the regions' strategic gap
WORTH_STARTING = 1 / 3
#: quarters that a decision about teams needs
ENOUGH_QUARTERS = 2
#: class of cause -> what it asks for; plan is asked by `_plan`, management by `_inspection`
ASKED = {
    "enablement": "Train and certify the sellers of {motion} before asking more of them.",
    "pipeline": "Build {missing} of pipeline for {motion}.",
    "conversion": "Coach the open deals in {motion} with those who win them.",
    "deal_size": "Let the deal desk approve price and scope in {motion}.",
    "timing": "Close what slipped in {motion} first.",
}
_OPEN = {
    "no_deals": "Check whether the quarter's bookings have reached the source before anything else.",
    "no_quota": "Set quotas for the quarter, or say that {unit} has none.",
    "no_target": "Set a strategic target for the quarter, or say that {unit} has none.",
}


def decisions(script: Script) -> tuple[Decision, ...]:
    """Return at most three decisions with owner and due date, weightiest first."""
    pattern = script.verdict.pattern
    if pattern in _OPEN:
        found = [*_data(script), (script.say(_OPEN[pattern]), _aside(script, ""))]
    elif script.verdict.certainty == "count_only":
        found = [*_data(script), (_wait(script), _aside(script, "Regional sales manager"))]
    elif script.is_company:
        found = [*_regions(script), *_pay(script), *_plan(script), *_data(script)]
    else:
        found = [
            *_plan(script), *_causes(script), *_pay(script), *_team_plan(script), *_volume(script), *_data(script),
            *_keep(script),
        ]  # fmt: skip
    return tuple(found[:MOST] or [(_hold(script), _aside(script, "Regional sales manager"))])


def _plan(script: Script) -> Iterator[Decision]:
    """Yield the repair of motions whose target has no support, or that nobody comes near (one decision per motion)."""
    unreached = {item.names["motion_id"]: item for item in script.find("unreached")}
    for found in script.find("unsupported"):
        if found.tone != "watch":
            continue
        out_of_reach = found.names["motion_id"] in unreached
        if not out_of_reach and not found.pattern.count("+") and "owner" not in found.pattern:
            continue
        said: dict[str, Part] = {"motion": script.motion(found), "target": script.voice.money(found["target"])}
        said["missing"] = missing_words(found).replace(" or ", " and ")
        text = "Give {motion} a {missing}, or withdraw the target of {target}."
        yield script.say(*_confirmed(script, found, text=text, said=said)), _aside(script, found.names["owner"])
        unreached.pop(found.names["motion_id"], None)
    for item in unreached.values():
        text, said = "Reset the target for {motion}, or say what makes it reachable.", {"motion": script.motion(item)}
        yield script.say(*_confirmed(script, item, text=text, said=said)), _aside(script, _owner(script, item))


def _confirmed(script: Script, item: Finding, *, text: str, said: dict[str, Part]) -> tuple[str, dict[str, Part]]:
    """Return a decision on a motion; where the current version of the plan changes that motion, it is to be confirmed.

    The headline judges an earlier version; a reader must not be asked for what has been declared since.
    """
    meta, motion = script.view.meta, item.names["motion_id"]
    if meta.revised is None or _declared(meta.strategy, motion, meta.region) == _declared(
        meta.revised, motion, meta.region
    ):
        return text, said
    name = script.voice.name(f"version {meta.current_version} of the plan")
    return text.removesuffix(".") + ": {current} does so; confirm it.", {**said, "current": name}


def _declared(strategy: Strategy, motion: str, region: str) -> tuple[object, ...]:
    """Return what a version of the plan asks and offers for a motion in a region."""
    own = [(item.target, item.support) for item in strategy.motions if item.id == motion]
    moved = [item for item in strategy.overrides if item.region == region and motion in item.targets]
    return (*own, *moved)


def _causes(script: Script) -> Iterator[Decision]:
    """Yield what the likely causes ask for: inspection where it is management, else one decision per motion."""
    found = script.first("cause")
    if found is not None and found.pattern == "management":
        yield from _inspection(script)
        return
    for item in motion_causes(script):
        text = ASKED.get(item.pattern)
        if text:
            said: dict[str, Part] = {"motion": script.motion(item), "missing": _missing_pipeline(script, item)}
            yield script.say(text, said), _aside(script, _owner(script, item))


def _missing_pipeline(script: Script, item: Finding) -> Part:
    """Return the pipeline a motion lacks, in money when it is known."""
    short = (
        one for one in script.find("coverage", pattern="short") if one.names["motion_id"] == item.names["motion_id"]
    )
    gap = next((one.get("gap") for one in short), None)
    return script.voice.money(gap) if gap else "the missing part"


def _inspection(script: Script) -> Iterator[Decision]:
    """Yield a weekly look at the deals of the teams off strategy; needs a proved verdict, never names a manager."""
    spread = script.first("manager_spread")
    if not spread or not spread.get("off") or not _proved(script):
        return
    yield (
        script.say(
            "Go through strategic deals every week with the {managers} whose {teams} off strategy.",
            managers=script.voice.counted(spread["off"], "manager"),
            teams="team is" if spread["off"].value == 1 else "teams are",
        ),
        _aside(script, "Regional sales manager"),
    )


def _pay(script: Script) -> Iterator[Decision]:
    """Yield the re-weighting of pay when a core surplus hides a strategic gap; never on a signal that is no proof."""
    hidden, gap = script.first("hidden_by", pattern="core"), script.first("motion_gap")
    if hidden and _proved(script):
        said: dict[str, Part] = {"core": script.motion(hidden), "motion": "strategic motions"}
        if gap:
            said["motion"] = script.motion(gap)
        yield (
            script.say("Pay less for {core} above its target than for {motion}.", said),
            _aside(script, "Head of sales compensation"),
        )


def _team_plan(script: Script) -> Iterator[Decision]:
    """Yield the plan with the managers of the few teams that hold the strategic shortfall.

    Needs a proved verdict, two or more quarters, and at least one mix beyond chance; never a person, never one quarter.
    """
    found, mixes = script.first("teams", pattern="some"), script.first("mix_verdicts", pattern="some")
    if script.first("cause", pattern="management"):
        return  # the inspection is asked of the same managers
    if not found or not mixes or not _proved(script) or (found["quarters"].value or 0) < ENOUGH_QUARTERS:
        return
    voice = script.voice
    yield (
        script.say(
            "Agree a plan for the strategic motions with the {managers} whose {teams} {share} of the shortfall "
            "over {quarters}.",
            teams="team holds" if found["carriers"].value == 1 else "teams hold",
            managers=voice.counted(found["carriers"], "manager"),
            share=voice.percent(found["share"]),
            quarters=voice.counted(found["quarters"], "quarter"),
        ),
        _aside(script, "Regional sales manager"),
    )


def _proved(script: Script) -> bool:
    """Return whether the scope is off strategy and its interval excludes the threshold."""
    return script.verdict.pattern in ("hit_off", "missed_off") and script.verdict.certainty == "is"


def _volume(script: Script) -> Iterator[Decision]:
    """Yield the volume decision when the mix is right and the number is short."""
    if script.verdict.pattern == "missed_on":
        said: dict[str, Part] = {"gap": script.voice.money(_quota_gap(script))}
        yield (
            script.say("Build pipeline for the missing {gap}; leave the mix alone.", said),
            _aside(script, "Regional sales manager"),
        )


def _regions(script: Script) -> Iterator[Decision]:
    """Yield the region to start with: the one off strategy with the largest share of the strategic gap."""
    found = [item for item in regions(script) if item.money]
    behind = [item for item in found if item.pattern in ("hit_off", "missed_off") and item.certainty == "is"]
    total = sum(item.money or 0.0 for item in found)
    if behind and (behind[0].money or 0.0) >= WORTH_STARTING * total:
        share = script.view.fact("region_gap_share", (behind[0].money or 0.0) / total, n=len(found))
        said: dict[str, Part] = {
            "name": script.voice.name(region_name(script, behind[0])),
            "share": script.voice.percent(share),
        }
        yield (
            script.say("Start with {name}: it holds {share} of the regions' strategic gap.", said),
            _aside(script, "Head of sales"),
        )


def _data(script: Script) -> Iterator[Decision]:
    """Yield the repair of data faults beyond their tolerance."""
    for found in script.find("data"):
        if found.tone == "bad" and found.names["fix"]:
            yield (
                script.say("{fix}.", fix=script.voice.name(found.names["fix"].rstrip("."))),
                _aside(script, "Revenue operations"),
            )


def _keep(script: Script) -> Iterator[Decision]:
    """Yield keeping what works when number and strategy agree."""
    if script.verdict.pattern == "hit_on":
        yield (
            script.say("Keep plan and pay as they are; write down what the strategic sellers do."),
            _aside(script, "Regional sales manager"),
        )
        gap = script.first("motion_gap")
        if gap:
            said: dict[str, Part] = {"motion": script.motion(gap), "gap": script.voice.money(gap["gap"])}
            yield script.say("Close the {gap} left in {motion}.", said), _aside(script, _owner(script, gap))


def _hold(script: Script) -> Sentence:
    """Return the decision of a page whose findings support no other."""
    if script.verdict.certainty == "appears":
        return script.say(
            "Change neither pay nor plan on this quarter alone: it is a signal, not proof; judge the next."
        )
    return script.say("Take no decision from this quarter alone; judge it again with the next.")


def _wait(script: Script) -> Sentence:
    window = script.view.fact("window_quarters", script.view.thresholds.window_quarters)
    return script.say(
        "Take no decision on the mix from this quarter; judge {quarters} together.",
        quarters=script.voice.counted(window, "quarter"),
    )


def _quota_gap(script: Script) -> Evidence:
    quota, bookings = script.verdict["quota"].value, script.verdict["bookings"].value
    return script.fact("quota_gap", max((quota or 0) - (bookings or 0), 0.0))


def _owner(script: Script, found: Finding) -> str:
    owner = script.view.motions["owner"].get(found.names["motion_id"])
    return owner if isinstance(owner, str) else ""


def _aside(script: Script, owner: str) -> str:
    """Return owner and due date: the last day of the next quarter."""
    end = _next_end(script)
    due = f"by {fmt.day((end - pd.Timedelta(days=1)).date())}" if end is not None else "next review"
    return f"{owner or 'owner to be named'}, {due}"


def _next_end(script: Script) -> pd.Timestamp | None:
    """Return the first day after the next quarter: of the calendar, else as many whole months as this quarter has.

    None where this quarter is not made of whole months and the calendar ends with it.
    """
    rows = script.view.snapshot.frames["periods"].sort_values("start")
    start, end = (pd.Timestamp(day) for day in script.days)
    later = rows.loc[rows["start"] >= end, "end"]
    if len(later):
        return pd.Timestamp(later.iloc[0])
    months = 12 * (end.year - start.year) + end.month - start.month
    return end + pd.DateOffset(months=months) if start.day == end.day == 1 else None
