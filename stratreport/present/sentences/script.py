"""What a writer of sentences has at hand: the findings, the voice, and names as they stand in running text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from stratreport.findings import Evidence, Finding, View
from stratreport.findings.people import QUADRANTS
from stratreport.metrics.privacy import AGGREGATE
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.format import Formatter
from stratreport.present.sentences.saying import Part, Said, Voice, say


@dataclass(frozen=True)
class Script:
    """One snapshot about to be put into words: what was found, and how it is said."""

    view: View
    findings: tuple[Finding, ...]
    voice: Voice

    @cached_property
    def verdict(self) -> Finding:
        """Return the verdict on the snapshot's own scope."""
        return next(item for item in self.findings if item.rule == "verdict" and item.scope == self.view.scope)

    def find(self, rule: str, *, pattern: str = "") -> Iterator[Finding]:
        """Yield the findings of a rule (and pattern) in rank order."""
        return (item for item in self.findings if item.rule == rule and pattern in ("", item.pattern))

    def first(self, rule: str, *, pattern: str = "") -> Finding | None:
        """Return the weightiest finding of a rule, or None."""
        return next(self.find(rule, pattern=pattern), None)

    @property
    def is_company(self) -> bool:
        """Return whether the snapshot covers the whole company."""
        return self.view.meta.scope == "company"

    def hides(self, people: float | None) -> bool:
        """Return whether a number about so many people may not be said: groups only, and this one is too small."""
        meta = self.view.meta
        return meta.rep_display == AGGREGATE and 0 < (people or 0) < meta.min_group

    @cached_property
    def hides_teams(self) -> bool:
        """Return whether the numbers of single teams may not be said: at least one is too small to be shown."""
        rows = self.view.frame("quotas")
        own = rows[rows["rep_id"].isin(self.view.carriers) & rows["manager_id"].notna()]
        return any(self.hides(int(size)) for size in own.groupby("manager_id")["rep_id"].nunique())

    @cached_property
    def closes_groups(self) -> bool:
        """Return whether a group of the rep quadrant is too small to be shown: no sum over groups may give it away."""
        found = self.first("quadrant")
        sizes = [found.get(name) for name in QUADRANTS] if found else []
        return any(size is not None and self.hides(size.value) for size in sizes)

    @property
    def place(self) -> Said:
        """Return the name of the region, or of the company."""
        meta = self.view.meta
        return self.voice.name(meta.company if self.is_company else meta.region_name)

    @property
    def unit(self) -> str:
        """Return "the region" or "the company"."""
        return "the company" if self.is_company else "the region"

    @property
    def quarter(self) -> str:
        """Return "Q3 FY2026"."""
        return fmt.quarter_name(self.view.meta.period)

    @property
    def days(self) -> tuple[date, date]:
        """Return the first day of the period and the first day after it."""
        rows = self.view.snapshot.frames["periods"]
        row = rows.loc[rows["period"] == self.view.meta.period].iloc[0]
        return pd.Timestamp(row["start"]).date(), pd.Timestamp(row["end"]).date()

    @cached_property
    def proper_names(self) -> frozenset[str]:
        """Return the first words of segments, product lines and products: names that keep their capital."""
        rows = self.view.snapshot.frames["deals"]
        columns = (rows[name].dropna().unique() for name in ("segment", "product_line", "product"))
        return frozenset(str(item).split(maxsplit=1)[0] for column in columns for item in column if str(item).strip())

    def running(self, label: str) -> str:
        """Return a motion's label as it stands inside a sentence: "new products", but "Touring segment"."""
        head = label.partition(" ")[0]
        if len(head) > 1 and head[1:].islower() and head not in self.proper_names:
            return label[:1].lower() + label[1:]
        return label

    def motion(self, finding: Finding) -> Said:
        """Return the name of a finding's motion in running text."""
        return self.voice.name(self.running(finding.names["motion"]))

    def fact(self, slug: str, value: float | None) -> Evidence:
        """Return a number that only the wording needs (a difference of two metrics), as evidence."""
        return self.view.fact(slug, value)

    def say(
        self, template: str, words: Mapping[str, Part] | None = None, /, *, lead: str = "", **more: Part
    ) -> Sentence:
        """Return a sentence; {place}, {unit} and {quarter} are always at hand."""
        known: dict[str, Part] = {"place": self.place, "unit": self.unit, "quarter": self.quarter}
        return say(template, {**known, **(words or {}), **more}, lead=lead)


def script_for(view: View, findings: tuple[Finding, ...]) -> Script:
    """Return the script of a snapshot, in its currency and locale, at one money scale for the whole pack."""
    meta = view.meta
    size = [view.value("quota").value, view.value("bookings").value]
    return Script(view, findings, Voice(Formatter(meta.currency, meta.locale, fmt.scale_of(size))))
