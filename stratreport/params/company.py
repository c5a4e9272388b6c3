"""Regions, packs and the calendar of a workspace: read, cross-checked, frozen."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Literal, cast

from stratreport.errors import Place
from stratreport.params import codes
from stratreport.params import models as m
from stratreport.params.defaults import defaults_root
from stratreport.params.gather import Gathering
from stratreport.params.nodes import Document
from stratreport.params.specs import CalendarSpec, ChapterSpec, PackSpec, RegionSpec
from stratreport.periods import parse_period_id

REGIONS_FOLDER = "params/regions"
RESERVED = frozenset({"company", "unassigned"})
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def read_regions(gathering: Gathering) -> tuple[RegionSpec, ...]:
    """Return every region of params/regions, in order of id; ids, names and keys must be tellable apart."""
    folder = REGIONS_FOLDER
    names = gathering.names(folder)
    found: list[tuple[RegionSpec, Document]] = []
    for name in names:
        if read := gathering.read(f"{folder}/{name}", m.RegionFile):
            document, region = read[0], read[1].region
            gathering.same_stem(document, "region", region.id)
            _check_reserved(gathering, document, region.id)
            found.append((RegionSpec(region.id, region.name, region.key or region.id), document))
    if not names:
        gathering.fault(
            codes.REFERENCE,
            Place(folder),
            "no region is declared",
            "one file per region",
            "write params/regions/<id>.yaml with region: {id, name, key}",
        )
    for field in ("id", "name", "key"):
        _check_distinct(gathering, found, field)
    return tuple(region for region, _ in sorted(found, key=lambda pair: pair[0].id))


def _check_reserved(gathering: Gathering, document: Document, region: str) -> None:
    if region in RESERVED | _DEVICES:
        why = "the company pack" if region == "company" else "business without a region"
        gathering.fault(
            codes.COLLISION,
            document.place("region", "id"),
            f'the id "{region}" is reserved',
            "an id that is free" if region in _DEVICES else f"another id: {region} stands for {why}",
            f"choose another id, such as {region}-region",
        )


def _check_distinct(gathering: Gathering, found: list[tuple[RegionSpec, Document]], field: str) -> None:
    seen: dict[str, tuple[str, Place]] = {}
    for region, document in found:
        text, place = getattr(region, field), document.place("region", field)
        folded = fold(text)
        if folded in seen:
            other, first = seen[folded]
            gathering.fault(
                codes.COLLISION,
                place,
                f'the {field} "{text}" cannot be told from "{other}" ({first})',
                "regions that differ in more than case, accents and punctuation",
                f"change one {field}",
            )
        seen.setdefault(folded, (text, place))


def fold(text: str) -> str:
    """Return what is left of a name without case, accents and punctuation; the text itself when that is nothing.

    >>> fold("São Paulo") == fold("SAO-PAULO"), fold("東京") == fold("大阪")
    (True, False)
    """
    spread = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in spread if letter.isalnum()) or unicodedata.normalize("NFC", text)


def read_packs(gathering: Gathering) -> tuple[PackSpec, ...]:
    """Return every pack of params/packs, or the packaged ones when the workspace has none."""
    folder = "params/packs"
    own = gathering.names(folder)
    base = gathering.root if own else defaults_root()
    packs = []
    for name in own or gathering.names(folder, base=base):
        if read := gathering.read(f"{folder}/{name}", m.PackFile, base=base):
            document, pack = read[0], read[1].pack
            gathering.same_stem(document, "pack", pack.id)
            packs.append(_pack(gathering, document, pack))
    return tuple(packs)


def _pack(gathering: Gathering, document: Document, pack: m.PackModel) -> PackSpec:
    chapters = tuple(
        ChapterSpec(c.notebook, c.title, c.slug or PurePosixPath(c.notebook).stem.replace("_", "-").lower(), c.needs)
        for c in pack.chapters
    )
    if not chapters:
        gathering.fault(
            "C209",
            document.place("pack", "chapters"),
            "chapters: no chapter",
            "at least one chapter",
            "add - {notebook: notebooks/summary.ipynb, title: Executive summary}",
        )
    for at, chapter in enumerate(chapters):
        _check_chapter(gathering, document, at, chapters)
        if not chapter.notebook.endswith(".ipynb"):
            gathering.fault(
                codes.PATH,
                document.place("pack", "chapters", at, "notebook"),
                f'notebook: "{chapter.notebook}" is not a notebook',
                "a file that ends in .ipynb",
                "name a notebook",
            )
    return PackSpec(
        id=pack.id,
        title=pack.title,
        scope=cast("Literal['region', 'company']", pack.scope),
        chapters=chapters,
        prepared_for=pack.prepared_for or "",
        prepared_by=pack.prepared_by or "",
        status=pack.status or "final",
    )


def _check_chapter(gathering: Gathering, document: Document, at: int, chapters: tuple[ChapterSpec, ...]) -> None:
    slug = chapters[at].slug
    if slug in {chapter.slug for chapter in chapters[:at]}:
        gathering.fault(
            codes.COLLISION,
            document.place("pack", "chapters", at, "slug"),
            f'the slug "{slug}" stands for two chapters',
            "one slug per chapter",
            "give this chapter another slug:",
        )


def read_calendar(gathering: Gathering, document: Document, model: m.CalendarModel) -> CalendarSpec:
    """Return the calendar; keys of another pattern, a missing start and a table out of order are faults."""
    told = model.model_fields_set
    wanted = {"months": (), "445": ("start_date",), "table": ("table", "table_end")}[model.pattern]
    foreign = {"start_month": "months", "start_date": "445", "table": "table", "table_end": "table"}
    for key, pattern in foreign.items():
        if key in told and pattern != model.pattern:
            gathering.fault(
                codes.CALENDAR,
                document.key_place("workspace", "calendar", key),
                f"{key} means nothing in the pattern {model.pattern}",
                f"{key} only with pattern: {pattern}",
                f"delete {key}, or write pattern: {pattern}",
            )
    for key in wanted:
        if key not in told:
            gathering.fault(
                codes.CALENDAR,
                document.place("workspace", "calendar"),
                f"calendar: {key} is missing",
                f"{key} with pattern: {model.pattern}",
                f"add {key}:",
            )
    _check_table(
        lambda code, key, *says: gathering.fault(code, document.key_place("workspace", "calendar", *key), *says), model
    )
    return CalendarSpec(
        pattern=cast("Literal['months', '445', 'table']", model.pattern),
        start_month=model.start_month,
        start_date=model.start_date,
        label=model.label,
        label_year=cast("Literal['start', 'end']", model.label_year),
        table=tuple(model.table.items()),
        table_end=model.table_end,
    )


def _check_table(fault: Callable[..., None], model: m.CalendarModel) -> None:
    rows = list(model.table.items())
    for at, (period, start) in enumerate(rows):
        parts = parse_period_id(period)
        if parts is None:
            fault(
                codes.CALENDAR, ("table", period), f'"{period}" is not a period id', "an id like FY2026Q3", "rename it"
            )
        elif at and (before := parse_period_id(rows[at - 1][0])):
            step_on = (parts[0] == before[0] and parts[1] == before[1] + 1) or (parts[0] != before[0] and parts[1] == 1)
            if not step_on:
                fault(
                    codes.CALENDAR,
                    ("table", period),
                    f"{period} follows {rows[at - 1][0]}",
                    "quarters 1 to 4 of one fiscal year, then of the next",
                    "put the periods in order",
                )
        if at and start <= rows[at - 1][1]:
            fault(
                codes.CALENDAR,
                ("table", period),
                f"{period} starts on {start}",
                f"a first day after {rows[at - 1][1]}",
                "put the periods in order of time",
            )
    if rows and model.table_end and model.table_end <= rows[-1][1]:
        fault(
            codes.CALENDAR,
            ("table_end",),
            f"table_end is {model.table_end}",
            f"a day after {rows[-1][1]}",
            "write the first day after the last period",
        )
