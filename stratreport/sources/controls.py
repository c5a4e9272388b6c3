"""Control totals: the amount of a canonical table against a total the source itself carries."""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from stratreport.model import QualityItem
from stratreport.model.faultlog import FaultLog
from stratreport.sources.compose import Loaded, total
from stratreport.sources.mapping import SourceMapping, TableMap


def check_controls(mapping: SourceMapping, tables: Mapping[str, ibis.Table], loaded: Loaded, log: FaultLog) -> None:
    """Compare Σ amount of each table that declares a control with Σ of its column; beyond tolerance is a fault.

    Where a cell of either side could not be read the totals say nothing, and nothing is said.
    """
    for name, table_map in mapping.tables.items():
        control = table_map.control
        if control is None or name not in tables or control.ref.alias not in loaded.raw:
            continue
        if _unread(table_map, loaded, log):
            continue
        theirs = total(control.ref, control.where, loaded)
        table = tables[name]
        ours = float(table.aggregate(total=table.amount.sum()).to_pyarrow()["total"][0].as_py() or 0.0)
        apart = ours - theirs
        if abs(apart) > control.tolerance:
            log.add(
                "D130",
                control.place,
                f"{name} sum to {ours:,.2f}, {control.label} to {theirs:,.2f}: {apart:+,.2f} apart",
                f"totals within {control.tolerance:,.2f}",
                "look for rows that the mapping loses or repeats",
            )
            continue
        log.note(
            QualityItem(
                "control_total", "info", f"{name.capitalize()} against {control.label}",
                f"{name.capitalize()} sum to {ours:,.2f}, {control.label} to {theirs:,.2f}: {apart:+,.2f} apart, "
                f"within the declared tolerance of {control.tolerance:,.2f}.",
                0, round(apart, 2),
            )
        )  # fmt: skip


def _unread(table_map: TableMap, loaded: Loaded, log: FaultLog) -> bool:
    refs = [ref for ref, _ in table_map.columns["amount"].refs()] if "amount" in table_map.columns else []
    refs += [table_map.control.ref] if table_map.control else []
    return any((loaded.files[ref.alias].shown, ref.column) in log.unread for ref in refs)
