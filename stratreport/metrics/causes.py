"""What a shortfall is consistent with: a class per rep and motion, environment before person (M42). Never a verdict."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratreport.metrics.groups import among, grouped
from stratreport.metrics.metric import column

PLAN, DATA, ENABLEMENT, PIPELINE = "plan", "data", "enablement", "pipeline"
CONVERSION, DEAL_SIZE, TIMING, NONE, TOO_FEW = "conversion", "deal_size", "timing", "none", "too_few"
#: the classes in the order in which they are looked for, and what is left
CLASSES = (PLAN, DATA, ENABLEMENT, PIPELINE, CONVERSION, DEAL_SIZE, TIMING, NONE, TOO_FEW)
ENVIRONMENT = frozenset({PLAN, DATA, ENABLEMENT})
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CauseLimits:
    """Where a cause begins; fractions unless said otherwise.

    `short`: attainment below it is short. `certified`: share of carriers trained below it is a want of enablement.
    `worse`: probability that the win rate is below that of the others. `small_deal`: mean deal against the others'.
    `discount`: points beyond theirs. `min_deals`: deals of a unit below which nothing is said; `min_rate`: closed
    opportunities (deals) below which no win rate (deal size) is compared. `unclassified`: share of bookings without a
    motion. `majority`: share of a team, or of short money, above which a class stands for the whole.
    """

    short: float = 0.8
    certified: float = 0.5
    worse: float = 0.9
    small_deal: float = 0.75
    discount: float = 0.05
    min_deals: int = 10
    min_rate: int = 5
    unclassified: float = 0.10
    majority: float = 0.5


def classify(evidence: pd.DataFrame, *, limits: CauseLimits, deal: float, faulty: Set[str]) -> pd.DataFrame:
    """Add `short` and `cause`, the first class that the evidence of a unit and motion fits.

    Short: gap of at least one median `deal` (money), attainment below `limits.short` and `beyond` chance. Then, in
    order: plan (motion in `faulty`) -> data (bookings without a motion) -> enablement (not trained on its programme) ->
    pipeline (coverage below required) -> conversion (win rate below the others', probability > `worse`) -> deal_size
    (smaller deals or deeper discounts) -> timing (slipped money as large as the gap) -> none (nothing seen explains
    it). The last four are said of a unit only where `own` is true, for that is beyond chance too; else none.
    too_few: fewer than `min_deals` deals. none: not short. A class whose table is not connected is skipped: its columns
    are NaN. Columns in: those of `cause_evidence.evidence_rows`, beyond, own (true or false). Source: metrics.md M42.

    >>> row = {"motion": "np", "gap": 50.0, "attainment": 0.2, "n": 20, "closed": 0, "sold": 3, "certified": 0.0,
    ...        "beyond": True, "own": True}
    >>> found = classify(pd.DataFrame([row]), limits=CauseLimits(), deal=10.0, faulty=frozenset())
    >>> found["cause"].tolist()
    ['enablement']
    """
    enough = column(evidence, "n") >= limits.min_deals
    small = (column(evidence, "gap") >= deal) & (column(evidence, "attainment").round(9) < limits.short)
    short = small & enough & evidence["beyond"].to_numpy(dtype=bool)
    tests = _tests(evidence, limits=limits, faulty=faulty)
    first = np.select(list(tests.values()), list(tests), default=NONE)
    cause = np.where(~enough, TOO_FEW, np.where(short, first, NONE)).astype(object)
    return evidence.assign(short=short, cause=cause)


def _tests(evidence: pd.DataFrame, *, limits: CauseLimits, faulty: Set[str]) -> dict[str, Mask]:
    """Return per class, in order, which rows fit it; what is unknown fits nothing."""
    value = {name: column(evidence, name) for name in (
        "unclassified", "certified", "coverage", "required", "p_worse", "closed", "sold", "deal_size_ratio", "discount",
        "peer_discount", "slipped", "gap",
    )}  # fmt: skip
    own = evidence["own"].to_numpy(dtype=bool)
    with np.errstate(invalid="ignore"):
        cheap = value["discount"] > value["peer_discount"] + limits.discount
        return {
            PLAN: among(evidence["motion"], faulty),
            DATA: value["unclassified"] > limits.unclassified,
            ENABLEMENT: value["certified"] < limits.certified,
            PIPELINE: own & (value["coverage"] < value["required"]),
            CONVERSION: own & (value["p_worse"] > limits.worse) & (value["closed"] >= limits.min_rate),
            DEAL_SIZE: own
            & (value["sold"] >= limits.min_rate)
            & ((value["deal_size_ratio"] < limits.small_deal) | cheap),
            TIMING: own & (value["slipped"] >= value["gap"]) & (value["gap"] > 0),
        }


def main_causes(causes: pd.DataFrame) -> pd.DataFrame:
    """Return one row per rep: the class that holds most of the rep's short money; none when nothing is short.

    Columns in: base, rep_id, manager_id, short, cause, gap. Columns out: base, rep_id, manager_id, cause, gap.

    >>> toy = pd.DataFrame({"base": "x", "rep_id": "r", "manager_id": "m", "short": [True, True, False],
    ...                     "cause": ["pipeline", "timing", "none"], "gap": [50.0, 70.0, 9.0]})
    >>> main_causes(toy)[["cause", "gap"]].values.tolist()
    [['timing', 70.0]]
    """
    by = ["base", "rep_id", "manager_id"]
    classes = grouped(causes, by=[*by, "cause"])
    gap = classes.sums(np.where(causes["short"].to_numpy(dtype=bool), column(causes, "gap"), 0.0))
    rank = np.array([CLASSES.index(name) for name in classes.keys["cause"]], dtype=np.intp)
    money = classes.frame({"gap": gap})
    reps = grouped(money, by=by)
    first = np.lexsort((rank, -gap, reps.place))[np.cumsum(reps.sizes()).astype(np.intp) - reps.sizes().astype(np.intp)]
    return money.take(first).reset_index(drop=True)
