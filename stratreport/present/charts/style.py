"""The house style for matplotlib and seaborn: fonts, colours, sizes in millimetres; applied on purpose."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stratreport.present.charts.drawing import FONT_FAMILY

MM_PER_INCH = 25.4
#: categorical colours after navy, at most four, then grey "other" (pack.md section 2)
CATEGORICAL = ("#123A5E", "#2A9D8F", "#C4610A", "#5C677D")
WEIGHTS = ("Regular", "Semibold", "Bold")


@functools.cache
def register_fonts() -> str:
    """Make the house font known to matplotlib, once per process, and return its family name."""
    import font_source_sans_pro  # noqa: PLC0415 - found at first use, so that marks need no font package
    from matplotlib import font_manager  # noqa: PLC0415

    for weight in WEIGHTS:
        font_manager.fontManager.addfont(Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{weight}.ttf")
    return FONT_FAMILY


def rc_params(tokens: Mapping[str, str]) -> dict[str, Any]:
    """Return matplotlib's settings for the house style: quiet axes, house font at 8.5 pt, token colours."""
    from cycler import cycler  # noqa: PLC0415

    ink, soft, hair = tokens["ink"], tokens["ink-2"], tokens["hair"]
    return {
        "font.family": register_fonts(), "font.size": 8.5, "axes.titlesize": 9.5, "axes.titleweight": 600,
        "axes.titlelocation": "left", "axes.labelsize": 8.5, "xtick.labelsize": 8, "ytick.labelsize": 8,
        "text.color": ink, "axes.labelcolor": soft, "axes.titlecolor": ink, "axes.edgecolor": tokens["ink-3"],
        "xtick.color": soft, "ytick.color": soft, "xtick.major.size": 0, "ytick.major.size": 0,
        "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.6, "axes.unicode_minus": True,
        "axes.formatter.limits": (-4, 9),
        "axes.grid": False, "grid.color": hair, "grid.linewidth": 0.6, "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=palette(tokens)), "axes.facecolor": "none", "figure.facecolor": "none",
        "savefig.facecolor": "none", "lines.linewidth": 1.4, "patch.linewidth": 0.5, "hatch.linewidth": 0.8,
        "patch.edgecolor": tokens["paper"], "legend.frameon": False, "legend.fontsize": 8, "figure.dpi": 96,
        "figure.figsize": inches(152, 86), "svg.fonttype": "none", "svg.hashsalt": "stratreport",
    }  # fmt: skip


def palette(tokens: Mapping[str, str]) -> list[str]:
    """Return the categorical colours: brand first, three that stay apart for colour-blind readers, then grey."""
    return [tokens["brand"], *CATEGORICAL[1:], tokens["prior"]]


def inches(width_mm: float, height_mm: float) -> tuple[float, float]:
    """Return a figure size for matplotlib from millimetres.

    >>> inches(25.4, 50.8)
    (1.0, 2.0)
    """
    return width_mm / MM_PER_INCH, height_mm / MM_PER_INCH


def apply(tokens: Mapping[str, str]) -> None:
    """Set the house style for this process, for pyplot and seaborn alike; labels are never cut at the edge."""
    from matplotlib import rcParams  # noqa: PLC0415

    settings: Any = rcParams
    settings.update(rc_params(tokens) | {"figure.constrained_layout.use": True})


def text_width(text: str, *, size: float, weight: int = 400) -> float:
    """Return the width in millimetres of `text` set in the house font at `size` points."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import text_to_path  # noqa: PLC0415

    font = FontProperties(family=register_fonts(), size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) * MM_PER_INCH / 72
