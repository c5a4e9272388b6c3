"""Causes and actions: what each shortfall is consistent with and on what evidence, what was decided before, and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from stratreport.pack.blocks import (
    Block,
    Columns,
    ListColumn,
    Notice,
    PageHead,
    Sentence,
    Source,
    Table,
    TableCell,
    TableColumn,
    Tone,
)
from stratreport.present.format import ABSENT, sentence_case
from stratreport.present.pages.ahead import strategic_motions
from stratreport.present.pages.reading import SYMBOLS, Reading, exhibit, known
from stratreport.present.pages.rows import capped, count_cell, money_cell, percent_cell, share, text_cell
from stratreport.present.sentences.cause_words import STATUS_WORDS, status_of, words_of
from stratreport.present.sentences.narrative import Commitment

SLUG = "causes"
NOTHING_SHORT = "No strategic motion is short of its target."
NO_COMMITMENTS = "No decision of an earlier review is recorded."
TONES: dict[str, Tone] = {"tested": "accent"}
STATUS_TONES: dict[str, Tone] = {"Overdue": "bad"}
DECISIONS = 4


@dataclass(frozen=True)
class Driver:
    """One strategic motion short of target: the class of its likely cause and the evidence, values of the book."""

    motion: str
    label: str
    gap: float
    cause: str
    measures: dict[str, Any]
    lacking: str

    def known(self, slug: str) -> float | None:
        """Return the number of a metric, None when unknown."""
        return known(self.measures[slug].value)

    def reference(self, slug: str) -> float | None:
        """Return what a term of the funnel is compared with, the company's; None when unknown."""
        return known(self.measures[slug].denominator)


EVIDENCE = (
    "motion_attainment", "pipeline_coverage", "required_coverage", "win_rate", "funnel_win_rate", "funnel_deal_size",
)  # fmt: skip
SUPPORT = (("pay_component", "pay"), ("enablement", "training"), ("owner", "owner"))


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def drivers(reading: Reading) -> tuple[Driver, ...]:
    """Return the strategic motions short of target, largest gap first."""
    rows = reading.book.motion_causes
    own = {str(row["motion"]): row for _, row in rows[rows["base"] == reading.scope].iterrows()}
    found = [_driver(reading, motion, label, row=own.get(motion)) for motion, label in strategic_motions(reading)]
    return tuple(sorted((item for item in found if item.gap > 0), key=lambda item: -item.gap))


def _driver(reading: Reading, motion: str, label: str, *, row: pd.Series | None) -> Driver:
    book = reading.book
    values = {slug: book.value(slug, motion=motion) for slug in EVIDENCE}
    programme = _support(reading, motion, "enablement")
    values["enablement_coverage"] = book.value("enablement_coverage", **({"programme": programme} if programme else {}))
    lacking = [word for column, word in SUPPORT if not _support(reading, motion, column)]
    return Driver(
        motion, label, known(book.value("motion_gap", motion=motion).value) or 0.0,
        _cause(row, threshold=reading.snapshot.meta.strategy.thresholds.strategic), values,
        "no " + ", no ".join(lacking) if lacking else "",
    )  # fmt: skip


def _cause(row: pd.Series | None, *, threshold: float) -> str:
    """Return the class of a motion; one that is not short over the trailing quarters says what it is instead."""
    if row is None or row["short"] or row["cause"] != "none":
        return "none" if row is None else str(row["cause"])
    return "reached" if round(float(row["attainment"]), 9) >= threshold else "chance"


def _support(reading: Reading, motion: str, column: str) -> str:
    rows = reading.snapshot.frames["motions"]
    found = rows.loc[rows["motion"] == motion, column]
    return found.iloc[0] if len(found) and isinstance(found.iloc[0], str) else ""


def causes(reading: Reading) -> Table | Notice:
    """Return the motions that are short with evidence and likely cause; a notice when none is."""
    found = drivers(reading)
    if not found:
        return Notice(kind="notice", title="Likely causes", text=Sentence(text=NOTHING_SHORT))
    rows, note = capped([_row(reading, item) for item in found])
    return Table(
        kind="table", caption="Strategic motions short of target: evidence and likely cause",
        columns=_columns(reading), rows=rows, exhibit=_exhibit(found), note=note,
    )  # fmt: skip


def _columns(reading: Reading) -> tuple[TableColumn, ...]:
    return (
        TableColumn("Motion", "left"), TableColumn(f"Short, {reading.formatter.unit_name()}", "right", 18.0),
        TableColumn("Of target", "right", 16.0), TableColumn("Certified for it", "right", 22.0),
        TableColumn("Cover, of needed", "right", 24.0), TableColumn("Win rate (company)", "right", 26.0),
        TableColumn("Deal size, of company's", "right", 22.0), TableColumn("Closed", "right", 14.0),
        TableColumn("Support", "left", 30.0), TableColumn("Consistent with", "left", 42.0),
        TableColumn("Status", "left", 19.0),
    )  # fmt: skip


def _row(reading: Reading, item: Driver) -> tuple[TableCell, ...]:
    status = status_of(item.cause)
    return (
        text_cell(item.label), money_cell(reading, item.gap),
        _attained(reading, item), _certified(reading, item), _cover(reading, item),
        _win_rate(reading, item), _size(reading, item), count_cell(reading, item.measures["win_rate"].n),
        text_cell(item.lacking or "complete"), text_cell(sentence_case(words_of(item.cause).consistent)),
        text_cell(STATUS_WORDS[status], tone=TONES.get(status, "neutral")),
    )  # fmt: skip


