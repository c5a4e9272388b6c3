"""What is wrong with the plan or the data before anybody's selling is judged (metrics.md M43, M45)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Evidence, Finding
from stratreport.findings.ladder import is_material
from stratreport.findings.view import View
from stratreport.units import reaches

#: median attainment of peers below which a target, not its sellers, is the suspect (metrics.md M42)
UNREACHED = 0.3
#: and at most one rep in ten at the threshold
FEW = 0.1
#: deals that a rep exactly on plan would have in the motion over the window, below which zero tells nothing
EXPECTED_DEALS = 2.0

_SUPPORTS = ("pay_component", "enablement", "owner")


def unsupported_motions(view: View) -> Iterator[Finding]:
    """Find motions with a target but without pay component, enablement or owner: a fault of the plan."""
    money = view.money
    for motion, row in view.motions.iterrows():
        target = float(money["target"].get(motion, 0.0))
        missing = [name for name in _SUPPORTS if pd.isna(row[name]) or not row[name]]
        if row["cell_class"] != "strategic" or target <= 0 or not missing:
            continue
        gap = max(-float(money["difference"].get(motion, 0.0)), 0.0)
        material = is_material(
            gap, target=view.total_target, median_deal=view.median_deal, share=view.thresholds.materiality
        )
        scope = {"motion": str(motion)}
        yield Finding(
            id=f"unsupported:{view.scope}/motion:{motion}", rule="unsupported", scope=view.scope,
            tone="watch" if material else "neutral", certainty="is", pattern="+".join(missing),
            values={
                "target": view.fact("motion_target", target, scope=scope),
                "actual": view.fact("motion_bookings", float(money["actual"].get(motion, 0.0)), scope=scope),
                "missing": view.fact("supports_missing", len(missing), scope=scope),
            },
            names={"motion": view.label(str(motion)), "motion_id": str(motion), "owner": str(row["owner"] or "")},
            money=gap,
        )  # fmt: skip


def unreached_targets(view: View) -> Iterator[Finding]:
    """Find motions whose target hardly any current rep reaches over the trailing quarters.

    Formula: median over current carriers of sum A / sum T below 0.3, and at most one in ten of them at the strategy
    threshold. Needs the full window, the minimum number of reps, and a target worth at least two deals per rep in the
    window (deals per rep x share of plan): with fewer, most reps on plan have none either.
    """
    window = view.periods()[-view.thresholds.window_quarters :]
    cells = view.snapshot.frames["cells"]
    cells = cells.loc[cells["period"].isin(window) & (cells["target"] > 0)]
    if cells["period"].nunique() < view.thresholds.window_quarters:
        return
    won = view.snapshot.frames["deals"]
    deals = won.loc[won["period"].isin(window) & (won["amount"] > 0), "deal_id"].nunique()
    asked = cells.groupby("motion")["target"].sum()
    sellers = max(cells["rep_id"].nunique(), 1)
    cells = cells.loc[cells["rep_id"].isin(view.carriers)]
    strategic = view.motions.index[view.motions["cell_class"] == "strategic"]
    for motion in strategic:
        per_rep = cells[cells["motion"] == motion].groupby("rep_id")[["actual", "target"]].sum()
        rate = per_rep["actual"].clip(lower=0) / per_rep["target"]
        near = sum(reaches(value, view.thresholds.strategic) for value in rate)
        expected = deals / sellers * float(asked.get(motion, 0.0)) / max(float(asked.sum()), 1.0)
        if (
            expected < EXPECTED_DEALS
            or len(rate) < view.statistics.min_n_rate
            or rate.median() >= UNREACHED
            or near > FEW * len(rate)
        ):
            continue
        yield _unreached(view, str(motion), rate=rate, near=near, window=window)


def _unreached(view: View, motion: str, *, rate: pd.Series[float], near: int, window: list[str]) -> Finding:
    scope, n = {"motion": motion}, len(rate)
    return Finding(
        id=f"unreached:{view.scope}/motion:{motion}", rule="unreached", scope=view.scope, tone="watch",
        certainty="is", pattern="median",
        values={
            "median": view.fact("median_peer_attainment", float(rate.median()), n=n, scope=scope),
            "near": view.fact("reps_near", near, n=n, scope=scope),
            "reps": view.fact("reps", n, n=n, scope=scope),
            "others": _others(view, motion, window=window),
            "threshold": view.fact("threshold", view.thresholds.strategic),
            "quarters": view.fact("window_quarters", len(window)),
        },
        names={"motion": view.label(motion), "motion_id": motion},
        money=max(-float(view.money["difference"].get(motion, 0.0)), 0.0),
    )  # fmt: skip


def _others(view: View, motion: str, *, window: list[str]) -> Evidence:
    """Return what the other regions reached in a motion; unknown for a company, or on too few deals."""
    frames, scope = view.snapshot.frames, {"motion": motion}
    whole, own = (
        rows.loc[rows["period"].isin(window) & (rows["motion"] == motion), ["actual", "target", "deals"]].sum()
        for rows in (frames["company_cells"], frames["cells"])
    )
    rest = whole - own
    enough = rest["target"] > 0 and rest["deals"] >= view.statistics.min_n_flag and view.meta.scope != "company"
    share = float(rest["actual"] / rest["target"]) if enough else None
    return view.fact("others_attainment", share, scope=scope)


def data_faults(view: View) -> Iterator[Finding]:
    """Find what the data checks said; a share beyond its tolerance is bad, a warning is watch, the rest neutral."""
    for _, row in view.snapshot.frames["quality"].iterrows():
        check = str(row["check"])
        share = None if pd.isna(row["share"]) else float(row["share"])
        beyond = share is not None and share > _tolerance(view, check)
        tone = "bad" if beyond or row["severity"] == "error" else "watch" if row["severity"] == "warn" else "neutral"
        amount = None if pd.isna(row["amount"]) else float(row["amount"])
        yield Finding(
            id=f"data:{view.scope}/{check}", rule="data", scope=view.scope, tone=tone, certainty="is",  # type: ignore[arg-type]
            pattern=check,
            values={
                "share": view.fact("quality_share", share),
                "count": view.fact("quality_count", int(row["count"])),
                "amount": view.fact("quality_amount", amount),
                "tolerance": view.fact("threshold", _tolerance(view, check)),
            },
            names={name: str(row[name] or "") for name in ("title", "detail", "fix")},
            money=abs(amount) if amount is not None else None,
        )  # fmt: skip


def _tolerance(view: View, check: str) -> float:
    limits = view.meta.strategy.tolerances
    return {"persona_unknown": limits.persona_unknown_max, "unclassified": limits.unclassified_max}.get(check, 1.0)


def unclassified(view: View) -> Iterator[Finding]:
    """Find the share of bookings that no motion with a target covers; always said, bad beyond its tolerance."""
    for slug in ("unclassified_share", "off_plan_share", "persona_unknown_share"):
        found = view.value(slug)
        if found.value is not None:
            limit = _tolerance(view, slug.removesuffix("_share"))
            yield Finding(
                id=f"{slug}:{view.scope}", rule="unclassified", scope=view.scope,
                tone="bad" if found.value > limit else "neutral", certainty="is", pattern=slug,
                values={"share": found, "tolerance": view.fact("threshold", limit)}, money=found.numerator,
            )  # fmt: skip


def persona_adds_nothing(view: View) -> Iterator[Finding]:
    """Find that the buying role coincides with the segment here: both would show one thing twice."""
    if view.meta.persona_adds_nothing:
        yield Finding(
            id=f"persona_adds_nothing:{view.scope}", rule="persona_adds_nothing", scope=view.scope, tone="neutral",
            certainty="is", pattern="same_as_segment",
        )  # fmt: skip


def coverage_of_plan(view: View) -> Iterator[Finding]:
    """Find that targets do not add up to quota within tolerance (kappa)."""
    cover: Evidence = view.value("plan_to_quota")
    limit = view.meta.strategy.tolerances.plan_to_quota
    if cover.value is not None and abs(cover.value - 1) > limit + 1e-9:
        yield Finding(
            id=f"plan_cover:{view.scope}", rule="plan_cover", scope=view.scope, tone="watch", certainty="is",
            pattern="above" if cover.value > 1 else "below",
            values={"cover": cover, "tolerance": view.fact("threshold", limit)},
        )  # fmt: skip
