"""The verdict in words: status, strip, cover, terminal line and the title of the summary."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.findings import Evidence, Finding
from stratreport.pack.blocks import Sentence
from stratreport.present.sentences.narrative import Status
from stratreport.present.sentences.saying import Part, Said, join, title
from stratreport.present.sentences.script import Script

#: from this attainment on a quota is "beaten", below it it is "made"
BEATEN = 1.02

_WORDS: Mapping[str, str] = {
    "hit_off": "Off strategy",
    "hit_on": "On strategy",
    "missed_on": "On strategy, short of the number",
    "missed_off": "Short of both",
    "no_signal": "Too few deals to judge",
    "within_chance": "Within chance of the plan",
    "unclassified": "Not judged: too much is unclassified",
    "no_target": "No strategic target set",
    "no_quota": "No quota set",
    "no_deals": "No bookings",
}
_COVER: Mapping[str, str] = {
    "hit_off": "{place} {made} its number, but covered only {strategy} of its strategic target.",
    "hit_off?": "{place} {made} its number, but appears off strategy at {strategy} of target.",
    "hit_on?": "{place} {made} its number, and appears on strategy at {strategy} of target.",
    "hit_on": "{place} {made} its number, and covered {strategy} of its strategic target on the way.",
    "missed_on": "{place} missed its number, but covered {strategy} of its strategic target.",
    "missed_on?": "{place} missed its number, but appears on strategy at {strategy} of target.",
    "missed_off": "{place} missed its number, and covered only {strategy} of its strategic target.",
    "missed_off?": "{place} missed its number, and appears off strategy at {strategy} of target.",
    "within_chance": "{place} booked {qa} of its quota; its mix is within what chance gives a seller on plan.",
    "no_signal": "{place} closed {deals}: too few to judge the mix.",
    "unclassified": "{place} booked {bookings}; {unclassified} of it has no motion, too much to judge the mix.",
    "no_target": "{place} booked {qa} of its quota; no strategic target is set for the quarter.",
    "no_quota": "{place} booked {bookings}; no quota is set for the quarter.",
    "no_deals": "{place} booked nothing in the quarter.",
}
_SUMMARY: Mapping[str, tuple[str, ...]] = {
    "hit_off": (
        "{place} {beat} and missed its strategic target by {short}: the mix, not the volume, is the problem",
        "{place} {beat} and missed its strategic target by {short}: the mix is the problem",
    ),
    "hit_off?": ("{place} {beat} and appears off strategy: {strategy} of its strategic target, on {deals}",),
    "hit_on?": ("{place} {beat} and appears on strategy: {strategy} of its strategic target, on {deals}",),
    "hit_on": (
        "{place} {beat} and covered {strategy} of its strategic target: the number is the strategy",
        "{place} {beat} and covered {strategy} of its strategic target",
    ),
    "missed_on": (
        "{place} missed quota by {lacking} and covered {strategy} of its strategic target: volume, not mix, is short",
        "{place} missed quota by {lacking} and covered {strategy} of its strategic target",
    ),
    "missed_on?": ("{place} missed quota by {lacking} and appears on strategy: {strategy} of its target, on {deals}",),
    "missed_off?": (
        "{place} missed quota by {lacking} and appears off strategy: {strategy} of its target, on {deals}",
    ),
    "missed_off": (
        "{place} missed quota by {lacking} and its strategic target by {short}: both volume and mix are short",
        "{place} missed quota by {lacking} and its strategic target by {short}",
    ),
    "within_chance": (
        "{place} booked {qa} of quota and {strategy} of its strategic target: within chance of the plan",
    ),
    "no_signal": ("{place} closed {deals} for {qa} of quota: too few to judge the mix",),
    "unclassified": ("{place} booked {bookings}, {unclassified} of it without a motion: too much to judge the mix",),
    "no_target": ("{place} booked {qa} of quota; without a strategic target the mix cannot be judged",),
    "no_quota": ("{place} booked {bookings}; without a quota there is no attainment to judge",),
    "no_deals": ("{place} booked nothing in {quarter}",),
}


def status(script: Script) -> Status:
    """Return the verdict in a few words: ▲ good, ▼ bad or short, – when nothing can be judged."""
    found = script.verdict
    word = _WORDS[found.pattern]
    if found.certainty == "appears" and found.pattern in ("hit_off", "hit_on", "missed_on", "missed_off"):
        word = f"Appears {word[0].lower()}{word[1:]}"
    short = found.pattern in ("hit_off", "missed_on", "missed_off")
    symbol = "–" if found.certainty == "count_only" or found.pattern == "no_target" else "▼" if short else "▲"
    return Status(word, symbol, found.tone)


def cover_verdict(script: Script) -> Sentence:
    """Return the quarter in one sentence."""
    return script.say(_COVER[_case(script.verdict, _COVER)], parts(script))


def summary_title(script: Script) -> Sentence:
    """Return the action title of the summary page: number, strategy result, what is short."""
    templates = _SUMMARY[_case(script.verdict, _SUMMARY)]
    return title(*(script.say(item, parts(script)) for item in templates))


def held_title(script: Script) -> Sentence:
    """Return the title of a page that judges people or teams while too much is unclassified."""
    return title(
        script.say("{unclassified} of bookings have no motion: too much to judge anybody's mix", parts(script))
    )


def cover_paragraph(script: Script) -> Sentence:
    """Return the paragraph below the verdict: money behind the percentages, the largest gap, what hides it."""
    found, said = script.verdict, parts(script)
    sentences = []
    if found.get("quota_attainment"):
        sentences.append(script.say("Bookings reached {bookings}, {qa} of quota.", said))
    elif found.get("bookings"):
        sentences.append(script.say("Bookings reached {bookings}.", said))
    if found.get("strategy"):
        full = (found["strategic_gap"].value or 0) == 0
        bare = full or found.certainty == "count_only"
        text = "against a target of {target}" if bare else "{strategy} of their target"
        sentences.append(script.say(f"Strategic bookings reached {{strategic}}, {text}.", said))
    gap, hidden = script.first("motion_gap"), script.first("hidden_by")
    if gap:
        sentences.append(_largest_gap(script, gap))
    if hidden and gap:
        sentences.append(
            script.say(
                f"A surplus of {{surplus}} in {{motion}} hides {_how_much(hidden, gap)}.",
                surplus=script.voice.money(hidden["surplus"]),
                motion=script.motion(hidden),
            )
        )
    return join(sentences)


def verdict(script: Script) -> Sentence:
    """Return the two sentences of the verdict strip: what it means, and how sure it is or what hangs on it."""
    return join([_meaning(script), *_assurance(script)])


def one_line(script: Script) -> str:
    """Return the verdict for a terminal: status, place, period and the two headline numbers."""
    said, found = parts(script), script.verdict
    numbers = []
    if found.get("quota_attainment"):
        numbers.append(f"{_shown(said['qa'])} of quota")
    if found.get("strategy") and found.certainty != "count_only":
        numbers.append(f"{_shown(said['strategy'])} of strategic target")
    line = f"{script.place.shown} {script.quarter}: {status(script).word}"
    return " · ".join([line, *numbers]).replace("\u00a0", " ")


def parts(script: Script) -> dict[str, Part]:
    """Return the words of the headline numbers of the verdict."""
    found, voice, limits = script.verdict, script.voice, script.view.thresholds
    quota, strategy = found["quota_attainment"], found["strategy"]
    return {
        "qa": voice.against(quota, limits.quota, digits=1),
        "strategy": voice.against(strategy, limits.strategic),
        "bookings": voice.money(found["bookings"]),
        "quota": voice.money(found["quota"]),
        "strategic": voice.money(found["strategic_bookings"]),
        "target": voice.money(found["strategic_target"]),
        "gap": voice.money(found["strategic_gap"]),
        "deals": voice.counted(found["deals"], "deal"),
        "made": _made(quota),
        "beat": _beat(script, quota),
        "lacking": _difference(script, "quota_variance", quota, below=True),
        "short": _difference(script, "strategy_variance", strategy, below=True),
        "short_money": _short_money(script, found),
        "chance": voice.percent(found.get("chance") or Evidence("strategy_chance", found.scope, None)),
        "unclassified": voice.percent(script.view.unclassified),
        "unclassified_limit": voice.percent(
            script.fact("threshold", script.view.meta.strategy.tolerances.unclassified_max)
        ),
        "threshold": voice.percent(script.fact("threshold", limits.strategic)),
        "low": voice.percent(Evidence("strategic_motion_attainment_low", strategy.scope, strategy.low)),
        "high": voice.percent(Evidence("strategic_motion_attainment_high", strategy.scope, strategy.high)),
    }


def _case(found: Finding, templates: Mapping[str, object]) -> str:
    unsure = f"{found.pattern}?"
    return unsure if found.certainty == "appears" and unsure in templates else found.pattern


def _made(quota: Evidence) -> str:
    return "beat" if (quota.value or 0) >= BEATEN else "made"


def _beat(script: Script, quota: Evidence) -> Part:
    if (quota.value or 0) < BEATEN:
        return "made quota"
    by = _difference(script, "quota_variance", quota, below=False)
    return Said(f"beat quota by {by.shown}", by.claims)


def _difference(script: Script, slug: str, value: Evidence, *, below: bool) -> Said:
    distance = None if value.value is None else (1 - value.value if below else value.value - 1)
    return script.voice.percent(script.fact(slug, distance), digits=_digits(distance))


def _digits(distance: float | None) -> int:
    """Return the decimals of a difference in percent: one below 10% when rounding would move it by 0.3 or more."""
    percent = abs(100 * (distance or 0.0))
    return 0 if percent >= 10 or (abs(percent - round(percent)) < 0.3 and round(percent)) else 1


def _short_money(script: Script, found: Finding) -> Said:
    quota, bookings = found["quota"].value, found["bookings"].value
    gap = None if quota is None or bookings is None else max(quota - bookings, 0.0)
    return script.voice.money(script.fact("quota_gap", gap))


def _how_much(hidden: Finding, gap: Finding) -> str:
    return "it" if (hidden["surplus"].value or 0) >= (gap["gap"].value or 0) else "part of it"


def _largest_gap(script: Script, gap: Finding) -> Sentence:
    return script.say(
        "The largest gap is {gap}, in {motion}.", gap=script.voice.money(gap["gap"]), motion=script.motion(gap)
    )


def _meaning(script: Script) -> Sentence:
    found, said = script.verdict, parts(script)
    hidden = script.first("hidden_by")
    if found.pattern == "hit_off" and hidden:
        said |= {"masked": script.voice.money(hidden["masked_money"]), "motion": script.motion(hidden)}
        return script.say(
            "Volume is there, the mix is not: {masked} of missing plan is covered up by surplus elsewhere, "
            "the largest in {motion}.",
            said,
        )
    return script.say(_MEANING[_case(found, _MEANING)], said)


_MEANING: Mapping[str, str] = {
    "hit_off": "Volume is there, the mix is not: strategic bookings are {gap} short of their target.",
    "hit_on?": "Number and strategy agree so far: {strategic} of {bookings} came from the motions the plan asks for.",
    "hit_on": "The number is the strategy: {strategic} of {bookings} came from the motions the plan asks for.",
    "missed_on": "The mix is right and the volume is not: {unit} is {short_money} short of quota.",
    "missed_on?": "The mix appears right, the volume is short: {unit} is {short_money} below quota.",
    "missed_off": "{unit} is {short_money} short of quota and {gap} short of its strategic target.",
    "within_chance": "Exactly on plan, such deals would show as little in {chance} of quarters: watch, do not act.",
    "no_signal": "{deals} cannot tell a lumpy quarter from a mix that ignores the plan: watch, do not act.",
    "unclassified": "{unclassified} of bookings have no motion; the limit is {unclassified_limit}. Mend that first.",
    "no_target": "The declared strategy asks nothing of {unit} in this quarter, so only the number can be judged.",
    "no_quota": "Nobody in {unit} carries a quota in this quarter, so bookings are shown without attainment.",
    "no_deals": "No deal was booked in {quarter}; check the data before the conclusion.",
}


def _assurance(script: Script) -> list[Sentence]:
    """Return the second sentence: the deal on which the verdict hangs, else how sure the interval makes it."""
    found, said = script.verdict, parts(script)
    single = script.first("one_deal")
    if single:
        said |= {
            "amount": script.voice.money(single["largest_deal"]),
            "without_quota": script.voice.against(single["without_quota"], script.view.thresholds.quota),
            "without_strategy": script.voice.against(single["without_strategy"], script.view.thresholds.strategic),
        }
        return [
            script.say(
                "Without its largest deal ({amount}) {unit} stands at {without_quota} of quota and {without_strategy} "
                "of its strategic target, and the verdict changes.",
                said,
            )
        ]
    strategy = found["strategy"]
    if found.pattern not in ("hit_off", "hit_on", "missed_on", "missed_off"):
        return []
    if strategy.low is None or strategy.high is None:
        return [script.say("Strategy attainment is {strategy} against a threshold of {threshold}.", said)]
    if found.certainty == "appears":
        text = "{deals} leave an interval of {low} to {high} around the threshold of {threshold}: a signal, not proof."
    else:
        side = "below" if strategy.high < script.view.thresholds.strategic else "above"
        text = f"{{deals}} put strategy attainment between {{low}} and {{high}}, {side} the threshold of {{threshold}}."
    return [script.say(text, said)]


def _shown(part: Part) -> str:
    return part.shown if isinstance(part, Said) else part
