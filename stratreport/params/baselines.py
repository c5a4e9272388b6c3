"""Strategy versions are frozen by the hash of what they say, so that a plan cannot be edited to match the actuals.

`params/strategy/baselines.lock` holds one line per frozen version: `growth-fy2026@1: sha256:<hex>`. The hash is taken
of the canonical JSON of the parsed document: comments, order of keys and layout may change, meaning may not.
After adding or editing a strategy file that nobody judged yet, run `python -m stratreport.params.freeze`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from stratreport.errors import Fault, ParamsError, Place
from stratreport.params.nodes import Document, plain
from stratreport.params.reading import read_document

STRATEGY_FOLDER = "params/strategy"
LOCK_FILE = "params/strategy/baselines.lock"
_HEADER = (
    "# Frozen strategy versions; `python -m stratreport.params.freeze` adds missing lines and never changes one.\n"
)


def semantic_hash(path: Path) -> str:
    """Return "sha256:<hex>" of what a strategy file says; comments, key order and layout do not count.

    Raises ParamsError when the file is not one plain YAML document.
    """
    document, faults = read_document(path, file=path.name)
    if document is None:
        raise ParamsError(faults)
    return document_hash(document)


def document_hash(document: Document) -> str:
    """Return "sha256:<hex>" of the canonical JSON of a parsed document."""
    text = json.dumps(plain(document.root), sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def freeze_baselines(root: Path) -> tuple[str, ...]:
    """Add the missing lines of baselines.lock for every version that some strategy names as its baseline; return them.

    Lines that exist are left alone, even when the file has changed since: delete a line by hand to freeze anew.
    Raises ParamsError when a strategy file or the lock cannot be read.
    """
    lock = root / LOCK_FILE
    known, faults = read_lock(lock)
    if faults:
        raise ParamsError(faults)
    added = tuple(f"{key}: {digest}" for key, digest in sorted(_versions(root).items()) if key not in known)
    if added:
        before = lock.read_text(encoding="utf-8") if lock.is_file() else _HEADER
        lock.write_text(before.rstrip("\n") + "\n" + "\n".join(added) + "\n", encoding="utf-8")
    return added


def read_lock(path: Path) -> tuple[Mapping[str, str], tuple[Fault, ...]]:
    """Return the frozen hashes by "<id>@<version>" (none when there is no lock) and what is wrong with the lock."""
    if not path.exists():
        return {}, ()
    document, faults = read_document(path, file=LOCK_FILE)
    if document is None:
        return {}, faults
    return {key: str(value) for key, value in _mapping(document).items()}, ()


def lock_fault(key: str, digest: str, *, place: Place, locked: Mapping[str, str]) -> Fault | None:
    """Return what is wrong with the freezing of one version, None when its line stands and agrees."""
    if key not in locked:
        return Fault(
            "C215",
            place,
            f"the baseline {key} is not frozen",
            f"a line for {key} in {LOCK_FILE}",
            f"add this line to {LOCK_FILE}: {key}: {digest}",
        )
    if locked[key] != digest:
        return Fault(
            "C215",
            place,
            f"{key} has changed since it was frozen",
            f"the document hashed as {locked[key]}",
            f"undo the change, or publish it as a new version; if nobody judged {key} yet, "
            f"replace its line in {LOCK_FILE} by: {key}: {digest}",
        )
    return None


def _versions(root: Path) -> Mapping[str, str]:
    """Return the hash of every baseline by "<id>@<version>"; later versions may still be drafts."""
    found: dict[str, str] = {}
    wanted: set[str] = set()
    for path in sorted((root / STRATEGY_FOLDER).glob("*.yaml")):
        document, faults = read_document(path, file=f"{STRATEGY_FOLDER}/{path.name}")
        if document is None:
            raise ParamsError(faults)
        strategy = _mapping(document).get("strategy")
        if isinstance(strategy, dict):
            found[f"{strategy.get('id')}@{strategy.get('version')}"] = document_hash(document)
            wanted.add(f"{strategy.get('id')}@{strategy.get('baseline_version')}")
    return {key: digest for key, digest in found.items() if key in wanted}


def _mapping(document: Document) -> Mapping[str, object]:
    content = plain(document.root)
    return dict(content) if isinstance(content, dict) else {}
