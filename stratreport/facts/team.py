"""The frames about people and the plan: training, pay, signatures, the plan ahead and revised, commitments."""

from __future__ import annotations

import pandas as pd

from stratreport.facts.ahead import plan_ahead
from stratreport.facts.commitments import commitments
from stratreport.facts.ground import Ground
from stratreport.facts.payouts import payouts
from stratreport.facts.revised import revised_cells
from stratreport.facts.training import acknowledgements, certifications


def team_frames(ground: Ground) -> dict[str, pd.DataFrame]:
    """Return the frames of connected tables about people, and those that need no table."""
    found = {"plan_ahead": plan_ahead(ground), "revised_cells": revised_cells(ground), "actions": commitments(ground)}
    builders = {
        "certifications": ("enablement", certifications),
        "payouts": ("payouts", payouts),
        "acknowledgements": ("acknowledgements", acknowledgements),
    }
    return found | {name: build(ground) for name, (table, build) in builders.items() if ground.has(table)}
