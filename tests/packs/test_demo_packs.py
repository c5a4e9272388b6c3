"""The demo company's packs, built by the command a person types and read back from the files a person opens."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path

import openpyxl
import pdfplumber
import pikepdf
import pytest

from stratreport.sources.demo.stories import STORIES, Story
from tests.packs.building import PERIOD, Pack, build, stratreport, values

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demo")]
REGIONS = ("emea", "amer-east", "amer-west", "latam", "apac", "anz")


def pdf_text(pack: Pack) -> list[str]:
    with pdfplumber.open(pack.file("pdf")) as document:
        return [(page.extract_text() or "").replace("\xa0", " ") for page in document.pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_one_command_leaves_four_files_and_says_the_verdict_and_the_paths(emea: Pack) -> None:
    assert sorted(path.name for path in emea.folder.iterdir()) == [
        f"emea-{PERIOD}.html", f"emea-{PERIOD}.pdf", f"emea-{PERIOD}.xlsx", "manifest.json",
    ]  # fmt: skip
    lines = emea.said.splitlines()
    assert lines[0].startswith("EMEA ")
    assert lines[0] == emea.manifest["verdict"]
    assert all(any(name.name in line for line in lines[1:]) for name in emea.folder.iterdir())


def test_without_a_period_the_latest_complete_quarter_is_built(emea: Pack) -> None:
    assert emea.folder.parent.name == PERIOD  # the data is as of 5 October 2026


def test_the_manifest_tells_the_truth_about_every_output(emea: Pack) -> None:
    for name, entry in emea.manifest["outputs"].items():
        content = (emea.folder / name).read_bytes()
        assert entry == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    assert {f"emea-{PERIOD}.{suffix}" for suffix in ("html", "pdf", "xlsx")} == set(emea.manifest["outputs"])
    assert "params/workspace.yaml" in emea.manifest["params"]
    assert any("bookings" in name for name in emea.manifest["inputs"])


def test_the_pdf_is_a_document_with_outline_language_and_our_fonts_only(emea: Pack) -> None:
    with pikepdf.open(emea.file("pdf")) as document:
        assert "EMEA" in str(document.docinfo["/Title"])
        assert document.Root.Lang
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert len(titles) >= 6
    with pdfplumber.open(emea.file("pdf")) as document:
        fonts = {char["fontname"].split("+")[-1] for page in document.pages for char in page.chars}
    assert all(re.match(r"Source-?S(ans|erif)", font.replace(" ", "-")) for font in fonts), fonts


def test_the_cover_carries_the_verdict_and_every_page_its_number(emea: Pack) -> None:
    pages = pdf_text(emea)
    assert squeezed(emea.manifest["verdict"].replace("\xa0", " ")) in squeezed(pages[0])
    assert len(pages) >= 7
    assert all(pages[number - 1].rstrip().endswith(str(number)) for number in range(2, len(pages) + 1))


def test_the_quota_attainment_on_the_page_is_the_computed_one(demo: Path, emea: Pack) -> None:
    book = values(demo, "emea", PERIOD)
    attainment = book["quota_attainment", "region:emea", PERIOD]
    shown = f"{attainment['value'] * 100:.1f}%"
    assert shown in pdf_text(emea)[1]
    assert attainment["value"] == pytest.approx(attainment["numerator"] / attainment["denominator"])


def test_the_html_asks_nobody_for_anything_and_carries_its_policy(emea: Pack) -> None:
    text = emea.file("html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(text)
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", text)
    assert not re.search(r"<[^>]+\sstyle\s*=", text)
    assert len(text.encode()) < 1_000_000


def test_the_data_book_holds_a_sheet_per_exhibit_and_no_formula(emea: Pack) -> None:
    book = openpyxl.load_workbook(emea.file("xlsx"))
    assert len(book.sheetnames) >= 6
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(isinstance(cell.value, (int, float)) for cell in cells)


def test_building_again_gives_the_same_bytes(demo: Path, anz: Pack) -> None:
    before = {path.name: path.read_bytes() for path in anz.folder.iterdir()}
    again = build(demo, "anz", PERIOD)
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == before


def test_the_region_packs_sum_to_the_company(demo: Path) -> None:
    company = values(demo, "company", PERIOD)
    total = company["bookings", "company", PERIOD]["value"]
    parts = [company["bookings", f"region:{region}", PERIOD]["value"] for region in REGIONS]
    unassigned = company.get(("bookings", "region:unassigned", PERIOD), {"value": 0.0})["value"]
    assert sum(parts) + unassigned == pytest.approx(total, abs=0.005)
    for region in ("emea", "anz"):
        alone = values(demo, region, PERIOD)["bookings", f"region:{region}", PERIOD]["value"]
        assert alone == pytest.approx(company["bookings", f"region:{region}", PERIOD]["value"], abs=0.005)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.region)
def test_the_planted_story_is_what_the_numbers_say(demo: Path, story: Story) -> None:
    book = values(demo, story.region, PERIOD)
    scope = f"region:{story.region}"
    low, high = story.quota
    assert low <= book["quota_attainment", scope, PERIOD]["value"] <= high
    low, high = story.strategic
    assert low <= book["strategic_motion_attainment", scope, PERIOD]["value"] <= high


def test_four_reps_are_too_few_to_judge(anz: Pack) -> None:
    assert "too few" in " ".join(pdf_text(anz)).lower()


def test_the_company_pack_names_every_region(company: Pack) -> None:
    text = " ".join(pdf_text(company))
    for name in (
        "EMEA",
        "Americas East",
        "Americas West",
        "Latin America",
        "Asia Pacific",
        "Australia and New Zealand",
    ):
        assert name in text


def test_an_analysts_notebook_becomes_the_last_chapter(demo: Path, tmp_path: Path) -> None:
    import nbformat

    source = tmp_path / "my_question.ipynb"
    cells = [
        nbformat.v4.new_markdown_cell("# Which product lines do large deals come from?"),
        nbformat.v4.new_code_cell("review.deals.groupby('product_line')[['amount']].sum().sort_values('amount')"),
        nbformat.v4.new_code_cell(
            "#| fig-cap: Deals by product line\n#| fig-alt: Bars of deal counts per product line\n"
            "import seaborn as sns\nsns.countplot(review.deals, y='product_line')"
        ),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), str(source))
    before = source.read_bytes()
    pack = build(demo, "latam", PERIOD, "--notebook", str(source))
    assert source.read_bytes() == before
    assert pack.manifest["chapters"][-1] == "adhoc"
    last = " ".join(pdf_text(pack)[-3:])
    assert "Which product lines do large deals come from?" in last
    assert "Deals by product line" in last
    assert "Spectrometry" in last


def test_a_failing_notebook_keeps_the_previous_pack_and_names_the_way_back(
    demo: Path, anz: Pack, tmp_path: Path
) -> None:
    import nbformat

    source = tmp_path / "broken.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("review.nothing_like_this")]), str(source))
    before = {path.name: path.read_bytes() for path in anz.folder.iterdir()}
    done = stratreport("report", "anz", "--workspace", str(demo), "--period", PERIOD, "--notebook", str(source))
    assert done.code == 1
    assert "region anz" in done.err
    assert "broken.ipynb" in done.err
    assert "reopen: make lab REGION=anz" in done.err
    assert "Traceback" not in done.err
    assert {path.name: path.read_bytes() for path in anz.folder.iterdir()} == before
