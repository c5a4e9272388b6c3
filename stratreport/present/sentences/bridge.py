"""The words of the bridge: its title and the reason beside every row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stratreport.findings import Finding
from stratreport.pack.blocks import Sentence
from stratreport.present import format as fmt
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.verdict import parts


def bridge_title(script: Script) -> Sentence:
    """Return what carries the number, and what is missing without it."""
    found, said = script.verdict, parts(script)
    hidden, gap = script.first("hidden_by"), script.first("motion_gap")
    said |= {"clean": script.voice.against(script.view.value("clean_attainment"), script.view.thresholds.quota)}
    if hidden:
        said |= {"surplus": script.voice.money(hidden["surplus"]), "motion": script.motion(hidden)}
    if gap:
        said |= {"worst": script.motion(gap), "worst_gap": script.voice.money(gap["gap"])}
    templates = [text for text in _templates(script, found, hidden=hidden, gap=gap) if text]
    return title(*(script.say(text, said) for text in templates))


_NO_SURPLUS_NEEDED = "Quota is met and strategic bookings are {gap} below their target of {target}"
_CARRIED = (
    "A {surplus} surplus in {motion} carries the quota: without it {place} is at {clean}, "
    "and strategic bookings are {gap} short"
)


def _templates(script: Script, found: Finding, *, hidden: Finding | None, gap: Finding | None) -> tuple[str, ...]:
    """Return candidate titles, the first that fits is taken."""
    if not found.get("quota_attainment"):
        return ("Bookings reached {bookings}; no quota is set to build a bridge from",)
    if not found.get("strategy"):
        return ("Bookings reached {bookings} against a quota of {quota}; no strategic target is set",)
    if (found["strategic_gap"].value or 0) <= 0:
        tail = "; the quota is {short_money} short" if _missed(script) else " and carry the number"
        return ("Strategic bookings of {strategic} reach their target of {target}" + tail,)
    if _missed(script) and hidden:
        return (
            "A {surplus} surplus in {motion} keeps the quota gap at {short_money}; strategic bookings are {gap} short",
        )
    if _missed(script):
        plain = "{place} is {short_money} short of quota and {gap} short of its strategic target"
        return (f"{plain}; the largest gap is {{worst}}, {{worst_gap}}", plain) if gap else (plain,)
    return _met(script, hidden)


def _met(script: Script, hidden: Finding | None) -> tuple[str, ...]:
    """Return candidate titles for a quota that is met with strategic bookings short of target."""
    clean = script.view.value("clean_attainment").value
    if not hidden or hidden.pattern == "strategic":
        return (_NO_SURPLUS_NEEDED,)
    if hidden.pattern == "core" and clean is not None and not fmt.reaches(clean, script.view.thresholds.quota):
        return (_CARRIED, "A {surplus} surplus in {motion} carries the quota; strategic bookings are {gap} short")
    return ("{motion} runs {surplus} over target and strategic bookings {gap} under theirs",)


def _missed(script: Script) -> bool:
    value = script.verdict["quota_attainment"].value
    return value is not None and not fmt.reaches(value, script.view.thresholds.quota)


def bridge_notes(script: Script, steps: pd.DataFrame) -> Mapping[str, Sentence]:
    """Return the reason of every row of `metrics.waterfall.bridge_rows`, by its step id."""
    notes = {str(row["step"]): _note(script, row) for _, row in steps.iterrows()}
    return {step: note for step, note in notes.items() if note}


def _note(script: Script, row: pd.Series) -> Sentence | None:
    effect = str(row["effect"])
    writers = {
        "quota": _quota, "cover": _cover, "bookings": _bookings, "strategic": _strategic, "target": _target,
        "returns": _returns,
    }  # fmt: skip
    if effect in ("surplus", "gap") and isinstance(row["motion"], str):
        return _motion(script, row)
    if effect == "less":
        return _less(script, str(row["cell_class"]))
    return writers[effect](script) if effect in writers else None


def _quota(script: Script) -> Sentence:
    view, voice = script.view, script.voice
    reps = view.fact("reps", float(view.frame("quotas").loc[lambda q: q["carrier"], "rep_id"].nunique()))
    planned = view.money.loc[view.money["unit_class"] == "strategic", "target"].sum()
    quota = script.verdict["quota"].value
    said: dict[str, Part] = {"reps": voice.counted(reps, "quota carrier")}
    if not quota:
        return script.say("No quota is set for the quarter.")
    if not planned:
        return script.say("{reps}; the plan sets no strategic target.", said)
    said["share"] = voice.percent(script.fact("strategic_plan_share", planned / quota))
    return script.say("{reps}; the strategy asks for {share} of it from strategic motions.", said)


def _cover(script: Script) -> Sentence:
    cover = script.voice.percent(script.view.value("plan_to_quota"), digits=1)
    return script.say("The targets of the plan add up to {cover} of quota.", cover=cover)


def _bookings(script: Script) -> Sentence:
    found, voice = script.verdict, script.voice
    quota, booked = found["quota"].value, found["bookings"].value
    if not quota or booked is None:
        return script.say("{deals}; no quota is set.", parts(script))
    over = script.fact("quota_difference", booked - quota)
    side = "over" if booked >= quota else "short of"
    lead = script.voice.money(script.fact("quota_difference", abs(booked - quota)) if booked < quota else over)
    rest = script.view.value("quota_attainment_without_largest_deal")
    text = (
        "Without the largest deal, {rest} of quota."
        if rest.known and found["deals"].value
        else "No deal in the quarter."
    )
    return script.say(
        text, parts(script), lead=f"{{over}} {side} quota." if booked != quota else "Exactly on quota.", over=lead,
        rest=voice.against(rest, script.view.thresholds.quota),
    )  # fmt: skip


def _strategic(script: Script) -> Sentence | None:
    if not script.verdict.get("strategy"):
        return None
    view = script.view
    rows = view.sold("strategic")
    if rows.empty:
        return script.say(
            "No strategic deal in the quarter.", parts(script), lead="{strategy} of the strategic target."
        )
    said = parts(script) | {
        "n": script.voice.counted(view.fact("strategic_deals", rows["deal_id"].nunique()), "deal"),
        "sellers": script.voice.counted(view.fact("reps_with_deals", rows["rep_id"].nunique()), "representative"),
        "customers": script.voice.counted(view.fact("customers", rows["parent_id"].nunique()), "customer"),
    }
    few = rows["deal_id"].nunique() < view.statistics.min_n_rate
    lead = "{gap} short of the strategic target." if few else "{strategy} of the strategic target."
    return script.say("{n} from {sellers}, with {customers}.", said, lead=lead)


def _target(script: Script) -> Sentence | None:
    found = script.verdict
    if not found.get("strategy"):
        return None
    said = parts(script)
    if (found["strategic_gap"].value or 0) <= 0:
        return script.say("Strategic bookings reach it.", said)
    money = script.view.money
    strategic = money.loc[money["unit_class"] == "strategic", "difference"]
    worst = str(strategic.idxmin())
    said |= {
        "motion": script.voice.name(script.running(script.view.label(worst))),
        "worst": script.voice.money(script.view.value("motion_gap", motion=worst)),
    }
    return script.say("The largest gap is {worst}, in {motion}.", said, lead="{gap} short.")


def _returns(script: Script) -> Sentence:
    return script.say("Motions whose returns exceed their bookings.")


def _motion(script: Script, row: pd.Series) -> Sentence:
    view, voice, motion = script.view, script.voice, str(row["motion"])
    rows = view.frame("deals")
    rows = rows.loc[(rows["motion"] == motion) & (rows["amount"] > 0)]
    scope = {"motion": motion}
    deals = rows.groupby("deal_id")["amount"].sum()
    cells = view.frame("cells")
    per_rep = cells.loc[(cells["motion"] == motion) & (cells["target"] > 0)].groupby("rep_id")["actual"].sum()
    without = int((per_rep <= 0).sum())
    said: dict[str, Part] = {
        "deals": voice.counted(view.fact("deals", len(deals), scope=scope), "deal"),
        "sellers": voice.counted(view.fact("reps_with_deals", rows["rep_id"].nunique(), scope=scope), "representative"),
        "none": voice.out_of(
            view.fact("reps_without", without, scope=scope),
            view.fact("reps", len(per_rep), scope=scope),
            "representative",
        ),
    }
    if len(deals):
        said["largest"] = voice.money(view.fact("largest_deal", float(deals.max()), scope=scope))
    if row["effect"] == "surplus":
        return script.say("{deals} from {sellers}; the largest is {largest}.", said)
    said["attainment"] = voice.against(view.value("motion_attainment", motion=motion), 1.0)
    if deals.empty:
        return script.say("No deal in the quarter.")
    head = "{attainment} of target on {deals}"
    if len(deals) < view.statistics.min_n_rate:
        said["gap"] = voice.money(view.value("motion_gap", motion=motion))
        head = "{deals}, {gap} short of target"
    return script.say(head + ("; {none} booked none of it." if without else " from {sellers}."), said)


def _less(script: Script, cell_class: str) -> Sentence:
    view, voice = script.view, script.voice
    rows = view.sold(cell_class)
    own, total = view.money[view.money["unit_class"] == cell_class], script.verdict["bookings"].value or 0.0
    booked, planned = float(own["actual"].sum()), float(own["target"].sum())  # net, as the step; deals sold only
    share = (
        view.value("off_plan_share")
        if cell_class == "off_plan"
        else script.fact("core_share", booked / total if total > 0 else None)
    )
    said: dict[str, Part] = {
        "deals": voice.counted(view.fact("deals", rows["deal_id"].nunique(), scope={"class": cell_class}), "deal"),
        "share": voice.percent(share),
    }
    if rows["deal_id"].nunique() < view.statistics.min_n_rate:
        what = "off plan" if cell_class == "off_plan" else "all of it, not only the surplus"
        return script.say(f"{{deals}}, {what}.", said)
    if cell_class == "off_plan":
        return script.say("{deals}, {share} of bookings, that no motion with a target covers.", said)
    said["plan"] = voice.percent(
        script.fact("core_plan_share", planned / view.total_target if view.total_target else None)
    )
    if not view.total_target:
        return script.say("{deals}, {share} of bookings.", said)
    return script.say("All of it, not only the surplus: {deals}, {share} of bookings; the plan has {plan}.", said)
