"""One snapshot and its metrics seen by the rules: the judged period, its frames, and evidence from both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from stratreport.findings.facts import FACTS
from stratreport.findings.finding import Evidence
from stratreport.params.specs import Statistics, Thresholds
from stratreport.snapshot import Meta, Snapshot

__all__ = ["FACTS", "Readable", "View"]


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

    def display(self, person: str) -> str:
        """Return a rep's or manager's name as it may be printed; the id of whom the snapshot does not know."""
        rows = self.snapshot.frames["reps"]
        names = rows.loc[rows["rep_id"] == person, "display"].dropna()
        return str(names.iloc[0]) if len(names) else person

    def judged(self, name: str) -> pd.DataFrame | None:
        """Return a judgement of the book (such as `manager_verdicts`) for this scope, the regions' for a company.

        None when the book has none, or when nothing is in it.
        """
        rows = getattr(self.book, name, None)
        if rows is None or len(rows) == 0:
            return None
        own: pd.DataFrame = rows if self.meta.scope == "company" else rows.loc[rows["base"] == self.scope]
        return own if len(own) else None

    @cached_property
    def unclassified(self) -> Evidence:
        """Return the share of bookings without a motion: not classifiable, or selected by none; the larger of both."""
        rows = self.snapshot.frames["quality"]
        shares = rows.loc[rows["check"] == "unclassified", "share"].dropna()
        found = self.value("unclassified_share")
        known = [item for item in (found.value, *(float(item) for item in shares)) if item is not None]
        return self.fact("unclassified", max(known) if known else None, n=found.n)

    @property
    def suspended(self) -> bool:
        """Return whether so much is unclassified that nobody's mix may be judged."""
        return (self.unclassified.value or 0.0) > self.meta.strategy.tolerances.unclassified_max

    @property
    def strategic(self) -> list[str]:
        """Return the strategic motions with a target in the period, in plan order."""
        return [str(item) for item in self.money.index[self.money["unit_class"] == "strategic"]]

    @property
    def core(self) -> str | None:
        """Return the comfort-zone motion of the plan; None when the plan has none."""
        found = self.motions.index[self.motions["cell_class"] == "core"]
        return str(found[0]) if len(found) else None

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
