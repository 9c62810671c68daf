"""The circuit breaker of the store: each use ends in time, and a store that failed is not used.

While the breaker is open, every use fails at once instead of waiting. A background thread tries
the store every few seconds until it works again. Reading and writing are two circuits: a file
that another program has locked can still be read.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import TypeVar

from telephony.counters.tallies import Tally
from telephony.data_access.store.activity import StoreUse, Use, UseOutcome
from telephony.data_access.store.backend import Backend, StoreLocation, StoreTables
from telephony.data_access.store.database import Turn
from telephony.data_access.store.errors import NoResponse, StoreError, UnstorableValue
from telephony.data_access.store.timeouts import DeadlineError, run_within

T = TypeVar("T")

# From five seconds to some ten minutes.
_MAX_DOUBLINGS = 7
# One slow transaction is chance, on a busy machine perhaps two.
_SLOW_IN_A_ROW = 3

_log = logging.getLogger(__name__)


class CircuitBreaker:
    """Safe for threads.

    ``catch_up`` is called before the store is used again; it raises StoreError while the store
    still fails. ``is_caught_up`` says whether it left nothing to do.
    """

    def __init__(
        self,
        location: StoreLocation,
        catch_up: Callable[[], None],
        is_caught_up: Callable[[], bool],
    ) -> None:
        self._location = location
        self._timeouts = location.timeouts
        self._catch_up = catch_up
        self._is_caught_up = is_caught_up
        self._backend = Backend(location)
        self._state = _State(location.timeouts.slow)
        self._lock = Lock()
        self._recovering: Thread | None = None
        self._hanging: list[Thread] = []
        self._closed = Event()
        self.uses: Tally[StoreUse] = Tally()
        self.has_worked = False

    @property
    def error(self) -> StoreError | None:
        """Why the store is not used now, or for reading only."""
        return self._state.error

    @property
    def is_readable(self) -> bool:
        """False while the store is not used at all."""
        return self._state.is_readable

    @property
    def is_writable(self) -> bool:
        """False while the store is used for reading at most."""
        return self._state.is_writable

    def use(
        self, work: Callable[[StoreTables], T], *, writes: bool = True, short: bool = True
    ) -> T:
        """The result of ``work``. ``short``: taking over ``Timeouts.slow`` counts as slow.

        Raises StoreError, at once while the breaker is open.
        """
        if self._closed.is_set():
            raise StoreError("The history store is closed.")
        kind = Use.WRITE if writes else Use.READ
        try:
            self._state.check(writes=writes)
        except StoreError:
            self.uses.add(StoreUse(kind, UseOutcome.SKIPPED))
            raise
        began = time.monotonic()
        try:
            result = self.attempt(work)
        except StoreError as error:
            self.uses.add(StoreUse(kind, UseOutcome.FAILED))
            self._record_failure(error, writes=writes)
            raise
        self.uses.add(StoreUse(kind, UseOutcome.OK))
        if short and not self._state.record_duration(time.monotonic() - began):
            self._record_failure(NoResponse("The history store is too slow."), writes=writes)
        return result

    def attempt(self, work: Callable[[StoreTables], T]) -> T:
        """The result of ``work``, even while the breaker is open. Raises StoreError in time."""
        backend = self._backend
        try:
            result = run_within(self._timeouts.transaction, lambda: backend.use(work))
        except DeadlineError as deadline:
            with self._lock:
                self._hanging.append(deadline.thread)
                if self._backend is backend:
                    self._backend = Backend(self._location)
            backend.abandon()
            raise NoResponse("The history store does not respond.") from None
        self.has_worked = True
        return result

    def recover(self) -> None:
        """Try the store in the background until it works and has caught up."""
        with self._lock:
            if self._recovering is None and not self._closed.is_set():
                self._recovering = Thread(target=self._retry, name="store", daemon=True)
                self._recovering.start()

    def close(self) -> None:
        """Catch up once more, release all leases and close; in time, even if the store hangs."""
        self._closed.set()
        if self._recovering is not None:
            self._recovering.join(self._timeouts.transaction)
        try:
            self._catch_up()
            run_within(self._timeouts.transaction, self._backend.close)
        except (StoreError, DeadlineError):
            self._backend.abandon()

    def _record_failure(self, error: StoreError, *, writes: bool) -> None:
        if self._state.record_failure(error, writes=writes):
            self.recover()

    def _retry(self) -> None:
        while not self._closed.wait(self._pause_seconds()):
            # one after the other: with a full disk reading works and writing does not
            if not (self._works(_try_read, writes=False) and self._works_for_writing()):
                continue
            with self._lock:
                if self._is_caught_up():
                    self._recovering = None
                    return

    def _pause_seconds(self) -> float:
        """Longer with each attempt that still hangs, as on a disk that is gone."""
        with self._lock:
            self._hanging = [thread for thread in self._hanging if thread.is_alive()]
            return float(self._timeouts.retry * 2 ** min(len(self._hanging), _MAX_DOUBLINGS))

    def _works_for_writing(self) -> bool:
        try:
            self._catch_up()
        except StoreError as error:
            self._state.record_failure(error, writes=True)
            return False
        return self._works(_try_write, writes=True)

    def _works(self, work: Callable[[StoreTables], None], *, writes: bool) -> bool:
        began = time.monotonic()
        try:
            self.attempt(work)
        except StoreError as error:
            self._state.record_failure(error, writes=writes)
            return False
        if time.monotonic() - began > self._timeouts.slow:
            return False
        self._state.record_recovery(writes=writes)
        return True


class _State:
    """Whether the store may be read and written now. Safe for threads."""

    def __init__(self, slow_seconds: float) -> None:
        self._slow_seconds = slow_seconds
        self._slow_in_a_row = 0
        self._read_error: StoreError | None = None
        self._write_error: StoreError | None = None
        self._lock = Lock()

    @property
    def error(self) -> StoreError | None:
        return self._read_error or self._write_error

    @property
    def is_readable(self) -> bool:
        return self._read_error is None

    @property
    def is_writable(self) -> bool:
        return self._write_error is None

    def check(self, *, writes: bool) -> None:
        """Raises the StoreError for which the store is not used now."""
        error = self._write_error if writes else self._read_error
        if error is not None:
            # a new one: an exception keeps the traceback of each place that raises it
            raise type(error)(error.message)

    def record_failure(self, error: StoreError, *, writes: bool) -> bool:
        """Stop using the store; False where ``error`` is no reason for that."""
        if isinstance(error, UnstorableValue):
            return False
        with self._lock:
            before = self.error
            if not writes or isinstance(error, NoResponse):
                self._read_error = error
            self._write_error = error
            if before is None or before.message != error.message:
                _log.warning("the history store is not used for now: %s", error.message)
        return True

    def record_duration(self, seconds: float) -> bool:
        """Count a short transaction that worked; False when the store is too slow to be of use."""
        self._slow_in_a_row = self._slow_in_a_row + 1 if seconds > self._slow_seconds else 0
        return self._slow_in_a_row < _SLOW_IN_A_ROW

    def record_recovery(self, *, writes: bool) -> None:
        """Use the store again for reading, or for writing."""
        with self._lock:
            before = self.error
            if writes:
                self._write_error = None
            else:
                self._read_error = None
            self._slow_in_a_row = 0
            if before is not None and self.error is None:
                _log.warning("the history store is used again")


def _try_read(tables: StoreTables) -> None:
    tables.leases.count("")


def _try_write(tables: StoreTables) -> None:
    """Waits for locks and needs permission to write, but writes nothing."""
    with tables.database.writing(Turn.BUCKETS):
        pass
