"""What a check found that is worth telling but does not stop the build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warn", "error"]


@dataclass(frozen=True)
class QualityItem:
    """One line of the data-quality page: which check, how serious, what, how much, and what to do about it.

    `count` is rows; `amount` is money in the reporting currency and `share` its fraction of all credited bookings,
    both None when the item is not about money. An empty `fix` means that nothing needs doing.

    >>> QualityItem("returns", "info", "Negative lines", "They are counted net.", 3, -120.0, None, "").count
    3
    """

    check: str
    severity: Severity
    title: str
    detail: str
    count: int
    amount: float | None = None
    share: float | None = None
    fix: str = ""
