"""The canonical tables of the demo company as headers and rows."""

from __future__ import annotations

from stratreport.sources.demo.bookings import HEADER as BOOKINGS
from stratreport.sources.demo.bookings import Row, booking_rows
from stratreport.sources.demo.company import Company
from stratreport.sources.demo.contacts import activity_rows, engagement_rows
from stratreport.sources.demo.opportunities import build_opportunities
from stratreport.sources.demo.opportunity import HEADER as OPPORTUNITIES
from stratreport.sources.demo.opportunity import opportunity_rows, snapshot_rows
from stratreport.sources.demo.people import OVERLAYS, SEATS, iso
from stratreport.sources.demo.plan import REGIONS
from stratreport.sources.demo.products import PRODUCTS
from stratreport.sources.demo.quarters import PLANNED_TO, first_day, label
from stratreport.sources.demo.support import acknowledgement_rows, enablement_rows, fx_rows, payout_rows

Table = tuple[tuple[str, ...], list[Row]]


def _assignments(company: Company) -> list[Row]:
    people = company.people
    rows: list[Row] = []
    for stint in sorted(people.stints, key=lambda item: (item.rep, item.start)):
        region, manager, _ = SEATS[stint.seat]
        if not stint.gap:
            rows.append((people.reps[stint.rep].rep_id, region, manager, iso(stint.start), iso(stint.end)))
    for (region, manager), rep in zip(OVERLAYS, people.reps[-len(OVERLAYS) :], strict=True):
        rows.append((rep.rep_id, region, manager, iso(rep.hired_on), None))
    return rows


def required_tables(company: Company) -> dict[str, Table]:
    """Return the six required tables by name."""
    people, customers = company.people, company.customers
    everybody = [*people.reps, *people.managers]
    quotas = [
        (people.reps[rep].rep_id, label(quarter), None, f"{amount:.0f}")
        for (rep, quarter), amount in sorted(people.quotas.items())
    ]
    return {
        "bookings": (
            BOOKINGS,
            booking_rows(company.selling, company.units, people, customers, company.streams["overlay"]),
        ),
        "reps": (
            ("rep_id", "name", "role", "hired_on", "left_on"),
            [(r.rep_id, r.name, r.role, iso(r.hired_on), iso(r.left_on)) for r in everybody],
        ),
        "assignments": (("rep_id", "region", "manager_id", "valid_from", "valid_to"), _assignments(company)),
        "quotas": (("rep_id", "period", "starts_on", "amount"), list(quotas)),
        "products": (
            ("product_id", "name", "line", "launched_on", "replaces"),
            [(p.product_id, p.name, p.line, p.launched_on, p.replaces) for p in PRODUCTS],
        ),
        "customers": (
            ("customer_id", "name", "parent_id", "segment", "region"),
            sorted((c.customer_id, c.name, c.parent_id, c.segment, REGIONS[c.region]) for c in customers.rows),
        ),
    }


def optional_tables(company: Company) -> dict[str, Table]:
    """Return the nine optional tables by name."""
    pipeline, support = company.streams["pipeline"], company.streams["support"]
    found = build_opportunities(company)
    quarters: list[Row] = [(label(q), iso(first_day(q)), iso(first_day(q + 1))) for q in range(PLANNED_TO + 1)]
    return {
        "periods": (("period", "start", "end"), quarters),
        "opportunities": (OPPORTUNITIES, opportunity_rows(company, found)),
        "pipeline_snapshots": (
            ("snapshot_on", "opportunity_id", "stage", "amount", "close_on", "motion_hint"),
            snapshot_rows(found, pipeline),
        ),
        "engagements": (("opportunity_id", "persona", "first_two_way_on", "stage"), engagement_rows(found, pipeline)),
        "activities": (
            ("rep_id", "on", "kind", "opportunity_id", "customer_id"),
            activity_rows(company, found, pipeline),
        ),
        "enablement": (("rep_id", "programme", "certified_on"), enablement_rows(company, support)),
        "payouts": (("rep_id", "period", "component", "amount"), payout_rows(company)),
        "acknowledgements": (("rep_id", "plan_version", "on"), acknowledgement_rows(company, support)),
        "fx_rates": (("currency", "period", "rate"), fx_rows()),
    }
