"""The people a scope may know: its reps and the managers they report to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stratreport.facts.engine import rows

COLUMNS = ["rep_id", "name", "display", "role", "hired_on", "left_on", "is_manager"]


def people(tables: Mapping[str, Any], managers: frozenset[str]) -> pd.DataFrame:
    """Return everybody in the reps table and every named manager, one row per id (COLUMNS), by name.

    What of it may leave the data wing is decided at the door (`pseudonyms`). A manager without a row in reps is known
    by the id.
    """
    reps = tables["reps"]
    found = rows(reps.select("rep_id", "role", "hired_on", "left_on", name=reps.name, display=reps.name))
    missing = sorted(managers - set(found["rep_id"]))
    named = [{"rep_id": item, "name": item, "display": item, "role": "manager"} for item in missing]
    frame = pd.concat([found, pd.DataFrame(named, columns=COLUMNS[:4])], ignore_index=True) if named else found
    frame = frame.assign(is_manager=frame["rep_id"].isin(managers))
    return frame[COLUMNS].sort_values("rep_id", ignore_index=True)


def people_of(everybody: pd.DataFrame, *frames: pd.DataFrame) -> pd.DataFrame:
    """Return the people whom the rows of `frames` name as rep or manager."""
    columns = [frame[name] for frame in frames for name in ("rep_id", "manager_id") if name in frame]
    named = {value for column in columns for value in column.dropna()}
    return everybody[everybody["rep_id"].isin(named)]
