"""The first seam: the frozen hand-over of one region (or the company) from the data wing to the reading wing."""

from __future__ import annotations

from stratreport.snapshot.files import (
    SCHEMA_VERSION,
    CutChapter,
    Meta,
    Snapshot,
    conform,
    read_snapshot,
    write_snapshot,
)
from stratreport.snapshot.layout import FRAMES, REQUIRED_FRAMES
from stratreport.snapshot.optional_layout import FRAME_TABLES, OPTIONAL_FRAMES

__all__ = [
    "FRAMES",
    "FRAME_TABLES",
    "OPTIONAL_FRAMES",
    "REQUIRED_FRAMES",
    "SCHEMA_VERSION",
    "CutChapter",
    "Meta",
    "Snapshot",
    "conform",
    "read_snapshot",
    "write_snapshot",
]
