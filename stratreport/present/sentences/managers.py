"""The words of the managers' page: how far teams are apart, and whether that is beyond chance; nobody is named."""

from __future__ import annotations

import pandas as pd

from stratreport.findings import Evidence, Finding
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.sentences.cause_words import words_of
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script

#: what a share of the spread between teams needs (M35)
MANAGERS_NEEDED, REPS_NEEDED = 6, 3


def managers_title(script: Script) -> Sentence:
    """Return how far the teams are apart, and how many of them are off strategy beyond chance."""
    ends, found = spread(script), script.first("manager_spread")
    count = len(_managers(script))
    if not count:
        return title(script.say("No representative with a quota reports to a manager of {place} in {quarter}"))
    if count == 1:
        return title(script.say("{place} is one team: there is no spread between teams to judge"))
    if not script.verdict.get("strategy"):
        return title(script.say("No strategic target is set: the mix of the teams of {place} cannot be judged"))
    if ends is None or script.hides_teams:
        small = "Teams of {place} are too small to be shown one by one"
        few = "Too few deals to say how far the teams of {place} are apart"
        return title(script.say(small if script.hides_teams else few))
    said: dict[str, Part] = {"low": script.voice.percent(ends[0]), "high": script.voice.percent(ends[1])}
    span = "Teams reach {low} to {high} of their strategic target"
    if said["low"].shown == said["high"].shown:  # type: ignore[union-attr]
        span = "Every team reaches {low} of its strategic target"
    if not found or found.pattern == "too_few" or not found.get("off"):
        return title(script.say(f"{span}; too few deals to tell that from chance", said))
    said["off"] = script.voice.out_of(found["off"], found["judged"], "team tested", "teams tested")
    are = "is" if (found["off"].value or 0) <= 1 else "are"
    return title(
        script.say(f"{span}: {{off}} {are} off strategy beyond what chance explains", said),
        script.say(f"{span}; {{off}} {are} off strategy beyond chance", said),
    )


def managers_reading(script: Script) -> str:
    """Return the reading key of the measure line."""
    window = f"last {fmt.words(script.view.thresholds.window_quarters)} quarters to {script.quarter}"
    mean = f"mean of the team, drawn towards that of {script.unit}"
    return f"{window} · dot = one representative, hollow = too few deals · bar = {mean}"


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return whether it is a matter of the representatives or of the teams, and what was tested."""
    if len(_managers(script)) < 2:
        return (
            script.say("compare with the teams of other regions in the company pack.", lead="No team to compare with:"),
        )
    found = [_tested(script), _rep_or_team(script), _use(script)]
    return tuple(item for item in found if item)


def themes(script: Script) -> tuple[Sentence, ...]:
    """Return what more than half of a team's representatives share, as counts of teams per theme."""
    rows = getattr(script.view.book, "manager_causes", None)
    if rows is None or rows.empty:
        return ()
    own = rows[(rows["base"] == script.view.scope) & (rows["share"] > 0.5) & (rows["cause"] != "none")]
    counted = own.groupby("cause")["manager_id"].nunique().sort_values(ascending=False, kind="stable")
    whole = script.view.fact("managers", len(_managers(script)))
    return tuple(
        _theme(script, str(cause), script.view.fact("teams_sharing", int(n)), whole) for cause, n in counted.items()
    )


def spread(script: Script) -> tuple[Evidence, Evidence] | None:
    """Return the lowest and the highest strategy attainment of teams with enough deals; None with fewer than two."""
    window = getattr(script.view.book, "window", None)
    if window is None:
        return None
    values = [
        script.view.value("strategic_motion_attainment", period=window.label, manager=manager, **unit)
        for manager, unit in _units(script)
    ]
    judged = [item for item in values if item.known and item.n >= script.view.statistics.min_n_flag]
    if len(judged) < 2:
        return None
    ordered = sorted(judged, key=lambda item: item.value or 0.0)
    return ordered[0], ordered[-1]


def _managers(script: Script) -> list[str]:
    """Return the managers with quota carriers now."""
    rows: pd.DataFrame = script.view.frame("quotas")
    own = rows[rows["rep_id"].isin(script.view.carriers) & rows["manager_id"].notna()]
    return sorted({str(item) for item in own["manager_id"]})


def _units(script: Script) -> list[tuple[str, dict[str, str]]]:
    """Return every manager with the scope of the team: in the company, the region it belongs to."""
    rows = script.view.frame("quotas").drop_duplicates("manager_id").set_index("manager_id")["region"]
    return [(name, {"region": str(rows[name])} if script.is_company else {}) for name in _managers(script)]


def _icc(script: Script) -> Evidence | None:
    found = script.view.value("manager_effect")
    return found if found.known and found.low is not None and found.high is not None else None


def _rep_or_team(script: Script) -> Sentence:
    icc = _icc(script)
    if icc is None:
        said: dict[str, Part] = {
            "teams": script.voice.counted(script.view.fact("setting", MANAGERS_NEEDED), "team"),
            "reps": script.voice.counted(script.view.fact("setting", REPS_NEEDED), "representative"),
        }
        return script.say(
            "to split it between teams and representatives takes {teams} of {reps} or more.",
            said,
            lead="The spread is not split:",
        )
    said = {
        "share": script.voice.percent(icc),
        "low": script.voice.percent(Evidence("manager_effect_low", icc.scope, icc.low)),
        "high": script.voice.percent(Evidence("manager_effect_high", icc.scope, icc.high)),
    }
    return script.say(
        f"The interval runs from {{low}} to {{high}}: {_weigh(icc)}", said,
        lead="{share} of the spread between representatives sits between teams.",
    )  # fmt: skip


def _weigh(icc: Evidence) -> str:
    """Return what the interval of the share says: teams matter, they do not, or it cannot be told."""
    low, high = icc.low or 0.0, icc.high or 0.0
    if low > 0.5:
        return "more a matter of management than of the representatives."
    if low > 0:
        return "management is part of it, the representatives are the other part."
    return "a matter of the representatives." if high < 0.5 else "it cannot be told whose problem it is."


def _tested(script: Script) -> Sentence | None:
    found = script.first("manager_spread")
    if not found or not found.get("off") or found.pattern == "too_few":
        return None
    said = _counts(script, found)
    if not found["off"].value:
        return script.say(
            "differences between teams are no signal.", said, lead="No team is off strategy beyond chance:"
        )
    return script.say(
        "All deals of a team are set against a team exactly on plan with as few and as uneven deals.", said,
        lead="{off} {are} off strategy beyond chance.",
    )  # fmt: skip


def _counts(script: Script, found: Finding) -> dict[str, Part]:
    return {
        "off": script.voice.out_of(found["off"], found["judged"], "team tested", "teams tested"),
        "are": "is" if (found["off"].value or 0) <= 1 else "are",
    }


def _use(script: Script) -> Sentence:
    return script.say("territory and tenure differ too; ask first.", lead="A team's result is not its manager's alone:")


def _theme(script: Script, cause: str, teams: Evidence, whole: Evidence) -> Sentence:
    words = words_of(cause)
    said: dict[str, Part] = {"teams": script.voice.out_of(teams, whole, "team")}
    return script.say(
        f"In {{teams}} most representatives below target show signs consistent with {words.consistent}.", said,
        lead=f"{words.theme}:",
    )  # fmt: skip
