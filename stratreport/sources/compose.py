"""A mapping and its files become canonical ibis tables: look-ups that cannot fan out, conditions, one column each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import BooleanValue, Value

from stratreport.model import LINE, TABLES, Kind, QualityItem
from stratreport.model.faultlog import FaultLog
from stratreport.sources.expressions import Expression, Ref
from stratreport.sources.file_specs import FileSpec
from stratreport.sources.mapping import Condition, Join, TableMap
from stratreport.sources.typed import typed_name

_IBIS_TYPE: Mapping[Kind, str] = {"text": "string", "number": "float64", "date": "date"}
_COUNT = "count"


@dataclass(frozen=True)
class Loaded:
    """The files of a source by alias: their typed rows, the same inside the engine, and how they were declared."""

    rows: Mapping[str, pa.Table]
    raw: Mapping[str, ibis.Table]
    files: Mapping[str, FileSpec]


def compose(mapping: TableMap, loaded: Loaded, log: FaultLog) -> ibis.Table | None:
    """Return the canonical table (every canonical column, typed, plus `LINE`), or None after noting faults.

    Optional columns that are not mapped are null. Rows that a condition or an inner look-up leaves out are counted
    and told, with their amount when the table has one.
    """
    unique = [_unique(join, loaded, log) for join in mapping.joins]
    if not all(unique):
        return None
    joined = _base(mapping, loaded)
    for join in mapping.joins:
        joined = _look_up(joined, join, loaded)
    kept = [_test(joined, condition) for condition in mapping.where]
    kept += [joined[_flag(join)].notnull() for join in mapping.joins if join.how == "inner"]
    if kept:
        keep = reduce(lambda left, right: left & right, kept).fill_null(False)
        _tell_left_out(joined.filter(~keep), mapping, loaded.files[mapping.base].path, log)
        joined = joined.filter(keep)
    columns = {spec.name: _column(joined, mapping, spec.name, spec.kind) for spec in TABLES[mapping.table].columns}
    return joined.select(joined[LINE], **columns)


def total(ref: Ref, where: tuple[Condition, ...], loaded: Loaded) -> float:
    """Return the sum of one file column over the rows that meet every condition."""
    raw = loaded.raw[ref.alias]
    table = raw.select(
        **{LINE: raw[LINE], **{_name(ref.alias, column): raw[column] for column in raw.columns if column != LINE}}
    )
    for condition in where:
        table = table.filter(_test(table, condition))
    value = table.aggregate(total=table[_name(ref.alias, typed_name(ref.column, "number"))].sum()).to_pyarrow()
    return float(value["total"][0].as_py() or 0.0)


def _name(alias: str, column: str) -> str:
    return f"{alias}.{column}"


def _flag(join: Join) -> str:
    return f"{join.alias}.:found"


def _base(mapping: TableMap, loaded: Loaded) -> ibis.Table:
    raw = loaded.raw[mapping.base]
    renamed = {_name(mapping.base, column): raw[column] for column in raw.columns if column != LINE}
    return raw.select(raw[LINE], **renamed)


def _look_up(table: ibis.Table, join: Join, loaded: Loaded) -> ibis.Table:
    raw = loaded.raw[join.alias]
    renamed = {_name(join.alias, column): raw[column] for column in raw.columns if column != LINE}
    other = raw.select(**{_flag(join): raw[LINE]}, **renamed)
    keys = [
        table[_name(left.alias, typed_name(left.column, "text"))] == other[_name(join.alias, typed_name(right, "text"))]
        for left, right in zip(join.left, join.right, strict=True)
    ]
    return table.left_join(other, keys)


def _unique(join: Join, loaded: Loaded, log: FaultLog) -> bool:
    """Note a fault when a look-up key repeats, since every repeat would multiply rows and money."""
    keys = [typed_name(column, "text") for column in join.right]
    rows = loaded.rows[join.alias].select([LINE, *keys]).drop_null()
    groups = rows.group_by(keys).aggregate([(LINE, "min"), (LINE, "count")])
    repeated = groups.filter(pc.greater(groups[f"{LINE}_count"], 1))
    if not repeated.num_rows:
        return True
    first = pc.min(repeated[f"{LINE}_min"]).as_py()
    log.add(
        "D128",
        join.place,
        f"{loaded.files[join.alias].shown} repeats {repeated.num_rows:,} values of {', '.join(join.right)} "
        f"(first on line {first})",
        "one row per value, or a look-up would multiply rows",
        "look up by a unique key, or remove the duplicates",
    )
    return False


def _test(table: ibis.Table, condition: Condition) -> BooleanValue:
    column = table[_name(condition.ref.alias, typed_name(condition.ref.column, "text"))]
    tests: Mapping[str, Callable[[], BooleanValue]] = {
        "present": column.notnull,
        "absent": column.isnull,
        "in": lambda: column.isin(condition.values).fill_null(False),
        "not_in": lambda: column.notin(condition.values).fill_null(True),
    }
    return tests[condition.test]()


def _tell_left_out(left_out: ibis.Table, mapping: TableMap, file: str, log: FaultLog) -> None:
    measures = {_COUNT: left_out.count()}
    amount = mapping.columns.get("amount")
    if amount is not None:
        measures["amount"] = _value(left_out, amount).sum()
    row = left_out.aggregate(**measures).to_pyarrow().to_pylist()[0]
    if row[_COUNT]:
        log.note(
            QualityItem(
                "left_out", "info", f"Rows of {file} that are not {mapping.table}",
                f"The mapping of {mapping.table} leaves out {row[_COUNT]:,} rows of {file} by its conditions.",
                int(row[_COUNT]), row.get("amount"),
            )
        )  # fmt: skip


def _column(table: ibis.Table, mapping: TableMap, name: str, kind: Kind) -> Value:
    expression = mapping.columns.get(name)
    if expression is None:
        return ibis.null().cast(_IBIS_TYPE[kind])
    return _value(table, expression)


def _value(table: ibis.Table, expression: Expression) -> Value:
    return _OPERATIONS[expression.operation](table, expression)


def _from(table: ibis.Table, expression: Expression) -> Value:
    ref = expression.ref
    return table[_name(ref.alias, typed_name(ref.column, expression.kind))] if ref else ibis.null()


def _const(table: ibis.Table, expression: Expression) -> Value:  # noqa: ARG001
    return ibis.literal(expression.value).cast(_IBIS_TYPE[expression.kind])


def _concat(table: ibis.Table, expression: Expression) -> Value:
    """Join the parts that are present; all absent stays absent."""
    parts = [_value(table, part) for part in expression.parts]
    filled = [ibis.ifelse(part.isnull(), "", ibis.literal(expression.value) + part) for part in parts]
    whole = reduce(lambda left, right: left + right, filled)
    return whole.substr(len(expression.value)).nullif("")


def _multiply(table: ibis.Table, expression: Expression) -> Value:
    return reduce(lambda left, right: left * right, [_value(table, part) for part in expression.parts])


def _subtract(table: ibis.Table, expression: Expression) -> Value:
    return reduce(lambda left, right: left - right, [_value(table, part) for part in expression.parts])


def _values(table: ibis.Table, expression: Expression) -> Value:
    value: Any = _value(table, expression.parts[0])
    others = {
        "keep": value,
        "absent": ibis.null().cast("string"),
        "set": ibis.ifelse(value.isnull(), ibis.null().cast("string"), expression.value),
    }
    return value.cases(*expression.table, else_=others[expression.others])


def _first_of(table: ibis.Table, expression: Expression) -> Value:
    return ibis.coalesce(*[_value(table, part) for part in expression.parts])


_OPERATIONS: Mapping[str, Callable[[ibis.Table, Expression], Value]] = {
    "from": _from,
    "const": _const,
    "concat": _concat,
    "multiply": _multiply,
    "subtract": _subtract,
    "values": _values,
    "first_of": _first_of,
}
