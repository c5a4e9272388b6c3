"""Gates before anything is published: the files are whole, and no other region's names are in them."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pikepdf

from stratreport.errors import IsolationError, PackError
from stratreport.pack.audit import audit, sentences_of
from stratreport.pack.blocks import Pack

#: how many wrong numbers a message names
FAULTS_TOLD = 5


def verify_files(folder: Path, *, pages: int) -> None:
    """Check the staged pack: a PDF of at least `pages` pages with title and language, HTML with its policy, a book.

    Raises PackError naming the file and what it lacks.
    """
    pdf = _one(folder, "pdf")
    with pikepdf.open(pdf) as document:
        if len(document.pages) < pages:
            raise PackError(f"{len(document.pages)} pages", where=pdf.name, expected=f"at least {pages}")
        if "/Lang" not in document.Root or not str(document.docinfo.get("/Title", "")):
            raise PackError("the PDF lacks its language or title", where=pdf.name)
    page = _one(folder, "html")
    text = page.read_text(encoding="utf-8")
    if "Content-Security-Policy" not in text:
        raise PackError("the page has no content security policy", where=page.name)
    if re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", text):
        raise PackError("the page would ask another machine for something", where=page.name)
    book = _one(folder, "xlsx")
    if not zipfile.is_zipfile(book):
        raise PackError("the data book is torn", where=book.name)


def _one(folder: Path, suffix: str) -> Path:
    found = sorted(folder.glob(f"*.{suffix}"))
    if len(found) != 1 or found[0].stat().st_size == 0:
        raise PackError(f"{len(found)} files ending in .{suffix}", where=folder.name, expected="one, not empty")
    return found[0]


def verify_numbers(pack: Pack) -> None:
    """Re-read every sentence, table and tile of a pack; a number that was not computed stops it.

    Raises PackError with the first faults: chapter, sentence, number.
    """
    faults = audit(pack)
    if faults:
        told = "\n  ".join(str(fault) for fault in faults[:FAULTS_TOLD])
        raise PackError(
            f"{len(faults)} numbers that are not among the facts:\n  {told}",
            where=f"{pack.region}-{pack.period}",
            expected="every number a claim or a value of its exhibit, the same on every page",
            fix="show numbers through the voice (sentences) or put them into the exhibit (tables, tiles)",
        )


def verify_sentences(pack: Pack, page: str) -> None:
    """Check that every sentence of the pack stands in the rendered page word for word.

    What `verify_numbers` read is then what a reader reads; the PDF is set from the same document. Raises PackError.
    """
    text = _plain(html.unescape(re.sub(r"<[^>]+>", " ", page)))
    lost = [item for item in sentences_of(pack) if _plain(item.text) not in text or _plain(item.lead) not in text]
    if lost:
        raise PackError(f"{len(lost)} sentences are not printed as written: {lost[0].text}", where=pack.region)


def _plain(text: str) -> str:
    """Return a text without any spaces: markup may put some between words and marks."""
    return re.sub(r"\s+", "", text)


def scan_for_leaks(folder: Path, *, foreign: Iterable[str]) -> None:
    """Look for names that the pack must not show (of other regions, or of people who are not shown by name).

    The PDF is set from the same document as the HTML, so the HTML stands for both. Raises IsolationError with the
    number of names found, never the names themselves.
    """
    names = sorted({name for name in foreign if len(name) >= 6}, key=len, reverse=True)
    if not names:
        return
    pattern = re.compile("|".join(re.escape(name) for name in names))
    for file in sorted(folder.iterdir()):
        hits = {hit for text in _texts(file) for hit in pattern.findall(text)}
        if hits:
            raise IsolationError(
                f"{len(hits)} names that this pack must not show",
                where=file.name,
                expected="no name of another region, and nobody's where people are not shown by name",
                fix="nothing was published; look for a chapter that reads more than its snapshot, or a name in params",
            )


def _texts(file: Path) -> Iterable[str]:
    if file.suffix in (".html", ".json"):
        yield html.unescape(file.read_text(encoding="utf-8"))
    elif file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            for member in book.namelist():
                yield html.unescape(book.read(member).decode("utf-8", "replace"))