def _attained(reading: Reading, item: Driver) -> TableCell:
    """Return attainment of the motion; a rate needs five deals, fewer give their number alone."""
    value = item.measures["motion_attainment"]
    if value.n is not None and value.n < reading.snapshot.meta.strategy.statistics.min_n_rate:
        return TableCell(text=f"n = {value.n}", sort=known(value.value))
    return percent_cell(reading, known(value.value))


def _certified(reading: Reading, item: Driver) -> TableCell:
    """Return certified sellers as counts; a motion without a programme has none to pass."""
    if not _support(reading, item.motion, "enablement"):
        return TableCell(text="no programme")
    value = item.measures["enablement_coverage"]
    part, whole = known(value.numerator), known(value.denominator)
    if part is None or not whole:
        return TableCell(text=_absent(value))
    show = reading.formatter.number
    return TableCell(text=f"{show(part)} of {show(whole)}", sort=part / whole)


def _cover(reading: Reading, item: Driver) -> TableCell:
    now, needed = item.known("pipeline_coverage"), item.known("required_coverage")
    if now is None:
        return TableCell(text=_absent(item.measures["pipeline_coverage"]))
    show = reading.formatter.multiple
    text = f"{show(now)} of {show(needed)}" if needed is not None else show(now)
    return TableCell(text=text, sort=now)


def _win_rate(reading: Reading, item: Driver) -> TableCell:
    """Return the win rate beside the company's in the same motion."""
    rate, company, show = item.known("win_rate"), item.reference("funnel_win_rate"), reading.formatter.percent
    if rate is None:
        return TableCell(text=_absent(item.measures["win_rate"]))
    return TableCell(text=show(rate) if company is None else f"{show(rate)} ({show(company)})", sort=rate)


def _size(reading: Reading, item: Driver) -> TableCell:
    """Return the mean won deal as a share of the company's in the same motion (M41)."""
    value, company = item.measures["funnel_deal_size"], item.reference("funnel_deal_size")
    if known(value.numerator) is None or company is None:
        return TableCell(text=_absent(value))
    return percent_cell(reading, share(value.numerator, company))


def _absent(value: Any) -> str:
    return "not connected" if str(value.caveat).startswith("not connected") else ABSENT


def _exhibit(found: tuple[Driver, ...]) -> Any:
    columns = [("Motion", "text"), ("Short", "money"), ("Attainment", "ratio"), ("Certified", "ratio"),
               ("Pipeline cover", "ratio"), ("Cover needed", "ratio"), ("Win rate", "ratio"),
               ("Win rate of the company", "ratio"), ("Deal size, log points", "ratio"), ("Closed", "count"),
               ("Support", "text"), ("Cause", "text"), ("Status", "text")]  # fmt: skip
    rows = [
        (d.label, d.gap, d.known("motion_attainment"), d.known("enablement_coverage"), d.known("pipeline_coverage"),
         d.known("required_coverage"), d.known("win_rate"), d.reference("funnel_win_rate"), d.known("funnel_deal_size"),
         d.measures["win_rate"].n, d.lacking or "complete", words_of(d.cause).name, STATUS_WORDS[status_of(d.cause)])
        for d in found
    ]  # fmt: skip
    return exhibit("causes-drivers", "Likely causes by motion", columns, rows)


def commitments(reading: Reading) -> Table | Notice:
    """Return what became of the decisions of earlier reviews; a notice when none is recorded."""
    found = reading.words.commitments
    if not found:
        return Notice(
            kind="notice", title="Decisions of earlier reviews", text=Sentence(text=NO_COMMITMENTS), slot="left"
        )
    rows, note = capped([_commitment(item) for item in found], most=5)
    columns = (
        TableColumn("Decided", "left"), TableColumn("Owner, due", "left", 40.0), TableColumn("Status", "left", 18.0),
        TableColumn("Measured by", "left", 31.0), TableColumn("Then → now", "right", 25.0),
    )  # fmt: skip
    plain = [("Decided", "text"), ("Owner", "text"), ("Due", "text"), ("Status", "text"), ("Metric", "text"),
             ("Then", "text"), ("Now", "text")]  # fmt: skip
    data = [(c.text.text, c.owner, c.due, c.status, c.metric, c.then, c.now) for c in found]
    return Table(
        kind="table", caption="Decisions of earlier reviews", columns=columns, rows=rows, note=note, slot="left",
        exhibit=exhibit("causes-commitments", "Decisions of earlier reviews", plain, data),
        claims=tuple(claim for item in found for claim in item.claims),
    )  # fmt: skip


def _commitment(item: Commitment) -> tuple[TableCell, ...]:
    moved = item.now if item.then == ABSENT else f"{item.then} → {item.now}"
    symbol = f"{SYMBOLS[item.tone]} " if item.tone in ("good", "bad") else ""
    return (
        text_cell(item.text.text), text_cell(item.owner, sub=item.due),
        text_cell(item.status, tone=STATUS_TONES.get(item.status, "neutral")), text_cell(item.metric, sub=item.motion),
        TableCell(text=f"{symbol}{moved}", tone=item.tone),
    )  # fmt: skip


def decisions(reading: Reading) -> Columns | None:
    """Return the decisions asked for, the same as on the summary."""
    words = reading.words
    if not words.decisions:
        return None
    asked = ListColumn(
        "Decisions we ask for today", words.decisions[:DECISIONS], "numbers", words.decision_asides[:DECISIONS]
    )
    return Columns(kind="columns", columns=(asked,), slot="right")


def so_what(reading: Reading) -> Columns | None:
    """Return how a cause is to be read."""
    items = reading.words.so_what.get(SLUG, ())
    return Columns(kind="columns", columns=(ListColumn("How to read a cause", items),), slot="right") if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (
        head(reading), causes(reading), commitments(reading), decisions(reading), so_what(reading), source(reading),
    )  # fmt: skip
    return tuple(block for block in blocks if block is not None)
