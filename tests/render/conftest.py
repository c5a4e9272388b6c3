"""The sample pack set once for all tests of the press."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample_pack import sample

from stratreport.pack.blocks import Chapter
from stratreport.render import PdfResult, render_html, render_pdf


@pytest.fixture(scope="session")
def html() -> str:
    return render_html(sample()).decode("utf-8")


@pytest.fixture(scope="session")
def pdf() -> PdfResult:
    return render_pdf(sample())


@pytest.fixture(scope="session")
def sheets(pdf: PdfResult) -> Iterator[Any]:
    with pdfplumber.open(BytesIO(pdf.bytes)) as document:
        yield document.pages


@pytest.fixture
def small() -> Any:
    """A pack of one short chapter, for tests that set a document of their own."""

    def make(*blocks: Any, **changes: Any) -> Any:
        chapters = (Chapter("only", "Only chapter", 1, blocks),)
        return sample(chapters=chapters, **changes)

    return make
