"""Facts: lines judged by the strategy, targets as money, every measure at its own grain, frozen per region."""

from __future__ import annotations

from stratreport.facts.company import COMPANY, CompanyFacts, Source, build_facts, cut, freeze
from stratreport.facts.spans import UNASSIGNED

__all__ = ["COMPANY", "UNASSIGNED", "CompanyFacts", "Source", "build_facts", "cut", "freeze"]
