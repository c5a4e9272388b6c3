"""The words of the balance page: where the bookings sit against the plan, on products, markets and buyers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stratreport.findings import Evidence
from stratreport.metrics.ansoff import quadrant_of
from stratreport.pack.blocks import Sentence
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.summary import comparable, growth_text
from stratreport.present.sentences.verdict import parts

QUADRANTS: Mapping[str, str] = {
    "penetration": "existing products sold to existing customers",
    "product development": "new products sold to existing customers",
    "market development": "existing products sold to new customers",
    "diversification": "new products sold to new customers",
}
_AXES: Mapping[str, str] = {"product_line": "product line", "segment": "segment"}


def balance_title(script: Script) -> Sentence:
    """Return the share of bookings from the familiar, beside its share of the plan."""
    booked, planned = _penetration(script)
    total = script.verdict["bookings"].value or 0.0
    if total <= 0 or booked.value is None:
        return title(script.say("There are no bookings to balance in {quarter}"))
    said: dict[str, Part] = {"share": script.voice.percent(booked)}
    if script.verdict["deals"].n < script.view.statistics.min_n_flag:
        return title(script.say("{place} closed {deals}: too few to compare the mix with the plan", parts(script)))
    if planned.value is None:
        return title(
            script.say("{share} of bookings came from existing products sold to existing customers", said),
        )
    said["plan"] = script.voice.percent(planned)
    text = "{share} of bookings came from existing products sold to existing customers; the plan was {plan}"
    return title(script.say(text, said))


def quadrant_reasons(script: Script) -> Mapping[str, Sentence]:
    """Return one reason per Ansoff quadrant: deals, sellers and customers behind it, and the largest deal."""
    return {name: _quadrant(script, name) for name in QUADRANTS}


def so_what(script: Script) -> tuple[Sentence, ...]:
    """Return what follows: the product line and the segment furthest from plan, what is new, the largest deal."""
    found = [*_levels(script), *_growth(script), *_largest(script)]
    return tuple(found[:3])


def persona_notice(script: Script) -> Sentence | None:
    """Return that personas coincide with segments here, when they do."""
    if not script.first("persona_adds_nothing"):
        return None
    return script.say(
        "The buying role follows from the segment in this company's data, so a persona view would show the same "
        "numbers twice; it is left out.",
        lead="Personas add nothing here.",
    )


def _penetration(script: Script) -> tuple[Evidence, Evidence]:
    """Return the shares of penetration in bookings and in the plan (unknown when a motion spans quadrants)."""
    view = script.view
    booked = view.value("ansoff_bookings", quadrant="penetration").value
    asked = view.value("ansoff_target", quadrant="penetration").value
    total, target = script.verdict["bookings"].value, view.total_target
    share = booked / total if booked is not None and total and total > 0 else None
    plan = asked / target if asked is not None and target > 0 else None
    scope = {"quadrant": "penetration"}
    return view.fact("quadrant_share", share, scope=scope), view.fact("quadrant_plan_share", plan, scope=scope)


def _quadrant(script: Script, name: str) -> Sentence:
    view, voice, scope = script.view, script.voice, {"quadrant": name}
    rows = view.frame("deals")
    rows = rows.loc[(quadrant_of(rows["product_level"], rows["market"]) == name) & (rows["amount"] > 0)]
    sizes = rows.groupby("deal_id")["amount"].sum()
    if sizes.empty:
        return script.say("No deal in the quarter.")
    said: dict[str, Part] = {
        "deals": voice.counted(view.fact("deals", len(sizes), scope=scope), "deal"),
        "sellers": voice.counted(view.fact("reps_with_deals", rows["rep_id"].nunique(), scope=scope), "representative"),
        "customers": voice.counted(view.fact("customers", rows["parent_id"].nunique(), scope=scope), "customer"),
        "largest": voice.money(view.fact("largest_deal", float(sizes.max()), scope=scope)),
    }
    if len(sizes) < view.statistics.min_n_rate:
        return script.say("{deals}, the largest {largest}: too few to read a rate from.", said)
    return script.say("{deals} from {sellers}, with {customers}; the largest is {largest}.", said)


def _levels(script: Script) -> Iterator[Sentence]:
    """Yield the level furthest below plan on each axis, else the one furthest above."""
    rows = script.view.frame("axes")
    for axis in _AXES:
        planned = rows.loc[(rows["axis"] == axis) & rows["target"].notna()]
        levels = planned.groupby("level")[["actual", "target", "deals"]].sum()
        levels = levels[levels["target"] > 0]
        if not levels.empty:
            gaps = levels["actual"] - levels["target"]
            level = str(gaps.idxmin() if gaps.min() < 0 else gaps.idxmax())
            yield _level(script, axis, level=level, row={str(name): float(levels[name][level]) for name in levels})


def _level(script: Script, axis: str, *, level: str, row: Mapping[str, float]) -> Sentence:
    view, voice, scope, noun = script.view, script.voice, {axis: level}, _AXES[axis]
    gap = row["actual"] - row["target"]
    said: dict[str, Part] = {
        "level": voice.name(level),
        "gap": voice.money(view.fact("level_gap", abs(gap), scope=scope)),
        "attainment": voice.against(view.value("level_attainment", **scope), 1.0),
        "deals": voice.counted(view.fact("deals", row["deals"], scope=scope), "deal"),
    }
    side = "below" if gap < 0 else "above"
    tail = f"the largest gap of any {noun}" if gap < 0 else f"no {noun} is below plan"
    few = row["deals"] < view.statistics.min_n_rate
    text = ("{deals} in the quarter, " if few else "It reached {attainment} of plan on {deals}, ") + tail + "."
    return script.say(text, said, lead=f"{{level}}: {{gap}} {side} plan.")


def _growth(script: Script) -> Iterator[Sentence]:
    """Yield the growth share that moved most against last year."""
    found = [item for item in script.find("growth_share") if comparable(script, item)]
    if found:
        yield growth_text(
            script, max(found, key=lambda item: abs(item["change"].value or 0) if item.get("change") else 0.0)
        )


def _largest(script: Script) -> Iterator[Sentence]:
    found = script.first("largest_deal")
    if found:
        said: dict[str, Part] = {
            "share": script.voice.percent(found["share"]), "amount": script.voice.money(found["amount"]),
            **{key: value for key, value in parts(script).items() if key == "deals"},
        }  # fmt: skip
        yield script.say("It is worth {amount}; {deals} make up the quarter.", said,
                         lead="The largest deal is {share} of bookings.")  # fmt: skip
