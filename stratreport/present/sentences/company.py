"""The words of the company pack: which regions made quota, which are on strategy, and where the gap sits."""

from __future__ import annotations

from stratreport.findings import Finding
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.verdict import parts

MOST = 3


def regions(script: Script) -> tuple[Finding, ...]:
    """Return the verdicts on the regions of a company snapshot, largest strategic gap first."""
    return tuple(item for item in script.find("verdict") if item.scope != script.view.scope)


def overview_title(script: Script) -> Sentence:
    """Return how many regions made quota and how many are on strategy."""
    found = regions(script)
    if not found:
        return title(script.say("No region of {place} has a verdict in {quarter}"))
    limits = script.view.thresholds
    judged = [item for item in found if item.certainty != "count_only"]
    at_quota = sum(fmt.reaches(item["quota_attainment"].value or 0, limits.quota) for item in found)
    reached = [item for item in judged if fmt.reaches(item["strategy"].value or 0, limits.strategic)]
    on = sum(item.certainty == "is" for item in reached)
    appear = len(reached) - on
    said: dict[str, Part] = {
        "hit": script.voice.out_of(
            script.view.fact("regions_at_quota", at_quota), script.view.fact("regions", len(found)), "region"
        ),
        "on": script.voice.count(script.view.fact("regions_on_strategy", on)),
        "appear": script.voice.count(script.view.fact("regions_appear", appear)),
        "few": script.voice.count(script.view.fact("regions_not_judged", len(found) - len(judged))),
    }
    pieces = ["{on} on strategy"] if on or not appear else []
    pieces += [f"{{appear}} {'appears' if appear == 1 else 'appear'} on strategy"] if appear else []
    pieces += ["{few} with too few deals to judge"] if len(judged) < len(found) else []
    return title(script.say("{hit} made quota; " + ", ".join(pieces), said))


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return the regions with the largest strategic gap, each with what it stands for."""
    behind = [item for item in regions(script) if item.pattern in ("hit_off", "missed_off") and item.money]
    said = [_region(script, item) for item in behind[:MOST]]
    return tuple(said) or (script.say("No region is off strategy.", parts(script)),)


def region_name(script: Script, found: Finding) -> str:
    """Return the name of the region a verdict is about."""
    key = found.scope.removeprefix("region:")
    return script.view.meta.region_names.get(key, key)


def _region(script: Script, found: Finding) -> Sentence:
    voice, limits = script.voice, script.view.thresholds
    said: dict[str, Part] = {
        "name": voice.name(region_name(script, found)),
        "gap": voice.money(found["strategic_gap"]),
        "qa": voice.against(found["quota_attainment"], limits.quota),
        "strategy": voice.against(found["strategy"], limits.strategic),
    }
    sure = "" if found.certainty == "is" else " The interval touches the threshold: a signal, not proof."
    return script.say(
        "It stands at {qa} of quota and {strategy} of its strategic target." + sure, said,
        lead="{name} is {gap} short of its strategic target.",
    )  # fmt: skip
