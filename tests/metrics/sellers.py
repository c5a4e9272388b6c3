"""Simulated teams: sellers who draw the motion of every deal from a mix, and how verdicts treat them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.null import ALL, OFF_STRATEGY, judge_reps
from stratreport.params.specs import Statistics

#: the plan of the handbook's table, and a seller of the familiar (section 6)
SHARES = np.array([0.6, 0.2, 0.1, 0.1])
SELLER = np.array([0.9, 0.05, 0.05, 0.0])
NAMES = ("core", "a", "b", "c")
CLASSES = dict(zip(NAMES, ("core", "strategic", "strategic", "strategic"), strict=True))
#: a log-normal with this sigma has a coefficient of variation of 1
UNEVEN = float(np.sqrt(np.log(2.0)))
THRESHOLD = 0.8
Frames = tuple[pd.DataFrame, pd.DataFrame]


def team(
    mixes: Sequence[npt.NDArray[np.float64]], *, n: int, seed: int, volume: float = 1.0, sigma: float = 0.0
) -> Frames:
    """Return cells and deals of reps with n deals each; log-normal sizes, bookings = volume x target 1000."""
    rng, reps = np.random.default_rng(seed), len(mixes)
    size = rng.lognormal(0.0, sigma, (reps, n))
    amount = size / size.sum(axis=1, keepdims=True) * 1000 * volume
    motion = np.stack([rng.choice(len(NAMES), size=n, p=mix) for mix in mixes])
    booked = np.bincount(
        (np.arange(reps)[:, None] * len(NAMES) + motion).ravel(), amount.ravel(), minlength=reps * len(NAMES)
    )
    names, who = np.array(NAMES, dtype=object), np.array([f"r{number:03d}" for number in range(reps)], dtype=object)
    sold = pd.DataFrame({"rep_id": np.repeat(who, n), "motion": names[motion.ravel()], "amount": amount.ravel()})
    cells = pd.DataFrame(
        {"rep_id": np.repeat(who, len(NAMES)), "motion": np.tile(names, reps), "actual": booked,
         "target": np.tile(1000 * SHARES, reps)}
    )  # fmt: skip
    cells["cell_class"] = cells["motion"].map(CLASSES)
    return cells, sold.assign(parent_id="p", deal_id=sold.index.astype(str))


@dataclass(frozen=True)
class Outcome:
    """What verdicts did over many teams; shares of people unless said.

    found: sellers of the familiar with a verdict; noticed: those whose raw p is at most .05; accused: on-plan reps with
    a verdict; wrong: mean share of a team's verdicts that are wrong (the false-discovery rate); flagged: rep x motion
    flags raised on on-plan reps; cut: on-plan reps below a fixed cut of the attainment at 0.8.
    """

    found: float
    noticed: float
    accused: float
    wrong: float
    flagged: float
    cut: float


def outcome(off_plan: int, *, of: int, n: int, teams: int, sigma: float = UNEVEN, draws: int = 2000) -> Outcome:
    """Return what verdicts do to `teams` teams of `of` reps with n deals each, `off_plan` of them sell the familiar."""
    statistics = Statistics(bootstrap=draws)
    mixes = [SELLER] * off_plan + [SHARES] * (of - off_plan)
    seen = []
    for number in range(teams):
        cells, deals = team(mixes, n=n, seed=7000 + number, sigma=sigma)
        rows = judge_reps(cells, deals=deals, statistics=statistics, threshold=THRESHOLD)
        seen.append(rows.assign(team=number, bad=rows["rep_id"] < f"r{off_plan:03d}"))
    rows = pd.concat(seen, ignore_index=True)
    rows["off"] = rows["verdict"] == OFF_STRATEGY
    people, flags = rows[rows["motion"] == ALL], rows[rows["motion"] != ALL]
    bad, good = people[people["bad"]], people[~people["bad"]]
    wrong = (people["off"] & ~people["bad"]).groupby(people["team"]).sum()
    raised = people.groupby("team")["off"].sum()
    return Outcome(
        found=float(bad["off"].mean()), noticed=float((bad["p"] <= 0.05).mean()), accused=float(good["off"].mean()),
        wrong=float((wrong / raised.clip(lower=1)).mean()), flagged=float(flags.loc[~flags["bad"], "off"].mean()),
        cut=float((good["value"].round(9) < THRESHOLD).mean()),
    )  # fmt: skip
