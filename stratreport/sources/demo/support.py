"""What the company gives a motion besides a target: training, pay, the signed plan; and plan exchange rates.

Nobody in latam but one is certified on the new products; there is no programme and no pay component for new segments.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from stratreport.sources.demo.bookings import SPLITS, Row
from stratreport.sources.demo.company import Company
from stratreport.sources.demo.people import SEATS, iso
from stratreport.sources.demo.plan import DIVERSIFY, MOTIONS, NEW_LOGO, NEW_PRODUCT
from stratreport.sources.demo.quarters import AS_OF, LAST, REPORTED_FROM, Floats, day, label, sums

#: programme → first day it was offered, share of representatives who passed it
PROGRAMMES = {"npi_cert": ("2024-11-18", 0.93), "exec_dialogue": ("2025-01-20", 0.80)}
UNTRAINED_REGION, UNTRAINED_PROGRAMME, TRAINED_THERE = "latam", "npi_cert", 1
#: plan version → day it was handed out
PLANS = {"growth-fy2021@1": "2021-01-11", "growth-fy2024@1": "2024-01-15", "growth-fy2026@1": "2026-01-12"}
#: the revision of July 2026, drawn last so that it leaves the rest as it was
REVISIONS = {"growth-fy2026@2": "2026-07-06"}
SIGNED = 0.93
COMMISSION, ACCELERATOR, NPI, HUNTER = 0.040, 0.025, 0.020, 0.015  # of credited bookings
_RATES = {
    "EUR": 1.0,
    "USD": 0.92,
    "GBP": 1.16,
    "CHF": 1.04,
    "SEK": 0.088,
    "JPY": 0.0064,
    "CNY": 0.128,
    "INR": 0.0111,
    "SGD": 0.69,
    "BRL": 0.172,
    "MXN": 0.049,
    "AUD": 0.61,
    "NZD": 0.56,
}


def _sellers(company: Company) -> list[tuple[int, str]]:
    """Return each rep (overlays left out) with the region of the last seat."""
    last = {stint.rep: SEATS[stint.seat][0] for stint in sorted(company.people.stints, key=lambda item: item.start)}
    return sorted(last.items())


def enablement_rows(company: Company, rng: np.random.Generator) -> list[Row]:
    """Return the rows of enablement.csv."""
    rows: list[Row] = []
    trained_there = 0
    for rep, region in _sellers(company):
        person = company.people.reps[rep]
        for programme, (offered, share) in PROGRAMMES.items():
            passed, wait = rng.random() < share, int(rng.integers(0, 150))
            if not company.balanced and (region, programme) == (UNTRAINED_REGION, UNTRAINED_PROGRAMME):
                passed = trained_there < TRAINED_THERE and person.left_on is None
                trained_there += passed
            when = max(day(offered), person.hired_on + 45) + wait
            if passed and when <= min(person.left_on or AS_OF, AS_OF):
                rows.append((person.rep_id, programme, iso(when)))
    return rows


def acknowledgement_rows(company: Company, rng: np.random.Generator) -> list[Row]:
    """Return the rows of acknowledgements.csv."""
    rows: list[Row] = []
    for plans, (rep, _) in product((PLANS, REVISIONS), _sellers(company)):
        person = company.people.reps[rep]
        for version, handed in plans.items():
            when = max(day(handed), person.hired_on + 5) + int(rng.gamma(1.6, 7.0))
            if rng.random() < SIGNED and when <= min(person.left_on or AS_OF, AS_OF):
                rows.append((person.rep_id, version, iso(when)))
    return sorted(rows, key=lambda row: (str(row[0]), str(row[1])))


def credited(company: Company) -> Floats:
    """Return credited money by rep, quarter and motion, as the generator meant it."""
    selling, units = company.selling, company.units
    deals = selling.deals
    own = np.array([share for share, _ in SPLITS])[selling.split]
    own = np.where(selling.partner >= 0, own, 1.0)
    shape = (len(company.people.reps), LAST + 1, len(MOTIONS))
    place = units.quarter[deals.unit] * shape[2] + deals.motion
    mine = units.rep[deals.unit] * shape[1] * shape[2] + place
    mate = units.rep[selling.partner] * shape[1] * shape[2] + place
    size = shape[0] * shape[1] * shape[2]
    return (sums(mine, selling.money * own, size) + sums(mate, selling.money * (1 - own), size)).reshape(shape)


def payout_rows(company: Company) -> list[Row]:
    """Return the rows of payouts.csv: commission on everything, accelerator above quota, npi and hunter on motions."""
    money = credited(company)
    rows: list[Row] = []
    for (rep, quarter), quota in sorted(company.people.quotas.items()):
        if not REPORTED_FROM <= quarter <= LAST:
            continue
        sold = money[rep, quarter]
        parts = {
            "commission": COMMISSION * sold.sum(),
            "accelerator": ACCELERATOR * max(sold.sum() - quota, 0.0),
            "npi": NPI * sold[[DIVERSIFY, NEW_PRODUCT]].sum(),
            "hunter": HUNTER * sold[[DIVERSIFY, NEW_LOGO]].sum(),
        }
        name = company.people.reps[rep].rep_id
        rows += [(name, label(quarter), part, f"{paid:.2f}") for part, paid in parts.items() if paid > 0]
    return rows


def fx_rows() -> list[Row]:
    """Return the rows of fx_rates.csv: plan rates per fiscal year, drifting a little."""
    rows: list[Row] = []
    for year in range(2021, 2027):
        for n, (currency, rate) in enumerate(_RATES.items()):
            drift = 1.0 if currency == "EUR" else 1 + 0.012 * ((year * 7 + n * 5) % 7 - 3)
            rows.append((currency, f"FY{year}", f"{rate * drift:.6g}"))
    return rows
