"""Collecting every fault in one pass, so that a person fixes the data once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stratreport.errors import Fault, Place
from stratreport.model.quality import QualityItem

#: rows of one kind of fault in one file that get a paragraph of their own; the rest is counted
ROWS_SHOWN = 3
_LINES_LISTED = 10


@dataclass
class FaultLog:
    """Faults and quality notes gathered on the way; the only mutable object of the data wing's door."""

    faults: list[Fault] = field(default_factory=list)
    quality: list[QualityItem] = field(default_factory=list)
    #: (file, column) → lines whose cell is there but did not convert; None stands for every line
    unread: dict[tuple[str, str], set[int | None]] = field(default_factory=dict)

    def add(self, code: str, place: Place, found: str, expected: str, fix: str) -> None:
        """Note one fault at one place."""
        self.faults.append(Fault(code, place, found, expected, fix))

    def add_rows(self, rows: RowFault, lines: Sequence[int | None], total: int | None = None) -> None:
        """Note the same fault in many rows: the first few with a paragraph each, the rest as one count.

        `lines` are physical lines, as many as are known; `total` is how many rows are wrong when that is more.
        """
        count = len(lines) if total is None else total
        for line in lines[:ROWS_SHOWN]:
            self.add(rows.code, Place(rows.file, line), rows.found, rows.expected, rows.fix)
        rest = count - min(len(lines), ROWS_SHOWN)
        if rest > 0:
            listed = [str(line) for line in lines[ROWS_SHOWN : ROWS_SHOWN + _LINES_LISTED] if line is not None]
            more = "1 more row" if rest == 1 else f"{rest:,} more rows"
            cut = ", …" if rest > len(listed) else ""
            where = f" ({'line' if rest == 1 else 'lines'} {', '.join(listed)}{cut})" if listed else ""
            self.add(rows.code, Place(rows.file), f"{rows.found}: {more}{where}", rows.expected, rows.fix)

    def unreadable(self, file: str, column: str, lines: Sequence[int | None]) -> None:
        """Remember cells that could not be read, so that no check calls them empty."""
        self.unread.setdefault((file, column), set()).update(lines)

    def note(self, item: QualityItem) -> None:
        """Note something worth telling that does not stop the build."""
        self.quality.append(item)


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row, without its line: the file, found (never the value), expected, fix."""

    code: str
    file: str
    found: str
    expected: str
    fix: str
