"""The stable ids of what can be wrong with parameters, and what each one means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNKNOWN_KEY = "C2"
WRONG_TYPE = "C4"
CALENDAR = "C6"
SUM = "C8"
REFERENCE = "C10"
YAML_LIMIT = "C11"
DUPLICATE_KEY = "C12"
YAML_FORM = "C14"
PATH = "C15"
COLLISION = "C16"
LEAK = "C18"
ENVIRONMENT = "C19"
UNKNOWN_NAME = "C101"

#: code → one line for `stratreport explain`
CODES: Mapping[str, str] = MappingProxyType(
    {
        UNKNOWN_KEY: "a YAML key nobody knows, or a key that is missing",
        WRONG_TYPE: "a value of the wrong type or outside its range",
        CALENDAR: "the fiscal calendar is not well formed, or does not fit",
        SUM: "numbers that must add up do not",
        REFERENCE: "a file or name that is referred to does not exist",
        YAML_LIMIT: "a YAML file is too large, too deep, or uses anchors",
        DUPLICATE_KEY: "a YAML key stands twice in one mapping",
        YAML_FORM: "a file is not one plain UTF-8 YAML 1.2 document",
        PATH: "a path leaves the workspace or is not a plain file path",
        COLLISION: "two ids or names cannot be told apart, or an id is reserved",
        LEAK: "a secret stands in a file",
        ENVIRONMENT: "an environment variable that a file refers to is not set",
        UNKNOWN_NAME: "a name nobody declared",
        "C201": "motions: ordered, one `otherwise` at the end, every motion reachable",
        "C202": "targets: exactly one form each, at most one remainder, shares within 0 to 1",
        "C203": "targets and quotas are not negative",
        "C204": "targets add up to the quota within tolerance",
        "C205": "weights add up to 1",
        "C206": "phasing adds up to 1",
        "C207": "overrides: no overlap, totals kept or stated, not retroactive",
        "C208": "selectors use known fields and values",
        "C209": "lists are not empty",
        "C210": "look-back and dormancy fit each other and the history",
        "C213": "currencies agree",
        "C215": "the baseline version exists and is frozen by its hash",
        "C216": "at most six motions besides `otherwise`",
        "C217": "buying roles, pay and the day of publication fit the plan",
    }
)
