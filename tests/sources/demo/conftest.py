"""An independent reading of the demo company: plain pandas, the strategy files, nothing of the generator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

from stratreport.sources.demo import write_demo

ROOT = Path(__file__).parents[3]
TABLES = ("bookings", "reps", "assignments", "quotas", "products", "customers")
DATES = {"booked_on", "hired_on", "left_on", "valid_from", "valid_to", "launched_on"}
MONTHS_24, MONTHS_12 = pd.DateOffset(months=24), pd.DateOffset(months=12)


@cache
def strategies() -> dict[int, dict[str, Any]]:
    """Return the strategy document that judges every fiscal year declared in params: the baseline, never a revision."""
    found = {}
    for path in sorted((ROOT / "params/strategy").glob("*.yaml")):
        plan = YAML(typ="safe").load(path)["strategy"]
        if plan["version"] != plan["baseline_version"]:
            continue
        start = int(str(plan["calendar"]["fiscal_year_start"])[:4])
        for year in range(start, start + plan["calendar"].get("years", 1)):
            assert year not in found, f"two strategies for FY{year}"
            found[year] = plan
    return found


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the required tables as text, dates as days."""
    out = {}
    for name in TABLES:
        frame = pd.read_csv(folder / f"{name}.csv", dtype=str)
        for column in DATES & set(frame.columns):
            frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
        out[name] = frame
    for column in ("credit", "amount", "list_amount", "quantity"):
        out["bookings"][column] = pd.to_numeric(out["bookings"][column])
    out["quotas"]["amount"] = pd.to_numeric(out["quotas"]["amount"])
    return out


def ultimate_parents(customers: pd.DataFrame) -> dict[str, str]:
    """Return account → ultimate parent, by walking up; a loop would be an assertion error."""
    above = {row.customer_id: row.parent_id for row in customers.itertuples() if isinstance(row.parent_id, str)}
    out = {}
    for account in customers["customer_id"]:
        top, steps = account, 0
        while top in above:
            top, steps = above[top], steps + 1
            assert steps <= 5, f"parents of {account} go round in circles"
        out[account] = top
    return out


def newness(bookings: pd.DataFrame) -> pd.Series:
    """Return whether the customer of each line is new on its day: 24 months of silence, then 12 months of newness."""
    new: dict[tuple[str, pd.Timestamp], bool] = {}
    days = bookings[["family", "booked_on"]].drop_duplicates().sort_values(["family", "booked_on"])
    family, first, last = None, None, None
    for row in days.itertuples():
        if row.family != family or last < row.booked_on - MONTHS_24:
            first = row.booked_on
        family, last = row.family, row.booked_on
        new[row.family, row.booked_on] = row.booked_on < first + MONTHS_12
    return pd.Series(
        [new[key] for key in zip(bookings["family"], bookings["booked_on"], strict=True)], index=bookings.index
    )


def motion_of(line: Mapping[str, str], plan: Mapping[str, Any]) -> str:
    """Return the first motion whose `where` matches the levels of a line."""
    for motion in plan["motions"]:
        where = motion["where"]
        if where == "otherwise":
            return str(motion["id"])
        wanted = {axis: value if isinstance(value, list) else [value] for axis, value in where.items()}
        if all(line[axis] in values for axis, values in wanted.items()):
            return str(motion["id"])
    raise AssertionError("no motion takes the rest")


