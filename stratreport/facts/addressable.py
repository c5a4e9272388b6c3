"""Who could be sold to: accounts per segment and home region, and how many of them buy."""

from __future__ import annotations

from typing import Any

import ibis
import pandas as pd

from stratreport.facts.aggregate import NOT_STATED
from stratreport.facts.engine import column, given, rows
from stratreport.facts.ground import Ground
from stratreport.facts.spans import UNASSIGNED


def addressable(ground: Ground) -> pd.DataFrame:
    """Return region × segment: ultimate parents with an account there, and how many are active.

    accounts: distinct ultimate parents of the customers listed there; a group with accounts in two regions or segments
    counts in each. active: those whose accounts there have positive net bookings over the trailing window of the plan,
    whoever sold to them; so active ≤ accounts. region: the declared home region, UNASSIGNED when a customer names none
    or an undeclared one, null when no customer names any. Overlay credit is left aside.
    """
    homes = _homes(ground)
    window = ground.timeline.calendar.trailing(
        ground.timeline.period, ground.timeline.plan.baseline.thresholds.window_quarters
    )
    recent = ground.lines.filter(ground.lines.period.isin([period.id for period in window]))
    bought = recent.group_by("customer_id").aggregate(money=recent.money.sum())
    both = homes.left_join(bought, "customer_id")
    groups = both.group_by(["region", "segment", "parent_id"]).aggregate(active=both.money.sum().fill_null(0) > 0)
    counted = groups.group_by(["region", "segment"]).aggregate(
        accounts=groups.count(), active=groups.active.cast("int64").sum()
    )
    return rows(counted).sort_values(["region", "segment"], ignore_index=True)


def _homes(ground: Ground) -> Any:
    """Return customer_id, parent_id, segment and region of every customer."""
    customers = ground.tables["customers"]
    key = column(customers, "region", "string").strip().nullif("")
    named = customers.aggregate(n=given(key).cast("int64").sum().fill_null(0)).to_pandas()["n"].iloc[0]
    declared = [(key == region.key, region.id) for region in ground.workspace.regions]
    home = ibis.cases(*declared, else_=UNASSIGNED) if named and declared else ibis.null("string")
    told = customers.select("customer_id", segment=ibis.coalesce(customers.segment.nullif(""), NOT_STATED), region=home)
    return told.left_join(ground.parents, "customer_id").select("customer_id", "segment", "region", "parent_id")
