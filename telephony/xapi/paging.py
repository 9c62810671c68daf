"""Reads all rows of a collection, page by page, and checks that they are complete.

The PBX gives no link to the next page, may send smaller pages than requested, and may gain or lose
rows between two pages. So the position advances by the rows received, and the end is the announced
count or a page without a new row. Each page after the first begins with the last row of the page
before: when another row is there, rows in front of it were added or removed, even if their number
is the same. Any inconsistency causes one more pass, then a note. Pages of a single row cannot
overlap: such a list is read twice and has to be the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telephony.xapi.limits import Limits
from telephony.xapi.records import RequestRecord, Rows

CHANGED = "Rows changed while they were read: some may be missing."
REPEATED = "The PBX sent rows twice: some may be missing."
STUCK = "The PBX sent the same rows repeatedly: only the first ones are included."
SHORT = "The PBX sent fewer rows than it announced."
LONG = "The PBX sent more rows than it announced."
CUT = "The PBX announced more rows and sent none: some may be missing."
ENDLESS = "The list is longer than this dashboard reads."


@dataclass(frozen=True)
class Page:
    """One page: its rows, the PBX's count of all rows, whether it says that more follow.

    ``full``: it has as many rows as were requested, so more may follow, whatever the count says.
    """

    rows: list[dict[str, Any]]
    count: int | None
    more: bool
    record: RequestRecord
    full: bool = False


Fetch = Callable[[int | None, int], Awaitable[Page]]


async def read_rows(
    fetch: Fetch, key: str, limits: Limits, *, top: int | None = None, skip: int = 0
) -> Rows:
    """All rows from ``skip`` on, at most ``top``, each ``key`` once.

    ``fetch(wanted, skip)`` requests one page of at most ``wanted`` rows (None: as many as a page
    holds). Rows without the key are all included. Raises what ``fetch`` raises.
    """
    records: list[RequestRecord] = []
    before: _Pass | None = None
    for last in (False, True):
        current = _Pass(key, top, skip, limits)
        while not current.ended:
            page = await fetch(current.wanted, current.position)
            records.append(page.record)
            current.take(page)
            if current.note in {CHANGED, REPEATED, STUCK} and not last:
                break
        if before is not None:
            current.compare(before)
        if current.note == ENDLESS or (current.note is None and not current.single_rows):
            break
        before = current
    return Rows(
        rows=current.rows if top is None else current.rows[:top],
        requests=tuple(records),
        count=current.count,
        notes=(current.note,) if current.note else (),
    )


@dataclass
class _Pass:
    """One pass over the pages. ``note`` is the first inconsistency."""

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
    last: dict[str, Any] | None = None
    page_before: list[dict[str, Any]] = field(default_factory=list)
    single_rows: bool = False

    @property
    def wanted(self) -> int | None:
        """Rows to request, including the repeated one."""
        return None if self.top is None else self.top - self.received + self._repeated

    @property
    def position(self) -> int:
        """Where the next page begins in the PBX's list."""
        return self.skip + self.received - self._repeated

    @property
    def _repeated(self) -> int:
        return 0 if self.last is None else 1

    def take(self, page: Page) -> None:
        """Add a page and decide whether it is the last one."""
        self.pages += 1
        if page.count is not None:
            if self.count not in {None, page.count}:
                self._remark(CHANGED)
            self.count = page.count
        rows, expected = page.rows, self.last
        if expected is None:
            self.single_rows |= self.pages > 1
        elif rows and self._same(rows[0], expected):
            rows, expected = rows[1:], None
        self.received += len(rows)
        # rows without a key would be new each time where the PBX ignores $skip
        fresh = 0 if page.rows == self.page_before else self._add(rows)
        if len(rows) > fresh:
            self._remark(REPEATED if fresh else STUCK)
        elif expected is not None and (rows or not self._is_short):
            self._remark(CHANGED)
        self.page_before = page.rows
        # a page of one row cannot be overlapped: the next one would bring no other
        self.last = page.rows[-1] if len(page.rows) > 1 else None
        if self._is_last(page, fresh):
            self.ended = True
            self._add_up()

    def compare(self, before: _Pass) -> None:
        """Pages that cannot be checked against each other have to equal those of the first pass."""
        if self.single_rows and self._names != before._names:
            self._remark(CHANGED)

    @property
    def _names(self) -> list[Any]:
        return [row.get(self.key) for row in self.rows]

    def _same(self, row: dict[str, Any], expected: dict[str, Any]) -> bool:
        """Whether both are the same row: their values may have changed in between."""
        name, other = row.get(self.key), expected.get(self.key)
        return name == other and (name is not None or row == expected)

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
            if page.more and not fresh and self._due is None:
                self._remark(CUT)
            return True
        if self.pages >= self.limits.max_pages or self.received >= self.limits.max_rows:
            self._remark(ENDLESS)
            return True
        # a count of the rows of this page, and not of all, is met by every full one
        may_go_on = page.more or page.full
        return self._due is not None and self.received >= self._due and not may_go_on

    @property
    def _due(self) -> int | None:
        """Rows that the announced count promises, from ``skip`` on and up to ``top``."""
        if self.count is None:
            return None
        rest = max(0, self.count - self.skip)
        return rest if self.top is None else min(rest, self.top)

    @property
    def _is_short(self) -> bool:
        return self._due is not None and len(self.rows) < self._due

    def _add_up(self) -> None:
        if self._due is None:
            return
        if self._is_short:
            self._remark(SHORT)
        elif self.received > self._due and self.top is None:
            self._remark(LONG)

    def _remark(self, note: str) -> None:
        self.note = self.note or note
