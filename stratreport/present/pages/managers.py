"""Managers and teams: every representative as a dot in the row of a manager, and six measures per team; no ranking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stratreport.pack.blocks import (
    Block,
    Claim,
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
from stratreport.present.charts.strip import Dot, Strip, axis_svg, strip_svg
from stratreport.present.format import ABSENT, join_words, words
from stratreport.present.pages.reading import ROWS_PER_TABLE, SYMBOLS, Reading, claim, exhibit, known
from stratreport.present.pages.rows import capped, count_cell, percent_cell, text_cell
from stratreport.present.pages.teams import Team, teams
from stratreport.present.sentences.cause_words import words_of

SLUG = "managers"
STRIP_MM = 72.0
ITEMS = 3
#: rows of a page that holds the words on a whole company below
MOST_OF_COMPANY = 8
NOBODY = "Nobody with a quota reports to a manager in this quarter."
#: column -> what is said below the table when its table is not connected
LEFT_OUT = {6: "pipeline", 7: "certificates"}
VERDICTS: dict[str, tuple[str, Tone]] = {
    "off_strategy": ("Off strategy", "bad"), "no_signal": ("No signal", "neutral"),
    "too_few": ("Too few deals", "neutral"),
}  # fmt: skip


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def _dropped(found: tuple[Team, ...]) -> set[int]:
    """Return the columns whose table is not connected: said once below the table, not in every row."""
    open_teams = [team for team in found if not team.closed]
    needs = {6: [team.cover for team in open_teams], 7: [team.certified for team in open_teams]}
    return {at for at, values in needs.items() if values and all(_absent(value) != ABSENT for value in values)
            and all(known(value.value) is None for value in values)}  # fmt: skip


def _without(items: tuple[Any, ...], dropped: set[int]) -> tuple[Any, ...]:
    return tuple(item for at, item in enumerate(items) if at not in dropped)


def strips(reading: Reading) -> Table | Notice:
    """Return one row per manager: the dots of the team, and its six measures; a notice without any team."""
    found = teams(reading)
    if not found:
        return Notice(kind="notice", title="Managers", text=Sentence(text=NOBODY))
    most = MOST_OF_COMPANY if reading.company else ROWS_PER_TABLE
    rows, note = capped([_row(reading, team) for team in found], most=most)
    dropped = _dropped(found)
    if dropped:
        note = f"{note} Not connected: {join_words(LEFT_OUT[at] for at in sorted(dropped))}.".strip()
    span = words(len(reading.book.window.trailing))
    return Table(
        kind="table", caption=f"Teams, last {span} quarters", columns=_without(_columns(), dropped),
        rows=tuple(_without(row, dropped) for row in rows), total=_without(_total(reading, found), dropped),
        exhibit=_exhibit(found), note=note, claims=_claims(reading),
    )  # fmt: skip


def _claims(reading: Reading) -> tuple[Claim, ...]:
    """Return what the last row shows of the unit itself: cover and the cover needed."""
    asked = (reading.book.value(slug, motion="strategic") for slug in ("pipeline_coverage", "required_coverage"))
    return tuple(claim(value, reading.formatter.multiple(known(value.value))) for value in asked)


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("Manager", "left"), TableColumn("Reps", "right", 10.0),
        TableColumn("Each representative by strategy attainment", "left", STRIP_MM + 7.0),
        TableColumn("Quota", "right", 13.0), TableColumn("Strategy", "right", 16.0),
        TableColumn("Strategic deals", "right", 17.0), TableColumn("Cover, of needed", "right", 23.0),
        TableColumn("Certified, all programmes", "right", 23.0), TableColumn("Against chance", "left", 32.0),
        TableColumn("Theme for coaching", "left", 30.0),
    )  # fmt: skip


def _row(reading: Reading, team: Team) -> tuple[TableCell, ...]:
    """Return the row of a team; a closed one shows why, and no number."""
    if team.closed:
        return (text_cell(team.name, sub=team.closed), *(TableCell(text=ABSENT) for _ in _columns()[1:]))
    return (
        text_cell(team.name), count_cell(reading, len(team.reps)), _strip(reading, team),
        percent_cell(reading, team.quota_attainment), percent_cell(reading, known(team.strategy.value)),
        count_cell(reading, team.deals), _cover(reading, team), _certified(reading, team), _verdict(reading, team),
        text_cell(words_of(team.cause).theme if team.cause else ""),
    )  # fmt: skip


def _strip(reading: Reading, team: Team) -> TableCell:
    """Return the dots; where people are shown in groups only, the mean of the team alone."""
    alone = reading.snapshot.meta.rep_display == "aggregate"
    placed = [] if alone else [seat for seat in team.reps if seat.strategy is not None]
    dots = tuple(Dot(seat.strategy or 0.0, hollow=seat.group == "too_few") for seat in placed)
    strip = Strip(dots, _mean(team), _threshold(reading))
    text = _alt(reading, team, dots)
    return TableCell(
        text=text, svg=strip_svg(strip, width=STRIP_MM, title=text, tokens=reading.tokens), sort=_mean(team)
    )


def _mean(team: Team) -> float | None:
    """Return the shrunk mean of the team; the pooled one where there is none."""
    return team.shrunk if team.shrunk is not None else known(team.strategy.value)


def _alt(reading: Reading, team: Team, dots: tuple[Dot, ...]) -> str:
    show = reading.formatter.percent
    mean = f"mean of the team {show(_mean(team))}" if _mean(team) is not None else "mean not known"
    values = ", ".join(show(value) for value in sorted(dot.value for dot in dots))
    return f"{team.name}: {values}; {mean}" if values else f"{team.name}: {mean}"


def _threshold(reading: Reading) -> float:
    return float(reading.snapshot.meta.strategy.thresholds.strategic)


def _cover(reading: Reading, team: Team) -> TableCell:
    """Return cover against the cover needed, as multiples; the caveat where there is none."""
    cover, needed = known(team.cover.value), known(team.needed.value)
    if cover is None:
        return TableCell(text=_absent(team.cover))
    show = reading.formatter.multiple
    text = f"{show(cover)} of {show(needed)}" if needed is not None else show(cover)
    return TableCell(text=text, sort=cover)


def _certified(reading: Reading, team: Team) -> TableCell:
    """Return how many are certified as counts: a team is too small for a percentage."""
    part, whole = known(team.certified.numerator), known(team.certified.denominator)
    if part is None or not whole:
        return TableCell(text=_absent(team.certified))
    show = reading.formatter.number
    return TableCell(text=f"{show(part)} of {show(whole)}", sort=part / whole)


def _absent(value: Any) -> str:
    return "not connected" if str(value.caveat).startswith("not connected") else ABSENT


def _verdict(reading: Reading, team: Team) -> TableCell:
    """Return the verdict, and what a team exactly on plan would show with as few and as uneven deals."""
    word, tone = _word(team)
    sub = f"on-plan team: {reading.formatter.percent(team.expected)}" if team.expected is not None else ""
    symbol = f"{SYMBOLS[tone]} " if tone == "bad" else ""
    return TableCell(text=f"{symbol}{word}", sub=sub, tone=tone, sort=word)


def _word(team: Team) -> tuple[str, Tone]:
    return VERDICTS.get(team.verdict, VERDICTS["too_few"])


def _total(reading: Reading, found: tuple[Team, ...]) -> tuple[TableCell, ...]:
    """Return the unit itself, with the scale of the strips."""
    when, book = reading.book.window.label, reading.book
    quota, strategy = (book.value(s, period=when) for s in ("quota_attainment", "strategic_motion_attainment"))
    unit = Team(
        "", reading.snapshot.meta.region_name, (), known(quota.value), strategy, None, 0,
        book.value("pipeline_coverage", motion="strategic"), book.value("required_coverage", motion="strategic"),
        book.value("enablement_coverage"), "", None, "",
    )  # fmt: skip
    words_of_scale = (
        f"Scale from 0 to 100%; the line is the threshold, {reading.formatter.percent(_threshold(reading))}"
    )
    axis = axis_svg(_threshold(reading), width=STRIP_MM, title=words_of_scale, tokens=reading.tokens)
    cells = (
        text_cell(unit.name), count_cell(reading, sum(len(team.reps) for team in found)),
        TableCell(text=words_of_scale, svg=axis), percent_cell(reading, unit.quota_attainment),
        percent_cell(reading, known(strategy.value)), count_cell(reading, sum(team.deals for team in found)),
        _cover(reading, unit), _certified(reading, unit), TableCell(text=""), TableCell(text=""),
    )  # fmt: skip
    return tuple(replace(cell, bold=True) for cell in cells)


def _exhibit(found: tuple[Team, ...]) -> Any:
    columns = [("Manager", "text"), ("Reps", "count"), ("Quota attainment", "ratio"), ("Strategy attainment", "ratio"),
               ("Strategy attainment, shrunk", "ratio"), ("Strategic deals", "count"), ("Pipeline cover", "ratio"),
               ("Cover needed", "ratio"), ("Certified", "ratio"), ("On plan, expected", "ratio"), ("Verdict", "text"),
               ("Cause", "text"), ("Note", "text")]  # fmt: skip
    rows = [
        (t.name, *([None] * 11), t.closed) if t.closed else
        (t.name, len(t.reps), t.quota_attainment, t.strategy.value, t.shrunk, t.deals, t.cover.value, t.needed.value,
         t.certified.value, t.expected, _word(t)[0], words_of(t.cause).name if t.cause else None, "")
        for t in found
    ]  # fmt: skip
    return exhibit("managers-teams", "Teams, trailing quarters", columns, rows)


def so_what(reading: Reading) -> Columns | None:
    """Return what follows: whose problem it is, and what the teams need."""
    said = reading.words.so_what
    lists = (
        ListColumn("So what", said.get(SLUG, ())[:ITEMS]),
        ListColumn("What teams need", said.get("themes", ())[:ITEMS]),
    )
    filled = tuple(column for column in lists if column.items)
    return Columns(kind="columns", columns=filled) if filled else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (head(reading), strips(reading), so_what(reading), source(reading))
    return tuple(block for block in blocks if block is not None)
