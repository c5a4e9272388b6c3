"""The names a pack must never show: of other regions' people and customers, and of anybody under codes or aggregate."""

from __future__ import annotations

import ibis
import pandas as pd

from stratreport.facts.company import COMPANY, CompanyFacts
from stratreport.facts.people import people_of
from stratreport.facts.selling import selling_rows

SHORTEST = 6  # shorter names occur inside ordinary words


def foreign_names(facts: CompanyFacts, region: str) -> frozenset[str]:
    """Return what the pack of a region (or "company") must not show and that is no part of any name it may show.

    Of other regions the names of reps, managers and customers; where people are not shown by name, everybody's name,
    and every id of the source that is not a mere number. Shorter than six letters is left out. Over all periods that
    the facts cover; for the company's own pack, which may name everybody under `names`, there is nothing else.
    """
    reps, hidden = facts.frames["reps"], facts.codebook.hidden
    mine = _customers(facts, region, inside=True)
    if not hidden:
        mine |= _people(reps if region == COMPANY else _own(facts, region))
    everyone = _people(reps) | _customers(facts, region, inside=False)
    if hidden:
        everyone |= {str(key) for key in reps["rep_id"] if not str(key).isdigit()}
    shown = "\n".join(sorted(mine))
    return frozenset(name for name in everyone - mine if len(name) >= SHORTEST and name not in shown)


def _own(facts: CompanyFacts, region: str) -> pd.DataFrame:
    listed = [*facts.frames.values(), *selling_rows(facts.selling, region).values()]
    frames = [frame[frame["region"] == region] for frame in listed if "manager_id" in frame]
    return people_of(facts.frames["reps"], *frames)


def _people(reps: pd.DataFrame) -> set[str]:
    return {str(name) for name in reps["name"].dropna() if name}


def _customers(facts: CompanyFacts, region: str, *, inside: bool) -> set[str]:
    lines = facts.lines
    mine = ibis.literal(True) if region == COMPANY else lines.region == region
    column = lines.filter(mine if inside else ~mine).select("customer").distinct().to_pyarrow().column("customer")
    return {str(name) for name in column.to_pylist() if name}
