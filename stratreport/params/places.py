"""Where a source keeps its data: a folder in the workspace, or one named by an environment variable; never a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from stratreport.errors import Fault, Place
from stratreport.params import codes
from stratreport.params.nodes import Document, Keyed, Node, Scalar

_ENV = re.compile(r"env:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(\|(?P<default>.+))?")
_SECRET_KEY = re.compile(
    r"(^|[_.-])(pass|passwd|password|pwd|secret|secrets|token|apikey|api_key|access_key|private_key|credential|credentials|"
    r"authorization|connection_string|dsn)($|[_.-])",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(
    r"://[^/\s:@]+:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}"
)


def resolve_folder(text: str, *, root: Path, env: Mapping[str, str], place: Place) -> Path | Fault:
    """Return the folder that `text` names, or what is wrong with it.

    `text` is a path relative to the workspace, `env:NAME`, or `env:NAME|relative/path` whose path is used while NAME is
    unset or empty. Paths are relative to the workspace root; an environment variable may hold an absolute one.
    """
    match = _ENV.fullmatch(text)
    if text.startswith("env:") and not match:
        return Fault(
            codes.WRONG_TYPE,
            place,
            "root: not the name of an environment variable",
            "env:NAME or env:NAME|relative/path",
            "write env: and a name of letters, digits and _",
        )
    text = _named(text, env)
    if match and not text:
        return Fault(
            codes.ENVIRONMENT,
            place,
            f"the environment variable {match['name']} is not set",
            f"the folder of the data in {match['name']}",
            f"export {match['name']}=FOLDER",
        )
    if "://" in text or text.strip() == "-":
        return Fault(codes.PATH, place, "root: an address", "a folder", "copy the files into a folder and name it")
    return (root / text).resolve()


def shown_folder(text: str, *, env: Mapping[str, str]) -> str:
    """Return the folder that `text` names as it was written, for messages; "" for the workspace itself.

    >>> shown_folder("./data/", env={}), shown_folder("env:X|data", env={"X": "/srv/export"}), shown_folder(".", env={})
    ('data', '/srv/export', '')
    """
    shown = PurePath(_named(text, env)).as_posix()
    return "" if shown == "." else shown


def _named(text: str, env: Mapping[str, str]) -> str:
    match = _ENV.fullmatch(text)
    return (env.get(match["name"], "").strip() or match["default"] or "") if match else text


def secret_faults(document: Document) -> tuple[Fault, ...]:
    """Return a fault for every value that is, by its key or its looks, a secret; the value is never shown."""
    return tuple(_secrets(document.root))


def _secrets(node: Node) -> Iterator[Fault]:
    if isinstance(node, Scalar):
        if _SECRET_VALUE.search(node.text):
            yield _leak("a value that looks like a secret", node.place)
    elif isinstance(node, Keyed):
        for entry in node.entries:
            if _SECRET_KEY.search(entry.key) and _holds_secret(entry.value):
                yield _leak(f'a secret under the key "{entry.key}"', entry.value.place)
            else:
                yield from _secrets(entry.value)
    else:
        for item in node.items:
            yield from _secrets(item)


def _holds_secret(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.empty and not _ENV.fullmatch(node.text)


def _leak(found: str, place: Place) -> Fault:
    return Fault(
        codes.LEAK, place, f"{found} (hidden)", "no secret in a file", "keep it in the environment and write env:NAME"
    )
