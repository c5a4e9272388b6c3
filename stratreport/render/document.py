"""One document for both editions: the pack's pages, the words around them, and what the templates may call."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from markupsafe import Markup

from stratreport.errors import RenderError
from stratreport.pack.blocks import Pack, Scalar, Sentence, Table
from stratreport.render.pages import Page, pages_of, slugify
from stratreport.render.prose import render_markdown
from stratreport.render.styles import Widths, column_widths, mm_class, paper_of, share_class
from stratreport.render.svg import admit
from stratreport.render.templates import Templates
from stratreport.render.text import keep, long_date, no_orphan
from stratreport.render.titles import plain_title, set_title, title_class

Edition = Literal["screen", "print"]

MOST_ROWS: Final = 200
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_KINDS: Final = (
    "verdict", "tiles", "columns", "bridge", "matrix", "table", "figure", "picture", "prose", "notice",
)  # fmt: skip
_RIGHT: Final = ("money", "ratio", "points", "count", "days")


@dataclass(frozen=True)
class Document:
    """A pack laid out: its pages, and the templates that will set them."""

    pack: Pack
    pages: tuple[Page, ...]
    templates: Templates

    def html(self, edition: Edition, extra: Mapping[str, Any]) -> str:
        """Return the document of one edition; `extra` holds css, and policy and script for the screen."""
        environment = self.templates.environment
        environment.filters.update(keep=keep, no_orphan=no_orphan)
        environment.tests["boolean"] = lambda value: isinstance(value, bool)
        values = {
            **_words(self.pack), **self._calls(), **extra, "screen": edition == "screen", "pages": self.pages,
            "contents": self.contents(), "heading": set_title if edition == "print" else plain_title,
        }  # fmt: skip
        return self.templates.render("document.html.j2", values)

    def contents(self) -> tuple[dict[str, str], ...]:
        """Return one entry per chapter: its title and the id of its first page."""
        return tuple({"slug": page.slug, "title": page.chapter.title} for page in self.pages if page.first)

    def _calls(self) -> dict[str, Any]:
        paper = paper_of(self.pack)

        def widths(table: Table, split: str) -> Widths:
            return column_widths(table, paper, split)

        return {
            "drawing": lambda source, alt: admit(source, alt).markup,
            "drawing_width": lambda source, alt: admit(source, alt).width_mm,
            "markdown": render_markdown, "mm_class": mm_class, "share_class": share_class, "column_widths": widths,
            "png_uri": png_uri, "title_class": title_class, "shown": shown, "side": side, "most_rows": MOST_ROWS,
            "templates_of": {kind: f"blocks/{kind}.html.j2" for kind in _KINDS},
        }  # fmt: skip


def lay_out(pack: Pack, templates: Templates) -> Document:
    """Return the pack as pages; raises RenderError when it has none or when ids clash."""
    pages = pages_of(pack)
    if not pages:
        remedy = "run the notebook first; its cells must display something"
        raise RenderError("the pack has no page", where=pack.title, fix=remedy)
    return Document(pack, pages, templates)


def _words(pack: Pack) -> dict[str, Any]:
    as_of = long_date(pack.as_of, pack.locale)
    audience = f"for {pack.prepared_for}" if pack.prepared_for else ""
    status = f"draft, not for decision ({pack.status})" if pack.draft else pack.status
    notice = " · ".join(
        part for part in ("Draft" if pack.draft else "Confidential", audience, f"data as of {as_of}") if part
    )
    short = pack.period_label.split(" · ")[0]
    where = " · ".join(part for part in (pack.region_name, short) if part)
    cover = pack.cover if pack.cover.verdict.text or pack.cover.verdict.lead else None
    return {
        "pack": pack, "cover": cover, "lang": pack.locale.replace("_", "-"), "as_of": as_of, "notice": notice,
        "where": where, "status": f"{status} · confidential",
        "doc_title": ": ".join(part for part in (where, pack.title) if part),
        "description": _plain(cover.verdict) if cover else pack.title,
        "lineage": tuple((pack.lineage or {}).items()),
    }  # fmt: skip


def _plain(sentence: Sentence) -> str:
    return f"{sentence.lead} {sentence.text}".strip()


def file_stem(pack: Pack) -> str:
    """Return the stem of the pack's file names, for example `fy2026q3-north`."""
    return slugify(f"{pack.period} {pack.region}")


def png_uri(data: str) -> Markup:
    """Return a data URI; raises RenderError when the bytes are no PNG."""
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw.startswith(_PNG):
        raise RenderError("a picture is no PNG", expected="base64 of a PNG file", fix="save the figure as SVG or PNG")
    return Markup("data:image/png;base64,{}").format(base64.b64encode(raw).decode())


def side(unit: str) -> str:
    """Return where a column of this unit stands: numbers right, words left."""
    return "right" if unit in _RIGHT else "left"


def shown(value: Scalar, unit: str) -> str:
    """Return a raw value for the eye: grouped, true minus, ratios as percent, absent as an en dash.

    >>> shown(-1234.5, "money"), shown(0.125, "ratio"), shown(None, "count")
    ('−1,234.50', '12.5%', '–')
    """
    if value is None:
        return "–"
    if isinstance(value, (bool, str)):
        return str(value)
    form = {"money": ",.2f", "ratio": ".1%", "points": ",.1f", "count": ",g", "days": ",g"}.get(unit, "g")
    return f"{value:{form}}".replace("-", "−")
