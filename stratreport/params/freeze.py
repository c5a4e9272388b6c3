"""`python -m stratreport.params.freeze [DIR]`: freeze the strategy versions of a workspace that are not frozen yet."""

from __future__ import annotations

import sys
from pathlib import Path

from stratreport.errors import StratReportError
from stratreport.params.baselines import LOCK_FILE, freeze_baselines


def main(arguments: list[str]) -> int:
    """Freeze the workspace named by the only argument (the current folder when absent) and say what was added."""
    root = Path(arguments[0]) if arguments else Path()
    try:
        added = freeze_baselines(root)
    except StratReportError as error:
        sys.stderr.write(f"{error.message()}\n")
        return error.exit_code
    sys.stdout.write("".join(f"{LOCK_FILE}: added {line}\n" for line in added) or f"{LOCK_FILE}: nothing to add\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
