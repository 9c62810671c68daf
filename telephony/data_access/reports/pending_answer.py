"""A query that is loading: one request per group, joined once all have come."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from telephony.data_access.cache.loading_cache import Cacheable, CachedResult
from telephony.data_access.cache.single_flight import InFlight
from telephony.data_access.futures import when_all_done

V = TypeVar("V", bound=Cacheable)


@dataclass(frozen=True)
class GroupRequest(Generic[V]):
    """One group's part of a query."""

    group: str
    in_flight: InFlight[CachedResult[V]]


class PendingAnswer(Generic[V]):
    """Satisfies ``Pending``; each kind of answer adds how its groups are joined."""

    def __init__(self, requests: tuple[GroupRequest[V], ...]) -> None:
        if not requests:
            raise ValueError("a query needs at least one group")
        self.requests = requests

    @property
    def as_of(self) -> datetime:
        """When the oldest part was requested; known before the answer is."""
        return min(request.in_flight.as_of for request in self.requests)

    @property
    def progress(self) -> tuple[int, int]:
        """Groups that are done, loaded or failed, and all groups."""
        return sum(future.done() for future in self._futures), len(self.requests)

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True once every group is done."""
        return not wait(self._futures, timeout_seconds).not_done

    def leave(self) -> None:
        """See ``Pending``. There is no answer after it."""
        for request in self.requests:
            request.in_flight.leave()

    def when_done(self, callback: Callable[[], None]) -> None:
        """See ``Pending``."""
        when_all_done(self._futures, callback)

    @property
    def _futures(self) -> list[Future[CachedResult[V]]]:
        return [request.in_flight.future for request in self.requests]
