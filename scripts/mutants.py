"""Change metrics and facts on purpose, one spot at a time, and count how many changes the tests notice.

`make mutants SAMPLE=400` draws mutants at random (seeded) from all that mutmut can make; SAMPLE=0 runs all of them,
which takes hours. Printed: the share noticed, its 95% interval, and every mutant that survived (`mutmut show NAME`).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np

from stratreport.metrics.intervals import wilson

SEED = 20260101
MUTANTS = Path("mutants")
#: exit codes of mutmut: a test failed or errored, the interpreter died, the run took far longer than it should
NOTICED = {1, 3, 24, 36, 152, 255, -9, -11, -24}
SURVIVED, UNTESTED, SKIPPED = 0, {5, 33}, 34


def results() -> dict[str, int | None]:
    """Return the exit code of every mutant by name; None = not run."""
    found: dict[str, int | None] = {}
    for file in sorted(MUTANTS.rglob("*.meta")):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def mutmut(*arguments: str) -> int:
    """Run mutmut beside this interpreter."""
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "2", *arguments]
    return subprocess.run(command, check=False, stdout=sys.stderr).returncode


def main(size: int) -> int:
    """Run a sample of `size` mutants (0: all) and print the outcome; fails below 85%."""
    if size and not results():
        mutmut("no.such.mutant")  # makes the mutants, then finds nothing to run
    drawn = sorted(results())
    if size:
        drawn = random.Random(SEED).sample(drawn, min(size, len(drawn)))
        mutmut(*drawn)
    else:
        mutmut()
    chosen = set(drawn)
    codes = {name: code for name, code in results().items() if name in chosen and code not in (None, SKIPPED)}
    noticed = sum(code in NOTICED for code in codes.values())
    low, high = (float(end[0]) for end in wilson(np.array([float(noticed)]), np.array([float(len(codes))])))
    for name, code in sorted(codes.items()):
        if code not in NOTICED:
            print(f"{'survived' if code == SURVIVED else 'no test' if code in UNTESTED else code}: {name}")
    print(f"{noticed} of {len(codes)} noticed: {noticed / max(len(codes), 1):.1%} (95% {low:.1%} to {high:.1%})")
    return 0 if codes and noticed / len(codes) >= 0.85 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
