"""The purchase history of families, kept in time order: who may be sold to as new, as existing, or not at all.

The rules of the strategy (no bookings in the prior 24 months; new for 12 months after the first order) are kept with
margins, so that no sale sits on the edge of a rule: an order on day 364 or 366 would make a claim depend on how a
reader counts months.
"""

from __future__ import annotations

from collections import deque

from stratreport.sources.demo.customers import Customers
from stratreport.sources.demo.plan import REGIONS

STICKY = 305  # days after the first order in which a family is still sold to as new (a return may follow 45 days later)
MATURE = 400  # days after which it is existing
ALIVE = 640  # days since the last order within which it is existing
FORGOTTEN = 850  # days without an order after which it is new again
NEVER = -10_000


class Ledger:
    """First and last order of every family, and pools to pick from by region and class of segment."""

    def __init__(self, customers: Customers) -> None:
        count = len(customers.region)
        self.first = [NEVER] * count
        self.last = [NEVER] * count
        keys = [(region, new) for region in range(len(REGIONS)) for new in (False, True)]
        self.fresh: dict[tuple[int, bool], deque[int]] = {key: deque() for key in keys}
        self.mature: dict[tuple[int, bool], list[int]] = {key: [] for key in keys}
        self.sticky: dict[tuple[int, bool], deque[int]] = {key: deque() for key in keys}
        self.ageing: dict[tuple[int, bool], deque[int]] = {key: deque() for key in keys}
        self.lapsed: dict[tuple[int, bool], deque[int]] = {key: deque() for key in keys}
        self._turn: dict[tuple[int, bool], int] = dict.fromkeys(keys, 0)
        for family in range(count):
            new = customers.new_segment[family]
            if customers.base[family]:
                for region in customers.accounts[family]:
                    self.mature[region, new].append(family)
            else:
                self.fresh[customers.region[family], new].append(family)

    def early(self, key: tuple[int, bool], when: int, u: float) -> int | None:
        """Return a family of the installed base in the look-back years: everyone in turn, then at random."""
        pool = self.mature[key]
        if not pool:
            return None
        turn = self._turn[key]
        self._turn[key] = turn + 1
        family = pool[turn] if turn < len(pool) else pool[int(len(pool) * u)]
        self._book(family, when)
        return family

    def existing(self, key: tuple[int, bool], when: int, u: float) -> int | None:
        """Return a family that is existing on that day, or None; older families buy more often."""
        self._ripen(key, when)
        pool = self.mature[key]
        for step in range(40):
            if not pool:
                return None
            at = (int(len(pool) * u * (0.4 + 0.6 * u)) + step * 7) % len(pool)
            family = pool[at]
            if when - self.last[family] > ALIVE:
                pool[at] = pool[-1]
                pool.pop()
                self.lapsed[key].append(family)
            elif when - self.first[family] > MATURE:
                self._book(family, when)
                return family
        return None

    def new(self, key: tuple[int, bool], when: int, u: float) -> int | None:
        """Return a family that is new on that day: in its first months, never sold to, or long forgotten."""
        repeat = self.sticky[key]
        while repeat and when - self.first[repeat[0]] > STICKY:
            repeat.popleft()
        if repeat and u < 0.42:
            family = repeat[int(len(repeat) * u / 0.42)]
            self._book(family, when)
            return family
        unsold = self._unsold(key, when)
        if unsold is not None:
            repeat.append(unsold)
            self.ageing[key].append(unsold)
        elif repeat:
            unsold = repeat[int(len(repeat) * u)]
        if unsold is not None:
            self._book(unsold, when)
        return unsold

    def _unsold(self, key: tuple[int, bool], when: int) -> int | None:
        lapsed = self.lapsed[key]
        for _ in range(min(3, len(lapsed))):
            family = lapsed.popleft()
            if when - self.last[family] > FORGOTTEN:
                return family
            back = self.mature[key] if when - self.last[family] <= ALIVE else lapsed
            back.append(family)
        return self.fresh[key].popleft() if self.fresh[key] else None

    def _ripen(self, key: tuple[int, bool], when: int) -> None:
        ageing = self.ageing[key]
        while ageing and when - self.first[ageing[0]] > MATURE:
            self.mature[key].append(ageing.popleft())

    def _book(self, family: int, when: int) -> None:
        if when - self.last[family] > FORGOTTEN:
            self.first[family] = when
        self.last[family] = when
