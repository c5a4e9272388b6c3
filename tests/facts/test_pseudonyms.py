"""People leave the data wing by name, by code or not at all: in every frame, and in every scope alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.facts import cut
from stratreport.facts.names import foreign_names
from stratreport.facts.pseudonyms import LETTERS, SHORTEST, codebook, distinct_codes
from stratreport.params.specs import ActionSpec
from stratreport.snapshot import FRAMES, conform

HIDDEN = ("codes", "aggregate")
PEOPLE = {"anna.berg@toy": "Anna Berg-Olsen", "bo.lind@toy": "Bo Lindqvist", "boss@toy": "Carla Moreno"}


@pytest.fixture
def telling(make_toy: Any) -> Any:
    """Two reps under one manager; the ids of the source are their addresses; an action names one of them."""
    toy = make_toy()
    for key, name in PEOPLE.items():
        toy.rep(key, None)
        toy.reps[key]["name"] = name
    toy.assign("anna.berg@toy", "north", "2016-01-01", manager="boss@toy")
    toy.assign("bo.lind@toy", "south", "2016-01-01", manager="boss@toy")
    for rep, amount in (("anna.berg@toy", 100.0), ("bo.lind@toy", 50.0)):
        toy.quota(rep, "FY2026Q1", amount)
        toy.book(f"line {rep[:2]}", "2026-01-15", amount, customer="Works", rep=rep)
    words = "Carla Moreno and Anna Berg-Olsen review the pipeline"
    toy.space["actions"] = (ActionSpec("a1", "north", "FY2025Q4", words, "Bo Lindqvist", date(2026, 3, 1), "open"),)
    return toy


def texts(frames: dict[str, pd.DataFrame]) -> str:
    return "\n".join(conform(frames[name], name).to_csv(index=False) for name in FRAMES)


@pytest.mark.parametrize("display", HIDDEN)
@pytest.mark.parametrize("scope", ["north", "south", "company"])
def test_neither_name_nor_id_of_anybody_is_in_any_frame(telling: Any, display: str, scope: str) -> None:
    telling.space["rep_display"] = display
    told = texts(telling.cut(scope))
    for key, name in PEOPLE.items():
        assert key not in told
        assert name not in told


def test_by_name_nothing_is_changed(telling: Any) -> None:
    frames = telling.cut("north")
    assert set(frames["reps"]["rep_id"]) == {"anna.berg@toy", "boss@toy"}
    assert set(frames["deals"]["rep"]) == {"Anna Berg-Olsen"}
    assert list(frames["actions"]["owner"]) == ["Bo Lindqvist"]


def test_a_code_is_the_same_in_every_region_and_frame_and_says_rep_or_manager(telling: Any) -> None:
    telling.space["rep_display"] = "codes"
    facts = telling.facts()
    north, company = cut(facts, scope="north"), cut(facts, scope="company")
    shown = dict(zip(company["reps"]["rep_id"], company["reps"]["display"], strict=True))
    assert dict(zip(north["reps"]["rep_id"], north["reps"]["display"], strict=True)).items() <= shown.items()
    assert set(north["deals"]["rep"]) < set(shown.values())
    assert sorted(text.split()[0] for text in shown.values()) == ["Manager", "Rep", "Rep"]
    assert set(north["cells"]["rep_id"]) | set(north["cells"]["manager_id"]) == set(north["reps"]["rep_id"])
    owner = north["actions"]["owner"].item()
    assert owner in shown.values()


def test_in_aggregate_nothing_of_a_person_can_be_printed(telling: Any) -> None:
    telling.space["rep_display"] = "aggregate"
    frames = telling.cut("north")
    assert set(frames["reps"]["display"]) == set(frames["reps"]["name"]) == {""}
    assert set(frames["deals"]["rep"]) == set(frames["deals"]["manager"]) == {""}
    assert frames["actions"]["text"].item() == "a colleague and a colleague review the pipeline"


def test_rows_do_not_stand_in_the_order_of_the_sources_ids(telling: Any) -> None:
    """Whoever sees many rows could else read the codes off a sorted list of ids."""
    for n in range(30):
        telling.rep(f"rep{n:02d}")
        telling.quota(f"rep{n:02d}", "FY2026Q1", 10.0 + n)
    telling.space["rep_display"] = "codes"
    quotas = telling.cut("north")["quotas"]
    assert list(quotas["rep_id"]) == sorted(quotas["rep_id"])
    assert list(quotas["quota"]) != sorted(quotas["quota"])


def test_money_is_the_same_however_people_are_shown(telling: Any) -> None:
    named = telling.cut("north")["cells"]
    telling.space["rep_display"] = "codes"
    coded = telling.cut("north")["cells"]
    for name in ("actual", "target"):
        assert sorted(named[name]) == sorted(coded[name])


@given(st.lists(st.text(min_size=1), min_size=1, max_size=60, unique=True), st.text(min_size=1))
def test_codes_differ_and_nobody_who_joins_changes_a_code(ids: list[str], joining: str) -> None:
    codes = distinct_codes(ids, salt="toy")
    assert len(set(codes.values())) == len(ids)
    assert all(set(code) <= set(LETTERS) and len(code) >= SHORTEST for code in codes.values())
    after = distinct_codes([*ids, joining], salt="toy")
    assert all(after[item].startswith(codes[item]) for item in ids)


def test_codes_of_two_workspaces_have_nothing_in_common() -> None:
    ids = [f"R{n:03d}" for n in range(50)]
    one, two = distinct_codes(ids, salt="one"), distinct_codes(ids, salt="two")
    assert not set(one.values()) & set(two.values())


def test_ids_whose_codes_agree_get_longer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    spelt = {"toy\na": "BCDFGHJ", "toy\nb": "BCDFGKL", "toy\nc": "ZZZZZZZ"}
    monkeypatch.setattr("stratreport.facts.pseudonyms._letters", spelt.__getitem__)
    assert distinct_codes(["a", "b", "c"], salt="toy") == {"a": "BCDFGH", "b": "BCDFGK", "c": "ZZZZZ"}


def test_people_without_a_name_have_a_code() -> None:
    people = pd.DataFrame({"rep_id": ["M9"], "name": [None], "is_manager": [True]})
    assert codebook(people, salt="toy", display="codes").shown["M9"].startswith("Manager ")


@pytest.mark.parametrize("display", HIDDEN)
@pytest.mark.parametrize("scope", ["north", "company"])
def test_everybodys_name_is_foreign_where_people_are_not_shown_by_name(telling: Any, display: str, scope: str) -> None:
    telling.space["rep_display"] = display
    assert {*PEOPLE, *PEOPLE.values()} <= foreign_names(telling.facts(), scope)


def test_by_name_only_other_regions_are_foreign_and_the_company_knows_everybody(telling: Any) -> None:
    facts = telling.facts()
    assert "Bo Lindqvist" in foreign_names(facts, "north")
    assert not {"Anna Berg-Olsen", "Carla Moreno", "bo.lind@toy"} & foreign_names(facts, "north")
    assert foreign_names(facts, "company") == frozenset()


def test_a_name_that_is_part_of_a_customers_name_is_not_looked_for(telling: Any) -> None:
    telling.book("own firm", "2026-02-01", 5.0, customer="Bo Lindqvist Works", rep="anna.berg@toy")
    telling.space["rep_display"] = "codes"
    assert "Bo Lindqvist" not in foreign_names(telling.facts(), "north")
