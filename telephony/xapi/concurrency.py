"""How many calls may be under way at once: found out by watching how fast they are answered.

Additive increase and multiplicative decrease (AIMD; Chiu and Jain 1989), with TCP's slow start
(Jacobson 1988) until the first sign of strain, and with latency as a sign, as in TCP Vegas
(Brakmo and Peterson 1995): a PBX whose database does one report after the other never refuses a
call, it only takes longer for each. So the limit grows while latency holds, and falls when it
rises, when a call is not answered in time, and when the PBX answers 429 or 5xx.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from statistics import median
from typing import Final

from telephony.settings.rates import Rates
from telephony.xapi.clock import SystemClock
from telephony.xapi.limits import Limits
from telephony.xapi.request_budget import RequestBudget
from telephony.xapi.requester import Requester, current_requester

# Latency has held while a call takes at most so many times what it takes an idle PBX …
HOLDS: Final = 1.6
# … and has risen from here on. In between the limit stays.
RISES: Final = 2.0
# Where it rises, and after a refusal, the limit becomes this share of itself.
_RISEN, _REFUSED = 0.75, 0.5
# What an idle PBX takes is forgotten slowly, or one fast answer would hold for ever.
_FORGETTING: Final = 1.01
_KINDS_REMEMBERED: Final = 256
# How often a program that waits for a place looks whether a person has joined its question.
_LOOK_SECONDS: Final = 0.5


class ConcurrencyLimiter:
    """The places for calls to one PBX. Belongs to one event loop.

    ``join`` is awaited before a call while ``allow`` has granted no place yet: the way to share
    the places of one PBX with other processes. ``budget`` counts what is sent for programs.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        join: Callable[[], Awaitable[None]] | None = None,
        budget: RequestBudget | None = None,
    ) -> None:
        limits = limits or Limits()
        self._join = join
        self.budget = budget or RequestBudget(Rates(), SystemClock())
        self._most = limits.max_concurrent_requests
        self._allowed = self._most if join is None else 0
        self._limit = min(limits.initial_concurrent_requests, self._most)
        self._slow_start = True
        self._waiting: deque[tuple[Requester | None, asyncio.Future[None]]] = deque()
        self._joining: asyncio.Future[None] | None = None
        self._usual: dict[Hashable, float] = {}
        self._round: list[float] = []
        self.in_flight = 0

    @property
    def limit(self) -> int:
        """Calls that may be under way now, or once places are granted."""
        return min(self._limit, self._allowed or self._most)

    @property
    def in_use(self) -> bool:
        """True while a call is under way or waits for a place."""
        return self.in_flight > 0 or bool(self._waiting)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """The right to make one call. People go before programs; else who waits longest is next."""
        while self._join is not None and not self._allowed:
            # once for all who wait, so that they keep their order; shielded: one who is cancelled
            # must not take it from the others
            if self._joining is None or self._joining.done():
                self._joining = asyncio.ensure_future(self._join())
            await asyncio.shield(self._joining)
        await self._enter()
        try:
            if (requester := current_requester()) is not None:
                await self.budget.count(requester)
            yield
        finally:
            self._leave()

    def allow(self, places: int) -> None:
        """Never use more than so many, whatever the latency says."""
        self._allowed = places
        self._admit()

    def answered(self, kind: Hashable, seconds: float) -> None:
        """A call was answered. Calls of one ``kind`` take alike long when nothing else is up."""
        usual = min(seconds, self._usual.pop(kind, seconds) * _FORGETTING)
        self._usual[kind] = usual
        if len(self._usual) > _KINDS_REMEMBERED:
            del self._usual[next(iter(self._usual))]
        self._round.append(seconds / usual if usual else 1.0)
        if len(self._round) < self._limit:
            return
        ratio = median(self._round)
        self._round.clear()
        if ratio >= RISES:
            self._fall(_RISEN)
        elif ratio <= HOLDS:
            self._grow()
        else:
            self._slow_start = False

    def refused(self) -> None:
        """The PBX is overloaded, and says so or says nothing."""
        self._round.clear()
        self._fall(_REFUSED)

    def _grow(self) -> None:
        by = self._limit if self._slow_start else 1
        self._limit = min(self._most, self._limit + by)
        self._admit()

    def _fall(self, share: float) -> None:
        self._slow_start = False
        self._limit = max(1, int(self._limit * share))

    async def _enter(self) -> None:
        if not self._waiting and self._has_room(current_requester()):
            self.in_flight += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        requester = current_requester()
        self._waiting.append((requester, place))
        try:
            while not (_goes_first(requester) or place.done()):
                await asyncio.wait({place}, timeout=_LOOK_SECONDS)
                self._admit()  # a person may have joined, who may use the place that is left free
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._leave()  # it was given to us in the very moment we went
            place.cancel()
            raise

    def _leave(self) -> None:
        self.in_flight -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting:
            first = next((one for one in self._waiting if _goes_first(one[0])), self._waiting[0])
            if not self._has_room(first[0]):
                return
            self._waiting.remove(first)
            if not first[1].done():
                self.in_flight += 1
                first[1].set_result(None)

    def _has_room(self, requester: Requester | None) -> bool:
        """Programs leave one of several places free: a person must not wait for a slow export."""
        most = self.limit if _goes_first(requester) else max(1, self.limit - 1)
        return self.in_flight < most


def _goes_first(requester: Requester | None) -> bool:
    """People, and what is asked for all: the sign-in, the list of groups."""
    return requester is None or requester.has_people
