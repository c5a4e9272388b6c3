"""nbconvert's own door: `jupyter nbconvert --to stratreport-html` sets an executed notebook in the pack's look."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from traitlets import Unicode

from stratreport.brand import load_brand
from stratreport.pack.blocks import Chapter, CoverFacts, Pack, Sentence
from stratreport.pack.collect import collect_chapter
from stratreport.render.html import render_html
from stratreport.render.pages import slugify

NO_COVER = CoverFacts("cover", "", Sentence(""), Sentence(""), (), region_name="", period_label="")
BRAND_FILE = Path("reports") / "brand" / "_brand.yml"


class StratreportHTMLExporter(Exporter):
    """An executed notebook as one branded, self-contained HTML file; code stays out, displays and words go in."""

    export_from_notebook = "Branded report (stratreport)"
    output_mimetype = "text/html"
    company = Unicode("", help="The company named on top; the brand file's name when empty").tag(config=True)
    title = Unicode("", help="The title; the notebook's first heading or its file name when empty").tag(config=True)
    period_label = Unicode("", help="The period named on top").tag(config=True)
    as_of = Unicode("", help="The day the data was taken, YYYY-MM-DD").tag(config=True)
    brand = Unicode(
        "", help="Path of a brand.yml; reports/brand/_brand.yml beside or above the notebook when empty"
    ).tag(config=True)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        """Return the HTML text and nbconvert's resources; raises PackError when a block cannot be read."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        workspace = _workspace_of(resources.get("metadata", {}).get("path", ""))
        file = Path(self.brand) if self.brand else (workspace / BRAND_FILE if workspace else None)
        wear = load_brand(file)
        name = str(resources.get("metadata", {}).get("name") or "notebook")
        title = self.title or _first_heading(nb) or name.replace("_", " ").replace("-", " ")
        chapter: Chapter = collect_chapter(nb, slug=slugify(name), title=title, number=1)
        pack = Pack(
            title=title, company=self.company or wear.name, scope="notebook", region="", region_name="", period="",
            period_label=self.period_label, as_of=self.as_of, currency="", locale="en", paper="a4", prepared_for="",
            prepared_by="", status="working paper", source_line="", tokens=wear.tokens, cover=_cover(chapter),
            chapters=(chapter,),
        )  # fmt: skip
        return render_html(pack, workspace=workspace).decode("utf-8"), resources


def _cover(chapter: Chapter) -> CoverFacts:
    return next((block for block in chapter.blocks if isinstance(block, CoverFacts)), NO_COVER)


def _workspace_of(start: str) -> Path | None:
    """Return the nearest folder at or above `start` that holds a brand file."""
    here = Path(start or ".").resolve()
    return next((folder for folder in (here, *here.parents) if (folder / BRAND_FILE).is_file()), None)


def _first_heading(nb: Any) -> str:
    for cell in nb.cells:
        if cell.cell_type == "markdown" and (hit := re.match(r"\s*#\s+(.+)", cell.source)):
            return hit[1].strip()
    return ""
