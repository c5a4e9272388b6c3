"""Write docs/calibration.md and its figure: what verdicts do to simulated teams; `make calibration` runs this.

Everything is seeded: the same code writes the same bytes. It takes ten minutes or more.
"""

from __future__ import annotations

import sys
from math import isnan
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.metrics.sellers import Outcome, outcome  # noqa: E402

DEALS = (5, 10, 20, 40)
TEAM, TEAMS, SOME = 20, 1000, 100
NOTICE = "<!-- written by `make calibration`; edit scripts/calibration.py, not this page -->\n"
INTRO = """# What a verdict on a representative is worth

{notice}
Teams of {team} representatives sell to a plan of 60/20/10/10 (core and three strategic motions); deals vary with a
coefficient of variation of 1, every rep has the same number of them in the trailing window. An on-plan rep draws the
motion of each deal from the plan; a seller of the familiar from 90/5/5/0. Verdicts are those of `judge_reps` with the
defaults: 2,000 simulated on-plan sellers per rep, Benjamini-Hochberg at {fdr} %, at least 10 deals.

![False accusations and power by number of deals](images/calibration.svg)

Everybody is on plan, so every accusation is false:

| deals | accused by a fixed cut at 80 % | accused by a verdict | teams with any verdict | rep x motion flags raised |
|---|---|---|---|---|
{false}

One, or ten, of {team} sell the familiar:

| deals | found: the one | found: of the ten | wrong verdicts: one / ten | equal deals: the one | p at most 5 % |
|---|---|---|---|---|---|
{power}

Based on {teams} teams per row ({some} where ten of {team} sell the familiar): the standard error of a share of teams is
at most {error:.0f} points, that of "found" for the lone seller likewise. With 5 deals nobody is judged.
`no_signal` acquits nobody: below 20 deals most sellers of the familiar cannot be told from bad luck.
What is tested, and why: [decision 10](adr/0010-the-test-behind-a-verdict.md).
"""


def percent(share: float) -> str:
    """Return a share as text, "-" when there is nobody."""
    return "-" if isnan(share) else f"{share * 100:.1f} %"


def page(
    clean: dict[int, Outcome], lone: dict[int, Outcome], half: dict[int, Outcome], even: dict[int, Outcome]
) -> str:
    """Return docs/calibration.md."""
    false = "\n".join(
        f"| {n} | {percent(o.cut)} | {percent(o.accused)} | {percent(o.wrong)} | {percent(o.flagged)} |"
        for n, o in clean.items()
    )
    power = "\n".join(
        f"| {n} | {percent(lone[n].found)} | {percent(half[n].found)} | "
        f"{percent(lone[n].wrong)} / {percent(half[n].wrong)} | {percent(even[n].found)} | {percent(even[n].noticed)} |"
        for n in lone
    )
    error = 100 * (0.25 / TEAMS) ** 0.5
    return INTRO.format(notice=NOTICE, team=TEAM, fdr=10, false=false, power=power, teams=TEAMS, some=SOME, error=error)


def figure(clean: dict[int, Outcome], lone: dict[int, Outcome], half: dict[int, Outcome], file: Path) -> None:
    """Draw both panels; fonts stay text and nothing depends on the clock."""
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "calibration", "font.size": 9})
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    places = range(len(DEALS))
    left.plot(places, [clean[n].cut * 100 for n in DEALS], color="#999999", marker="o", label="fixed cut at 80 %")
    left.plot(places, [clean[n].accused * 100 for n in DEALS], color="#1f3b5c", marker="o", label="verdict")
    left.axhline(10, color="#b03a2e", linestyle="--", linewidth=1, label="stated rate")
    left.set_title("On-plan reps accused, %", loc="left")
    right.plot(places, [lone[n].found * 100 for n in DEALS], color="#1f3b5c", marker="o", label="1 of 20")
    right.plot(places, [half[n].found * 100 for n in DEALS], color="#7d97b5", marker="o", label="10 of 20")
    right.set_title("Sellers of the familiar found, %", loc="left")
    for axis in (left, right):
        axis.set_xticks(list(places), [str(n) for n in DEALS])
        axis.set_xlabel("deals in the trailing window")
        axis.set_ylim(0, 103)
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False)
    figure.savefig(file, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Simulate, and write page and figure."""
    clean = {n: outcome(0, of=TEAM, n=n, teams=TEAMS) for n in DEALS}
    lone = {n: outcome(1, of=TEAM, n=n, teams=TEAMS) for n in DEALS}
    half = {n: outcome(10, of=TEAM, n=n, teams=SOME) for n in DEALS}
    even = {n: outcome(1, of=TEAM, n=n, teams=TEAMS, sigma=0.0) for n in DEALS}
    (ROOT / "docs" / "images").mkdir(parents=True, exist_ok=True)
    (ROOT / "docs" / "calibration.md").write_text(page(clean, lone, half, even), encoding="utf-8")
    figure(clean, lone, half, ROOT / "docs" / "images" / "calibration.svg")


if __name__ == "__main__":
    main()
