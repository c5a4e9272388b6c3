"""The frames that optional tables, and the plan beyond the judged quarter, bring to a snapshot."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
#: frame -> {column: dtype}; see `layout`. Rows are those of the snapshot's scope unless the comment says otherwise.
OPTIONAL_FRAMES: Mapping[str, Mapping[str, str]] = {
    # grain: opportunity created up to the last day of the reported quarter, as known on that day (a later outcome is
    # still open). region and manager: those of the rep on the day of closing, for open ones on the last day.
    # motion: classified like a booking, as of the day of closing (won, lost) or the last day (open); a customer is what
    # it would be if it ordered that day. period: the quarter of closing, null while open. expected_on: expected close
    # at the latest pipeline snapshot up to closing or the last day, which also gives stage and amount of an open one
    # (no snapshot: those of the table; stage null where it has closed since)
    "opportunities": {
        "opportunity_id": "string",
        "period": "string",
        "created_period": "string",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "customer_id": "string",
        "parent_id": "string",
        "segment": "string",
        "product_line": "string",
        "persona": "string",
        "persona_level": "string",
        "motion": "string",
        "created_on": "date",
        "closed_on": "date",
        "expected_on": "date",
        "stage": "string",
        "amount": "float64",
        "outcome": "string",
    },
    # grain: quarter x opportunity open when the quarter opened (its opening snapshot: the first of the quarter, not
    # more than 21 days into it; else the last one of the quarter before). `period` runs to the quarter after the
    # reported one, whose snapshot may lie after the last day. region, manager, motion: as of the day of the snapshot,
    # by the plan of `period`. close_period: the quarter in which it should have closed. outcome, won_amount:
    # what had become of it by the end of `period` (open, 0 = slipped), null while `period` is not over
    "pipeline": {
        "period": "string",
        "snapshot_on": "date",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "opportunity_id": "string",
        "customer_id": "string",
        "motion": "string",
        "stage": "string",
        "amount": "float64",
        "close_on": "date",
        "close_period": "string",
        "won_amount": "float64",
        "outcome": "string",
    },
    # grain: opportunity x buying role met in it
    "engagements": {
        "opportunity_id": "string",
        "persona": "string",
        "persona_level": "string",
        "engaged_on": "date",
        "stage": "string",
    },
    # grain: quarter x region x rep x manager x motion (null: not linked to an opportunity) x kind
    "activities": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "motion": "string",
        "kind": "string",
        "count": "int64",
    },
    # grain: rep x programme passed up to the last day. first_sale_on: the rep's first won deal, on or after that day,
    # in a motion the programme supports; null = none yet, watched until `watched_until` (left, or the last day)
    "certifications": {
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "programme": "string",
        "certified_on": "date",
        "first_sale_on": "date",
        "watched_until": "date",
    },
    # grain: quarter x region x rep x manager x pay component (where the rep stood at the end of the quarter)
    "payouts": {
        "period": "string",
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "component": "string",
        "amount": "float64",
    },
    # grain: rep x plan version ("<id>@<version>") signed up to the last day
    "acknowledgements": {
        "region": "string",
        "rep_id": "string",
        "manager_id": "string",
        "plan_version": "string",
        "acknowledged_on": "date",
    },
    # addressable accounts (ultimate parents with an account there) per home region and segment, and those with positive
    # net bookings over the trailing window; region null where customers carry no region: then only the company snapshot
    # has rows
    "addressable": {"region": "string", "segment": "string", "accounts": "int64", "active": "int64"},
    # targets of the quarters after the reported one (rest of its fiscal year, at least the next) where quotas exist
    "plan_ahead": {
        "period": "string",
        "region": "string",
        "manager_id": "string",
        "motion": "string",
        "quota": "float64",
        "target": "float64",
    },
    # the same quarters judged by the current plan version; empty when the current version is the baseline
    "revised_cells": {
        "period": "string",
        "region": "string",
        "motion": "string",
        "label": "string",
        "cell_class": "string",
        "actual": "float64",
        "target": "float64",
    },
    # declared company aggregate: opportunities closed and won per quarter and motion, all regions
    "company_funnel": {
        "period": "string",
        "motion": "string",
        "won": "int64",
        "lost": "int64",
        "won_amount": "float64",
    },
    # commitments of earlier reviews (params/actions.yaml) of this scope; `period` is the review that made them
    "actions": {
        "action": "string",
        "period": "string",
        "region": "string",
        "text": "string",
        "owner": "string",
        "due": "date",
        "status": "string",
        "metric": "string",
        "motion": "string",
    },
}
# fmt: on

#: frame -> the optional table it comes from; frames not listed need none
FRAME_TABLES: Mapping[str, str] = {
    "opportunities": "opportunities",
    "pipeline": "pipeline_snapshots",
    "engagements": "engagements",
    "activities": "activities",
    "certifications": "enablement",
    "payouts": "payouts",
    "acknowledgements": "acknowledgements",
    "company_funnel": "opportunities",
}
