"""Are regions really different: strategic deals as a share of deals, against the limits chance alone would give."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.frames import Atoms
from stratreport.metrics.metric import Array, column, ratio
from stratreport.metrics.scopes import COMPANY

#: two-sided level → standard deviations
INNER, OUTER = 1.959964, 3.090232
#: deals from which a region counts for the middle
MIN_DEALS = 10
COLUMNS = ("region", "deals", "strategic", "share", "common", "low", "high", "outer_low", "outer_high", "outside")
UNASSIGNED = "unassigned"


def limits(common: float, deals: Array, *, deviations: float) -> tuple[Array, Array]:
    """Return the funnel: where the share of a region with so many deals lies if all regions share `common`.

    Formula: p ± z sqrt(p (1 - p) / n), held to 0..1. Units: fractions; `deals` counts, at least 1.
    Edge cases: p of 0 or 1 has no width. Source: metrics.md 6 (rankings), Spiegelhalter's funnel plot.

    >>> [ends.round(3).tolist() for ends in limits(0.5, np.array([100.0]), deviations=2.0)]
    [[0.4], [0.6]]
    """
    width = deviations * np.sqrt(common * (1.0 - common) / np.maximum(deals, 1.0))
    return np.clip(common - width, 0.0, 1.0), np.clip(common + width, 0.0, 1.0)


def region_funnel(atoms: Atoms) -> pd.DataFrame:
    """Return per region the share of its deals in strategic motions over the trailing window, and the limits of chance.

    Columns: COLUMNS; `common` is the share of the middle region (median, so that one large region does not set the
    standard it is held against), `outside` "" | "95" | "99.8" by the limits the share lies beyond. A deal with several
    lines counts once per motion class; deals without a positive amount and bookings in no region are left out.
    Edge cases: a region without deals has no row; a region snapshot has one row, which always lies on its own share.
    Source: metrics.md 6, section 4 "are rates really different?".
    """
    deals = atoms.deals
    regional = (deals["kind"] == "base") & (deals["base"] != COMPANY) & (deals["region"] != UNASSIGNED)
    mine = deals[regional & (deals["period"] == atoms.window.label) & (deals["amount"] > 0)]
    classes = atoms.motions.set_index("motion")["cell_class"]
    whole = mine.groupby("region")["deal_id"].nunique()
    aimed = mine[mine["motion"].map(classes) == "strategic"].groupby("region")["deal_id"].nunique()
    rows = pd.DataFrame({"deals": whole, "strategic": aimed.reindex(whole.index).fillna(0)}).reset_index()
    return judged(rows)


def judged(rows: pd.DataFrame) -> pd.DataFrame:
    """Add share, common share, limits and where the share lies to counts per region.

    Columns in: region, deals, strategic (counts). Columns out: COLUMNS.

    >>> rows = pd.DataFrame({"region": ["a", "b", "c"], "deals": [100, 100, 10], "strategic": [60, 20, 4]})
    >>> judged(rows)[["share", "common", "outside"]].values.tolist()
    [[0.6, 0.4, '99.8'], [0.2, 0.4, '99.8'], [0.4, 0.4, '']]
    """
    deals, strategic = column(rows, "deals"), column(rows, "strategic")
    share = ratio(strategic, deals)
    enough = deals >= MIN_DEALS if (deals >= MIN_DEALS).any() else deals > 0
    common = float(np.median(share[enough])) if enough.any() else float("nan")
    low, high = limits(common, deals, deviations=INNER)
    outer_low, outer_high = limits(common, deals, deviations=OUTER)
    beyond, far = (share < low) | (share > high), (share < outer_low) | (share > outer_high)
    outside = np.select([far, beyond], ["99.8", "95"], default="")
    return rows.assign(
        share=share, common=common, low=low, high=high, outer_low=outer_low, outer_high=outer_high, outside=outside
    ).loc[:, list(COLUMNS)]
