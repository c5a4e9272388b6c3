"""A params file is one plain UTF-8 YAML 1.2 document; everything else is one clear fault."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.params.filetext import MAX_BYTES, MAX_DEPTH, MAX_LINE
from stratreport.params.nodes import plain
from stratreport.params.reading import MAX_NODES, read_document

FILE = "params/x.yaml"


def read(folder: Path, raw: bytes) -> str:
    """Return the messages of a file with these bytes."""
    path = folder / "x.yaml"
    path.write_bytes(raw)
    document, faults = read_document(path, file=FILE)
    assert (document is None) == bool(faults)
    return "\n".join(str(fault) for fault in faults)


PLAIN = "  expected: YAML 1.2\n  fix: check brackets, quotes and indentation near here"
CASES = {
    "duplicate key": (
        b"a: 1\nb: 2\na: 3\n",
        (
            'error[C12]: params/x.yaml:3:1: the key "a" stands twice, first on line 1\n'
            "  expected: each key once\n  fix: delete line 1 or line 3"
        ),
    ),
    "duplicate key, nested and quoted": (
        b'a:\n  b: 1\n  "b": 2\n',
        (
            'error[C12]: params/x.yaml:3:3: the key "b" stands twice, first on line 2\n'
            "  expected: each key once\n  fix: delete line 2 or line 3"
        ),
    ),
    "anchor": (
        b"a: &x 1\nb: *x\n",
        (
            "error[C11]: params/x.yaml:1:4: an anchor or alias (& or *)\n"
            "  expected: values written out\n  fix: write the value where it is used"
        ),
    ),
    "alias of nothing": (
        b"b: *x\n",
        (
            "error[C11]: params/x.yaml:1:4: an anchor or alias (& or *)\n"
            "  expected: values written out\n  fix: write the value where it is used"
        ),
    ),
    "merge key": (
        b"<<: {a: 1}\nb: 2\n",
        (
            "error[C11]: params/x.yaml:1:1: a merge key (<<)\n"
            "  expected: values written out\n  fix: write the values where they are used"
        ),
    ),
    "python object": (
        b"a: !!python/object:os.system x\n",
        (
            "error[C14]: params/x.yaml:1:4: a tag (!)\n"
            "  expected: plain values; the schema decides their type\n  fix: delete the tag"
        ),
    ),
    "two documents": (
        b"---\na: 1\n---\nb: 2\n",
        (
            "error[C14]: params/x.yaml:3:1: a second document\n"
            "  expected: one document per file\n  fix: move it to its own file"
        ),
    ),
    "tab": (
        b"a:\n\tb: 1\n",
        "error[C14]: params/x.yaml:2:1: a tab in the indentation\n  expected: spaces\n  fix: indent with spaces",
    ),
    "byte order mark": (
        b"\xef\xbb\xbfa: 1\n",
        (
            "error[C14]: params/x.yaml:1:1: the file starts with a byte order mark\n"
            "  expected: UTF-8 text without a byte order mark\n  fix: save it as UTF-8 without BOM"
        ),
    ),
    "UTF-16 with mark": (
        "a: 1\n".encode("utf-16"),
        "error[C14]: params/x.yaml:1:1: the file is UTF-16\n  expected: UTF-8 text\n  fix: save it as UTF-8",
    ),
    "UTF-16 without mark": (
        "a: 1\n".encode("utf-16-le"),
        "error[C14]: params/x.yaml:1:1: the file is UTF-16\n  expected: UTF-8 text\n  fix: save it as UTF-8",
    ),
    "Latin-1": (
        "a: 1\nb: Málaga\n".encode("latin-1"),
        "error[C14]: params/x.yaml:2: byte 9 is not UTF-8\n  expected: UTF-8 text\n  fix: save it as UTF-8",
    ),
    "control character": (
        b"a: x\x00y\n",
        (
            "error[C14]: params/x.yaml:1:5: the control character U+0000\n"
            "  expected: printable text\n  fix: delete the character"
        ),
    ),
    "empty": (
        b"",
        (
            "error[C14]: params/x.yaml: the file is empty\n"
            "  expected: a mapping of keys to values\n  fix: write the parameters, or delete the file"
        ),
    ),
    "only a comment": (
        b"# nothing\n",
        (
            "error[C14]: params/x.yaml: the file is empty\n"
            "  expected: a mapping of keys to values\n  fix: write the parameters, or delete the file"
        ),
    ),
    "list at the top": (
        b"- a\n- b\n",
        (
            "error[C14]: params/x.yaml:1:1: a list at the top of the file\n"
            "  expected: a mapping of keys to values\n  fix: start the file with its key, such as `strategy:`"
        ),
    ),
    "value at the top": (
        b"hello\n",
        (
            "error[C14]: params/x.yaml:1:1: a single value at the top of the file\n"
            "  expected: a mapping of keys to values\n  fix: start the file with its key, such as `strategy:`"
        ),
    ),
    "list as key": (
        b"? [a]\n: b\n",
        (
            "error[C14]: params/x.yaml:1:3: a key that is not one line of text\n"
            "  expected: a name\n  fix: write a plain key"
        ),
    ),
    "key of two lines": (
        b'"a\\nimport os": 1\n',
        (
            "error[C14]: params/x.yaml:1:1: a key that is not one line of text\n"
            "  expected: a name\n  fix: write a plain key"
        ),
    ),
    "open bracket": (
        b"a: [1, 2\nb: 3\n",
        "error[C14]: params/x.yaml:2:2: not YAML: while parsing a flow sequence from line 1: "
        "expected ',' or ']', but got ':'\n" + PLAIN,
    ),
    "open quote": (
        b"a: 'x\n",
        "error[C14]: params/x.yaml:2:1: not YAML: while scanning a quoted scalar from line 1: "
        "found unexpected end of stream\n" + PLAIN,
    ),
    "deep nesting": (
        b"[" * 5000,
        (
            f"error[C11]: params/x.yaml:1:{MAX_DEPTH + 1}: nested deeper than 50 levels\n"
            "  expected: at most 50 levels\n  fix: flatten the file"
        ),
    ),
    "deep nesting over lines": (
        b"[\n" * 5000,
        (
            "error[C11]: params/x.yaml:51:1: nested deeper than 50 levels\n"
            "  expected: at most 50 levels\n  fix: flatten the file"
        ),
    ),
    "a line without end": (
        b"a: 1\nb: " + b"!" * MAX_LINE,
        (
            "error[C11]: params/x.yaml:2:1: a line longer than 10000 characters\n"
            "  expected: at most 10000 characters in a line\n  fix: break the line; keep data out of params"
        ),
    ),
    "too many values": (
        b"a:\n" + b"  - 1\n" * MAX_NODES,
        (
            f"error[C11]: params/x.yaml:{MAX_NODES - 1}:5: more than 10000 values\n"
            "  expected: at most 10000 values\n  fix: keep data out of params"
        ),
    ),
    "more than a megabyte": (
        b"a: 1\n" + b"#\n" * (MAX_BYTES // 2),
        (
            "error[C11]: params/x.yaml: the file is larger than 1 MB\n"
            "  expected: at most 1 MB of parameters\n  fix: keep data out of params"
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_breach_is_one_clear_fault(tmp_path: Path, case: str) -> None:
    raw, message = CASES[case]
    assert read(tmp_path, raw) == message


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    begin = time.perf_counter()
    message = read(tmp_path, "\n".join(lines).encode())
    assert message.startswith("error[C11]: params/x.yaml:1:5: an anchor or alias")
    assert time.perf_counter() - begin < 1


def test_all_duplicates_and_tags_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    message = read(tmp_path, b"a: 1\na: 2\nb: !x 1\nb: 2\n")
    assert [line.split(": ")[0] for line in message.splitlines() if line.startswith("error")] == [
        "error[C12]",
        "error[C14]",
        "error[C12]",
    ]


def test_a_missing_file_and_a_folder_are_told_apart_from_content(tmp_path: Path) -> None:
    _, faults = read_document(tmp_path / "absent.yaml", file=FILE)
    assert str(faults[0]) == (
        "error[C10]: params/x.yaml: there is no such file\n  expected: a YAML file\n  fix: create params/x.yaml"
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("NO", "NO"),
        ("ON", "ON"),
        ("Y", "Y"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("0123", "0123"),
        ("007", "007"),
        ("'12'", "12"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12", 12),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("~", None),
        ("", None),
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-02-30", "2026-02-30"),
        ("2026Q2", "2026Q2"),
        (".inf", ".inf"),
    ],
)
def test_values_mean_what_yaml_1_2_says_and_codes_stay_text(tmp_path: Path, written: str, read_as: object) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"a: {written}\n", encoding="utf-8")
    document, _ = read_document(path, file=FILE)
    assert document is not None
    content = plain(document.root)
    assert content == {"a": read_as}
    assert isinstance(content, dict)
    assert type(content["a"]) is type(read_as)


@given(
    raw=st.one_of(
        st.binary(max_size=200), st.text(alphabet=":-[]{}#&*!|>'\"%@`, \n\tab01?<~", max_size=80).map(str.encode)
    )
)
def test_no_bytes_make_the_reader_fail_in_another_way(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(raw)
    document, faults = read_document(path, file=FILE)
    assert (document is None) == bool(faults)
    assert all(str(fault).startswith("error[C1") and fault.expected and fault.fix for fault in faults)
