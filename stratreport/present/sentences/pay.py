"""The words of the pay page: what pay follows, what was paid off strategy; association is never called a cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stratreport.findings import Evidence, Finding
from stratreport.pack.blocks import Sentence
from stratreport.params.specs import Pay
from stratreport.present import format as fmt
from stratreport.present.sentences.saying import Part, Voice, complete, title
from stratreport.present.sentences.script import Script
from stratreport.snapshot import Meta

#: representatives below which what pay follows is not said
FEWEST = 10
NOT_A_CAUSE = "An association, not a cause: payout goes with the quota by construction."
_TITLES: Mapping[str, tuple[str, ...]] = {
    "quota_only": (
        "Pay follows quota; that it follows strategy is not shown: rank correlation {for_quota} against {for_strategy}",
    ),
    "aligned": (
        "Pay follows quota and strategy: rank correlation {for_quota} with quota, {for_strategy} with strategy",
        "Pay follows the strategy: rank correlation {for_strategy} with strategy attainment",
    ),
    "open": (
        "Whether pay follows the strategy is open; {off_share} of payouts went to people on quota and off strategy",
        "Whether pay follows the strategy is open",
    ),
    "too_few": ("{payout} was paid out over {quarters}: too few representatives to say what pay follows",),
}
NOT_KNOWN = "Whether pay follows the strategy is not known: payouts are not connected"
NOTHING_PAID = "No payout is on record: whether pay follows the strategy is not known"


def pay_title(script: Script) -> Sentence:
    """Return what pay follows, as far as the intervals tell."""
    found = _found(script)
    if found is None:
        return title(script.say(NOT_KNOWN if "payouts" in script.view.meta.not_connected else NOTHING_PAID))
    said = parts(script, found)
    fit = [item for item in _TITLES[found.pattern] if complete(item, {"place": "", **said})]
    return title(*(script.say(item, said) for item in fit or [NOTHING_PAID]))


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return what was paid off strategy, what the accelerator paid for, the gate, and how to read a correlation."""
    found = _found(script)
    return tuple(_says(script, found)) if found else ()


def parts(script: Script, found: Finding) -> dict[str, Part]:
    """Return the numbers of the finding as they are said."""
    voice, said = Voice(replace(script.voice.formatter, scale=scale(found))), dict[str, Part]()
    for role in ("for_quota", "for_strategy"):
        if value := found.get(role):
            said[role] = voice.index(value)
            said["reps"] = voice.counted(script.fact("reps_correlated", value.n), "representative")
    for role in ("payout", "off_money", "leakage", "gate"):
        if value := found.get(role):
            said[role] = voice.money(value)
    if paid := _over_the_window(script):
        said["payout"] = voice.money(paid)
    said["quarters"] = voice.counted(script.fact("window_quarters", script.view.thresholds.window_quarters), "quarter")
    if (value := found.get("off_share")) and not _few_off(script):
        said["off_share"] = voice.percent(value)
    return said


def declared_pay(meta: Meta) -> Pay | None:
    """Return how pay is to be read: as the current plan says, which may say more than the judged baseline."""
    return (meta.revised.pay if meta.revised else None) or meta.strategy.pay


def scale(found: Finding) -> fmt.Scale:
    """Return the money scale of the page: payouts are small beside bookings."""
    payout = found.get("payout")
    return fmt.scale_of([payout.value if payout else None])


def _found(script: Script) -> Finding | None:
    found = script.first("pay")
    return found if found and found.pattern in _TITLES else None


def _says(script: Script, found: Finding) -> Iterator[Sentence]:
    said = parts(script, found)
    off = found.get("off_share") if "off_share" in said else None
    if off and off.value and "off_money" in said:
        yield script.say(
            "Those paid made the number on a mix further from plan than chance explains.", said,
            lead="{off_money}, {off_share} of payouts, went to a mix off strategy.",
        )  # fmt: skip
    elif off:
        yield script.say(
            "Nobody made quota on a mix further from plan than chance explains.",
            lead="No payout went to a mix off strategy.",
        )
    yield from _plan(script, said)


def _over_the_window(script: Script) -> Evidence | None:
    """Return what was paid over the trailing quarters, the time of every table on the page."""
    window = getattr(script.view.book, "window", None)
    paid = script.view.value("payout", period=window.label) if window is not None else None
    return paid if paid is not None and paid.known else None


def _few_off(script: Script) -> bool:
    """Return whether those who make the number off strategy are too few to be spoken of where people are not named."""
    rows = getattr(script.view.book, "quadrants", None)
    if rows is None:
        return False
    own = rows if script.is_company else rows[rows["base"] == script.view.scope]
    return script.hides(int((own["quadrant"] == "comfort_zone_hitter").sum()))


def _plan(script: Script, said: Mapping[str, Part]) -> Iterator[Sentence]:
    """Yield what the accelerator paid for, and what a gate would have held back; or that pay is not declared."""
    pay = declared_pay(script.view.meta)
    if pay is None:
        yield script.say(
            "What the accelerator paid for core business is not known.", lead="The strategy does not declare pay."
        )
        return
    if "leakage" in said:
        yield script.say("", said, lead="The accelerator paid {leakage} for core surplus.")
    if "gate" in said:
        level = script.voice.percent(script.fact("setting", pay.gate))
        yield script.say(
            "Recomputed on the same bookings: what people would have sold instead is not known.", said, level=level,
            lead="A gate at {level} strategy attainment would have held back {gate}.",
        )  # fmt: skip
