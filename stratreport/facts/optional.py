"""The frames that optional tables bring: of opportunities (selling) and of people (pay, training, the plan ahead)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stratreport.facts.ground import Ground
from stratreport.facts.selling import Selling, selling_frames
from stratreport.facts.team import team_frames
from stratreport.snapshot import OPTIONAL_FRAMES


def optional_frames(ground: Ground, selling: Selling | None) -> Mapping[str, pd.DataFrame]:
    """Return the frames of `OPTIONAL_FRAMES` for the whole company; that of a table not connected is empty.

    Those of single opportunities (`Selling.frames`) stay in the engine until a scope is cut.
    """
    found = {**selling_frames(ground, selling), **team_frames(ground)}
    return {name: _told(found.get(name), name) for name in OPTIONAL_FRAMES}


def _told(frame: pd.DataFrame | None, name: str) -> pd.DataFrame:
    columns = list(OPTIONAL_FRAMES[name])
    return pd.DataFrame(columns=columns) if frame is None else frame[columns]
