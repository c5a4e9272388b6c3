"""Sums by unit, motion and strategic motions together foot, whatever the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from stratreport.metrics.by_motion import spread
from tests.metrics.toys import quick

PLAN = pd.DataFrame({"motion": ["core", "np", "seg"], "cell_class": ["core", "strategic", "strategic"]})
lines = st.lists(
    st.tuples(st.sampled_from(["x", "x/manager:m"]), st.sampled_from(["core", "np", "seg", "other", None]),
              st.integers(-50, 50)),
    min_size=1, max_size=20,
)  # fmt: skip


def frame(found: list[tuple[str, str | None, int]]) -> pd.DataFrame:
    rows = pd.DataFrame(found, columns=["scope", "motion", "n"]).astype({"n": float, "motion": object})
    kind = np.where(rows["scope"] == "x", "base", "manager")
    return rows.assign(kind=kind, period="Q")


@quick
@given(lines)
def test_sums_foot(found: list[tuple[str, str | None, int]]) -> None:
    out = spread(frame(found), motions=PLAN, sums=["n"]).set_index("scope")["n"]
    for scope in {scope for scope, _, _ in found}:
        own = [(motion, n) for at, motion, n in found if at == scope]
        parts = {name: value for name, value in out.items() if str(name).startswith(f"{scope}/motion:")}
        together = parts.pop(f"{scope}/motion:strategic", 0.0)
        assert out[scope] == sum(n for _, n in own)
        assert sum(parts.values()) == out[scope]
        assert together == sum(n for motion, n in own if motion in ("np", "seg"))
        assert (f"{scope}/motion:unknown" in parts) == any(motion is None for motion, _ in own)


@quick
@given(lines)
def test_core_stands_beside_every_motion_of_its_unit_or_not_at_all(found: list[tuple[str, str | None, int]]) -> None:
    out = spread(frame(found), motions=PLAN, sums=["n"])
    rows = out[out["scope"].str.contains("/motion:")]
    for row in rows.to_dict("records"):
        scope = row["scope"].partition("/motion:")[0]
        core = [n for at, motion, n in found if at == scope and motion == "core"]
        assert row["core_n"] == sum(core) if core else np.isnan(row["core_n"])
        assert row["is_core"] == row["scope"].endswith("/motion:core")


def test_kinds() -> None:
    out = spread(frame([("x", "np", 1), ("x/manager:m", "np", 1)]), motions=PLAN, sums=["n"])
    assert sorted(set(out["kind"])) == ["base", "manager", "manager/motion", "motion"]


def test_no_rows_no_sums() -> None:
    empty = frame([("x", "np", 1)])[:0]
    out = spread(empty, motions=PLAN, sums=["n"])
    assert len(out) == 0
    assert {"kind", "scope", "n", "core_n", "is_core"} <= set(out.columns)
