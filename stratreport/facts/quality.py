"""What the facts could not know or had to decide: counted, weighed in money, and said with the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from stratreport.facts.engine import given, missing, money, rows
from stratreport.facts.spans import UNASSIGNED
from stratreport.facts.timeline import Timeline
from stratreport.model import QualityItem, Severity
from stratreport.params.specs import Tolerances

ALL = "all"

#: items of the source that facts tell again, for the scope and the period
RESTATED = frozenset({"persona_unknown", "returns"})


@dataclass(frozen=True)
class Check:
    """One statement about booking lines: the flag it counts, how it reads, the tolerance that makes it a warning."""

    slug: str
    severity: Severity
    title: str
    detail: str
    fix: str
    limit: str | None = None


#: flags of the classified lines, in the order of the page
CHECKS: tuple[Check, ...] = (
    Check(
        "persona_unknown", "info", "Persona unknown", "Bookings without a buying role.",
        "Fill the primary contact role in the CRM.", "persona_unknown_max",
    ),
    Check(
        "unclassified", "info", "No motion of the plan", "Bookings that no motion selects; they count as off plan.",
        "Give them a motion, or accept them as off plan.", "unclassified_max",
    ),
    Check(
        "lookback_short", "warn", "Look-back longer than the data",
        "Customers without earlier bookings, where the data does not reach back far enough to call them new; they "
        "count as existing.",
        "Load older bookings, or shorten the look-back of the customer axis.",
    ),
    Check(
        "no_launch_date", "info", "Products without launch date", "Their bookings count as existing product.",
        "Add launched_on in products.",
    ),
    Check(
        "no_segment", "warn", "Customers without segment", "Their bookings count as existing segment.",
        "Add the segment in customers.",
    ),
    Check(
        "no_product_line", "warn", "Products without product line", "Their bookings stand under “not stated”.",
        "Add the line in products.",
    ),
    Check("split", "info", "Split credit", "Lines shared by several people; each holds a share of the money.", ""),
    Check(
        "returns", "info", "Returns",
        "Negative lines; each stands in the cell of the order it returns, in the period of the return.", "",
    ),
    Check(
        "orphaned", "info", "Returns without an order", "No earlier line of the same deal; judged as of their date.",
        "Give returns the deal_id of their order.",
    ),
    Check(
        "overlay", "info", "Overlay credit left out",
        "It repeats credit that others have; region sums hold each line once.", "",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Checks:
    """What was counted: `flags` per period × region × flag (count, amount), and what is not about single lines."""

    flags: pd.DataFrame
    outside_rows: int
    quotas_twice: int


def count_checks(lines: Any, credited: Any, quotas_twice: int) -> Checks:
    """Return what the facts counted about the classified lines (overlay credit included), per period and region."""
    outside = credited.filter(missing(credited.period)).count().to_pandas()
    return Checks(_flags(lines), int(outside), quotas_twice)


def merged(source: tuple[QualityItem, ...], ours: tuple[QualityItem, ...]) -> tuple[QualityItem, ...]:
    """Return the source's items and ours; what we restate per period and scope is told once.

    The source's `unassigned` covers all its bookings and stays, as `unassigned_ever`.
    """
    kept = tuple(item for item in source if item.check not in RESTATED)
    return (*(replace(item, check="unassigned_ever") if item.check == "unassigned" else item for item in kept), *ours)


def quality_items(
    checks: Checks, frames: Mapping[str, pd.DataFrame], timeline: Timeline, *, region: str | None
) -> tuple[QualityItem, ...]:
    """Return the items of one region (or, with None, of the company) for the reported period.

    `share` is the fraction of the scope's net bookings, null when those are not positive.
    """
    flags = checks.flags[checks.flags["period"] == timeline.period.id]
    scope = flags if region is None else flags[flags["region"] == region]
    return (
        *_unassigned(flags),
        *_line_items(scope, timeline.plan.baseline.tolerances),
        *_quota_items(frames, timeline, region),
        *_housekeeping(checks),
    )


def _of_lines(lines: Any) -> dict[str, Any]:
    found = {
        ALL: given(lines.line_id),
        "persona_unknown": lines.persona_level == "unknown",
        "unclassified": lines.unclassified,
        "lookback_short": lines.unknowable,
        "no_launch_date": missing(lines.launched_on),
        "no_segment": missing(lines.segment),
        "no_product_line": missing(lines.product_line),
        "split": lines.credit < 1,
        "returns": lines.returned,
        "orphaned": lines.orphaned,
    }
    return {name: flag & ~lines.overlay for name, flag in found.items()} | {"overlay": lines.overlay}


def _flags(lines: Any) -> pd.DataFrame:
    """Return count and credited money per period, region and flag, in long form."""
    flags = _of_lines(lines)
    measures = {f"n:{name}": flag.cast("int64").sum() for name, flag in flags.items()}
    measures |= {f"m:{name}": money(lines.money, flag) for name, flag in flags.items()}
    wide = rows(lines.group_by(["period", "region"]).aggregate(**measures))
    parts = [
        wide[["period", "region"]].assign(flag=name, count=wide[f"n:{name}"], amount=wide[f"m:{name}"])
        for name in flags
    ]
    return pd.concat(parts).sort_values(["flag", "period", "region"], ignore_index=True)


def total_of(flags: pd.DataFrame, flag: str) -> tuple[int, float]:
    """Return count and credited money of one flag over the given rows."""
    mine = flags[flags["flag"] == flag]
    return int(mine["count"].sum()), float(mine["amount"].sum())


def _share(amount: float, total: float) -> float | None:
    return amount / total if total > 0 else None


def _line_items(scope: pd.DataFrame, tolerances: Tolerances) -> Iterator[QualityItem]:
    sums = scope.groupby("flag")[["count", "amount"]].sum()
    found = {flag: (int(n), float(m)) for flag, n, m in zip(sums.index, sums["count"], sums["amount"], strict=True)}
    booked = found.get(ALL, (0, 0.0))[1]
    for check in CHECKS:
        count, amount = found.get(check.slug, (0, 0.0))
        if not count:
            continue
        share = _share(amount, booked)
        over = check.limit is not None and (share or 0.0) > getattr(tolerances, check.limit)
        severity = "warn" if over else check.severity
        yield QualityItem(check.slug, severity, check.title, check.detail, count, amount, share, check.fix)


def _unassigned(flags: pd.DataFrame) -> Iterator[QualityItem]:
    """Yield what has no region in the period; the share is of the company's bookings, in every scope."""
    count, amount = total_of(flags[flags["region"] == UNASSIGNED], ALL)
    if count:
        yield QualityItem(
            "unassigned", "warn", "No region on the booking date",
            "Bookings of people without an assignment that day; in the company's totals, in no region's.",
            count, amount, _share(amount, total_of(flags, ALL)[1]), "Add the missing rows to assignments.",
        )  # fmt: skip


