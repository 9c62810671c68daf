"""A cache that requests what it lacks, once for all callers, and shares failures for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Generic, Protocol, TypeVar

from telephony.data_access.cache.failures import FailureCache
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.packing import PackingCache
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.cache.single_flight import InFlight, SingleFlight
from telephony.data_access.cache.unused import ageing
from telephony.data_access.cache.uses import CacheUse, CountUse
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.futures import result_of
from telephony.xapi.clock import Clock
from telephony.xapi.errors import Busy, NoSuchGroup, XapiError


class Cacheable(Protocol):
    """A value with its time, its freshness and its size.

    A value with ``from_pbx`` False is known without a request (the period has not begun). It is
    not cached: this machine's clock may be wrong, and such a value must never stand in for real
    numbers later.
    """

    @property
    def as_of(self) -> datetime: ...

    @property
    def freshness(self) -> Freshness: ...

    @property
    def from_pbx(self) -> bool: ...

    @property
    def size_bytes(self) -> int: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Cacheable)


@dataclass(frozen=True)
class CachedResult(Generic[V]):
    """A value, and why there is no newer one where the PBX failed."""

    value: V
    stale: XapiError | None = None


class LoadingCache(Generic[K, V]):
    """Loads values with ``fetch(key, as_of, refresh)``. Safe to call from any thread.

    ``count`` is told where each value comes from.

    A failure is shared for ``CachePolicy.failure``; an older value that is cached is returned
    together with it, whatever its age. NoSuchGroup is raised even where an older value is cached.
    """

    def __init__(
        self,
        loop: BackgroundLoop,
        clock: Clock,
        policy: CachePolicy,
        fetch: Callable[[K, datetime, bool], Awaitable[V]],
        count: CountUse,
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._fetch = fetch
        self._count = count
        self._lock = Lock()
        # a value that nobody uses still stands in for a newer one when the PBX fails
        self._cached: PackingCache[K, V] = ageing(
            PackingCache(policy.max_entries, policy.max_bytes)
        )
        self._failures: FailureCache[K] = FailureCache(policy.failure, clock)
        self._in_flight: SingleFlight[K, CachedResult[V]] = SingleFlight(loop)

    def request(
        self, key: K, *, refresh: bool = False, background: bool = False
    ) -> InFlight[CachedResult[V]]:
        """The value, cached, in flight or requested now. Its future raises XapiError."""
        with self._lock:
            cached = self._cached.get(key)
            if (joined := self._in_flight.join(key, background=background)) is not None:
                self._count(CacheUse.SHARED)
                return _with_fallback(joined, cached)
            now = self._clock.now()
            if cached is not None and not refresh and cached.freshness.is_fresh(self._clock):
                self._count(CacheUse.HIT)
                return InFlight.completed(cached.as_of, CachedResult(cached))
            if (failure := self._failures.get(key)) is not None:
                self._count(CacheUse.FAILURE)
                return _failed(now, failure, cached)
            # counted separately: programs may wait long for their budget, and must not block people
            waiting = self._in_flight.count(background=background)
            if waiting >= self._policy.max_in_flight:
                self._count(CacheUse.FAILURE)
                return _failed(now, Busy.too_many_waiting(waiting), cached)
            self._count(CacheUse.MISS)
            work = self._load(key, now, refresh)
            started = self._in_flight.start(key, now, work, background=background)
            return _with_fallback(started, cached)

    def held(self, key: K) -> V | None:
        """The value with which ``request`` would respond at once; None where it would load one."""
        with self._lock:
            if self._in_flight.has(key):
                return None
            cached = self._cached.get(key)
            fresh = cached is not None and cached.freshness.is_fresh(self._clock)
            return cached if fresh else None

    async def _load(self, key: K, as_of: datetime, refresh: bool) -> CachedResult[V]:
        try:
            value = await self._fetch(key, as_of, refresh)
        except NoSuchGroup:
            raise
        except XapiError as error:
            with self._lock:
                self._failures.add(key, error)
                cached = self._cached.get(key)
            if cached is None:
                raise
            return CachedResult(cached, stale=error)
        with self._lock:
            if value.from_pbx:
                self._cached.put(key, value)
            self._failures.remove(key)
        return CachedResult(value)


def current_result(
    request: InFlight[CachedResult[V]], not_ready: XapiError | None
) -> CachedResult[V]:
    """The result, waiting for it. With ``not_ready`` it does not wait, but returns an older result
    together with that error, or raises it where there is none.
    """
    if not_ready is not None and request.fallback is not None and not request.future.done():
        return replace(request.fallback, stale=not_ready)
    return result_of(request.future, not_ready)


def _with_fallback(
    request: InFlight[CachedResult[V]], cached: V | None
) -> InFlight[CachedResult[V]]:
    request.fallback = None if cached is None else CachedResult(cached)
    return request


def _failed(now: datetime, error: XapiError, cached: V | None) -> InFlight[CachedResult[V]]:
    if cached is None:
        return InFlight.failed(now, error)
    return InFlight.completed(cached.as_of, CachedResult(cached, stale=error))
