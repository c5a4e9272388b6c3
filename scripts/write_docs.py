"""Write docs/data.md and docs/metrics.md from the catalogues they describe; `make docs` runs this, a test compares."""

from __future__ import annotations

from pathlib import Path

from stratreport.metrics import METRICS, Metric
from stratreport.model import TABLES, TableSpec

DOCS = Path(__file__).parents[1] / "docs"
NOTICE = "<!-- written by `make docs`; edit the catalogue, not this page -->\n"
METRIC_INTRO = """Written from the catalogue in `stratreport/metrics/`; the numbers M01 to M45 are those of the handbook
(metrics.md, section 2.2). `stratreport metrics REGION --json` prints every value with its scope, period, interval,
numerator, denominator, n and caveat.

- Ratios are fractions (1 = 100 %), points are differences of fractions, money is in the reporting currency.
- Absent is null with a caveat ("no target", "too few to judge", "not connected: payouts"), never zero.
- A = net bookings, A+ = max(A, 0), T = target, Q = quota, QA = A / Q, SA = sum of min(A+, T) / sum T; p and q are
  shares of positive bookings and of target; n counts deals unless said.
- The trailing window is four quarters unless the plan says otherwise; it never reaches back beyond the first quarter
  with targets.
- Grain: `base` is a region or the company; `rep/motion` is a motion of a rep, and so on.
"""
BETTER = {"higher": "higher", "lower": "lower", "target": "neither: read it against the plan or as a fact"}
PERIOD = {"quarter": "by default the reported quarter", "window": "by default the trailing window"}


def table_page() -> str:
    """Return docs/data.md: every canonical table with its columns."""
    intro = (
        "# The canonical tables\n\n" + NOTICE + "\nA source is mapped to these tables by `params/sources/<name>.yaml`. "
        "In canonical form (one CSV or Parquet file per\ntable, named after it) no mapping is needed; "
        "`make demo` writes such files. CSV is UTF-8 with a header, commas, ISO\ndates, points as decimal "
        "marks; an empty cell is absent. "
        'An optional table that is missing is reported as\n"not connected", never as zero.\n'
    )
    return intro + "".join(_table(spec) for spec in TABLES.values())


def _table(spec: TableSpec) -> str:
    need = "required" if spec.required else "optional"
    rows = "".join(
        f"| `{c.name}` | {c.kind} | {'yes' if c.required else 'no'} | {_cell(c.meaning)} | {_cell(c.example)} |\n"
        for c in spec.columns
    )
    return (
        f"\n## {spec.name} ({need})\n\nOne row is {spec.grain}. Key: {', '.join(f'`{name}`' for name in spec.key)}.\n\n"
        f"| column | kind | needed | meaning | example |\n|---|---|---|---|---|\n{rows}"
    )


def metric_page() -> str:
    """Return docs/metrics.md: every metric of the catalogue."""
    numbers = sorted({metric.id for metric in METRICS})
    groups = {number: [metric for metric in METRICS if metric.id == number] for number in numbers}
    index = "".join(
        f"| {number} | {', '.join(f'[{_cell(item.label)}](#{item.slug})' for item in items)} |\n"
        for number, items in groups.items()
    )
    body = "".join(f"\n## {number}\n{''.join(map(_metric, items))}" for number, items in groups.items())
    return f"# The metrics\n\n{NOTICE}\n{METRIC_INTRO}\n| number | metrics |\n|---|---|\n{index}{body}"


def _metric(metric: Metric) -> str:
    connected = ", ".join(f"`{name}`" for name in metric.tables)
    facts = [
        ("formula", metric.formula), ("unit", f"{metric.unit}; range: {metric.range}"),
        ("better", BETTER[metric.direction]), ("grain", ", ".join(metric.grain)), ("period", PERIOD[metric.span]),
        ("minimum n", f"{metric.min_n}; below it: {metric.below}" if metric.min_n else "none"),
        ("edge cases", metric.edge_cases), ("needs", connected or "no optional table"), ("source", metric.source),
    ]  # fmt: skip
    lines = "".join(f"- {name}: {_cell(text)}\n" for name, text in facts)
    return f'\n### {metric.label} <a id="{metric.slug}"></a>\n\n`{metric.slug}`: {metric.definition}\n\n{lines}'


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


PAGES = {"data.md": table_page, "metrics.md": metric_page}


def main() -> None:
    """Write both pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
