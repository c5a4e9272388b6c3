"""Causes of reps put together: a tag per manager, a class per motion of a region, and how often each occurs (M42)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stratreport.metrics import cause_evidence, causes, null, verdicts
from stratreport.metrics.cause_evidence import UNIT
from stratreport.metrics.causes import CauseLimits
from stratreport.metrics.frames import Atoms
from stratreport.metrics.groups import among, looked_up, mapped, only, plain, text
from stratreport.metrics.measures import deal_sizes
from stratreport.metrics.metric import Metric, column, tidy
from stratreport.metrics.people import strategic_attained, strategic_money
from stratreport.metrics.plan_faults import Region
from stratreport.metrics.scopes import COMPANY, keyed
from stratreport.params.specs import Strategy

MANAGEMENT = "management"
EVIDENCE = (
    "attainment", "peer_attainment", "median", "certified", "coverage", "required", "win_rate", "peer_win_rate",
    "p_worse", "deal_size_ratio", "discount", "slipped",
)  # fmt: skip
CAUSE_COLUMNS = ("base", "rep_id", "manager_id", "motion", "short", "cause", "gap", *EVIDENCE, "n")
TAG_COLUMNS = ("base", "manager_id", "cause", "share", "reps")
MOTION_COLUMNS = ("base", "motion", "short", "cause", "gap", *EVIDENCE, "p", "q", "n")


@dataclass(frozen=True)
class Judged:
    """The judgements that causes rest on: of reps, of teams (`managers.verdict_rows`), of regions (`regions_of`)."""

    reps: pd.DataFrame
    teams: pd.DataFrame
    regions: Mapping[str, Region]

    def off(self, *, base: str) -> tuple[Set[str], Set[tuple[str, str]], Set[str]]:
        """Return who is off strategy in a region: reps, flags (rep, motion), managers."""
        reps, teams = (
            rows[(rows["base"] == base) & (rows["verdict"] == null.OFF_STRATEGY)] for rows in (self.reps, self.teams)
        )
        people = frozenset(reps.loc[reps["motion"] == null.ALL, "rep_id"])
        flags = frozenset(zip(reps["rep_id"], reps["motion"], strict=True))
        return people, flags, frozenset(teams["manager_id"])


def limits_of(strategy: Strategy) -> CauseLimits:
    """Return where causes begin under a strategy: its own threshold and minima."""
    statistics, tolerances = strategy.statistics, strategy.tolerances
    return CauseLimits(
        short=strategy.thresholds.strategic, min_deals=statistics.min_n_flag, min_rate=statistics.min_n_rate,
        unclassified=tolerances.unclassified_max,
    )  # fmt: skip


def rep_causes(atoms: Atoms, *, strategy: Strategy, judged: Judged) -> pd.DataFrame:
    """Return the class of every quota carrier and strategic motion over the trailing window: see `causes.classify`.

    A rep is short only beyond chance: the motion is short in the whole region, or the rep is off strategy. Classes
    about the person need more: the rep, or the team, is off strategy. Columns out: CAUSE_COLUMNS; each region by
    itself.
    Nothing here is a verdict on a person. Source: metrics.md M42.
    """
    parts = [_reps_of(atoms, base=base, strategy=strategy, judged=judged) for base in _regions(atoms)]
    return _together(parts, CAUSE_COLUMNS)


def _reps_of(atoms: Atoms, *, base: str, strategy: Strategy, judged: Judged) -> pd.DataFrame:
    people = verdicts.carriers(atoms, base=base)
    rows = _evidence(atoms, base=base, people=people, unit="rep_id")
    manager_of = dict(zip(people["rep_id"], people["manager_id"], strict=True))
    rows = rows[among(rows[UNIT], manager_of)].reset_index(drop=True)
    rows = rows.assign(rep_id=rows[UNIT], manager_id=text(mapped(rows[UNIT], manager_of), rows))
    reps, flags, teams = judged.off(base=base)
    region = judged.regions[base]
    wide = region.motions.loc[region.motions["q"] <= strategy.statistics.fdr, "motion"]
    flagged = [
        (rep in reps) or (rep, motion) in flags for rep, motion in zip(rows["rep_id"], rows["motion"], strict=True)
    ]
    mine = np.array(flagged, dtype=bool)
    rows = rows.assign(beyond=among(rows["motion"], set(wide)) | mine, own=among(rows["manager_id"], teams) | mine)
    deal = _median_deal(atoms, base=base)
    return causes.classify(rows, limits=limits_of(strategy), deal=deal, faulty=region.fault).assign(base=base)


def manager_causes(found: pd.DataFrame, *, limits: CauseLimits) -> pd.DataFrame:
    """Return the class that more than half of a manager's judged team shares, where there is one.

    Columns in: those of `rep_causes`. Columns out: TAG_COLUMNS: share of the team, reps in it. Each rep counts with the
    class that holds most of the short money; reps with too few deals do not count.
    """
    main = causes.main_causes(found)
    main = main[main["cause"] != causes.TOO_FEW].dropna(subset=["manager_id"])
    teams = main.groupby(["base", "manager_id"])["rep_id"].transform("size")
    counts = (
        main.assign(reps=teams).groupby(["base", "manager_id", "cause", "reps"]).size().rename("same").reset_index()
    )
    counts["share"] = counts["same"] / counts["reps"]
    tags = counts[(counts["share"] > limits.majority) & (counts["cause"] != causes.NONE)]
    return tags.loc[:, list(TAG_COLUMNS)].reset_index(drop=True)


def motion_causes(atoms: Atoms, *, strategy: Strategy, found: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """Return the class of every strategic motion of every region over the trailing window.

    Short: a gap of at least one median deal, attainment below the threshold, and rejected by the null of the whole
    region (`plan_faults.Region`); else none. Then, in order: plan, data, enablement on the region's numbers;
    management = some but not all teams are off strategy, the others together reach the threshold, and most of the gap
    is in the former; else the class of more than half of its reps' short money (pipeline, conversion, deal_size,
    timing); else none. too_few: no carrier of the region has the minimum of deals.
    Columns in: found of `rep_causes`. Columns out: MOTION_COLUMNS. Source: metrics.md M42.
    """
    parts = [
        _motions_of(atoms, base=base, strategy=strategy, found=found, judged=judged).assign(base=base)
        for base in _regions(atoms)
    ]
    return _together(parts, MOTION_COLUMNS)


def _motions_of(atoms: Atoms, *, base: str, strategy: Strategy, found: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    people, own = verdicts.carriers(atoms, base=base), found[found["base"] == base]
    region = judged.regions[base]
    rows = _evidence(atoms, base=base, people=people, unit=None)
    rows = looked_up(rows, on=["motion"], of=only(region.motions, ["motion", "median", "p", "q"]))
    rows = rows.assign(peer_attainment=rows["attainment"], own=False, beyond=rows["q"] <= strategy.statistics.fdr)
    limits = limits_of(strategy)
    out = causes.classify(rows, limits=limits, deal=_median_deal(atoms, base=base), faulty=region.fault)
    if bool((own["cause"] == causes.TOO_FEW).all()):
        return out.assign(short=False, cause=causes.TOO_FEW)
    managed = _led_past(atoms, base=base, teams=judged.off(base=base)[2], strategy=strategy)
    votes = out["motion"].map(_votes(own, limits=limits)).astype(object).fillna(causes.NONE)
    personal = np.where(out["motion"].isin(managed), MANAGEMENT, votes)
    environment = ~out["short"] | out["cause"].isin(causes.ENVIRONMENT)
    return out.assign(cause=out["cause"].where(environment, personal))


def _votes(own: pd.DataFrame, *, limits: CauseLimits) -> pd.Series:
    """Return per motion the class of more than half of the short money of its reps."""
    short = own[own["short"]]
    money = short.groupby(["motion", "cause"])["gap"].sum().reset_index()
    share = money["gap"] / money.groupby("motion")["gap"].transform("sum")
    return money[share > limits.majority].set_index("motion")["cause"].astype(object)


def _led_past(atoms: Atoms, *, base: str, teams: Set[str], strategy: Strategy) -> Set[str]:
    """Return the motions whose gap is mostly in the `teams` off strategy, where the other teams reach the strategy."""
    cells = atoms.at("cells", scope=base, period=atoms.window.label)
    rest = cells[~cells["manager_id"].isin(teams)]
    if not teams or rest.empty:
        return frozenset()
    reached = strategic_attained(strategic_money(rest.assign(unit=base), by="unit"))
    if not bool((reached >= strategy.thresholds.strategic).all()):
        return frozenset()
    sums = cells.assign(off=cells["manager_id"].isin(teams)).groupby(["motion", "off"])[["actual", "target"]].sum()
    gap = (sums["target"] - sums["actual"].clip(lower=0.0)).clip(lower=0.0).reset_index(name="gap")
    whole = gap.groupby("motion")["gap"].sum()
    theirs = gap[gap["off"]].set_index("motion")["gap"] / whole.where(whole > 0)
    return frozenset(str(motion) for motion in theirs.index[theirs > limits_of(strategy).majority])


def _evidence(atoms: Atoms, *, base: str, people: pd.DataFrame, unit: str | None) -> pd.DataFrame:
    ground = cause_evidence.ground_of(atoms, base=base, carriers=people, unit=unit)
    names = ["period", "rep_id", "manager_id", "motion", "target"]
    parts = [only(atoms.at("cells", scope=base, period=period), names) for period in atoms.window.trailing]
    quarters = pd.concat(parts, ignore_index=True)
    return cause_evidence.evidence_rows(ground, quarters=cause_evidence.with_unit(quarters, unit=unit))


def _median_deal(atoms: Atoms, *, base: str) -> float:
    sizes = column(deal_sizes(atoms.at("deals", scope=base, period=atoms.window.label), by=["base"]), "amount")
    won = sizes[sizes > 0]
    return float(np.median(won)) if len(won) else float("nan")


def _regions(atoms: Atoms) -> list[str]:
    return sorted({str(item) for item in pd.unique(plain(atoms.cells["base"]))} - {COMPANY})


def _together(parts: list[pd.DataFrame], names: tuple[str, ...]) -> pd.DataFrame:
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(names))
    return rows.loc[:, list(names)]


def count_frame(found: pd.DataFrame, *, atoms: Atoms) -> pd.DataFrame:
    """Return the measures frame "causes": one row per carrier and main class, and per carrier, short motion and class.

    Kinds out: cause, motion/cause; in a company snapshot every row stands once more under "company".
    """
    main, short = causes.main_causes(found), found[found["short"]]
    parts = [
        keyed(_based(main, atoms=atoms), kind="cause", parts={"cause": "cause"}),
        keyed(_based(short, atoms=atoms), kind="motion/cause", parts={"motion": "motion", "cause": "cause"}),
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(period=atoms.window.label).loc[:, ["kind", "base", "scope", "period", "rep_id", "cause"]]


def _based(rows: pd.DataFrame, *, atoms: Atoms) -> pd.DataFrame:
    return pd.concat([rows, rows.assign(base=COMPANY)], ignore_index=True) if atoms.company else rows


def root_cause(counts: pd.DataFrame) -> pd.DataFrame:
    """Number of quota carriers by the class their shortfall is consistent with; a place to look, never a verdict.

    Formula: count of carriers by main class (the class with most of a rep's short money; "none": nothing is short
    or nothing seen explains it); under a motion, of carriers short in it. Over the trailing window.
    Columns: kind, scope, period, rep_id, cause. Edge cases: fewer deals than the minimum: too_few.
    Source: metrics.md M42.

    >>> toy = pd.DataFrame({"kind": "cause", "scope": "region:x/cause:plan", "period": "Q1", "rep_id": ["a", "b"]})
    >>> root_cause(toy)["value"].tolist()
    [2.0]
    """
    grouped = counts.groupby(["kind", "scope", "period"], sort=True)["rep_id"].nunique().rename("people").reset_index()
    value = column(grouped, "people")
    return tidy(grouped, value=value, numerator=value, n=value)


METRICS = (
    Metric(
        id="M42", slug="root_cause", label="Root-cause class", unit="count", direction="target", range="0 or more",
        grain=("cause", "motion/cause"), needs=("causes",), compute=root_cause, span="window",
        definition="Quota carriers by the class that their shortfall over the trailing window is consistent with.",
        formula="count by first match: plan, data, enablement, pipeline, conversion, deal size, timing, none",
        edge_cases="A class whose table is not connected is skipped. A hypothesis for coaching, never a verdict.",
        source="metrics.md M42",
    ),
)  # fmt: skip
