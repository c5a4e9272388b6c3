"""A small canvas for hand-written SVG: millimetres in, presentation attributes and token classes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

FONT_FAMILY = "Source Sans Pro"
PT_IN_MM = 25.4 / 72

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


def number(value: float) -> str:
    """Return a coordinate with at most three decimals and no trailing zeros.

    >>> number(2.5), number(3.0), number(-0.00001)
    ('2.5', '3', '0')
    """
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True)
class Box:
    """A rectangle in millimetres; negative widths or heights are turned round."""

    x: float
    y: float
    width: float
    height: float

    def upright(self) -> Box:
        """Return the same rectangle with positive width and height."""
        x, y = min(self.x, self.x + self.width), min(self.y, self.y + self.height)
        return Box(x, y, abs(self.width), abs(self.height))


@dataclass(frozen=True)
class Paint:
    """How a shape is painted: token names for fill and stroke (None = none), stroke width in mm, dash, fill opacity."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 0.2
    dash: str = ""
    opacity: float = 1.0


@dataclass(frozen=True)
class Type:
    """How a text is set: size in points, weight, anchor and colour (a token name)."""

    size: float = 8.0
    weight: int = 400
    anchor: Anchor = "start"
    colour: str = "ink-2"


class Drawing:
    """An SVG of a fixed size in millimetres whose `<title>` is the alternative text."""

    def __init__(self, width: float, height: float, *, title: str, tokens: Mapping[str, str]) -> None:
        self.width, self.height, self.title, self.tokens = width, height, title, tokens
        self._parts: list[str] = []

    def rect(self, box: Box, paint: Paint) -> None:
        """Draw a rectangle."""
        b = box.upright()
        place = f'x="{number(b.x)}" y="{number(b.y)}" width="{number(b.width)}" height="{number(b.height)}"'
        self._parts.append(f"<rect {place}{self._painted(paint)}/>")

    def line(self, start: Point, end: Point, paint: Paint) -> None:
        """Draw a straight line."""
        place = f'x1="{number(start[0])}" y1="{number(start[1])}" x2="{number(end[0])}" y2="{number(end[1])}"'
        self._parts.append(f"<line {place}{self._painted(paint)}/>")

    def polyline(self, points: Sequence[Point], paint: Paint) -> None:
        """Draw an open line through points."""
        self._parts.append(f'<polyline points="{_points(points)}"{self._painted(paint)}/>')

    def polygon(self, points: Sequence[Point], paint: Paint) -> None:
        """Draw a closed shape."""
        self._parts.append(f'<polygon points="{_points(points)}"{self._painted(paint)}/>')

    def circle(self, centre: Point, radius: float, paint: Paint) -> None:
        """Draw a circle."""
        place = f'cx="{number(centre[0])}" cy="{number(centre[1])}" r="{number(radius)}"'
        self._parts.append(f"<circle {place}{self._painted(paint)}/>")

    def text(self, at: Point, content: str, style: Type) -> None:
        """Set a line of text with its baseline at `at`."""
        place = f'x="{number(at[0])}" y="{number(at[1])}"'
        font = f'font-family="{FONT_FAMILY}" font-size="{number(style.size * PT_IN_MM)}"'
        weight = f' font-weight="{style.weight}"' if style.weight != 400 else ""
        anchor = f' text-anchor="{style.anchor}"' if style.anchor != "start" else ""
        paint = self._painted(Paint(fill=style.colour))
        self._parts.append(f"<text {place} {font}{weight}{anchor}{paint}>{escape(content)}</text>")

    def hatch(self, box: Box, *, colour: str, gap: float = 1.5, width: float = 0.32) -> None:
        """Draw diagonal lines over a rectangle, cut at its edges by arithmetic (no clip path, no pattern)."""
        b = box.upright()
        first = b.x + b.y
        steps = int((b.width + b.height) / gap) + 1
        for step in range(1, steps):
            total = first + step * gap
            x0 = max(b.x, total - b.y - b.height)
            x1 = min(b.x + b.width, total - b.y)
            if x1 - x0 > 0.05:
                self.line((x0, total - x0), (x1, total - x1), Paint(stroke=colour, width=width))

    def svg(self) -> str:
        """Return the finished SVG."""
        size = f'width="{number(self.width)}mm" height="{number(self.height)}mm"'
        box = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>'
        return head + f"<title>{escape(self.title)}</title>" + "".join(self._parts) + "</svg>"

    def _painted(self, paint: Paint) -> str:
        classes = [f"f-{paint.fill}"] if paint.fill else []
        classes += [f"s-{paint.stroke}"] if paint.stroke else []
        marks = f' class="{" ".join(classes)}"' if classes else ""
        marks += f' fill="{self.tokens[paint.fill]}"' if paint.fill else ' fill="none"'
        if paint.opacity < 1:
            marks += f' fill-opacity="{number(paint.opacity)}"'
        if paint.stroke:
            marks += f' stroke="{self.tokens[paint.stroke]}" stroke-width="{number(paint.width)}"'
        return marks + (f' stroke-dasharray="{paint.dash}"' if paint.dash else "")


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
