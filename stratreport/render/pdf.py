"""The PDF edition: set by WeasyPrint in a child process that has limits, no network and no files but our fonts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from stratreport.errors import EnvironmentFault, RenderError
from stratreport.pack.blocks import Pack
from stratreport.render.document import Document, lay_out
from stratreport.render.fonts import assets, uncovered
from stratreport.render.styles import print_css
from stratreport.render.templates import Templates

Raw = bytes
_KEPT_ENVIRONMENT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH",
                            "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")  # fmt: skip
PANGO_FIX: Final = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (macOS: brew install pango)"
GLYPH_FIX: Final = "apt-get install fonts-noto-core fonts-noto-cjk, or spell the name in Latin letters"


@dataclass(frozen=True)
class PdfLimits:
    """What the child may use: seconds of wall clock and of processor time, megabytes of address space."""

    seconds: float = 180.0
    cpu_seconds: int = 150
    megabytes: int = 2048


@dataclass(frozen=True)
class PdfResult:
    """A finished PDF: its bytes, the number of pages, and what a person should know (spilled pages, fallback fonts)."""

    bytes: Raw
    pages: int
    warnings: tuple[str, ...]


def render_pdf(pack: Pack, *, workspace: Path | None = None, limits: PdfLimits | None = None) -> PdfResult:
    """Return the pack as PDF/A-3a with the UA-1 marker; same pack, same machine, same bytes.

    Raises EnvironmentFault when Pango or a font is missing; RenderError when a template or drawing breaks a rule, when
    the document asked for anything outside, when the engine complained, died, or passed a limit.
    """
    document = lay_out(pack, Templates(workspace))
    limits = limits or PdfLimits()
    data, report, strange = _set(document, compact=(), limits=limits)
    if tight := _spilled(document, report):
        data, report, strange = _set(document, compact=tuple(tight), limits=limits)
    notes = [f"set from a fallback font: {' '.join(strange)}"] if strange else []
    notes += [
        f'page "{slug}" takes {n} sheets: it holds more than fits' for slug, n in _spilled(document, report).items()
    ]
    return PdfResult(data, report["pages"], tuple(notes))


def _set(
    document: Document, *, compact: tuple[str, ...], limits: PdfLimits
) -> tuple[Raw, Mapping[str, Any], tuple[str, ...]]:
    css = print_css(document.pack, document.pages, document.templates)
    html = document.html("print", {"css": Markup(css), "compact": compact})  # noqa: S704 - checked tokens, our own files
    strange = uncovered(html)
    with tempfile.TemporaryDirectory(prefix="stratreport-pdf-") as folder:
        report = _run(html, Path(folder), system_fonts=bool(strange), limits=limits)
        return (Path(folder) / "out.pdf").read_bytes(), report, strange


def _run(html: str, folder: Path, *, system_fonts: bool, limits: PdfLimits) -> Mapping[str, Any]:
    folder.chmod(0o700)
    (folder / "in.html").write_text(html, encoding="utf-8")
    (folder / "fonts.conf").write_text(_fontconfig(folder, system_fonts=system_fonts), encoding="utf-8")
    order = json.dumps({"folder": str(folder), "limits": asdict(limits)})
    command = [sys.executable, "-P", "-m", "stratreport.render.pdf_child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=order.encode(), capture_output=True, timeout=limits.seconds, env=_environment(folder),
            cwd=folder, check=False, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RenderError(
            f"setting the PDF took longer than {limits.seconds:g} s",
            fix="shorten the pack (long tables are the slow part) or raise the limit",
        ) from error
    return _report(folder, done, limits)


def _report(folder: Path, done: subprocess.CompletedProcess[bytes], limits: PdfLimits) -> Mapping[str, Any]:
    path = folder / "report.json"
    if done.returncode == 0 and path.is_file() and (folder / "out.pdf").is_file():
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return report
    failure: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if failure.get("kind") == "environment":
        raise EnvironmentFault(failure["what"], expected="Pango 1.44 or later", fix=PANGO_FIX)
    if failure.get("kind") == "glyphs":
        raise EnvironmentFault(failure["what"], expected="a font for every character of a name", fix=GLYPH_FIX)
    if failure.get("kind") == "memory" or done.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        raise RenderError(
            f"the PDF engine was stopped at its limit ({limits.megabytes} MB, {limits.cpu_seconds} s of processor)",
            fix="shorten the pack (long tables are the slow part) or raise the limit",
        )
    if failure.get("kind") == "document":
        raise RenderError(failure["what"], expected=failure.get("expected", ""), fix=failure.get("fix", ""))
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    raise RenderError(
        f"the PDF engine died ({_ending(done.returncode)}){': ' + last[0][:300] if last else ''}",
        fix=f"run `stratreport doctor`; check Pango and fonts: {PANGO_FIX}",
    )


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    package = Path(__file__).resolve().parents[2]
    return {**kept, "FONTCONFIG_FILE": str(folder / "fonts.conf"), "PYTHONPATH": str(package), "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(folder), "XDG_CACHE_HOME": str(folder)}  # fmt: skip


def _fontconfig(folder: Path, *, system_fonts: bool) -> str:
    """Return a font configuration that knows our files only; the system's join when a character needs them."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for path in assets().values():
        (fonts / path.name).symlink_to(path)
    places = [str(fonts)]
    if system_fonts:
        places += ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"]
    lines = "".join(f"<dir>{place}</dir>" for place in places)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{lines}<cachedir>{folder / 'font-cache'}</cachedir></fontconfig>"
    )


def _spilled(document: Document, report: Mapping[str, Any]) -> dict[str, int]:
    """Return the sheets of the pages that took more than one although they are no analyst's flowing page."""
    starts = {str(slug): int(sheet) for slug, sheet in report["starts"].items()}
    order = [page for page in document.pages if page.slug in starts]
    ends = [starts[page.slug] for page in order[1:]] + [int(report["pages"]) + 1]
    sheets = {page.slug: end - starts[page.slug] for page, end in zip(order, ends, strict=True) if not page.flowing}
    return {slug: count for slug, count in sheets.items() if count > 1}
