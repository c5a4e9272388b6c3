"""Markdown of analysts: raw HTML is shown as text, links are of known kinds, pictures are not fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import mistune
from markupsafe import Markup, escape

from stratreport.render.text import clean

_SCHEMES = {"https", "http", "mailto"}
_LOWEST_HEADING = 6


class _Press(mistune.HTMLRenderer):
    """Renders our way: headings start below the page title, unsafe links become text, images become their words."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **_attrs: Any) -> str:
        """Return a heading below the page title, which is h2: # and ## become h3, ### becomes h4."""
        depth = min(max(level + 1, 3), _LOWEST_HEADING)
        return f"<h{depth}>{text}</h{depth}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link of a known kind; anything else is shown as words and address."""
        if _scheme(url) in _SCHEMES:
            words = f' title="{escape(title)}"' if title else ""
            return f'<a href="{escape(url)}" rel="noopener noreferrer"{words}>{text}</a>'
        return f"{text} ({escape(url)})"

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002 - mistune's signature
        """Return the alternative text: a pack never fetches."""
        return f'<span class="no-image">{text}</span>'

    def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002 - mistune's signature
        """Return preformatted text without a language class."""
        return f"<pre>{escape(code.rstrip())}</pre>\n"


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


class _Plain:
    """Takes mistune's inline style attributes off table cells: alignment becomes a class."""

    @staticmethod
    def cell(_renderer: Any, text: str, align: str | None = None, *, head: bool = False) -> str:
        """Return a table cell; the signature is mistune's."""
        name, scope = ("th", ' scope="col"') if head else ("td", "")
        side = f' class="{align}"' if align in ("left", "right", "center") else ""
        return f"<{name}{scope}{side}>{text}</{name}>\n"


def _plain_tables(md: mistune.Markdown) -> None:
    if isinstance(md.renderer, mistune.HTMLRenderer):
        md.renderer.register("table_cell", _Plain.cell)


def render_markdown(text: str) -> Markup:
    """Return markdown as safe HTML: raw HTML escaped, URLs on an allow-list, no image, no style attribute.

    >>> str(render_markdown("<b>x</b>")).strip()
    '<p>&lt;b&gt;x&lt;/b&gt;</p>'
    """
    convert = mistune.create_markdown(renderer=_Press(), plugins=["table", "strikethrough", _plain_tables])
    return Markup(convert(clean(text)))  # noqa: S704 - the renderer above escapes
