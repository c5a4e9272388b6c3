"""Every page of every toy: the blocks survive the journey as JSON, drawings pass the press's door, no holes."""

from __future__ import annotations

import json
import re

import pytest

from stratreport.brand import load_brand
from stratreport.findings import detect
from stratreport.metrics import evaluate
from stratreport.pack.blocks import Block, Bridge, Figure, PageHead, Source, Table, decode, encode
from stratreport.present.pages import catalogue, cover
from stratreport.present.pages.reading import Reading
from stratreport.present.preview import preview_html
from stratreport.present.sentences import narrate
from stratreport.render.svg import admit
from stratreport.snapshot import Snapshot
from tests.present.toys import ON_PLAN, W1, Toy, meta, snapshot

FEW = {"core": [100_000.0] * 4, "new_product": [20_000.0]}
CASES: dict[str, tuple[Toy, ...]] = {
    "hit_off": (Toy(),),
    "hit_on": (Toy(deals=ON_PLAN),),
    "no_signal": (Toy(deals=FEW),),
    "no_deals": (Toy(deals={}),),
    "no_target": (Toy(shares={"core": 1.0}),),
    "no_quota": (Toy(quota=0.0),),
    "history": (Toy(history={"FY2025Q3": ON_PLAN, "FY2026Q1": W1, "FY2026Q2": W1}),),
    "returns": (Toy(deals={**W1, "new_persona": [-30_000.0]}),),
    "net_negative": (Toy(deals={"core": [-500_000.0], "new_product": [20_000.0]}),),
    "one_rep": (Toy(reps=1),),
    "company": (Toy(), Toy(deals=ON_PLAN, region="south")),
}


def read(snap: Snapshot) -> Reading:
    book = evaluate(snap)
    return Reading(snap, book, narrate(snap, book, detect(snap, book)))


def reading(name: str) -> Reading:
    about = {"scope": "company", "region": "company"} if name == "company" else {}
    return read(snapshot(*CASES[name], about=meta(tokens=load_brand(None).tokens, **about)))


def blocks(case: Reading) -> list[Block]:
    pages = ["overview", "bridge", "balance", "method", "data"] if case.company else [
        "summary", "bridge", "balance", "people", "managers", "lookahead", "causes", "method", "data",
    ]  # fmt: skip
    return [cover.cover(case), *(block for page in pages for block in catalogue.PAGES[page](case))]


@pytest.fixture(scope="module", params=list(CASES))
def shown(request: pytest.FixtureRequest) -> list[Block]:
    return blocks(reading(request.param))


def test_blocks_survive_the_journey_as_json(shown: list[Block]) -> None:
    for block in shown:
        text = json.dumps(encode(block), allow_nan=False)
        assert decode(json.loads(text)) == block


def test_no_text_shows_a_hole(shown: list[Block]) -> None:
    text = json.dumps([encode(block) for block in shown], ensure_ascii=False)
    assert not re.search(r'\bnan\b|\binf\b|\bNaT\b|"None"|-0\.0\b', text.replace('"shown": "None"', ""))


def test_every_drawing_passes_the_door_of_the_press_and_says_what_it_shows(shown: list[Block]) -> None:
    drawings = re.findall(
        r"<svg .*?</svg>", json.dumps([encode(b) for b in shown], ensure_ascii=False).replace('\\"', '"')
    )
    assert drawings
    for drawing in drawings:
        assert admit(drawing).width_mm <= 267
        assert re.search(r"<title>[^<]+</title>", drawing)


def test_a_page_starts_with_its_title_and_ends_with_its_source(shown: list[Block]) -> None:
    kinds = [block.kind for block in shown if block.kind in ("page", "source")]
    assert kinds == ["page", "source"] * (len(kinds) // 2)
    assert all(block.title.text for block in shown if isinstance(block, PageHead))
    assert all(block.text for block in shown if isinstance(block, Source))


def test_tables_fit_a_page_and_every_cell_has_its_column(shown: list[Block]) -> None:
    for table in (block for block in shown if isinstance(block, Table)):
        assert len(table.rows) <= 12
        assert all(len(row) == len(table.columns) for row in (*table.rows, *((table.total,) if table.total else ())))
        assert sum(column.width_mm for column in table.columns) <= 267
        assert all(len(row) == len(table.exhibit.columns) == len(table.exhibit.units) for row in table.exhibit.rows)


def test_the_drawing_of_the_bridge_stands_on_its_rows(shown: list[Block]) -> None:
    for bridge in (block for block in shown if isinstance(block, Bridge)):
        drawing = admit(bridge.svg)
        assert drawing.height_mm == pytest.approx(len(bridge.rows) * bridge.row_mm, abs=0.01)
        assert drawing.height_mm <= 126.01


def test_every_block_has_a_preview(shown: list[Block]) -> None:
    assert all(preview_html(block).startswith("<") for block in shown)


def test_letter_paper_narrows_the_chart_of_the_people() -> None:
    about = meta(tokens=load_brand(None).tokens, paper="letter")
    [figure] = [b for b in catalogue.PAGES["people"](read(snapshot(Toy(), about=about))) if isinstance(b, Figure)]
    # twelve columns with 5 mm between: seven of them on 249.4 mm are (249.4 - 55) / 12 * 7 + 30
    assert admit(figure.svg).width_mm == pytest.approx(143.4, abs=0.01)
