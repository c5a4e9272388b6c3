"""A small valid workspace with every key of metrics.md 3.2, and a way to break it one line at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stratreport.errors import ParamsError
from stratreport.params import freeze_baselines, load_workspace

WORKSPACE = """\
workspace:
  id: acme
  company: Acme Optics
  currency: USD
  locale: en_GB
  paper: letter
  as_of: 2025-12-01
  calendar: {pattern: months, start_month: 2, label: "FY{yy}"}
  source: crm
  rep_display: codes
"""

REGION = """\
region:
  id: emea
  name: EMEA
  key: "007"
"""

OTHER_REGION = """\
region:
  id: apac
  name: Asia Pacific
"""

PACK = """\
pack:
  id: region
  title: Quarterly review
  scope: region
  chapters:
    - {notebook: notebooks/summary.ipynb, title: Executive summary}
    - {notebook: notebooks/bridge_long.ipynb, title: Bridge, slug: bridge}
"""

SOURCE = """\
source:
  kind: csv
  root: env:ACME_DATA|data/export
  label: Acme CRM
  files:
    defaults: {encoding: utf-8, country: NO}
  tables:
    bookings:
      file: bookings.csv
      columns:
        amount: {from: NET_AMT, scale: 1e3}
        line_id: 0123
"""

STRATEGY = """\
strategy:
  id: growth-fy26
  version: 2
  baseline_version: 1
  calendar: {fiscal_year_start: 2025-02-01, label: FY26}
  measure: {field: acv, basis: net, date: booked_on, currency: {report: USD, rates: plan_FY26}}
  classify_as_of: booked_on
  axes:
    product:
      levels: [existing, new]
      new: {rule: launched_within, quarters: 8, launch_field: ga_date, exclude_replacements: true}
    customer:
      grain: ultimate_parent
      levels: [existing, reactivated, new]
      new: {rule: no_bookings_in_prior, months: 24, sticky_months: 12}
      reactivated: {dormant_months: 12, counts_as: existing}
    segment: {field: account.segment, snapshot: plan_start, new: {list: [healthcare, public_sector]}}
    persona:
      source: contact_roles
      attribution: primary
      engaged_min_two_way: 1
      new: {list: [cfo, ciso]}
      unknown: as_existing
  motions:
    - {id: diversify, theme: grow, where: {product: new, customer: new}, target: {share_of_quota: 0.05}}
    - id: new_product
      label: New products
      theme: grow
      where: {product: new}
      target: {share_of_quota: 0.20}
      support: {pay_component: npi, enablement: npi_cert, owner: vp_product_sales}
    - {id: new_segment, theme: enter, where: {segment: new, customer: new}, target: {share_of_quota: 0.10}}
    - {id: new_logo, theme: enter, where: {customer: new}, target: {ceiling: 0.10}}
    - id: new_persona
      where: {persona: new}
      target: {amount: {Q1: 40000, Q2: 50000, Q3: 50000, Q4: 60000}, per: region}
    - id: core
      theme: keep
      comfort_zone: true
      where: {product: existing, customer: [existing, reactivated], segment: existing, persona: existing}
      target: remainder
    - {id: off_plan, where: otherwise}
  count_targets:
    - {id: logos, where: {customer: new}, per: rep, count: 5, weight: 0.1}
  tags:
    - {id: security_line, where: {product_line: security}}
  balances:
    product_line: {security: 0.4, network: 0.6}
    segment: {healthcare: 0.25, industry: 0.75}
  phasing: {Q1: 0.20, Q2: 0.23, Q3: 0.24, Q4: 0.33}
  tolerances: {plan_to_quota: 0.02, unclassified_max: 0.10, persona_unknown_max: 0.30}
  thresholds: {quota: 1.0, strategic: 0.8, hysteresis: 0.05, window_quarters: 4, materiality: 0.03}
  statistics: {min_n_rate: 5, min_n_flag: 10, fdr: 0.10, bootstrap: 2000, seed: 20260101}
  eligibility: {exclude_roles: [overlay, renewals], ramp: [0, 0.25, 0.5, 0.75, 1]}
  overrides:
    - scope: {region: emea}
      from: 26Q2
      to: FY26Q4
      targets: {new_segment: {share_of_quota: 0.05}}
      absorb_into: new_product
      reason: regulation
      approved_by: evp
      dated: 2025-04-28
"""

FILES: Mapping[str, str] = {
    "params/workspace.yaml": WORKSPACE,
    "params/regions/emea.yaml": REGION,
    "params/regions/apac.yaml": OTHER_REGION,
    "params/packs/region.yaml": PACK,
    "params/sources/crm.yaml": SOURCE,
    "params/strategy/growth-fy26.yaml": STRATEGY,
    "params/strategy/growth-fy26.v1.yaml": STRATEGY.replace("version: 2\n", "version: 1\n"),
}

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a writer of the workspace; keywords by file replace a whole file (None leaves it out)."""

    def write(changes: Mapping[str, str | None] | None = None, *, freeze: bool = True) -> Path:
        for name, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if freeze:
            freeze_baselines(tmp_path)
        return tmp_path

    return write


@pytest.fixture
def break_line(make: Make) -> Callable[[str, str, str], str]:
    """Return the whole message of the workspace in which `old` of `file` became `new` (both strategy versions)."""

    def load(file: str, old: str, new: str) -> str:
        assert old in FILES[file], f"{old!r} is not in {file}"
        root = make()
        path = root / file
        path.write_text(FILES[file].replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ParamsError) as caught:
            load_workspace(root, env={})
        return str(caught.value)

    return load
