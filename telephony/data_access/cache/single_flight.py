"""One flight per need for any kind of question: what is held, shared, and how failures are kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Generic, Protocol, TypeVar

from telephony.data_access.cache.failures import Failures
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.in_flight import InFlight, InFlightTable
from telephony.data_access.cache.lru import LruCache
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.pending import outcome
from telephony.xapi.clock import Clock
from telephony.xapi.errors import Busy, NoSuchGroup, XapiError


class Cacheable(Protocol):
    """An answer that can be kept: of when it is, how long it is good, what it weighs.

    One that is not ``from_pbx`` tells what is known without asking: that a period has not begun.
    It is not kept. This machine's clock may be wrong, and nothing may later stand in for numbers.
    """

    @property
    def as_of(self) -> datetime: ...

    @property
    def good(self) -> Freshness: ...

    @property
    def from_pbx(self) -> bool: ...

    @property
    def size_bytes(self) -> int: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Cacheable)


@dataclass(frozen=True)
class Result(Generic[V]):
    """An answer, and why it is not a newer one when the PBX failed."""

    answer: V
    stale: XapiError | None = None


class SingleFlight(Generic[K, V]):
    """Asks ``fetch(key, as_of)`` once whoever asks; safe to call from any thread.

    A failure is shared for ``Keeping.failure``; where an older answer is held it is handed out
    with that failure beside it. An unknown group is nothing that age could excuse.
    """

    def __init__(
        self,
        loop: BackgroundLoop,
        clock: Clock,
        policy: CachePolicy,
        fetch: Callable[[K, datetime], Awaitable[V]],
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._fetch = fetch
        self._lock = Lock()
        self._held: LruCache[K, V] = LruCache(policy.max_entries, policy.max_bytes)
        self._failures: Failures[K] = Failures(policy.failure, clock)
        self._under_way: InFlightTable[K, Result[V]] = InFlightTable(loop)

    def request(
        self, key: K, *, refresh: bool = False, background: bool = False
    ) -> InFlight[Result[V]]:
        """Start, join or skip the question. The future raises XapiError."""
        with self._lock:
            held = self._held.get(key)
            if (flight := self._under_way.join(key, background=background)) is not None:
                return _with_spare(flight, held)
            now = self._clock.now()
            if held is not None and not refresh and held.good.holds(self._clock):
                return InFlight.done(held.as_of, Result(held))
            if (failure := self._failures.get(key)) is not None:
                return _failed(now, failure, held)
            # counted apart: programs may wait long for their budget, and must not crowd people out
            up = self._under_way.count(background=background)
            if up >= self._policy.max_in_flight:
                return _failed(now, Busy.too_many_waiting(up), held)
            flight = self._under_way.begin(key, now, self._fly(key, now), background=background)
            return _with_spare(flight, held)

    async def _fly(self, key: K, as_of: datetime) -> Result[V]:
        try:
            answer = await self._fetch(key, as_of)
        except NoSuchGroup:
            raise
        except XapiError as error:
            with self._lock:
                self._failures.add(key, error)
                before = self._held.get(key)
            if before is None:
                raise
            return Result(before, stale=error)
        with self._lock:
            if answer.from_pbx:
                self._held.put(key, answer)
            self._failures.forget(key)
        return Result(answer)


def result_of(flight: InFlight[Result[V]], late: XapiError | None) -> Result[V]:
    """What has been told. ``late``: do not wait; it is raised unless an older answer is held."""
    if late is not None and flight.spare is not None and not flight.future.done():
        return replace(flight.spare, stale=late)
    return outcome(flight.future, late)


def _with_spare(flight: InFlight[Result[V]], held: V | None) -> InFlight[Result[V]]:
    flight.spare = None if held is None else Result(held)
    return flight


def _failed(now: datetime, error: XapiError, held: V | None) -> InFlight[Result[V]]:
    if held is None:
        return InFlight.failed(now, error)
    return InFlight.done(held.as_of, Result(held, stale=error))
