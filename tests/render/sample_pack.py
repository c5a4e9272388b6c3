"""A sample pack that covers every block type; the company, the numbers and the sentences are invented."""
# ruff: noqa: E501 - the sentences of the sample stay whole

from __future__ import annotations

import base64
import struct
import zlib

from sample_marks import bar, bullet, quadrant, spark, waterfall

from stratreport.brand import load_brand
from stratreport.pack.blocks import (
    Block,
    Bridge,
    BridgeRow,
    Chapter,
    Claim,
    Columns,
    CoverFacts,
    Exhibit,
    Figure,
    ListColumn,
    Matrix,
    MatrixCell,
    Notice,
    Pack,
    PageHead,
    Picture,
    Prose,
    Sentence,
    Source,
    Table,
    TableCell,
    TableColumn,
    Tile,
    Tiles,
    Tone,
    Verdict,
)  # fmt: skip

S = Sentence


def png(size: int = 8) -> str:
    """Return a grey square as base64 PNG."""
    raw = b"".join(b"\x00" + b"\xc7\xce\xd4" * size for _ in range(size))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + data).decode()


def tile(label: str, value: str, delta: tuple[str, Tone], foot: str, shape: tuple[float, ...] = ()) -> Tile:
    words, tone = delta
    at, target, prior, *run = shape or (0.5, 0.6, 0.55, 0.9, 0.6, 0.3)
    return Tile(
        label=label, value=value, delta=words, symbol="▲" if tone == "good" else "▼", tone=tone,
        bullet_svg=bullet(at, target, prior, tone=tone, title=f"{label} {value}, {words}") if foot else "", foot=foot,
        spark_svg=spark(run, 0.5, tone=tone, title=f"{label} over eight quarters, now {value}") if foot else "",
        spark_note="last eight quarters" if foot else "",
    )  # fmt: skip


COVER = CoverFacts(
    kind="cover", eyebrow="The quarter in one sentence",
    verdict=S("North made its number, but one euro in three came from outside the strategy."),
    paragraph=S("Bookings reached €25.1m, 104.6% of quota. On-strategy bookings reached €16.9m, 88% of the strategic target. "
                "The gap opened in new products and new markets, and legacy discounting covered it."),
    numbers=(tile("of quota", "104.6%", ("€1.1m above", "good"), ""),
             tile("of strategic target", "88.0%", ("€2.3m below", "bad"), ""),
             tile("of bookings on strategy", "67%", ("target 80%", "bad"), "")),
    region_name="North region", period_label="Q3 FY2026 · July to September 2026",
)  # fmt: skip


def page(slug: str, title: str, measure: str, reading: str, key: tuple[tuple[str, str], ...] = ()) -> PageHead:
    return PageHead(kind="page", title=S(title), measure=measure, reading=reading, slug=slug, key=key)


def exhibit(slug: str, title: str) -> Exhibit:
    return Exhibit(
        slug=slug, title=title, columns=("Name", "Actual", "Share", "Points", "Deals", "Cycle", "As of"),
        units=("text", "money", "ratio", "points", "count", "days", "date"),
        rows=(("Flow-X analysers", 3_100_000.5, 0.913, -1.5, 41, 63, "2026-09-30"),
              ("Legacy photometry", -6_400_000.0, None, 2.6, 34, 21, None)), note="Invented.",
    )  # fmt: skip


