"""Params: a workspace's YAML files become frozen, validated specs that remember where each value stood.

Names are imported when they are first used, so that the specs cost a notebook kernel no YAML reader.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stratreport.params.baselines import freeze_baselines, semantic_hash
    from stratreport.params.defaults import defaults_root
    from stratreport.params.specs import CalendarSpec, StrategyPlan, Workspace
    from stratreport.params.workspace import find_region, load_workspace, locate, place_of, plan_for

_HOMES = {
    "freeze_baselines": "baselines",
    "semantic_hash": "baselines",
    "defaults_root": "defaults",
    "CalendarSpec": "specs",
    "StrategyPlan": "specs",
    "Workspace": "specs",
    "find_region": "workspace",
    "load_workspace": "workspace",
    "locate": "workspace",
    "place_of": "workspace",
    "plan_for": "workspace",
}

__all__ = [
    "CalendarSpec",
    "StrategyPlan",
    "Workspace",
    "defaults_root",
    "find_region",
    "freeze_baselines",
    "load_workspace",
    "locate",
    "place_of",
    "plan_for",
    "semantic_hash",
]


def __getattr__(name: str) -> Any:
    """Return a public name of the room, importing its module on first use."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
