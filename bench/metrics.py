"""All metrics of one region, with bootstrap, null and simulations: seconds and peak memory; and the null by itself.

Seconds are of the processor, the best of three: one thread does it all, and a busy machine changes them least.

The region is the one of `bench/pack.py`, whose snapshot must be there (`make report REGION=emea` freezes it). The null
is 70 reps x 5 strategic motions x 2,000 draws, against the same draws made one seller at a time.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from stratreport.metrics import evaluate
from stratreport.metrics.null import judge_reps
from stratreport.params.specs import Statistics
from stratreport.snapshot import Snapshot, read_snapshot

ROOT = Path(__file__).parents[1]
REGION = "emea"
PLAN = {"core": 0.52, "a": 0.18, "b": 0.10, "c": 0.10, "d": 0.06, "e": 0.04}
REPS, DEALS = 70, 40
SECONDS, MEGABYTES, NULL_SECONDS = 2.0, 500.0, 1.0


def sellers() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return cells and deals of 70 reps with 40 deals each, on plan."""
    rng = np.random.default_rng(1)
    names, shares = np.array(list(PLAN), dtype=object), np.array(list(PLAN.values()))
    who = np.array([f"r{number:02d}" for number in range(REPS)], dtype=object)
    amount, motion = rng.lognormal(0, 0.83, (REPS, DEALS)), rng.choice(len(PLAN), size=(REPS, DEALS), p=shares)
    place = (np.arange(REPS)[:, None] * len(PLAN) + motion).ravel()
    cells = pd.DataFrame({"rep_id": np.repeat(who, len(PLAN)), "motion": np.tile(names, REPS)}).assign(
        actual=np.bincount(place, amount.ravel(), minlength=REPS * len(PLAN)),
        target=np.outer(amount.sum(axis=1), shares).ravel(),
        cell_class=np.tile(np.where(names == "core", "core", "strategic"), REPS),
    )
    deals = pd.DataFrame({"rep_id": np.repeat(who, DEALS), "motion": names[motion.ravel()], "amount": amount.ravel()})
    return cells, deals.assign(deal_id=deals.index.astype(str), parent_id="p")


def one_by_one(draws: int) -> float:
    """Return the seconds of drawing `draws` sellers of 40 deals one at a time."""
    rng = np.random.default_rng(1)
    pool, shares = rng.lognormal(0, 0.83, REPS * DEALS), list(PLAN.values())
    started = time.process_time()
    for _ in range(draws):
        size, motion = rng.choice(pool, DEALS), rng.choice(len(PLAN), DEALS, p=shares)
        np.bincount(motion, np.minimum(size, np.quantile(size, 0.25)), minlength=len(PLAN))
    return time.process_time() - started


def whole(snapshot: Snapshot) -> int:
    """Compute every metric of a snapshot and return how many values there are."""
    book = evaluate(snapshot)
    return len(book.everything()) + len(book.motion_causes)


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """Return what `work` returns and the seconds it took."""
    started = time.process_time()
    return work(), time.process_time() - started


def main() -> None:
    """Measure and print."""
    statistics = Statistics()
    made = (ROOT / "build" / "snapshots").glob(f"*/{REGION}")
    snapshot = read_snapshot(max(made, key=lambda folder: (folder / "meta.json").stat().st_mtime))
    evaluate(snapshot)  # warm: imports
    runs = [timed(lambda: whole(snapshot)) for _ in range(3)]
    rows, seconds = runs[0][0], min(seconds for _, seconds in runs)
    cells, deals = sellers()
    null = min(timed(lambda: len(judge_reps(cells, deals=deals, statistics=statistics)))[1] for _ in range(3))
    loop = one_by_one(200) / 200 * statistics.bootstrap * REPS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    met = seconds < SECONDS and peak < MEGABYTES and null < NULL_SECONDS
    print(f"all metrics of {REGION}, {rows} values, bootstrap, null and outlook included")
    print(f"  evaluate             {seconds:6.2f} s  {peak:6.0f} MB peak")
    print(f"  null, {REPS} x 5 x {statistics.bootstrap:,}  {null:6.2f} s  {loop / null:6.0f} x faster than one by one")
    print(f"  target {SECONDS:g} s, {MEGABYTES:g} MB, null {NULL_SECONDS:g} s: {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main()
