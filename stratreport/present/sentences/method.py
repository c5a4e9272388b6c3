"""The words of the method page: what is measured, how, with this quarter's numbers, and what the strategy asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stratreport.findings import Evidence
from stratreport.metrics import METRICS
from stratreport.pack.blocks import Sentence
from stratreport.params.specs import Motion, Selector, Strategy
from stratreport.present import format as fmt
from stratreport.present.sentences.narrative import Definition
from stratreport.present.sentences.saying import Part, title
from stratreport.present.sentences.script import Script
from stratreport.present.sentences.trend import revised
from stratreport.present.sentences.verdict import parts

HASH_SHOWN = 12
#: the metrics defined on the page, and the example each is worked with
DEFINED: Mapping[str, str] = {
    "quota_attainment": "{numerator} booked of {denominator} quota is {value}",
    "strategic_motion_attainment": "{numerator} of {denominator} strategic target is {value}",
    "strategic_attainment_pooled": "{numerator} of {denominator} of the plan is sold as planned: {value}",
    "masked_shortfall": "{numerator} of a plan of {denominator} is hidden: {value}",
    "volume_shortfall": "{numerator} of a plan of {denominator} is missing outright: {value}",
    "clean_attainment": "{numerator} of {denominator} quota is {value}",
    "mix_distance": "{numerator} of {denominator} bookings sit in the wrong motion: {value}",
    "new_product_share": "{numerator} of {denominator} bookings is {value}",
    "new_customer_share": "{numerator} of {denominator} bookings is {value}",
    "new_persona_share": "{numerator} of {denominator} with a known persona is {value}",
}
#: the formulas in words; the symbols are in the catalogue of metrics
FORMULAS: Mapping[str, str] = {
    "quota_attainment": "bookings ÷ quota",
    "strategic_motion_attainment": "bookings in strategic motions ÷ their targets, at most 100%",
    "strategic_attainment_pooled": "bookings up to each motion's target, summed ÷ all targets",
    "masked_shortfall": "the smaller of all surplus and all gaps ÷ all targets",
    "volume_shortfall": "all gaps less all surplus, at least nothing ÷ all targets",
    "clean_attainment": "bookings less the core surplus ÷ quota",
    "mix_distance": "money that would have to change motion to match the plan ÷ bookings",
    "new_product_share": "bookings of new products ÷ bookings",
    "new_customer_share": "bookings of new customers ÷ bookings",
    "new_persona_share": "bookings of new personas ÷ bookings with a known persona",
}
_RULES: Mapping[str, str] = {
    "is": "the interval excludes the threshold",
    "appears": "the interval touches it",
    "count_only": "fewer deals than the minimum",
}
_AXIS_WORDS: Mapping[str, str] = {
    "product": "product", "customer": "customer", "segment": "segment", "persona": "persona",
    "product_line": "product line",
}  # fmt: skip


def method_title(script: Script) -> Sentence:
    """Return how the headline is made, with its numbers."""
    if script.verdict.get("strategy"):
        return title(
            script.say(
                "Strategy attainment is {strategic} of strategic bookings over a target of {target}: every number here "
                "can be followed to a formula",
                parts(script),
            ),
            script.say(
                "Strategy attainment is strategic bookings over their target: {strategic} of {target}", parts(script)
            ),
        )
    return title(script.say("Every number in this pack follows from a formula on this page"))


def strategy_title(script: Script) -> Sentence:
    """Return what the declared strategy asks for: how much of the quota, from how many motions."""
    money = script.view.money
    strategic = money.loc[money["unit_class"] == "strategic", "target"]
    if strategic.empty or not script.view.total_target:
        return title(script.say("The declared strategy asks nothing of {place} in {quarter}"))
    share = script.fact("strategic_share_of_plan", float(strategic.sum()) / script.view.total_target)
    said: dict[str, Part] = {
        "share": script.voice.percent(share),
        "motions": script.voice.counted(script.fact("strategic_motions", len(strategic)), "strategic motion"),
    }
    return title(script.say("The strategy asks for {share} of the plan from {motions}; a line counts once", said))


def definitions(script: Script) -> tuple[Definition, ...]:
    """Return the definitions of the page's metrics, each with this quarter's worked example."""
    by_slug = {metric.slug: metric for metric in METRICS}
    skip = {"new_persona_share"} if script.first("persona_adds_nothing") else set()
    return tuple(
        Definition(slug, by_slug[slug].label, by_slug[slug].definition, FORMULAS[slug], _example(script, slug))
        for slug in DEFINED
        if slug in by_slug and slug not in skip
    )


def _example(script: Script, slug: str) -> Sentence:
    value = script.view.value(slug)
    if value.value is None or value.numerator is None or value.denominator is None:
        return script.say(f"No value this quarter: {value.caveat or 'not reported'}.")
    said: dict[str, Part] = {
        "value": script.voice.percent(value, digits=1),
        "numerator": script.voice.money(_part(value, "numerator", value.numerator)),
        "denominator": script.voice.money(_part(value, "denominator", value.denominator)),
    }
    return script.say(DEFINED[slug] + ".", said)


def _part(value: Evidence, role: str, number: float) -> Evidence:
    return Evidence(f"{value.metric}.{role}", value.scope, number, n=value.n, period=value.period)


def strategy(script: Script) -> tuple[Sentence, ...]:
    """Return the declared strategy in words: which plan, what counts as new, motions and targets, thresholds."""
    return (*_plan(script), *_axes(script), *_motions(script), *_thresholds(script))


def _plan(script: Script) -> Iterator[Sentence]:
    declared = script.view.meta.strategy
    said: dict[str, Part] = {
        "name": script.voice.name(declared.id),
        "version": script.voice.name(f"version {declared.version}"),
        "label": declared.calendar.label,
    }
    yield script.say("{name}, {version}, covers {label}; the headline judges this baseline.", said, lead="Plan:")
    if declared.sha256:
        frozen: dict[str, Part] = {**said, "hash": script.voice.name(declared.sha256[:HASH_SHOWN])}
        yield script.say("{version}, by its hash {hash}; the whole hash is in the manifest.", frozen, lead="Frozen:")
    moved = revised(script)
    if moved:
        yield moved


def _axes(script: Script) -> Iterator[Sentence]:
    axes, voice = script.view.meta.strategy.axes, script.voice
    setting = script.view.fact
    yield script.say(
        "launched within the last {quarters} before the booking" + (
            ", replacements of older products excluded." if axes.product.exclude_replacements else "."
        ),
        lead="New product:", quarters=voice.counted(setting("setting", axes.product.quarters), "quarter"),
    )  # fmt: skip
    grain = "parent company" if axes.customer.grain == "ultimate_parent" else "account"
    yield script.say(
        f"no bookings of the {grain} in the {{months}} before, and then new for {{sticky}}.", lead="New customer:",
        months=voice.counted(setting("setting", axes.customer.months), "month"),
        sticky=voice.counted(setting("setting", axes.customer.sticky_months), "month"),
    )  # fmt: skip
    if axes.segment.new:
        names = voice.name(fmt.join_words(axes.segment.new))
        yield script.say("{names}, as assigned at the start of the plan.", lead="New segments:", names=names)
    if axes.persona.new and not script.view.meta.persona_adds_nothing:
        rule = "counts as existing" if axes.persona.unknown == "as_existing" else "is left out of its share"
        names = voice.name(fmt.join_words(axes.persona.new))
        yield script.say(f"{{names}}; an unknown buyer {rule}.", lead="New personas:", names=names)


def _motions(script: Script) -> Iterator[Sentence]:
    """Yield one line per motion: what it takes and what is asked of it in this quarter."""
    money, declared = script.view.money, script.view.meta.strategy
    for motion in declared.motions:
        target = float(money["target"].get(motion.id, 0.0))
        said: dict[str, Part] = {"label": script.voice.name(motion.label), "takes": script.voice.name(_takes(motion))}
        if target > 0 and script.view.total_target:
            share = script.view.value("motion_plan_share", motion=motion.id)
            said |= {
                "target": script.voice.money(script.view.fact("motion_target", target, scope={"motion": motion.id}))
            }
            said |= {"share": script.voice.percent(share)}
            yield script.say("{takes}; target {target}, {share} of the plan.", said, lead="{label}:")
        else:
            yield script.say("{takes}; no target in money.", said, lead="{label}:")


def _takes(motion: Motion) -> str:
    if motion.otherwise:
        return "whatever no other motion takes"
    if not motion.where:
        return "as declared"
    return ", ".join(_selected(selector) for selector in motion.where)


def _selected(selector: Selector) -> str:
    axis, values = _AXIS_WORDS.get(selector.axis, selector.axis), " or ".join(selector.values)
    return f"{axis} {values}" if selector.axis == "product_line" else f"{values} {axis}"


def _thresholds(script: Script) -> Iterator[Sentence]:
    declared: Strategy = script.view.meta.strategy
    voice, fact = script.voice, script.view.fact
    yield script.say(
        "on strategy from {strategic} of target; a gap is spoken of from {materiality} of target and one median deal; "
        "rates need {rate}, verdicts {flag} or more.",
        lead="Thresholds:",
        strategic=voice.percent(fact("threshold", declared.thresholds.strategic)),
        materiality=voice.percent(fact("threshold", declared.thresholds.materiality)),
        rate=voice.counted(fact("setting", declared.statistics.min_n_rate), "deal"),
        flag=voice.count(fact("setting", declared.statistics.min_n_flag)),
    )
    yield script.say(
        f"“is” when {_RULES['is']}, “appears” when {_RULES['appears']}, counts alone with {_RULES['count_only']}; "
        "causes are “consistent with” the data, never proved by it.",
        lead="Words:",
    )  # fmt: skip