def in_force(assignments: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return region and manager of each line's rep on its day; null when there is none."""
    pairs = lines[["rep_id", "booked_on"]].reset_index().merge(assignments, on="rep_id")
    held = pairs[(pairs["valid_from"] <= pairs["booked_on"]) & ~(pairs["valid_to"] < pairs["booked_on"])]
    assert held["index"].is_unique, "a rep holds two assignments on one day"
    return held.set_index("index")[["region", "manager_id"]].reindex(lines.index)


def classify(tables: Mapping[str, pd.DataFrame], families: Mapping[str, str]) -> pd.DataFrame:
    """Return the credited lines since FY2021 (overlays left out) with region, manager, period and motion."""
    lines = tables["bookings"].copy()
    lines["family"] = lines["customer_id"].map(families)
    lines["is_new"] = newness(lines)
    lines = lines.merge(tables["products"].rename(columns={"name": "product"}), on="product_id", how="left")
    lines = lines.merge(tables["customers"][["customer_id", "segment"]], on="customer_id", how="left")
    overlays = set(tables["reps"].loc[tables["reps"]["role"] == "overlay", "rep_id"])
    lines = lines[(lines["booked_on"] >= "2021-01-01") & ~lines["rep_id"].isin(overlays)].reset_index(drop=True)
    lines["q"] = lines["booked_on"].dt.year * 4 + lines["booked_on"].dt.quarter
    launched = lines["launched_on"].dt.year * 4 + lines["launched_on"].dt.quarter
    assert (lines["booked_on"] >= lines["launched_on"]).all(), "a product is booked before its launch"
    lines["product_new"] = (lines["q"] >= launched) & (lines["q"] < launched + 8) & lines["replaces"].isna()
    plans = strategies()
    motions = []
    for row in lines.itertuples():
        plan = plans[row.booked_on.year]
        level = {
            "product": "new" if row.product_new else "existing",
            "customer": "new" if row.is_new else "existing",
            "segment": "new" if row.segment in plan["axes"]["segment"]["new"]["list"] else "existing",
            "persona": "new" if row.persona in plan["axes"]["persona"]["new"]["list"] else "existing",
        }
        motions.append(motion_of(level, plan))
    lines["motion"] = motions
    lines["money"] = lines["amount"] * lines["credit"]
    lines["period"] = [f"FY{d.year}Q{d.quarter}" for d in lines["booked_on"]]
    lines[["region", "manager_id"]] = in_force(tables["assignments"], lines)
    return lines


def ramped_quotas(tables: Mapping[str, pd.DataFrame], periods: list[str]) -> pd.DataFrame:
    """Return ramped quota by period, region, manager and rep: full amount × mean over days of ramp while assigned."""
    ramp = [0, 0.25, 0.5, 0.75, 1]
    hired = tables["reps"].set_index("rep_id")["hired_on"]
    rows = []
    for period in periods:
        quarter = pd.Period(period[2:], freq="Q")
        days = pd.date_range(quarter.start_time.normalize(), quarter.end_time.normalize())
        quotas = tables["quotas"].query("period == @period")
        held = tables["assignments"].merge(quotas[["rep_id", "amount"]], on="rep_id")
        held = held[(held["valid_from"] <= days[-1]) & ~(held["valid_to"] < days[0])]
        for row in held.itertuples():
            share = 0.0
            for day in days:
                if row.valid_from <= day and not row.valid_to < day:
                    since = hired[row.rep_id]
                    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
                    share += ramp[min(months, 4)]
            rows.append((period, row.region, row.manager_id, row.rep_id, row.amount, row.amount * share / len(days)))
    return pd.DataFrame(rows, columns=["period", "region", "manager_id", "rep_id", "full", "quota"])


def shares(region: str, period: str) -> dict[str, float]:
    """Return the share of quota asked of each strategic motion in a region and quarter, overrides applied."""
    plan = strategies()[int(period[2:6])]
    out = {m["id"]: float(m["target"]["share_of_quota"]) for m in plan["motions"] if isinstance(m.get("target"), dict)}
    for override in plan.get("overrides", []):
        if override["scope"]["region"] == region and override["from"] <= period <= override["to"]:
            out |= {motion: float(form["share_of_quota"]) for motion, form in override["targets"].items()}
    return out


@dataclass(frozen=True)
class Reading:
    """The demo company as an outsider reads it."""

    folder: Path
    tables: Mapping[str, pd.DataFrame]
    lines: pd.DataFrame
    quotas: pd.DataFrame
    families: Mapping[str, str]

    def quota_attainment(self, period: str, **where: str) -> float:
        """Return credited bookings over ramped quota."""
        return float(
            self._of(self.lines, period, where)["money"].sum() / self._of(self.quotas, period, where)["quota"].sum()
        )

    def pooled(self, period: str, **where: str) -> float:
        """Return pooled strategic-motion attainment: min(ΣA⁺, ΣT) / ΣT over the non-core cells with a target."""
        quota = self._of(self.quotas, period, where)["quota"].sum()
        region = where.get("region") or self._of(self.quotas, period, where)["region"].iloc[0]
        asked = shares(region, period)
        actual = self._of(self.lines, period, where).groupby("motion")["money"].sum().clip(lower=0)
        target = quota * sum(asked.values())
        return float(min(actual.reindex(list(asked)).sum(), target) / target)

    def motion(self, period: str, motion: str, **where: str) -> float:
        """Return attainment of one motion."""
        quota = self._of(self.quotas, period, where)["quota"].sum()
        region = where.get("region") or self._of(self.quotas, period, where)["region"].iloc[0]
        lines = self._of(self.lines, period, where)
        return float(lines.loc[lines["motion"] == motion, "money"].sum() / (quota * shares(region, period)[motion]))

    @staticmethod
    def _of(frame: pd.DataFrame, period: str, where: Mapping[str, str]) -> pd.DataFrame:
        mask = frame["period"] == period
        for column, value in where.items():
            mask &= frame[column] == value
        return frame[mask]


RECENT = [f"FY{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)][1:11]


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the demo company once."""
    folder = tmp_path_factory.mktemp("halden")
    write_demo(folder)
    return folder


@pytest.fixture(scope="session")
def reading(demo_folder: Path) -> Reading:
    """Read and classify the demo company once."""
    tables = read_tables(demo_folder)
    families = ultimate_parents(tables["customers"])
    return Reading(demo_folder, tables, classify(tables, families), ramped_quotas(tables, RECENT), families)


@pytest.fixture(scope="session")
def strategy_plans() -> dict[int, dict[str, Any]]:
    """Return the judging strategy document of every fiscal year."""
    return strategies()


@pytest.fixture(scope="session")
def strategy_shares() -> Any:
    """Return the function that gives the shares asked of a region in a quarter."""
    return shares
