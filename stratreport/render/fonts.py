"""The typefaces: found in the font packages, embedded unmodified in the PDF, subset and renamed for the web."""

from __future__ import annotations

import base64
import hashlib
import importlib
import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from stratreport.errors import EnvironmentFault

SCHEME: Final = "asset"


@dataclass(frozen=True)
class Face:
    """One typeface: its package and file, the family name in PDF and on the web, weight and style."""

    package: str
    file: str
    family: str
    web_family: str
    weight: int
    style: str = "normal"


FACES: Final = (
    Face("font_source_sans_pro", "SourceSansPro-Regular", "Source Sans Pro", "SR Sans", 400),
    Face("font_source_sans_pro", "SourceSansPro-It", "Source Sans Pro", "SR Sans", 400, "italic"),
    Face("font_source_sans_pro", "SourceSansPro-Semibold", "Source Sans Pro", "SR Sans", 600),
    Face("font_source_sans_pro", "SourceSansPro-Bold", "Source Sans Pro", "SR Sans", 700),
    Face("font_source_serif_pro", "SourceSerifPro-Semibold", "Source Serif Pro", "SR Serif", 600),
)
SERIF: Final = FACES[4]

#: Latin with its extensions, Greek, general punctuation, currency, letterlike, arrows, mathematics, shapes
_WEB_RANGES: Final = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1E80, 0x1E85), (0x1EF2, 0x1EF3), (0x391, 0x3C9), (0x2010, 0x2026), (0x2030, 0x203A),
    (0x2070, 0x208E), (0x20AC, 0x20AC), (0x2116, 0x2122), (0x2190, 0x2193), (0x2202, 0x2265), (0x25A0, 0x25CF),
    (0x2610, 0x2612), (0x2713, 0x2713),
)  # fmt: skip


def font_path(face: Face) -> Path:
    """Return the TTF of a face; raises EnvironmentFault when the font package is absent or incomplete."""
    try:
        package = importlib.import_module(face.package)
    except ImportError as error:
        raise _missing(face) from error
    path = Path(str(package.__file__)).parent / "files" / f"{face.file}.ttf"
    if not path.is_file():
        raise _missing(face)
    return path


def _missing(face: Face) -> EnvironmentFault:
    package = face.package.replace("_", "-")
    return EnvironmentFault(
        f"the font {face.file} is missing", expected=f"the package {package}", fix=f"pip install {package}==0.0.1"
    )


def assets() -> MappingProxyType[str, Path]:
    """Return what the PDF engine may fetch, and nothing else: `asset:fonts/<file>.ttf` → path in the font package."""
    return MappingProxyType({f"{SCHEME}:fonts/{face.file}.ttf": font_path(face) for face in FACES})


@lru_cache(maxsize=1)
def pdf_font_css() -> str:
    """Return the @font-face rules of the PDF edition: unmodified files under their own names."""
    return "".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
        f'src:url("{SCHEME}:fonts/{face.file}.ttf")}}\n'
        for face in FACES
    )


@lru_cache(maxsize=4)
def web_font_css(cache: Path | None = None) -> str:
    """Return the @font-face rules of the HTML edition: renamed WOFF2 subsets as data URIs, always the same bytes.

    Subsetting takes seconds, so the rules are kept in the folder `cache` when one is given; a kept file whose digest
    does not agree with its content is made again.
    """
    if cache is None:
        return _web_rules()
    kept = cache / f"webfonts-{_recipe()}.css"
    if kept.is_file():
        digest, _, rules = kept.read_text(encoding="ascii").partition("\n")
        if hashlib.sha256(rules.encode()).hexdigest() == digest:
            return rules
    rules = _web_rules()
    cache.mkdir(parents=True, exist_ok=True)
    staged = kept.with_suffix(f".{os.getpid()}")
    staged.write_text(f"{hashlib.sha256(rules.encode()).hexdigest()}\n{rules}", encoding="ascii")
    staged.replace(kept)
    return rules


def _recipe() -> str:
    """Return what the subsets depend on, as a short digest: the font files, the ranges, the subsetter."""
    parts = [repr(_WEB_RANGES).encode(), version("fonttools").encode(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"".join([*parts, *(font_path(face).read_bytes() for face in FACES)])).hexdigest()[:16]


def _web_rules() -> str:
    return "".join(
        f'@font-face{{font-family:"{face.web_family}";font-weight:{face.weight};font-style:{face.style};'
        f'src:url(data:font/woff2;base64,{base64.b64encode(web_font(face)).decode()}) format("woff2")}}\n'
        for face in FACES
    )


@lru_cache(maxsize=len(FACES))
def web_font(face: Face) -> bytes:
    """Return a WOFF2 subset of a face under its own name: a subset is a modified version (OFL, reserved font name)."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - slow import
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = Options()
    options.layout_features = ["kern", "liga", "calt", "ccmp", "mark", "mkmk", "locl"]
    options.name_IDs = [5, 13, 14]
    options.notdef_outline, options.hinting = True, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in _WEB_RANGES for code in range(first, last + 1)])
    buffer = BytesIO()
    with TTFont(font_path(face), recalcTimestamp=False) as font:
        subsetter.subset(font)
        _rename(font, face)
        font.flavor = "woff2"
        font.save(buffer, reorderTables=True)
    return buffer.getvalue()


def _rename(font: Any, face: Face) -> None:
    style = {400: "Regular", 600: "Semibold", 700: "Bold"}[face.weight] + (" Italic" if face.style == "italic" else "")
    full = f"{face.web_family} {style}"
    own = {
        1: full,
        2: "Regular",
        3: f"{full} subset",
        4: full,
        6: full.replace(" ", ""),
        16: face.web_family,
        17: style,
    }
    names = font["name"]
    for name_id, text in own.items():
        names.setName(text, name_id, 3, 1, 0x409)


@lru_cache(maxsize=len(FACES))
def _metrics(face: Face) -> tuple[dict[int, int], int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow import

    with TTFont(font_path(face), lazy=True) as font:
        advances = font["hmtx"].metrics
        widths = {code: advances[name][0] for code, name in font.getBestCmap().items()}
        return widths, font["head"].unitsPerEm


def text_width_mm(text: str, *, face: Face, points: float) -> float:
    """Return the width of a line of text in millimetres: Σ advance ÷ units per em × size (kerning left out)."""
    widths, em = _metrics(face)
    return sum(widths.get(ord(c), em) for c in text) / em * points * 25.4 / 72


def uncovered(text: str) -> tuple[str, ...]:
    """Return the characters, sorted, that the regular face lacks: they need a fallback font."""
    widths, _ = _metrics(FACES[0])
    return tuple(sorted({c for c in text if ord(c) > 0x20 and ord(c) not in widths}))
