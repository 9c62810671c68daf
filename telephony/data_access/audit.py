"""The audit: written in the background, so that no page or export ever waits for it.

Entries wait in memory until the store has them: a disk that is full or a database that is gone
costs none of them while there is room. What finds no room is counted, and the count becomes an
entry once the store works again.
"""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Condition, Thread
from typing import Final

from telephony.answers.access_tokens import hide_tokens
from telephony.answers.audit import AuditEntry, AuditFilter, AuditKind, AuditPage
from telephony.data_access.store.errors import StoreError, UnstorableValue
from telephony.data_access.store.store import HistoryStore
from telephony.formatting.numbers import count_of
from telephony.formatting.text import clean, shorten
from telephony.xapi.clock import Clock

# A busy hour of a large company; some megabytes.
MOST_WAITING: Final = 10_000
_WRITTEN_AT_ONCE: Final = 500
_READ_AT_ONCE: Final = 10_000
# After a failure; the store itself is tried again as often.
_RETRY_SECONDS: Final = 5.0
_ROTATION: Final = timedelta(days=1)
_LONGEST_TARGET, _LONGEST_OTHER = 500, 64
_TIME: Final = "%Y-%m-%d %H:%M:%S UTC"

_log = logging.getLogger(__name__)


class AuditLog:
    """The audit of all people. Safe for threads; ``add`` never waits and raises nothing.

    ``keep``: how long entries stay.
    """

    def __init__(
        self,
        store: HistoryStore,
        clock: Clock,
        keep: timedelta,
        *,
        most_waiting: int = MOST_WAITING,
        retry_seconds: float = _RETRY_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._keep = keep
        self._most_waiting = most_waiting
        self._retry_seconds = retry_seconds
        self._numbers = itertools.count()
        self._waiting: deque[AuditEntry] = deque()
        self._unsaid: list[datetime] = []  # the times of the first and the last one without room
        self._unsaid_count = 0
        self._lost = 0
        self._rotated_at: datetime | None = None
        self._closing = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    @property
    def keep(self) -> timedelta:
        """How long entries stay."""
        return self._keep

    @property
    def lost(self) -> int:
        """How many entries were lost since the start."""
        return self._lost

    @property
    def waiting(self) -> int:
        """How many entries are not stored yet."""
        return len(self._waiting)

    @property
    def notice(self) -> str | None:
        """Why entries cannot be stored or read now; None where they can."""
        error = self._store.error
        return None if error is None else error.message

    @property
    def is_temporary(self) -> bool:
        """True for an audit that ends with this process."""
        return self._store.is_temporary

    def add(self, person: str, kind: AuditKind, target: str, address: str, request_id: str) -> None:
        """Write an entry soon."""
        short = (_line(text, _LONGEST_OTHER) for text in (address, request_id))
        who, what = (_line(text, _LONGEST_TARGET) for text in (person, target))
        with self._changed:
            entry = self._entry(who, kind, what, *short)
            if len(self._waiting) >= self._most_waiting:
                self._count_lost(entry)
                return
            self._waiting.append(entry)
            self._changed.notify_all()

    def read(self, wanted: AuditFilter, first: int = 0, at_most: int = 1_000) -> AuditPage:
        """Matching entries that are stored, newest first. Blocks; raises StoreError."""
        return self._store.use(
            lambda tables: tables.audit.read(wanted, first, at_most), writes=False
        )

    def read_all(self, wanted: AuditFilter, at_most: int) -> tuple[AuditEntry, ...]:
        """As ``read``, the newest ``at_most`` of them, in several short transactions."""
        entries: list[AuditEntry] = []
        while len(entries) < at_most:
            part = self.read(wanted, len(entries), min(_READ_AT_ONCE, at_most - len(entries)))
            entries += part.entries
            if len(part.entries) < _READ_AT_ONCE:
                break
        return tuple(entries)

    def flush(self, seconds: float) -> bool:
        """Wait until everything is stored; False if that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def close(self, seconds: float = 3.0) -> None:
        """Store what is waiting, if the store works, and stop."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(seconds)
        if self._waiting:
            _log.warning("%s of the audit not stored", _entries(len(self._waiting)))

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._waiting and not self._closing:
                    self._changed.wait(self._retry_seconds)
                batch = tuple(self._waiting)[:_WRITTEN_AT_ONCE]
                if not batch and self._closing:
                    return
            if not batch:
                self._rotate()
            elif not self._write(batch):
                with self._changed:
                    if self._closing or self._changed.wait_for(
                        lambda: self._closing, self._retry_seconds
                    ):
                        return

    def _write(self, batch: Sequence[AuditEntry]) -> bool:
        """Whether these are done with: stored, or impossible to store."""
        try:
            self._add(batch)
        except UnstorableValue:
            if len(batch) > 1:  # find the one, which must not take the others with it
                return all(self._write([entry]) for entry in batch)
            with self._changed:
                self._count_lost(batch[0])
        except StoreError:
            return False
        with self._changed:
            for _ in batch:
                self._waiting.popleft()
            self._say_lost()
            self._changed.notify_all()
        return True

    def _add(self, batch: Sequence[AuditEntry]) -> None:
        self._store.use(lambda tables: tables.audit.add(batch))

    def _count_lost(self, entry: AuditEntry) -> None:
        if not self._unsaid_count:
            _log.warning("audit entries are lost: the store does not take them")
        self._lost += 1
        self._unsaid_count += 1
        self._unsaid = [*self._unsaid[:1], entry.at]

    def _say_lost(self) -> None:
        if not self._unsaid_count:
            return
        first, last = self._unsaid[0].strftime(_TIME), self._unsaid[-1].strftime(_TIME)
        count, self._unsaid_count, self._unsaid = self._unsaid_count, 0, []
        words = f"{_entries(count)} between {first} and {last} could not be stored"
        self._waiting.append(self._entry("", AuditKind.LOST, words))

    def _entry(
        self, person: str, kind: AuditKind, target: str, address: str = "", request_id: str = ""
    ) -> AuditEntry:
        number = f"{self._store.owner}-{next(self._numbers):012d}"
        return AuditEntry(
            number, self._clock.now(), person, kind.value, target, address, request_id
        )

    def _rotate(self) -> None:
        """Once a day, when nothing is waiting, delete what is older than it has to be."""
        now = self._clock.now()
        if self._rotated_at is not None and timedelta(0) <= now - self._rotated_at < _ROTATION:
            return
        try:
            while not self._waiting and not self._closing:
                if not self._delete_before(now - self._keep):
                    self._rotated_at = now
                    return
        except StoreError:
            return  # tried again soon

    def _delete_before(self, moment: datetime) -> int:
        return self._store.use(lambda tables: tables.audit.delete_before(moment))


def _line(text: str, longest: int) -> str:
    return clean(shorten(hide_tokens(text), longest))


def _entries(number: int) -> str:
    return count_of(number, "entry", many="entries")


@dataclass(frozen=True)
class AuditTrail:
    """What one person does, from one address; ``log`` None: it is not recorded."""

    log: AuditLog | None = None
    person: str = ""
    address: str = ""
    request_id: str = ""

    def record(self, what: AuditKind, target: str) -> None:
        """Write an entry soon; never waits and raises nothing."""
        if self.log is not None:
            self.log.add(self.person, what, target, self.address, self.request_id)

    def close(self) -> None:
        """Store what is waiting, whoever did it, and stop."""
        if self.log is not None:
            self.log.close()
