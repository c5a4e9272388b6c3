"""Pages that judge people, teams or causes, while too much of the bookings is unclassified: a notice instead."""

from __future__ import annotations

from collections.abc import Mapping

from stratreport.pack.blocks import Block, Notice
from stratreport.present.pages.reading import Reading

#: (kind, name) of the blocks that are held back -> whether the notice stands in their place
HELD: Mapping[tuple[str, str], bool] = {
    ("figure", "people"): True, ("table", "groups"): False, ("columns", "people"): False,
    ("table", "teams"): True, ("columns", "managers"): False,
    ("table", "causes"): True, ("columns", "causes"): False,
}  # fmt: skip


def is_held(reading: Reading, kind: str, name: str) -> bool:
    """Return whether a block judges somebody and must not be shown."""
    return (kind, name) in HELD and "unclassified" in reading.words.notices


def notice(reading: Reading, kind: str, name: str) -> Block | None:
    """Return what stands in place of a block that is held back: the notice once a page, else nothing."""
    if not HELD[kind, name]:
        return None
    return Notice(kind="notice", title="Not judged", text=reading.words.notices["unclassified"], tone="watch")
