"""What is wrong with workspace, region, pack and source files: the whole message, place by place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stratreport.errors import ParamsError
from stratreport.params import load_workspace
from stratreport.params.company import RESERVED

Make = Callable[..., Path]
Break = Callable[[str, str, str], str]

WORKSPACE = "params/workspace.yaml"
EMEA = "params/regions/emea.yaml"
PACK = "params/packs/region.yaml"
SOURCE = "params/sources/crm.yaml"

CASES = {
    "unknown key": (
        WORKSPACE, "currency: USD", "curency: USD",
        ('error[C2]: params/workspace.yaml:1:1: the key "currency" is missing\n'
        "  expected: currency in workspace\n  fix: add `currency:`\n"
        'error[C2]: params/workspace.yaml:4:3: unknown key "curency"\n'
        "  expected: a key of workspace\n"
        "  fix: did you mean currency? "
        "known: as_of, brand, calendar, company, currency, id, locale, paper, privacy, rep_display, source"),
    ),
    "unknown value": (
        WORKSPACE, "paper: letter", "paper: leter",
        ('error[C101]: params/workspace.yaml:6:10: paper: the text "leter"\n'
        "  expected: a4 or letter\n  fix: did you mean letter? known: a4, letter"),
    ),
    "boolean for text": (
        EMEA, "name: EMEA", "name: true",
        ("error[C4]: params/regions/emea.yaml:3:9: name: the boolean true\n"
        '  expected: text\n  fix: quote it if it is meant: "true"'),
    ),
    "text for a date": (
        WORKSPACE, "as_of: 2025-12-01", "as_of: 1.12.2025",
        ('error[C4]: params/workspace.yaml:7:10: as_of: the text "1.12.2025"\n'
        "  expected: a date\n  fix: write it as YYYY-MM-DD"),
    ),
    "month 13": (
        WORKSPACE, "start_month: 2", "start_month: 13",
        ("error[C6]: params/workspace.yaml:8:44: start_month: the number 13\n"
        "  expected: a month from 1 to 12\n  fix: write the number of a month"),
    ),
    "label with its own digits": (
        WORKSPACE, '"FY{yy}"', "FY2026",
        ('error[C6]: params/workspace.yaml:8:54: label: the text "FY2026"\n'
        "  expected: a label with {year} or {yy}, without other digits, blanks or slashes\n"
        '  fix: write "FY{year}"'),
    ),
    "currency in words": (
        WORKSPACE, "currency: USD", "currency: dollars",
        ('error[C4]: params/workspace.yaml:4:13: currency: the text "dollars"\n'
        "  expected: an ISO 4217 currency code\n  fix: write three capital letters such as EUR"),
    ),
    "unknown source": (
        WORKSPACE, "source: crm", "source: crn",
        ('error[C10]: params/workspace.yaml:9:11: unknown source "crn"\n'
        "  expected: a file params/sources/crn.yaml\n  fix: did you mean crm? known: crm"),
    ),
    "a mapping where a text belongs": (
        EMEA, "name: EMEA", "name: {en: EMEA}",
        "error[C4]: params/regions/emea.yaml:3:3: name: a mapping\n  expected: text\n  fix: write a text",
    ),
    "a text where a mapping belongs": (
        PACK, "- {notebook: notebooks/summary.ipynb, title: Executive summary}", "- notebooks/summary.ipynb",
        ('error[C4]: params/packs/region.yaml:6:7: chapters[0]: the text "notebooks/summary.ipynb"\n'
        "  expected: a mapping\n  fix: write keys and values"),
    ),
    "notebook outside the workspace": (
        PACK, "notebooks/summary.ipynb", "../summary.ipynb",
        ('error[C15]: params/packs/region.yaml:6:18: chapters[0].notebook: the text "../summary.ipynb"\n'
        "  expected: a file path below the workspace\n"
        "  fix: write a relative path such as notebooks/summary.ipynb"),
    ),
    "notebook at an address": (
        PACK, "notebooks/summary.ipynb", "https://example.org/a.ipynb",
        ('error[C15]: params/packs/region.yaml:6:18: chapters[0].notebook: the text "https://example.org/a.ipynb"\n'
        "  expected: a file path below the workspace\n"
        "  fix: write a relative path such as notebooks/summary.ipynb"),
    ),
    "one slug for two chapters": (
        PACK, "slug: bridge", "slug: summary",
        ('error[C16]: params/packs/region.yaml:7:68: the slug "summary" stands for two chapters\n'
        "  expected: one slug per chapter\n  fix: give this chapter another slug:"),
    ),
    "id of a region in capitals": (
        EMEA, "id: emea", "id: São Paulo",
        ('error[C4]: params/regions/emea.yaml:2:7: id: the text "São Paulo"\n'
        "  expected: an id of lower-case letters, digits, _ and -, at most 64 long\n  fix: write sao-paulo"),
    ),
    "id that is not the file": (
        EMEA, "id: emea", "id: europe",
        ('error[C10]: params/regions/emea.yaml:2:7: the id "europe" is not the name of its file\n'
        "  expected: id: emea\n  fix: write id: emea, or rename the file to params/regions/europe.yaml"),
    ),
    "two names that differ in accents": (
        EMEA, "name: EMEA", "name: ásia-PACIFIC",
        ('error[C16]: params/regions/emea.yaml:3:9: the name "ásia-PACIFIC" cannot be told from "Asia Pacific" '
        "(params/regions/apac.yaml:3:9)\n"
        "  expected: regions that differ in more than case, accents and punctuation\n  fix: change one name"),
    ),
    "secret by key": (
        SOURCE, "  label: Acme CRM", "  password: hunter2",
        ('error[C18]: params/sources/crm.yaml:4:13: a secret under the key "password" (hidden)\n'
        "  expected: no secret in a file\n  fix: keep it in the environment and write env:NAME\n"
        'error[C2]: params/sources/crm.yaml:4:3: unknown key "password"\n'
        "  expected: a key of source\n  fix: known: files, kind, label, root, tables"),
    ),
    "secret by looks": (
        SOURCE, "file: bookings.csv", "file: postgresql://crm:hunter2@db/crm",
        ("error[C18]: params/sources/crm.yaml:9:13: a value that looks like a secret (hidden)\n"
        "  expected: no secret in a file\n  fix: keep it in the environment and write env:NAME"),
    ),
    "folder at an address": (
        SOURCE, "env:ACME_DATA|data/export", "s3://bucket/export",
        ("error[C15]: params/sources/crm.yaml:3:9: root: an address\n"
        "  expected: a folder\n  fix: copy the files into a folder and name it"),
    ),
    "unset variable": (
        SOURCE, "env:ACME_DATA|data/export", "env:ACME_DATA",
        ("error[C19]: params/sources/crm.yaml:3:9: the environment variable ACME_DATA is not set\n"
        "  expected: the folder of the data in ACME_DATA\n  fix: export ACME_DATA=FOLDER"),
    ),
    "no variable name": (
        SOURCE, "env:ACME_DATA|data/export", "env:ACME DATA",
        ("error[C4]: params/sources/crm.yaml:3:9: root: not the name of an environment variable\n"
        "  expected: env:NAME or env:NAME|relative/path\n  fix: write env: and a name of letters, digits and _"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_message_says_place_found_expected_and_fix(break_line: Break, case: str) -> None:
    file, old, new, message = CASES[case]
    assert break_line(file, old, new) == message


@pytest.mark.parametrize("region", sorted(RESERVED))
def test_reserved_ids_are_refused(make: Make, region: str) -> None:
    root = make({f"params/regions/{region}.yaml": f"region: {{id: {region}, name: Elsewhere}}\n"})
    with pytest.raises(ParamsError, match=rf'C16.*regions/{region}\.yaml:1:14: the id "{region}" is reserved'):
        load_workspace(root, env={})


def test_faults_of_all_files_come_in_one_error(make: Make) -> None:
    root = make(
        {
            WORKSPACE: "workspace: {id: acme}\n",
            EMEA: "region: {id: emea}\n",
            PACK: "- a list\n",
            SOURCE: "source: {kind: excel}\n",
            "params/strategy/bad.yaml": "strategy: {}\n",
            "params/regions/latam.yml": "region: {id: latam, name: Latin America}\n",
        },
        freeze=False,
    )
    with pytest.raises(ParamsError) as caught:
        load_workspace(root, env={})
    files = {fault.place.file for fault in caught.value.faults}
    assert files >= {WORKSPACE, EMEA, PACK, SOURCE, "params/strategy/bad.yaml", "params/regions/latam.yml"}
    assert caught.value.exit_code == 2


def test_a_secret_is_never_repeated(break_line: Break) -> None:
    assert "hunter2" not in break_line(SOURCE, "  label: Acme CRM", "  password: hunter2")


@pytest.mark.parametrize(
    ("calendar", "says"),
    [
        ("{pattern: 445}", "calendar: start_date is missing"),
        ("{pattern: table, table: {FY26Q1: 2025-02-01}}", "calendar: table_end is missing"),
        ("{start_month: 2, table_end: 2026-02-01}", "table_end means nothing in the pattern months"),
        ("{pattern: table, table: {spring: 2025-02-01}, table_end: 2025-05-01}", '"spring" is not a period id'),
        ("{pattern: table, table: {FY26Q1: 2025-02-01, FY26Q3: 2025-05-01}, table_end: 2026-01-01}",
         "FY26Q3 follows FY26Q1"),
        ("{pattern: table, table: {FY26Q1: 2025-02-01, FY26Q2: 2025-01-01}, table_end: 2026-01-01}",
         "FY26Q2 starts on 2025-01-01"),
        ("{pattern: table, table: {FY26Q1: 2025-02-01}, table_end: 2025-02-01}", "table_end is 2025-02-01"),
    ],
)  # fmt: skip
def test_a_calendar_that_does_not_hold_together(break_line: Break, calendar: str, says: str) -> None:
    message = break_line(WORKSPACE, '{pattern: months, start_month: 2, label: "FY{yy}"}', calendar)
    assert message.startswith(f"error[C6]: {WORKSPACE}:8:")
    assert says in message.splitlines()[0]


@pytest.mark.parametrize(
    ("folder", "says"),
    [("regions", "no region is declared"), ("strategy", "no strategy is declared")],
)
def test_an_absent_folder_says_what_to_write(make: Make, folder: str, says: str) -> None:
    files = (
        ("regions/emea", "regions/apac") if folder == "regions" else ("strategy/growth-fy26", "strategy/growth-fy26.v1")
    )
    root = make({f"params/{name}.yaml": None for name in files})
    with pytest.raises(ParamsError) as caught:
        load_workspace(root, env={})
    assert f"error[C10]: params/{folder}: {says}" in str(caught.value)
    assert f"write params/{folder}/<id>.yaml" in str(caught.value)
