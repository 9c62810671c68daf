"""At most one request per key in flight: callers that need the same share it.

Nothing is cached here; ``loading_cache`` does that on top. The last caller to leave cancels the
request.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.futures import completed, failed, translated
from telephony.xapi.requester import Requester, requesting_for

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class InFlight(Generic[T]):
    """One caller's share of a request that was sent at ``as_of``, or of a result known without one.

    ``fallback`` is an older result, for a caller that does not wait for the new one.
    """

    def __init__(
        self, as_of: datetime, future: Future[T], leave: Callable[[], None] | None = None
    ) -> None:
        self.as_of = as_of
        self.future = future
        self.fallback: T | None = None
        self._leave = leave

    @classmethod
    def completed(cls, as_of: datetime, result: T) -> InFlight[T]:
        """The result is known already."""
        return cls(as_of, completed(result))

    @classmethod
    def failed(cls, as_of: datetime, error: Exception) -> InFlight[T]:
        """Nothing is sent, because of this error."""
        return cls(as_of, failed(error))

    def translated(
        self, value: Callable[[T], T], error: Callable[[BaseException], BaseException]
    ) -> InFlight[T]:
        """The same with the result as ``value``, and an error as ``error`` makes it."""
        same = InFlight(self.as_of, translated(self.future, value, error), self.leave)
        same.fallback = None if self.fallback is None else value(self.fallback)
        return same

    def leave(self) -> None:
        """Stop waiting; a request that nobody else waits for is cancelled.

        Leaving twice counts once. A caller that never leaves lets the request run to its end.
        """
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()


@dataclass(eq=False)
class _Running(Generic[T]):
    as_of: datetime
    future: Future[T]
    requester: Requester = field(default_factory=Requester)


class SingleFlight(Generic[K, T]):
    """The requests in flight, by key. Safe to call from any thread."""

    def __init__(self, loop: BackgroundLoop) -> None:
        self._loop = loop
        self._lock = Lock()
        self._running: dict[K, _Running[T]] = {}

    def count(self, *, background: bool) -> int:
        """How many were requested by people, or with ``background`` by programs only."""
        with self._lock:
            requesters = [running.requester for running in self._running.values()]
        return sum(requester.has_people != background for requester in requesters)

    def has(self, key: K) -> bool:
        """Whether there is one in flight."""
        with self._lock:
            return self._under_way(key) is not None

    def join(self, key: K, *, background: bool) -> InFlight[T] | None:
        """A share of the request in flight; None where there is none."""
        with self._lock:
            running = self._under_way(key)
            if running is None:
                return None
            running.requester.join(background=background)
        return self._share(key, running, background=background)

    def start(
        self, key: K, as_of: datetime, work: Coroutine[Any, Any, T], *, background: bool
    ) -> InFlight[T]:
        """Start ``work`` where ``join`` found none; the caller holds a lock around both."""
        requester = Requester()
        # before the work starts, since it reads the current requester then
        requester.join(background=background)
        with self._lock, requesting_for(requester):
            running = _Running(as_of, self._loop.submit(work), requester)
            self._running[key] = running
        share = self._share(key, running, background=background)
        running.future.add_done_callback(lambda _: self._remove_finished(key, running))
        return share

    def _under_way(self, key: K) -> _Running[T] | None:
        """Not one that is done: who waited for it goes on a moment before it is removed."""
        running = self._running.get(key)
        return None if running is None or running.future.done() else running

    def _share(self, key: K, running: _Running[T], *, background: bool) -> InFlight[T]:
        return InFlight(
            running.as_of, running.future, lambda: self._leave(key, running, background=background)
        )

    def _leave(self, key: K, running: _Running[T], *, background: bool) -> None:
        with self._lock:
            running.requester.leave(background=background)
            if not running.requester.has_left:
                return
            self._remove(key, running)
        running.future.cancel()

    def _remove_finished(self, key: K, running: _Running[T]) -> None:
        with self._lock:
            self._remove(key, running)

    def _remove(self, key: K, running: _Running[T]) -> None:
        if self._running.get(key) is running:
            del self._running[key]
