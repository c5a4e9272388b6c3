"""Managers, look-ahead and causes from a hand-made book: what a cell says for known, short, absent and too few."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from stratreport.brand import load_brand
from stratreport.metrics.book import Value
from stratreport.pack.blocks import Block, Notice, Sentence, Table, encode
from stratreport.present.pages import causes, lookahead, managers
from stratreport.present.pages.reading import Reading
from stratreport.present.preview import preview_html
from stratreport.present.sentences.narrative import Commitment, Line
from stratreport.render.svg import admit
from tests.present.toys import Toy, meta, snapshot

WINDOW = SimpleNamespace(label="FY2025Q4..FY2026Q3", trailing=("FY2026Q3",), current="FY2026Q3")


@dataclass
class Desk:
    """A book on paper: values by (slug, scope parts), everything else is not connected."""

    known: dict[tuple[str, ...], Any] = field(default_factory=dict)
    people: pd.DataFrame = field(default_factory=lambda: people({"north-M1": 3, "north-M2": 2}))
    verdicts: dict[str, tuple[str, float]] = field(default_factory=dict)
    themes: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    #: motions that are not short over the trailing quarters, with their attainment there
    trailing: dict[str, float] = field(default_factory=dict)
    window: Any = field(default_factory=lambda: WINDOW)
    base: str = "region:north"

    def value(self, slug: str, *, period: str | None = None, **scope: str) -> Value:
        held = {("quota",): 1e6, **self.known}.get((slug, *sorted(scope.values())))
        more = {"value": held} if not isinstance(held, dict) else held
        absent = "" if more["value"] is not None else "not connected: opportunities"
        blank = Value(slug, self.base, period or "FY2026Q3", None, None, None, None, None, "ratio", None, absent)
        return replace(blank, **more)

    @property
    def quadrants(self) -> pd.DataFrame:
        return self.people

    @property
    def manager_verdicts(self) -> pd.DataFrame:
        rows = [("region:north", name, word, expected, 0.01) for name, (word, expected) in self.verdicts.items()]
        return pd.DataFrame(rows, columns=["base", "manager_id", "verdict", "expected", "p"])

    @property
    def manager_causes(self) -> pd.DataFrame:
        rows = [("region:north", name, cause, 0.75, 4) for name, cause in self.themes.items()]
        return pd.DataFrame(rows, columns=["base", "manager_id", "cause", "share", "reps"])

    @property
    def motion_causes(self) -> pd.DataFrame:
        rows = [
            ("region:north", motion, cause, motion not in self.trailing, self.trailing.get(motion, 0.3))
            for motion, cause in self.classes.items()
        ]
        return pd.DataFrame(rows, columns=["base", "motion", "cause", "short", "attainment"])


def people(teams: dict[str, int]) -> pd.DataFrame:
    """Return the classes of the reps of teams: every second one has too few deals."""
    rows = [
        {"rep_id": f"{name}-{i}", "manager_id": name, "base": "region:north", "n": 12, "quota": 1e5,
         "quota_attainment": 1.0, "strategic": 0.1 * (i + 1), "quadrant": "too_few" if i % 2 else "executor",
         "certainty": "is"}
        for name, count in teams.items() for i in range(count)
    ]  # fmt: skip
    columns = ["rep_id", "manager_id", "base", "n", "quota", "quota_attainment", "strategic", "quadrant", "certainty"]
    return pd.DataFrame(rows, columns=columns)


def reading(desk: Desk, *, display: str = "names", commitments: tuple[Commitment, ...] = ()) -> Reading:
    said = {"managers": (Sentence("So."),), "themes": (), "lookahead": (Sentence("So."),), "causes": ()}
    pages = ("managers", "lookahead", "causes")
    words = SimpleNamespace(
        so_what=said, titles={page: Sentence("A title of a page.") for page in pages}, notices={},
        lines={page: Line("Measure", "reading") for page in pages}, sources=dict.fromkeys(pages, "Source."),
        decisions=(Sentence("Decide."),), decision_asides=("VP Growth, by 31 December 2026",), commitments=commitments,
    )  # fmt: skip
    snap = snapshot(Toy(), about=meta(tokens=load_brand(None).tokens, rep_display=display))
    return Reading(snap, desk, words)  # type: ignore[arg-type]


def texts(table: Block | None) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows]


def test_teams_stand_by_name_and_never_by_rank() -> None:
    desk = Desk({("strategic_motion_attainment", "north-M1"): 0.2, ("strategic_motion_attainment", "north-M2"): 0.9})
    assert [row[0] for row in texts(managers.strips(reading(desk)))] == ["Team 1", "Team 2"]
    turned = Desk({("strategic_motion_attainment", "north-M1"): 0.9, ("strategic_motion_attainment", "north-M2"): 0.2})
    assert [row[0] for row in texts(managers.strips(reading(turned)))] == ["Team 1", "Team 2"]


def test_a_team_shows_its_six_measures() -> None:
    one = "north-M1"
    desk = Desk(
        {
            ("quota_attainment", one): 1.04, ("strategic_motion_attainment", one): 0.254,
            ("pipeline_coverage", one, "strategic"): 0.7, ("required_coverage", one, "strategic"): 3.9,
            ("enablement_coverage", one): {"value": 2 / 3, "numerator": 2.0, "denominator": 3.0},
        },
        verdicts={one: ("off_strategy", 0.96)}, themes={one: "pipeline"},
    )  # fmt: skip
    row = texts(managers.strips(reading(desk)))[0]
    # W1 has five strategic deals for five reps in turn: three new products (R1, R2, R3) and two new customers (R1, R2);
    # managers alternate, M2 has R1, R3, R5 and M1 has R2, R4
    assert row[3:] == ["104%", "25%", "2", "0.7× of 3.9×", "2 of 3", "▼ Off strategy", "Build cover"]


def test_what_is_not_connected_is_said_and_no_verdict_is_too_few() -> None:
    table = managers.strips(reading(Desk()))
    assert isinstance(table, Table)
    assert texts(table)[0][6:] == ["Too few deals", "–"]
    assert len(table.columns) == len(table.total) == len(table.rows[0]) == 8
    assert "Not connected: pipeline and certificates." in table.note


def test_every_representative_is_a_dot_with_its_value_and_without_a_name() -> None:
    table = managers.strips(reading(Desk({("strategic_shrunk", "north-M1"): 0.21})))
    assert texts(table)[0][2] == "Team 1: 10%, 20%, 30%; mean of the team 21%"
    assert "north-M1-0" not in json.dumps(encode(table))


def test_in_groups_only_a_team_is_its_mean_and_a_small_one_is_closed() -> None:
    sizes = {"north-M1": 6, "north-M2": 6, "north-M3": 4, "north-M4": 4}
    desk = Desk({("strategic_shrunk", name): 0.21 for name in sizes}, people=people(sizes))
    table = managers.strips(reading(desk, display="aggregate"))
    assert isinstance(table, Table)
    assert texts(table)[0][2] == "Team 1: mean of the team 21%"
    assert "<circle" not in table.rows[0][2].svg
    assert set(texts(table)[2][1:]) == {"–"}
    assert table.rows[2][0].sub


@pytest.mark.parametrize(("teams", "rows", "note"), [(1, 1, ""), (12, 12, ""), (14, 12, "2 more in the data book.")])
def test_one_team_and_many_fit_a_page(teams: int, rows: int, note: str) -> None:
    table = managers.strips(reading(Desk(people=people({f"M{i:02d}": 3 for i in range(teams)}))))
    assert isinstance(table, Table)
    said = f"{note} Not connected: pipeline and certificates.".strip()
    assert (len(table.rows), table.note) == (rows, said)
    assert sum(column.width_mm for column in table.columns) <= 267 - 20


def test_no_team_is_said() -> None:
    assert isinstance(managers.strips(reading(Desk(people=people({})))), Notice)


COVER = {
    ("pipeline_open", "new_product"): 300e3, ("target_ahead", "new_product"): 200e3,
    ("pipeline_coverage", "new_product"): 1.5, ("required_coverage", "new_product"): 4.0,
    ("pipeline_gap", "new_product"): 500e3, ("pipeline_open", "strategic"): 900e3,
    ("pipeline_coverage", "strategic"): 2.25, ("required_coverage", "strategic"): 2.0,
    ("pipeline_gap", "strategic"): 0.0,
}  # fmt: skip


def test_cover_stands_beside_what_is_needed_with_the_money_missing() -> None:
    # 300k open for a target of 200k is 1.5 times; 4 times would be 800k: 500k are missing
    table = lookahead.cover(reading(Desk(dict(COVER))))
    assert isinstance(table, Table)
    first = table.rows[0]
    assert [cell.text for cell in first] == [
        "New products", "300", "200", "New products: cover 1.5×, needed 4.0×", "1.5×", "4.0×", "500",
    ]  # fmt: skip
    assert "f-bad" not in first[3].svg  # one colour a table: that of all motions together
    assert "f-good" in table.total[3].svg
    assert table.total[0].text == "Strategic motions together"


def test_a_motion_without_pipeline_is_a_dash_and_no_zero() -> None:
    rows = texts(lookahead.cover(reading(Desk(dict(COVER)))))
    assert rows[1][1:3] == ["–", "–"]
    assert rows[1][4:] == ["–", "–", "–"]


def test_pipeline_that_is_not_connected_is_a_notice() -> None:
    notice = lookahead.cover(reading(Desk()))
    assert isinstance(notice, Notice)
    assert "not connected" in notice.text.text


SIGNS = {
    ("win_rate", "new_product"): {"value": 0.3, "low": 0.25, "high": 0.37, "n": 230},
    ("win_rate", "core"): {"value": 0.51, "low": 0.48, "high": 0.54, "n": 1074},
    ("win_rate_gap_to_core", "new_product"): -0.21, ("win_rate_gap_to_core", "core"): 0.0,
    ("sales_cycle", "new_product"): 127.0, ("sales_cycle_gap_to_core", "new_product"): 55.0,
    ("sales_cycle", "new_logo"): {"value": None, "caveat": "too few to judge"},
}  # fmt: skip


def test_indicators_carry_interval_n_and_difference_to_core() -> None:
    table = lookahead.signs(reading(Desk(dict(SIGNS))))
    assert texts(table)[0] == ["New products", "30%", "25 to 37%", "230", "−21\xa0pts", "127", "+55"]
    assert texts(table)[1][5] == "too few"
    assert isinstance(table, Table)
    assert [cell.text for cell in table.total] == ["Core business", "51%", "48 to 54%", "1,074", "–", "–", "–"]


def test_indicators_that_are_not_connected_are_named_below() -> None:
    table = lookahead.signs(reading(Desk(dict(SIGNS))))
    assert isinstance(table, Table)
    assert table.note == "Not connected: discount and persona coverage."
    assert isinstance(lookahead.signs(reading(Desk())), Notice)


SHORT = {
    ("motion_gap", "new_product"): 140e3, ("motion_attainment", "new_product"): 0.3,
    ("motion_gap", "new_logo"): 150e3, ("motion_gap", "new_persona"): 0.0,
    ("pipeline_coverage", "new_product"): 1.3, ("required_coverage", "new_product"): 3.2,
    ("win_rate", "new_product"): {"value": 0.3, "n": 230},
    ("funnel_win_rate", "new_product"): {"value": 0.1823, "numerator": 0.3, "denominator": 0.25},
    ("funnel_deal_size", "new_product"): {"value": 0.0953, "numerator": 110.0, "denominator": 100.0},
    ("enablement_coverage", "certificate"): {"value": 0.9, "numerator": 18.0, "denominator": 20.0},
}  # fmt: skip


def test_causes_stand_by_money_with_their_evidence_and_how_firm_they_are() -> None:
    desk = Desk(dict(SHORT), classes={"new_product": "pipeline", "new_logo": "management"})
    rows = texts(causes.causes(reading(desk)))
    assert [row[0] for row in rows] == ["New customers", "New products"]
    assert rows[1][1:] == [
        "140", "30%", "18 of 20", "1.3× of 3.2×", "30% (25%)", "110%", "230", "complete", "Too little pipeline",
        "Likely",
    ]  # fmt: skip
    assert rows[0][-2:] == ["A difference in how teams work", "Tested"]


def test_a_motion_without_a_class_stays_open() -> None:
    rows = texts(causes.causes(reading(Desk(dict(SHORT)))))
    assert rows[0][-2:] == ["No cause that the connected data shows", "Open"]


@pytest.mark.parametrize(
    ("cause", "attainment", "said"),
    [
        ("none", 0.5, ["What chance explains", "No signal"]),
        ("none", 0.8, ["One quarter; several together are on strategy", "No signal"]),
        ("too_few", 0.0, ["Too few deals to look for a cause", "Too few"]),
    ],
)
def test_where_no_cause_is_looked_for_the_row_says_why(cause: str, attainment: float, said: list[str]) -> None:
    desk = Desk(dict(SHORT), classes={"new_logo": cause}, trailing={"new_logo": attainment})
    assert texts(causes.causes(reading(desk)))[0][-2:] == said


def test_nothing_short_is_said() -> None:
    assert isinstance(causes.causes(reading(Desk())), Notice)


def test_commitments_show_status_and_the_metric_then_and_now() -> None:
    kept = Commitment(Sentence("Certify all."), "VP", "31 July 2026", "Done", "Certified", "", "40%", "90%", "good")
    late = Commitment(Sentence("Build cover."), "VP", "30 June 2026", "Overdue", "Cover", "", "–", "2.5×", "neutral")
    table = causes.commitments(reading(Desk(), commitments=(kept, late)))
    rows = texts(table)
    assert [row[-1] for row in rows] == ["▲ 40% → 90%", "2.5×"]
    assert isinstance(table, Table)
    assert [row[2].tone for row in table.rows] == ["neutral", "bad"]
    assert isinstance(causes.commitments(reading(Desk())), Notice)


@pytest.mark.parametrize("desk", [Desk(), Desk({**COVER, **SIGNS, **SHORT})], ids=["nothing", "all"])
def test_every_page_is_whole(desk: Desk) -> None:
    for page in (managers.page, lookahead.page, causes.page):
        shown = page(reading(desk))
        assert (shown[0].kind, shown[-1].kind) == ("page", "source")
        for block in shown:
            json.dumps(encode(block), allow_nan=False)
            assert preview_html(block).startswith("<")
            for table in (item for item in (block,) if isinstance(item, Table)):
                drawn = [cell.svg for row in (*table.rows, table.total) for cell in row if cell.svg]
                assert all(admit(svg).width_mm <= 120 for svg in drawn)
                assert all(
                    len(row) == len(table.columns) for row in (*table.rows, *((table.total,) if table.total else ()))
                )
                assert all(len(row) == len(table.exhibit.columns) for row in table.exhibit.rows)
