"""Questions under way, shared by all who wait for them; the last one to leave ends the question."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from telephony.data_access.cache.futures import done, failed
from telephony.data_access.event_loop import BackgroundLoop
from telephony.xapi.requester import Requester, requesting_for

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class InFlight(Generic[T]):
    """One caller's share of a question that is answered, or on its way since ``as_of``.

    ``spare`` is an older answer, for whoever does not wait until the new one is there.
    """

    def __init__(
        self, as_of: datetime, future: Future[T], leave: Callable[[], None] | None = None
    ) -> None:
        self.as_of = as_of
        self.future = future
        self.spare: T | None = None
        self._leave = leave

    @classmethod
    def done(cls, as_of: datetime, answer: T) -> InFlight[T]:
        """Answered without asking."""
        return cls(as_of, done(answer))

    @classmethod
    def failed(cls, as_of: datetime, error: Exception) -> InFlight[T]:
        """Not asked, and why."""
        return cls(as_of, failed(error))

    def leave(self) -> None:
        """Wait no longer; what nobody else waits for is cancelled. Leaving twice is leaving once.

        A caller that never leaves lets the question go on to its end.
        """
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()


@dataclass(eq=False)
class _Running(Generic[T]):
    as_of: datetime
    future: Future[T]
    requester: Requester = field(default_factory=Requester)


class InFlightTable(Generic[K, T]):
    """At most one question per key at a time. Safe to call from any thread."""

    def __init__(self, loop: BackgroundLoop) -> None:
        self._loop = loop
        self._lock = Lock()
        self._running: dict[K, _Running[T]] = {}

    def count(self, *, background: bool) -> int:
        """How many are under way for people, or for programs alone."""
        with self._lock:
            requesters = [running.requester for running in self._running.values()]
        return sum(requester.has_people != background for requester in requesters)

    def join(self, key: K, *, background: bool) -> InFlight[T] | None:
        """A share of the question that is under way, None where none is."""
        with self._lock:
            running = self._running.get(key)
            if running is None:
                return None
            running.requester.join(background=background)
        return self._flight(key, running, background=background)

    def begin(
        self, key: K, as_of: datetime, work: Coroutine[Any, Any, T], *, background: bool
    ) -> InFlight[T]:
        """Start ``work`` where ``join`` found none; the caller sees to it that nobody else does."""
        requester = Requester()
        requester.join(background=background)  # before the work begins: it looks for whom it is
        with self._lock, requesting_for(requester):
            running = _Running(as_of, self._loop.submit(work), requester)
            self._running[key] = running
        flight = self._flight(key, running, background=background)
        running.future.add_done_callback(lambda _: self._ended(key, running))
        return flight

    def _flight(self, key: K, running: _Running[T], *, background: bool) -> InFlight[T]:
        return InFlight(
            running.as_of, running.future, lambda: self._left(key, running, background=background)
        )

    def _left(self, key: K, running: _Running[T], *, background: bool) -> None:
        with self._lock:
            running.requester.leave(background=background)
            if not running.requester.has_left:
                return
            self._forget(key, running)
        running.future.cancel()

    def _ended(self, key: K, running: _Running[T]) -> None:
        with self._lock:
            self._forget(key, running)

    def _forget(self, key: K, running: _Running[T]) -> None:
        if self._running.get(key) is running:
            del self._running[key]
