"""Write docs/data.md and docs/metrics.md from the catalogues they describe; `make docs` runs this, a test compares."""

from __future__ import annotations

from pathlib import Path

from stratreport.metrics import METRICS, Metric
from stratreport.model import TABLES, TableSpec

DOCS = Path(__file__).parents[1] / "docs"
NOTICE = "<!-- written by `make docs`; edit the catalogue, not this page -->\n"


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
    intro = (
        "# The metrics\n\n" + NOTICE + "\nRatios are fractions (1 = 100 %). Absent is null with a caveat, never zero. "
        "`stratreport metrics REGION --json` prints\nall of them, one object per value.\n"
    )
    return intro + "".join(_metric(metric) for metric in METRICS)


def _metric(metric: Metric) -> str:
    facts = [
        ("formula", metric.formula), ("unit", f"{metric.unit}, {metric.range}"), ("better", metric.direction),
        ("grain", ", ".join(metric.grain)),
        ("minimum n", f"{metric.min_n}: below it, {metric.below}" if metric.min_n else ""),
        ("edge cases", metric.edge_cases), ("source", metric.source),
    ]  # fmt: skip
    lines = "".join(f"- {name}: {_cell(text)}\n" for name, text in facts if text)
    return (
        f'\n## {metric.id} {metric.label} <a id="{metric.slug}"></a>\n\n`{metric.slug}`. {metric.definition}\n\n{lines}'
    )


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


PAGES = {"data.md": table_page, "metrics.md": metric_page}


def main() -> None:
    """Write both pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
