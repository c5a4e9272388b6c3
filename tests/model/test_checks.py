"""Every check on a toy company: clean data pass, each spoilt row is named with line, found, expected and fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.errors import Fault, ParamsError, Place, SchemaError
from stratreport.model import LINE, TABLES, QualityItem
from stratreport.model.checks import CheckContext, check_tables, raise_faults
from stratreport.model.faultlog import FaultLog, RowFault
from stratreport.model.links import find_circles
from stratreport.params.specs import CalendarSpec

Rows = dict[str, list[dict[str, Any]]]
_ARROW = {"text": pa.string(), "number": pa.float64(), "date": pa.date32()}


def toy() -> Rows:
    """Return a company without a fault; rows are numbered from line 2 on, as in a file with a header."""
    day = date(2026, 1, 15)
    return {
        "bookings": [
            {"line_id": "L1", "deal_id": "D1", "booked_on": day, "rep_id": "R1", "credit": 1.0, "customer_id": "C1",
             "product_id": "P1", "persona": "Finance", "amount": 100.0},
            {"line_id": "L2", "deal_id": "D1", "booked_on": day, "rep_id": "R1", "credit": 0.6, "customer_id": "C2",
             "product_id": "P1", "persona": "Finance", "amount": 50.0},
            {"line_id": "L2", "deal_id": "D1", "booked_on": day, "rep_id": "R2", "credit": 0.4, "customer_id": "C2",
             "product_id": "P1", "persona": "Finance", "amount": 50.0},
        ],
        "reps": [
            {"rep_id": "R1", "name": "Ada", "role": "rep"},
            {"rep_id": "R2", "name": "Bo", "role": "rep"},
            {"rep_id": "M1", "name": "Cy", "role": "manager"},
            {"rep_id": "V1", "name": "Di", "role": "overlay"},
        ],
        "assignments": [
            {"rep_id": "R1", "region": "emea", "manager_id": "M1", "valid_from": date(2026, 1, 1)},
            {"rep_id": "R2", "region": "apac", "manager_id": "M1", "valid_from": date(2026, 1, 1),
             "valid_to": date(2026, 1, 31)},
            {"rep_id": "R2", "region": "emea", "manager_id": "M1", "valid_from": date(2026, 2, 1)},
        ],
        "quotas": [
            {"rep_id": "R1", "period": "FY2026Q1", "amount": 100.0},
            {"rep_id": "R2", "period": "FY2026", "amount": 0.0},
            {"rep_id": "R1", "starts_on": date(2026, 4, 1), "amount": 100.0},
        ],
        "products": [{"product_id": "P1", "name": "Thing", "line": "Things"}],
        "customers": [
            {"customer_id": "C1", "name": "One", "segment": "Labs"},
            {"customer_id": "C2", "name": "Two", "segment": "Labs", "parent_id": "C1"},
        ],
    }  # fmt: skip


def tables_of(rows: Rows) -> dict[str, ibis.Table]:
    built = {}
    for name, items in rows.items():
        spec = TABLES[name]
        columns = {c.name: pa.array([item.get(c.name) for item in items], _ARROW[c.kind]) for c in spec.columns}
        columns[LINE] = pa.array(range(2, len(items) + 2), pa.int32())
        built[name] = ibis.memtable(pa.table(columns))
    return built


CONTEXT = CheckContext(
    files={name: f"{name}.csv" for name in TABLES},
    calendar=CalendarSpec(),
    as_of=date(2026, 4, 2),
    overlay_roles=("overlay",),
    region_keys=("emea", "apac"),
)


def judge(rows: Rows, context: CheckContext = CONTEXT) -> tuple[QualityItem, ...]:
    return check_tables(tables_of(rows), context=context)


def test_a_clean_company_has_nothing_to_say() -> None:
    assert judge(toy()) == ()


def spoilt() -> Rows:
    """Return a company in which each row carries one fault of its own; the line numbers are in FAULTS."""
    rows = toy()
    lines, clean = rows["bookings"], rows["bookings"][0]
    lines += [{**clean, "line_id": f"L{index}"} for index in range(5, 14)]  # lines 5 to 13
    lines[3].update(amount=None)
    lines[4].update(rep_id="R9")
    lines[5].update(customer_id="C9")
    lines[6].update(product_id="P9")
    lines[7].update(credit=0.9)
    lines[8].update(credit=100.0)
    lines[9].update(booked_on=date(1900, 1, 1))
    lines[10].update(persona="finance")
    lines[11].update(line_id="L30")
    lines += [  # lines 14 to 17: a repeated key, and split lines that disagree with themselves
        {**clean, "line_id": "L30"},
        {**clean, "line_id": "L20", "credit": 0.5},
        {**clean, "line_id": "L20", "rep_id": "R2", "credit": 0.5, "amount": 101.0, "customer_id": "C2"},
        {**clean, "line_id": "L21", "credit": 0.6},
    ]
    rows["reps"] += [{**rows["reps"][0], "name": "Other"}, {**rows["reps"][2], "rep_id": "M2", "left_on": FAR}]
    spans = {"rep_id": "R3", "region": "emea", "manager_id": "M1"}
    rows["reps"].append({"rep_id": "R3", "name": "Ed", "role": "rep"})
    rows["assignments"] += [
        {**spans, "valid_from": date(2026, 1, 1), "valid_to": date(2026, 2, 1)},
        {**spans, "valid_from": date(2026, 2, 1)},
        {**spans, "valid_from": date(2026, 3, 1), "valid_to": date(2026, 3, 5)},
        {**spans, "valid_from": date(2026, 4, 1), "valid_to": date(2026, 3, 31)},
    ]
    rows["quotas"] += [
        {"rep_id": "R1", "period": "FY2026Q1", "amount": 5.0},
        {"rep_id": "R9", "period": "FY2026Q1", "amount": 5.0},
        {"rep_id": "R2", "period": "FY2026Q2", "amount": -1.0},
        {"rep_id": "R2", "amount": 1.0},
        {"rep_id": "R2", "period": "FY2026Q3", "starts_on": date(2026, 7, 1), "amount": 1.0},
        {"rep_id": "R2", "starts_on": date(2026, 4, 2), "amount": 1.0},
        {"rep_id": "R2", "period": "2026-Q1", "amount": 1.0},
        {"rep_id": "R2", "period": "FY2026Q5", "amount": 1.0},
    ]
    rows["customers"] += [
        {"customer_id": "C3", "name": "Three", "segment": None},
        {"customer_id": "C4", "name": "Four", "segment": "LABS", "parent_id": "C5"},
        {"customer_id": "C5", "name": "Five", "segment": "Labs", "parent_id": "C4"},
    ]
    return rows


FAR = date(9999, 12, 31)
FAULTS = [
    ("bookings.csv:5", "D112", '"amount" is empty', "net"),
    ("bookings.csv:6", "D121", "rep_id names nothing in reps.csv", "add the missing row"),
    ("bookings.csv:7", "D121", "customer_id names nothing in customers.csv", "customer_id of customers"),
    ("bookings.csv:8", "D121", "product_id names nothing in products.csv", "product_id of products"),
    ("bookings.csv:9", "D122", "does not sum to 1", "credit 1"),
    ("bookings.csv:10", "D122", "credit is below 0 or above 1", "not 50"),
    ("bookings.csv:10", "D122", "does not sum to 1", "credit 1"),
    ("bookings.csv:11", "D127", '"booked_on" holds a day before 1950', "correct the day"),
    ("bookings.csv:12", "D129", '"Finance" and "finance"', "one spelling"),
    ("bookings.csv:14", "D120", "the key (line_id, rep_id) of line 13 is repeated", "remove one"),
    ("bookings.csv:17", "D122", "does not sum to 1", "credit 1"),
    ("bookings.csv:15", "D123", "differ in amount", "repeat the whole line"),
    ("bookings.csv:15", "D123", "differ in customer_id", "only rep_id and credit differ"),
    ("reps.csv:6", "D120", "the key (rep_id) of line 2 is repeated", "one person"),
    ("reps.csv:7", "D127", '"left_on" holds a day', "leave it empty"),
    ("assignments.csv:6", "D124", "overlaps the one before", "the day before"),
    ("assignments.csv:7", "D124", "overlaps the one before", "inclusive"),
    ("assignments.csv:8", "D124", "ends before it starts", "valid_from ≤ valid_to"),
    ("quotas.csv:5", "D120", "the key (rep_id, period, starts_on) of line 2 is repeated", "once"),
    ("quotas.csv:6", "D121", "rep_id names nothing in reps.csv", "a rep_id of reps"),
    ("quotas.csv:7", "D125", "the quota is negative", "0 or more"),
    ("quotas.csv:8", "D125", "both empty or both given", "exactly one of the two"),
    ("quotas.csv:9", "D125", "both empty or both given", "the first day of the quarter"),
    ("quotas.csv:10", "D125", "not the first day of a period", "params/workspace.yaml"),
    ("quotas.csv:11", "D125", '"2026-Q1" is not a period', "did you mean FY2026Q1?"),
    ("quotas.csv:12", "D125", '"FY2026Q5" is not a period', "a quarter or year such as"),
    ("customers.csv:4", "D112", '"segment" is empty', "the segment at plan start"),
    ("customers.csv:5", "D126", "the parents of 2 accounts go in a circle (lines 5, 6)", "topmost"),
    ("customers.csv:5", "D129", '"LABS" and "Labs"', "map both"),
]


@pytest.fixture(scope="module")
def found() -> list[Fault]:
    with pytest.raises(SchemaError) as caught:
        judge(spoilt())
    assert caught.value.exit_code == 3
    return list(caught.value.faults)


@pytest.mark.parametrize(("place", "code", "what", "how"), FAULTS)
def test_a_spoilt_row_is_named(found: list[Fault], place: str, code: str, what: str, how: str) -> None:
    here = [str(fault) for fault in found if str(fault.place) == place and fault.code == code]
    assert any(what in text and how in text for text in here), [str(fault) for fault in found]


def test_no_other_row_is_blamed(found: list[Fault]) -> None:
    told = {(place, code) for place, code, _, _ in FAULTS}
    assert {(str(fault.place), fault.code) for fault in found} == told


def test_a_required_table_without_rows_is_a_fault() -> None:
    rows = toy()
    rows["quotas"] = []
    with pytest.raises(SchemaError) as caught:
        judge(rows)
    assert [(str(fault.place), fault.found) for fault in caught.value.faults] == [
        ("quotas.csv", "quotas holds no rows")
    ]


def codes(rows: Rows, context: CheckContext = CONTEXT) -> list[tuple[str, str]]:
    with pytest.raises(SchemaError) as caught:
        judge(rows, context)
    return [(str(fault.place), fault.code) for fault in caught.value.faults]


def unread(*cells: tuple[str, str, int]) -> CheckContext:
    """Return the context in which these cells (table, column, line) did not convert."""
    return replace(CONTEXT, unread={(table, column): frozenset([line]) for table, column, line in cells})


def test_orphans_that_may_belong_to_a_row_without_a_key_wait_for_the_key() -> None:
    rows = toy()
    rows["reps"].append({"rep_id": None, "name": "Nobody", "role": "rep"})
    rows["bookings"][0]["rep_id"] = "R9"
    rows["bookings"][0]["customer_id"] = "C9"
    assert codes(rows) == [("bookings.csv:2", "D121"), ("reps.csv:6", "D112")]


def test_a_cell_that_could_not_be_read_is_not_called_empty() -> None:
    rows = toy()
    rows["bookings"][0]["amount"] = None
    rows["bookings"][1]["credit"] = None
    rows["quotas"][2]["starts_on"] = None
    rows["assignments"][1]["valid_to"] = None
    context = unread(
        ("bookings", "amount", 2), ("bookings", "credit", 3), ("quotas", "starts_on", 4), ("assignments", "valid_to", 3)
    )
    judge(rows, context)
    rows["bookings"][2]["amount"] = None
    assert codes(rows, context) == [("bookings.csv:4", "D112")]


def test_two_unread_days_are_not_one_key_twice() -> None:
    rows = toy()
    rows["quotas"] = [{"rep_id": "R1", "amount": 1.0}, {"rep_id": "R1", "amount": 2.0}]
    judge(rows, replace(CONTEXT, unread={("quotas", "starts_on"): None}))


def test_a_repeated_row_is_one_fault() -> None:
    rows = toy()
    rows["bookings"].append(dict(rows["bookings"][0]))
    rows["assignments"].append(dict(rows["assignments"][0]))
    assert codes(rows) == [("bookings.csv:5", "D120"), ("assignments.csv:5", "D120")]


def test_credit_waits_for_the_people_it_depends_on() -> None:
    rows = toy()
    rows["bookings"].append({**rows["bookings"][0], "rep_id": "V1"})
    rows["reps"][3]["role"] = None
    assert codes(rows) == [("reps.csv:5", "D112")]
    del rows["reps"]
    judge(rows)


def test_a_fault_names_the_declared_folder_and_a_note_does_not() -> None:
    rows = toy()
    rows["bookings"][0]["rep_id"] = "R9"
    assert codes(rows, replace(CONTEXT, folder="data")) == [("data/bookings.csv:2", "D121")]
    rows = toy()
    rows["assignments"][0]["manager_id"] = "M9"
    told = _told(rows, replace(CONTEXT, folder="data"))
    assert told["orphans"].fix == "Add them to reps.csv."


def test_overlay_roles_shadow_a_line_without_counting_twice() -> None:
    rows = toy()
    rows["bookings"].append({**rows["bookings"][0], "rep_id": "V1", "persona": None})
    # counted twice, the overlay row would be unassigned money; it is nobody's credit
    assert judge(rows) == ()
    with pytest.raises(SchemaError, match="does not sum to 1"):
        judge(rows, CheckContext(files=CONTEXT.files))


def _told(rows: Rows, context: CheckContext = CONTEXT) -> Mapping[str, QualityItem]:
    return {item.check: item for item in judge(rows, context)}


def test_bookings_without_an_assignment_are_told_with_their_share() -> None:
    rows = toy()
    rows["assignments"][0]["valid_from"] = date(2026, 1, 16)
    # R1's lines of 15 January: 100 × 1 and 50 × 0.6, of 150 in all
    item = _told(rows)["unassigned"]
    assert (item.count, item.amount, item.share) == (2, 130.0, pytest.approx(130 / 150))


def test_the_last_day_of_a_span_belongs_to_it() -> None:
    rows = toy()
    for line in rows["bookings"]:
        line["booked_on"] = date(2026, 1, 31)
    assert "unassigned" not in _told(rows)


def test_unknown_roles_returns_and_late_bookings_are_told() -> None:
    rows = toy()
    rows["bookings"][0].update(persona=None, amount=-100.0, booked_on=date(2026, 5, 1))
    told = _told(rows)
    assert (told["persona_unknown"].count, told["persona_unknown"].amount) == (1, -100.0)
    assert (told["returns"].count, told["returns"].amount) == (1, -100.0)
    assert (told["booked_after_as_of"].count, told["booked_after_as_of"].severity) == (1, "warn")


def test_a_share_of_nothing_is_unknown_not_zero() -> None:
    rows = toy()
    rows["bookings"] = [{**rows["bookings"][0], "amount": 0.0, "persona": None}]
    assert _told(rows)["persona_unknown"].share is None


def test_lenient_references_are_told_not_refused() -> None:
    rows = toy()
    rows["assignments"][0]["manager_id"] = "M9"
    rows["customers"][1]["parent_id"] = "C9"
    items = [item for item in judge(rows) if item.check == "orphans"]
    assert [item.count for item in items] == [1, 1]
    assert "customers.parent_id" in items[1].title


def selling() -> Rows:
    """The toy company with one opportunity, seen in a snapshot and worked on."""
    day = date(2026, 1, 15)
    return toy() | {
        "opportunities": [
            {"opportunity_id": "O1", "customer_id": "C1", "rep_id": "R1", "product_id": "P1", "created_on": day,
             "stage": "propose", "amount": 10.0, "outcome": "open"},
        ],
        "pipeline_snapshots": [
            {"snapshot_on": day, "opportunity_id": "O1", "stage": "propose", "amount": 10.0, "close_on": day},
        ],
        "activities": [{"rep_id": "R1", "on": day, "kind": "call", "opportunity_id": "O1", "customer_id": "C1"}],
    }  # fmt: skip


def test_an_opportunity_has_one_row_and_an_owner_a_customer_and_a_product_that_exist() -> None:
    assert judge(selling()) == ()
    rows = selling()
    rows["opportunities"].append({**rows["opportunities"][0], "rep_id": "R9", "customer_id": "C9"})
    rows["opportunities"][0]["product_id"] = "P9"
    second = "opportunities.csv:3"
    assert sorted(codes(rows), key=str) == [
        ("opportunities.csv:2", "D121"), (second, "D120"), (second, "D121"), (second, "D121")
    ]  # fmt: skip


def test_what_names_an_opportunity_nobody_knows_is_told_with_what_happens() -> None:
    rows = selling()
    for name in ("pipeline_snapshots", "activities"):
        rows[name][0]["opportunity_id"] = "O9"
    told = {item.title: item.detail for item in judge(rows) if item.check == "orphans"}
    assert "left out" in told["pipeline_snapshots.opportunity_id without a row in opportunities"]
    assert "no motion" in told["activities.opportunity_id without a row in opportunities"]


def test_a_region_nobody_declared_is_refused() -> None:
    rows = toy()
    rows["assignments"][2]["region"] = "emae"
    with pytest.raises(SchemaError) as caught:
        judge(rows, replace(CONTEXT, folder="data"))
    assert str(caught.value) == (
        'error[D131]: data/assignments.csv:4: column "region": "emae" is not a declared region\n'
        "  expected: the key of a region in params/regions: apac, emea\n"
        "  fix: did you mean emea? correct the value, or declare params/regions/<id>.yaml"
    )


def test_an_undeclared_region_is_one_fault_however_many_people_are_in_it() -> None:
    context = CheckContext(region_keys=("apac",), overlay_roles=("overlay",))
    with pytest.raises(SchemaError) as caught:
        judge(toy(), context)
    (fault,) = caught.value.faults
    assert (str(fault.place), "(2 rows, this is the first)" in fault.found) == ("assignments:2", True)
    assert fault.fix == "correct the value, or declare params/regions/<id>.yaml"


def test_regions_without_people_are_told() -> None:
    told = _told(toy(), replace(CONTEXT, region_keys=("emea", "apac", "mars")))
    assert "mars" in told["empty_regions"].detail


TABLE = CalendarSpec(
    pattern="table",
    table=(("FY2026Q1", date(2026, 1, 1)), ("FY2026Q2", date(2026, 4, 1)), ("FY2026Q3", date(2026, 7, 2))),
    table_end=date(2026, 10, 1),
)


def _by_day(*days: date) -> Rows:
    rows = toy()
    rows["quotas"] = [{"rep_id": "R1", "starts_on": day, "amount": 1.0} for day in days]
    return rows


def test_quotas_and_the_period_table_agree() -> None:
    context = CheckContext(calendar=TABLE, overlay_roles=("overlay",))
    assert judge(_by_day(date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 2)), context) == ()
    with pytest.raises(SchemaError, match="not the first day of a period"):
        judge(_by_day(date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)), context)
    with pytest.raises(SchemaError, match="no quota starts with FY2026Q2"):
        judge(_by_day(date(2026, 1, 1), date(2026, 7, 2)), context)


def test_only_wrong_declarations_are_a_params_error() -> None:
    log = FaultLog()
    raise_faults(log)
    log.add("C17", Place("s.yaml", 1, 1), "x", "y", "z")
    with pytest.raises(ParamsError):
        raise_faults(log)
    log.add("D101", Place("a.csv"), "x", "y", "z")
    with pytest.raises(SchemaError):
        raise_faults(log)


@pytest.mark.parametrize(("rows", "shown"), [(1, 1), (3, 3), (4, 4), (500, 4)])
def test_many_rows_of_one_kind_are_counted_not_listed(rows: int, shown: int) -> None:
    log = FaultLog()
    log.add_rows(RowFault("D103", "a.csv", "bad", "good", "mend"), list(range(2, rows + 2)))
    assert len(log.faults) == shown
    if rows > 3:
        assert f"{rows - 3:,} more row" in log.faults[-1].found


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefghx"), max_size=8))
def test_circles_are_exactly_the_nodes_that_lead_back_to_themselves(parents: dict[str, str]) -> None:
    def leads_back(start: str) -> bool:
        node = parents.get(start)
        for _ in range(len(parents) + 1):
            if node is None or node == start:
                break
            node = parents.get(node)
        return node == start

    found = [member for circle in find_circles(parents) for member in circle]
    assert sorted(found) == sorted(node for node in parents if leads_back(node))
