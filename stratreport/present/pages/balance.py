"""Strategic balance: the growth moves as a matrix, product lines and segments against their plan, buying roles."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from stratreport.pack.blocks import (
    Block,
    Claim,
    Columns,
    Exhibit,
    ListColumn,
    Matrix,
    MatrixCell,
    PageHead,
    Sentence,
    Source,
    Table,
    TableCell,
    TableColumn,
    Tone,
)
from stratreport.present.format import sentence_case
from stratreport.present.marks import Measured, Scale, bar_scale, cell_bar, matrix_bar
from stratreport.present.pages.reading import Reading, claim, exhibit, known
from stratreport.present.pages.rows import difference_cell, list_height, money_cell, percent_cell, share, text_cell

SLUG = "balance"
QUADRANTS = (("penetration", "product development"), ("market development", "diversification"))
MATRIX_BAR_MM, CELL_BAR_MM = 47.0, 29.0
#: the right column in millimetres: its width, what is left of the page below a one-line head, heads of both tables
#: with the total row, one row; a title longer than ONE_LINE_TITLE takes two lines
RIGHT_MM, BODY_MM, FIXED_MM, ROW_MM, TITLE_LINE_MM = 121.0, 154.0, 41.0, 6.3, 8.1
ONE_LINE_TITLE, MANY_LEVELS, LEAST_ROWS = 70, 8, 3
SO_WHAT = 3


@dataclass(frozen=True)
class AxisWords:
    """The words of one axis table: caption, head of the stub, and the key of the notice when no plan is declared."""

    caption: str
    stub: str
    notice: str


AXES = {
    "product_line": AxisWords("Product lines", "Line", "product_line_plan"),
    "segment": AxisWords("Customer segments", "Segment", "segment_plan"),
}
PERSONA_LEVELS = (("existing", "existing roles"), ("new", "new roles"), ("unknown", "not known"))


def head(reading: Reading) -> PageHead:
    """Return the action title and the measure line."""
    return reading.head(SLUG)


def matrix(reading: Reading) -> Matrix:
    """Return the four growth moves with bookings, plan mark, difference, share and one reason each."""
    names = [name for pair in QUADRANTS for name in pair]
    found = {n: (reading.book.value("ansoff_bookings", quadrant=n), reading.book.value("ansoff_target", quadrant=n))
             for n in names}  # fmt: skip
    scale = bar_scale([known(v.value) for pair in found.values() for v in pair], width=MATRIX_BAR_MM)
    money = {name: (known(a.value), known(t.value)) for name, (a, t) in found.items()}
    cells = tuple(_matrix_cell(reading, name, money=money[name], scale=scale) for name in names)
    return Matrix(
        kind="matrix", column_heads=("Existing products", "New products"),
        row_heads=("Existing customers", "New customers"), cells=cells,
        exhibit=_matrix_exhibit(reading),
        claims=tuple(item for name in names for item in _matrix_claims(reading, name)),
    )  # fmt: skip


def _matrix_claims(reading: Reading, name: str) -> tuple[Claim, ...]:
    """Return what a cell of the matrix shows: bookings, target, their difference and both shares."""
    book, show = reading.book, reading.formatter
    booked, asked = (book.value(slug, quadrant=name) for slug in ("ansoff_bookings", "ansoff_target"))
    actual, target = known(booked.value), known(asked.value)
    gap = None if actual is None or target is None else actual - target
    shares = {"quadrant_share": share(actual, book.value("bookings").value),
              "quadrant_plan_share": share(target, book.value("target").value)}  # fmt: skip
    facts = [Claim(slug, booked.scope, value, show.percent(value), booked.period) for slug, value in shares.items()]
    moved = Claim("quadrant_difference", booked.scope, gap, show.amount(gap, signed=True), booked.period)
    return claim(booked, show.amount(actual)), claim(asked, show.amount(target)), moved, *facts


def _matrix_exhibit(reading: Reading) -> Exhibit:
    """Return the finest cells: product x market x buying role; they sum to bookings."""
    columns = [("Product", "text"), ("Market", "text"), ("Buying role", "text"), ("Bookings", "money"),
               ("Deals", "count")]  # fmt: skip
    keys = ["product_level", "market", "persona_level"]
    table = reading.frame("ansoff").groupby(keys, dropna=False)[["actual", "deals"]].sum().reset_index()
    return exhibit("balance-matrix", "Bookings by growth move", columns, table.itertuples(index=False, name=None))


def _matrix_cell(reading: Reading, name: str, *, money: tuple[float | None, float | None], scale: Scale) -> MatrixCell:
    actual, target = money
    show, title = reading.formatter.amount, sentence_case(name)
    gap = None if actual is None or target is None else actual - target
    tone = _move_tone(name, gap)
    booked = share(actual, reading.book.value("bookings").value)
    planned = share(target, reading.book.value("target").value)
    against = f"against plan {show(target)}" if target is not None else "no plan for this move alone"
    shares = f"{reading.formatter.percent(booked)} of bookings"
    shares += f", plan {reading.formatter.percent(planned)}" if planned is not None else ""
    alt = f"{title}: {reading.formatter.money(actual)} {against}; {shares}"
    return MatrixCell(
        name=title, value=show(actual), delta=show(gap, signed=True) if gap is not None else "",
        symbol="" if not gap else "▲" if gap > 0 else "▼", tone=tone, detail=f"{against} · {shares}",
        bar_svg=matrix_bar(Measured(actual, target), scale=scale, title=alt, tokens=reading.tokens),
        reason=reading.words.quadrant_reasons.get(name, Sentence(text="")),
    )  # fmt: skip


def _move_tone(name: str, gap: float | None) -> Tone:
    """Return the tone of a difference: no verdict, but too much of the familiar is to be watched."""
    return "watch" if gap and gap > 0 and name == "penetration" else "neutral"


def levels(reading: Reading, axis: str) -> Table:
    """Return product lines or segments against their plan, largest first; small ones beyond the cap are summed."""
    words, rows = AXES[axis], _level_rows(reading, axis)
    planned = bool(rows["target"].notna().any())
    scale = bar_scale([*map(known, rows["actual"]), *map(known, rows["target"])], width=CELL_BAR_MM)
    shown = tuple(_level_cells(reading, row, scale=scale, planned=planned) for row in rows.itertuples(index=False))
    notice = reading.words.notices.get(words.notice)
    return Table(
        kind="table", caption=f"{words.caption}, {reading.formatter.unit_name()}",
        columns=_level_columns(words.stub, planned=planned), rows=shown,
        total=_level_total(reading, rows, planned=planned) if axis == "product_line" else (),
        exhibit=_level_exhibit(reading, axis), note="" if planned or notice is None else notice.text, slot="right",
    )  # fmt: skip


def _level_rows(reading: Reading, axis: str) -> pd.DataFrame:
    """Return level, actual, target, strategic of the axis, largest first; what does not fit is summed in one row.

    Segments the strategy enters keep their own row, then the levels furthest from plan (without a plan: the largest).
    """
    table = _axis_table(reading, axis)
    most = _room(reading)[axis]
    if len(table) <= most:
        return table
    entered = set(reading.snapshot.meta.strategy.axes.segment.new) if axis == "segment" else set()
    far = (table["actual"] - table["target"]).abs().fillna(table["actual"].abs())
    ranked = table.assign(far=far, other=~table["level"].isin(entered))
    kept = ranked.sort_values(["other", "far"], ascending=[True, False], kind="stable").index[: most - 1]
    rest = table[~table.index.isin(kept)]
    summed = rest[["actual", "target", "strategic"]].sum(min_count=1)
    other = pd.DataFrame([{"level": f"All others ({len(rest)})", **summed.to_dict()}])
    return pd.concat([table[table.index.isin(kept)], other], ignore_index=True)


def _axis_table(reading: Reading, axis: str) -> pd.DataFrame:
    frame = reading.frame("axes")
    rows = frame[frame["axis"] == axis].groupby("level", sort=True)[["actual", "target", "strategic"]]
    return (
        rows.sum(min_count=1).reset_index().sort_values(["actual", "level"], ascending=[False, True], ignore_index=True)
    )


def _room(reading: Reading) -> dict[str, int]:
    """Return how many rows each table may have: the list of consequences comes first, then the rest evenly."""
    taken = list_height([item.text + item.lead for item in _items(reading)], width=RIGHT_MM)
    title = 2 if len(reading.words.titles[SLUG].text) > ONE_LINE_TITLE else 1
    left = BODY_MM - TITLE_LINE_MM * title - taken - FIXED_MM
    rows = max(int(left / ROW_MM), 2 * LEAST_ROWS)
    lines, segments = (len(_axis_table(reading, axis)) for axis in ("product_line", "segment"))
    for_lines = min(lines, max(rows - segments, rows // 2))
    return {"product_line": for_lines, "segment": max(rows - for_lines, LEAST_ROWS)}


def _items(reading: Reading) -> tuple[Sentence, ...]:
    """Return the consequences: two where the tables are long, else up to three."""
    levels = sum(len(_axis_table(reading, axis)) for axis in AXES)
    return reading.words.so_what.get(SLUG, ())[: 2 if levels > MANY_LEVELS else SO_WHAT]


def _level_columns(stub: str, *, planned: bool) -> tuple[TableColumn, ...]:
    bar = TableColumn("Actual against plan" if planned else "Actual", "left", CELL_BAR_MM + 6.0)
    money = (TableColumn("Actual", "right", 13.0),)
    plan = (TableColumn("Plan", "right", 13.0), TableColumn("Δ plan", "right", 14.0)) if planned else ()
    return (TableColumn(stub, "left"), *money, *plan, bar, TableColumn("On strategy", "right", 18.0))


def _level_cells(reading: Reading, row: object, *, scale: Scale, planned: bool) -> tuple[TableCell, ...]:
    level, actual, target, strategic = (getattr(row, name) for name in ("level", "actual", "target", "strategic"))
    formatter = reading.formatter
    words = f"{level}: {formatter.money(known(actual))}"
    words += f", plan {formatter.money(known(target))}" if known(target) is not None else ""
    bar = cell_bar(Measured(known(actual), known(target)), scale=scale, title=words, tokens=reading.tokens)
    plan = (money_cell(reading, target), difference_cell(reading, actual, target)) if planned else ()
    return (
        text_cell(str(level)), money_cell(reading, actual), *plan, TableCell(text=words, svg=bar, sort=known(actual)),
        percent_cell(reading, share(strategic, actual)),
    )  # fmt: skip


def _level_total(reading: Reading, rows: pd.DataFrame, *, planned: bool) -> tuple[TableCell, ...]:
    actual, strategic = float(rows["actual"].sum()), float(rows["strategic"].sum())
    target = float(rows["target"].sum()) if planned else None
    name = reading.snapshot.meta.region_name
    plan = (
        (money_cell(reading, target, bold=True), difference_cell(reading, actual, target, bold=True)) if planned else ()
    )
    return (
        text_cell(name, bold=True), money_cell(reading, actual, bold=True), *plan, TableCell(text=""),
        percent_cell(reading, share(strategic, actual), bold=True),
    )  # fmt: skip


def _level_exhibit(reading: Reading, axis: str) -> Exhibit:
    frame = reading.frame("axes")
    rows = frame[frame["axis"] == axis].groupby("level")[["actual", "target", "strategic", "deals"]].sum(min_count=1)
    columns = [(AXES[axis].stub, "text"), ("Actual", "money"), ("Plan", "money"), ("Strategic", "money"),
               ("Deals", "count")]  # fmt: skip
    table = rows.sort_values("actual", ascending=False).reset_index().itertuples(index=False, name=None)
    return exhibit(f"balance-{axis.replace('_', '-')}", f"{AXES[axis].caption} against plan", columns, table)


def product_lines(reading: Reading) -> Table:
    """Return the table of product lines."""
    return levels(reading, "product_line")


def segments(reading: Reading) -> Table:
    """Return the table of customer segments."""
    return levels(reading, "segment")


def personas(reading: Reading) -> Columns | None:
    """Return bookings by buying role in one line, or why this company's personas say nothing of their own."""
    notice = reading.words.notices.get("personas")
    line = notice or (None if reading.snapshot.meta.persona_adds_nothing else _persona_line(reading))
    if line is None:
        return None
    return Columns(kind="columns", columns=(ListColumn("Buying roles", (line,)),), slot="left")