SUMMARY: tuple[Block, ...] = (
    page("summary", "North beat quota by 5% and missed its strategic target by 12%: the mix, not the volume, is the problem",
         "Five measures that decide the verdict",
         "Q3 FY2026, actual against target · black bar = target, grey triangle = prior year, shading = weak / near / on target"),
    Verdict(kind="verdict", status="Off strategy", symbol="▼", tone="bad",
            text=S("The region is ahead on volume and behind on every strategic measure. Unless the Q4 mix changes, full-year "
                   "on-strategy share closes near 69% against 80%, and the FY27 plan starts €9m short in new products.")),
    Tiles(kind="tiles", exhibit=exhibit("five-measures", "Five measures"), claims=(Claim("quota_attainment", "region:north", 1.046, "104.6%"),),
          tiles=(
        tile("Quota attainment", "104.6%", ("4.6 pts above target", "good"), "€25.1m of €24.0m · prior year 97.1%", (0.74, 0.66, 0.62, 0.1, 0.4, 0.6, 0.2, 0.2, 0.3, 0.7, 1)),
        tile("Strategy attainment", "88.0%", ("12.0 pts below target", "bad"), "€16.9m of €19.2m · prior year 94.0%", (0.47, 0.66, 0.56, 0.9, 0.95, 0.8, 0.6, 0.55, 0.5, 0.3, 0.1)),
        tile("On-strategy share of bookings", "67.3%", ("12.7 pts below target", "bad"), "target 80% · prior year 74.5%", (0.45, 0.66, 0.57, 0.9, 0.95, 0.85, 0.7, 0.65, 0.5, 0.3, 0.1)),
        tile("Win rate in strategic segments", "27%", ("4 pts below target", "bad"), "41 of 152 decisions · prior year 29%", (0.56, 0.7, 0.63, 0.8, 0.6, 1, 0.5, 0.5, 0.6, 0.3, 0.1)),
        tile("Q4 strategic pipeline cover", "2.6×", ("0.4× below target", "bad"), "€52m against €20m · prior year 2.9×", (0.53, 0.66, 0.63, 0.6, 0.5, 0.9, 0.4, 0.4, 0.3, 0.2, 0.1)),
    )),
    Columns(kind="columns", columns=(
        ListColumn("What happened", (
            S("€4.9m of extra penetration, over half of it price-led, covered a €3.8m shortfall in new products, new markets and diversification."),
            S("Seven of 14 representatives made quota; only three did so on strategy."),
            S("Average discount rose to 18%, from 13% a year ago."))),
        ListColumn("Why", (
            S("Legacy deals pay the same commission and close 40 days faster."),
            S("Flow-X certified capacity sits with two representatives."),
            S("Life-science entry stalled in procurement: 11 of 16 opportunities aged past 120 days."))),
        ListColumn("Decisions we ask for today", (
            S("Move legacy photometry to half credit from 1 November."),
            S("Certify six more Flow-X sellers by 15 December."),
            S("Hold Q4 deal-desk approval at 25% discount.")), style="numbers",
            asides=("Sales Ops, R. Meyer", "Enablement, K. Osei", "Finance, L. Brandt")),
    )),
    Source(kind="source", text="Source: CRM opportunity snapshot 2026-10-03; quota file v3 approved 2026-01-19. Strategy attainment = on-strategy bookings ÷ strategic target."),
)  # fmt: skip

BRIDGE_ROWS = (
    ("Quota", "plan, Q3 FY26", S("Set in January on a 48% penetration mix; the strategy asks for the other 52% to come from new products and markets."), True),
    ("Core upsell and renewals", "penetration", S("Eleven renewals pulled in ahead of the 1 October price rise: €1.1m is timing, not growth."), False),
    ("Legacy price-led deals", "penetration, outside the strategy", S("Closed the quota gap, but on end-of-life lines at an average 31% discount."), False),
    ("New products", "product development", S("Flow-X slipped in 6 of 9 named accounts; two reps hold 80% of certified capacity."), False),
    ("New markets", "market development", S("Life-science entry stalled at procurement; no partner signed for the Baltics."), False),
    ("Diversification", "new product, new market", S("One pilot moved to Q4; within tolerance."), False),
    ("Bookings", "actual, 104.6% of quota", S("Without the legacy deals the region lands at 93.8%.", lead="+€1.1m over quota."), True),
    ("Legacy price-led deals", "all, not only the excess", S("34 deals, 9 reps; half of the value sits with three of them."), False),
    ("Beyond discount guardrail", "on-strategy lines, > 25% discount", S("Credited at zero in the strategy view until the deal desk approves."), False),
    ("On-strategy bookings", "actual, 67% of bookings", S("– 88% attainment.", lead="€2.3m short of the strategic target"), True),
    ("Strategic target", "80% of quota", S("Same basis for every region; see the definitions."), True),
)  # fmt: skip

BRIDGE_PAGE: tuple[Block, ...] = (
    page("bridge", "Legacy deals and deep discounts made the quota; without them North is €2.3m short of its strategic target",
         "Bridge from quota to on-strategy bookings", "€ million, Q3 FY2026",
         (("actual", "actual"), ("plan", "plan"), ("good", "adds"), ("bad", "subtracts"), ("watch", "adds to quota, not to strategy"), ("accent", "on strategy"))),
    Bridge(kind="bridge", unit="€ million", rows=tuple(BridgeRow(*row) for row in BRIDGE_ROWS), row_mm=11.3, svg=waterfall(11.3),
           exhibit=exhibit("bridge", "Bridge from quota to on-strategy bookings")),
    Source(kind="source", text="Source: CRM opportunity snapshot 2026-10-03, 412 closed-won opportunities reconciled to the ledger (difference €0.02m)."),
)  # fmt: skip


