"""One error tree; every error says what, where and how to fix it.

::

    StratReportError            what happened, where, the remedy, an exit code
    ├── ParamsError             a YAML file or a parameter is wrong            (2)
    │   └── UnknownName         a name nobody knows; suggests the nearest one  (2)
    ├── SourceError             the data cannot be read                        (3)
    │   ├── SchemaError         the data is wrong: carries every fault at once (3)
    │   └── SourceUnavailable   upstream is away or timed out                  (5)
    ├── EnvironmentFault        disk, permission, Pango, fonts, kernel spec    (4)
    ├── SnapshotError           a snapshot is missing, torn or of another form (3)
    ├── MetricError             a metric was asked for what it cannot know     (2)
    ├── NotebookError           a chapter failed: pack, region, notebook, cell (1)
    ├── PackError               a pack lacks a part or breaks a gate           (1)
    ├── RenderError             the document could not be set                  (1)
    ├── BrandError              the brand file breaks a rule, with key path    (2)
    ├── IsolationError          another region's values were found             (6)
    ├── Locked                  another build holds the lock                   (7)
    └── InternalError           a bug of ours                                  (70)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_FAULTS_SHOWN = 20


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like `name`, or None when none is close.

    >>> nearest("emae", ["emea", "apac"])
    'emea'
    >>> nearest("mars", ["emea", "apac"]) is None
    True
    """
    lowered = {item.lower(): item for item in known}
    hits = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[hits[0]] if hits else None


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """Return the remedy for an unknown name: the nearest match, then the list.

    >>> did_you_mean("emae", ["emea", "apac"])
    'did you mean emea? known: apac, emea'
    """
    hit = nearest(name, known)
    listing = "known: " + ", ".join(sorted(known)) if known else "none are declared"
    return f"did you mean {hit}? {listing}" if hit else listing


@dataclass(frozen=True)
class Place:
    """Where a fault sits: a file and, when known, line and column (1-based).

    >>> str(Place("params/workspace.yaml", 14, 7))
    'params/workspace.yaml:14:7'
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with data or parameters: place, found, expected, fix.

    `code` is a stable id (D… data, C… config, E… environment, X… isolation, R… run).
    """

    code: str
    place: Place
    found: str
    expected: str
    fix: str

    def __str__(self) -> str:
        return f"error[{self.code}]: {self.place}: {self.found}\n  expected: {self.expected}\n  fix: {self.fix}"


class StratReportError(Exception):
    """The root: `what` happened, `where`, what was `expected`, and the `fix`; `exit_code` is what the CLI returns."""

    exit_code = 70
    code = "R000"

    def __init__(self, what: str, *, where: Place | str | None = None, expected: str = "", fix: str = "") -> None:
        self.what, self.where, self.expected, self.fix = what, where, expected, fix
        super().__init__(self.message())

    def message(self) -> str:
        """Return the paragraph shown to a person: place, found, expected, fix."""
        place = f"{self.where}: " if self.where else ""
        lines = [f"error[{self.code}]: {place}{self.what}"]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.fix:
            lines.append(f"  fix: {self.fix}")
        return "\n".join(lines)


class _FaultList(StratReportError):
    """An error that carries every fault found, and prints the first twenty with a count."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.found for fault in self.faults))

    def message(self) -> str:
        """Return the first faults in full and how many more there are."""
        shown = [str(fault) for fault in self.faults[:MAX_FAULTS_SHOWN]]
        rest = len(self.faults) - len(shown)
        return "\n".join([*shown, f"… and {rest} more faults"] if rest > 0 else shown)


class ParamsError(_FaultList, ValueError):
    """One or more parameters or YAML values are wrong; nothing was executed."""

    exit_code = 2
    code = "C000"


class UnknownName(StratReportError, KeyError):
    """A region, period, motion, metric or key that nobody declared; `fix` names the nearest one."""

    exit_code = 2
    code = "C101"

    def __init__(self, kind: str, name: str, known: Sequence[str], *, where: Place | str | None = None) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        StratReportError.__init__(
            self, f'unknown {kind} "{name}"', where=where, expected=f"a declared {kind}", fix=did_you_mean(name, known)
        )

    def __str__(self) -> str:
        return self.message()


class SourceError(StratReportError):
    """The data cannot be read."""

    exit_code = 3
    code = "D000"


class SchemaError(_FaultList, SourceError):
    """The data is wrong; carries every fault found in one pass."""

    exit_code = 3
    code = "D100"


class SourceUnavailable(SourceError):
    """The store did not answer; trying again may help."""

    exit_code = 5
    code = "E500"


class EnvironmentFault(StratReportError):
    """The machine lacks something: disk, permission, Pango, fonts, a kernel."""

    exit_code = 4
    code = "E400"


class SnapshotError(StratReportError):
    """A snapshot is missing, torn, or of another schema version."""

    exit_code = 3
    code = "D300"


class MetricError(StratReportError):
    """A metric was asked for something it is not defined on."""

    exit_code = 2
    code = "C300"


class NotebookError(StratReportError):
    """A chapter failed; names pack, region, notebook, cell and the command that reopens it."""

    exit_code = 1
    code = "R100"


class PackError(StratReportError):
    """A pack lacks a part or breaks a quality gate."""

    exit_code = 1
    code = "R200"


class RenderError(StratReportError):
    """The document could not be set: template, stylesheet or PDF engine."""

    exit_code = 1
    code = "R300"


class BrandError(StratReportError):
    """The brand file breaks a rule; names the key path and the numbers."""

    exit_code = 2
    code = "C400"


class IsolationError(StratReportError):
    """Another region's values were found in an artefact; nothing of this region is published."""

    exit_code = 6
    code = "X100"


class Locked(StratReportError):
    """Another build of the same pack holds the lock."""

    exit_code = 7
    code = "R700"


class InternalError(StratReportError):
    """A bug of ours."""

    exit_code = 70
    code = "R999"
