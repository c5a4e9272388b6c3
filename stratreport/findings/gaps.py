"""Which motions miss, which surplus hides it, and who carries the shortfall (metrics.md section 5, pattern c)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from stratreport.findings.finding import Evidence, Finding
from stratreport.findings.ladder import certainty, is_material
from stratreport.findings.view import View
from stratreport.units import reaches

#: the share of a shortfall that "carries" it
MOST = 0.5
#: with every rep equally short, half of the reps hold half of it; from this share on a shortfall counts as spread
EVEN = 0.45
#: the share of the shortfall that the teams below the threshold must hold before they are spoken of
TEAMS_HOLD = 2 / 3


def motion_gaps(view: View) -> Iterator[Finding]:
    """Find every strategic motion that is materially below target (pooled over the scope), worst first by rank.

    Red where the interval excludes the target, or where it was materially short in the quarter before, too.
    """
    money = view.money
    behind = money[(money["unit_class"] == "strategic") & (money["difference"] < 0)]
    for motion, row in behind.iterrows():
        gap = -float(row["difference"])
        if is_material(gap, target=view.total_target, median_deal=view.median_deal, share=view.thresholds.materiality):
            yield _gap(view, str(motion), gap=gap)


def hidden_by(view: View) -> Iterator[Finding]:
    """Find the largest surplus when it covers up a strategic shortfall; money is what it hides."""
    money = view.money
    ahead = money.loc[money["difference"] > 0, "difference"]
    short = money.loc[(money["unit_class"] == "strategic") & (money["difference"] < 0), "difference"]
    if ahead.empty or short.empty:
        return
    top = str(ahead.idxmax())
    share = view.value("masked_shortfall")
    masked = share.numerator or 0.0
    if not is_material(
        masked, target=view.total_target, median_deal=view.median_deal, share=view.thresholds.materiality
    ):
        return
    scope = {"motion": top}
    yield Finding(
        id=f"hidden_by:{view.scope}/motion:{top}", rule="hidden_by", scope=view.scope, tone="watch", certainty="is",
        pattern=str(money["unit_class"][top]),
        values={
            "surplus": view.value("motion_surplus", motion=top),
            "masked": share,
            "masked_money": view.fact("masked_money", masked),
            "covered": view.fact("covered_by_surplus", min(float(ahead.max()), masked), scope=scope),
            "all_surplus": view.fact("surplus", float(ahead.sum())),
            **_motion(view, top),
        },
        names={"motion": view.label(top), "motion_id": top},
        money=masked,
    )  # fmt: skip


def carriers(view: View) -> Iterator[Finding]:
    """Find, for the motion with the largest gap, the fewest reps who hold at least half of the shortfall.

    Bottom-up over the trailing quarters: each current carrier's shortfall is target less bookings (floored at 0), so
    the shares add up to one. The reps are counted, never named: one quarter of one rep proves nothing.
    """
    gaps = sorted(motion_gaps(view), key=lambda item: -(item.money or 0.0))
    if gaps:
        yield carried(view, gaps[0].names["motion_id"])


def carried(view: View, motion: str) -> Finding:
    """Return who carries the shortfall of one motion."""
    cells = view.over_window("cells")
    cells = cells.loc[(cells["motion"] == motion) & (cells["target"] > 0) & cells["rep_id"].isin(view.carriers)]
    per_rep = cells.groupby("rep_id")[["actual", "target"]].sum()
    short = (per_rep["target"] - per_rep["actual"].clip(lower=0)).clip(lower=0).sort_values(ascending=False)
    total = float(short.sum())
    holding = short.cumsum().ge(MOST * total - 1e-9 * max(total, 1.0)).to_numpy().argmax() + 1 if total else 0
    few = short.iloc[: int(holding)]
    now = cells.loc[cells["period"] == view.meta.period]
    teams = now.loc[now["rep_id"].isin(few.index), "manager_id"].dropna().nunique()
    scope = {"motion": motion}
    count = len(per_rep)
    values = {
        "carriers": view.fact("shortfall_carriers", len(few), n=count, scope=scope),
        "reps": view.fact("reps", count, n=count, scope=scope),
        "share": view.fact("shortfall_share", float(few.sum()) / total if total else None, n=count, scope=scope),
        "short": view.fact("reps_short", int((short > 0).sum()), n=count, scope=scope),
        "none": view.fact("reps_without", int((per_rep["actual"] <= 0).sum()), n=count, scope=scope),
        "teams": view.fact("carrier_managers", teams, n=count, scope=scope),
        "managers": view.fact("managers", now["manager_id"].dropna().nunique(), n=count, scope=scope),
        "quarters": view.fact("window_quarters", cells["period"].nunique(), n=count, scope=scope),
    }
    pattern = _pattern(len(few), count) if count >= view.statistics.min_n_rate else "part"
    return Finding(
        id=f"carriers:{view.scope}/motion:{motion}", rule="carriers", scope=view.scope, tone="neutral",
        certainty="count_only", pattern=pattern, values=values,
        names={"motion": view.label(motion), "motion_id": motion}, money=total,
    )  # fmt: skip


def _pattern(few: int, count: int) -> str:
    """Return concentrated (a third of the reps or fewer hold the half), spread (close to half of them do) or part."""
    if 3 * few <= count:
        return "concentrated"
    return "spread" if few >= EVEN * count else "part"


def teams(view: View) -> Iterator[Finding]:
    """Find whether the strategic shortfall sits in some managers' teams or in all of them.

    Counted from strategic cells of the trailing quarters, pooled per manager and at most the target; teams below the
    minimum n of deals are left out. "some": half of
    the teams or fewer hold two thirds of the shortfall, each below the strategy threshold. "all": no team reaches it.
    """
    table = _per_team(view)
    short = (table["target"] - table["actual"]).clip(lower=0).sort_values(ascending=False, kind="stable")
    total = float(short.sum())
    if len(table) < 2 or total <= 0:
        return
    rate = (table["actual"] / table["target"]).clip(upper=1.0)
    few = short.iloc[: int(short.cumsum().ge(TEAMS_HOLD * total).to_numpy().argmax()) + 1]
    below = ~rate.map(lambda value: reaches(value, view.thresholds.strategic))
    pattern = "all" if below.all() else "some" if 2 * len(few) <= len(table) and below[few.index].all() else ""
    if not pattern:
        return
    n = len(table)
    yield Finding(
        id=f"teams:{view.scope}", rule="teams", scope=view.scope, tone="neutral", certainty="count_only",
        pattern=pattern,
        values={
            "carriers": view.fact("carrier_teams", len(few), n=n),
            "behind": view.fact("teams_behind", int(below.sum()), n=n),
            "teams": view.fact("managers", n, n=n),
            "share": view.fact("teams_share", float(few.sum()) / total, n=n),
            "lowest": view.fact("team_lowest", float(rate.min()), n=n),
            "highest": view.fact("team_highest", float(rate.max()), n=n),
            "quarters": view.fact("window_quarters", len(view.window), n=n),
        },
        money=float(few.sum()),
    )  # fmt: skip


def _per_team(view: View) -> pd.DataFrame:
    """Return strategic actual and target of the trailing quarters per manager, for teams with enough deals."""
    strategic = set(view.money.index[view.money["unit_class"] == "strategic"])
    cells = view.over_window("cells")
    cells = cells.loc[cells["motion"].isin(strategic) & cells["manager_id"].notna()]
    deals = view.over_window("deals").groupby("manager_id")["deal_id"].nunique()
    table = cells.groupby("manager_id")[["actual", "target"]].sum()
    enough = deals.reindex(table.index).fillna(0) >= view.statistics.min_n_flag
    return table.loc[(table["target"] > 0) & enough]


def _gap(view: View, motion: str, *, gap: float) -> Finding:
    values = {
        "gap": view.value("motion_gap", motion=motion),
        "attainment": view.value("motion_attainment", motion=motion),
        **_motion(view, motion),
    }
    sure = certainty(values["attainment"], 1.0, min_n=view.statistics.min_n_rate)
    red = sure == "is" or (sure == "appears" and repeated(view, motion))
    return Finding(
        id=f"motion_gap:{view.scope}/motion:{motion}", rule="motion_gap", scope=view.scope,
        tone="bad" if red else "watch", certainty=sure, pattern="behind", values=values,
        names={"motion": view.label(motion), "motion_id": motion}, money=gap,
    )  # fmt: skip


def repeated(view: View, motion: str) -> bool:
    """Return whether a motion was materially below its target in the quarter before, too."""
    before = view.earlier(1)
    if before is None:
        return False
    cells = view.frame("cells", period=before)
    own = cells.loc[cells["motion"] == motion, ["actual", "target"]].sum()
    gap, target = float(own["target"] - own["actual"]), float(cells["target"].sum())
    share = view.thresholds.materiality
    return gap > 0 and is_material(gap, target=target, median_deal=view.median_deal, share=share)


def _motion(view: View, motion: str) -> dict[str, Evidence]:
    """Return what every sentence about a motion may need: bookings, target, deals, reps with a deal, largest deal."""
    scope = {"motion": motion}
    rows = view.frame("deals")
    rows = rows.loc[(rows["motion"] == motion) & (rows["amount"] > 0)]
    sizes = rows.groupby("deal_id")["amount"].sum()
    n = _deals_in(view, motion)
    return {
        "actual": view.fact("motion_bookings", float(view.money["actual"][motion]), n=n, scope=scope),
        "target": view.fact("motion_target", float(view.money["target"][motion]), n=n, scope=scope),
        "deals": view.fact("deals", n, n=n, scope=scope),
        "sellers": view.fact("reps_with_deals", rows["rep_id"].nunique(), n=n, scope=scope),
        "largest": view.fact("largest_deal", float(sizes.max()) if len(sizes) else None, n=n, scope=scope),
    }


def _deals_in(view: View, motion: str) -> int:
    rows: pd.DataFrame = view.deals
    return int(rows.loc[(rows["motion"] == motion) & (rows["amount"] > 0), "deal_id"].nunique())
