"""The embedded demo company: Halden Instruments, invented, the same bytes on every run.

How the stories are planted
---------------------------
`stories.py` says, as data, what a reader of FY2026Q3 must find (`STORIES`) and how each team gets there (`COURSES`).
The generator is constructive: no line carries its motion or its story. Chance is left in; the seed is one of a dozen
tried in which chance adds no second story of its own (a team far off its course for no reason).

1. `people.py`: seats, hires, leavers, swaps, gaps; quota per rep and quarter; what of it the ramp and the days leave.
2. `paths.py`: per team and quarter the money of each motion = quota × share of the plan × attainment of the course.
3. `deals.py`: Poisson counts, log-normal sizes, a motion per deal by these shares (paced: people alternate). In time
   order `ledger.py` finds a customer for whom the motion is true on that day (never sold to, on a repeat order,
   existing, in the right segment).
4. `lines.py`: products that are new or existing in that quarter, returns; then the lines of each team, quarter and
   motion are scaled so that pooled values land on the course while single representatives keep their lumps.
5. `bookings.py`: buying roles, split and overlay credit, ids. The motion itself is never written: readers must find
   it by the rules of the strategy, and a test does so independently.

`write_demo(folder, variant="control")` is the balanced control: the same noise, everybody on plan, motions drawn
by chance alone, no calibration: what the lumpy-deal null assumes.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Literal

from stratreport.sources.demo.company import SEED, build_company
from stratreport.sources.demo.stories import PERIOD, STORIES, Story
from stratreport.sources.demo.tables import Table, optional_tables, required_tables

__all__ = ["PERIOD", "SEED", "STORIES", "Story", "write_demo"]


def write_demo(folder: Path, *, variant: Literal["story", "control"] = "story", seed: int = SEED) -> None:
    """Write every canonical table of the demo company as CSV into `folder` (created).

    Comma, UTF-8, header, ISO dates, empty cell = null, LF. The same bytes for the same variant and seed. Files are
    written beside their place and moved into it, so a reader never sees half a file.

    Raises:
        OSError: when the folder cannot be written.
    """
    company = build_company(seed=seed, balanced=variant == "control")
    tables = required_tables(company) | optional_tables(company)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        _write(folder / f"{name}.csv", table)


def _write(path: Path, table: Table) -> None:
    header, rows = table
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(text.getvalue().encode())
    beside.replace(path)
