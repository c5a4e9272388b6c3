"""Who made the number and on which mix; counts only, and rep-level verdicts only from the trailing window's null."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Evidence, Finding
from stratreport.findings.view import View
from stratreport.metrics.null import ALL, OFF_STRATEGY, flag_counts

#: the groups of the rep quadrant (M20), in reading order
QUADRANTS = ("executor", "comfort_zone_hitter", "builder", "at_risk", "no_signal", "too_few")
_ON = ("executor", "builder")
#: what is printed wherever a flag is shown
FLAGS = ("tested", "raised")


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
    """Find how many reps stand in each group of the quadrant over the trailing quarters; with flags tested, raised."""
    counted = {name: _group(view, name) for name in QUADRANTS}
    counted = {name: item for name, item in counted.items() if item.value is not None}
    if not counted:
        return
    total = sum(item.value or 0 for item in counted.values())
    flags = {role: found[role] for found in mix_verdicts(view) for role in FLAGS}
    few, on = (sum(counted[name].value or 0 for name in names if name in counted) for names in (("too_few",), _ON))
    yield Finding(
        id=f"quadrant:{view.scope}", rule="quadrant", scope=view.scope, tone="neutral", certainty="count_only",
        values=counted
        | {
            "reps": view.fact("reps", total),
            "judged": view.fact("reps_judged", total - few),
            "on_strategy": view.fact("reps_on_strategy", on),
            "quarters": view.fact("window_quarters", len(view.window)),
            **flags,
        },
    )  # fmt: skip


def _group(view: View, name: str) -> Evidence:
    """Return a group's count, reported for the judged period or for the trailing window."""
    now = view.value("rep_quadrant", quadrant=name)
    window = getattr(view.book, "window", None)
    return now if now.known or window is None else view.value("rep_quadrant", period=window.label, quadrant=name)


def mix_verdicts(view: View) -> Iterator[Finding]:
    """Find how many reps' mix is further from plan than chance explains, and how many flags were tested and raised.

    From the lumpy-deal null over the trailing window, after correction for many tests; never one quarter. Current
    carriers only: whoever has left is neither counted nor flagged.
    """
    rows = getattr(view.book, "verdicts", None)
    if rows is None or rows.empty:
        return
    if "scope" in rows.columns:
        rows = rows.loc[rows["scope"] == view.scope]
    rows = rows.loc[rows["rep_id"].isin(view.carriers)]
    judged = rows.loc[(rows["motion"] == ALL) & rows["p"].notna()]
    tested, raised = flag_counts(rows)
    off = int((judged["verdict"] == OFF_STRATEGY).sum())
    yield Finding(
        id=f"mix_verdicts:{view.scope}", rule="mix_verdicts", scope=view.scope, tone="neutral", certainty="count_only",
        pattern="some" if off else "none",
        values={
            "off": view.fact("reps_off_strategy", off, n=len(judged)),
            "judged": view.fact("reps_tested", len(judged), n=len(judged)),
            "tested": view.fact("flags_tested", tested),
            "raised": view.fact("flags_raised", raised),
            "quarters": view.fact("window_quarters", len(view.window)),
        },
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
