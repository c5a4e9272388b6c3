"""Is the plan itself wrong (question 10): targets out of reach or without support, and what a revision would change."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.faults import unreached_targets, unsupported_motions
from stratreport.findings.finding import Evidence, Finding
from stratreport.findings.ladder import is_material
from stratreport.findings.view import View


def plan_fault(view: View) -> Iterator[Finding]:
    """Find whether the plan is at fault, from `unreached` and materially short `unsupported` motions; always one.

    A motion that is both, or lacks two supports or more, is at fault; a single missing support alone is not.
    Patterns: unreached+unsupported | unreached | unsupported | none. Values: motions (number at fault), gap, target
    (of the weightiest). Names: motion, motion_id of the weightiest, missing (supports, joined by "+").
    """
    unreached = {item.names["motion_id"]: item for item in unreached_targets(view)}
    lacking = {item.names["motion_id"]: item for item in unsupported_motions(view) if item.tone == "watch"}
    faulty = {*unreached, *(name for name, item in lacking.items() if "+" in item.pattern)}
    ranked = sorted(faulty, key=lambda name: (float(view.money["difference"].get(name, 0.0)), name))
    worst = ranked[0] if ranked else ""
    kinds = ["unreached"] * (worst in unreached) + ["unsupported"] * (worst in lacking)
    gap = max(-float(view.money["difference"].get(worst, 0.0)), 0.0)
    scope = {"motion": worst} if worst else {}
    yield Finding(
        id=f"plan_fault:{view.scope}", rule="plan_fault", scope=view.scope, tone="watch" if worst else "neutral",
        certainty="appears", pattern="+".join(kinds) or "none",
        values={
            "motions": view.fact("motions_at_fault", len(faulty)),
            "gap": view.fact("fault_gap", gap if worst else None, scope=scope),
            "target": view.fact("motion_target", float(view.money["target"][worst]) if worst else None, scope=scope),
        },
        names={
            "motion": view.label(worst) if worst else "", "motion_id": worst,
            "missing": lacking[worst].pattern if worst in lacking else "",
        },
        money=gap if worst else None,
    )  # fmt: skip


def alignment(view: View) -> Iterator[Finding]:
    """Find what the selling system lacks per strategic motion (M45); always one finding, of the weakest motion.

    What is missing among pay component, enablement and owner is named; the other parts are in the metric only.
    Patterns: holes | complete | unknown. Values: alignment, motions (number with holes). Names: motion, motion_id,
    missing.
    """
    found = {motion: view.value("system_alignment", motion=motion) for motion in view.strategic}
    known = {motion: item for motion, item in found.items() if item.value is not None}
    holes = {motion: item for motion, item in known.items() if (item.value or 0.0) < 1.0 - 1e-9}
    order = sorted(holes, key=lambda name: (holes[name].value or 0.0, -float(view.money["target"][name]), name))
    worst = order[0] if order else ""
    lacking = {item.names["motion_id"]: item.pattern for item in unsupported_motions(view)}
    values = {"motions": view.fact("motions_with_holes", len(holes)), "overall": view.value("system_alignment")}
    if worst:
        values["alignment"] = holes[worst]
    yield Finding(
        id=f"alignment:{view.scope}", rule="alignment", scope=view.scope, tone="neutral", certainty="is",
        pattern="holes" if worst else "complete" if known else "unknown", values=values,
        names={
            "motion": view.label(worst) if worst else "", "motion_id": worst, "missing": lacking.get(worst, ""),
        },
    )  # fmt: skip


def revised_plan(view: View) -> Iterator[Finding]:
    """Find what the current version of the plan would say instead of the baseline; always one finding.

    The headline judges the baseline; this is a what-if on the same bookings of the period.
    Patterns: none (the current version is the baseline) | same (nothing material) | lower | higher (strategy attainment
    under the revision, by at least the hysteresis band or with a material change of strategic targets).
    Values: strategic, strategic_revised, attainment, attainment_revised, target, target_revised, version,
    baseline_version.
    """
    rows = view.frame("revised_cells")
    values = {
        "strategic": view.value("strategic_motion_attainment"),
        "version": _version(view, view.meta.current_version),
    }
    values["baseline_version"] = _version(view, view.meta.strategy.version)
    pattern = "none"
    if len(rows):
        now, revised = values["strategic"].value, _attained(rows)
        target = float(view.money.loc[view.strategic, "target"].sum())
        values |= {
            "attainment": view.value("strategic_attainment_pooled"),
            "target": view.fact("strategic_plan_target", target),
            "strategic_revised": view.fact("strategic_revised", revised["strategic"]),
            "attainment_revised": view.fact("attainment_revised", revised["attainment"]),
            "target_revised": view.fact("strategic_target_revised", revised["target"]),
        }
        pattern = _moved(view, now, revised["strategic"], change=(revised["target"] or 0.0) - target)
    yield Finding(
        id=f"revised_plan:{view.scope}", rule="revised_plan", scope=view.scope, tone="neutral", certainty="is",
        pattern=pattern, values=values,
    )  # fmt: skip


def _version(view: View, number: int) -> Evidence:
    return view.fact("plan_version", number)


def _attained(rows: pd.DataFrame) -> dict[str, float | None]:
    """Return pooled strategy attainment, pooled attainment of all motions and the strategic target of revised cells."""
    cells = rows.groupby(["motion", "cell_class"])[["actual", "target"]].sum().reset_index()
    planned = cells[cells["target"] > 0]
    own = planned[planned["cell_class"] == "strategic"]
    asked, whole = float(own["target"].sum()), float(planned["target"].sum())
    hits = planned["actual"].clip(lower=0.0, upper=planned["target"]).sum()
    sold = min(max(float(own["actual"].sum()), 0.0), asked)
    return {
        "strategic": sold / asked if asked > 0 else None,
        "attainment": float(hits) / whole if whole > 0 else None,
        "target": asked,
    }


def _moved(view: View, now: float | None, then: float | None, *, change: float) -> str:
    limits = view.thresholds
    moved = 0.0 if now is None or then is None else then - now
    material = is_material(change, target=view.total_target, median_deal=view.median_deal, share=limits.materiality)
    if abs(moved) < limits.hysteresis - 1e-9 and not material:
        return "same"
    return "higher" if moved > 0 else "lower" if moved < 0 else "same"
