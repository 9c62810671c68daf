"""Failures of the last few seconds, shared with callers that request the same again."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from typing import Generic, TypeVar

from telephony.data_access.cache.freshness import Freshness
from telephony.xapi.clock import Clock
from telephony.xapi.errors import XapiError

K = TypeVar("K", bound=Hashable)


class FailureCache(Generic[K]):
    """Failures by key, each for ``lifetime``. Not safe for threads: its owner holds a lock.

    A ``shared`` error is not cached: it costs no request, and only the client knows when it ends.
    """

    def __init__(self, lifetime: timedelta, clock: Clock) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._cached: dict[K, tuple[Freshness, XapiError]] = {}

    def get(self, key: K) -> XapiError | None:
        """The failure that still applies to this key."""
        cached = self._cached.get(key)
        return cached[1] if cached is not None and cached[0].is_fresh(self._clock) else None

    def add(self, key: K, error: XapiError) -> None:
        """Cache ``error`` from now on; one that still applies stays, and keeps its expiry."""
        if error.shared or self.get(key) is not None:
            return
        self._cached = {
            key: old for key, old in self._cached.items() if old[0].is_fresh(self._clock)
        }
        self._cached[key] = (Freshness.lasting(self._lifetime, self._clock), error)

    def remove(self, key: K) -> None:
        """Forget the failure: the request has since succeeded."""
        self._cached.pop(key, None)