def cell(
    name: str, value: str, delta: tuple[str, Tone], shape: tuple[float, float], words: tuple[str, str]
) -> MatrixCell:
    return MatrixCell(
        name=name, value=value, bar_svg=bar(*shape, width=49, title=f"{name} {value}", tall=4.4), delta=delta[0],
        symbol="▲" if delta[1] == "good" else "▼", tone=delta[1], detail=words[0], reason=S(words[1]),
    )  # fmt: skip


def bars(rows: tuple[tuple[str, str, str, str, float, float, str], ...]) -> tuple[tuple[TableCell, ...], ...]:
    return tuple(
        (TableCell(name), TableCell(actual), TableCell(plan), TableCell(delta, tone="bad" if "−" in delta else "good"),
         TableCell("", svg=bar(value, mark, width=32, title=f"{name} {actual} against plan {plan}"), sort=value), TableCell(share))
        for name, actual, plan, delta, value, mark, share in rows
    )  # fmt: skip


LINE_COLUMNS = (
    TableColumn("Line", "left", 0), TableColumn("Actual", "right", 12), TableColumn("Plan", "right", 11.5),
    TableColumn("Δ plan", "right", 11.5), TableColumn("Actual against plan", "left", 36), TableColumn("On strategy", "right", 18),
)  # fmt: skip

BALANCE: tuple[Block, ...] = (
    page("balance", "Two thirds of bookings came from selling existing products to existing customers; the plan was under half",
         "Bookings by Ansoff quadrant and product line", "€ million, Q3 FY2026, actual against plan · black mark = plan"),
    Matrix(kind="matrix", column_heads=("Existing products", "New products"), row_heads=("Existing customers", "New customers"),
           exhibit=exhibit("ansoff", "Bookings by Ansoff quadrant"), cells=(
        cell("Penetration", "16.5", ("+4.9", "good"), (0.98, 0.69), ("against plan 11.6 · 66% of bookings, plan 48%", "Renewals and legacy photometry pulled forward; half of the surplus is price-led.")),
        cell("Product development", "4.5", ("−1.9", "bad"), (0.27, 0.38), ("against plan 6.4 · 18% of bookings, plan 27%", "Flow-X slipped in six of nine named accounts; capacity, not demand.")),
        cell("Market development", "3.1", ("−1.5", "bad"), (0.19, 0.27), ("against plan 4.6 · 12% of bookings, plan 19%", "Life science is stuck in procurement; no Baltic partner signed.")),
        cell("Diversification", "1.0", ("−0.4", "bad"), (0.06, 0.08), ("against plan 1.4 · 4% of bookings, plan 6%", "One pilot moved into Q4. Within tolerance, no action.")),
    )),
    Table(kind="table", caption="Product lines, € million", columns=LINE_COLUMNS, slot="right", rows=bars((
        ("Flow-X analysers", "3.1", "4.6", "−1.5", 0.3, 0.45, "91%"), ("Core spectrometry", "9.8", "8.4", "+1.4", 0.95, 0.82, "88%"),
        ("Service contracts", "4.6", "4.2", "+0.4", 0.45, 0.41, "84%"), ("Legacy photometry", "6.4", "3.8", "+2.6", 0.62, 0.37, "0%"),
        ("Software and data", "1.2", "3.0", "−1.8", 0.12, 0.29, "95%"))),
        total=tuple(TableCell(t, tone="good" if t == "+1.1" else "neutral") for t in ("North region", "25.1", "24.0", "+1.1", "", "67%")),
        exhibit=exhibit("product-lines", "Product lines")),
    Table(kind="table", caption="Customer segments, € million", columns=(TableColumn("Segment", "left", 0), *LINE_COLUMNS[1:]), slot="right", rows=bars((
        ("Life science", "2.9", "5.1", "−2.2", 0.2, 0.36, "78%"), ("Process industry", "12.4", "11.0", "+1.4", 0.9, 0.79, "81%"),
        ("Environment labs", "6.2", "5.4", "+0.8", 0.45, 0.39, "44%"), ("Universities", "3.6", "2.5", "+1.1", 0.26, 0.18, "39%"))),
        exhibit=exhibit("segments", "Customer segments")),
    Columns(kind="columns", slot="right", columns=(ListColumn("So what", (
        S("Without its €2.6m excess the region misses quota.", lead="Legacy photometry is 25% of bookings at 31% discount."),
        S("Eight of ten quotes omit it; bundling with Flow-X is the quickest lever.", lead="Software and data books 40% of plan."),
        S("win rate is 34% where a certified seller leads, 19% elsewhere.", lead="Flow-X is €1.5m short on capacity, not demand:"))),)),
    Source(kind="source", text="Source: CRM opportunity snapshot 2026-10-03; product master 2026-09. Existing customer = any booking in the previous 24 months."),
)  # fmt: skip


