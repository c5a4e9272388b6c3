"""What the facts could not know or had to decide: counted, weighed in money, and said with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stratreport.facts.engine import MONEY, given, missing, money, rows
from stratreport.facts.quotas import Signed
from stratreport.facts.spans import UNASSIGNED, Spans
from stratreport.facts.timeline import Timeline
from stratreport.model import QualityItem, Severity
from stratreport.params.specs import Tolerances

ALL = "all"


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
        "returned", "info", "Returns",
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
    future_rows: int
    outside_rows: int
    spans: Spans
    signed: Signed


def count_checks(lines: Any, credited: Any, tables: Mapping[str, Any], found: tuple[Timeline, Spans, Signed]) -> Checks:
    """Return what the facts counted about the classified lines (overlay credit included), per period and region."""
    timeline, spans, signed = found
    day = tables["bookings"].booked_on
    future = tables["bookings"].filter(day > timeline.as_of).count().to_pandas()
    outside = credited.filter(missing(credited.period)).count().to_pandas()
    return Checks(_flags(lines), int(future), int(outside), spans, signed)


def quality_items(
    checks: Checks, frames: Mapping[str, pd.DataFrame], timeline: Timeline, *, region: str | None
) -> tuple[QualityItem, ...]:
    """Return the items of one region (or, with None, of the company) for the reported period.

    `share` is the fraction of the scope's net bookings, null when those are not positive.
    """
    flags = checks.flags[checks.flags["period"] == timeline.period.id]
    total = total_of(flags, ALL)
    scope = flags if region is None else flags[flags["region"] == region]
    return (
        *_unassigned(flags, checks.flags, total),
        *_line_items(scope, timeline.plan.baseline.tolerances),
        *_quota_items(frames, timeline, region),
        *_housekeeping(checks, timeline),
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
        "returned": lines.returned,
        "orphaned": lines.orphaned,
    }
    return {name: flag & ~lines.overlay for name, flag in found.items()} | {"overlay": lines.overlay}


def _flags(lines: Any) -> pd.DataFrame:
    """Return count and credited money per period, region and flag, in long form."""
    flags = _of_lines(lines)
    measures = {f"n:{name}": flag.cast("int64").sum() for name, flag in flags.items()}
    measures |= {f"m:{name}": money(flag.ifelse(lines.money, 0).cast(MONEY)) for name, flag in flags.items()}
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
    _, booked = total_of(scope, ALL)
    for check in CHECKS:
        count, amount = total_of(scope, check.slug)
        if not count:
            continue
        share = _share(amount, booked)
        over = check.limit is not None and (share or 0.0) > getattr(tolerances, check.limit)
        severity = "warn" if over else check.severity
        yield QualityItem(check.slug, severity, check.title, check.detail, count, amount, share, check.fix)


def _unassigned(now: pd.DataFrame, ever: pd.DataFrame, total: tuple[int, float]) -> Iterator[QualityItem]:
    """Yield what has no region, in the reported period and in all; shares are of the company's bookings."""
    fix = "Add the missing rows to assignments."
    whole = total_of(ever, ALL)
    for slug, flags, booked, when in (
        ("unassigned", now, total, "in the period"),
        ("unassigned_ever", ever, whole, "since the first reported period"),
    ):
        count, amount = total_of(flags[flags["region"] == UNASSIGNED], ALL)
        if count:
            yield QualityItem(
                slug, "warn", f"No region on the booking date, {when}",
                "Bookings of people without an assignment that day; in the company's totals, in no region's.",
                count, amount, _share(amount, booked[1]), fix,
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


def _housekeeping(checks: Checks, timeline: Timeline) -> Iterator[QualityItem]:
    """Yield what was put right on the way in; counts only, so that no region learns of another's people."""
    if checks.future_rows:
        yield QualityItem(
            "future", "warn", "Booked after the as-of date", f"Lines after {timeline.as_of} are left out.",
            checks.future_rows, fix="Move as_of, or correct the dates.",
        )  # fmt: skip
    if checks.outside_rows:
        yield QualityItem(
            "outside_calendar", "info", "Booked outside the calendar", "They serve the look-back alone.",
            checks.outside_rows, fix="Extend the period table.",
        )  # fmt: skip
    if checks.spans.overlapping:
        yield QualityItem(
            "assignments_overlap", "warn", "Assignments that overlap", "The later one holds from its first day.",
            checks.spans.overlapping, fix="End the earlier row the day before.",
        )  # fmt: skip
    if checks.spans.unknown_regions:
        yield QualityItem(
            "region_unknown", "error", "Regions nobody declared", "Their people are counted under no region.",
            len(checks.spans.unknown_regions), fix="Add a file per region, or correct the key in assignments.",
        )  # fmt: skip
    if checks.signed.twice:
        yield QualityItem(
            "quota_twice", "warn", "Quota given by quarter and by year", "The quarter's own amount is used.",
            checks.signed.twice, fix="Keep one of the two.",
        )  # fmt: skip
    strange = _strange(checks.signed.unused, timeline)
    if strange:
        yield QualityItem(
            "quota_period", "warn", "Quota periods that are not in the calendar", f"For example {strange[0]}.",
            len(strange), fix="Write periods as in the calendar.",
        )  # fmt: skip


def _strange(names: tuple[str, ...], timeline: Timeline) -> list[str]:
    """Return unused period names that do not even look like one of the calendar's (later quarters do)."""
    known = {_shape(text) for item in timeline.periods for text in (item.id, item.fiscal_year, str(item.start))}
    return [name for name in names if _shape(name) not in known]


def _shape(text: str) -> str:
    return re.sub(r"\d", "0", text)
