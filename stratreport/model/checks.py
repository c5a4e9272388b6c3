"""Checks of the canonical tables: every fault in one pass, and everything worth telling as quality items.

Faults stop the build, because a number would be wrong: a missing or repeated key, a reference to nothing, credit that
does not sum to 1, a region nobody declared or two at once, a negative quota, a parent circle. Everything else is told
and counted. A fault that only follows from another one is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ibis

from stratreport.errors import ParamsError, SchemaError
from stratreport.model.context import CheckContext, Desk
from stratreport.model.faultlog import FaultLog
from stratreport.model.links import check_hierarchy
from stratreport.model.money import check_lines, tell_returns
from stratreport.model.people import check_overlaps, check_quotas, check_regions, tell_unassigned
from stratreport.model.quality import QualityItem
from stratreport.model.row_rules import check_rows
from stratreport.model.values import check_keys, check_spelling, tell_future, tell_unknown_persona

__all__ = ["CHECKS", "CheckContext", "check_tables", "examine", "raise_faults"]

#: every check in the order of its messages
CHECKS: tuple[Callable[[Desk], None], ...] = (
    check_rows,
    check_keys,
    check_hierarchy,
    check_lines,
    check_overlaps,
    check_quotas,
    check_spelling,
    tell_future,
    tell_unassigned,
    check_regions,
    tell_returns,
    tell_unknown_persona,
)


def check_tables(tables: Mapping[str, ibis.Table], *, context: CheckContext) -> tuple[QualityItem, ...]:
    """Run every check and return the quality items; SchemaError carries every fault of every table.

    `tables` hold the canonical columns plus `LINE`; absent optional tables are not faults.
    """
    log = FaultLog()
    examine(tables, context, log)
    raise_faults(log)
    return tuple(log.quality)


def examine(tables: Mapping[str, ibis.Table], context: CheckContext, log: FaultLog) -> None:
    """Run every check on the tables that could be read; faults and notes go to `log`."""
    desk = Desk(tables, context, log)
    for check in CHECKS:
        check(desk)


def raise_faults(log: FaultLog) -> None:
    """Raise every gathered fault: ParamsError when only declarations are wrong, SchemaError otherwise."""
    if not log.faults:
        return
    if all(fault.code.startswith("C") for fault in log.faults):
        raise ParamsError(log.faults)
    raise SchemaError(log.faults)