def group(name: str, response: str, *numbers: str) -> tuple[TableCell, ...]:
    return (TableCell(name, sub=response, bold=True), *(TableCell(n) for n in numbers))


PEOPLE: tuple[Block, ...] = (
    page("people", "Half the team made quota, but only three of those seven did it on strategy",
         "Representatives by quota attainment and on-strategy share of bookings", "Q3 FY2026 · lines = thresholds, 100% and 80%"),
    Figure(kind="figure", svg=quadrant(), alt="14 representatives by quota attainment and on-strategy share", caption="", slot="left",
           exhibit=exhibit("quadrant", "Representatives")),
    Table(kind="table", caption="The four groups", slot="right", exhibit=exhibit("groups", "The four groups"), columns=(
        TableColumn("Group and response", "left", 0), TableColumn("Reps", "right", 11), TableColumn("€m", "right", 11),
        TableColumn("Quota", "right", 13), TableColumn("On strategy", "right", 19)), rows=(
        group("Role models", "Codify and teach", "3", "5.9", "116%", "86%"),
        group("Right number, wrong mix", "Change the plan, not the person", "4", "8.6", "122%", "50%"),
        group("Right mix, not enough", "Coach pipeline volume", "3", "4.6", "90%", "86%"),
        group("Needs a plan now", "90-day plan, weekly review", "4", "6.0", "89%", "60%")),
        total=tuple(TableCell(t) for t in ("North region", "14", "25.1", "105%", "67%"))),
    Columns(kind="columns", slot="right", columns=(ListColumn("So what", (
        S("Byrne and Petrov hold 62% of legacy bookings and rank first and second on commission.", lead="The pay plan is the likely cause, not skill."),
        S("but carry 0.8× the team’s pipeline: give them inbound first.", lead="Haddad, Tanaka and Silva sell the strategy well"),
        S("groups are set by data; the response is agreed in the one-to-one, not in this report.", lead="Managers:"))),)),
    Source(kind="source", text="Source: CRM opportunity snapshot 2026-10-03. Representatives with at least one full quarter in seat (14 of 16)."),
)  # fmt: skip

QUESTION: tuple[Block, ...] = (
    Prose(kind="prose", markdown="## Do large deals explain the gap?\n\nNo. **Deals above €500k** carry a third of the gap; "
          "the rest is spread:\n\n- mid-size deals slip by *one* quarter\n- small deals do not\n\n"
          "| size | deals |\n|---|---:|\n| large | 4 |\n| small | 88 |\n\nSee [the method](https://example.com/method) and `review.deals`."),
    Notice(kind="notice", title="Personas not connected", text=S("The source has no engagements; nothing is said about buying roles.")),
    Picture(kind="picture", png_base64=png(), alt="A grey square", caption="Deals by size"),
    Table(kind="table", caption="Deals by month", exhibit=exhibit("months", "Deals by month"), note="A long table flows on.",
          columns=(TableColumn("Month", "left", 40), TableColumn("Deals"), TableColumn("€k")),
          rows=tuple((TableCell(f"Month {i}"), TableCell(f"{i * 3}"), TableCell(f"{i * 11}")) for i in range(1, 46))),
)  # fmt: skip


def sample(**changes: object) -> Pack:
    """Return the sample pack, with fields replaced."""
    chapters = (
        Chapter("summary", "Executive summary", 1, SUMMARY), Chapter("bridge", "Quota to strategy bridge", 2, BRIDGE_PAGE),
        Chapter("balance", "Strategic balance", 3, BALANCE), Chapter("people", "Representatives", 4, PEOPLE),
        Chapter("question", "Do large deals explain it?", 5, QUESTION),
    )  # fmt: skip
    fields: dict[str, object] = {
        "title": "Quarterly strategy-execution review", "company": "Meridian Instruments", "scope": "region", "region": "north",
        "region_name": "North region", "period": "FY2026Q3", "period_label": "Q3 FY2026", "as_of": "2026-10-03",
        "currency": "EUR", "locale": "en", "paper": "a4", "prepared_for": "the executive committee",
        "prepared_by": "Revenue Strategy Office", "status": "final", "source_line": "CRM snapshot 2026-10-03",
        "tokens": load_brand(None).tokens, "cover": COVER, "chapters": chapters, "lineage": {"inputs": "sha256:0123abcd"},
    }  # fmt: skip
    return Pack(**{**fields, **changes})  # type: ignore[arg-type]
