"""Method and definitions: the measures with this quarter's numbers, the strategy in words, where judgement starts."""

from __future__ import annotations

from stratreport.pack.blocks import Block, Columns, ListColumn, Notice, PageHead, Sentence, Source, Table, TableColumn
from stratreport.present.format import join_words, sentence_case
from stratreport.present.pages.reading import Reading, exhibit
from stratreport.present.pages.rows import capped, text_cell
from stratreport.snapshot import CutChapter

SLUG = "method"
STRATEGY = "strategy"
MOST_DEFINITIONS = 12
MOST_RULES = 16
#: optional tables in the words of a reader
TABLES = {
    "periods": "fiscal periods", "opportunities": "opportunities", "pipeline_snapshots": "pipeline history",
    "engagements": "engagement of buying roles", "activities": "activities", "enablement": "enablement records",
    "payouts": "payouts", "acknowledgements": "plan acknowledgements", "fx_rates": "exchange rates",
}  # fmt: skip


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def definitions(reading: Reading) -> Table:
    """Return the measures of the pack: meaning, formula in words, and the worked example of this quarter."""
    shown, note = capped(reading.words.definitions, most=MOST_DEFINITIONS)
    rows = tuple(
        (text_cell(item.label, bold=True), text_cell(item.meaning), text_cell(item.formula),
         text_cell(item.example.text))
        for item in shown
    )  # fmt: skip
    data = [(item.label, item.meaning, item.formula, item.example.text) for item in reading.words.definitions]
    columns = [("Measure", "text"), ("Meaning", "text"), ("Formula", "text"), ("This quarter", "text")]
    return Table(
        kind="table", caption="Measures and how they are computed", rows=rows, note=note,
        columns=(TableColumn("Measure", "left", 46.0), TableColumn("Meaning", "left", 89.0),
                 TableColumn("Formula", "left", 68.0), TableColumn("This quarter", "left", 64.0)),
        exhibit=exhibit("method-definitions", "Definitions", columns, data),
        claims=tuple(claim for item in shown for claim in item.example.claims),
    )  # fmt: skip


def strategy_head(reading: Reading) -> PageHead:
    """Return the head of the strategy's own page: which plan is judged is its title."""
    plan = reading.words.strategy[0]
    text = f"{plan.lead.rstrip(':')} {plan.text.rstrip('.')}"
    return PageHead(
        kind="page", title=Sentence(text=text, claims=plan.claims), measure="The declared strategy",
        reading="what counts as new, what each motion takes and is asked for, where judgement starts", slug=STRATEGY,
    )  # fmt: skip


def strategy(reading: Reading) -> Columns:
    """Return the declared strategy in words."""
    items = reading.words.strategy[1 : MOST_RULES + 1]
    return Columns(kind="columns", columns=(ListColumn("What it says", items),), slot="left")


def thresholds(reading: Reading) -> Table:
    """Return where judgement starts: the thresholds and minimum numbers the strategy declares."""
    limits, numbers = reading.snapshot.meta.strategy.thresholds, reading.snapshot.meta.strategy.statistics
    percent = reading.formatter.percent
    data = [
        ("Quota is made from", percent(limits.quota)), ("On strategy from", percent(limits.strategic)),
        ("A gap is material from", f"{percent(limits.materiality)} of target"),
        ("A colour changes beyond", reading.formatter.points(limits.hysteresis, digits=0)),
        ("Reps are judged over", f"{limits.window_quarters} quarters"),
        ("A rate needs", f"{numbers.min_n_rate} deals"), ("A flag needs", f"{numbers.min_n_flag} deals"),
        ("False alarms allowed", percent(numbers.fdr)),
    ]  # fmt: skip
    return Table(
        kind="table", caption="Where judgement starts", columns=(TableColumn("Rule", "left"), TableColumn("Value")),
        rows=tuple((text_cell(rule), text_cell(value)) for rule, value in data), slot="right",
        exhibit=exhibit("method-thresholds", "Thresholds", [("Rule", "text"), ("Value", "text")], data),
    )  # fmt: skip


def not_connected(reading: Reading) -> Notice | None:
    """Return which optional tables this company has not connected; nothing of them is shown as zero."""
    missing = [TABLES.get(name, name) for name in reading.snapshot.meta.not_connected]
    if not missing:
        return None
    text = f"{sentence_case(join_words(missing))}. Measures that need them are left out, never shown as zero."
    return Notice(kind="notice", title="Not connected", text=Sentence(text=text), slot="right")


def left_out(reading: Reading) -> Table | None:
    """Return one line per chapter that was cut because its tables are not connected; None when none was."""
    data = [(item.title, _why(item), ", ".join(item.missing)) for item in reading.snapshot.meta.cut_chapters]
    if not data:
        return None
    columns = [("Chapter", "text"), ("Why it is left out", "text"), ("Tables", "text")]
    return Table(
        kind="table", caption="Chapters left out", columns=(TableColumn("Chapter", "left"),), slot="right",
        rows=tuple((text_cell(f"{title}: left out, {why}"),) for title, why, _ in data),
        exhibit=exhibit("method-left-out", "Chapters left out", columns, data),
    )  # fmt: skip


def _why(cut: CutChapter) -> str:
    names = [TABLES.get(name, name) for name in cut.missing]
    single = len(names) == 1 and names[0] == "pipeline history"
    return f"{join_words(names)} {'is' if single else 'are'} not connected"


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return both pages: definitions, and the strategy."""
    blocks = (
        head(reading), definitions(reading), source(reading), strategy_head(reading), strategy(reading),
        thresholds(reading), left_out(reading), not_connected(reading), source(reading),
    )  # fmt: skip
    return tuple(block for block in blocks if block is not None)
