"""Buying roles met (M25): coverage of the roles an opportunity should have met, and how many it met."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.by_motion import spread
from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import TOO_FEW, Metric, column, ratio, tidy, withheld
from stratreport.metrics.rates import BELOW, MIN_JUDGED, MIN_SHOWN, rate
from stratreport.metrics.scopes import keyed
from stratreport.params.specs import PersonaCoverage, Strategy

TABLES = ("opportunities", "engagements")
SUMS = ("n", "roles", "met", "full", "economic_buyer", "contacts", "contacts_squared", "unclear")
#: the share of opportunities whose stages may be unclear before nothing is said
MAX_UNCLEAR = 0.30
NO_BUYER = "no economic buyer declared"
NO_ORDER = "stages not in the declared order"


def coverage_of(reading: Strategy) -> PersonaCoverage:
    """Return the declared coverage with its roles filled in: without a declaration the courted personas, at any time.

    Columns: none. Source: `Strategy.persona_coverage`, `Axes.persona.new`.
    """
    declared = reading.persona_coverage or PersonaCoverage()
    roles = declared.roles or reading.axes.persona.new
    return PersonaCoverage(roles, declared.economic_buyer, declared.by_stage, declared.stages)


def in_time(engagements: pd.DataFrame, *, coverage: PersonaCoverage) -> pd.DataFrame:
    """Return the engagements that began at or before the fixed stage; all of them without one.

    Columns in: stage (the opportunity's stage at the first two-way exchange). The order of stages is the declared one
    (`PersonaCoverage.stages`), compared without regard to case. A stage outside that order is not known to be in time
    and does not count. Fixing the stage keeps won deals from looking better only because they lived longer.

    >>> plan = PersonaCoverage(("cfo",), None, "discover", ("qualify", "discover", "propose"))
    >>> in_time(pd.DataFrame({"stage": ["Qualify", "propose", None]}), coverage=plan)["stage"].tolist()
    ['Qualify']
    """
    if coverage.by_stage is None:
        return engagements
    order = [stage.casefold() for stage in coverage.stages]
    fixed = coverage.by_stage.casefold()
    early = order[: order.index(fixed) + 1] if fixed in order else []
    return engagements[engagements["stage"].astype(object).str.casefold().isin(early)]


def roles_met(opportunities: pd.DataFrame, *, engagements: pd.DataFrame, coverage: PersonaCoverage) -> pd.DataFrame:
    """Add to each opportunity which roles it met in time.

    Columns in: opportunities opportunity_id; engagements opportunity_id, persona, stage. Columns out: plus n = 1,
    roles (asked for), met, full (1 or 0), economic_buyer (1 or 0), contacts (distinct roles met, asked for or not),
    contacts_squared, unclear (1 or 0: met somebody at a stage outside the declared order, so that it cannot be told
    whether it was in time), and one column "role:<role>" (1 or 0) per role asked for.
    Source: metrics.md M25, W17.

    >>> deals = pd.DataFrame({"opportunity_id": ["o1", "o2"]})
    >>> seen = pd.DataFrame({"opportunity_id": ["o1", "o1"], "persona": ["EB", "x"], "stage": "qualify"})
    >>> found = roles_met(deals, engagements=seen, coverage=PersonaCoverage(("EB", "TB"), "EB"))
    >>> found[["met", "full", "contacts"]].values.tolist()
    [[1.0, 0.0, 2.0], [0.0, 0.0, 0.0]]
    """
    early = in_time(engagements, coverage=coverage).drop_duplicates(["opportunity_id", "persona"])
    ids = opportunities["opportunity_id"]
    contacts = ids.map(early.groupby("opportunity_id").size()).fillna(0.0).astype(float)
    per_role = {
        f"role:{role}": ids.isin(early.loc[early["persona"] == role, "opportunity_id"]).astype(float)
        for role in coverage.roles
    }
    met = sum(per_role.values(), start=pd.Series(0.0, index=opportunities.index))
    asked = float(len(coverage.roles))
    buyer = early.loc[early["persona"] == coverage.economic_buyer, "opportunity_id"]
    return opportunities.assign(
        n=1.0, roles=asked, met=met, full=((met == asked) & (asked > 0)).astype(float),
        economic_buyer=ids.isin(buyer).astype(float), contacts=contacts, contacts_squared=contacts**2, **per_role,
        unclear=ids.isin(_unclear(engagements, coverage=coverage, ids=ids)).astype(float),
    )  # fmt: skip


def _unclear(engagements: pd.DataFrame, *, coverage: PersonaCoverage, ids: pd.Series) -> pd.Series:
    """Return the ids of opportunities of which it cannot be told who was met in time."""
    if coverage.by_stage is None:
        return ids[:0]
    order = [stage.casefold() for stage in coverage.stages]
    if coverage.by_stage.casefold() not in order:
        return ids
    return engagements.loc[~engagements["stage"].astype(object).str.casefold().isin(order), "opportunity_id"]


def _told(out: pd.DataFrame, buying: pd.DataFrame) -> pd.DataFrame:
    """Take back the values of units with too many unclear opportunities."""
    hidden = np.nan_to_num(ratio(column(buying, "unclear"), column(buying, "n"))) > MAX_UNCLEAR
    hidden &= column(out, "n") >= MIN_SHOWN
    return withheld(out, where=hidden, why=NO_ORDER)


def buying_frames(atoms: Atoms) -> dict[str, pd.DataFrame]:
    """Return the measures frames "buying" (base, motion) and "personas" (base x role asked for).

    Opportunities that closed in the period and were created since the region's first recorded engagement: before that
    nobody wrote down who was met, and none met would be a lie. Columns: keys and the sums of `roles_met`;
    "personas": met, n.
    """
    coverage = coverage_of(atoms.reading)
    rows = atoms.optional["opportunities"]
    rows = rows[(rows["kind"] == "base") & rows["outcome"].isin(["won", "lost"])].reset_index(drop=True)
    engagements = atoms.optional["engagements"]
    first = rows.merge(engagements[["opportunity_id", "engaged_on"]], on="opportunity_id")
    since = rows["region"].map(first.groupby("region")["engaged_on"].min().to_dict())
    known = pd.to_datetime(rows["created_on"]) >= pd.to_datetime(since)
    found = roles_met(rows[known], engagements=engagements, coverage=coverage)
    buying = spread(found, motions=atoms.motions, sums=SUMS).assign(declared_buyer=coverage.economic_buyer is not None)
    names = [f"role:{role}" for role in coverage.roles]
    summed = found.groupby(["period", "base"], sort=True)[[*names, "n", "unclear"]].sum().reset_index()
    long = summed.melt(["period", "base", "n", "unclear"], names, "role", "met")
    long["role"] = long["role"].astype(object).str.removeprefix("role:")
    return {"buying": buying, "personas": keyed(long, kind="persona", parts={"persona": "role"})}


def persona_coverage(buying: pd.DataFrame) -> pd.DataFrame:
    """Share of the buying roles asked for that were met by the fixed stage, over closed opportunities.

    Formula: sum of roles met / (n x roles asked for); for one role: opportunities that met it / n. Columns: met,
    roles (sum of roles asked for; absent for a single role), n (opportunities). 95% Wilson interval with n
    opportunities as trials: the roles of one opportunity are not independent.
    Edge cases: fewer than 5 opportunities: counts only; more than 30% at stages outside the declared order: no value.
    Source: metrics.md M25, W17.

    >>> persona_coverage(pd.DataFrame({"met": [6.0], "roles": [12.0], "n": [4.0]}))["caveat"].tolist()
    ['too few to judge']
    >>> persona_coverage(pd.DataFrame({"met": [15.0], "roles": [30.0], "n": [10.0]}))["value"].tolist()
    [0.5]
    """
    met, n = column(buying, "met"), column(buying, "n")
    asked = column(buying, "roles") if "roles" in buying else n
    share = pd.DataFrame({"hits": ratio(met, asked) * n, "n": n}, index=buying.index)
    out = rate(buying.assign(**share), of="hits", whole="n")
    return _told(out.assign(numerator=met, denominator=asked), buying)


def full_coverage(buying: pd.DataFrame) -> pd.DataFrame:
    """Share of closed opportunities that met every role asked for by the fixed stage, with a 95% Wilson interval.

    Formula: count(all roles met) / n. Columns: full, n. Edge cases: fewer than 5: counts only.
    Source: metrics.md M25, W17.

    >>> full_coverage(pd.DataFrame({"full": [2.0], "n": [8.0]}))["value"].tolist()
    [0.25]
    """
    return _told(rate(buying, of="full", whole="n"), buying)


def economic_buyer_coverage(buying: pd.DataFrame) -> pd.DataFrame:
    """Share of closed opportunities that met the declared economic buyer by the fixed stage, with a Wilson interval.

    Formula: count(economic buyer met) / n. Columns: economic_buyer, n, declared_buyer (false: nobody declared one).
    Edge cases: no economic buyer declared: no value; fewer than 5: counts only. Source: metrics.md M25, W17.

    >>> economic_buyer_coverage(pd.DataFrame({"economic_buyer": [4.0], "n": [8.0]}))["value"].tolist()
    [0.5]
    """
    out = _told(rate(buying, of="economic_buyer", whole="n"), buying)
    if "declared_buyer" in buying:
        hidden = ~buying["declared_buyer"].to_numpy(dtype=bool)
        out = withheld(out, where=hidden, why=NO_BUYER, of=("value", "low", "high", "numerator"))
    return out


def contacts_per_opportunity(buying: pd.DataFrame) -> pd.DataFrame:
    """Mean number of buying roles met per closed opportunity by the fixed stage, with a 95% interval.

    Formula: sum of distinct roles met / n; interval: mean -+ 1.96 s / sqrt(n), not below 0. Columns: contacts,
    contacts_squared, n. The grain of the source is the role: two people of one role count once.
    Edge cases: fewer than 5: counts only. Source: metrics.md M25.

    >>> toy = pd.DataFrame({"contacts": [12.0], "contacts_squared": [24.0], "n": [6.0]})
    >>> contacts_per_opportunity(toy)[["value", "low", "high"]].values.tolist()
    [[2.0, 2.0, 2.0]]
    """
    total, squares, n = (column(buying, name) for name in ("contacts", "contacts_squared", "n"))
    few = ~(n >= MIN_SHOWN)
    mean = ratio(total, n)
    error = np.sqrt(ratio(np.maximum(squares - n * mean**2, 0.0), np.maximum(n - 1, 0.0) * n))
    low, high = np.maximum(mean - 1.96 * error, 0.0), mean + 1.96 * error
    value, low, high = (np.where(few, np.nan, item) for item in (mean, low, high))
    caveat = np.where(few, TOO_FEW, "").astype(object)
    out = tidy(buying, value=value, low=low, high=high, numerator=total, denominator=n, n=n, caveat=caveat)
    return _told(out, buying)


_EDGES = (
    "Opportunities created before the first recorded engagement are left out. A stage outside the declared order is "
    "not in time; with more than 30% of opportunities at such stages there is no value."
)
METRICS = tuple(
    Metric(
        id="M25", slug=slug, label=label, unit="index" if slug.startswith("contacts") else "ratio", direction="higher",
        range="0 or more" if slug.startswith("contacts") else "0 to 1", grain=grain, needs=needs, compute=compute,
        definition=definition, formula=formula, min_n=MIN_JUDGED, below=BELOW, edge_cases=_EDGES,
        source="metrics.md M25, W17", tables=TABLES, span="window",
    )
    for slug, label, grain, needs, compute, definition, formula in (
        ("persona_coverage", "Buying-role coverage", ("base", "motion", "persona"), ("buying", "personas"),
         persona_coverage, "Share of the buying roles asked for that closed opportunities met by the fixed stage.",
         "sum of roles met / (opportunities x roles)"),
        ("full_coverage", "All buying roles met", ("base", "motion"), ("buying",), full_coverage,
         "Share of closed opportunities that met every buying role asked for by the fixed stage.",
         "opportunities with all roles / opportunities"),
        ("economic_buyer_coverage", "Economic buyer met", ("base", "motion"), ("buying",), economic_buyer_coverage,
         "Share of closed opportunities that met the economic buyer by the fixed stage.",
         "opportunities with the economic buyer / opportunities"),
        ("contacts_per_opportunity", "Buying roles per opportunity", ("base", "motion"), ("buying",),
         contacts_per_opportunity, "Mean number of distinct buying roles met by the fixed stage.",
         "sum of roles met / opportunities"),
    )
)  # fmt: skip
