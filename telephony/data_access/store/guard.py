"""The one way to a backend: each use of it ends in time, and one that failed is left alone.

Whoever wants a store that does not work is told so at once. A thread in the background tries it
again, every few seconds, until it works.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import TypeVar

from telephony.data_access.store.backend import Backend, Opened, Place
from telephony.data_access.store.database import Turn
from telephony.data_access.store.deadline import HangingError, within
from telephony.data_access.store.health import Health
from telephony.data_access.store.troubles import NoAnswer, StoreTrouble

T = TypeVar("T")

# From five seconds to some ten minutes.
_MOST_DOUBLINGS = 7


class Guard:
    """Safe for threads.

    ``catch_up`` is called before the store is used again, and ``is_done`` tells whether that left
    nothing to do; ``catch_up`` raises StoreTrouble while the store does not work yet.
    """

    def __init__(
        self, place: Place, catch_up: Callable[[], None], is_done: Callable[[], bool]
    ) -> None:
        self._place = place
        self._timeouts = place.timeouts
        self._catch_up = catch_up
        self._is_done = is_done
        self._backend = Backend(place)
        self._health = Health(place.timeouts.slow)
        self._lock = Lock()
        self._recovering: Thread | None = None
        self._hanging: list[Thread] = []
        self._closed = Event()

    @property
    def trouble(self) -> StoreTrouble | None:
        """Why the store is left alone now, or not used for everything."""
        return self._health.trouble

    @property
    def is_writable(self) -> bool:
        """False while only reading is tried, if that."""
        return self._health.is_writable

    def use(self, work: Callable[[Opened], T], *, writes: bool = True, short: bool = True) -> T:
        """The result of ``work``, unless the store is left alone. Raises StoreTrouble."""
        if self._closed.is_set():
            raise StoreTrouble("The history store is closed.")
        self._health.check(writes=writes)
        began = time.monotonic()
        try:
            result = self.attempt(work)
        except StoreTrouble as trouble:
            self._failed(trouble, writes=writes)
            raise
        if short and not self._health.took(time.monotonic() - began):
            self._failed(NoAnswer("The history store answers too slowly."), writes=writes)
        return result

    def attempt(self, work: Callable[[Opened], T]) -> T:
        """The result of ``work``, whatever is known of the store. Raises StoreTrouble in time."""
        backend = self._backend
        try:
            return within(self._timeouts.answer, lambda: backend.use(work))
        except HangingError as hanging:
            with self._lock:
                self._hanging.append(hanging.thread)
                if self._backend is backend:
                    self._backend = Backend(self._place)
            backend.abandon()
            raise NoAnswer("The history store does not answer.") from None

    def _failed(self, trouble: StoreTrouble, *, writes: bool) -> None:
        if self._health.failed(trouble, writes=writes):
            self.recover()

    def recover(self) -> None:
        """Try again in the background, until the store works and has caught up."""
        with self._lock:
            if self._recovering is None and not self._closed.is_set():
                self._recovering = Thread(target=self._try_again, name="store", daemon=True)
                self._recovering.start()

    def _try_again(self) -> None:
        while not self._closed.wait(self._pause_seconds()):
            # apart: a full disk can be read
            if not (self._works(_read_nothing, writes=False) and self._works_for_writing()):
                continue
            with self._lock:
                if self._is_done():
                    self._recovering = None
                    return

    def _pause_seconds(self) -> float:
        """Longer with each attempt that hangs for good, as on a disk that is gone."""
        with self._lock:
            self._hanging = [thread for thread in self._hanging if thread.is_alive()]
            return float(self._timeouts.retry * 2 ** min(len(self._hanging), _MOST_DOUBLINGS))

    def _works_for_writing(self) -> bool:
        try:
            self._catch_up()
        except StoreTrouble as trouble:
            self._health.failed(trouble, writes=True)
            return False
        return self._works(_write_nothing, writes=True)

    def _works(self, work: Callable[[Opened], None], *, writes: bool) -> bool:
        began = time.monotonic()
        try:
            self.attempt(work)
        except StoreTrouble as trouble:
            self._health.failed(trouble, writes=writes)
            return False
        if time.monotonic() - began > self._timeouts.slow:
            return False
        self._health.recovered(writes=writes)
        return True

    def close(self) -> None:
        """Catch up once more, give everything back and let go; in time, whatever hangs."""
        self._closed.set()
        if self._recovering is not None:
            self._recovering.join(self._timeouts.answer)
        try:
            self._catch_up()
            within(self._timeouts.answer, self._backend.close)
        except (StoreTrouble, HangingError):
            self._backend.abandon()


def _read_nothing(opened: Opened) -> None:
    """Shows whether reading is possible."""
    opened.leases.living("")


def _write_nothing(opened: Opened) -> None:
    """Shows whether writing is possible: it waits for locks, and for the right to write."""
    with opened.database.writing(Turn.BUCKETS):
        pass
