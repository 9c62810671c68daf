"""One flight per need for any kind of question: what is held, shared, and how failures are kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Generic, Protocol, TypeVar

from telephony.data_access.failures import Failures
from telephony.data_access.freshness import Freshness
from telephony.data_access.keeping import Keeping
from telephony.data_access.loop import BackgroundLoop
from telephony.data_access.memory import Memory
from telephony.data_access.pending import outcome
from telephony.data_access.under_way import Flight, UnderWay
from telephony.xapi.clock import Clock
from telephony.xapi.errors import Busy, NoSuchGroup, XapiError


class Landed(Protocol):
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
V = TypeVar("V", bound=Landed)


@dataclass(frozen=True)
class Told(Generic[V]):
    """An answer, and why it is not a newer one when the PBX failed."""

    answer: V
    stale: XapiError | None = None


class Flights(Generic[K, V]):
    """Asks ``fetch(key, as_of)`` once whoever asks; safe to call from any thread.

    A failure is shared for ``Keeping.failure``; where an older answer is held it is handed out
    with that failure beside it. An unknown group is nothing that age could excuse.
    """

    def __init__(
        self,
        loop: BackgroundLoop,
        clock: Clock,
        keeping: Keeping,
        fetch: Callable[[K, datetime], Awaitable[V]],
    ) -> None:
        self._clock = clock
        self._keeping = keeping
        self._fetch = fetch
        self._lock = Lock()
        self._held: Memory[K, V] = Memory(keeping.max_entries, keeping.max_bytes)
        self._failures: Failures[K] = Failures(keeping.failure, clock)
        self._under_way: UnderWay[K, Told[V]] = UnderWay(loop)

    def ask(self, key: K, *, refresh: bool = False, background: bool = False) -> Flight[Told[V]]:
        """Start, join or skip the question. The future raises XapiError."""
        with self._lock:
            held = self._held.get(key)
            if (flight := self._under_way.join(key, background=background)) is not None:
                return _with_spare(flight, held)
            now = self._clock.now()
            if held is not None and not refresh and held.good.holds(self._clock):
                return Flight.done(held.as_of, Told(held))
            if (failure := self._failures.get(key)) is not None:
                return _failed(now, failure, held)
            # counted apart: programs may wait long for their budget, and must not crowd people out
            up = self._under_way.count(background=background)
            if up >= self._keeping.max_flights:
                return _failed(now, Busy.too_many_questions(up), held)
            flight = self._under_way.begin(key, now, self._fly(key, now), background=background)
            return _with_spare(flight, held)

    async def _fly(self, key: K, as_of: datetime) -> Told[V]:
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
            return Told(before, stale=error)
        with self._lock:
            if answer.from_pbx:
                self._held.put(key, answer)
            self._failures.forget(key)
        return Told(answer)


def told_of(flight: Flight[Told[V]], late: XapiError | None) -> Told[V]:
    """What has been told. ``late``: do not wait; it is raised unless an older answer is held."""
    if late is not None and flight.spare is not None and not flight.future.done():
        return replace(flight.spare, stale=late)
    return outcome(flight.future, late)


def _with_spare(flight: Flight[Told[V]], held: V | None) -> Flight[Told[V]]:
    flight.spare = None if held is None else Told(held)
    return flight


def _failed(now: datetime, error: XapiError, held: V | None) -> Flight[Told[V]]:
    if held is None:
        return Flight.failed(now, error)
    return Flight.done(held.as_of, Told(held, stale=error))