def _quota_items(frames: Mapping[str, pd.DataFrame], timeline: Timeline, region: str | None) -> Iterator[QualityItem]:
    """Yield what totals hide: sellers without quota, quotas without a region, plans that miss the quota."""
    quotas, cells = (_scoped(frames[name], timeline.period.id, region) for name in ("quotas", "cells"))
    sold = cells[~cells["rep_id"].isin(quotas[quotas["carrier"]]["rep_id"]) & (cells["deals"] > 0)]
    if len(sold):
        yield QualityItem(
            "no_quota", "info", "Sellers without quota", "Their bookings count in the region, not in any attainment.",
            sold["rep_id"].nunique(), float(sold["actual"].sum()), _share(sold["actual"].sum(), cells["actual"].sum()),
            "Add their quotas, or accept that they carry none.",
        )  # fmt: skip
    lost = quotas[(quotas["region"] == UNASSIGNED) & (quotas["quota_full"] > 0)]
    if len(lost):
        yield QualityItem(
            "quota_unassigned", "warn", "Quota without region", "Quota of days without assignment or out of service.",
            lost["rep_id"].nunique(), float(lost["quota_full"].sum()), None, "Add the missing rows to assignments.",
        )  # fmt: skip
    tolerance = timeline.plan.baseline.tolerances.plan_to_quota
    money_of = quotas[quotas["carrier"]].groupby("region")["quota"].sum()
    for name, quota in money_of[money_of > 0].items():
        off = float(cells.loc[cells["region"] == name, "target"].sum()) - quota
        if abs(off) > tolerance * quota:
            yield QualityItem(
                "plan_to_quota", "warn", "Targets do not add up to the quota", f"Targets less quota, region {name}.",
                1, off, off / quota, "Declare a remainder motion, or correct the shares.",
            )  # fmt: skip


def _scoped(frame: pd.DataFrame, period: str, region: str | None) -> pd.DataFrame:
    mine = frame[frame["period"] == period]
    return mine if region is None else mine[mine["region"] == region]


def _housekeeping(checks: Checks) -> Iterator[QualityItem]:
    """Yield what was put right on the way in; counts only, so that no region learns of another's people."""
    if checks.outside_rows:
        yield QualityItem(
            "outside_calendar", "info", "Booked outside the calendar", "They serve the look-back alone.",
            checks.outside_rows, fix="Extend the period table.",
        )  # fmt: skip
    if checks.quotas_twice:
        yield QualityItem(
            "quota_twice", "warn", "Quota given by quarter and by year", "The quarter's own amount is used.",
            checks.quotas_twice, fix="Keep one of the two.",
        )  # fmt: skip
