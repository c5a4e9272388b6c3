"""Read one YAML 1.2 file safely: one plain UTF-8 document, no anchors, no tags, bounded size, depth and node count.

ruamel.yaml supplies the events; the tree is built without recursion, so nesting can never exhaust the stack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from stratreport.errors import Fault, Place
from stratreport.params import codes
from stratreport.params.filetext import MAX_DEPTH, Stop, decode, read_bytes, stop, too_deep
from stratreport.params.nodes import Document, Entry, Keyed, Listed, Node, Scalar

MAX_NODES = 10_000


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
        raw = read_bytes(path, file)
        text = decode(raw, file)
        builder = _Builder(file)
        root = builder.build(text)
    except Stop as told:
        return None, (told.fault,)
    if builder.faults:
        return None, tuple(builder.faults)
    return Document(file, root, hashlib.sha256(raw).hexdigest()), ()


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
            raise stop(
                codes.YAML_FORM,
                Place(self.file),
                "the file is empty",
                "a mapping of keys to values",
                "write the parameters, or delete the file",
            )
        if not isinstance(self.root, Keyed):
            kind = "a list" if isinstance(self.root, Listed) else "a single value"
            raise stop(
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
            raise Stop(self._syntax(error)) from error
        except YAMLError as error:
            raise stop(codes.YAML_FORM, Place(self.file), "the file is not YAML", "YAML 1.2", "correct it") from error

    def _syntax(self, error: MarkedYAMLError) -> Fault:
        mark = error.problem_mark or error.context_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)
        problem = str(error.problem or error.context or "cannot be read")
        if "\\t" in problem:
            return Fault(codes.YAML_FORM, place, "a tab in the indentation", "spaces", "indent with spaces")
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
            raise stop(codes.YAML_FORM, place, "a second document", "one document per file", "move it to its own file")
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise stop(
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
            raise too_deep(frame.place)
        self.stack.append(frame)

    def _bound(self, place: Place) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise stop(
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
            raise stop(codes.YAML_FORM, node.place, "a key that is not one line of text", "a name", "write a plain key")
        if node.text == "<<" and node.bare:
            raise stop(
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
