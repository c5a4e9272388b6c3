"""The door for drawings: an SVG is parsed, everything that is not a drawing is refused, and its size is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from markupsafe import Markup

from stratreport.errors import RenderError
from stratreport.render.text import clean

NS = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "svg g title desc rect line circle ellipse path polyline polygon text tspan defs clipPath pattern marker use",
    )
)
_DROPPED = frozenset({"metadata", "style"})
_ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        """class id x y x1 y1 x2 y2 cx cy r rx ry width height viewBox points d transform fill stroke fill-opacity
        opacity
        stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
        fill-rule clip-rule clip-path font-family font-size font-weight font-style text-anchor dominant-baseline
        letter-spacing preserveAspectRatio clipPathUnits patternUnits patternTransform markerWidth markerHeight refX
        refY orient marker-start marker-end marker-mid dx dy rotate href version role""",
    )
)
_LOCAL = re.compile(r"(url\()?#[A-Za-z][\w.:-]*\)?")
_LENGTH = re.compile(r"\s*([0-9.]+)\s*(mm|cm|in|pt|px)?\s*")
_TO_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "px": 25.4 / 96, None: 25.4 / 96}
_MAX_CHARS = 5_000_000


@dataclass(frozen=True)
class Drawing:
    """A drawing that passed the door: markup ready to inline, width and height in millimetres."""

    markup: Markup
    width_mm: float
    height_mm: float


@lru_cache(maxsize=512)
def admit(source: str, alt: str = "") -> Drawing:
    """Return the SVG as admitted markup; `alt` becomes its title when it has none.

    Comments, metadata and inner stylesheets are dropped; `style` attributes become presentation attributes. Raises
    RenderError for scripts, event handlers, foreign objects, pictures, outside references, a missing size or a
    missing alternative text.
    """
    if len(source) > _MAX_CHARS:
        raise _refusal(f"it is {len(source):,} characters long", f"at most {_MAX_CHARS:,}", "draw fewer marks")
    root = _parse(source)
    if root.tag != f"{{{NS}}}svg":
        raise _refusal(f"its root is {root.tag}", "an svg element in the SVG namespace", "save the figure as SVG")
    _check(root)
    _title(root, alt)
    width, height = _size(root)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    return Drawing(Markup(text), width, height)  # noqa: S704 - admitted element by element above


def _refusal(found: str, expected: str, fix: str) -> RenderError:
    return RenderError(f"a drawing was refused: {found}", expected=expected, fix=fix)


def _parse(source: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, load_dtd=False
    )
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", clean(source))
    text = re.sub(r"^\s*<!DOCTYPE\s+svg\s[^\[>]*>", "", text)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _refusal("it declares a document type", "a plain svg element", "remove the declaration")
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(f"it is not XML ({error.msg})", "well-formed SVG", "save the figure as SVG again") from error


def _check(root: etree._Element) -> None:
    _drop(root)
    for node in root.iter():
        if not isinstance(node.tag, str):
            raise _refusal("it holds an entity", "a plain svg element", "remove the entity")
        name = node.tag.removeprefix(f"{{{NS}}}")
        if name not in _ELEMENTS:
            raise _refusal(f"it holds <{name}>", "shapes and text only", "draw it without that element")
        _check_attributes(node, name)


def _drop(root: etree._Element) -> None:
    """Take out metadata, inner style sheets and elements of other vocabularies (editors leave them)."""
    for node in [node for node in root.iter() if isinstance(node.tag, str)]:
        foreign = node.tag.startswith("{") and not node.tag.startswith(f"{{{NS}}}")
        parent = node.getparent()
        if parent is not None and (foreign or node.tag.removeprefix(f"{{{NS}}}") in _DROPPED):
            parent.remove(node)


def _check_attributes(node: etree._Element, name: str) -> None:
    for declaration in str(node.attrib.pop("style", "")).split(";"):
        key, _, value = declaration.partition(":")
        if key.strip() in _ATTRIBUTES:
            node.set(key.strip(), value.strip())
    for key, value in [(str(key), str(value)) for key, value in node.attrib.items()]:
        plain = "href" if key == _XLINK else key
        if plain.lower().startswith("on"):
            raise _refusal(f"<{name}> has the handler {plain}", "no scripts", "remove the attribute")
        if plain not in _ATTRIBUTES:
            del node.attrib[key]
        elif (plain == "href" or "url(" in value) and not _LOCAL.fullmatch(value.strip()):
            raise _refusal(f"<{name}> refers to {value[:60]}", "a reference inside the drawing", "inline what it needs")
        elif "calc(" in value or "var(" in value:
            raise _refusal(f"<{name}> has {plain}={value[:40]}", "a plain value", "resolve it before it is drawn")


def _title(root: etree._Element, alt: str) -> None:
    title = root.find(f"{{{NS}}}title")
    if title is None:
        title = etree.Element(f"{{{NS}}}title")
        title.text = clean(alt)
    root.insert(0, title)
    if not (title.text or "").strip():
        raise _refusal("it has no title", "a title that says what it is, with a number", "pass a title or alt text")


def _size(root: etree._Element) -> tuple[float, float]:
    hits = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    box = [float(part) for part in re.findall(r"[-0-9.]+", root.get("viewBox", ""))]
    if all(hits):
        width, height = (float(hit[1]) * _TO_MM[hit[2]] for hit in hits if hit)
    elif len(box) == 4:
        width, height = box[2] * _TO_MM["px"], box[3] * _TO_MM["px"]
    else:
        raise _refusal("it has no size", "width and height in mm and a viewBox", "set the size of the figure")
    if not box:
        root.set("viewBox", f"0 0 {width / _TO_MM['px']:g} {height / _TO_MM['px']:g}")
    root.set("width", f"{width:.3f}mm")
    root.set("height", f"{height:.3f}mm")
    return width, height
