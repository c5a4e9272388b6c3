"""The child that sets a PDF: limits first, then the engine; it may read its own folder and the fonts, nothing else.

Run as `python -m stratreport.render.pdf_child` with an order as JSON on standard input; leaves `out.pdf` and
`report.json` in the folder of the order.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stratreport.render.fonts import assets

VARIANT: Final = "pdf/a-3a"
#: warnings of the engine that say nothing about the page (pattern on the message)
ALLOWED_WARNINGS: Final[tuple[str, ...]] = ()

_UA_MARKER: Final = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>'
    b"</rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    b'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b'<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)  # fmt: skip


class Complaints(logging.Handler):
    """Keeps what the engine says: every ERROR, and every WARNING that is not on the list."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message unless it is allowed."""
        text = record.getMessage()
        if record.levelno >= logging.ERROR or not any(re.search(form, text) for form in ALLOWED_WARNINGS):
            self.messages.append(f"{record.levelname.lower()}: {text[:300]}")

    def lacking(self) -> list[str]:
        """Return the characters that no font has, as the engine names them."""
        hits = (re.search(r"\.notdef glyph.*?(\S+ \(U\+[0-9A-F]+\))", text) for text in self.messages)
        return sorted({hit[1] for hit in hits if hit})


def limit(megabytes: int, cpu_seconds: int) -> None:
    """Bound this process: address space, processor time, no core file, files readable by the owner only."""
    os.umask(0o077)
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def fetcher(denied: list[str]) -> Any:
    """Return a fetcher that serves our fonts and inline PNGs, refuses everything else and remembers what it refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - needs Pango

    fonts = assets()

    class Closed(URLFetcher):  # type: ignore[misc]
        """Deny by default."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            """Return one of our fonts or an inline PNG; record and refuse any other address."""
            if url in fonts:
                return URLFetcherResponse(url, fonts[url].read_bytes(), {"Content-Type": "font/ttf"})
            if url.startswith("data:image/png;base64,"):
                return super().fetch(url, headers)
            denied.append(url[:200])
            raise ValueError(f"refused: {url[:200]}")

    return Closed(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=False)


def mark_accessible(document: Any) -> None:
    """Add the PDF/UA-1 marker and its schema to the metadata, as text: ElementTree would rename the prefixes."""
    write = document.metadata.generate_rdf_metadata

    def with_marker(*args: Any) -> bytes:
        data: bytes = write(*args)
        return data.replace(b"</rdf:RDF>", _UA_MARKER + b"</rdf:RDF>")

    document.metadata.generate_rdf_metadata = with_marker


def set_pdf(folder: Path) -> dict[str, Any]:
    """Set `in.html` as `out.pdf`; return the report: pages, where sections start, refused addresses, complaints."""
    import weasyprint  # noqa: PLC0415 - needs Pango; a missing one is reported, not raised at import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    complaints, denied = Complaints(), list[str]()
    for name in ("weasyprint", "fontTools"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [complaints], False
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    source = (folder / "in.html").read_text(encoding="utf-8")
    html = weasyprint.HTML(string=source, url_fetcher=fetcher(denied))
    document = html.render(font_config=FontConfiguration())
    mark_accessible(document)
    data = document.write_pdf(pdf_variant=VARIANT)
    starts = {name: number for number, page in reversed(list(enumerate(document.pages, 1))) for name in page.anchors}
    report: dict[str, Any] = {"pages": len(document.pages), "starts": starts}
    if denied:
        return report | {
            "kind": "document",
            "what": f"the document asked for something outside: {', '.join(sorted(set(denied))[:5])}",
            "expected": "nothing but our fonts and inline pictures",
            "fix": "inline what it needs, or remove the reference",
        }
    if lacking := complaints.lacking():
        return report | {"kind": "glyphs", "what": f"no installed font has {', '.join(lacking[:10])}"}
    if complaints.messages:
        return report | {
            "kind": "document",
            "what": f"the PDF engine complained: {'; '.join(complaints.messages[:5])}",
            "expected": "silence",
            "fix": "correct the template, style sheet or drawing",
        }
    (folder / "out.pdf").write_bytes(data)
    return report


def attempt(folder: Path) -> dict[str, Any]:
    """Set the PDF and turn every way to fail into a report."""
    try:
        return set_pdf(folder)
    except MemoryError:
        return {"kind": "memory", "what": "out of memory"}
    except (OSError, ImportError) as error:
        if "map segment" in str(error) or "allocate memory" in str(error):
            return {"kind": "memory", "what": "out of memory"}
        if "library" in str(error) or "pango" in str(error).lower():
            return {"kind": "environment", "what": f"Pango cannot be loaded: {str(error).splitlines()[0][:200]}"}
        return {"kind": "document", "what": f"the PDF engine failed: {error}"}
    except (
        RecursionError,
        ValueError,
        TypeError,
        ArithmeticError,
        LookupError,
        AttributeError,
        AssertionError,
    ) as error:
        return {"kind": "document", "what": f"the PDF engine failed: {type(error).__name__}: {str(error)[:200]}"}


def main() -> int:
    """Read the order, obey the limits, leave the report; 0 when there is a PDF."""
    order = json.loads(sys.stdin.buffer.read())
    folder = Path(order["folder"])
    limit(int(order["limits"]["megabytes"]), int(order["limits"]["cpu_seconds"]))
    report = attempt(folder)
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return 1 if "kind" in report else 0


if __name__ == "__main__":
    sys.exit(main())
