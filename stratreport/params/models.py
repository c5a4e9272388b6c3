"""The YAML shape of workspace, region, pack and source files, as pydantic models: the edge, nothing behind it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from stratreport.params.fields import (
    Day,
    FilePath,
    Id,
    Name,
    Section,
    Text,
    Whole,
    choice,
    describe,
    text_of,
    whole_of,
    wrong,
)
from stratreport.params.specs import OPTIONAL_TABLES

CURRENCY_LENGTH = 3
STATUSES = ("open", "done", "dropped")


def _currency(value: object) -> str:
    text = text_of(value)
    if len(text) != CURRENCY_LENGTH or not (text.isascii() and text.isalpha() and text.isupper()):
        raise wrong(
            describe(value), expected="an ISO 4217 currency code", fix="write three capital letters such as EUR"
        )
    return text


def _locale(value: object) -> str:
    text = text_of(value)
    parts = text.replace("-", "_").split("_")
    if not (1 <= len(parts) <= 2 and all(part.isascii() and part.isalpha() and 2 <= len(part) <= 3 for part in parts)):
        raise wrong(describe(value), expected="a locale such as en or de_AT", fix="write a language code")
    return "_".join(parts)


def _month(value: object) -> int:
    number = whole_of(value)
    if not 1 <= number <= 12:
        raise wrong(describe(value), expected="a month from 1 to 12", fix="write the number of a month", code="C6")
    return number


def _label(value: object) -> str:
    text = text_of(value)
    rest = text.replace("{year}", "").replace("{yy}", "")
    if rest == text or "{" in rest or "}" in rest or any(c.isspace() or c.isdigit() or c in "/\\" for c in rest):
        raise wrong(
            describe(value),
            expected="a label with {year} or {yy}, without other digits, blanks or slashes",
            fix='write "FY{year}"',
            code="C6",
        )
    return text


Currency = Annotated[str, BeforeValidator(_currency)]


class CalendarModel(Section):
    """`workspace.calendar`; `table` maps each period id to its first day, in time order."""

    pattern: Annotated[str, choice("months", "445", "table")] = "months"
    start_month: Annotated[int, BeforeValidator(_month)] = 1
    start_date: Day | None = None
    label: Annotated[str, BeforeValidator(_label)] = "FY{year}"
    label_year: Annotated[str, choice("start", "end")] = "end"
    table: dict[str, Day] = Field(default_factory=dict)
    table_end: Day | None = None


class PrivacyModel(Section):
    """`workspace.privacy`."""

    min_group: Whole = 5


class WorkspaceModel(Section):
    """`workspace:` of params/workspace.yaml."""

    id: Id
    company: Text
    currency: Currency
    source: Id
    calendar: CalendarModel = CalendarModel()
    locale: Annotated[str, BeforeValidator(_locale)] = "en"
    paper: Annotated[str, choice("a4", "letter")] = "a4"
    as_of: Day | None = None
    brand: FilePath | None = None
    rep_display: Annotated[str, choice("names", "codes", "aggregate")] = "names"
    privacy: PrivacyModel = PrivacyModel()


class WorkspaceFile(Section):
    """params/workspace.yaml."""

    workspace: WorkspaceModel


class RegionModel(Section):
    """`region:`; `key` is the region's value in assignments.region, the id when not given."""

    id: Id
    name: Text
    key: Text | None = None


class RegionFile(Section):
    """params/regions/<id>.yaml."""

    region: RegionModel


class ChapterModel(Section):
    """One chapter of a pack; `slug` defaults to the notebook's file name, `needs` names optional tables."""

    notebook: FilePath
    title: Text
    slug: Id | None = None
    needs: tuple[Annotated[str, choice(*OPTIONAL_TABLES)], ...] = ()


class PackModel(Section):
    """`pack:` of a pack file."""

    id: Id
    title: Text
    scope: Annotated[str, choice("region", "company")]
    chapters: tuple[ChapterModel, ...]
    prepared_for: Text | None = None
    prepared_by: Text | None = None
    status: Text | None = None


class PackFile(Section):
    """params/packs/<id>.yaml."""

    pack: PackModel


class SourceModel(Section):
    """`source:`; the shapes of `files` and `tables` belong to the source kind and stay plain containers here."""

    kind: Annotated[str, choice("demo", "csv", "parquet")]
    root: Text | None = None
    label: Text | None = None
    files: object = None
    tables: object = None


class ActionModel(Section):
    """One commitment of an earlier review."""

    id: Id
    region: Id
    review: Text
    text: Text
    owner: Text
    due: Day
    status: Annotated[str, choice(*STATUSES)] = "open"
    metric: Name | None = None
    motion: Id | None = None


class ActionsFile(Section):
    """params/actions.yaml."""

    actions: tuple[ActionModel, ...]


class SourceFile(Section):
    """params/sources/<name>.yaml."""

    source: SourceModel
