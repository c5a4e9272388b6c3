"""The rows of the quota-to-strategy waterfall: every step in money and in shares of quota, footing exactly."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import Literal

import pandas as pd

from stratreport.metrics.bridge import split_cells

Grain = Literal["unit", "rep"]
COLUMNS = (
    "step", "label", "kind", "effect", "motion", "cell_class", "amount", "start", "end", "share_of_quota", "actual",
    "target", "grain",
)  # fmt: skip
_ORDER = {"core": 0, "strategic": 1, "off_plan": 2}


@dataclass(frozen=True)
class _Row:
    """One row before running positions are known; field names are column names."""

    step: str
    label: str
    kind: str
    effect: str
    amount: float
    motion: str | None = None
    cell_class: str | None = None
    actual: float | None = None
    target: float | None = None


def bridge_rows(cells: pd.DataFrame, *, quota: float, labels: pd.DataFrame, grain: Grain = "unit") -> pd.DataFrame:
    """Return the steps from quota to bookings to strategic bookings and their target; they foot exactly.

    Formula (identity 3): A = Q + (T - Q) + sum surplus - sum gap - sum returns; then
    strategic bookings = A - core bookings - off-plan bookings, against the strategic target.
    Rows in order: `quota`; `cover` (targets less quota, only when they differ); `surplus:<motion>` of core, of
    strategic motions, of off-plan motions; `gap:<motion>` in plan order (negative); `returns` (negative);
    `bookings`; `less_core`; `less_off_plan`; `strategic_bookings`; `strategic_target`; `strategic_gap`.
    Columns in: cells motion, actual, target (money) of one unit and period at any finer grain (plus rep_id for
    grain "rep"); labels = the motions frame (motion, label, cell_class, order).
    Columns out: step, label, kind (total | step | target | gap), effect (quota, cover, surplus, gap, returns,
    bookings, less, strategic, target), motion, cell_class, amount (signed money), start and end (positions of the
    bar, money), share_of_quota (NaN when quota is 0), actual, target, grain.
    Grain: "unit" sums cells to motion first, so a motion has a surplus or a gap, never both, and the rows belong
    to the pooled metrics; "rep" splits per rep first (bottom-up): both may appear, and rows of units add up.
    Edge cases: steps of exactly 0 are left out; `strategic_gap` is 0 when strategic bookings reach their target.
    Source: metrics.md 2.1 identities 2, 3 and 9.

    >>> w1 = pd.DataFrame({"motion": ["core", "np", "nc"], "actual": [1000.0, 60, 40], "target": [600.0, 200, 200]})
    >>> plan = pd.DataFrame({"motion": ["np", "nc", "core"], "label": ["New products", "New customers", "Core"],
    ...                      "cell_class": ["strategic", "strategic", "core"], "order": [0, 1, 2]})
    >>> rows = bridge_rows(w1, quota=1000, labels=plan)
    >>> list(zip(rows["step"], rows["amount"]))  # doctest: +NORMALIZE_WHITESPACE
    [('quota', 1000.0), ('surplus:core', 400.0), ('gap:np', -140.0), ('gap:nc', -160.0), ('bookings', 1100.0),
     ('less_core', -1000.0), ('strategic_bookings', 100.0), ('strategic_target', 400.0), ('strategic_gap', -300.0)]
    """
    motions = _motion_rows(cells, labels=labels, grain=grain)
    rows = [*_to_bookings(motions, quota=quota), *_to_strategic(motions)]
    out = pd.DataFrame([astuple(row) for row in rows], columns=[item.name for item in fields(_Row)])
    start, end = _positions(rows)
    share = out["amount"] / quota if quota > 0 else float("nan")
    return out.assign(start=start, end=end, share_of_quota=share, grain=grain).loc[:, list(COLUMNS)]


def _motion_rows(cells: pd.DataFrame, *, labels: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """Return one row per motion in plan order with actual, target, hit, surplus, gap, returns, unit_class."""
    keys = ["motion"] if grain == "unit" else ["rep_id", "motion"]
    plan = labels.set_index("motion")
    fine = cells.groupby(keys, sort=True, dropna=False)[["actual", "target"]].sum().reset_index()
    split = split_cells(fine.assign(cell_class=fine["motion"].map(plan["cell_class"]).fillna("off_plan")))
    money = ["actual", "target", "hit", "surplus", "gap", "returns"]
    out = split.groupby(["motion", "cell_class"], sort=True, dropna=False)[money].sum().reset_index()
    core = out["cell_class"] == "core"
    out["unit_class"] = out["cell_class"].where(core, out["target"].gt(0).map({True: "strategic", False: "off_plan"}))
    out["label"] = out["motion"].map(plan["label"]).fillna(out["motion"])
    out["order"] = out["motion"].map(plan["order"])
    return out.sort_values(["order", "motion"], kind="stable").reset_index(drop=True)


def _step(row: pd.Series, *, effect: str, amount: float) -> _Row:
    return _Row(
        f"{effect}:{row['motion']}", str(row["label"]), "step", effect, amount, str(row["motion"]),
        str(row["unit_class"]), float(row["actual"]), float(row["target"]),
    )  # fmt: skip


def _to_bookings(motions: pd.DataFrame, *, quota: float) -> list[_Row]:
    """Quota, cover, surpluses, gaps, returns, bookings."""
    ranked = motions.assign(rank=motions["unit_class"].map(_ORDER)).sort_values("rank", kind="stable")
    cover = float(motions["target"].sum()) - quota
    scale = max(abs(quota), float(motions["target"].sum()), 1.0)
    returned = -float(motions["returns"].sum())
    rows = [_Row("quota", "Quota", "total", "quota", float(quota))]
    if abs(cover) > 1e-9 * scale:
        rows.append(_Row("cover", "Targets less quota", "step", "cover", cover))
    rows += [
        _step(row, effect="surplus", amount=float(row["surplus"])) for _, row in ranked.iterrows() if row["surplus"] > 0
    ]
    rows += [_step(row, effect="gap", amount=-float(row["gap"])) for _, row in motions.iterrows() if row["gap"] > 0]
    if returned < 0:
        rows.append(_Row("returns", "Returns", "step", "returns", returned))
    return [*rows, _Row("bookings", "Bookings", "total", "bookings", float(motions["actual"].sum()))]


def _to_strategic(motions: pd.DataFrame) -> list[_Row]:
    """Bookings less core and off plan: strategic bookings, their target and the gap."""
    actual = motions.groupby("unit_class")["actual"].sum()
    planned = float(motions.loc[motions["unit_class"] == "strategic", "target"].sum())
    core, off_plan, booked = (float(actual.get(name, 0.0)) for name in ("core", "off_plan", "strategic"))
    rows = []
    if core != 0:
        rows.append(_Row("less_core", "Core bookings", "step", "less", -core, cell_class="core"))
    if off_plan != 0:
        rows.append(_Row("less_off_plan", "Off-plan bookings", "step", "less", -off_plan, cell_class="off_plan"))
    return [
        *rows,
        _Row("strategic_bookings", "Strategic bookings", "total", "strategic", booked, actual=booked, target=planned),
        _Row("strategic_target", "Strategic target", "target", "target", planned, actual=booked, target=planned),
        _Row("strategic_gap", "Gap to strategic target", "gap", "gap", min(booked - planned, 0.0)),
    ]


def _positions(rows: list[_Row]) -> tuple[list[float], list[float]]:
    """Return where each bar starts and ends: totals and targets stand on 0, steps on the end of the row before."""
    start, end, level = [], [], 0.0
    for row in rows:
        base = 0.0 if row.kind in ("total", "target") else level
        start.append(base)
        level = base + row.amount
        end.append(level)
    return start, end
