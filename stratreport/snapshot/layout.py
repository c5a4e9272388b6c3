"""The layout of a snapshot: every frame, its columns and their dtypes.

`REQUIRED_FRAMES` come from the tables every company has; `OPTIONAL_FRAMES` (see `optional_layout`) from tables a
company may connect: a frame of a table that is not connected is empty, and `Meta.not_connected` says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.snapshot.optional_layout import OPTIONAL_FRAMES

# fmt: off
#: frame → {column: dtype}; "string", "float64", "int64", "boolean", "date" (datetime64[ns], midnight)
REQUIRED_FRAMES: Mapping[str, Mapping[str, str]] = {
    # every fiscal period the data covers, in time order; `complete` as of the as-of date
    "periods": {
        "period": "string",
        "start": "date",
        "end": "date",
        "fiscal_year": "string",
        "quarter": "int64",
        "complete": "boolean",
    },
    # people of this scope: reps and the managers they report to (is_manager); `display` is what may be printed
    "reps": {
        "rep_id": "string",
        "name": "string",
        "display": "string",
        "role": "string",
        "hired_on": "date",
        "left_on": "date",
        "is_manager": "boolean",
    },
    # grain: period × region × rep × manager. `quota_full` as signed, `quota` after ramp and share of days in the region
    "quotas": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "quota_full": "float64",
        "quota": "float64",
        "active_share": "float64",
        "carrier": "boolean",
    },
    # grain: period × region × rep × manager × motion; every motion of the plan appears for every carrier
    "cells": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "motion": "string",
        "actual": "float64",
        "target": "float64",
        "deals": "int64",
        "customers": "int64",
        "largest_deal": "float64",
    },
    # grain: booking line × credited rep, classified as of the booking date; `amount` is credited money.
    # market: "existing customer" | "new customer" (in an existing segment) | "new segment" (a new customer there)
    "deals": {
        "line_id": "string",
        "deal_id": "string",
        "period": "string",
        "booked_on": "date",
        "region": "string",
        "rep_id": "string",
        "rep": "string",
        "manager_id": "string",
        "manager": "string",
        "customer_id": "string",
        "customer": "string",
        "parent_id": "string",
        "segment": "string",
        "product_id": "string",
        "product": "string",
        "product_line": "string",
        "persona": "string",
        "product_level": "string",
        "customer_level": "string",
        "segment_level": "string",
        "persona_level": "string",
        "market": "string",
        "motion": "string",
        "credit": "float64",
        "amount": "float64",
        "list_amount": "float64",
        "quantity": "float64",
    },
    # grain: period × region × axis × level; axis is product_line or segment; target null when no plan is declared
    "axes": {
        "period": "string",
        "region": "string",
        "axis": "string",
        "level": "string",
        "actual": "float64",
        "target": "float64",
        "strategic": "float64",
        "deals": "int64",
    },
    # grain: period × region × product_level × market × persona_level; sums to bookings
    "ansoff": {
        "period": "string",
        "region": "string",
        "product_level": "string",
        "market": "string",
        "persona_level": "string",
        "actual": "float64",
        "deals": "int64",
    },
    # grain: period × region × rep × count target
    "counts": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "count_target": "string",
        "actual": "float64",
        "target": "float64",
        "weight": "float64",
    },
    # the plan as the reader sees it, in plan order. cell_class: core | strategic | off_plan.
    # quadrant: penetration | product development | market development | diversification | null if several
    "motions": {
        "motion": "string",
        "label": "string",
        "theme": "string",
        "cell_class": "string",
        "target_form": "string",
        "order": "int64",
        "quadrant": "string",
        "pay_component": "string",
        "enablement": "string",
        "owner": "string",
    },
    # declared company aggregates (all regions and `unassigned`)
    "company_cells": {
        "period": "string",
        "motion": "string",
        "actual": "float64",
        "target": "float64",
        "deals": "int64",
    },
    "company_quotas": {"period": "string", "quota": "float64", "carriers": "int64"},
    # what the checks found. severity: info | warn | error. amount/share null when not about money
    "quality": {
        "check": "string",
        "severity": "string",
        "title": "string",
        "detail": "string",
        "count": "int64",
        "amount": "float64",
        "share": "float64",
        "fix": "string",
    },
    # from source total to scope total for the period; amounts of the steps sum to the last row (kind: start|step|total)
    "reconciliation": {"step": "string", "kind": "string", "amount": "float64", "rows": "int64"},
}
# fmt: on

#: every frame of a snapshot, required ones first
FRAMES: Mapping[str, Mapping[str, str]] = {**REQUIRED_FRAMES, **OPTIONAL_FRAMES}
