"""One snapshot and its metrics seen by the rules: the judged period, its frames, and evidence from both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from stratreport.findings.finding import Evidence
from stratreport.params.specs import Statistics, Thresholds
from stratreport.snapshot import Meta, Snapshot


class Readable(Protocol):
    """What a rule needs of a book of metrics."""

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Any:
        """Return the value of a metric with its n, interval and caveat."""


@dataclass(frozen=True)
class View:
    """A snapshot with its book; frames are cut to the judged period."""

    snapshot: Snapshot
    book: Readable

    @property
    def meta(self) -> Meta:
        """Return what the snapshot says about itself."""
        return self.snapshot.meta

    @property
    def thresholds(self) -> Thresholds:
        """Return the thresholds of the plan that is judged."""
        return self.meta.strategy.thresholds

    @property
    def statistics(self) -> Statistics:
        """Return minimum n and the rest."""
        return self.meta.strategy.statistics

    @property
    def scope(self) -> str:
        """Return "company" or "region:<id>"."""
        return "company" if self.meta.scope == "company" else f"region:{self.meta.region}"

    def frame(self, name: str, *, period: str | None = None) -> pd.DataFrame:
        """Return a frame of the snapshot cut to a period (default: the judged one)."""
        when = period or self.meta.period
        if (name, when) not in self._cuts:
            rows = self.snapshot.frames[name]
            self._cuts[name, when] = rows.loc[rows["period"] == when]
        return self._cuts[name, when]

    @cached_property
    def _cuts(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {}

    @cached_property
    def motions(self) -> pd.DataFrame:
        """Return the motions of the plan in plan order, indexed by id."""
        rows: pd.DataFrame = self.snapshot.frames["motions"]
        return rows.sort_values("order").set_index("motion", drop=False)

    @cached_property
    def deals(self) -> pd.DataFrame:
        """Return bookings per deal and motion of the period: deal_id, motion, amount; largest first, ties by id."""
        rows = self.frame("deals").groupby(["deal_id", "motion"])["amount"].sum().reset_index(name="amount")
        return rows.sort_values(by=["amount", "deal_id"], ascending=[False, True], ignore_index=True)

    @cached_property
    def money(self) -> pd.DataFrame:
        """Return actual, target, difference and unit_class per motion of the period, in plan order.

        unit_class is core as the plan says, else strategic with a target, else off_plan.
        """
        rows = self.frame("cells").groupby("motion")[["actual", "target"]].sum()
        rows = rows.reindex(list(self.motions.index), fill_value=0.0)
        core, asked = self.motions["cell_class"] == "core", rows["target"] > 0
        unit_class = asked.map({True: "strategic", False: "off_plan"}).mask(core, "core")
        return rows.assign(difference=rows["actual"] - rows["target"], unit_class=unit_class)

    def sold(self, unit_class: str) -> pd.DataFrame:
        """Return the deal lines with a positive amount in the motions of a class (core, strategic, off_plan)."""
        rows = self.frame("deals")
        motions = self.money.index[self.money["unit_class"] == unit_class]
        return rows.loc[rows["motion"].isin(motions) & (rows["amount"] > 0)]

    @property
    def total_target(self) -> float:
        """Return the target of the scope over all motions."""
        return float(self.money["target"].sum())

    @property
    def median_deal(self) -> float:
        """Return the median size of a deal of the period; 0 without deals."""
        sizes = self.deals.groupby("deal_id")["amount"].sum()
        return float(sizes.median()) if len(sizes) else 0.0

    def periods(self) -> list[str]:
        """Return every period id in time order, up to the judged one."""
        rows = self.snapshot.frames["periods"].sort_values("start")
        ids = [str(item) for item in rows["period"]]
        return ids[: ids.index(self.meta.period) + 1] if self.meta.period in ids else ids

    @cached_property
    def window(self) -> list[str]:
        """Return the trailing quarters that people and teams are judged on: those of the book, all with targets."""
        window = getattr(self.book, "window", None)
        return list(window.trailing) if window is not None else [self.meta.period]

    def over_window(self, name: str) -> pd.DataFrame:
        """Return a frame of the snapshot cut to the trailing quarters."""
        rows = self.snapshot.frames[name]
        return rows.loc[rows["period"].isin(self.window)]

    @cached_property
    def carriers(self) -> frozenset[str]:
        """Return the current quota carriers: in the judged period, and not left by its end."""
        quotas, reps = self.frame("quotas"), self.snapshot.frames["reps"]
        periods = self.snapshot.frames["periods"]
        end = periods.loc[periods["period"] == self.meta.period, "end"].max()
        left = set(reps.loc[reps["left_on"] < end, "rep_id"])
        return frozenset(str(item) for item in set(quotas.loc[quotas["carrier"], "rep_id"]) - left)

    def earlier(self, quarters: int) -> str | None:
        """Return the period so many quarters before the judged one; None when the data does not reach back."""
        ids = self.periods()
        return ids[-1 - quarters] if len(ids) > quarters else None

    def label(self, motion: str) -> str:
        """Return the name of a motion as people read it."""
        return str(self.motions["label"].get(motion, motion))

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Evidence:
        """Return a metric of the book as evidence; extra scope is motion=, rep=, region= and so on."""
        found = self.book.value(slug, period=period, **scope)
        return Evidence(
            metric=slug, scope=str(found.scope), value=found.value, n=int(found.n or 0), low=found.low,
            high=found.high, numerator=found.numerator, denominator=found.denominator,
            period=str(found.period), caveat=str(found.caveat or ""),
        )  # fmt: skip

    def fact(self, slug: str, value: float | None, *, n: int = 0, scope: Mapping[str, str] | None = None) -> Evidence:
        """Return a number that a rule counted itself; its slug is one of `FACTS`."""
        parts = [self.scope, *(f"{key}:{name}" for key, name in (scope or {}).items())]
        return Evidence(slug, "/".join(parts), None if value is None else float(value), n=n, period=self.meta.period)


#: facts that rules count from the frames, beside the metrics of the book
FACTS: Mapping[str, str] = {
    "deals": "number of deals booked in the period",
    "reps": "number of quota carriers in the period",
    "reps_short": "number of reps below their target in a motion",
    "shortfall_carriers": "smallest number of reps who together hold at least half of the shortfall in a motion",
    "shortfall_share": "their share of it",
    "managers": "number of managers with quota carriers",
    "carrier_managers": "number of managers those reps report to",
    "surplus": "bookings above target, all motions",
    "covered_by_surplus": "how much of the hidden shortfall the largest surplus alone would cover",
    "masked_money": "the part of the strategy gap covered up by surplus elsewhere, money",
    "motion_bookings": "bookings of a motion",
    "motion_target": "target of a motion",
    "reps_with_deals": "number of reps with a deal in a motion",
    "reps_without": "number of reps without bookings in a motion they have a target for",
    "reps_at_quota_count": "number of quota carriers at quota",
    "region_gap_share": "strategic gap of a region over the strategic gaps of all regions",
    "carrier_teams": "smallest number of teams who together hold two thirds of the strategic shortfall",
    "regions_not_judged": "number of regions with too few deals to judge",
    "teams_behind": "number of managers' teams below the strategy threshold",
    "teams_share": "their share of the strategic shortfall",
    "team_lowest": "lowest strategy attainment of a team",
    "team_highest": "highest strategy attainment of a team",
    "quota_variance": "quota attainment less one",
    "strategy_variance": "one less strategy attainment",
    "quota_gap": "quota less bookings, never negative",
    "strategic_motion_attainment_low": "lower end of the interval of strategy attainment",
    "strategic_motion_attainment_high": "upper end of it",
    "supports_missing": "how many of pay component, enablement and owner a motion lacks",
    "window_quarters": "quarters of the trailing window",
    "largest_deal": "bookings of the largest deal",
    "largest_deal_share": "its share of bookings",
    "attainment_without_largest": "quota attainment without the largest deal",
    "strategy_without_largest": "strategy attainment without the largest deal",
    "median_peer_attainment": "median over reps of bookings over target in a motion, trailing quarters",
    "reps_near": "number of reps at the strategy threshold in a motion, trailing quarters",
    "others_attainment": "bookings over target in a motion, all other regions, trailing quarters",
    "other_strategic_gap": "targets less bookings of the other strategic motions",
    "change": "difference to the same quarter last year, in points",
    "threshold": "a threshold of the plan",
    "quality_share": "share of bookings a data check speaks about",
    "quality_count": "number of lines a data check speaks about",
    "quality_amount": "money a data check speaks about",
    "regions": "number of regions with a verdict",
    "regions_at_quota": "number of regions at quota",
    "regions_on_strategy": "number of regions whose interval is above the strategy threshold",
    "regions_appear": "number of regions at the threshold whose interval straddles it",
    "reps_on_strategy": "number of reps at the strategy threshold over the trailing quarters",
    "reps_tested": "number of reps tested against the lumpy-deal null, trailing quarters",
    "flags_tested": "number of rep and motion pairs tested against the null",
    "flags_raised": "number of them that are off strategy after correction for many tests",
    "reps_at_quota_before": "number of quota carriers at quota a year ago",
    "reps_before": "number of quota carriers a year ago",
    "strategic_share_of_plan": "targets of strategic motions over all targets",
    "strategic_motions": "number of strategic motions with a target",
    "strategic_plan_share": "targets of strategic motions over quota",
    "quota_difference": "bookings less quota",
    "strategic_deals": "number of deals in strategic motions",
    "customers": "number of customers with a deal",
    "core_share": "core bookings over bookings",
    "core_plan_share": "core target over targets",
    "off_plan_share": "off-plan bookings over bookings",
    "quadrant_share": "bookings of a growth move over bookings",
    "quadrant_plan_share": "targets of a growth move over targets",
    "motion_plan_share": "target of a motion over targets",
    "level_gap": "difference of a product line or segment to its plan, without sign",
    "setting": "a setting of the declared strategy",
    "checks_open": "number of data checks that are warnings or worse",
    "source_bookings": "bookings at the start of the reconciliation",
    "reconciled_bookings": "bookings at its end",
    "reconciliation_difference": "what its steps leave unexplained",
    "reps_judged": "number of reps with enough deals to judge, trailing quarters",
    "reps_off_strategy": "number of reps whose mix is further from plan than chance explains, trailing quarters",
}
