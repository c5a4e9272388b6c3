"""Selling-system alignment (M45): does the plan give a motion what it asks people to sell it with?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms, base_cells
from stratreport.metrics.metric import Metric, column, quotient

#: what a motion needs, in the order of metrics.md M45
NEEDS = ("target", "pay_component", "enablement", "pipeline_goal", "owner", "manager_metric")
NO_MOTIONS = "the plan has no strategic motion"


def support_frame(atoms: Atoms, *, coverage: pd.DataFrame) -> pd.DataFrame:
    """Return the measures frame "support": what each motion with a money target has, and all strategic ones together.

    Columns in: coverage = the measures of `coverage_measures.coverage_frame`. Columns out: keys, the six of `NEEDS`
    (1 or 0; sums over the strategic motions at base), present, needed (counts). A base without any pipeline, because
    the table is not connected say, cannot tell whether there is a goal: it is neither needed nor present.
    Present means: target = the plan asks for money; pay_component, enablement, owner = the plan names one;
    pipeline_goal = the next quarter has a target for the motion and an own pipeline history to say how much pipeline
    that takes; manager_metric = in the reported quarter the target is handed down to at least one manager, so that the
    motion's attainment is reported per manager.
    """
    motions = atoms.motions[atoms.motions["cell_class"] != "off_plan"]
    cells = base_cells(atoms)
    cells = cells[cells["period"] == atoms.window.current]
    led = cells[(cells["target"] > 0) & cells["manager_id"].notna()]
    goals = coverage[(column(coverage, "target") > 0) & (column(coverage, "history_amount") > 0)]
    telling = set(atoms.optional["pipeline"]["base"])
    rows = []
    for base in sorted({str(item) for item in cells["base"]}):
        with_goal = set(goals["scope"])
        handed = set(led.loc[led["base"] == base, "motion"])
        for motion in motions.to_dict("records"):
            scope = f"{base}/motion:{motion['motion']}"
            rows.append({
                "kind": "motion", "scope": scope, "base": base, "strategic": motion["cell_class"] == "strategic",
                "target": motion["target_form"] not in (None, "none"), "pipeline_goal": scope in with_goal,
                "manager_metric": motion["motion"] in handed,
                **{name: pd.notna(motion[name]) for name in ("pay_component", "enablement", "owner")},
            })  # fmt: skip
    found = pd.DataFrame(rows, columns=["kind", "scope", "base", "strategic", *NEEDS])
    asked = len(NEEDS) - 1 + found["base"].isin(telling).astype(float)
    found = found.astype(dict.fromkeys(NEEDS, float)).assign(needed=asked)
    together = found[found["strategic"].astype(bool)].groupby("base", sort=True)[[*NEEDS, "needed"]].sum()
    together = together.reindex(sorted(set(found["base"])), fill_value=0.0).reset_index()
    out = pd.concat([together.assign(kind="base", scope=together["base"]), found], ignore_index=True)
    return out.assign(present=out[list(NEEDS)].sum(axis=1), period=atoms.window.current)


def system_alignment(support: pd.DataFrame) -> pd.DataFrame:
    """Share of the six things a motion needs that the plan gives it; at base over all strategic motions.

    Formula: present / needed, needed = 6 per motion: target, pay component, enablement, pipeline goal, owner, manager
    metric; 5 without any pipeline (see `support_frame`). Columns: present, needed (counts). Exact; presence is not
    quality.
    Edge cases: a plan without strategic motions has no value at base. Source: metrics.md M45.

    >>> system_alignment(pd.DataFrame({"present": [3.0], "needed": [6.0]}))["value"].tolist()
    [0.5]
    """
    needed = column(support, "needed")
    return quotient(support, numerator=column(support, "present"), denominator=needed, missing=NO_MOTIONS, n=np.nan)


METRICS = (
    Metric(
        id="M45", slug="system_alignment", label="Selling-system alignment", unit="ratio", direction="higher",
        range="0 to 1", grain=("base", "motion"), needs=("support",), compute=system_alignment,
        definition="Share of target, pay component, enablement, pipeline goal, owner and manager metric that a motion "
        "has; at base over all strategic motions.",
        formula="present / needed; six needed per motion", source="metrics.md M45",
        edge_cases="A pipeline goal needs a target for the next quarter and a pipeline history; without any pipeline "
        "it cannot be told, and five count. Presence is not quality.",
    ),
)  # fmt: skip
