"""Blocks as plain HTML for JupyterLab: readable beside the code, every text escaped; the pack has its own templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from stratreport.pack.blocks import (
    Block,
    Bridge,
    Columns,
    CoverFacts,
    Figure,
    Matrix,
    Notice,
    PageHead,
    Picture,
    Prose,
    Sentence,
    Source,
    Table,
    TableCell,
    Tile,
    Tiles,
    Verdict,
)  # fmt: skip

_CELL = 'style="padding:3px 10px;vertical-align:top;text-align:{}"'
_GRID = '<div style="display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start">{}</div>'


def preview_html(block: Block) -> str:
    """Return the block as a piece of HTML for a notebook.

    >>> preview_html(Source(kind="source", text="a < b"))
    '<p><small>a &lt; b</small></p>'
    """
    return _PREVIEWS[block.kind](block)


def preview_text(block: Block) -> str:
    """Return one line that names the block, for consoles without HTML.

    >>> preview_text(Source(kind="source", text="x"))
    '<stratreport source>'
    """
    return f"<stratreport {block.kind}>"


def _sentence(sentence: Sentence) -> str:
    lead = f"<b>{escape(sentence.lead)}</b> " if sentence.lead else ""
    return lead + escape(sentence.text)


def _page(block: PageHead) -> str:
    return f"<h2>{_sentence(block.title)}</h2><p><b>{escape(block.measure)}</b> {escape(block.reading)}</p>"


def _verdict(block: Verdict) -> str:
    return f"<p><b>{escape(block.symbol)} {escape(block.status)}</b> &nbsp; {_sentence(block.text)}</p>"


def _tile(tile: Tile) -> str:
    delta = f"<div>{escape(tile.symbol)} {escape(tile.delta)}</div>"
    value = f'<div style="font-size:1.8em">{escape(tile.value)}</div>'
    foot = f"<div>{escape(tile.foot)}</div>"
    note = f"<div>{escape(tile.spark_note)}</div>"
    return f"<div><b>{escape(tile.label)}</b>{value}{delta}{tile.bullet_svg}{foot}{tile.spark_svg}{note}</div>"


def _tiles(block: Tiles) -> str:
    return _GRID.format("".join(_tile(tile) for tile in block.tiles))


def _columns(block: Columns) -> str:
    parts = []
    for column in block.columns:
        asides = [*column.asides, *[""] * (len(column.items) - len(column.asides))]
        items = "".join(
            f"<li>{_sentence(item)} <small>{escape(aside)}</small></li>"
            for item, aside in zip(column.items, asides, strict=True)
        )
        tag = "ol" if column.style == "numbers" else "ul"
        parts.append(f'<div style="flex:1"><b>{escape(column.head)}</b><{tag}>{items}</{tag}></div>')
    return _GRID.format("".join(parts))


def _bridge(block: Bridge) -> str:
    rows = []
    for index, row in enumerate(block.rows):
        label = f"{escape(row.label)}<br><small>{escape(row.sub)}</small>"
        chart = f'<td rowspan="{len(block.rows)}" style="padding:0">{block.svg}</td>' if index == 0 else ""
        height = f' style="height:{block.row_mm}mm"'
        note = f"<td {_CELL.format('left')}>{_sentence(row.note)}</td>"
        rows.append(f"<tr{height}><td {_CELL.format('left')}>{label}</td>{chart}{note}</tr>")
    return f'<table style="border-collapse:collapse">{"".join(rows)}</table>'


def _matrix(block: Matrix) -> str:
    cells = [
        f"<b>{escape(cell.name)}</b><br>{escape(cell.value)}<br>{cell.bar_svg}<br>{escape(cell.symbol)} "
        f"{escape(cell.delta)} {escape(cell.detail)}<br>{_sentence(cell.reason)}"
        for cell in block.cells
    ]
    wide = len(block.column_heads)
    rows = [[block.row_heads[i], *cells[i * wide : (i + 1) * wide]] for i in range(len(block.row_heads))]
    return _html_table(["", *block.column_heads], rows)


def _cell(cell: TableCell) -> str:
    text = cell.svg or escape(cell.text)
    text = f"<b>{text}</b>" if cell.bold else text
    return f"{text}<br><small>{escape(cell.sub)}</small>" if cell.sub else text


def _table(block: Table) -> str:
    rows = [[_cell(cell) for cell in row] for row in (*block.rows, *((block.total,) if block.total else ()))]
    note = f"<p><small>{escape(block.note)}</small></p>" if block.note else ""
    aligned = [column.align for column in block.columns]
    table = _html_table([column.head for column in block.columns], rows, aligned=aligned)
    return f"<p><b>{escape(block.caption)}</b></p>{table}{note}"


def _html_table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, aligned: Iterable[str] = ()) -> str:
    heads = list(heads)
    sides = [*aligned, *["left"] * len(heads)][: len(heads)]
    top = "".join(f"<th {_CELL.format(side)}>{escape(head)}</th>" for head, side in zip(heads, sides, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td {_CELL.format(side)}>{cell}</td>" for cell, side in zip(row, sides, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _figure(block: Figure) -> str:
    return f"<figure>{block.svg}<figcaption>{escape(block.caption)}</figcaption></figure>"


def _picture(block: Picture) -> str:
    source = f"data:image/png;base64,{escape(block.png_base64)}"
    caption = f"<figcaption>{escape(block.caption)}</figcaption>"
    return f'<figure><img src="{source}" alt="{escape(block.alt)}">{caption}</figure>'


def _prose(block: Prose) -> str:
    return f"<pre>{escape(block.markdown)}</pre>"


def _notice(block: Notice) -> str:
    return f"<p><b>{escape(block.title)}</b> {_sentence(block.text)}</p>"


def _source(block: Source) -> str:
    return f"<p><small>{escape(block.text)}</small></p>"


def _cover(block: CoverFacts) -> str:
    head = f"<p>{escape(block.region_name)} · {escape(block.period_label)}</p><p>{escape(block.eyebrow)}</p>"
    words = f"<h1>{_sentence(block.verdict)}</h1><p>{_sentence(block.paragraph)}</p>"
    return head + words + _GRID.format("".join(_tile(tile) for tile in block.numbers))


_PREVIEWS: Mapping[str, Callable[[Any], str]] = {
    "page": _page, "verdict": _verdict, "tiles": _tiles, "columns": _columns, "bridge": _bridge, "matrix": _matrix,
    "table": _table, "figure": _figure, "picture": _picture, "prose": _prose, "notice": _notice, "source": _source,
    "cover": _cover,
}  # fmt: skip
