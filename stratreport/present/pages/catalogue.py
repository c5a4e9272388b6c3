"""Every block a notebook can ask for, by page and name; nothing registers itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stratreport.pack.blocks import Block
from stratreport.present.pages import (
    balance,
    bridge,
    causes,
    company,
    data,
    lookahead,
    managers,
    method,
    outlook,
    pay,
    people,
    price,
    regions,
    summary,
    trend,
)
from stratreport.present.pages.reading import Reading

Builder = Callable[[Reading], Block | None]

HEADS: Mapping[str, Builder] = {
    "summary": summary.head, "bridge": bridge.head, "balance": balance.head, "people": people.head,
    "method": method.head, "strategy": method.strategy_head, "data": data.head, "overview": company.head,
    "managers": managers.head, "lookahead": lookahead.head, "causes": causes.head,
    "pay": pay.head, "trend": trend.head, "outlook": outlook.head, "price": price.head,
    "regions": regions.head,
}  # fmt: skip
SOURCES: Mapping[str, Builder] = {
    "summary": summary.source, "bridge": bridge.source, "balance": balance.source, "people": people.source,
    "method": method.source, "strategy": method.source, "data": data.source, "overview": company.source,
    "managers": managers.source, "lookahead": lookahead.source, "causes": causes.source,
    "pay": pay.source, "trend": trend.source, "outlook": outlook.source, "price": price.source,
    "regions": regions.source,
}  # fmt: skip
COLUMNS: Mapping[str, Builder] = {
    "summary": summary.columns, "balance": balance.so_what, "personas": balance.personas, "people": people.so_what,
    "strategy": method.strategy, "data": data.remarks, "overview": company.so_what,
    "managers": managers.so_what, "lookahead": lookahead.so_what, "causes": causes.so_what,
    "decisions": causes.decisions,
    "pay": pay.so_what, "trend": trend.so_what, "outlook": outlook.so_what, "regions": regions.so_what,
}  # fmt: skip
TABLES: Mapping[str, Builder] = {
    "product_lines": balance.product_lines, "segments": balance.segments, "groups": people.groups,
    "definitions": method.definitions, "thresholds": method.thresholds, "not_connected": method.not_connected,
    "left_out": method.left_out,
    "quality": data.quality, "reconciliation": data.reconciliation, "lineage": data.lineage,
    "teams": managers.strips, "cover": lookahead.cover, "signs": lookahead.signs, "causes": causes.causes,
    "commitments": causes.commitments,
    "regions": company.regions, "pay_groups": pay.groups, "pay_components": pay.components,
    "pay_correlations": pay.correlations, "changes": trend.changes, "outlook": outlook.table,
    "price": price.bridge,
}  # fmt: skip
FIGURES: Mapping[str, Builder] = {
    "people": people.figure,
    "pay": pay.figure,
    "trend": trend.figure,
    "heatmap": regions.heat,
    "funnel": regions.funnel,
}
TILES: Mapping[str, Builder] = {"summary": summary.tiles, "overview": company.tiles}
PAGES: Mapping[str, Callable[[Reading], tuple[Block, ...]]] = {
    "summary": summary.page, "bridge": bridge.page, "balance": balance.page, "people": people.page,
    "method": method.page, "data": data.page, "overview": company.page,
    "managers": managers.page, "lookahead": lookahead.page, "causes": causes.page,
    "pay": pay.page, "trend": trend.page, "outlook": outlook.page, "price": price.page,
    "regions": regions.page,
}  # fmt: skip
