"""Hand-written SVG marks for the sample pack; every number is invented."""
# ruff: noqa: E501, ISC004 - the sentences of the sample stay whole

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from stratreport.brand import LIGHT


def svg(width: float, height: float, *, title: str, parts: Sequence[str]) -> str:
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><title>{escape(title)}</title>'
    return head + "".join(parts) + "</svg>"


def rect(box: tuple[float, float, float, float], fill: str, *, stroke: str = "", opacity: float = 1) -> str:
    x, y, w, h = box
    line = f' stroke="{LIGHT[stroke]}" stroke-width="0.35"' if stroke else ""
    names = f"f-{fill} s-{stroke}" if stroke else f"f-{fill}"
    clear = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<rect class="{names}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" fill="{LIGHT[fill]}"{clear}{line}/>'


def line(ends: tuple[float, float, float, float], stroke: str = "ink-2", *, width: float = 0.2, dash: str = "") -> str:
    x1, y1, x2, y2 = ends
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    place = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
    return f'<line class="s-{stroke}" {place} stroke="{LIGHT[stroke]}" stroke-width="{width:g}"{dashes}/>'


def text(at: tuple[float, float], words: str, *, size: float = 8, weight: int = 400, fill: str = "ink-2",
         anchor: str = "start") -> str:  # fmt: skip
    font = f'font-family="Source Sans Pro" font-size="{size * 25.4 / 72:.3f}" font-weight="{weight}"'
    place = f'x="{at[0]:g}" y="{at[1]:g}" text-anchor="{anchor}"'
    return f'<text class="f-{fill}" {place} {font} fill="{LIGHT[fill]}">{escape(words)}</text>'


def path(points: Sequence[tuple[float, float]], stroke: str = "actual") -> str:
    where = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline class="s-{stroke}" points="{where}" fill="none" stroke="{LIGHT[stroke]}" stroke-width="0.45"/>'


def bullet(value: float, target: float, prior: float, *, tone: str, title: str) -> str:
    wide = 44.0
    return svg(wide, 7.4, title=title, parts=[
        rect((0, 0.3, wide, 5.6), "wash"), rect((0, 0.3, wide * target, 5.6), "hair"),
        rect((0, 0.3, wide * 0.42, 5.6), "rule"), rect((0, 2.0, wide * value, 2.2), tone),
        rect((wide * target - 0.35, 0.3, 0.7, 5.6), "ink"),
        f'<polygon class="f-ink-3" points="{wide * prior:g},5.9 {wide * prior - 0.95:g},7.4 {wide * prior + 0.95:g},7.4"'
        f' fill="{LIGHT["ink-3"]}"/>',
    ])  # fmt: skip


def spark(values: Sequence[float], target: float, *, tone: str, title: str) -> str:
    points = [(0.6 + i * 4.6, 8 - 7 * v) for i, v in enumerate(values)]
    y = 8 - 7 * target
    x, last = points[-1]
    return svg(46, 9, title=title, parts=[
        line((0, y, 35, y), "ink-3", dash="0.8 0.6"), text((36, y + 0.9), "target", size=7.5, fill="ink-3"),
        path(points), f'<circle class="f-{tone}" cx="{x:g}" cy="{last:g}" r="0.8" fill="{LIGHT[tone]}"/>',
    ])  # fmt: skip


def bar(value: float, target: float, *, width: float, title: str, tall: float = 3.8) -> str:
    return svg(width, tall, title=title, parts=[
        rect((0, tall * 0.22, value * width, tall * 0.56), "actual"),
        rect((target * width, 0.1, 0.55, tall - 0.2), "ink"),
    ])  # fmt: skip


#: (start, end, look, label) in € million
BRIDGE = (
    (0, 24.0, "plan", "24.0"), (24.0, 26.3, "good", "+2.3"), (26.3, 28.9, "watch", "+2.6"), (28.9, 27.0, "bad", "−1.9"),
    (27.0, 25.5, "bad", "−1.5"), (25.5, 25.1, "bad", "−0.4"), (0, 25.1, "actual", "25.1"), (25.1, 18.7, "bad", "−6.4"),
    (18.7, 16.9, "bad", "−1.8"), (0, 16.9, "accent", "16.9"), (0, 19.2, "plan", "19.2"),
)  # fmt: skip


def waterfall(row: float = 11.3, width: float = 121.0) -> str:
    scale, parts = 3.7, []
    for index, (start, end, look, label) in enumerate(BRIDGE):
        top = index * row + row * 0.21
        low, high = min(start, end) * scale, max(start, end) * scale
        fill, stroke = {"plan": ("paper", "ink"), "watch": ("watch", "ink")}.get(look, (look, ""))
        parts.append(rect((low, top, high - low, row * 0.58), fill, stroke=stroke))
        tone = look if look in ("good", "bad") else "ink"
        parts.append(text((high + 1, index * row + row / 2 + 1.15), label, size=9.5, weight=600, fill=tone))
        if index < len(BRIDGE) - 1:
            parts.append(line((end * scale, top + row * 0.58, end * scale, top + row)))
    parts.append(line((0, 0, 0, row * len(BRIDGE)), "ink", width=0.3))
    return svg(width, row * len(BRIDGE), title="Bridge from quota €24.0m to on-strategy €16.9m", parts=parts)


PEOPLE = (
    ("Okafor", 115, 90, "good"), ("Lindqvist", 125, 85, "good"), ("Moreau", 106, 82, "good"), ("Tanaka", 85, 92, "ink-3"),
    ("Haddad", 89, 86, "ink-3"), ("Silva", 97, 82, "ink-3"), ("Kowalski", 109, 60, "watch"), ("Rossi", 116, 54, "watch"),
    ("Petrov", 127, 43, "watch"), ("Byrne", 134, 45, "watch"), ("Anders", 95, 68, "bad"), ("Nyström", 86, 66, "bad"),
    ("Farouk", 95, 53, "bad"), ("Dubois", 78, 50, "bad"),
)  # fmt: skip


def quadrant(width: float = 150.0, height: float = 133.0) -> str:
    left, top, wide, tall = 10.0, 6.0, width - 12.0, height - 18.0

    def at(quota: float, share: float) -> tuple[float, float]:
        return left + (quota - 70) / 72 * wide, top + (100 - share) / 67 * tall

    x, y = at(100, 80)
    parts = [
        rect((left, top, x - left, y - top), "wash"), rect((x, top, left + wide - x, y - top), "good", opacity=0.09),
        rect((left, y, x - left, top + tall - y), "bad", opacity=0.10),
        rect((x, y, left + wide - x, top + tall - y), "watch", opacity=0.13),
        line((left, y, left + wide, y), "ink", width=0.3), line((x, top, x, top + tall), "ink", width=0.2),
        text((0, 3), "↑ On-strategy share of bookings"), text((left + wide, height - 1), "Quota attainment →", anchor="end"),
    ]  # fmt: skip
    parts += [text((left - 1, at(70, s)[1] + 1), f"{s}%", anchor="end") for s in (40, 60, 80, 100)]
    parts += [text((at(q, 40)[0], top + tall + 4), f"{q}%", anchor="middle") for q in (70, 85, 100, 115, 130)]
    for name, quota, share, tone in PEOPLE:
        px, py = at(quota, share)
        parts.append(rect((px - 1.2, py - 1.2, 2.4, 2.4), tone, stroke="ink"))
        parts.append(text((px + 2.2, py + 1), name, weight=600, fill="ink"))
    return svg(width, height, title="14 representatives: 3 role models, 4 with the right number and the wrong mix",
               parts=parts)  # fmt: skip
