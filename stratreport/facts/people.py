"""The people a scope may know: its reps and the managers they report to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stratreport.facts.engine import rows
from stratreport.facts.lines import shown
from stratreport.params.specs import RepDisplay

COLUMNS = ["rep_id", "name", "display", "role", "hired_on", "left_on", "is_manager"]


def people(tables: Mapping[str, Any], managers: frozenset[str], display: RepDisplay) -> pd.DataFrame:
    """Return everybody in the reps table and every named manager, one row per id (COLUMNS).

    `display` is what may be printed: the name, the id when the workspace says codes, nothing when it says aggregate;
    then the name itself does not leave the data wing either. A manager without a row in reps is known by the id.
    """
    reps = tables["reps"]
    text = shown(reps, display)
    found = rows(reps.select("rep_id", "role", "hired_on", "left_on", name=text, display=text))
    missing = sorted(managers - set(found["rep_id"]))
    text_of = (lambda _: "") if display == "aggregate" else str
    named = [{"rep_id": item, "name": text_of(item), "display": text_of(item), "role": "manager"} for item in missing]
    frame = pd.concat([found, pd.DataFrame(named, columns=COLUMNS[:4])], ignore_index=True) if named else found
    frame = frame.assign(is_manager=frame["rep_id"].isin(managers))
    return frame[COLUMNS].sort_values("rep_id", ignore_index=True)


def people_of(everybody: pd.DataFrame, *frames: pd.DataFrame) -> pd.DataFrame:
    """Return the people whom the rows of `frames` name as rep or manager."""
    named = {value for frame in frames for name in ("rep_id", "manager_id") for value in frame[name].dropna()}
    return everybody[everybody["rep_id"].isin(named)]
