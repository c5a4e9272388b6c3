"""From matplotlib's SVG to the house's: attributes instead of styles, token classes, own ids, a title, millimetres.

What comes out is safe to inline in a page with a strict content policy: no style attribute or element, no script, no
outside reference, no comment, no metadata; text stays text; the same figure gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from stratreport.present.charts.drawing import FONT_FAMILY, number

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
HASH_SALT = "stratreport"

#: CSS properties that are also SVG presentation attributes; any other declaration is dropped
PRESENTATION = frozenset({
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "font-size",
    "font-weight", "font-style", "text-anchor", "clip-rule", "visibility",
})  # fmt: skip
#: elements that may stay
ELEMENTS = frozenset({
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use",
    "clipPath", "pattern", "image", "title",
})  # fmt: skip
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_NO_TURN = re.compile(r"^rotate\(-?0 [^)]*\)$")
_GENERIC = re.compile(r"^(DejaVu|Bitstream|Source Sans|sans)", re.IGNORECASE)


def figure_svg(figure: Any, *, slug: str, title: str, tokens: Mapping[str, str]) -> str:
    """Return the clean SVG of a matplotlib figure in its own size.

    `slug` prefixes ids; `title` is the alternative text ("" = none yet, the press adds it).
    """
    from matplotlib import rc_context  # noqa: PLC0415 - matplotlib costs a second; marks do without it

    buffer = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": HASH_SALT}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches=None)
    return clean(buffer.getvalue(), slug=slug, title=title, tokens=tokens)


def clean(raw: str, *, slug: str, title: str, tokens: Mapping[str, str]) -> str:
    """Return `raw` SVG as house SVG (module docstring); raises lxml's XMLSyntaxError when it is not XML.

    >>> clean('<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36">'
    ...       '<path style="fill: #FFF000" d="M 0 0"/></svg>', slug="a", title="T", tokens={"watch": "#fff000"})
    ... # doctest: +NORMALIZE_WHITESPACE
    '<svg xmlns="http://www.w3.org/2000/svg" width="25.4mm" height="12.7mm" viewBox="0 0 72 36"><title>T</title><g
    stroke-linejoin="round" stroke-linecap="butt"><path d="M 0 0" fill="#FFF000" class="f-watch"/></g></svg>'
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(raw.encode(), parser)
    _drop_foreign(root)
    roles = _roles(tokens)
    for element in root.iter():
        _attributes(element, roles)
    _prefix_ids(root, slug)
    for element in root.iter():
        _tidy_space(element)
    return str(etree.tostring(_framed(root, title), encoding="unicode"))


def _drop_foreign(root: Any) -> None:
    for element in list(root.iter()):
        tag = etree.QName(element).localname
        foreign = etree.QName(element).namespace != SVG or tag not in ELEMENTS or tag == "title"
        if foreign and element.getparent() is not None:
            element.getparent().remove(element)
    for group in [g for g in root.iter(f"{{{SVG}}}defs") if not len(g)]:
        group.getparent().remove(group)


def _roles(tokens: Mapping[str, str]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for token, colour in tokens.items():
        if not token.startswith("dark-"):
            roles.setdefault(colour.lower(), token)
    return roles


def _attributes(element: Any, roles: Mapping[str, str]) -> None:
    for name, value in _declarations(element.attrib.pop("style", "")):
        if name == "font-family":
            element.set("font-family", _family(value))
        elif name in PRESENTATION:
            element.set(name, value.removesuffix("px") if name in ("font-size", "stroke-width") else value)
    for name in [n for n in element.attrib if n.startswith("on") or (n.startswith("{") and n != XLINK)]:
        del element.attrib[name]
    if XLINK in element.attrib and not element.get(XLINK).startswith(("#", "data:image/png")):
        del element.attrib[XLINK]
    if element.tag == f"{{{SVG}}}text" and "font-family" not in element.attrib and not len(element):
        element.set("font-family", FONT_FAMILY)
    if _NO_TURN.match(element.get("transform", "")):
        del element.attrib["transform"]
    classes = [f"{letter}-{roles[element.get(name, '').lower()]}" for name, letter in (("fill", "f"), ("stroke", "s"))
               if element.get(name, "").lower() in roles]  # fmt: skip
    if classes:
        element.set("class", " ".join(classes))
    elif "class" in element.attrib:
        del element.attrib["class"]


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), value.strip()


def _family(value: str) -> str:
    first = value.split(",", maxsplit=1)[0].strip().strip("'\"")
    return FONT_FAMILY if _GENERIC.match(first) else first


def _prefix_ids(root: Any, slug: str) -> None:
    used = set(_used_ids(root))
    renamed: dict[str, str] = {}
    for element in root.iter():
        name = element.attrib.pop("id", None)
        if name in used:
            renamed[name] = f"{slug}-{len(renamed) + 1}"
            element.set("id", renamed[name])
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == XLINK and value.startswith("#"):
                element.set(key, f"#{renamed.get(value[1:], value[1:])}")
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda hit: f"url(#{renamed.get(hit[1], hit[1])})", value))


def _used_ids(root: Any) -> Iterator[str]:
    for element in root.iter():
        for key, value in element.attrib.items():
            yield from _REFERENCE.findall(value)
            if key == XLINK and value.startswith("#"):
                yield value[1:]


def _tidy_space(element: Any) -> None:
    if element.get("d"):
        element.set("d", " ".join(element.get("d").split()))
    if etree.QName(element).localname not in ("text", "tspan"):
        element.text = None
    if element.getparent() is not None and etree.QName(element.getparent()).localname not in ("text", "tspan"):
        element.tail = None
    if element.tail is not None and not element.tail.strip():
        element.tail = None


def _framed(root: Any, title: str) -> Any:
    names: Any = {None: SVG}
    if any(XLINK in element.attrib for element in root.iter()):
        names["xlink"] = XLINK[1:].partition("}")[0]
    framed = etree.Element(f"{{{SVG}}}svg", nsmap=names)
    for name in ("width", "height"):
        framed.set(name, f"{number(_millimetres(root.get(name)))}mm")
    framed.set("viewBox", root.get("viewBox"))
    if title:
        etree.SubElement(framed, f"{{{SVG}}}title").text = title
    body = etree.SubElement(framed, f"{{{SVG}}}g", {"stroke-linejoin": "round", "stroke-linecap": "butt"})
    body.extend(list(root))
    return framed


def _millimetres(size: str) -> float:
    units = {"mm": 1.0, "pt": 25.4 / 72, "px": 25.4 / 96, "in": 25.4}
    value, unit = re.fullmatch(r"([\d.]+)([a-z]*)", size).groups()  # type: ignore[union-attr]
    return float(value) * units.get(unit or "px", 25.4 / 96)
