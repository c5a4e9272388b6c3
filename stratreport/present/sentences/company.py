"""The words of the company pack: which regions made quota, which are on strategy, and where the gap sits."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from stratreport.findings import Finding
from stratreport.metrics.region_funnel import region_funnel
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.verdict import parts

MOST, FEWEST = 3, 3


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


def regions_title(script: Script) -> Sentence:
    """Return how many regions sell another share of strategic deals than chance explains."""
    rows = _funnel(script)
    if len(rows) < FEWEST:
        return title(script.say("Regions of {place} side by side, motion by motion"))
    outside = rows[rows["outside"] != ""]
    if outside.empty:
        return title(script.say("No region sells another share of strategic deals than chance alone would give"))
    said: dict[str, Part] = {
        "few": script.voice.out_of(
            script.view.fact("regions_outside", len(outside)), script.view.fact("regions", len(rows)), "region"
        )
    }
    sell, below = "sells" if len(outside) == 1 else "sell", outside["share"] < outside["common"]
    kind = "fewer" if below.all() else "more" if not below.any() else "more or fewer"
    return title(script.say(f"{{few}} {sell} {kind} strategic deals than chance explains", said))


def regions_so_what(script: Script) -> tuple[Sentence, ...]:
    """Return the regions outside the limits, furthest first, and what lying inside means."""
    rows = _funnel(script)
    if len(rows) < FEWEST:
        return ()
    outside = rows[rows["outside"] != ""].assign(away=lambda frame: (frame["share"] - frame["common"]).abs())
    said = [_outside(script, row) for row in outside.nlargest(2, "away").to_dict("records")]
    inside = script.say(
        "Their ranking says nothing; limits assume that deals are independent.",
        lead="Regions between the limits do not differ beyond chance.",
    )  # fmt: skip
    return (*said, inside)


def _funnel(script: Script) -> pd.DataFrame:
    atoms = getattr(script.view.book, "atoms", None)
    return region_funnel(atoms) if atoms is not None and script.is_company else pd.DataFrame()


def _outside(script: Script, row: Mapping[Hashable, Any]) -> Sentence:
    view, voice, key = script.view, script.voice, str(row["region"])
    said: dict[str, Part] = {
        "name": voice.name(view.meta.region_names.get(key, key)),
        "share": voice.percent(view.fact("strategic_deal_share", row["share"], scope={"region": key})),
        "deals": voice.counted(view.fact("deals", row["deals"], scope={"region": key}), "deal"),
        "common": voice.percent(view.fact("strategic_deal_share", row["common"])),
        "level": voice.name(f"{row['outside']}%"),
    }
    way = "below" if row["share"] < row["common"] else "above"
    lead = f"{{name}} sells {{share}} of {{deals}} in strategic motions, {way} what chance explains."
    return script.say("The middle region: {common}. It lies outside the limits of {level}.", said, lead=lead)


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
