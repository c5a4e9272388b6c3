"""The PDF edition read back: pages, outline, fonts, words and where they stand."""

from __future__ import annotations

import re
import signal
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from sample_pack import COVER, exhibit, page, sample

from stratreport.errors import EnvironmentFault, RenderError
from stratreport.pack.blocks import Notice, Prose, Sentence, Source, Table, TableCell, TableColumn
from stratreport.render import PdfLimits, PdfResult, pdf_child, render_pdf
from stratreport.render import pdf as parent
from stratreport.render.fonts import FACES, Face, assets, font_path, uncovered, web_font
from stratreport.render.templates import FOLDER

MM = 72 / 25.4
TITLES = (
    "North beat quota by 5% and missed its strategic target by 12%: the mix, not the volume, is the problem",
    "Legacy deals and deep discounts made the quota; without them North is €2.3m short of its strategic target",
    "Two thirds of bookings came from selling existing products to existing customers; the plan was under half",
    "Half the team made quota, but only three of those seven did it on strategy",
    "Do large deals explain it?",
)


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def words(data: bytes) -> str:
    with pdfplumber.open(BytesIO(data)) as document:
        return flat(" ".join(sheet.extract_text() for sheet in document.pages))


def test_one_sheet_per_page_and_the_analysts_chapter_flows(pdf: PdfResult, sheets: Any) -> None:
    assert pdf.warnings == ()
    assert pdf.pages == len(sheets)
    trackers = [re.search(r"^\d [^\n]*", sheet.extract_text()) for sheet in sheets]
    numbers = [hit[0][0] for hit in trackers[1:] if hit]
    assert numbers[:4] == ["1", "2", "3", "4"]
    assert set(numbers[4:]) == {"5"}
    assert len(numbers[4:]) >= 2


def test_the_outline_tells_the_story(pdf: PdfResult) -> None:
    with pikepdf.open(BytesIO(pdf.bytes)) as document, document.open_outline() as outline:
        titles = [flat(item.title) for item in outline.root]
    assert titles == [COVER.verdict.text, *TITLES]


def test_the_contents_name_the_sheet_where_each_chapter_starts(sheets: Any) -> None:
    cover = sheets[0].extract_text()
    for number, chapter in enumerate(sample().chapters, 2):
        assert re.search(rf"{re.escape(chapter.title)} {number}\n?", cover), chapter.title
        assert sheets[number - 1].extract_text().startswith(f"{chapter.number} {chapter.title}")


def test_the_contents_are_links_and_nothing_points_outside_but_the_analysts_link(pdf: PdfResult) -> None:
    with pikepdf.open(BytesIO(pdf.bytes)) as document:
        links = [note for sheet in document.pages for note in sheet.get("/Annots", [])]
        assert sum("/Dest" in link or "/D" in link.get("/A", {}) for link in links) >= len(sample().chapters)
        addresses = [str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A]
        assert set(addresses) <= {"https://example.com/method"}
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        assert "/JavaScript" not in document.Root.get("/Names", {})