def _persona_line(reading: Reading) -> Sentence | None:
    money = reading.frame("ansoff").groupby("persona_level")["actual"].sum()
    whole = float(money.sum())
    show, parts, claims = reading.formatter, [], []
    for level, name in PERSONA_LEVELS:
        if level in money.index and whole > 0:
            booked, scope = float(money[level]), f"{reading.scope}/persona_level:{level}"
            amount, part = show.money(booked), show.percent(share(booked, whole))
            parts.append(f"{name} {amount} ({part})")
            claims.append(Claim("persona_bookings", scope, booked, amount, reading.period))
            claims.append(Claim("persona_share", scope, share(booked, whole), part, reading.period))
    return Sentence(text=f"{sentence_case(' · '.join(parts))} of bookings.", claims=tuple(claims)) if parts else None


def so_what(reading: Reading) -> Columns | None:
    """Return what follows from the balance."""
    items = _items(reading)
    return Columns(kind="columns", columns=(ListColumn("So what", items),), slot="right") if items else None


def source(reading: Reading) -> Source:
    """Return the source line."""
    return reading.source(SLUG)


def page(reading: Reading) -> tuple[Block, ...]:
    """Return the whole page."""
    blocks = (
        head(reading), matrix(reading), personas(reading), product_lines(reading), segments(reading), so_what(reading),
        source(reading),
    )  # fmt: skip
    return tuple(block for block in blocks if block is not None)
