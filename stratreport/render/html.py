"""The HTML edition: one file, nothing from outside, a policy that the browser enforces."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from stratreport.errors import RenderError
from stratreport.pack.blocks import Pack
from stratreport.render.document import lay_out
from stratreport.render.styles import web_css
from stratreport.render.templates import Templates


def render_html(pack: Pack, *, workspace: Path | None = None, cache: Path | None = None) -> bytes:
    """Return the pack as one self-contained HTML file (UTF-8); same pack, same bytes.

    `workspace` may hold its own `reports/templates/pack/`, which wins over the packaged one. A cover without a
    verdict gives a plain masthead. Raises RenderError for templates, drawings or tokens that break a rule.
    """
    templates = Templates(workspace)
    document = lay_out(pack, templates)
    css = web_css(pack, document.pages, templates, cache=cache)
    script = templates.read("report.js")
    if "</" in script:
        raise RenderError("report.js holds '</'", expected="plain JavaScript", fix="split the string")
    text = document.html(
        "screen",
        {"css": Markup(css), "script": Markup(script), "policy": content_policy(css, script), "compact": ()},  # noqa: S704 - our own files
    )
    return text.encode("utf-8")


def content_policy(css: str, script: str) -> str:
    """Return the content security policy: only this style sheet, this script, inline fonts and inline pictures."""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(script)}'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
