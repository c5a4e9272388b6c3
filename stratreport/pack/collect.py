"""Collect the blocks of an executed notebook as data: nothing is scraped from HTML.

Markdown cells and displays enter in order; code never does. Tags of Jupyter Book and nbconvert (`remove-cell`,
`remove_cell`, `remove-output`), `internal`, and Quarto's cell options (`#| fig-cap:` …) are honoured.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from stratreport.errors import PackError
from stratreport.pack.blocks import MIME, Block, Chapter, Figure, PageHead, Picture, Prose, Sentence, Table, decode

_DROPPED_CELL = {"internal", "parameters", "injected-parameters", "remove-cell", "remove_cell", "hide-cell", "sentinel"}
_DROPPED_OUTPUT = {"remove-output", "remove_output", "hide-output"}


def cell_options(source: str) -> dict[str, str]:
    """Return Quarto's `#| key: value` options from the head of a code cell, quotes removed.

    >>> cell_options('#| fig-cap: "Deals by size"\\n#| label: fig-size\\nplot()')
    {'fig-cap': 'Deals by size', 'label': 'fig-size'}
    """
    options: dict[str, str] = {}
    for line in source.splitlines():
        text = line.strip()
        if not text.startswith("#|"):
            break
        key, _, value = text[2:].partition(":")
        options[key.strip()] = value.strip().strip("\"'")
    return options


def collect_chapter(book: Any, *, slug: str, title: str, number: int) -> Chapter:
    """Return the chapter of an executed notebook; raises PackError when a block is of a form we do not know."""
    blocks: list[Block] = []
    for cell in book.cells:
        blocks.extend(_blocks_of(cell, slug))
    return Chapter(slug=slug, title=title, number=number, blocks=tuple(_with_heads(blocks, slug=slug)))


def _blocks_of(cell: Any, slug: str) -> Iterator[Block]:
    tags = set(cell.metadata.get("tags", []))
    if tags & _DROPPED_CELL or not cell.source.strip():
        return
    if cell.cell_type == "markdown":
        if "papermill-error-cell-tag" not in tags:
            yield Prose(kind="prose", markdown=cell.source)
        return
    if cell.cell_type != "code" or tags & _DROPPED_OUTPUT:
        return
    options = cell_options(cell.source)
    if options.get("output") == "false" or options.get("include") == "false":
        return
    for output in cell.get("outputs", []):
        block = _block_of_output(output, where=f"{slug}, cell {options.get('label') or cell.get('id', '?')}")
        if block is not None:
            yield _captioned(block, options)


def _block_of_output(output: Any, *, where: str) -> Block | None:
    if output.output_type not in ("display_data", "execute_result"):
        return None
    data: Mapping[str, Any] = output.get("data", {})
    if MIME in data:
        try:
            return decode(data[MIME])
        except ValueError as error:
            first = str(error).splitlines()[0]
            raise PackError(f"a block cannot be read: {first}", where=where, fix="run the notebook again") from error
    if "image/png" in data:
        return Picture(kind="picture", png_base64="".join(data["image/png"]).replace("\n", ""), alt="", caption="")
    if "text/plain" in data and output.output_type == "execute_result":
        return Prose(kind="prose", markdown="```\n" + "".join(data["text/plain"]).replace("```", "'''") + "\n```")
    return None


def _captioned(block: Block, options: Mapping[str, str]) -> Block:
    if isinstance(block, (Figure, Picture)):
        caption = options.get("fig-cap") or block.caption
        return dataclasses.replace(block, caption=caption, alt=options.get("fig-alt") or block.alt or caption)
    if isinstance(block, Table) and options.get("tbl-cap"):
        return dataclasses.replace(block, caption=options["tbl-cap"])
    return block


def _with_heads(blocks: list[Block], *, slug: str) -> list[Block]:
    """Turn the `# heading` that opens an analyst's chapter into the head of its first page."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Prose) or not first.markdown.lstrip().startswith("# "):
        return blocks
    heading, _, rest = first.markdown.lstrip().partition("\n")
    head = PageHead(kind="page", title=Sentence(heading[2:].strip()), measure="", reading="", slug=slug)
    body = [Prose(kind="prose", markdown=rest.strip())] if rest.strip() else []
    return [head, *body, *blocks[1:]]
