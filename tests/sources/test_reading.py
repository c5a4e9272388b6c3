"""Files that lie: every one is read exactly as written or refused with file, line, found, expected and fix."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratreport.errors import Fault, Place, SourceUnavailable
from stratreport.model.faultlog import FaultLog
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.files import Content, read_content
from stratreport.sources.loading import open_text


def declared(**form: str) -> FileSpec:
    return FileSpec(alias="t", path="t.csv", place=Place("toy.yaml", 3, 5), **form)


def read(data: bytes, **form: str) -> tuple[list[tuple[str | None, ...]] | None, list[Fault]]:
    """Return the rows as text (None = refused) and the faults."""
    log = FaultLog()
    opened = open_text(declared(**form), Content(data, ""), log)
    if opened is None:
        return None, log.faults
    table = opened.rows(dict.fromkeys(opened.header, frozenset({"text"})), log)
    return (None if table is None else _rows(table)), log.faults


def _rows(table: pa.Table) -> list[tuple[str | None, ...]]:
    columns = [table[name].to_pylist() for name in table.column_names if name != "_line"]
    return list(zip(*columns, strict=True))


def lines(data: bytes) -> list[int]:
    log = FaultLog()
    opened = open_text(declared(), Content(data, ""), log)
    assert opened is not None
    table = opened.rows({opened.header[0]: frozenset({"text"})}, log)
    assert table is not None, log.faults
    return list(table["_line"].to_pylist())


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert read(b"\xef\xbb\xbfa,b\n1,2\n") == ([("1", "2")], [])


def test_other_encodings_are_read_when_declared() -> None:
    for encoding in ("cp1252", "utf-16", "latin-1"):
        assert read("a,b\nMálaga,2\n".encode(encoding), encoding=encoding) == ([("Málaga", "2")], [])


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        ("a,b\n1,2\n".encode("utf-16"), 1, ("UTF-16", "encoding: utf-16")),
        ("a,b\n1,2\nMálaga,2\n".encode("latin-1"), 3, ("byte 9 is not utf-8", "cp1252")),
        ("a,b\nMálaga,2\n".encode() + "Málaga,2\n".encode("cp1252"), 3, ("is not utf-8", "declare its encoding")),
        (b"a,b\n1,2\n1,\x00\n", 3, ("NUL", "export")),
        (b"", None, ("0 bytes", "export it again")),
        (b"  \n\n", None, ("only white space", "header")),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), None, ("gzip", "unpack")),
        (b"PK\x03\x04rest", None, ("Excel", "save the sheet as CSV")),
        (b"PAR1....PAR1", None, ("Parquet", "kind: parquet")),
        (b"a;b\n1;2\n", 1, ("separated by ;", "delimiter: ';'")),
        (b"a\tb\n1\t2\n", 1, ("separated by a tab", "delimiter")),
        (b"a,a\n1,2\n", 1, ('"a" appears twice', "rename")),
        (b"net,Net\n1,2\n", 1, ('"net" and "Net" differ only by case or space', "rename")),
        ("net,net\u00a0\n1,2\n".encode(), 1, ("differ only by case or space", "rename")),
        (b"\na,b\n1,2\n", 1, ("first line is blank", "delete")),
        (b"a,b\r\n1,2\r\n\r\n3,4\r\n", 3, ("a blank line", "2 fields")),
        (b"a,,c\n1,2,3\n", 1, ("column 2 has no name", "name the column")),
        (b"a,b\n1,2,3\n4,5\n", 2, ("3 fields", "2 fields as in the header")),
        (b"a,b\n1,2\n3\n", 3, ("1 fields", "complete the row")),
        (b"a,b\n1,2\n\n3,4\n", 3, ("a blank line", "2 fields")),
        (b'a,b\n1,2\n3,"open\n4,5\n6,7\n', 3, ("a quote opened on this line is never closed", "close the quote")),
        (b'a,b\n1,"say "hello" there"\n', 2, ("not doubled", "double the quote")),
        (b"a,b\n1," + b"x" * 70_000 + b"\n", 2, ("longer than 64 kB", "shorten")),
        (b'a,b\n1,"' + b"x" * 200_000 + b"\n", 2, ("never closed", "close the quote")),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(data: bytes, line: int | None, says: tuple[str, ...]) -> None:
    rows, faults = read(data)
    assert rows is None
    assert (faults[0].place.file, faults[0].place.line) == ("t.csv", line)
    for words in says:
        assert words in str(faults[0])


def test_every_ragged_row_is_counted_not_only_the_first() -> None:
    rows, faults = read(b"a,b\n" + b"1,2\n" * 5 + b"1,2,3\n" * 20 + b"1\n")
    assert rows is None
    assert [fault.place.line for fault in faults[:3]] == [27, 7, 8]
    assert any("17 more rows" in fault.found for fault in faults)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_never_merge_rows(end: bytes) -> None:
    assert read(end.join([b"a,b", b"1,2", b"3,4", b""])) == ([("1", "2"), ("3", "4")], [])


def test_mixed_line_ends_are_read_as_lines() -> None:
    assert read(b"a,b\r\n1,2\n3,4\r\n") == ([("1", "2"), ("3", "4")], [])


def test_a_quoted_line_break_stays_in_its_cell_and_later_lines_are_physical() -> None:
    data = b'a,b\n1,"two\nlines"\n3,4\n'
    assert read(data) == ([("1", "two\nlines"), ("3", "4")], [])
    assert lines(data) == [2, 4]


def test_header_only_has_no_rows_and_no_fault() -> None:
    assert read(b"a,b\n") == ([], [])


def test_blank_lines_at_the_end_are_nothing() -> None:
    assert read(b"a,b\n1,2\n\n\n") == ([("1", "2")], [])


def test_text_that_looks_like_nothing_stays_text() -> None:
    assert read(b"a,b\nNA,null\nnan,None\n007,#N/A\n") == ([("NA", "null"), ("nan", "None"), ("007", "#N/A")], [])


#: a bare carriage return is left out: the standard writer does not quote it, so the text would not be well-formed
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=("Cs",)), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    table=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_well_formed_text_is_read_exactly(table: list[list[str]], quoting: int, end: str) -> None:
    """Whatever the standard writer writes is read back cell for cell (trimmed, NFC, invisible marks gone)."""
    header = [f"c{index}" for index in range(len(table[0]))]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([header, *table])
    rows, faults = read(out.getvalue().encode())
    assert rows is not None, faults
    assert len(rows) == len(table)
    for found, written in zip(rows, table, strict=True):
        for cell, text in zip(found, written, strict=True):
            if text.isascii() and text.isprintable():
                assert (cell or "") == text.strip()


@settings(max_examples=150, deadline=None)
@given(widths=st.lists(st.integers(1, 5), min_size=1, max_size=8), quoted=st.booleans())
def test_ragged_rows_are_loud(widths: list[int], quoted: bool) -> None:
    """Rows of another width than the header are never read, never dropped, and counted completely."""
    body = [[f'"{row}"' if quoted else str(row)] * width for row, width in enumerate(widths)]
    rows, faults = read("\n".join(",".join(cells) for cells in [["a", "b", "c"], *body]).encode() + b"\n")
    wrong = sum(width != 3 for width in widths)
    assert (rows is None) == bool(wrong)
    if not wrong:
        assert rows is not None
        assert len(rows) == len(widths)
    assert all("fields" in fault.found for fault in faults)


# the folder


def test_paths_stay_inside_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    root = tmp_path / "data"
    root.mkdir()
    (root / "link.csv").symlink_to(tmp_path / "secret.csv")
    (root / "loop.csv").symlink_to(root / "loop.csv")
    for path in ("../secret.csv", str(tmp_path / "secret.csv"), "link.csv", "loop.csv"):
        log = FaultLog()
        assert read_content(FileSpec("t", path, Place("toy.yaml", 3, 5)), root, log) is None
        assert len(log.faults) == 1


def test_folders_are_not_files_and_absent_files_have_neighbours(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").mkdir()
    (tmp_path / "bookings.csv").write_text("a\n1\n")
    log = FaultLog()
    read_content(FileSpec("t", "orders.csv", Place("toy.yaml", 3, 5)), tmp_path, log)
    read_content(FileSpec("t", "booking.csv", Place("toy.yaml", 4, 5)), tmp_path, log)
    assert "not a regular file" in log.faults[0].found
    assert str(log.faults[1].place) == "toy.yaml:4:5"
    assert log.faults[1].fix == "did you mean bookings.csv?"


def test_a_file_that_changes_while_it_is_read_is_worth_another_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n1,2\n")
    honest = Path.read_bytes

    def grow(self: Path) -> bytes:
        data = honest(self)
        self.write_bytes(data + b"3,4\n")
        return data

    monkeypatch.setattr(Path, "read_bytes", grow)
    with pytest.raises(SourceUnavailable, match="changed while it was read"):
        read_content(declared(), tmp_path, FaultLog())