def test_metadata_comes_from_the_pack_alone(pdf: PdfResult) -> None:
    with pikepdf.open(BytesIO(pdf.bytes)) as document:
        info = {key: str(value) for key, value in document.docinfo.items()}
        assert str(document.Root.Lang) == "en"
        assert bool(document.Root.MarkInfo.Marked)
        meta = document.Root.Metadata.read_bytes().decode()
    assert info["/Title"] == "North region · Q3 FY2026: Quarterly strategy-execution review"
    assert info["/Author"] == "Meridian Instruments"
    assert info["/CreationDate"] == info["/ModDate"]
    assert info["/CreationDate"].startswith("D:20261003")
    assert set(info) == {"/Title", "/Author", "/Subject", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    assert 'pdfaid:part="3"' in meta
    assert "<pdfuaid:part>1</pdfuaid:part>" in meta


def test_every_drawing_has_its_words_and_every_table_its_heads(pdf: PdfResult) -> None:
    with pikepdf.open(BytesIO(pdf.bytes)) as document:
        nodes = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") is not None]
        figures = [node for node in nodes if node.S == "/Figure"]
        assert len(figures) > 20
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        kinds = {str(node.S) for node in nodes}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/Caption", "/Link"} <= kinds


def test_every_font_is_ours_and_embedded(pdf: PdfResult) -> None:
    with pikepdf.open(BytesIO(pdf.bytes)) as document:
        names = set()
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                names.add(str(item.FontName).split("+")[-1])
                assert "/FontFile2" in item or "/FontFile3" in item
    assert names
    assert all(name.startswith(("Source-Sans-Pro", "Source-Serif-Pro")) for name in names)


def test_no_word_leaves_the_safe_area_and_none_is_smaller_than_seven_points(sheets: Any) -> None:
    for number, sheet in enumerate(sheets[1:], 2):
        for word in sheet.extract_words(extra_attrs=["size"]):
            place = (number, word["text"])
            assert word["x0"] >= 15 * MM - 0.5, place
            assert word["x1"] <= float(sheet.width) - 15 * MM + 0.5, place
            assert word["top"] >= 8 * MM, place
            assert word["bottom"] <= float(sheet.height) - 6 * MM, place
            assert word["size"] >= 6.99, place


def test_no_two_words_lie_on_each_other(sheets: Any) -> None:
    for number, sheet in enumerate(sheets, 1):
        found = sheet.extract_words()
        for index, one in enumerate(found):
            for other in found[index + 1 :]:
                wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
                tall = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
                assert not (wide > 1 and tall > 3), (number, one["text"], other["text"])


def test_a_title_takes_two_lines_at_most(sheets: Any) -> None:
    for sheet in sheets[1:]:
        tops = {round(c["top"]) for c in sheet.chars if "Serif" in c["fontname"] and c["size"] > 15}
        assert len(tops) <= 2


def test_the_source_line_stands_at_the_same_foot_on_every_fixed_page(sheets: Any) -> None:
    feet = set()
    for sheet in sheets[1:5]:
        (line,) = [w for w in sheet.extract_words() if w["text"] == "Source:"]
        feet.add(round(line["bottom"]))
    assert len(feet) == 1


def test_the_footer_names_company_audience_date_and_sheet(sheets: Any) -> None:
    for number, sheet in enumerate(sheets[1:], 2):
        last = sheet.extract_text().splitlines()[-1]
        assert (
            last
            == f"Meridian Instruments Confidential · for the executive committee · data as of 3 October 2026 {number}"
        )


def test_two_settings_give_the_same_bytes(small: Any) -> None:
    pack = small(page("p", "Title", "m", "r"), Notice("notice", "n", Sentence("t")))
    assert render_pdf(pack).bytes == render_pdf(pack).bytes


def test_hostile_words_are_printed_and_nothing_is_fetched(small: Any) -> None:
    hostile = (
        "<script>alert(1)</script> {{7*7}} =HYPERLINK(1) <link rel=attachment href=file:///etc/hostname> "
        '<img src=https://example.com/x.png> </style> "); content: url(file:///etc/hostname'
    )
    table = Table("table", hostile, (TableColumn(hostile, "left"),), ((TableCell(hostile),),), exhibit("x", hostile))
    body = Notice("notice", hostile, Sentence(hostile + "ab\u202edc"))
    pack = small(
        page("p", "Hostile words", "m", "r"), body, table, company=hostile, region_name="R\u202eX", period_label="P"
    )
    result = render_pdf(pack)  # an address asked for would raise
    text = words(result.bytes)
    for part in (
        "<script>alert(1)</script>",
        "{{7*7}}",
        "=HYPERLINK(1)",
        "file:///etc/hostname",
        "https://example.com/x.png",
    ):
        assert part in text
    assert "abdc" in text
    with pikepdf.open(BytesIO(result.bytes)) as document:
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})


def test_a_table_longer_than_a_sheet_flows_and_is_reported_on_a_fixed_page(small: Any) -> None:
    rows = tuple((TableCell(f"Row {i}"), TableCell(str(i))) for i in range(90))
    table = Table("table", "Long", (TableColumn("Who", "left"), TableColumn("n")), rows, exhibit("x", "Long"))
    result = render_pdf(small(page("p", "Too long", "m", "r"), table, Source("source", "Source: x")))
    assert result.pages > 2
    assert "takes" in result.warnings[0]
    text = words(result.bytes)
    assert [i for i in range(90) if f"Row {i} " not in text] == []


def test_a_slightly_full_page_is_set_tighter_instead_of_spilling(small: Any) -> None:
    rows = tuple((TableCell(f"Row {i}"), TableCell(str(i))) for i in range(23))
    table = Table("table", "Full", (TableColumn("Who", "left"), TableColumn("n")), rows, exhibit("x", "Full"))
    result = render_pdf(small(page("p", "Just fits", "m", "r"), table, Source("source", "Source: x")))
    assert (result.pages, result.warnings) == (2, ())


