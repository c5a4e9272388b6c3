"""The check behind "every number is computed", where sentences are written; packs are re-read by `pack.audit`."""

from __future__ import annotations

from stratreport.pack.numbers import LABELS, contradictions, unbacked_numbers

__all__ = ["LABELS", "contradictions", "unbacked_numbers"]
