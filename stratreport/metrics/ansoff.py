"""The Ansoff decomposition with the persona axis (M24).

The measures frame "ansoff" has one row per unit and product_level x market x persona_level: actual (money), deals.
The frame "quadrants" has one row per unit and quadrant: actual, target (NaN when the plan is ambiguous), n.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stratreport.metrics.metric import NO_TARGET, Metric, column, quotient, tidy

QUADRANTS = ("penetration", "product development", "market development", "diversification")
SPANS = "a motion spans several quadrants: no plan per quadrant"
_EXISTING_MARKET = "existing customer"


def quadrant_of(product_level: pd.Series, market: pd.Series) -> pd.Series:
    """Name the quadrant of each row: product existing or new, market existing customer or anything new.

    An unknown product level counts as existing, an unknown market as existing: no credit without evidence.

    >>> quadrant_of(pd.Series(["new", "existing"]), pd.Series(["existing customer", "new segment"])).tolist()
    ['product development', 'market development']
    """
    new_product = (product_level == "new").to_numpy()
    new_market = (~market.isin([_EXISTING_MARKET]) & market.notna()).to_numpy()
    names = np.array(QUADRANTS, dtype=object)
    return pd.Series(names[new_product.astype(int) + 2 * new_market.astype(int)], index=market.index)


def quadrant_plan(targets: pd.DataFrame, *, motions: pd.DataFrame) -> pd.Series:
    """Return the quadrant of every motion, or NaN for all when one with a money target spans several.

    Columns: targets motion, target (money); motions motion, quadrant (null when it spans several).

    >>> plan = pd.DataFrame({"motion": ["a", "b"], "quadrant": ["penetration", None]})
    >>> quadrant_plan(pd.DataFrame({"motion": ["a", "b"], "target": [1.0, 0.0]}), motions=plan).tolist()
    ['penetration', nan]
    """
    quadrant = motions.set_index("motion")["quadrant"]
    asked = targets.groupby("motion", dropna=False)["target"].sum().reindex(quadrant.index).fillna(0.0)
    if bool((quadrant.isna() & (asked > 0)).any()):
        return pd.Series(np.nan, index=quadrant.index, dtype=object)
    return quadrant.where(quadrant.notna(), np.nan)


def ansoff_bookings(cells: pd.DataFrame) -> pd.DataFrame:
    """Net bookings per quadrant (product x market), and per product level x market x persona; adds up to bookings.

    Columns: actual (money), n (deals). Source: metrics.md M24.

    >>> ansoff_bookings(pd.DataFrame({"actual": [5.0]}))["value"].tolist()
    [5.0]
    """
    return tidy(cells, value=column(cells, "actual"))


def ansoff_target(quadrants: pd.DataFrame) -> pd.DataFrame:
    """What the plan asks of a quadrant: the targets of its motions, in money.

    Columns: target (money, NaN when a motion with a target spans several quadrants). Edge cases: 0 or NaN, no value.

    >>> ansoff_target(pd.DataFrame({"target": [float("nan"), 0.0, 3.0]}))[["value", "caveat"]].values.tolist()[1:]
    [[nan, 'no target'], [3.0, '']]
    """
    asked = column(quadrants, "target")
    caveat = np.where(np.isnan(asked), SPANS, np.where(asked > 0, "", NO_TARGET)).astype(object)
    return tidy(quadrants, value=np.where(asked > 0, asked, np.nan), caveat=caveat)


def ansoff_attainment(quadrants: pd.DataFrame) -> pd.DataFrame:
    """Net bookings of a quadrant as a share of what the plan asks of it, not capped.

    Formula: A / T. Columns: actual, target (money). Edge cases: no plan, no value.

    >>> ansoff_attainment(pd.DataFrame({"actual": [1.0], "target": [4.0]}))["value"].tolist()
    [0.25]
    """
    asked = column(quadrants, "target")
    out = quotient(quadrants, numerator=column(quadrants, "actual"), denominator=asked, missing=NO_TARGET)
    return out.assign(caveat=np.where(np.isnan(asked), SPANS, out["caveat"]).astype(object))


METRICS = (
    Metric(
        id="M24", slug="ansoff_bookings", label="Bookings by growth move", unit="money", direction="target",
        range="real", grain=("quadrant", "ansoff"), needs=("quadrants", "ansoff"), compute=ansoff_bookings,
        definition="Net bookings by product (existing, new) and market (existing, new customer or segment).",
        formula="sum A", edge_cases="Persona gives the third axis; cells add up to bookings.", source="metrics.md M24",
    ),
    Metric(
        id="M24", slug="ansoff_target", label="Target by growth move", unit="money", direction="target",
        range="more than 0", grain=("quadrant",), needs=("quadrants",), compute=ansoff_target,
        definition="The targets of the motions that lie wholly in a quadrant.", formula="sum T",
        edge_cases="No value when a motion with a target spans several quadrants.", source="metrics.md M24",
    ),
    Metric(
        id="M24", slug="ansoff_attainment", label="Attainment by growth move", unit="ratio", direction="higher",
        range="real", grain=("quadrant",), needs=("quadrants",), compute=ansoff_attainment,
        definition="Net bookings of a quadrant as a share of its target.", formula="A / T",
        edge_cases="No value when a motion with a target spans several quadrants.", source="metrics.md M24",
    ),
)  # fmt: skip
