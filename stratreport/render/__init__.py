"""The press: a `Pack` becomes one document, set as HTML, as PDF, and as a data book; no number is computed here."""

from __future__ import annotations

from stratreport.render.databook import write_databook
from stratreport.render.html import render_html
from stratreport.render.pdf import PdfLimits, PdfResult, render_pdf

__all__ = ["PdfLimits", "PdfResult", "render_html", "render_pdf", "write_databook"]
