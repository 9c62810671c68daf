"""All rows of a question, over as many pages as the PBX makes of them, and whether they are all.

The PBX gives no link to the next page, may cap pages below what was asked, and may gain or lose
rows between two pages. So the place in the list advances by the rows that came, the end is an
empty page or the announced count, and whatever does not add up makes one more reading, then a note.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telephony.xapi.limits import Limits
from telephony.xapi.records import RequestRecord, Rows

CHANGED = "Rows changed while they were read: some may be missing."
REPEATED = "The PBX sent rows twice: some may be missing."
STUCK = "The PBX sends the same rows again and again: only the first ones are here."
SHORT = "The PBX sent fewer rows than it announced."
LONG = "The PBX sent more rows than it announced."
ENDLESS = "The list goes on beyond what this dashboard reads."


@dataclass(frozen=True)
class Page:
    """One page: its rows, the PBX's count of all rows, whether it says that more follow."""

    rows: list[dict[str, Any]]
    count: int | None
    more: bool
    record: RequestRecord


Fetch = Callable[[int | None, int], Awaitable[Page]]


async def read_rows(
    fetch: Fetch, key: str, limits: Limits, *, top: int | None = None, skip: int = 0
) -> Rows:
    """All rows from ``skip`` on, at most ``top``, each ``key`` once.

    ``fetch(wanted, skip)`` asks for one page of at most ``wanted`` rows (None: as many as a page
    takes). Rows without the key are kept as they are. Raises what ``fetch`` raises.
    """
    records: list[RequestRecord] = []
    for last in (False, True):
        reading = _Reading(key, top, skip, limits)
        while not reading.ended:
            page = await fetch(reading.wanted, skip + reading.received)
            records.append(page.record)
            reading.take(page)
            if reading.note in {CHANGED, REPEATED, STUCK} and not last:
                break
        if reading.note is None or reading.note == ENDLESS:
            break
    return Rows(
        rows=reading.rows if top is None else reading.rows[:top],
        requests=tuple(records),
        count=reading.count,
        complete=reading.note is None,
        notes=(reading.note,) if reading.note else (),
    )


@dataclass
class _Reading:
    """One pass over the pages. ``note`` is the first thing that did not add up."""

    key: str
    top: int | None
    skip: int
    limits: Limits
    rows: list[dict[str, Any]] = field(default_factory=list)
    received: int = 0
    pages: int = 0
    count: int | None = None
    note: str | None = None
    ended: bool = False
    seen: set[Any] = field(default_factory=set)

    @property
    def wanted(self) -> int | None:
        return None if self.top is None else self.top - self.received

    def take(self, page: Page) -> None:
        """Add a page and see whether it was the last one."""
        self.pages += 1
        self.received += len(page.rows)
        if page.count is not None:
            if self.count not in {None, page.count}:
                self._remark(CHANGED)
            self.count = page.count
        fresh = self._add(page.rows)
        if len(page.rows) > fresh:
            self._remark(REPEATED if fresh else STUCK)
        if self._is_last(page, fresh):
            self.ended = True
            self._add_up()

    def _add(self, rows: list[dict[str, Any]]) -> int:
        before = len(self.rows)
        for row in rows:
            name = row.get(self.key)
            if isinstance(name, str | int):
                if name in self.seen:
                    continue
                self.seen.add(name)
            self.rows.append(row)
        return len(self.rows) - before

    def _is_last(self, page: Page, fresh: int) -> bool:
        if not fresh or (self.top is not None and self.received >= self.top):
            return True
        if self.pages >= self.limits.max_pages or self.received >= self.limits.max_rows:
            self._remark(ENDLESS)
            return True
        return self._due is not None and self.received >= self._due and not page.more

    @property
    def _due(self) -> int | None:
        """Rows that the announced count promises, from ``skip`` on and up to ``top``."""
        if self.count is None:
            return None
        rest = max(0, self.count - self.skip)
        return rest if self.top is None else min(rest, self.top)

    def _add_up(self) -> None:
        if self._due is None:
            return
        if len(self.rows) < self._due:
            self._remark(SHORT)
        elif self.received > self._due and self.top is None:
            self._remark(LONG)

    def _remark(self, note: str) -> None:
        self.note = self.note or note
