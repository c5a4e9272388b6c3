"""What earlier reviews committed to, as the reported quarter finds it."""

from __future__ import annotations

import pandas as pd

from stratreport.facts.ground import Ground
from stratreport.snapshot import OPTIONAL_FRAMES


def commitments(ground: Ground) -> pd.DataFrame:
    """Return the declared actions of reviews of quarters before the reported one, in the order of their file.

    `status` is as declared today. An action of the company itself has the region "company".
    """
    earlier = {item.id for item in ground.timeline.calendar.periods if item.start < ground.timeline.period.start}
    found = [
        (item.id, item.review, item.region, item.text, item.owner, item.due, item.status, item.metric, item.motion)
        for item in ground.workspace.actions
        if item.review in earlier
    ]
    return pd.DataFrame(found, columns=list(OPTIONAL_FRAMES["actions"]))
