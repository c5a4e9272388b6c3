"""Products of the demo company: five lines, a launch or two every year, three replacement SKUs.

Every quarter has at least two products inside the launch window, so the new-product motion exists in every year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratreport.sources.demo.plan import WINDOW
from stratreport.sources.demo.quarters import Bools, Floats, day, first_day, quarter_of

FLOW, SPECTRO, SERVICE, PHOTO, SOFTWARE = (
    "Flow-X analysers",
    "Spectrometry",
    "Service contracts",
    "Photometry",
    "Software",
)


@dataclass(frozen=True)
class Product:
    """One product; `weight` is its pull within its line, `price` its list price in EUR."""

    product_id: str
    name: str
    line: str
    launched_on: str
    price: int
    weight: float
    replaces: str | None = None


PRODUCTS: tuple[Product, ...] = (
    Product("SP110", "Helia 110 UV-Vis spectrometer", SPECTRO, "2009-03-02", 14_500, 1.0),
    Product("SP220", "Helia 220 UV-Vis spectrometer", SPECTRO, "2013-09-16", 21_800, 1.4),
    Product("SP310", "Helia 310 diode array", SPECTRO, "2015-05-04", 27_500, 1.2),
    Product("SP400", "Corvus 400 FTIR", SPECTRO, "2016-10-10", 38_000, 1.3),
    Product("SP450", "Corvus 450 FTIR", SPECTRO, "2018-04-09", 43_500, 1.0),
    Product("SP460", "Corvus 460 near-infrared", SPECTRO, "2019-09-23", 47_000, 1.0),
    Product("SP510", "Auriga 510 ICP", SPECTRO, "2020-10-05", 88_000, 0.9),
    Product("SP520", "Auriga 520 ICP", SPECTRO, "2022-10-03", 96_000, 1.0),
    Product("SP600", "Auriga 600 mass detector", SPECTRO, "2024-12-02", 128_000, 0.5),
    Product("SP221", "Helia 221 UV-Vis spectrometer", SPECTRO, "2025-03-03", 22_900, 0.8, "SP220"),
    Product("PH010", "Lumen 10 photometer", PHOTO, "2007-06-04", 4_200, 1.0),
    Product("PH020", "Lumen 20 photometer", PHOTO, "2012-02-06", 6_900, 1.3),
    Product("PH030", "Lumen 30 turbidity", PHOTO, "2014-11-03", 8_400, 0.9),
    Product("PH040", "Lumen 40 colour", PHOTO, "2017-03-13", 9_800, 0.9),
    Product("PH050", "Lumen 50 inline photometer", PHOTO, "2021-04-12", 16_400, 1.0),
    Product("PH060", "Lumen 60 multichannel", PHOTO, "2023-03-06", 19_900, 0.7),
    Product("PH021", "Lumen 21 photometer", PHOTO, "2024-06-03", 7_200, 0.8, "PH020"),
    Product("SV010", "Care Basic", SERVICE, "2008-01-07", 2_400, 1.0),
    Product("SV020", "Care Plus", SERVICE, "2011-01-10", 5_600, 1.6),
    Product("SV030", "Care Complete", SERVICE, "2016-01-11", 11_500, 1.4),
    Product("SV040", "Qualification and validation", SERVICE, "2019-02-11", 9_200, 0.9),
    Product("SV050", "Remote calibration", SERVICE, "2021-09-06", 4_800, 0.8),
    Product("SV060", "Uptime agreement", SERVICE, "2024-04-08", 15_000, 0.5),
    Product("SW010", "Ledgerlab desktop", SOFTWARE, "2010-05-10", 3_200, 0.8),
    Product("SW020", "Ledgerlab server", SOFTWARE, "2017-09-18", 12_800, 1.0),
    Product("SW030", "Ledgerlab audit trail", SOFTWARE, "2020-03-16", 7_600, 0.9),
    Product("SW040", "Ledgerlab methods", SOFTWARE, "2023-10-09", 9_900, 0.9),
    Product("SW050", "Insight fleet analytics", SOFTWARE, "2025-04-07", 18_500, 1.2),
    Product("SW060", "Insight release by exception", SOFTWARE, "2026-02-09", 24_000, 0.6),
    Product("SW021", "Ledgerlab server 2", SOFTWARE, "2025-10-06", 13_900, 0.6, "SW020"),
    Product("FX100", "Flow-X 100", FLOW, "2022-04-04", 52_000, 1.0),
    Product("FX200", "Flow-X 200 dual channel", FLOW, "2024-01-15", 61_000, 0.8),
    Product("FX300", "Flow-X Pro", FLOW, "2024-11-04", 74_000, 2.2),
    Product("FX310", "Flow-X Pro hazardous area", FLOW, "2025-09-01", 86_000, 1.6),
    Product("FX400", "Flow-X Micro", FLOW, "2026-01-12", 39_500, 1.2),
)

#: pull of the lines within existing business (usual, legacy-heavy) and within new products
EXISTING_PULL = {SPECTRO: 0.46, SERVICE: 0.26, PHOTO: 0.15, SOFTWARE: 0.06, FLOW: 0.07}
LEGACY_PULL = {SPECTRO: 0.36, SERVICE: 0.30, PHOTO: 0.28, SOFTWARE: 0.04, FLOW: 0.02}
NEW_PULL = {SPECTRO: 0.14, SERVICE: 0.08, PHOTO: 0.06, SOFTWARE: 0.20, FLOW: 0.70}


def new_in(quarter: int) -> Bools:
    """Return which products are new in a quarter: launched in it or in the seven before, replacements never."""
    launched = np.array([quarter_of(max(day(item.launched_on), first_day(0) - 2000)) for item in PRODUCTS])
    replacement = np.array([item.replaces is not None for item in PRODUCTS])
    return np.asarray((launched <= quarter) & (quarter < launched + WINDOW) & ~replacement, dtype=np.bool_)


def pull(quarter: int, *, new: bool, legacy: bool) -> Floats:
    """Return the probability of each product in one class of business in a quarter, by line, then by weight.

    A product is bookable from the quarter after its launch quarter or, when it was launched in the first days of
    the quarter, at once: nothing is booked before its launch.
    """
    launched = np.array([day(item.launched_on) <= first_day(quarter) for item in PRODUCTS])
    window = new_in(quarter)
    usable = launched & (window if new else ~window)
    by_line = NEW_PULL if new else (LEGACY_PULL if legacy else EXISTING_PULL)
    weight = np.where(usable, [item.weight for item in PRODUCTS], 0.0)
    lines = np.array([item.line for item in PRODUCTS])
    for line, share in by_line.items():
        total = weight[lines == line].sum()
        if total > 0:
            weight[lines == line] *= share / total
    return np.asarray(weight / weight.sum())
