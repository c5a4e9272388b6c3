"""The names a region's pack must never show: people and customers that appear in other regions only."""

from __future__ import annotations

from stratreport.facts.company import CompanyFacts
from stratreport.facts.people import people_of

SHORTEST = 6  # shorter names occur inside ordinary words


def foreign_names(facts: CompanyFacts, region: str) -> frozenset[str]:
    """Return names of reps, managers and customers of other regions that are no part of any name of this region.

    Names of fewer than six letters are left out. Over all periods that the facts cover.
    """
    frames = facts.frames
    own = {name: frames[name][frames[name]["region"] == region] for name in ("quotas", "cells")}
    people = people_of(frames["reps"], own["quotas"], own["cells"])
    mine = set(people["name"].dropna()) | _customers(facts, region, inside=True)
    everyone = set(frames["reps"]["name"].dropna()) | _customers(facts, region, inside=False)
    shown = "\n".join(sorted(mine))
    return frozenset(name for name in everyone - mine if len(name) >= SHORTEST and name not in shown)


def _customers(facts: CompanyFacts, region: str, *, inside: bool) -> set[str]:
    lines = facts.lines
    chosen = lines.filter(lines.region == region) if inside else lines.filter(lines.region != region)
    column = chosen.select("customer").distinct().to_pyarrow().column("customer")
    return {str(name) for name in column.to_pylist() if name}
