"""Opportunities, pipeline, engagements and activities: how selling went, at the grain of each."""

from __future__ import annotations

import pandas as pd

from stratreport.facts.ground import Ground


def selling_frames(ground: Ground) -> dict[str, pd.DataFrame]:
    """Return the frames of the opportunity tables that are connected."""
    if not ground.has("opportunities"):
        return {}
    return {}
