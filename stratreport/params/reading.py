"""Read one YAML 1.2 file safely: one plain UTF-8 document, no anchors, no tags, bounded size, depth and node count.

ruamel.yaml supplies the events; the tree is built without recursion, so nesting can never exhaust the stack.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from stratreport.errors import Fault, Place
from stratreport.params import codes
from stratreport.params.nodes import Document, Entry, Keyed, Listed, Node, Scalar

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_NODES = 10_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SUGGEST_SPACES = "indent with spaces"


class _Stop(Exception):  # carries a fault out of the builder, never leaves this module
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.found)


@dataclass
class _Frame:
    place: Place
    keyed: bool
    entries: list[Entry] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    key: tuple[str, Place] | None = None
    seen: dict[str, Place] = field(default_factory=dict)

    def close(self) -> Node:
        return Keyed(tuple(self.entries), self.place) if self.keyed else Listed(tuple(self.items), self.place)


def read_document(path: Path, *, file: str) -> tuple[Document | None, tuple[Fault, ...]]:
    """Return the document in `path` (shown to people as `file`) and what is wrong with it.

    The document is None when the file cannot be used at all. Every fault has a place, what was found, what was
    expected and a fix; duplicate keys and tags are all reported, other faults end the reading of the file.
    """
    try:
        raw = _read_bytes(path, file)
        text = _decode(raw, file)
        builder = _Builder(file)
        root = builder.build(text)
    except _Stop as stop:
        return None, (stop.fault,)
    if builder.faults:
        return None, tuple(builder.faults)
    return Document(file, root, hashlib.sha256(raw).hexdigest()), ()


def _stop(code: str, place: Place, *says: str) -> _Stop:
    found, expected, fix = says
    return _Stop(Fault(code, place, found, expected, fix))


def _read_bytes(path: Path, file: str) -> bytes:
    place = Place(file)
    try:
        if not path.is_file():
            raise _stop(codes.REFERENCE, place, "there is no such file", "a YAML file", f"create {file}")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise _stop(
            codes.YAML_FORM, place, f"the file cannot be read ({reason})", "a readable file", "check its permissions"
        ) from error
    if len(raw) > MAX_BYTES:
        raise _stop(
            codes.YAML_LIMIT,
            place,
            "the file is larger than 1 MB",
            "at most 1 MB of parameters",
            "keep data out of params",
        )
    return raw


def _decode(raw: bytes, file: str) -> str:
    if raw.startswith(_UTF16) or (len(raw) > 1 and 0 in raw[:2]):
        raise _stop(codes.YAML_FORM, Place(file, 1, 1), "the file is UTF-16", "UTF-8 text", "save it as UTF-8")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise _stop(
            codes.YAML_FORM,
            Place(file, 1, 1),
            "the file starts with a byte order mark",
            "UTF-8 text without a byte order mark",
            "save it as UTF-8 without BOM",
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _stop(
            codes.YAML_FORM, Place(file, line), f"byte {error.start} is not UTF-8", "UTF-8 text", "save it as UTF-8"
        ) from error
    if bad := _FORBIDDEN.search(text):
        place = _place_at(text, bad.start(), file)
        raise _stop(
            codes.YAML_FORM,
            place,
            f"the control character U+{ord(bad[0]):04X}",
            "printable text",
            "delete the character",
        )
    return text


def _place_at(text: str, offset: int, file: str) -> Place:
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - before.rfind("\n"))


class _Builder:
    """Turns parser events into one tree, counting as it goes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.count = 0
        self.stack: list[_Frame] = []
        self.root: Node | None = None

    def build(self, text: str) -> Keyed:
        for event in self._events(text):
            self._take(event)
        if self.root is None or (isinstance(self.root, Scalar) and self.root.empty):
            raise _stop(
                codes.YAML_FORM,
                Place(self.file),
                "the file is empty",
                "a mapping of keys to values",
                "write the parameters, or delete the file",
            )
        if not isinstance(self.root, Keyed):
            kind = "a list" if isinstance(self.root, Listed) else "a single value"
            raise _stop(
                codes.YAML_FORM,
                self.root.place,
                f"{kind} at the top of the file",
                "a mapping of keys to values",
                "start the file with its key, such as `strategy:`",
            )
        return self.root

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            raise _Stop(self._syntax(error)) from error
        except YAMLError as error:
            raise _stop(codes.YAML_FORM, Place(self.file), "the file is not YAML", "YAML 1.2", "correct it") from error

    def _syntax(self, error: MarkedYAMLError) -> Fault:
        mark = error.problem_mark or error.context_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)
        problem = str(error.problem or error.context or "cannot be read")
        if "\\t" in problem:
            return Fault(codes.YAML_FORM, place, "a tab in the indentation", "spaces", _SUGGEST_SPACES)
        context = f"{error.context}, " if error.context and error.context != problem else ""
        since = f" from line {error.context_mark.line + 1}" if context and error.context_mark else ""
        return Fault(
            codes.YAML_FORM,
            place,
            f"not YAML: {context.rstrip(', ')}{since}: {problem}" if context else f"not YAML: {problem}",
            "YAML 1.2",
            "check brackets, quotes and indentation near here",
        )

    def _take(self, event: Any) -> None:
        kind = type(event).__name__
        place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if kind == "DocumentStartEvent" and self.root is not None:
            raise _stop(codes.YAML_FORM, place, "a second document", "one document per file", "move it to its own file")
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise _stop(
                codes.YAML_LIMIT,
                place,
                "an anchor or alias (& or *)",
                "values written out",
                "write the value where it is used",
            )
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._check_tag(event, place)
            self._open(_Frame(place, keyed=kind == "MappingStartEvent"))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._add(self.stack.pop().close())
        elif kind == "ScalarEvent":
            self._check_tag(event, place)
            self._add(Scalar(event.value, event.style is None, place))

    def _check_tag(self, event: Any, place: Place) -> None:
        if event.tag:
            self.faults.append(
                Fault(
                    codes.YAML_FORM, place, "a tag (!)", "plain values; the schema decides their type", "delete the tag"
                )
            )

    def _open(self, frame: _Frame) -> None:
        self._bound(frame.place)
        if len(self.stack) >= MAX_DEPTH:
            raise _stop(
                codes.YAML_LIMIT,
                frame.place,
                f"nested deeper than {MAX_DEPTH} levels",
                f"at most {MAX_DEPTH} levels",
                "flatten the file",
            )
        self.stack.append(frame)

    def _bound(self, place: Place) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise _stop(
                codes.YAML_LIMIT,
                place,
                f"more than {MAX_NODES} values",
                f"at most {MAX_NODES} values",
                "keep data out of params",
            )

    def _add(self, node: Node) -> None:
        if isinstance(node, Scalar):
            self._bound(node.place)
        if not self.stack:
            self.root = node
        elif not self.stack[-1].keyed:
            self.stack[-1].items.append(node)
        elif self.stack[-1].key is None:
            self._add_key(self.stack[-1], node)
        else:
            self._add_value(self.stack[-1], node)

    def _add_key(self, frame: _Frame, node: Node) -> None:
        if not isinstance(node, Scalar) or not node.text.strip() or "\n" in node.text:
            raise _stop(
                codes.YAML_FORM, node.place, "a key that is not one line of text", "a name", "write a plain key"
            )
        if node.text == "<<" and node.bare:
            raise _stop(
                codes.YAML_LIMIT,
                node.place,
                "a merge key (<<)",
                "values written out",
                "write the values where they are used",
            )
        frame.key = (node.text, node.place)

    def _add_value(self, frame: _Frame, node: Node) -> None:
        key, place = frame.key or ("", frame.place)
        frame.key = None
        if key in frame.seen:
            first = frame.seen[key]
            self.faults.append(
                Fault(
                    codes.DUPLICATE_KEY,
                    place,
                    f'the key "{key}" stands twice, first on line {first.line}',
                    "each key once",
                    f"delete line {first.line} or line {place.line}",
                )
            )
            return
        frame.seen[key] = place
        frame.entries.append(Entry(key, place, node))
