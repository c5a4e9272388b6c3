"""Style sheets: tokens become custom properties, widths become classes; no element carries a style attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from stratreport.brand import LIGHT, resolve
from stratreport.errors import RenderError
from stratreport.pack.blocks import Bridge, Pack, Table
from stratreport.render.fonts import pdf_font_css, web_font_css
from stratreport.render.pages import Page, slot_of
from stratreport.render.svg import admit
from stratreport.render.templates import Templates

_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_CELL_PADDING: Final = 2.0
_LEAST_COLUMN: Final = 12.0
_WIDEST_NUMBER: Final = 60.0


@dataclass(frozen=True)
class Paper:
    """A sheet in landscape: size of the sheet and of the content box, in millimetres."""

    name: str
    width: float
    height: float

    @property
    def content(self) -> tuple[float, float]:
        """Width and height of the flow: 21 mm above, 15 mm beside, 15 mm and the source line's 8 mm below."""
        return self.width - 30, self.height - 44

    def split(self, kind: str) -> tuple[float, float]:
        """Return the widths of left and right; `exhibit` is 7 + 5 columns, `matrix` gives the tables more room."""
        wide = self.content[0]
        if kind == "matrix":
            right = min(121.0, wide * 0.46)
            return wide - right - 8, right
        column = (wide - 11 * 5) / 12
        return 7 * column + 30, 5 * column + 20


PAPERS: Final = MappingProxyType({"a4": Paper("A4", 297, 210), "letter": Paper("letter", 279.4, 215.9)})


def paper_of(pack: Pack) -> Paper:
    """Return the sheet of the pack; raises RenderError for an unknown name."""
    if pack.paper not in PAPERS:
        raise RenderError(
            f'unknown paper "{pack.paper}"', expected="a4 or letter", fix="correct `paper` in workspace.yaml"
        )
    return PAPERS[pack.paper]


def tokens_of(pack: Pack) -> Mapping[str, str]:
    """Return all tokens of the pack, house values where it has none; raises RenderError for anything but #RRGGBB."""
    tokens = {**resolve({}), **pack.tokens}
    for name, value in tokens.items():
        if not _HEX.fullmatch(value) or not re.fullmatch(r"[a-z0-9-]+", name):
            raise RenderError(
                f"the token {name!r} is {value!r}", expected='"#RRGGBB"', fix="build tokens with load_brand"
            )
    return tokens


def print_css(pack: Pack, pages: tuple[Page, ...], templates: Templates) -> str:
    """Return the paged style sheet of the PDF edition."""
    faces = pdf_font_css() + ':root{--sans:"Source Sans Pro";--serif:"Source Serif Pro"}\n'
    return faces + _paged(pack, pages, templates)


def web_css(pack: Pack, pages: tuple[Page, ...], templates: Templates, *, cache: Path | None = None) -> str:
    """Return the one style sheet of the HTML edition: fonts, tokens with dark pairs, screen rules, paged rules."""
    tokens = tokens_of(pack)
    pairs = "".join(f"--{name}:light-dark({tokens[name]},{tokens[f'dark-{name}']});" for name in LIGHT)
    root = f":root{{color-scheme:light dark;{pairs}--panel:{tokens['brand']};"
    names = '--sans:"SR Sans",system-ui,sans-serif;--serif:"SR Serif",Georgia,serif}\n'
    svg = "".join(f".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}" for name in LIGHT)
    paged = _paged(pack, pages, templates)
    screen = "\n".join([svg, *_widths(pack, pages), templates.read("screen.css")])
    media = f"@media screen{{\n{screen}\n}}\n@media print{{\n{paged}\n{templates.read('browser.css')}\n}}\n"
    return _sealed(f"{web_font_css(cache)}{root}{names}{media}")


def _paged(pack: Pack, pages: tuple[Page, ...], templates: Templates) -> str:
    paper, tokens = paper_of(pack), tokens_of(pack)
    light = "".join(f"--{name}:{tokens[name]};" for name in LIGHT)
    sizes = {"sheet": (paper.width, paper.height), "content": paper.content, "matrix": paper.split("matrix"),
             "exhibit": paper.split("exhibit")}  # fmt: skip
    lengths = "".join(
        f"--{name}-{axis}:{mm:.2f}mm;" for name, pair in sizes.items() for axis, mm in zip("wh", pair, strict=True)
    )
    page = f"@page{{size:{paper.width}mm {paper.height}mm}}\n"
    root = f":root{{color-scheme:light;{light}--panel:{tokens['brand']};{lengths}}}\n"
    return _sealed(root + page + templates.read("print.css") + "\n".join(_widths(pack, pages)))


def _sealed(css: str) -> str:
    if "</" in css:
        raise RenderError("a style sheet holds '</'", expected="CSS only", fix="remove it from the style sheet")
    return css


def _widths(pack: Pack, pages: tuple[Page, ...]) -> Iterator[str]:
    rules = {name for page in pages for name in _page_widths(page, paper_of(pack))}
    yield from sorted(rules)


def _page_widths(page: Page, paper: Paper) -> Iterator[str]:
    for row in page.rows:
        for block in (*row.full, *row.left, *row.right):
            if isinstance(block, Table):
                widths = column_widths(block, paper, row.split)
                yield from (width_rule(share) for share in (widths.table, *widths.columns))
            if isinstance(block, Bridge):
                width = admit(block.svg, block.exhibit.title).width_mm
                yield f".{mm_class('h', block.row_mm)}{{height:{block.row_mm:g}mm}}"
                yield f".{mm_class('w', width)}{{width:{width:g}mm}}"


def mm_class(prefix: str, millimetres: float) -> str:
    """Return the class of a length in millimetres.

    >>> mm_class("h", 11.3)
    'h-1130'
    """
    return f"{prefix}-{round(millimetres * 100)}"


def width_rule(share: float) -> str:
    """Return the rule of a column that takes this share of its table."""
    return f".{share_class(share)}{{width:{share * 100:.2f}%}}"


def share_class(share: float) -> str:
    """Return the class of a share.

    >>> share_class(0.25)
    'p-2500'
    """
    return f"p-{round(share * 10000)}"


@dataclass(frozen=True)
class Widths:
    """Shares: of the slot that the table takes, and of the table that each column takes (they sum to 1)."""

    table: float
    columns: tuple[float, ...]


def column_widths(table: Table, paper: Paper, split: str) -> Widths:
    """Return how wide a table and its columns are: declared millimetres, columns of width 0 share what is left.

    A column is never narrower than the bars in it. When the wishes exceed the slot all are scaled down together; a
    shared column of numbers never grows beyond 60 mm, so that a small table does not sprawl.
    """
    slot = {"left": 0, "right": 1}.get(slot_of(table))
    room = paper.content[0] if slot is None else paper.split(split)[slot]
    wished = [max(column.width_mm, _widest_bar(table, index)) for index, column in enumerate(table.columns)]
    free = wished.count(0.0)
    rest = max((room - sum(wished)) / free, _LEAST_COLUMN) if free else 0.0
    shared = [min(rest, _WIDEST_NUMBER) if column.align == "right" else rest for column in table.columns]
    widths = [wish or share for wish, share in zip(wished, shared, strict=True)]
    total = sum(widths)
    return Widths(min(total / room, 1.0), tuple(width / total for width in widths)) if total else Widths(1.0, ())


def _widest_bar(table: Table, index: int) -> float:
    cells = [row[index] for row in (*table.rows, table.total) if index < len(row)]
    return max(
        (admit(cell.svg, cell.text or "bar").width_mm + _CELL_PADDING for cell in cells if cell.svg), default=0.0
    )