def test_letter_paper_has_its_own_size() -> None:
    data = render_pdf(sample(paper="letter", chapters=sample().chapters[:1])).bytes
    with pikepdf.open(BytesIO(data)) as document:
        assert [float(v) for v in document.pages[0].MediaBox][2:] == pytest.approx([279.4 * MM, 215.9 * MM], abs=0.1)
        assert len(document.pages) == 2


def test_a_character_that_only_another_font_has_is_said_and_one_that_none_has_is_refused(small: Any) -> None:
    assert uncovered("Málaga ▲▼ Δ ≥ − → € × 東") == ("東",)
    with pytest.raises(EnvironmentFault, match=r"U\+E123"):
        render_pdf(small(Notice("notice", "private \ue123", Sentence("t"))))
    if subprocess.run(["fc-list", ":charset=2603"], capture_output=True, check=False).stdout:
        assert "☃" in render_pdf(small(Notice("notice", "☃", Sentence("t")))).warnings[0]


def test_a_template_that_asks_outside_fails_with_the_address(tmp_path: Path, small: Any) -> None:
    addresses = ("file:///etc/hostname", "https://example.com/x.png", "asset:fonts/../../x.ttf")
    file = tmp_path / FOLDER / "blocks" / "notice.html.j2"
    file.parent.mkdir(parents=True)
    file.write_text("".join(f'<img src="{address}" alt="x">' for address in addresses), encoding="utf-8")
    with pytest.raises(RenderError) as caught:
        render_pdf(small(Notice("notice", "n", Sentence("t"))), workspace=tmp_path)
    for address in addresses:
        assert address in str(caught.value)


def test_the_engine_must_be_silent(tmp_path: Path, small: Any) -> None:
    file = tmp_path / FOLDER / "print.css"
    file.parent.mkdir(parents=True)
    file.write_text("p { mix-blend-mode: multiply }", encoding="utf-8")
    with pytest.raises(RenderError, match="complained"):
        render_pdf(small(Notice("notice", "n", Sentence("t"))), workspace=tmp_path)


def test_limits_end_the_child_with_a_remedy(small: Any) -> None:
    pack = small(Prose("prose", "words"))
    with pytest.raises(RenderError, match="longer than"):
        render_pdf(pack, limits=PdfLimits(seconds=0.05))
    with pytest.raises(RenderError, match="limit"):
        render_pdf(pack, limits=PdfLimits(megabytes=60))


def test_a_dead_child_is_named_with_its_signal(tmp_path: Path) -> None:
    done: subprocess.CompletedProcess[bytes] = subprocess.CompletedProcess([], -signal.SIGSEGV, b"", b"boom")
    with pytest.raises(RenderError, match="SIGSEGV"):
        parent._report(tmp_path, done, PdfLimits())


def test_a_missing_pango_is_the_machines_fault_with_the_line_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> dict[str, Any]:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf_child, "set_pdf", broken)
    report = pdf_child.attempt(tmp_path)
    assert report["kind"] == "environment"
    (tmp_path / "report.json").write_text('{"kind": "environment", "what": "Pango cannot be loaded"}', encoding="utf-8")
    done: subprocess.CompletedProcess[bytes] = subprocess.CompletedProcess([], 1, b"", b"")
    with pytest.raises(EnvironmentFault, match="apt-get install"):
        parent._report(tmp_path, done, PdfLimits())


def test_a_missing_font_is_the_machines_fault_with_the_package() -> None:
    with pytest.raises(EnvironmentFault, match="pip install no-such-font"):
        font_path(Face("no_such_font", "X", "X", "X", 400))


def test_web_fonts_are_small_renamed_and_always_the_same_bytes() -> None:
    for address in assets():
        assert address.startswith("asset:fonts/Source")
    for face in FACES:
        data = web_font(face)
        with TTFont(BytesIO(data)) as font:
            family = {str(record) for record in font["name"].names if record.nameID in (1, 3, 4, 6, 16)}
            digits = {font["hmtx"][font.getBestCmap()[ord(d)]][0] for d in "0123456789"}
        assert not [name for name in family if "Source" in name]
        assert face.style == "italic" or len(digits) == 1
        assert len(data) < 60_000
        web_font.cache_clear()
        assert web_font(face) == data
