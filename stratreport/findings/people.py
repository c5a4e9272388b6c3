"""Who made the number and on which mix; counts only, and rep-level verdicts only from the trailing window's null."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Finding
from stratreport.findings.view import View

#: the groups of the rep quadrant (M20), in reading order
QUADRANTS = ("executor", "comfort_zone_hitter", "builder", "at_risk", "too_few")


def participation(view: View) -> Iterator[Finding]:
    """Find how many quota carriers made quota in the period, and how many of them did so last year."""
    now = view.value("reps_at_quota")
    if now.denominator is None or now.denominator <= 0:
        return
    before = view.earlier(4)
    last = view.value("reps_at_quota", period=before) if before else None
    values = {
        "share": now,
        "at_quota": view.fact("reps_at_quota_count", now.numerator, n=now.n),
        "reps": view.fact("reps", now.denominator, n=now.n),
    }
    if last is not None and last.known:
        values["before"] = last
    yield Finding(
        id=f"participation:{view.scope}", rule="participation", scope=view.scope, tone="neutral",
        certainty="count_only", pattern="count" if now.denominator < view.statistics.min_n_rate else "share",
        values=values,
    )  # fmt: skip


def quadrant(view: View) -> Iterator[Finding]:
    """Find how many reps stand in each group of the quadrant over the trailing quarters."""
    groups = {name: view.value("rep_quadrant", quadrant=name) for name in QUADRANTS}
    counted = {name: item for name, item in groups.items() if item.value is not None}
    if not counted:
        return
    total = sum(item.value or 0 for item in counted.values())
    yield Finding(
        id=f"quadrant:{view.scope}", rule="quadrant", scope=view.scope, tone="neutral", certainty="count_only",
        values=counted | {"reps": view.fact("reps", total)},
    )  # fmt: skip


def concentration(view: View) -> Iterator[Finding]:
    """Find how much of the period's bookings is one deal; silent without positive bookings."""
    deals = view.deals.groupby("deal_id")["amount"].sum()
    total = float(deals.sum())
    if total <= 0 or deals.max() <= 0:
        return
    largest = float(deals.max())
    yield Finding(
        id=f"largest_deal:{view.scope}", rule="largest_deal", scope=view.scope, tone="neutral", certainty="is",
        values={
            "amount": view.fact("largest_deal", largest, n=len(deals)),
            "share": view.fact("largest_deal_share", largest / total, n=len(deals)),
            "deals": view.fact("deals", int((deals > 0).sum())),
            "top": view.value("concentration_top_share"),
        },
        money=largest,
    )  # fmt: skip


def growth_shares(view: View) -> Iterator[Finding]:
    """Find the shares of new products, customers and personas beside the same quarter last year."""
    before = view.earlier(4)
    for slug in ("new_product_share", "new_customer_share", "new_persona_share"):
        if slug == "new_persona_share" and view.meta.persona_adds_nothing:
            continue
        now = view.value(slug)
        if now.value is None:
            continue
        values = {"share": now}
        last = view.value(slug, period=before) if before else None
        if last is not None and last.value is not None and not pd.isna(last.value):
            values |= {"before": last, "change": view.fact("change", now.value - last.value, n=now.n)}
        change = values.get("change")
        pattern = "alone" if change is None else "up" if (change.value or 0) > 0 else "down"
        yield Finding(
            id=f"{slug}:{view.scope}", rule="growth_share", scope=view.scope, tone="neutral", certainty="is",
            pattern=pattern, values=values, names={"what": slug.split("_")[1], "slug": slug}, money=now.numerator,
        )  # fmt: skip
